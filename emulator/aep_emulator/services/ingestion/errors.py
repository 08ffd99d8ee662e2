"""What batch ingestion refuses.

Documented: batch errors carry a `rows` member (help/ingestion/batch-ingestion/troubleshooting.md).
Assumed: the rest of the body, in the problem shape other Experience Platform services document.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, title, status, detail, rows, report}`."""
    return {
        "type": f"http://ns.adobe.com/aep/errors/INGEST-{error.code or error.status}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "rows": [],
        "report": {"requestId": context.request_id},
    }
