"""What sandbox tooling refuses, and its error body.

Assumed: the error body is that of sandbox management, because the pages of sandbox tooling show none; what an
identifier in the path names and nobody has is 404, which sandbox.yaml does not list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.types import Json
from aep_emulator.validation import Failure, request_schema

_SHOWN_CHARACTERS = 200


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{status, title, type, detail, report}`."""
    return {
        "status": error.status,
        "title": error.title,
        "type": f"http://ns.adobe.com/aep/errors/EXIM-{error.code or error.status}",
        "detail": error.detail,
        "report": {"requestId": context.request_id},
    }


def check(request: str, body: Json) -> None:
    """Raises ApiError 400 naming every rule of `requests/{request}.json` that the body breaks."""
    failures: Iterable[Failure] = request_schema(__package__, request).failures(body)
    described = "; ".join(map(str, failures))
    if described:
        raise invalid(described)


def invalid(detail: str) -> ApiError:
    """400, the request breaks a rule; the detail names the field."""
    return ApiError(400, "Bad Request", detail)


def not_found(what: str, wanted: str) -> ApiError:
    """404 for what is named in the path or the query."""
    return ApiError(404, "Not Found", f"{what} with ID {wanted[:_SHOWN_CHARACTERS]} not found.")


def no_sandbox(name: str) -> ApiError:
    """404, there is no such sandbox to look into."""
    wanted = name[:_SHOWN_CHARACTERS]
    return ApiError(404, "Not Found", f"targetSandbox: the organisation has no active sandbox '{wanted}'.")


def other_organisation(field: str, org_id: str, own: str) -> ApiError:
    """400, a sandbox of another organisation than the one that asks."""
    shown = org_id[:_SHOWN_CHARACTERS]
    return invalid(f"{field}: '{shown}' is not the organisation of the request, which is '{own}'.")


def unknown_sandbox(field: str, name: str) -> ApiError:
    """400, a body names a sandbox that is not there."""
    return invalid(f"{field}: the organisation has no active sandbox '{name[:_SHOWN_CHARACTERS]}'.")


def wrong_status(package_id: str, status: str, action: str, wanted: str) -> ApiError:
    """400, the status of the package does not allow that."""
    return invalid(f"Package {package_id} cannot be {action} while its status is {status}; it must be {wanted}.")


def name_taken(name: str) -> ApiError:
    """400, another package has the name. Documented as not allowed; the status is assumed."""
    return invalid(f"name: the organisation has a package '{name[:_SHOWN_CHARACTERS]}' already.")
