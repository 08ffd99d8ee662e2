"""HTTP of sandbox tooling, under /data/foundation/exim.

The statuses of answers are the OpenAPI file's; the pages show none. Documented twice: an import is submitted with PUT
in sandbox.yaml, with POST in help/sandboxes/sandbox-tooling-api/packages.md; the permissions are asked for with and
without `/export` at the end.
Assumed: a PUT to /packages with packageVisibility makes a package public as one to /packages/update does, for the
aepp package asks so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import (
    REQUEST_ID,
    current_scope,
    integer_argument,
    json_body,
    json_object,
    json_response,
    long_running,
)
from aep_emulator.services.sandbox_tooling import errors, sharing_routes, tools_routes
from aep_emulator.services.sandbox_tooling.queries import list_query

if TYPE_CHECKING:
    from aep_emulator.services.sandbox_tooling.service import SandboxTooling

_MAX_DAYS = 36_500


def blueprint(service: SandboxTooling) -> Blueprint:
    """The routes."""
    routes = Blueprint("sandbox_tooling", __name__)

    @routes.get("/packages", strict_slashes=False)
    def list_packages() -> Response:
        return json_response(service.packages.list(current_scope(), list_query("status", "packageType")))

    @routes.post("/packages", strict_slashes=False)
    def create_package() -> Response:
        package = service.packages.create(current_scope(), json_object())
        return json_response({**package, "requestId": request.environ.get(REQUEST_ID, "")}, 201)

    @routes.put("/packages", strict_slashes=False)
    def update_package() -> Response:
        body = json_object()
        change = service.packages.make_public if "packageVisibility" in body else service.packages.update
        return json_response(change(current_scope(), body), 201)

    @routes.put("/packages/update", strict_slashes=False)
    def make_package_public() -> Response:
        return json_response(service.packages.make_public(current_scope(), json_object()), 202)

    @routes.put("/packages/import", strict_slashes=False)
    @routes.post("/packages/import", strict_slashes=False)
    @long_running
    def submit_import() -> Response:
        return json_response(service.imports.submit(current_scope(), json_object()), 202)

    @routes.get("/packages/jobs", strict_slashes=False)
    def list_jobs() -> Response:
        query = list_query("jobType", "jobStatus", "requestType", "packageType", "targetSandbox")
        return json_response(service.jobs.list(current_scope(), query))

    @routes.get("/packages/<package_id>", strict_slashes=False)
    def look_up_package(package_id: str) -> Response:
        return json_response(service.packages.get(current_scope(), package_id))

    @routes.delete("/packages/<package_id>", strict_slashes=False)
    def delete_package(package_id: str) -> Response:
        return json_response(service.packages.delete(current_scope(), package_id))

    @routes.get("/packages/<package_id>/export", strict_slashes=False)
    @long_running
    def publish_package(package_id: str) -> Response:
        days = integer_argument("expiryPeriod", None, low=0, high=_MAX_DAYS)
        return json_response(service.publishing.publish(current_scope(), package_id, days))

    @routes.get("/packages/<package_id>/import", strict_slashes=False)
    @long_running
    def find_conflicts(package_id: str) -> Response:
        return json_response(service.conflicts.find(current_scope(), package_id, _target_sandbox()))

    @routes.post("/packages/<package_id>/import", strict_slashes=False)
    @long_running
    def import_package(package_id: str) -> Response:
        return json_response(service.imports.import_whole(current_scope(), package_id, _target_sandbox()), 202)

    @routes.post("/packages/<package_id>/children", strict_slashes=False)
    def list_children(package_id: str) -> Response:
        wanted = json_body() if request.get_data() else None
        return json_response(service.dependents.children(current_scope(), package_id, wanted), 201)

    @routes.get("/packages/payload/<package_id>", strict_slashes=False)
    def copy_payload(package_id: str) -> Response:
        return json_response(service.packages.payload(current_scope(), package_id))

    @routes.get("/packages/preflight/<package_id>", strict_slashes=False)
    @routes.get("/packages/preflight/<package_id>/export", strict_slashes=False)
    def check_permissions(package_id: str) -> Response:
        return json_response(service.dependents.permissions(current_scope(), package_id, _target_sandbox()))

    sharing_routes.add(routes, service)
    tools_routes.add(routes, service)
    return routes


def _target_sandbox() -> str:
    name = request.args.get("targetSandbox", "")
    if not name:
        raise errors.invalid("targetSandbox: the query parameter is required: the name of the sandbox to import into.")
    return name
