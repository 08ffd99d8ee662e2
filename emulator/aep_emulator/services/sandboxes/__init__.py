"""Sandbox management."""

from aep_emulator.services.sandboxes import errors, routes
from aep_emulator.services.sandboxes.service import Sandboxes

__all__ = ["Sandboxes", "errors", "routes"]
