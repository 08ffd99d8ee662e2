"""Data Access: the files of batches, and a look into a dataset."""

from aep_emulator.services.data_access import errors, routes
from aep_emulator.services.data_access.service import DataAccess

__all__ = ["DataAccess", "errors", "routes"]
