"""HTTP of sandbox management, under /data/foundation/sandbox-management."""

from __future__ import annotations

from flask import Blueprint, Response

from aep_emulator.gateway.request import current_scope, integer_argument, json_response
from aep_emulator.services.sandboxes.service import Sandboxes


def blueprint(service: Sandboxes) -> Blueprint:
    """The routes."""
    routes = Blueprint("sandboxes", __name__)

    @routes.get("/", strict_slashes=False)
    def list_active() -> Response:
        return json_response(service.active(current_scope()))

    @routes.get("/sandboxTypes", strict_slashes=False)
    def list_types() -> Response:
        return json_response(service.types())

    @routes.get("/sandboxes", strict_slashes=False)
    def list_sandboxes() -> Response:
        limit = integer_argument("limit", None, low=1, high=1000)
        offset = integer_argument("offset", None, low=0)
        return json_response(service.list(current_scope(), limit, offset))

    @routes.get("/sandboxes/<name>", strict_slashes=False)
    def get_sandbox(name: str) -> Response:
        return json_response(service.get(current_scope(), name))

    return routes
