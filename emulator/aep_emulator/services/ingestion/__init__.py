"""Batch ingestion: batches of files that clients upload."""

from aep_emulator.services.ingestion import errors, routes
from aep_emulator.services.ingestion.limits import IngestionLimits
from aep_emulator.services.ingestion.service import Ingestion

__all__ = ["Ingestion", "IngestionLimits", "errors", "routes"]
