"""The files that tell which rows of a batch were refused, and why.

Documented: names and lines of the files under `row_errors` in help/ingestion/quality/error-diagnostics.md; those of
`/failed`, `_SUCCESS` among them, in retrieve-failed-batches.md of the same folder.
Assumed: files of refused rows list no more than 10,000; the counts go on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, BinaryIO
from uuid import NAMESPACE_OID, uuid5

from aep_emulator.lake.base import FAILED, ROW_ERRORS, Area, Lake
from aep_emulator.records.row_errors import RowError

MAX_ROWS = 10_000

_CONVERSION = "conversion_errors_0.json"
_PARSING = "parsing_errors_0.json"
_MARK = "_SUCCESS"
_LONGEST_TEXT = 10_000


class RefusedRows:
    """Writes the files while rows are refused; a context manager, and the files exist when the context has ended.

    `explain` is enableErrorDiagnostics: without it only `/failed` has the rows.
    """

    def __init__(self, lake: Lake, world: str, batch_id: str, *, explain: bool) -> None:
        self._lake = lake
        self._place = (world, batch_id)
        # A UUID on the page; from the batch's id here, so that a replayed world has the same names.
        self._failed_rows = f"part-00000-{uuid5(NAMESPACE_OID, batch_id)}-c000.json"
        self._explain = explain
        self._stack = ExitStack()
        self._files: dict[tuple[Area, str], BinaryIO] = {}
        self._listed = 0

    def __enter__(self) -> RefusedRows:
        """Begin; a file is made with its first row."""
        self._stack.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the files, or drop them after an exception."""
        self._stack.__exit__(kind, error, trace)

    def add_line(self, line: str, errors: Sequence[RowError]) -> None:
        """A line of a file that is no row at all."""
        self._add(line, line, errors, _PARSING)

    def add_row(self, row: dict[str, Any], errors: Sequence[RowError]) -> None:
        """A row that could not be converted or breaks the schema."""
        self._add(row, json.dumps(row, default=str), errors, _CONVERSION)

    def _add(self, row: Any, text: str, errors: Sequence[RowError], name: str) -> None:
        if self._listed >= MAX_ROWS:
            return
        self._listed += 1
        if self._explain:
            described = [{"code": error.row_code, "message": error.message} for error in errors]
            entry = {"_corrupt_record": text[:_LONGEST_TEXT], "_errors": described, "_filename": name}
            self._write(ROW_ERRORS, name, entry)
        members = row if isinstance(row, dict) else {"_corrupt_record": text[:_LONGEST_TEXT]}
        if self._listed == 1:
            self._file(FAILED, _MARK)
        self._write(
            FAILED, self._failed_rows, {**members, "_validationErrors": [e.as_validation_error() for e in errors]}
        )

    def _write(self, area: Area, name: str, entry: dict[str, Any]) -> None:
        # Not with orjson: rows may hold half surrogate pairs and numbers of any length.
        self._file(area, name).write(json.dumps(entry, default=str).encode() + b"\n")

    def _file(self, area: Area, name: str) -> BinaryIO:
        key = (area, name)
        if key not in self._files:
            world, batch_id = self._place
            self._files[key] = self._stack.enter_context(self._lake.create(world, batch_id, area, name))
        return self._files[key]
