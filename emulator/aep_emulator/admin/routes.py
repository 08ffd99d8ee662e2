"""The emulator's own endpoints, under /_emulator, and the front page."""

from __future__ import annotations

import importlib.resources
from collections.abc import Callable
from html import escape

from flask import Blueprint, Response, request

from aep_emulator import __version__
from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.mounts import MountTable
from aep_emulator.gateway.request import json_object, json_response, json_type


def blueprint(mounts: MountTable, reset: Callable[[int | None], None]) -> Blueprint:
    """The routes. `reset` empties the emulator; its argument is the new seed, or None for the one it has."""
    routes = Blueprint("emulator", __name__)

    @routes.get("/")
    def front_page() -> Response:
        rows = "".join(
            f"<li><code>{escape(mount.prefix)}</code> {escape(mount.blueprint.name.replace('_', ' '))}</li>"
            for mount in mounts.mounts
            if mount.blueprint.name != "other"
        )
        page = importlib.resources.files(__package__).joinpath("front_page.html").read_text()
        return Response(page.replace("{version}", __version__).replace("{services}", rows), mimetype="text/html")

    @routes.get("/_emulator/health")
    def health() -> Response:
        return json_response({"status": "alive", "version": __version__})

    @routes.get("/_emulator/ready")
    def ready() -> Response:
        # create_app returns only when all data is loaded, so that whoever can ask is told yes.
        return json_response({"status": "ready", "version": __version__})

    @routes.post("/_emulator/reset")
    def reset_everything() -> Response:
        refuse_other_sites()
        body = json_object(check_content_type=False) if request.get_data().strip() else {}
        seed = body.get("seed")
        if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool)):
            raise ApiError(400, "Bad Request", f"seed must be an integer, not {json_type(seed)}.")
        if unknown := sorted(set(body) - {"seed"}):
            raise ApiError(400, "Bad Request", f"Unknown member '{unknown[0]}'; only 'seed' is known.")
        reset(seed)
        return json_response({"status": "reset"})

    return routes


def empty_blueprint(name: str) -> Blueprint:
    """A blueprint without routes, for paths that are gated although nothing is there."""
    return Blueprint(name, __name__)


def refuse_other_sites() -> None:
    """Raises ApiError 403 when a browser sends the request from a page of another site.

    Any page a developer visits could otherwise empty the emulator behind their back.
    """
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise ApiError(403, "Forbidden", f"Requests from the site {origin} are not accepted here.")
