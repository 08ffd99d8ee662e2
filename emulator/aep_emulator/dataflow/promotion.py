"""From source rows to records of a dataset: mapped, checked, written; what does not fit is kept out and explained."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson

from aep_emulator.dataflow.columns import ColumnPlan
from aep_emulator.dataflow.report import Tally
from aep_emulator.lake.base import INPUT_FILES, ROW_ERRORS, Lake
from aep_emulator.lake.conversion import to_json
from aep_emulator.lake.parquet import ParquetBatchWriter, UnfitRecordError
from aep_emulator.records import RowCheck, RowError
from aep_emulator.records.row_errors import first_of_each_code
from aep_emulator.services.data_prep.program import Program
from aep_emulator.types import Document

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 4096

_MAX_ERROR_ROWS = 10_000
"""An error file lists this many rows at most; the counts go on."""

# Documented: the names of the files and the form of their lines, help/ingestion/quality/error-diagnostics.md.
_CONVERSION = "conversion_errors_0.json"
_PARSING = "parsing_errors_0.json"


class Promotion:
    """Promotes the rows of one run into records of a composed XDM schema. `program` None takes rows as they are."""

    def __init__(self, program: Program | None, schema: Document, tally: Tally) -> None:
        self._program = program
        self._schema = schema
        self._check = RowCheck(schema)
        self._tally = tally
        self._plan: ColumnPlan | None = None
        self._planned = False
        self._error_rows: dict[str, list[bytes]] = {_CONVERSION: [], _PARSING: []}

    def promote(self, batch: pa.RecordBatch, writer: ParquetBatchWriter) -> None:
        """Write the records that come of a batch of rows.

        Where columns can do it the batch is mapped and checked as a whole, and only rows that need an explanation one
        by one.
        """
        if not self._planned and self._program is not None:
            self._plan = ColumnPlan.of(self._program, self._schema, writer.columns)
            self._planned = True
        if self._plan is None:
            self._promote_rows(batch, writer)
            return
        try:
            good, rest = self._plan.run(batch)
        except (OverflowError, ValueError):
            # A value that Python cannot hold, and that an expression or a conversion has looked at.
            self._promote_rows(batch, writer)
            return
        writer.write_batch(good)
        if rest is not None:
            self._promote_rows(rest, writer)

    def _promote_rows(self, batch: pa.RecordBatch, writer: ParquetBatchWriter) -> None:
        # As Python objects rows take some ten times their space.
        for start in range(0, batch.num_rows, _ROWS_AT_ONCE):
            self._promote_some(batch.slice(start, _ROWS_AT_ONCE), writer)

    def _promote_some(self, batch: pa.RecordBatch, writer: ParquetBatchWriter) -> None:
        records = [record for record in map(self._record, self._rows(batch)) if record is not None]
        while True:
            try:
                writer.write(records)
                return
            except UnfitRecordError as error:
                # The schema lets through what its column cannot hold: a date-time beyond the calendar, say.
                refused = records.pop(error.index or 0)
                self._refuse(refused, [RowError.wrong_form(error.path, error.message)])

    def _rows(self, batch: pa.RecordBatch) -> list[dict[str, Any]]:
        """The rows as Python has them. Those with a value beyond that, a date after the year 9999 say, are refused."""
        try:
            return list(batch.to_pylist())
        except (OverflowError, ValueError) as error:
            if batch.num_rows > 1:
                return [row for index in range(batch.num_rows) for row in self._rows(batch.slice(index, 1))]
            self._refuse(str(batch.schema.names), [RowError.wrong_form("", str(error))])
            return []

    def refuse_line(self, line: str, reason: str) -> None:
        """Count a line of a file that is no row at all."""
        error = RowError.corrupt(reason)
        self._tally.failed_records += 1
        self._tally.count_error(error.code, error.kind)
        self._explain(line, [error], _PARSING)

    def write_diagnostics(
        self, lake: Lake, world: str, batch_id: str, input_files: list[str], *, explain: bool
    ) -> None:
        """The files that go with the batch: what went in, and with `explain` which rows were refused and why."""
        for name, rows in self._error_rows.items():
            if rows and explain:
                with lake.create(world, batch_id, ROW_ERRORS, name) as file:
                    file.write(b"\n".join(rows) + b"\n")
        with lake.create(world, batch_id, INPUT_FILES, "input_files_0.json") as file:
            file.write(b"".join(orjson.dumps({"path": path}) + b"\n" for path in input_files))

    def _record(self, row: dict[str, Any]) -> Document | None:
        if self._program is None:
            document: Document = to_json(row)
        else:
            mapped = self._program.run(row)
            document = mapped.document
            if mapped.warnings:
                warnings = [RowError.unmapped(w.destination, w.message) for w in mapped.warnings]
                self._tally.warned_records += 1
                self._tally.count_error(warnings[0].code, warnings[0].kind)
                self._explain(row, warnings)
        errors = self._check.errors(document)
        if errors:
            self._refuse(row, errors)
            return None
        return document

    def _refuse(self, row: Any, errors: list[RowError]) -> None:
        tally = self._tally
        tally.failed_records += 1
        for error in first_of_each_code(errors):
            tally.count_error(error.code, error.kind)
        self._explain(row, errors)

    def _explain(self, row: Any, errors: list[RowError], name: str = _CONVERSION) -> None:
        rows = self._error_rows[name]
        if len(rows) < _MAX_ERROR_ROWS:
            described = [{"code": error.row_code, "message": error.message} for error in errors]
            # Not with orjson: rows may hold half surrogate pairs and numbers of any length.
            text = row if isinstance(row, str) else json.dumps(row, default=str)
            rows.append(json.dumps({"_corrupt_record": text, "_errors": described, "_filename": name}).encode())
