"""What every request passes: host check, request id, headers → scope, error rendering, log line."""

from __future__ import annotations

import difflib
import ipaddress
import logging
import random
import time
import traceback
from typing import Any

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from aep_emulator.clock import Clock
from aep_emulator.gateway.auth import Gate, GatewayError
from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.gateway.mounts import Mount, MountTable
from aep_emulator.gateway.operations import DocumentedOperations
from aep_emulator.gateway.request import json_response
from aep_emulator.gateway.request_log import LogLine
from aep_emulator.settings import Settings

_log = logging.getLogger(__name__)
_request_ids = random.Random()
_LOCAL_NAMES = frozenset({"localhost", "host.docker.internal"})


class Gateway:
    """Installs itself on a Flask app."""

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
        self._hosts = {*_LOCAL_NAMES, *(name.lower() for name in settings.allowed_hosts), settings.host.lower()}

    def install(self, app: Flask) -> None:
        """Register the hooks and error handlers."""
        app.before_request(self._before)
        app.after_request(self._after)
        app.register_error_handler(ApiError, self._on_api_error)
        app.register_error_handler(HTTPException, self._on_http_error)
        app.register_error_handler(Exception, self._on_unexpected)
        self._rules = sorted({rule.rule for rule in app.url_map.iter_rules()})

    def _before(self) -> None:
        g.started = time.perf_counter()
        # A caller's own id is kept, so that its log and ours can be laid side by side.
        g.request_id = _sane_id(request.headers.get("x-request-id")) or f"{_request_ids.getrandbits(128):032x}"
        path = request.path
        mount = self._mounts.find(path)
        g.mount = mount
        self._check_host()
        if mount is not None and mount.gated:
            g.scope = self._gate.admit(request.method, path, request.headers, sandbox_required=mount.sandbox_required)
        self._check_size()

    def _check_host(self) -> None:
        # A web page can make a browser call 127.0.0.1 under a name of its own (DNS rebinding); an address or a
        # local name cannot be such a name.
        host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
        host = host.strip("[]").lower()
        if host in self._hosts or host.endswith(".localhost"):
            return
        try:
            ipaddress.ip_address(host)
        except ValueError:
            raise ApiError(
                403,
                "Forbidden",
                f"The Host header names '{host}', which this server does not answer to. "
                f"Start it with --allowed-hosts {host} to allow it.",
            ) from None

    def _check_size(self) -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        uploads = getattr(view, "long_running", False)
        limit = self._settings.max_body_bytes if uploads else self._settings.max_json_bytes
        # The server has already dropped a body above the upload limit and says so in the environment.
        if request.environ.get("aep.body_too_large") or (request.content_length or 0) > limit:
            raise ApiError(413, "Payload Too Large", f"The request body is larger than {limit} bytes.")

    def _after(self, response: Response) -> Response:
        request_id = g.get("request_id", "")
        response.headers["x-request-id"] = request_id
        if self._log_line is not None:
            elapsed = (time.perf_counter() - g.started) * 1000
            self._log_line(request.method, request.path, response.status_code, elapsed, request_id)
        return response

    def _on_api_error(self, error: ApiError) -> Response:
        mount: Mount | None = g.get("mount")
        context = ErrorContext(g.get("request_id", ""), self._clock.now_ms())
        if isinstance(error, GatewayError):
            return json_response({"error_code": error.code, "message": error.detail}, error.status)
        body: dict[str, Any] = plain_error(error) if mount is None else mount.render_error(error, context)
        return json_response(body, error.status)

    def _on_http_error(self, error: HTTPException) -> Response:
        status = error.code or 500
        response = self._on_api_error(self._explain(error, status))
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    def _explain(self, error: HTTPException, status: int) -> ApiError:
        operation = self._operations.find(request.method, request.path)
        if isinstance(error, NotFound | MethodNotAllowed) and operation is not None:
            return ApiError(
                501,
                "Not Implemented",
                f"{operation} is documented by Adobe but not implemented by this emulator yet. "
                "The coverage table in the README lists what is.",
            )
        if isinstance(error, NotFound):
            near = difflib.get_close_matches(request.path, self._rules, n=3, cutoff=0.6)
            hint = f" The nearest routes are: {', '.join(near)}." if near else ""
            return ApiError(404, "Not Found", f"No route matches {request.method} {request.path}.{hint}")
        if isinstance(error, MethodNotAllowed):
            allowed = ", ".join(sorted(error.valid_methods or ()))
            return ApiError(405, "Method Not Allowed", f"{request.path} takes {allowed}, not {request.method}.")
        if isinstance(error, RequestEntityTooLarge):
            return ApiError(413, "Payload Too Large", "The request body is too large.")
        return ApiError(status, error.name, error.description or error.name)

    def _on_unexpected(self, error: Exception) -> Response:
        # The caller learns only the request id; the traceback is for whoever reads the log.
        _log.error("request %s failed\n%s", g.get("request_id", ""), "".join(traceback.format_exception(error)))
        return self._on_api_error(
            ApiError(500, "Internal Server Error", "The emulator failed; its log has the details. Please report it.")
        )


def plain_error(error: ApiError) -> dict[str, Any]:
    """The body of an error outside any Adobe service."""
    return {"title": error.title, "status": error.status, "detail": error.detail}


def _sane_id(text: str | None) -> str | None:
    if text and len(text) <= 128 and text.isascii() and text.isprintable():
        return text
    return None
