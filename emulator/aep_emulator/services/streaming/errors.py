"""What streaming ingestion refuses, and its error bodies.

Documented: the body `{type, status, title, report{message, cause}}` in help/ingestion/quality/streaming-validation.md
and retrieve-failed-batches.md; the one about authorization, whose status is a string, in
help/sources/tutorials/api/create/streaming/http.md; the statuses in streaming-multiple-messages.md.
Assumed: 404 for an inlet that does not exist, 415 for a format we do not read; `cause` beside the documented texts,
which says what they leave open; that the id in brackets before the text about the token is the inlet's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.services.flow_service.inlets import Inlet

INVALID_FORMAT = "Invalid XDM Message Format"

UNKNOWN_FORMAT = "Message has unknown xdm format"
WRONG_ORG = "Message has an absent or wrong ims org in the header"
WRONG_DATASET = "Message has an absent or unknown dataset in the header"
WRONG_FLOW = "Message has an absent or unknown flow"
INVALID = "Message is invalid"

RETRY_AFTER_S = 1

_TYPE = "http://ns.adobe.com/adobecloud/problem/data-collection-service/inlet"
_AUTHORIZATION_TYPE = "https://ns.adobe.com/adobecloud/problem/data-collection-service-authorization"
_VALIDATION = "_streamingValidation"
_MAX_MESSAGE = 300


class Unauthorized(ApiError):  # noqa: N818  (named as the answer is)
    """An authenticated inlet was not shown a token that it accepts."""


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, status, title, report}`."""
    del context
    report: dict[str, Any] = {"message": error.detail}
    if "cause" in error.extra:
        report["cause"] = error.extra["cause"]
    if isinstance(error, Unauthorized):
        return {"type": _AUTHORIZATION_TYPE, "status": str(error.status), "title": error.title, "report": report}
    title = INVALID_FORMAT if error.status == 400 else error.title
    return {"type": _TYPE, "status": error.status, "title": title, "report": report}


def refused(inlet: Inlet, what: str, *reasons: str) -> ApiError:
    """400 for a message; `what` is one of the texts above, reasons name the fields."""
    return invalid(inlet, [{"message": reason[:_MAX_MESSAGE]} for reason in reasons], what)


def invalid(inlet: Inlet, violations: Sequence[Mapping[str, Any]], what: str = INVALID) -> ApiError:
    """400 with what streaming validation has found."""
    message = f"inletId: [{inlet.id}] imsOrgId: [{inlet.scope.org_id}] {what}"
    return ApiError(400, INVALID_FORMAT, message, extra={"cause": {_VALIDATION: list(violations)}})


def bad_request(reason: str) -> ApiError:
    """400 for a request, whatever the inlet."""
    return ApiError(400, INVALID_FORMAT, reason)


def unknown_inlet(inlet_id: str) -> ApiError:
    """404. The id is that of the path."""
    return ApiError(404, "Inlet Not Found", f"inletId: [{inlet_id[:100]}] There is no such inlet.")


def no_token(inlet: Inlet) -> ApiError:
    """401."""
    return Unauthorized(401, "Authorization", f"[{inlet.id}] Ims service token is empty")


def bad_token(inlet: Inlet, status: int) -> ApiError:
    """A token that is not valid or belongs to another organisation; the pages give it 401 or 403."""
    return Unauthorized(status, "Authorization", f"[{inlet.id}] Ims service token is not valid")


def too_large(limit: int) -> ApiError:
    """413."""
    return ApiError(413, "Payload Too Large", f"The payload is larger than {limit} bytes.")


def smile() -> ApiError:
    """415. Documented: payloads in the Smile format are taken (streaming-ingestion.yaml); not here."""
    return ApiError(415, "Unsupported Media Type", "Payloads in the Smile format are not supported; send JSON.")


def too_many(limit: int) -> ApiError:
    """429."""
    return ApiError(
        429, "Too Many Requests", f"An inlet takes at most {limit} requests a minute with synchronous validation."
    )


def busy() -> ApiError:
    """503, more has come than could be written; the answer has a Retry-After header."""
    return ApiError(503, "Service Unavailable", "Too many messages are waiting. Please try again.")
