"""HTTP of Flow Service, under /data/foundation/flowservice."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

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
from aep_emulator.services.flow_service import errors
from aep_emulator.services.flow_service.connections import BaseConnections
from aep_emulator.services.flow_service.explore import ExploreQuery
from aep_emulator.services.flow_service.inlets import with_urls
from aep_emulator.services.flow_service.listing import MAX_LIMIT, ListQuery, check_parameters
from aep_emulator.services.flow_service.resources import Resources
from aep_emulator.services.flow_service.runs import Runs
from aep_emulator.services.flow_service.searching import read_search
from aep_emulator.services.flow_service.service import FlowService
from aep_emulator.services.flow_service.spec_catalog import SpecKind

_BASE = "/data/foundation/flowservice"


def blueprint(service: FlowService) -> Blueprint:
    """The routes."""
    routes = Blueprint("flow_service", __name__)
    for resources in (service.connections, service.source_connections, service.target_connections, service.flows):
        _add_collection(routes, service, resources)
    for searchable in (service.connections, service.flows, service.specs.flows):
        _add_search(routes, searchable)
    for specs in (service.specs.connections, service.specs.flows):
        _add_specs(routes, specs)
    _add_explore(routes, service)
    _add_runs(routes, service.runs)
    return routes


def _add_collection(routes: Blueprint, service: FlowService, resources: Resources) -> None:
    """The operations every kind of resource has."""
    kind = resources.kind

    def create() -> Response:
        created = resources.create(current_scope(), json_object(), draft=_is_draft())
        return json_response(created, 201, _location(kind, created["id"]))

    def list_all() -> Response:
        return json_response(_addressed(kind, resources.list(current_scope(), _list_query())))

    def get(resource_id: str) -> Response:
        return json_response(_addressed(kind, resources.get(current_scope(), resource_id)))

    def patch(resource_id: str) -> Response:
        # Adobe's own curl lines for PATCH send no Content-Type, so none is asked for here.
        instructions = json_patch(check_content_type=False)
        return json_response(resources.patch(current_scope(), resource_id, _if_match(), instructions))

    def delete(resource_id: str) -> Response:
        resources.delete(current_scope(), resource_id)
        return Response(status=204)

    def act(resource_id: str) -> Response:
        scope, op, sub_ops = current_scope(), request.args.get("op"), request.args.getlist("subOp")
        owner = service.owner_of_action(scope, kind, resource_id, op)
        return json_response(owner.act(scope, resource_id, op, sub_ops, _if_match(), _optional_body()))

    one = f"/{kind}/<resource_id>"
    for rule, name, view, method in (
        (f"/{kind}", "create", create, "POST"),
        (f"/{kind}", "list", list_all, "GET"),
        (one, "get", get, "GET"),
        (one, "patch", patch, "PATCH"),
        (one, "delete", delete, "DELETE"),
        (f"{one}/action", "act", act, "POST"),
    ):
        routes.add_url_rule(rule, f"{kind}_{name}", view, methods=[method], strict_slashes=False)


def _add_search(routes: Blueprint, searchable: Any) -> None:
    def search() -> Response:
        search = read_search(json_object(), request.args.get("continuationToken"))
        return json_response(search.shown(_addressed(searchable.kind, searchable.list(current_scope(), search.query))))

    routes.add_url_rule(
        f"/{searchable.kind}/search", f"{searchable.kind}_search", search, methods=["POST"], strict_slashes=False
    )


def _add_specs(routes: Blueprint, specs: SpecKind[Any]) -> None:
    kind = specs.kind

    def list_all() -> Response:
        return json_response(specs.list(current_scope(), _list_query()))

    def create() -> Response:
        created = specs.create(current_scope(), json_object())
        return json_response(created, 201, _location(kind, created["id"]))

    def get(spec_id: str) -> Response:
        return json_response(specs.get(current_scope(), spec_id))

    def put(spec_id: str) -> Response:
        return json_response(specs.put(current_scope(), spec_id, json_object()))

    for rule, name, view, method in (
        (f"/{kind}", "list", list_all, "GET"),
        (f"/{kind}", "create", create, "POST"),
        (f"/{kind}/<spec_id>", "get", get, "GET"),
        (f"/{kind}/<spec_id>", "put", put, "PUT"),
    ):
        routes.add_url_rule(rule, f"{kind}_{name}", view, methods=[method], strict_slashes=False)


def _add_explore(routes: Blueprint, service: FlowService) -> None:
    @routes.get("/connections/<connection_id>/test", strict_slashes=False)
    def test_connection(connection_id: str) -> Response:
        return json_response(service.test_connection(current_scope(), connection_id))

    @routes.get("/connections/<connection_id>/explore", strict_slashes=False)
    @long_running
    def explore_connection(connection_id: str) -> Response:
        return json_response(service.explore_connection(current_scope(), connection_id, _explore_query()))

    @routes.get("/connections/<connection_id>/configs", strict_slashes=False)
    @long_running
    def configs_of_connection(connection_id: str) -> Response:
        return json_response(service.configs_of_connection(current_scope(), connection_id, request.args.get("object")))

    @routes.get("/connectionSpecs/<spec_id>/explore", strict_slashes=False)
    @long_running
    def explore_connection_spec(spec_id: str) -> Response:
        return json_response(service.explore_connection_spec(current_scope(), spec_id, _explore_query()))

    @routes.get("/connectionSpecs/<spec_id>/configs", strict_slashes=False)
    @long_running
    def configs_of_connection_spec(spec_id: str) -> Response:
        return json_response(
            service.configs_of_connection_spec(
                current_scope(),
                spec_id,
                request.args.get("object"),
                output_type=request.args.get("outputType"),
                limit=integer_argument("limit", None, low=1, high=MAX_LIMIT),
                start=integer_argument("start", 0, low=0) or 0,
            )
        )


def _add_runs(routes: Blueprint, runs: Runs) -> None:
    @routes.get("/runs", strict_slashes=False)
    def list_runs() -> Response:
        return json_response(runs.list(current_scope(), _list_query(), base_url()))

    @routes.post("/runs", strict_slashes=False)
    def create_run() -> Response:
        created = runs.create(current_scope(), json_object())
        return json_response(created, 201, _location("runs", created["id"]))

    @routes.get("/runs/<run_id>", strict_slashes=False)
    def get_run(run_id: str) -> Response:
        return json_response(runs.get(current_scope(), run_id, base_url()))

    @routes.put("/runs/<run_id>", strict_slashes=False)
    def put_run(run_id: str) -> Response:
        changed = runs.put(current_scope(), run_id, _if_match(), json_object(), base_url())
        return json_response(changed, 200, _location("runs", run_id))

    @routes.post("/runs/<run_id>/action", strict_slashes=False)
    def act_on_run(run_id: str) -> Response:
        return json_response(runs.act(current_scope(), run_id, request.args.get("op"), _if_match(), base_url()))

    @routes.get("/flows/<flow_id>/runs", strict_slashes=False)
    def list_runs_of_flow(flow_id: str) -> Response:
        return json_response(runs.of_flow(current_scope(), flow_id, _list_query(), base_url()))


def _list_query() -> ListQuery:
    check_parameters(request.args)
    return ListQuery(
        property=tuple(request.args.getlist("property")),
        orderby=request.args.get("orderby") or request.args.get("orderBy"),
        limit=integer_argument("limit", None, low=1, high=MAX_LIMIT),
        continuation_token=request.args.get("continuationToken"),
        count=boolean_argument("count"),
    )


def _explore_query() -> ExploreQuery:
    # Names in one form, because the pages write `fileType`, flow-service.yaml `FileType` and aepp `FILE_TYPE`.
    args = {name.lower().replace("_", ""): value for name, value in request.args.items()}
    return ExploreQuery(
        object_type=args.get("objecttype", "").lower(),
        object=args.get("object"),
        preview=boolean_argument("preview") if "preview" in request.args else None,
        determine_properties=boolean_argument("determineProperties"),
        file_type=args.get("filetype"),
        column_delimiter=args.get("columndelimiter"),
        compression_type=args.get("compressiontype"),
        encoding=args.get("encoding"),
        source_params=args.get("sourceparams"),
        filters=args.get("filters"),
    )


def _addressed(kind: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, with the addresses of the inlets that connections have."""
    return with_urls(answer, base_url()) if kind == BaseConnections.kind else answer


def _is_draft() -> bool:
    mode = request.args.get("mode")
    if mode is None or mode == "":
        return False
    if mode.lower() != "draft":
        raise errors.invalid(f"The query parameter 'mode' must be 'draft', not '{mode}'.", code="1451-400")
    return True


def _if_match() -> str | None:
    return request.headers.get("If-Match")


def _optional_body() -> Any:
    return json_object(check_content_type=False) if request.get_data().strip() else None


def _location(kind: str, resource_id: str) -> dict[str, str]:
    return {"Location": f"{_BASE}/{kind}/{resource_id}"}
