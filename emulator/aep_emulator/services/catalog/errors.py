"""What Catalog refuses.

Documented: 404 and 412 for absent objects and stale E-Tags (help/catalog/api/).
Assumed: the body, in the problem shape other Experience Platform services document.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext

_TITLES = {400: "BadRequestError", 404: "NotFoundError", 412: "PreconditionFailedError"}


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, title, status, detail, report}`."""
    return {
        "type": f"http://ns.adobe.com/aep/errors/CATALOG-{error.status}",
        "title": _TITLES.get(error.status, error.title),
        "status": error.status,
        "detail": error.detail,
        "report": {"requestId": context.request_id},
    }


def bad_request(detail: str) -> ApiError:
    """400; the detail names the field and the rule."""
    return ApiError(400, "BadRequestError", detail)


def not_found(what: str, object_id: str) -> ApiError:
    """404."""
    return ApiError(404, "NotFoundError", f"{what} '{object_id}' was not found.")


def stale() -> ApiError:
    """412: the object has changed since its E-Tag was read."""
    return ApiError(412, "PreconditionFailedError", "If-Match does not name the current version of the object.")
