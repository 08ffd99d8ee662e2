"""HTTP of the jobs of a snapshot and of the tools, under /data/foundation/exim.

Documented: help/sandboxes/sandbox-tooling-api/jobs.md and tools.md, which are in no OpenAPI file but for the look-up of
a job. Bodies come with GET and without a Content-Type in the curl lines there. Documented twice: an artifact's JSON and
dependencies are asked for with GET in the requests of tools.md, with POST in the sentences before them.
Assumed: the tools of sandbox tooling answer 200 to POST as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from aep_emulator.gateway.request import current_scope, json_object, json_response, long_running
from aep_emulator.services.sandbox_tooling.queries import list_query

if TYPE_CHECKING:
    from aep_emulator.services.sandbox_tooling.service import SandboxTooling


def add(routes: Blueprint, service: SandboxTooling) -> None:
    """Add these routes to those of sandbox tooling."""

    @routes.get("/jobs/<request_type>/<snapshot_id>", strict_slashes=False)
    def list_jobs_of_snapshot(request_type: str, snapshot_id: str) -> Response:
        query = list_query("status")
        return json_response(service.snapshot_jobs.list(current_scope(), request_type, snapshot_id, query))

    @routes.get("/tools/job/<job_id>", strict_slashes=False)
    def look_up_job(job_id: str) -> Response:
        return json_response(service.jobs.get(current_scope(), job_id))

    @routes.get("/tools/artifacts", strict_slashes=False)
    @routes.post("/tools/artifacts", strict_slashes=False)
    def look_up_artifact() -> Response:
        return json_response(service.artifacts.get(current_scope(), json_object(check_content_type=False)))

    @routes.get("/tools/artifacts/dependencies", strict_slashes=False)
    @routes.post("/tools/artifacts/dependencies", strict_slashes=False)
    @long_running
    def list_dependencies() -> Response:
        return json_response(service.dependencies.find(current_scope(), json_object(check_content_type=False)))

    @routes.get("/tools/artifacts/<artifact_type>", strict_slashes=False)
    def list_artifacts(artifact_type: str) -> Response:
        return json_response(service.artifacts.list(current_scope(), artifact_type))

    @routes.post("/tools/abs/file", strict_slashes=False)
    def look_up_file() -> Response:
        return json_response(service.files.get(current_scope(), json_object(check_content_type=False)))

    @routes.get("/tools/abs/files/<snapshot_id>", strict_slashes=False)
    def list_files(snapshot_id: str) -> Response:
        return json_response(service.files.list(current_scope(), snapshot_id))
