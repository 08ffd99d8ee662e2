"""Turns whatever is raised into an answer in the body of the service the path belongs to."""

from __future__ import annotations

import difflib
import logging
import traceback
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge
from werkzeug.routing import Rule

from aep_emulator.clock import Clock
from aep_emulator.gateway.auth import GatewayError
from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.gateway.mounts import MountTable
from aep_emulator.gateway.operations import DocumentedOperations, Operation, route_shapes, shape
from aep_emulator.gateway.request import REQUEST_ID, SCOPE, json_response, path_of

_log = logging.getLogger(__name__)


class ErrorAnswers:
    """One method for each kind of exception. `rules` are the routes there are."""

    def __init__(
        self, mounts: MountTable, clock: Clock, operations: DocumentedOperations, rules: Iterable[Rule]
    ) -> None:
        self._mounts = mounts
        self._clock = clock
        self._operations = operations
        routes = [(method, rule.rule) for rule in rules for method in rule.methods or ()]
        self._paths = sorted({path for _, path in routes})
        self._served = {(method, shape(path)) for method, path in routes}

    def api_error(self, error: ApiError, environ: Mapping[str, Any]) -> Response:
        """A refusal, in the body of its service or, for the headers, of the gateway."""
        if isinstance(error, GatewayError):
            return json_response({"error_code": error.code, "message": error.detail}, error.status)
        mount = self._mounts.find(path_of(environ))
        if mount is None:
            return json_response(plain_error(error), error.status)
        context = ErrorContext(environ.get(REQUEST_ID, ""), self._clock.now_ms(), environ.get(SCOPE))
        return json_response(mount.render_error(error, context), mount.statuses.get(error.code, error.status))

    def http_error(self, error: HTTPException, environ: Mapping[str, Any]) -> Response:
        """What the router and the form parser refuse: no such route, wrong method, a body too large."""
        response = self.api_error(self._explain(error, environ["REQUEST_METHOD"], path_of(environ)), environ)
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    def unexpected(self, error: Exception, environ: Mapping[str, Any]) -> Response:
        """A defect of ours: the caller learns only the request id, the traceback is for whoever reads the log."""
        _log.error("request %s failed\n%s", environ.get(REQUEST_ID, ""), "".join(traceback.format_exception(error)))
        return self.api_error(
            ApiError(500, "Internal Server Error", "The emulator failed; its log has the details. Please report it."),
            environ,
        )

    def _explain(self, error: HTTPException, method: str, path: str) -> ApiError:
        operation = self._operations.find(method, path)
        if isinstance(error, NotFound | MethodNotAllowed) and operation is not None and not self._serves(operation):
            return ApiError(
                501,
                "Not Implemented",
                f"{operation} is documented by Adobe but not implemented by this emulator yet. "
                "docs/fidelity.md lists what is.",
            )
        if isinstance(error, NotFound):
            near = difflib.get_close_matches(path, self._paths, n=3, cutoff=0.6)
            hint = f" The nearest routes are: {', '.join(near)}." if near else ""
            return ApiError(404, "Not Found", f"No route matches {method} {path}.{hint}")
        if isinstance(error, MethodNotAllowed):
            allowed = ", ".join(sorted(error.valid_methods or ()))
            return ApiError(405, "Method Not Allowed", f"{path} takes {allowed}, not {method}.")
        if isinstance(error, RequestEntityTooLarge):
            return ApiError(413, "Payload Too Large", "The request body is too large.")
        return ApiError(error.code or 500, error.name, error.description or error.name)

    def _serves(self, operation: Operation) -> bool:
        """Whether the operation has a route, which this path missed by the value of a parameter."""
        return any((operation.method, candidate) in self._served for candidate in route_shapes(operation.path))


def plain_error(error: ApiError) -> dict[str, Any]:
    """The body of an error outside any Adobe service."""
    return {"title": error.title, "status": error.status, "detail": error.detail}
