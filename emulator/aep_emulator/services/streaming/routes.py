"""HTTP of streaming ingestion, under /collection.

These paths ask for none of the headers that the platform's other services need: the inlet says whose data it is.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import boolean_argument, json_body, json_response
from aep_emulator.services.streaming import errors
from aep_emulator.services.streaming.service import Admission, Streaming

_FLOW_ID = "x-adobe-flow-id"
_SMILE = "application/x-jackson-smile"
# The second is the name in older versions of the pages, which the answer repeats.
_SYNC = ("syncValidation", "synchronousValidation")


def blueprint(service: Streaming) -> Blueprint:
    """The routes."""
    routes = Blueprint("streaming", __name__)

    @routes.post("/<inlet_id>", strict_slashes=False)
    def collect(inlet_id: str) -> Response:
        # Documented: 401 for a token that is not valid on the page about connections, 403 on the one about batches.
        admission = _admit(inlet_id, 401)
        sync = next((name for name in _SYNC if boolean_argument(name)), None)
        return json_response(service.collect(admission, json_body(), _flow_id(), sync))

    @routes.post("/batch/<inlet_id>", strict_slashes=False)
    def collect_many(inlet_id: str) -> Response:
        admission = _admit(inlet_id, 403)
        for name in _SYNC:
            if boolean_argument(name):
                # Documented: it is available for single messages only.
                # Assumed: asking for synchronous validation of several messages is an error.
                raise errors.bad_request(f"{name}: it is only available for single messages.")
        return json_response(service.collect_many(admission, json_body(), _flow_id()), 207)

    @routes.after_request
    def count(response: Response) -> Response:
        service.answered((request.view_args or {}).get("inlet_id", ""), good=response.status_code < 400)
        return response

    @routes.after_request
    def ask_for_patience(response: Response) -> Response:
        if response.status_code == 503:
            response.headers["Retry-After"] = str(errors.RETRY_AFTER_S)
        return response

    def _admit(inlet_id: str, bad_token_status: int) -> Admission:
        admission = service.admit(
            inlet_id,
            request.headers.get("Authorization"),
            bad_token_status=bad_token_status,
            size=request.content_length or 0,
        )
        if request.mimetype == _SMILE:
            raise errors.smile()
        return admission

    return routes


def _flow_id() -> str | None:
    found: Any = request.headers.get(_FLOW_ID) or request.args.get(_FLOW_ID)
    return found or None
