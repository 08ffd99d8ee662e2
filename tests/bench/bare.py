"""The ceiling: a bare Flask app behind the same adapter, with one route that reads and one that takes a body."""

from __future__ import annotations

import sys

import uvicorn
from flask import Flask, Response, request

from aep_emulator.server import WsgiAdapter

app = Flask(__name__, static_folder=None)
_BODY = b'{"items":[{"id":"0"}]}'


@app.get("/item")
def item() -> Response:
    """A fixed answer."""
    return Response(_BODY, mimetype="application/json")


@app.post("/item")
def create() -> Response:
    """A fixed answer after reading the body."""
    request.get_data()
    return Response(_BODY, status=201, mimetype="application/json")


if __name__ == "__main__":
    uvicorn.run(
        WsgiAdapter(app, 1 << 20),
        port=int(sys.argv[1]),
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
    )
