"""The error body of batch ingestion.

Documented: `{type, status, title, detail}` for a wrong content type in the troubleshooting guide
(help/landing/troubleshooting.md). Assumed: the same body for everything else; the batch ingestion pages show only
the errors inside a batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.validation import Failure

# A message of the validator repeats the value it is about, whatever its size.
_MAX_MESSAGE = 300


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, status, title, detail}`; the request id is in the answer's header."""
    del context
    return {
        "type": "/placeholder/type/uri",
        "status": error.status,
        "title": error.title,
        "detail": error.detail,
    }


def invalid_body(failures: Iterable[Failure]) -> ApiError:
    """400 naming every broken rule."""
    return ApiError(400, "BadRequestError", "; ".join(str(failure)[:_MAX_MESSAGE] for failure in failures))
