"""HTTP of Schema Registry, under /data/foundation/schemaregistry."""

from __future__ import annotations

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import (
    base_url,
    current_scope,
    integer_argument,
    json_object,
    json_patch,
    json_response,
    long_running,
)
from aep_emulator.services.schema_registry import accept
from aep_emulator.services.schema_registry.listing import MAX_LIMIT, ListQuery
from aep_emulator.services.schema_registry.rpc_routes import add_rpc
from aep_emulator.services.schema_registry.service import SchemaRegistry

# Mixin is the former name of a field group; both paths lead to one collection, and ids always say mixins.
_COLLECTIONS = {
    "schemas": "schemas",
    "classes": "classes",
    "fieldgroups": "mixins",
    "mixins": "mixins",
    "datatypes": "datatypes",
}


def blueprint(service: SchemaRegistry) -> Blueprint:
    """The routes."""
    routes = Blueprint("schema_registry", __name__)
    for segment, kind in _COLLECTIONS.items():
        _add_collection(routes, service, segment, kind)
    _add_descriptors(routes, service)

    @routes.get("/stats", strict_slashes=False)
    def stats() -> Response:
        return json_response(service.stats(current_scope()))

    @routes.get("/global/behaviors", strict_slashes=False)
    def list_behaviors() -> Response:
        accepted = accept.for_list(request.headers.get("Accept"))
        return _answer(service.list(current_scope(), "global", "behaviors", _query(), accepted), accepted)

    @routes.get("/global/behaviors/<path:address>", strict_slashes=False)
    def get_behavior(address: str) -> Response:
        accepted = accept.for_lookup(request.headers.get("Accept"))
        return _answer(service.get(current_scope(), "global", "behaviors", address, accepted), accepted)

    @routes.get("/tenant/unions", strict_slashes=False)
    def list_unions() -> Response:
        accepted = accept.for_list(request.headers.get("Accept"))
        return _answer(service.list(current_scope(), "tenant", "unions", _query(), accepted), accepted)

    @routes.get("/tenant/unions/<path:address>", strict_slashes=False)
    def get_union(address: str) -> Response:
        accepted = accept.for_lookup(request.headers.get("Accept"))
        return _answer(service.get(current_scope(), "tenant", "unions", address, accepted), accepted)

    add_rpc(routes, service)
    return routes


def _add_collection(routes: Blueprint, service: SchemaRegistry, segment: str, kind: str) -> None:
    def list_all(container: str) -> Response:
        accepted = accept.for_list(request.headers.get("Accept"))
        return _answer(service.list(current_scope(), container, kind, _query(), accepted), accepted)

    def get(container: str, address: str) -> Response:
        accepted = accept.for_lookup(request.headers.get("Accept"))
        return _answer(service.get(current_scope(), container, kind, address, accepted), accepted)

    def create() -> Response:
        return json_response(service.create(current_scope(), kind, json_object()), 201)

    def put(address: str) -> Response:
        return json_response(service.put(current_scope(), kind, address, json_object()))

    @long_running
    def patch(address: str) -> Response:
        # A small patch of a large resource checks and composes the whole resource.
        return json_response(service.patch(current_scope(), kind, address, json_patch()))

    def delete(address: str) -> Response:
        service.delete(current_scope(), kind, address)
        return Response(status=204)

    container = "/<any(tenant, global):container>"
    for rule, name, view, method in (
        (f"{container}/{segment}", "list", list_all, "GET"),
        (f"{container}/{segment}/<path:address>", "get", get, "GET"),
        (f"/tenant/{segment}", "create", create, "POST"),
        (f"/tenant/{segment}/<path:address>", "put", put, "PUT"),
        (f"/tenant/{segment}/<path:address>", "patch", patch, "PATCH"),
        (f"/tenant/{segment}/<path:address>", "delete", delete, "DELETE"),
    ):
        routes.add_url_rule(rule, f"{segment}_{name}", view, methods=[method], strict_slashes=False)


def _add_descriptors(routes: Blueprint, service: SchemaRegistry) -> None:
    descriptors = service.descriptors

    @routes.post("/tenant/descriptors", strict_slashes=False)
    def create_descriptor() -> Response:
        return json_response(descriptors.create(current_scope(), json_object()), 201)

    @routes.get("/<any(tenant, global):container>/descriptors", strict_slashes=False)
    def list_descriptors(container: str) -> Response:
        accepted = accept.for_descriptors(request.headers.get("Accept"))
        return _answer(descriptors.list(current_scope(), container, accepted, _query()), accepted)

    @routes.get("/<any(tenant, global):container>/descriptors/<descriptor_id>", strict_slashes=False)
    def get_descriptor(container: str, descriptor_id: str) -> Response:
        accept.check_descriptor(request.headers.get("Accept"))
        return json_response(descriptors.get(current_scope(), container, descriptor_id))

    @routes.put("/tenant/descriptors/<descriptor_id>", strict_slashes=False)
    def put_descriptor(descriptor_id: str) -> Response:
        # The page answers 201, the OpenAPI file 200; the page wins.
        return json_response(descriptors.put(current_scope(), descriptor_id, json_object()), 201)

    @routes.delete("/tenant/descriptors/<descriptor_id>", strict_slashes=False)
    def delete_descriptor(descriptor_id: str) -> Response:
        descriptors.delete(current_scope(), descriptor_id)
        return Response(status=204)


def _query() -> ListQuery:
    return ListQuery(
        url=f"{base_url()}{request.path.rstrip('/')}",
        property=tuple(request.args.getlist("property")),
        orderby=request.args.get("orderby"),
        start=request.args.get("start"),
        limit=integer_argument("limit", None, low=0, high=MAX_LIMIT),
    )


def _answer(payload: object, accepted: accept.Accepted) -> Response:
    response = json_response(payload)
    response.headers["Content-Type"] = accepted.media_type
    return response
