"""Catalog: what datasets there are, and what happened to their batches."""

from aep_emulator.services.catalog import errors, routes
from aep_emulator.services.catalog.service import Catalog

__all__ = ["Catalog", "errors", "routes"]
