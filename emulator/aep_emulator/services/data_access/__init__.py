"""Data Access: the files of batches, and the rows of datasets. Nothing here takes a body, so there is no requests/."""

from aep_emulator.services.data_access import errors, routes
from aep_emulator.services.data_access.service import DataAccess

__all__ = ["DataAccess", "errors", "routes"]
