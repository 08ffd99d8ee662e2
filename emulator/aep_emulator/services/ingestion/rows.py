"""The rows of an uploaded file, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from aep_emulator.lake.arrow_schema import xdm_type
from aep_emulator.records import Origin
from aep_emulator.services.ingestion import failures, json_files, parquet_files
from aep_emulator.services.ingestion.csv_files import CsvDescription, read_csv
from aep_emulator.services.ingestion.readers import OnBadRow
from aep_emulator.types import Document

FORMATS = ("json", "parquet", "csv")

_ORIGINS = {"json": Origin.JSON, "parquet": Origin.TYPED, "csv": Origin.TEXT}
_BLANK_CHUNK = 64 * 1024


class FileReader:
    """Reads the files of one batch. `schema` is the composed schema of its dataset.

    Raises BatchFailure for a format or a description that cannot be used.
    """

    def __init__(self, schema: Document, dataset: Document, input_format: Document, max_fields: int) -> None:
        self.format = str(input_format.get("format", "parquet")).lower()
        if self.format not in FORMATS:
            raise failures.unreadable(f"inputFormat.format: '{self.format[:40]}' is not one of {', '.join(FORMATS)}.")
        self.origin = _ORIGINS[self.format]
        self._schema = schema
        self._multi_line = bool(input_format.get("isMultiLineJson"))
        self._max_fields = max_fields
        self._csv = _csv_description(dataset, input_format) if self.format == "csv" else CsvDescription()

    def rows(self, stream: BinaryIO, on_bad_row: OnBadRow) -> Iterator[dict[str, Any]]:
        """The rows of a seekable file; only some of them are in memory at a time.

        Raises BatchFailure, SourceError and what the format's own reader raises.
        """
        if self.format == "parquet":
            self._check_width(parquet_files.count_columns(stream))
            yield from parquet_files.read_rows(stream, self._schema)
        elif is_blank(stream):
            raise failures.no_data()
        elif self.format == "csv":
            yield from read_csv(stream, self._csv, self._check_header, on_bad_row)
        else:
            yield from json_files.read_json(stream, on_bad_row, multi_line=self._multi_line)

    def too_wide(self, row: dict[str, Any]) -> bool:
        """Whether a row has more fields than the platform takes."""
        return self.format == "json" and _more_fields_than(row, self._max_fields)

    def _check_header(self, names: list[str]) -> None:
        self._check_width(len(names))
        properties = self._schema.get("properties") or {}
        for name in names:
            if name not in properties:
                raise failures.unreadable(f"The CSV header has the column '{name[:80]}', which the schema has not.")
            if xdm_type(properties[name]) in ("object", "map", "array"):
                raise failures.unreadable(f"The field '{name[:80]}' has parts; CSV files are for flat schemas only.")

    def _check_width(self, fields: int) -> None:
        if fields > self._max_fields:
            raise failures.unreadable(f"A row has {fields} fields; {self._max_fields} are allowed.")


def is_blank(stream: BinaryIO) -> bool:
    """Whether a seekable file has nothing but blanks in it."""
    while chunk := stream.read(_BLANK_CHUNK):
        if chunk.removeprefix(b"\xef\xbb\xbf").strip():
            stream.seek(0)
            return False
    return True


def _csv_description(dataset: Document, input_format: Document) -> CsvDescription:
    description = dataset.get("fileDescription")
    try:
        found = CsvDescription.of(description if isinstance(description, dict) else {}, input_format)
    except ValueError as error:
        raise failures.unreadable(str(error)) from None
    if not found.header:
        raise failures.unreadable("fileDescription.header: it must be true before the dataset can take CSV files.")
    return found


def _more_fields_than(row: dict[str, Any], limit: int) -> bool:
    level: list[Any] = [row]
    fields = 0
    while level:
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                fields += len(item)
                below += [member for member in item.values() if isinstance(member, dict | list)]
            else:
                below += [member for member in item if isinstance(member, dict | list)]
        if fields > limit:
            return True
        level = below
    return False
