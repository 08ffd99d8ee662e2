"""HTTP of the Data Landing Zone, under /data/foundation/connectors."""

from __future__ import annotations

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import current_scope, json_response
from aep_emulator.services.flow_service.landing_zone import LandingZone


def blueprint(zone: LandingZone) -> Blueprint:
    """The routes."""
    routes = Blueprint("connectors", __name__)

    @routes.get("/landingzone", strict_slashes=False)
    def container() -> Response:
        return json_response(zone.container(request.args.get("type")))

    @routes.get("/landingzone/credentials", strict_slashes=False)
    def credentials() -> Response:
        return json_response(zone.credentials(current_scope(), request.args.get("type")))

    @routes.post("/landingzone/credentials", strict_slashes=False)
    def refresh() -> Response:
        return json_response(zone.refresh(current_scope(), request.args.get("type"), request.args.get("action")))

    return routes
