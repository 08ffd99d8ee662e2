"""What Data Access refuses.

Assumed: the body, in the problem shape other Experience Platform services document; data-access.yaml shows none.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, title, status, detail, report}`."""
    return {
        "type": f"http://ns.adobe.com/aep/errors/DATA-ACCESS-{error.status}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "report": {"requestId": context.request_id},
    }


def not_found(what: str) -> ApiError:
    """404."""
    return ApiError(404, "Not Found", f"{what} was not found.")
