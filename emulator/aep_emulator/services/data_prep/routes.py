"""HTTP of Data Prep, under /data/foundation/conversion."""

from __future__ import annotations

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import (
    boolean_argument,
    current_scope,
    integer_argument,
    json_object,
    json_response,
    long_running,
)
from aep_emulator.services.data_prep.library_routes import add_samples, add_schemas
from aep_emulator.services.data_prep.service import DataPrep

# Documented defaults of the listing, which the pages nevertheless call required; aepp never sends `start`.
_LIMIT = 10
_MAX_LIMIT = 1000


def blueprint(service: DataPrep) -> Blueprint:
    """The routes."""
    routes = Blueprint("data_prep", __name__)

    @routes.post("/mappingSets", strict_slashes=False)
    def create_mapping_set() -> Response:
        return json_response(service.create(current_scope(), json_object()))

    @routes.get("/mappingSets", strict_slashes=False)
    def list_mapping_sets() -> Response:
        return json_response(
            service.list(
                current_scope(),
                limit=integer_argument("limit", _LIMIT, low=1, high=_MAX_LIMIT) or _LIMIT,
                start=integer_argument("start", 0, low=0) or 0,
                name=request.args.get("name"),
                order_by=request.args.get("orderBy"),
                properties=request.args.getlist("property"),
                expand_schema=boolean_argument("expandSchema"),
            )
        )

    @routes.post("/mappingSets/validate", strict_slashes=False)
    def validate_mapping_set() -> Response:
        return json_response(service.validate(current_scope(), json_object()))

    @routes.post("/mappingSets/preview", strict_slashes=False)
    @long_running
    def preview_mapping_set() -> Response:
        return json_response(service.preview(current_scope(), json_object()))

    @routes.get("/mappingSets/<mapping_set_id>", strict_slashes=False)
    def get_mapping_set(mapping_set_id: str) -> Response:
        expand = boolean_argument("expandSchema", True)
        version = integer_argument("version", None, low=0)
        return json_response(service.get(current_scope(), mapping_set_id, version, expand_schema=expand))

    @routes.put("/mappingSets/<mapping_set_id>", strict_slashes=False)
    def update_mapping_set(mapping_set_id: str) -> Response:
        return json_response(service.update(current_scope(), mapping_set_id, json_object()))

    @routes.delete("/mappingSets/<mapping_set_id>", strict_slashes=False)
    def delete_mapping_set(mapping_set_id: str) -> Response:
        service.delete(current_scope(), mapping_set_id)
        return Response(status=204)

    @routes.get("/mappingSets/<mapping_set_id>/mappings", strict_slashes=False)
    def list_mappings(mapping_set_id: str) -> Response:
        return json_response(service.mappings(current_scope(), mapping_set_id))

    @routes.get("/mappingSets/<mapping_set_id>/mappings/<mapping_id>", strict_slashes=False)
    def get_mapping(mapping_set_id: str, mapping_id: str) -> Response:
        return json_response(service.mapping(current_scope(), mapping_set_id, mapping_id))

    @routes.post("/languages/el/validate", strict_slashes=False)
    def validate_expression() -> Response:
        return json_response(service.validate_expression(json_object()))

    @routes.get("/languages/el/functions", strict_slashes=False)
    def list_functions() -> Response:
        return json_response(service.functions())

    @routes.get("/languages/el/operators", strict_slashes=False)
    def list_operators() -> Response:
        return json_response(service.operators())

    add_samples(routes, service.samples)
    add_schemas(routes, service.schemas)
    return routes
