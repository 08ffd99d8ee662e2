"""HTTP of Flow Service, under /data/foundation/flowservice."""

from __future__ import annotations

from flask import Blueprint, Response, request

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.request import (
    base_url,
    boolean_argument,
    current_scope,
    integer_argument,
    json_object,
    json_patch,
    json_response,
    long_running,
)
from aep_emulator.services.flow_service.listing import ListQuery
from aep_emulator.services.flow_service.resources import Resources
from aep_emulator.services.flow_service.service import FlowService

_BASE = "/data/foundation/flowservice"


def blueprint(service: FlowService) -> Blueprint:
    """The routes."""
    routes = Blueprint("flow_service", __name__)
    for resources in (service.connections, service.source_connections, service.target_connections, service.flows):
        _add_collection(routes, resources)

    @routes.get("/connections/<connection_id>/test", strict_slashes=False)
    def test_connection(connection_id: str) -> Response:
        return json_response(service.test_connection(current_scope(), connection_id))

    @routes.get("/connections/<connection_id>/explore", strict_slashes=False)
    @long_running
    def explore_connection(connection_id: str) -> Response:
        boolean_argument("preview")
        return json_response(
            service.explore_connection(
                current_scope(), connection_id, request.args.get("objectType"), request.args.get("object")
            )
        )

    @routes.get("/connectionSpecs", strict_slashes=False)
    def list_connection_specs() -> Response:
        return json_response(service.list_connection_specs(_list_query()))

    @routes.get("/connectionSpecs/<spec_id>", strict_slashes=False)
    def get_connection_spec(spec_id: str) -> Response:
        return json_response(service.get_connection_spec(spec_id))

    @routes.get("/flowSpecs", strict_slashes=False)
    def list_flow_specs() -> Response:
        return json_response(service.list_flow_specs(_list_query()))

    @routes.get("/flowSpecs/<spec_id>", strict_slashes=False)
    def get_flow_spec(spec_id: str) -> Response:
        return json_response(service.get_flow_spec(spec_id))

    @routes.get("/runs", strict_slashes=False)
    def list_runs() -> Response:
        return json_response(service.runs.list(current_scope(), _list_query(), base_url()))

    @routes.get("/runs/<run_id>", strict_slashes=False)
    def get_run(run_id: str) -> Response:
        return json_response(service.runs.get(current_scope(), run_id, base_url()))

    @routes.get("/flows/<flow_id>/runs", strict_slashes=False)
    def list_runs_of_flow(flow_id: str) -> Response:
        return json_response(service.runs.of_flow(current_scope(), flow_id, _list_query(), base_url()))

    return routes


def _add_collection(routes: Blueprint, resources: Resources) -> None:
    """The five operations every kind of resource has."""
    kind = resources.kind

    def create() -> Response:
        if request.args.get("mode", "").lower() == "draft":
            raise ApiError(501, "Not Implemented", "Draft mode is documented but not implemented by this emulator yet.")
        created = resources.create(current_scope(), json_object())
        return json_response(created, 201, {"Location": f"{_BASE}/{kind}/{created['id']}"})

    def list_all() -> Response:
        return json_response(resources.list(current_scope(), _list_query()))

    def get(resource_id: str) -> Response:
        return json_response(resources.get(current_scope(), resource_id))

    def patch(resource_id: str) -> Response:
        # Adobe's own curl lines for PATCH send no Content-Type, so none is asked for here.
        instructions = json_patch(check_content_type=False)
        return json_response(
            resources.patch(current_scope(), resource_id, request.headers.get("If-Match"), instructions)
        )

    def delete(resource_id: str) -> Response:
        resources.delete(current_scope(), resource_id)
        return Response(status=204)

    one = f"/{kind}/<resource_id>"
    for rule, name, view, method in (
        (f"/{kind}", "create", create, "POST"),
        (f"/{kind}", "list", list_all, "GET"),
        (one, "get", get, "GET"),
        (one, "patch", patch, "PATCH"),
        (one, "delete", delete, "DELETE"),
    ):
        routes.add_url_rule(rule, f"{kind}_{name}", view, methods=[method], strict_slashes=False)


def _list_query() -> ListQuery:
    return ListQuery(
        property=tuple(request.args.getlist("property")),
        orderby=request.args.get("orderby") or request.args.get("orderBy"),
        limit=integer_argument("limit", None, low=1, high=1000),
        continuation_token=request.args.get("continuationToken"),
        count=boolean_argument("count"),
    )
