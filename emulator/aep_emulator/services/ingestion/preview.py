"""A look at the files that a batch has got so far.

Documented: `GET /batches/{batchId}/datasets/{datasetId}/preview` in batch-ingestion.yaml: `formatParams` and
`preview{columns[{cid,name}], rows[{cid: value}]}`, names of nested fields with slashes, values as text.
Assumed: `format`, which the file requires and aepp leaves out, is the batch's when it is missing; `nrow` 0, its
default, means 10 rows; rows that cannot be read are left out; lists are shown as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from aep_emulator.gateway.scope import Scope
from aep_emulator.lake.base import UPLOADS, Lake
from aep_emulator.lake.conversion import to_json
from aep_emulator.services.ingestion import errors, json_files, parquet_files
from aep_emulator.services.ingestion.csv_files import CsvDescription, read_csv
from aep_emulator.services.ingestion.failures import BatchFailure
from aep_emulator.services.ingestion.readers import SourceError, readable
from aep_emulator.services.ingestion.rows import FORMATS, is_blank
from aep_emulator.types import Document

MAX_ROWS = 1000

_DEFAULT_ROWS = 10


@dataclass(frozen=True, slots=True)
class PreviewFormat:
    """How the files are to be read: one of FORMATS, with what goes with it."""

    format: str
    multi_line: bool
    csv: CsvDescription

    @classmethod
    def of(cls, parameters: Mapping[str, str], batch: Document) -> PreviewFormat:
        """What the query parameters say, and the batch for what they do not. Raises ApiError 400."""
        stated: dict[str, Any] = {"header": True, **batch.get("inputFormat", {}), **parameters}
        kind = str(stated.get("format", "parquet")).lower()
        if kind not in FORMATS:
            raise errors.invalid(
                f"The query parameter 'format' must be one of {', '.join(FORMATS)}, not '{kind[:40]}'."
            )
        try:
            csv = CsvDescription.stated(stated)
        except ValueError as error:
            raise errors.invalid(f"The query parameter {error}") from None
        return cls(kind, str(stated.get("isMultiLineJson", False)).lower() == "true", csv)

    def shown(self) -> dict[str, Any]:
        """The `formatParams` of the answer."""
        return {
            "delimiter": self.csv.delimiter,
            "quote": self.csv.quote,
            "escape": self.csv.escape,
            "charset": self.csv.charset,
            "header": self.csv.header,
            "format": self.format,
        }

    def rows(self, stream: BinaryIO) -> Iterator[dict[str, Any]]:
        """The rows of one file."""
        if self.format == "parquet":
            yield from map(to_json, parquet_files.read_rows(stream, None))
        elif is_blank(stream):
            return
        elif self.format == "csv":
            yield from read_csv(stream, self.csv, _ignore, _ignore)
        else:
            yield from json_files.read_json(stream, _ignore, multi_line=self.multi_line)


def preview(lake: Lake, scope: Scope, batch: Document, how: PreviewFormat, rows: int) -> dict[str, Any]:
    """The first rows of the batch's files. Raises ApiError 400 for files that cannot be read that way."""
    found = [_flat(row) for row in islice(_rows(lake, scope, str(batch["id"]), how), rows or _DEFAULT_ROWS)]
    numbers = {name: str(number) for number, name in enumerate(dict.fromkeys(name for row in found for name in row))}
    return {
        "formatParams": how.shown(),
        "preview": {
            "columns": [{"cid": number, "name": name} for name, number in numbers.items()],
            "rows": [{numbers[name]: text for name, text in row.items()} for row in found],
        },
    }


def _rows(lake: Lake, scope: Scope, batch_id: str, how: PreviewFormat) -> Iterator[dict[str, Any]]:
    for file in lake.files(scope.world, batch_id, UPLOADS):
        stream = lake.open(scope.world, batch_id, UPLOADS, file.name)
        if stream is None:
            continue
        try:
            with stream, readable(file.name):
                yield from how.rows(stream)
        except (SourceError, BatchFailure) as error:
            raise errors.invalid(f"The file cannot be read as {how.format}: {error}") from None
        except (RecursionError, OverflowError):
            raise errors.invalid(
                "The file has values that are nested too deep, or dates beyond the calendar."
            ) from None


def _flat(row: Mapping[str, Any], above: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in row.items():
        path = f"{above}/{name}" if above else str(name)
        if isinstance(value, dict):
            found.update(_flat(value, path))
        elif value is not None:
            found[path] = value if isinstance(value, str) else json.dumps(value, default=str)
    return found


def _ignore(_: Any) -> None:
    pass
