"""What Catalog refuses, and its error body.

Documented: the body `{type, status, title, detail}` with this `type` in "Valid content-type not specified" of the
troubleshooting guide (help/landing/troubleshooting.md). Adobe's own tutorials show Catalog answering a dataset update
with the same body and the title ForbiddenError.
Assumed: the titles of the other errors, which follow the same pattern, and the texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.validation import Failure

_TITLES = {
    400: "BadRequestError",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "NotFoundError",
    405: "MethodNotAllowedError",
    409: "ConflictError",
    412: "PreconditionFailedError",
    413: "PayloadTooLargeError",
    501: "NotImplementedError",
}
# A message of the validator repeats the value it is about, whatever its size.
_MAX_MESSAGE = 300


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, status, title, detail}`; the request id is in the answer's header."""
    del context
    return {
        "type": "/placeholder/type/uri",
        "status": error.status,
        "title": _TITLES.get(error.status, "InternalServerError" if error.status >= 500 else "BadRequestError"),
        "detail": error.detail,
    }


def invalid(detail: str) -> ApiError:
    """400, the request breaks a rule."""
    return ApiError(400, _TITLES[400], detail)


def invalid_body(failures: Iterable[Failure]) -> ApiError:
    """400 naming every broken rule."""
    return invalid("; ".join(str(failure)[:_MAX_MESSAGE] for failure in failures))


def not_found(label: str, object_id: str) -> ApiError:
    """404 for an object named in the path."""
    return ApiError(404, _TITLES[404], f"{label} '{object_id}' not found.")


def taken(label: str, object_id: str) -> ApiError:
    """409, the id is in use."""
    return ApiError(409, _TITLES[409], f"{label} '{object_id}' exists already.")


def unknown_schema(schema_id: str) -> ApiError:
    """400, a dataset names a schema that does not exist."""
    return invalid(f"schemaRef.id: the schema '{schema_id}' does not exist.")


def unknown_dataset(field: str, dataset_id: str) -> ApiError:
    """400, a body names a dataset that does not exist."""
    return invalid(f"{field}: the dataset '{dataset_id}' does not exist.")


def read_only(name: str) -> ApiError:
    """400, the change touches what only Catalog sets."""
    return invalid(f"{name}: this property is read-only and cannot be modified.")


def version_mismatch(header: str, supplied: str, current: str) -> ApiError:
    """412, the version in If-Match or If-None-Match. Documented status: "If-Match", help/catalog/api/appendix.md."""
    return ApiError(412, _TITLES[412], f"{header} names the version '{supplied}', the object's version is '{current}'.")
