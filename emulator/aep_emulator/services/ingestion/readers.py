"""What ingestion shares with the sources of dataflows: the readers of file formats. Nothing else here imports them."""

from __future__ import annotations

from aep_emulator.sources.errors import SourceError
from aep_emulator.sources.formats.bad_rows import LONGEST_TEXT, BadRow, OnBadRow
from aep_emulator.sources.formats.json_rows import MAX_ROW_BYTES, json_rows
from aep_emulator.sources.formats.parquet_rows import read_parquet
from aep_emulator.sources.formats.reading import readable

__all__ = [
    "LONGEST_TEXT",
    "MAX_ROW_BYTES",
    "BadRow",
    "OnBadRow",
    "SourceError",
    "json_rows",
    "read_parquet",
    "readable",
]
