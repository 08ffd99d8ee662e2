"""HTTP of sandbox management, under /data/foundation/sandbox-management."""

from __future__ import annotations

from flask import Blueprint, Response

from aep_emulator.gateway.request import base_url, current_scope, integer_argument, json_response
from aep_emulator.services.sandboxes.service import Sandboxes

_BASE = "/data/foundation/sandbox-management"
_MAX_LIMIT = 1000


def blueprint(service: Sandboxes) -> Blueprint:
    """The routes."""
    routes = Blueprint("sandboxes", __name__)

    @routes.get("/", strict_slashes=False)
    def list_active() -> Response:
        return json_response(service.active(current_scope(), *_limit_and_offset(), f"{base_url()}{_BASE}/"))

    @routes.get("/sandboxTypes", strict_slashes=False)
    def list_types() -> Response:
        return json_response(service.types())

    @routes.get("/sandboxes", strict_slashes=False)
    def list_sandboxes() -> Response:
        return json_response(service.list(current_scope(), *_limit_and_offset(), f"{base_url()}{_BASE}/sandboxes"))

    @routes.get("/sandboxes/<name>", strict_slashes=False)
    def get_sandbox(name: str) -> Response:
        return json_response(service.get(current_scope(), name))

    return routes


def _limit_and_offset() -> tuple[int | None, int | None]:
    return integer_argument("limit", None, low=1, high=_MAX_LIMIT), integer_argument("offset", None, low=0)
