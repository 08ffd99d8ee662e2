"""Sandbox tooling: packages of objects that are copied between sandboxes and organisations.

The service is loaded when it is first asked for: it is not what most people start the emulator for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aep_emulator.services.sandbox_tooling import errors, routes

if TYPE_CHECKING:
    from aep_emulator.services.sandbox_tooling.service import SandboxTooling

__all__ = ["SandboxTooling", "errors", "routes"]


def __getattr__(name: str) -> Any:
    if name == "SandboxTooling":
        from aep_emulator.services.sandbox_tooling.service import SandboxTooling

        return SandboxTooling
    raise AttributeError(name)
