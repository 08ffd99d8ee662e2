"""Data files as streams of Arrow batches: what they are made of, compressed how, and how they are read."""

from aep_emulator.sources.formats.bad_rows import BadRow, OnBadRow
from aep_emulator.sources.formats.file_format import COMPRESSIONS, FORMATS, FileFormat

__all__ = ["COMPRESSIONS", "FORMATS", "BadRow", "FileFormat", "OnBadRow"]
