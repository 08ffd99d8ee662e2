"""The error body of sandbox management.

Assumed: the problem shape other Experience Platform services document; the sandbox pages show no error body.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{status, title, type, detail, report}`."""
    return {
        "status": error.status,
        "title": error.title,
        "type": f"http://ns.adobe.com/aep/errors/SMS-{error.code or error.status}",
        "detail": error.detail,
        "report": {"requestId": context.request_id},
    }
