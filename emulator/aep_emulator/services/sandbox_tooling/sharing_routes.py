"""HTTP of partnerships and transfers, under /data/foundation/exim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import current_scope, json_object, json_response
from aep_emulator.services.sandbox_tooling.queries import list_query

if TYPE_CHECKING:
    from aep_emulator.services.sandbox_tooling.service import SandboxTooling


def add(routes: Blueprint, service: SandboxTooling) -> None:
    """Add these routes to those of sandbox tooling."""

    @routes.post("/handshake/bulkCreate", strict_slashes=False)
    def request_partnerships() -> Response:
        return json_response(service.handshakes.request(current_scope(), json_object()), 201)

    @routes.post("/handshake/action", strict_slashes=False)
    def answer_partnership_request() -> Response:
        return json_response(service.handshakes.answer(current_scope(), json_object()), 201)

    @routes.get("/handshake/list", strict_slashes=False)
    def list_partnership_requests() -> Response:
        # Here the parameter chooses between two lists, and filters neither.
        direction = request.args.get("requestType") or "INCOMING"
        return json_response(service.handshakes.list(current_scope(), direction, list_query()))

    @routes.post("/transfer", strict_slashes=False)
    def share_package() -> Response:
        return json_response(service.transfers.share(current_scope(), json_object()), 201)

    @routes.get("/transfer/list", strict_slashes=False)
    def list_transfers() -> Response:
        return json_response(service.transfers.list(current_scope(), list_query("status", "requestType")))

    @routes.post("/transfer/pullRequest", strict_slashes=False)
    def pull_package() -> Response:
        return json_response(service.transfers.pull(current_scope(), json_object()), 201)

    @routes.get("/transfer/<transfer_id>", strict_slashes=False)
    def look_up_transfer(transfer_id: str) -> Response:
        return json_response(service.transfers.get(current_scope(), transfer_id))
