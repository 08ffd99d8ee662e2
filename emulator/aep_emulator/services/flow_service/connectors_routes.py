"""HTTP of the Data Landing Zone and of encryption keys, under /data/foundation/connectors."""

from __future__ import annotations

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import current_scope, json_object, json_response
from aep_emulator.services.flow_service.encryption_keys import EncryptionKeys
from aep_emulator.services.flow_service.landing_zone import LandingZone


def blueprint(zone: LandingZone, keys: EncryptionKeys) -> Blueprint:
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

    _add_keys(routes, keys)
    return routes


def _add_keys(routes: Blueprint, keys: EncryptionKeys) -> None:
    @routes.post("/encryption/keys", strict_slashes=False)
    def create_key() -> Response:
        return json_response(keys.create(current_scope(), json_object()), 201)

    @routes.get("/encryption/keys", strict_slashes=False)
    def list_keys() -> Response:
        return json_response(keys.list(current_scope()))

    @routes.get("/encryption/keys/<key_id>", strict_slashes=False)
    def get_key(key_id: str) -> Response:
        return json_response(keys.get(current_scope(), key_id))

    @routes.delete("/encryption/keys/<key_id>", strict_slashes=False)
    def delete_key(key_id: str) -> Response:
        keys.delete(current_scope(), key_id)
        return Response(status=204)

    @routes.get("/encryption/keys/validate/<key_id>", strict_slashes=False)
    def validate_key(key_id: str) -> Response:
        return json_response(keys.validate(current_scope(), key_id))

    @routes.post("/encryption/customer-keys", strict_slashes=False)
    def add_customer_key() -> Response:
        return json_response(keys.add_customer_key(current_scope(), json_object()), 201)

    @routes.get("/encryption/customer-keys", strict_slashes=False)
    def list_customer_keys() -> Response:
        return json_response(keys.customer_keys(current_scope()))
