"""What sandbox management refuses, and its error body.

Documented: the body `{status, title, type}` of what can prevent a reset (help/sandboxes/api/sandboxes.md, Reset a
sandbox); the message for an unknown name in 2101-404 of help/sources/errors/flow-service-errors.md.
Assumed: everything else has the members that other Experience Platform services document besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.validation import Failure

_IN_USE = frozenset({"2074-400", "2075-400", "2076-400", "2077-400"})


def render(error: ApiError, context: ErrorContext) -> dict[str, Any]:
    """`{status, title, type}`, and except for the documented refusals of a reset `detail` and `report`."""
    body = {
        "status": error.status,
        "title": error.title,
        "type": f"http://ns.adobe.com/aep/errors/SMS-{error.code or error.status}",
    }
    if error.code not in _IN_USE:
        body |= {"detail": error.detail, "report": {"requestId": context.request_id}}
    return body


def invalid(detail: str) -> ApiError:
    """400, the request breaks a rule."""
    return ApiError(400, "Bad Request", detail)


def invalid_body(failures: Iterable[Failure]) -> ApiError:
    """400 naming every broken rule."""
    return invalid("; ".join(map(str, failures)))


def not_found(name: str) -> ApiError:
    """404 for a sandbox named in the path."""
    return ApiError(404, "Not Found", f"Sandbox with name '{name}' not present. Please check if resource exists.")


def bad_name(name: str) -> ApiError:
    """400, the name of a new sandbox breaks the rules for names."""
    return invalid(
        f"name: '{name[:80]}' must begin with a letter and have only lower-case letters, digits and hyphens, "
        "256 at most."
    )


def taken(name: str) -> ApiError:
    """409, the name is in use."""
    return ApiError(409, "Conflict", f"name: the sandbox '{name}' exists already.")


def too_many(limit: int) -> ApiError:
    """400, the organisation has all the development sandboxes it may have."""
    return invalid(f"type: the organisation has {limit} development sandboxes, which is as many as it may have.")


def wrong_state(name: str, state: str, action: str) -> ApiError:
    """400, the sandbox is not in a state in which that is possible."""
    return invalid(f"Sandbox '{name}' cannot be {action} while its state is '{state}'.")


def in_use(code: str, title: str) -> ApiError:
    """400, another product depends on what is in the sandbox; `code` is one of 2074-400 to 2077-400."""
    return ApiError(400, title, title, code=code)
