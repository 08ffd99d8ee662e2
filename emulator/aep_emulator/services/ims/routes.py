"""HTTP of IMS, under /ims. Parameters are taken from the query and from the form, as both are documented."""

from __future__ import annotations

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import json_response
from aep_emulator.services.ims.service import Ims


def blueprint(service: Ims) -> Blueprint:
    """The routes."""
    routes = Blueprint("ims", __name__)

    def parameters() -> dict[str, str]:
        return {**request.args.to_dict(), **request.form.to_dict()}

    # v1 is what the aepp package calls for authorization codes; it answers as v2 does.
    @routes.post("/token/<any(v1, v2, v3):version>", strict_slashes=False)
    def token(version: str) -> Response:  # noqa: ARG001
        return json_response(service.client_credentials(parameters()))

    @routes.post("/exchange/jwt", strict_slashes=False)
    def exchange_jwt() -> Response:
        return json_response(service.exchange_jwt(parameters()))

    @routes.post("/revoke", strict_slashes=False)
    def revoke() -> Response:
        # The client may also stand in the header, as in Adobe's example.
        basic = request.authorization if request.authorization and request.authorization.type == "basic" else None
        client = {} if basic is None else {"client_id": basic.username or "", "client_secret": basic.password or ""}
        service.revoke({**client, **parameters()})
        return Response(status=200)

    return routes
