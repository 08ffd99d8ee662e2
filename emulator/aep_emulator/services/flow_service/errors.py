"""What Flow Service refuses, with the codes of Adobe's catalogue.

Documented: help/sources/errors/flow-service-errors.md for codes, titles and messages; the stale-etag message is
also shown in the "Update dataflows" and "Update accounts" pages as `errorMessage`.
Assumed: the rest of the body around them, which follows the problem shape of the other services; and code
1405-400 for bodies that break their schema, for which the catalogue has no entry.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext

_INVALID = "Invalid request"

# What the gateway raises has no code of this service; these are the catalogue's nearest.
_CODES_BY_STATUS = {400: "1405-400", 404: "1101-404", 412: "1404-412", 500: "1400-500", 503: "1103-503"}


class FlowServiceError(ApiError):
    """A request that Flow Service refuses. `code` is one of the catalogue."""

    def __init__(self, code: str, title: str, detail: str, **extra: Any) -> None:
        super().__init__(int(code.rpartition("-")[2]), title, detail, code=code, extra=extra)


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{type, title, status, detail, errorMessage, report}`."""
    if error.code == "empty-body":
        error = empty_body()
    code = error.code if error.code and error.code[:1].isdigit() else _CODES_BY_STATUS.get(error.status)
    body: dict[str, Any] = {
        "type": f"http://ns.adobe.com/aep/errors/FLOW-{code or error.status}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "errorMessage": error.extra.get("errorMessage", error.detail),
        "report": {"requestId": context.request_id, "timestamp": context.now_ms},
    }
    if "errors" in error.extra:
        body["report"]["errors"] = error.extra["errors"]
    return body


def invalid(detail: str, *, code: str = "1405-400", errors: list[dict[str, str]] | None = None) -> FlowServiceError:
    """400; `errors` lists every broken rule as `{field, rule}`."""
    return FlowServiceError(code, _INVALID, detail, **({"errors": errors} if errors else {}))


def empty_body() -> FlowServiceError:
    """400, there is nothing where a body is needed."""
    return invalid("The request body cannot be null or empty. Please provide a request body and try again.")


def not_found(kind: str, resource_id: str) -> FlowServiceError:
    """404 for a resource named in the path."""
    return FlowServiceError(
        "1101-404",
        "Resource not found",
        f"The requested {kind} resource {resource_id} is not found. Verify the resource ID before trying again.",
    )


def if_match_missing() -> FlowServiceError:
    """400, the header is required on PATCH."""
    return FlowServiceError(
        "1403-400",
        "Header is missing",
        "The header 'If-Match' is missing in the request. Please provide the header and try again.",
    )


def stale(supplied: str, current: str) -> FlowServiceError:
    """412, the resource has changed since the caller read it. Etags without their quotes."""
    return FlowServiceError(
        "1404-412",
        "Version not matching",
        f"The supplied version '{supplied}' does not match the current version on entity '{current}'. "
        "Please ensure that the supplied version matches the current version on entity and try again.",
        errorMessage=f'Supplied version=["{supplied}"] does not match the current version on entity=["{current}"]',
    )


def unknown_spec(spec_kind: str, spec_id: str) -> FlowServiceError:
    """400, a body names a spec that does not exist."""
    return FlowServiceError(
        "1413-400",
        _INVALID,
        f"The spec ID provided is invalid: there is no {spec_kind} with the ID '{spec_id}'. "
        "Please provide a valid spec ID and try again.",
    )


def unknown_reference(field: str, kind: str, resource_id: str) -> FlowServiceError:
    """400, a body names a resource that does not exist."""
    return FlowServiceError("1439-400", "Resource not found", f"{field}: the {kind} '{resource_id}' is not found.")
