"""Data Prep: mapping sets, and the language they are written in."""

from aep_emulator.services.data_prep import errors, routes
from aep_emulator.services.data_prep.service import DataPrep

__all__ = ["DataPrep", "errors", "routes"]
