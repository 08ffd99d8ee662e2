"""What Observability Insights refuses, and its error body.

Documented: "Error messages" in help/observability/api/metrics.md: the body `{type, title, status, report,
error-chain}`, INSGHT-1000-400 for a request that cannot be right, INSGHT-1001-400 for one that cannot be carried out,
INSGHT-1002-500 for a defect and INSGHT-1003-401 for a sandbox that is not valid.
Assumed: other refusals have the same body, and their status in place of a code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.validation import Failure

STATUSES: dict[str | None, int] = {"2100-404": 401, "2103-404": 401}
"""The statuses of what the gateway has against a sandbox, by its codes."""

_SERVICE = "INSGHT"
_BAD_PAYLOAD = "INSGHT-1000-400"
_QUERY_FAILED = "INSGHT-1001-400"
_DEFECT = "INSGHT-1002-500"
_BAD_SANDBOX = "INSGHT-1003-401"
_BY_STATUS = {400: _BAD_PAYLOAD, 500: _DEFECT}
_MAX_TITLE = 1000
_MAX_SHOWN = 100


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, title, status, report{tenantInfo, additionalContext}, error-chain}`."""
    status = STATUSES.get(error.code, error.status)
    code = _code(error)
    title = "Bad Request" if status == 400 else error.title
    scope = context.scope
    return {
        "type": f"http://ns.adobe.com/aep/errors/{code}",
        "title": f"{title} - {error.detail}"[:_MAX_TITLE],
        "status": status,
        "report": {
            "tenantInfo": {
                "sandboxName": None if scope is None else scope.sandbox_name,
                "sandboxId": None if scope is None else scope.sandbox_id,
                "imsOrgId": None if scope is None else scope.org_id,
            },
            "additionalContext": None,
        },
        "error-chain": [
            {
                "serviceId": _SERVICE,
                "errorCode": code,
                "invokingServiceId": _SERVICE,
                "unixTimeStampMs": context.now_ms,
            }
        ],
    }


def invalid(reason: str) -> ApiError:
    """400, the request breaks a rule."""
    return ApiError(400, "Bad Request", reason, code=_BAD_PAYLOAD)


def invalid_body(failures: Iterable[Failure]) -> ApiError:
    """400 naming every broken rule."""
    return invalid("; ".join(map(str, failures)))


def unknown_metric(name: str) -> ApiError:
    """400, Observability Insights has no metric of that name."""
    return invalid(f"Invalid metric '{name[:_MAX_SHOWN]}'.")


def unknown_word(member: str, word: str, known: Iterable[str]) -> ApiError:
    """400, the member is none of the words that it may be."""
    return invalid(f"{member}: '{word[:_MAX_SHOWN]}' is none of {', '.join(known)}.")


def bad_date(member: str, text: str) -> ApiError:
    """400, not a date and time."""
    return invalid(f"{member}: '{text[:_MAX_SHOWN]}' is not a date and time in ISO 8601.")


def start_after_end() -> ApiError:
    """400, in the words of the documented example."""
    return invalid("Start date cannot be after end date.")


def too_many(limit: int) -> ApiError:
    """400, the answer would be too long."""
    return ApiError(
        400,
        "Bad Request",
        f"The request asks for more than {limit} datapoints. "
        "Please choose a higher granularity, a shorter range of dates or fewer metrics.",
        code=_QUERY_FAILED,
    )


def _code(error: ApiError) -> str:
    if error.code is not None and error.code.startswith(f"{_SERVICE}-"):
        return error.code
    if error.code in STATUSES:
        return _BAD_SANDBOX
    return _BY_STATUS.get(error.status, f"{_SERVICE}-{error.status}")
