"""HTTP of Observability Insights, under /data/infrastructure/observability/insights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import current_scope, json_object, json_response, long_running

if TYPE_CHECKING:
    from aep_emulator.services.observability.service import Observability


def blueprint(service: Observability) -> Blueprint:
    """The routes."""
    routes = Blueprint("observability", __name__)

    @routes.post("/metrics", strict_slashes=False)
    @long_running
    def report() -> Response:
        # The documented request declares no content type.
        return json_response(service.report(current_scope(), json_object(check_content_type=False)))

    @routes.get("/metrics", strict_slashes=False)
    @long_running
    def report_v1() -> Response:
        names, wanted_id = request.args.getlist("metric"), request.args.get("id") or None
        return json_response(service.report_v1(current_scope(), names, wanted_id, request.args.get("dateRange")))

    return routes
