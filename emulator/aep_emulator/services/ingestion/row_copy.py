"""The way of rows from an uploaded file into the dataset's file, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from aep_emulator.lake.parquet import ParquetBatchWriter, UnfitRecordError
from aep_emulator.records import ErrorTally, RefusedRows, RowCheck, RowError, RowTypes
from aep_emulator.services.ingestion.readers import BadRow
from aep_emulator.services.ingestion.rows import FileReader
from aep_emulator.types import Document

_WRITE_ROWS = 4096


class RowCopy:
    """Takes rows from files to the writer, and what is refused to the files that explain it."""

    def __init__(
        self, reader: FileReader, schema: Document, writer: ParquetBatchWriter, tally: ErrorTally, refused: RefusedRows
    ) -> None:
        self._reader = reader
        self._types = RowTypes(schema, reader.origin)
        self._check = RowCheck(schema)
        self._writer = writer
        self._tally = tally
        self._refused = refused
        self._waiting: list[tuple[dict[str, Any], dict[str, Any]]] = []
        """Source rows with the records that came of them."""
        self.read = 0

    def file(self, stream: BinaryIO) -> Iterator[int]:
        """Copy one file; yields the number of rows so far now and then."""
        for row in self._reader.rows(stream, self._refuse_line):
            self.read += 1
            self._take(row)
            if len(self._waiting) >= _WRITE_ROWS:
                self.flush()
                yield self.read

    def flush(self) -> None:
        """Write the records that wait."""
        waiting, self._waiting = self._waiting, []
        while True:
            try:
                self._writer.write([record for _, record in waiting])
                return
            except UnfitRecordError as error:
                # The schema lets through what its column cannot hold: half of a surrogate pair, say.
                row, _ = waiting.pop(error.index or 0)
                self._refuse(row, [RowError.wrong_form(error.path, error.message)])

    @property
    def left_out(self) -> list[str]:
        """The first paths of rows that the schema does not have."""
        return list(self._types.left_out)

    def _take(self, row: dict[str, Any]) -> None:
        if self._reader.too_wide(row):
            self._refuse(row, [RowError.corrupt("It has too many fields.")])
            return
        record, errors = self._types.convert(row)
        errors = errors or self._check.errors(record)
        if errors:
            self._refuse(row, errors)
        else:
            self._waiting.append((row, record))

    def _refuse(self, row: dict[str, Any], errors: list[RowError]) -> None:
        self._tally.count(errors)
        self._refused.add_row(row, errors)

    def _refuse_line(self, line: BadRow) -> None:
        self.read += 1
        errors = [RowError.corrupt(line.reason)]
        self._tally.count(errors)
        self._refused.add_line(line.text, errors)
