"""What a service's routes.py needs of the HTTP layer: the caller's scope, the parsed body, and JSON answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import orjson
from flask import Response, g, request

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.types import Json
from aep_emulator.validation import MAX_DEPTH, deeper_than

View = TypeVar("View", bound=Callable[..., Any])

JSON_TYPE = "application/json"

REQUEST_ID = "aep.request_id"
"""Where the gateway leaves the id of the request, in the WSGI environment."""

SCOPE = "aep.scope"
"""Where the gateway leaves the Scope."""


def current_scope() -> Scope:
    """Who is asking, as the gateway found it. A service tested without the gateway finds it on Flask's `g`."""
    scope = request.environ.get(SCOPE)
    return cast(Scope, g.scope if scope is None else scope)


def path_of(environ: Mapping[str, Any]) -> str:
    """The path of a request as the router sees it: text (WSGI hands over UTF-8 bytes as Latin-1), with one slash."""
    path: str = environ.get("PATH_INFO", "")
    if not path.isascii():
        path = path.encode("latin-1", "replace").decode("utf-8", "replace")
    return path if path[:1] == "/" and path[1:2] != "/" else "/" + path.lstrip("/")


def base_url() -> str:
    """Where the caller reaches this server, without a slash at its end: links in answers begin with it."""
    return request.host_url.rstrip("/")


def json_body(*, check_content_type: bool = True) -> Json:
    """The parsed JSON body of this request.

    Raises ApiError 400 for a missing body, a content type that is not JSON, malformed JSON (with line and column) and
    more than MAX_DEPTH levels of nesting.
    """
    if check_content_type:
        require_json_content_type()
    raw = request.get_data(cache=False)
    if not raw.strip():
        raise ApiError(400, "BadRequestError", "The request body cannot be null or empty.", code="empty-body")
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        reason = error.msg.split(": line")[0]
        raise ApiError(
            400,
            "BadRequestError",
            f"The request body is not valid JSON: {reason} (line {error.lineno}, column {error.colno}).",
            code="malformed-json",
        ) from None
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and deeper_than(body, MAX_DEPTH):
        raise ApiError(400, "BadRequestError", f"The request body is nested more than {MAX_DEPTH} levels deep.")
    return body


def json_object(*, check_content_type: bool = True) -> dict[str, Any]:
    """The parsed body, which must be a JSON object. Raises ApiError 400."""
    body = json_body(check_content_type=check_content_type)
    if not isinstance(body, dict):
        raise ApiError(400, "BadRequestError", f"The request body must be a JSON object, not {json_type(body)}.")
    return body


def json_patch(*, check_content_type: bool = True) -> list[dict[str, Any]]:
    """The parsed body, which must be a JSON Patch: a list of objects. Raises ApiError 400."""
    body = json_body(check_content_type=check_content_type)
    if not isinstance(body, list) or not all(isinstance(item, dict) for item in body):
        raise ApiError(
            400,
            "BadRequestError",
            "The request body must be a JSON Patch: an array of objects with op, path and value.",
        )
    return body


def require_json_content_type() -> None:
    """Raises ApiError 400 as documented in the troubleshooting guide unless the body is declared as JSON."""
    declared = request.mimetype
    if declared == JSON_TYPE or declared.endswith("+json"):
        return
    raise ApiError(400, "BadRequestError", "A valid content-type must be specified", code="content-type")


def json_response(payload: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    response = Response(orjson.dumps(payload, option=orjson.OPT_NON_STR_KEYS), status=status, mimetype=JSON_TYPE)
    if headers:
        response.headers.update(headers)
    return response


def integer_argument(name: str, default: int | None, *, low: int, high: int | None = None) -> int | None:
    """The query parameter as an integer within bounds, or the default. Raises ApiError 400."""
    text = request.args.get(name)
    if text is None or text == "":
        return default
    if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 15:
        raise ApiError(400, "BadRequestError", f"The query parameter '{name}' must be an integer, not '{text}'.")
    value = int(text)
    if value < low or (high is not None and value > high):
        bounds = f"at least {low}" if high is None else f"between {low} and {high}"
        raise ApiError(400, "BadRequestError", f"The query parameter '{name}' must be {bounds}, not {value}.")
    return value


def boolean_argument(name: str, default: bool = False) -> bool:
    """The query parameter as a boolean, in any case (clients written in Python send `True`). Raises ApiError 400."""
    text = request.args.get(name)
    if text is None or text == "":
        return default
    lowered = text.lower()
    if lowered not in ("true", "false"):
        raise ApiError(400, "BadRequestError", f"The query parameter '{name}' must be true or false, not '{text}'.")
    return lowered == "true"


def long_running(view: View) -> View:
    """Mark a view that may take long (an upload, a download, a preview): the server runs it in a thread.

    Everything else runs on the event loop, where a slow view would hold up every other request.
    """
    view.long_running = True  # type: ignore[attr-defined]
    return view


def takes_uploads(view: View) -> View:
    """Mark a view whose body is data and may be as large as an upload; it runs in a thread as well."""
    view.takes_uploads = True  # type: ignore[attr-defined]
    return long_running(view)


def json_type(value: Json) -> str:
    """What a JSON value is called, with its article."""
    if value is None:
        return "null"
    names: dict[type, str] = {
        dict: "an object",
        list: "an array",
        str: "a string",
        bool: "a boolean",
        int: "a number",
        float: "a number",
    }
    return names[type(value)]
