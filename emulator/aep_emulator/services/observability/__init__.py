"""Observability Insights: what has been ingested, counted over time.

The service is loaded when it is first asked for: it is not what most people start the emulator for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aep_emulator.services.observability import errors, routes

if TYPE_CHECKING:
    from aep_emulator.services.observability.service import Observability

__all__ = ["Observability", "errors", "routes"]


def __getattr__(name: str) -> Any:
    if name == "Observability":
        from aep_emulator.services.observability.service import Observability

        return Observability
    raise AttributeError(name)
