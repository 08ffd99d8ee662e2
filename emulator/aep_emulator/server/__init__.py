"""Serving the Flask app: uvicorn, and the adapter between ASGI and WSGI."""

from aep_emulator.server.adapter import WsgiAdapter
from aep_emulator.server.serve import ServerError, serve

__all__ = ["ServerError", "WsgiAdapter", "serve"]
