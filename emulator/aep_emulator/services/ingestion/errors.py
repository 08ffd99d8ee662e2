"""What batch ingestion refuses, and its error body.

Documented: `{type, status, title, detail}` for a wrong content type in the troubleshooting guide
(help/landing/troubleshooting.md); the statuses 400, 404, 414 and 415 of batch-ingestion.yaml, and 400 for pieces that
overlap or are missing in help/ingestion/batch-ingestion/troubleshooting.md.
Assumed: the same body for everything; 413 for a file that is too large and 429 for too many batches.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.validation import Failure

# A message of the validator repeats the value it is about, whatever its size.
_MAX_MESSAGE = 300
_MAX_NAME = 200


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, status, title, detail}`; the request id is in the answer's header."""
    del context
    return {
        "type": "/placeholder/type/uri",
        "status": error.status,
        "title": error.title,
        "detail": error.detail,
    }


def invalid(detail: str) -> ApiError:
    """400, the request breaks a rule."""
    return ApiError(400, "BadRequestError", detail)


def invalid_body(failures: Iterable[Failure]) -> ApiError:
    """400 naming every broken rule."""
    return invalid("; ".join(str(failure)[:_MAX_MESSAGE] for failure in failures))


def not_found(label: str, name: str) -> ApiError:
    """404 for what the path names."""
    return ApiError(404, "NotFoundError", f"{label} '{name[:_MAX_NAME]}' not found.")


def wrong_action(action: str | None, allowed: Iterable[str]) -> ApiError:
    """400, the query parameter `action`."""
    given = "is missing" if action is None else f"is '{action[:_MAX_NAME]}'"
    return invalid(f"The query parameter 'action' {given}; it must be one of {', '.join(allowed)}.")


def wrong_state(batch_id: str, status: str, what: str) -> ApiError:
    """400, the batch is not in a state for that."""
    return invalid(f"Batch '{batch_id}' has the status '{status}': {what}.")


def too_large(what: str, limit: int) -> ApiError:
    """413, more bytes than may be sent at once."""
    return ApiError(413, "PayloadTooLargeError", f"{what} may have at most {limit} bytes.")


def url_too_long(limit: int) -> ApiError:
    """414. Documented: "The URL length exceeds the allowed 2000 characters.", batch-ingestion.yaml."""
    return ApiError(414, "URITooLongError", f"The URL length exceeds the allowed {limit} characters.")


def wrong_content_type(content_type: str) -> ApiError:
    """415, a body that is not declared as a file."""
    given = f"'{content_type[:_MAX_NAME]}'" if content_type else "missing"
    return ApiError(
        415,
        "UnsupportedMediaTypeError",
        f"The content type is {given}; files are sent as a single part with application/octet-stream.",
    )


def too_many_batches(limit: int) -> ApiError:
    """429."""
    return ApiError(429, "TooManyRequestsError", f"A user may create at most {limit} batches a minute.")
