"""What connectors read from: demo tables and files, and the user's own."""

from aep_emulator.sources.arrow_values import Column
from aep_emulator.sources.errors import NoSuchPathError, SourceError
from aep_emulator.sources.files import FileEntry, Files, Preview
from aep_emulator.sources.formats import BadRow, FileFormat
from aep_emulator.sources.sources import Sources
from aep_emulator.sources.table import Table

__all__ = [
    "BadRow",
    "Column",
    "FileEntry",
    "FileFormat",
    "Files",
    "NoSuchPathError",
    "Preview",
    "SourceError",
    "Sources",
    "Table",
]
