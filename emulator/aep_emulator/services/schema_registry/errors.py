"""What Schema Registry refuses, in its two documented forms.

Documented: the troubleshooting guide (help/xdm/troubleshooting-guide.md) shows `/placeholder/type/uri` bodies; the
API pages show `http://ns.adobe.com/aep/errors/XDM-1010-404` with a report. Errors with a code of the second list are
rendered in the second form, the others in the first.
Assumed: which of the numbers 1010 to 1017 belongs to which kind of resource.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext

_TITLES = {400: "BadRequestError", 404: "NotFoundError", 406: "NotAcceptableError", 405: "MethodNotAllowedError"}
_NOT_FOUND_CODES = {
    "schemas": "XDM-1010-404",
    "classes": "XDM-1011-404",
    "mixins": "XDM-1012-404",
    "datatypes": "XDM-1013-404",
    "descriptors": "XDM-1014-404",
    "unions": "XDM-1015-404",
    "behaviors": "XDM-1016-404",
}


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, title, status, detail}` and, for coded errors, `report`."""
    if error.code is None or not error.code.startswith("XDM-"):
        return {
            "type": "/placeholder/type/uri",
            "status": error.status,
            "title": _TITLES.get(error.status, error.title),
            "detail": error.detail,
        }
    moment = datetime.fromtimestamp(context.now_ms / 1000, UTC)
    return {
        "type": f"http://ns.adobe.com/aep/errors/{error.code}",
        "title": error.title,
        "status": error.status,
        "report": {
            "registryRequestId": context.request_id,
            "timestamp": moment.strftime("%m-%d-%Y %I:%M:%S"),
            "detailed-message": error.detail,
            "sub-errors": [],
        },
        "detail": error.detail,
    }


def not_found(kind: str, resource_id: str) -> ApiError:
    """404 for a resource named in the path."""
    return ApiError(
        404,
        "Resource not found",
        f"The requested {kind} resource {resource_id} is not found. Verify the resource ID before trying again.",
        code=_NOT_FOUND_CODES.get(kind, "XDM-1010-404"),
    )


def bad_request(detail: str) -> ApiError:
    """400 in the older form."""
    return ApiError(400, "BadRequestError", detail)


def title_taken(title: str, owner: str) -> ApiError:
    """400: titles are unique across all kinds of resources."""
    return ApiError(
        400,
        "Title not unique",
        f"Title must be unique. An object {owner} already exists with the same title '{title}'.",
        code="XDM-1521-400",
    )


def namespace(detail: str) -> ApiError:
    """400: custom fields outside the tenant's namespace."""
    return ApiError(400, "Namespace validation error", detail, code="XDM-1020-400")


def merge(detail: str) -> ApiError:
    """400: what a resource is composed of does not fit together, or does not exist."""
    return ApiError(400, "Merge schema error", detail, code="XDM-1413-400")


def not_acceptable(detail: str) -> ApiError:
    """406 for the Accept header."""
    return ApiError(406, "NotAcceptableError", detail)


def version_missing() -> ApiError:
    """400: a look-up's Accept header names no version."""
    return bad_request(
        "version must be supplied in the accept header. Example: application/vnd.adobe.xed-full-notext+json; version=1"
    )
