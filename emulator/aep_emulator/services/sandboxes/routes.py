"""HTTP of sandbox management, under /data/foundation/sandbox-management.

The statuses 202 of POST, PUT and DELETE are the OpenAPI file's; the pages show none.
"""

from __future__ import annotations

from flask import Blueprint, Response

from aep_emulator.gateway.request import (
    base_url,
    boolean_argument,
    current_scope,
    integer_argument,
    json_object,
    json_response,
)
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

    @routes.post("/sandboxes", strict_slashes=False)
    def create_sandbox() -> Response:
        return json_response(service.create(current_scope(), json_object()), 202)

    @routes.get("/sandboxes/<name>", strict_slashes=False)
    def get_sandbox(name: str) -> Response:
        return json_response(service.get(current_scope(), name))

    @routes.patch("/sandboxes/<name>", strict_slashes=False)
    def update_sandbox(name: str) -> Response:
        return json_response(service.update(current_scope(), name, json_object()))

    @routes.put("/sandboxes/<name>", strict_slashes=False)
    def reset_sandbox(name: str) -> Response:
        return json_response(service.reset(current_scope(), name, json_object(), **_options()), 202)

    @routes.delete("/sandboxes/<name>", strict_slashes=False)
    def delete_sandbox(name: str) -> Response:
        return json_response(service.delete(current_scope(), name, **_options()), 202)

    return routes


def _limit_and_offset() -> tuple[int | None, int | None]:
    return integer_argument("limit", None, low=1, high=_MAX_LIMIT), integer_argument("offset", None, low=0)


def _options() -> dict[str, bool]:
    return {
        "validation_only": boolean_argument("validationOnly"),
        "ignore_warnings": boolean_argument("ignoreWarnings"),
    }
