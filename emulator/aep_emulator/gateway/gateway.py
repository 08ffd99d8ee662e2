"""What every request passes: request id, host check, headers → scope, body size, log line.

It stands around the Flask app as WSGI middleware and reads the environment itself: what Flask's hooks, proxies and
header objects would cost for the same checks is as much as a whole request.
"""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, request
from flask.sessions import NullSession, SessionInterface
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter

from aep_emulator.clock import Clock
from aep_emulator.gateway.answers import ErrorAnswers, plain_error
from aep_emulator.gateway.auth import Gate
from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.hosts import Hosts
from aep_emulator.gateway.mounts import MountTable
from aep_emulator.gateway.operations import DocumentedOperations
from aep_emulator.gateway.request import REQUEST_ID, SCOPE, path_of
from aep_emulator.gateway.request_log import LogLine
from aep_emulator.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["Gateway", "plain_error"]

_request_ids = random.Random()


class Gateway:
    """Installs itself around a Flask app."""

    def __init__(
        self,
        settings: Settings,
        mounts: MountTable,
        gate: Gate,
        clock: Clock,
        operations: DocumentedOperations,
        log_line: LogLine | None,
    ) -> None:
        self._settings = settings
        self._mounts = mounts
        self._gate = gate
        self._clock = clock
        self._operations = operations
        self._log_line = log_line
        self._hosts = Hosts([settings.host, *settings.allowed_hosts])

    def install(self, app: Flask) -> None:
        """Register the error handlers and step in front of the app, which has all its routes by now."""
        answers = self._answers = ErrorAnswers(self._mounts, self._clock, self._operations, app.url_map.iter_rules())

        def on_api_error(error: ApiError) -> Response:
            return answers.api_error(error, request.environ)

        def on_http_error(error: HTTPException) -> Response:
            return answers.http_error(error, request.environ)

        def on_unexpected(error: Exception) -> Response:
            return answers.unexpected(error, request.environ)

        app.register_error_handler(ApiError, on_api_error)
        app.register_error_handler(HTTPException, on_http_error)
        app.register_error_handler(Exception, on_unexpected)
        app.session_interface = _NoSessions()
        app.create_url_adapter = functools.partial(_url_adapter, app.url_map)  # type: ignore[method-assign]
        self._app = app
        self._inner: WSGIApplication = app.wsgi_app
        app.wsgi_app = self  # type: ignore[method-assign]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        started = time.perf_counter()
        # A caller's own id is kept, so that its log and ours can be laid side by side.
        request_id = _sane_id(environ.get("HTTP_X_REQUEST_ID")) or f"{_request_ids.getrandbits(128):032x}"
        environ[REQUEST_ID] = request_id

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
            headers.append(("x-request-id", request_id))
            if self._log_line is not None:
                elapsed = (time.perf_counter() - started) * 1000
                self._log_line(environ["REQUEST_METHOD"], path_of(environ), int(status[:3]), elapsed, request_id)
            return start_response(status, headers, exc_info)

        try:
            self._admit(environ)
        except ApiError as error:
            return self._answers.api_error(error, environ)(environ, start)
        except Exception as error:
            return self._answers.unexpected(error, environ)(environ, start)
        return self._inner(environ, start)

    def _admit(self, environ: WSGIEnvironment) -> None:
        """Raises ApiError for a request that no service is to see."""
        self._hosts.check(environ.get("HTTP_HOST"))
        mount = self._mounts.find(path_of(environ))
        if mount is not None and _join(environ, mount.prefix):
            mount = self._mounts.find(path_of(environ))
        if mount is not None and mount.gated:
            environ[SCOPE] = self._gate.admit(environ, sandbox_required=mount.sandbox_required)
        # The server has already dropped a body above the upload limit and says so in the environment.
        if "aep.body_too_large" in environ or _content_length(environ) > self._settings.max_json_bytes:
            self._check_size(environ)

    def _check_size(self, environ: WSGIEnvironment) -> None:
        largest = self._settings.max_body_bytes
        limit = largest if self._takes_uploads(environ) else min(largest, self._settings.max_json_bytes)
        if "aep.body_too_large" in environ or _content_length(environ) > limit:
            raise ApiError(413, "Payload Too Large", f"The request body is larger than {limit} bytes.")

    def _takes_uploads(self, environ: WSGIEnvironment) -> bool:
        try:
            endpoint, _ = self._app.url_map.bind("").match(path_of(environ), environ["REQUEST_METHOD"])
        except HTTPException:
            return False
        return getattr(self._app.view_functions.get(endpoint), "takes_uploads", False)


class _NoSessions(SessionInterface):
    """Nothing here has a session; Flask's own interface would make an empty one for each request."""

    _none = NullSession()

    def open_session(self, app: Flask, request: Any) -> NullSession:  # noqa: ARG002
        """The one session everybody has."""
        return self._none


def _url_adapter(url_map: Map, request: Request | None) -> MapAdapter | None:
    """What Flask's own method makes, without working out the host: no route here depends on it."""
    if request is None:
        return None
    return MapAdapter(url_map, "", request.root_path, None, request.scheme, request.path, request.method)


def _join(environ: WSGIEnvironment, prefix: str) -> bool:
    """Make one slash of those right behind a base path; whether there were more.

    Documented: help/sandboxes/sandbox-tooling-api/tools.md has curl lines with `/exim//tools`.
    Assumed: two slashes right behind a base path are one in every service, as in the curl lines of sandbox tooling.

    Further on, two slashes may be part of an id that is an address, and stay. Whoever changes the path looks its mount
    up again, so that no slash leads round the gate.
    """
    head, further, rest = environ.get("PATH_INFO", "").partition(f"{prefix}//")
    if not further or head.strip("/"):
        return False
    environ["PATH_INFO"] = f"{prefix}/{rest.lstrip('/')}"
    return True


def _content_length(environ: WSGIEnvironment) -> int:
    text = environ.get("CONTENT_LENGTH")
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def _sane_id(text: str | None) -> str | None:
    if text and len(text) <= 128 and text.isascii() and text.isprintable():
        return text
    return None
