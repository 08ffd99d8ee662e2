"""What connectors read from: demo tables, and the user's own tables and files."""

from aep_emulator.dataflow.sources.sources import Sources
from aep_emulator.dataflow.sources.table import Column, SourceError, Table

__all__ = ["Column", "SourceError", "Sources", "Table"]
