"""Streaming ingestion: messages that clients send to the inlets of HTTP API connections."""

from aep_emulator.services.streaming import errors, routes
from aep_emulator.services.streaming.service import Streaming

__all__ = ["Streaming", "errors", "routes"]
