"""HTTP of batch ingestion, under /data/foundation/import."""

from __future__ import annotations

from flask import Blueprint, Response

from aep_emulator.gateway.request import current_scope, json_object, json_response
from aep_emulator.services.ingestion.service import Ingestion


def blueprint(service: Ingestion) -> Blueprint:
    """The routes."""
    routes = Blueprint("ingestion", __name__)

    @routes.post("/batches", strict_slashes=False)
    def create_batch() -> Response:
        return json_response(service.create_batch(current_scope(), json_object()), 201)

    return routes
