"""Sandbox tooling: packages of objects that are copied between sandboxes and organisations."""

from aep_emulator.services.sandbox_tooling import errors, routes
from aep_emulator.services.sandbox_tooling.service import SandboxTooling

__all__ = ["SandboxTooling", "errors", "routes"]
