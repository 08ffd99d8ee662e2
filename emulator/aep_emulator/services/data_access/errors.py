"""The error body of Data Access.

Documented: `{type, status, title, detail}` for a wrong content type in the troubleshooting guide
(help/landing/troubleshooting.md). Assumed: the same body for everything else; the Data Access pages show no error.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, status, title, detail}`; the request id is in the answer's header."""
    del context
    return {
        "type": "/placeholder/type/uri",
        "status": error.status,
        "title": error.title,
        "detail": error.detail,
    }


def not_found(kind: str, name: str) -> ApiError:
    """404 for what the path or the `path` parameter names."""
    return ApiError(404, "NotFoundError", f"{kind} '{name[:200]}' not found.")


def path_missing() -> ApiError:
    """400, a HEAD request without the file's name."""
    return ApiError(400, "BadRequestError", "The query parameter 'path' is required: the name of the file.")


def range_not_satisfiable(size: int) -> ApiError:
    """416, the range begins behind the end of the file."""
    return ApiError(416, "RangeNotSatisfiableError", f"The file has {size} bytes.")
