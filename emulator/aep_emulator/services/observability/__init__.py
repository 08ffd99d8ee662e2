"""Observability Insights: what has been ingested, counted over time."""

from aep_emulator.services.observability import errors, routes
from aep_emulator.services.observability.service import Observability

__all__ = ["Observability", "errors", "routes"]
