"""The emulator's clock, under /_emulator/clock: look at it, move it forward, watch what falls due.

Runs compare the dates of rows and files with this clock. A file that is changed after the clock was moved has the
machine's time, which is in the emulator's past: give it a later one (`touch -d`) for the next run to take it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response

from aep_emulator.admin.routes import refuse_other_sites
from aep_emulator.clock import AdjustableClock
from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.request import json_object, json_response, long_running

# The year 9999, beyond which Python's dates do not go.
_LATEST_MS = 253_370_764_800_000


def blueprint(clock: AdjustableClock, move: Callable[[int], int]) -> Blueprint:
    """The routes. `move` sets the clock to a time in milliseconds since the epoch, runs what falls due: how much."""
    routes = Blueprint("clock", __name__)

    @routes.get("/_emulator/clock")
    def show() -> Response:
        return json_response(_shown(clock))

    @routes.post("/_emulator/clock")
    @long_running
    def change() -> Response:
        refuse_other_sites()
        runs = move(_target(json_object(check_content_type=False), clock))
        return json_response({**_shown(clock), "runs": runs})

    return routes


def _shown(clock: AdjustableClock) -> dict[str, int]:
    return {"now": clock.now_ms(), "offset": clock.offset_ms}


def _target(body: dict[str, Any], clock: AdjustableClock) -> int:
    """The time a body asks for: `{"advance": seconds}` or `{"set": milliseconds since the epoch}`."""
    if set(body) not in ({"advance"}, {"set"}):
        raise ApiError(
            400, "Bad Request", 'The body must be {"advance": seconds} or {"set": milliseconds since the epoch}.'
        )
    ((name, value),) = body.items()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ApiError(400, "Bad Request", f"{name} must be a number, not {value!r}.")
    now_ms = clock.now_ms()
    target = value if name == "set" else now_ms + value * 1000
    if target < now_ms:
        raise ApiError(400, "Bad Request", f"{name}: the clock only moves forward; it is {now_ms} now.")
    if target > _LATEST_MS:
        raise ApiError(400, "Bad Request", f"{name}: the clock ends in the year 9999.")
    return int(target)
