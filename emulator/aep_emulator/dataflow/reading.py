"""What one run reads from its source: the chosen table or files, of these what is new, of that the rows asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from aep_emulator.dataflow.context import RunContext, RunFailure
from aep_emulator.dataflow.delta import DeltaColumn
from aep_emulator.dataflow.gathering import gathered
from aep_emulator.dataflow.report import COPY_ERROR_CODE
from aep_emulator.gateway.scope import Scope
from aep_emulator.row_filter import RowFilter, RowFilterError, parse
from aep_emulator.services.flow_service.explore import rest_table
from aep_emulator.services.flow_service.flow_fields import delta_column_of
from aep_emulator.services.flow_service.on_demand import Window
from aep_emulator.sources import FileFormat, Table
from aep_emulator.store.base import Record
from aep_emulator.types import Document

if TYPE_CHECKING:
    import pyarrow as pa


Refuse = Callable[[str, str], None]


class SourceReading:
    """The rows of a source connection for one run of a flow.

    `window` None reads everything. What has been read is counted while `batches` goes on.
    """

    def __init__(self, context: RunContext, scope: Scope, source: Record, flow: Record, window: Window | None) -> None:
        self._sources = context.sources
        self._connector = context.flow_service.specs.connections.named(scope, source.body["connectionSpec"])
        self._source = source
        self._window = window
        delta = delta_column_of(flow.body)
        self._delta = None if delta is None else DeltaColumn(delta)
        self.input_files: list[str | None] = []
        """The path of each file that was read; None for a table."""
        self.input_bytes = 0
        self.input_records = 0

    def batches(self, refuse: Refuse) -> Iterator[pa.RecordBatch]:
        """The rows; `refuse` is called with each line that is no row and why. Raises RunFailure and SourceError."""

        def refuse_and_count(line: str, reason: str) -> None:
            self.input_records += 1
            refuse(line, reason)

        batches = self._file_batches(refuse_and_count) if self._connector.kind == "file" else self._table_batches()
        for batch in gathered(batches):
            if batch.num_rows:
                self.input_records += batch.num_rows
                self.input_bytes += batch.nbytes
                yield batch

    def _table_batches(self) -> Iterator[pa.RecordBatch]:
        params = self._source.body.get("params", {})
        table = self._table(params)
        self.input_files.append(None)
        wanted = _selected(table, params)
        known = [column.name for column in table.columns]
        row_filter = self._row_filter(params, known)
        if self._delta is not None and self._delta.name not in known:
            raise RunFailure(
                COPY_ERROR_CODE,
                f"The table '{table.name}' has no column '{self._delta.name}', which is the flow's delta column. "
                f"It has: {', '.join(known)}.",
            )
        everything = row_filter is None and self._delta is None
        for batch in table.batches(wanted if everything else None):
            rows = batch
            if self._delta is not None and self._window is not None:
                rows = self._delta.new_rows(rows, self._window)
            if row_filter is not None:
                rows = row_filter.apply(rows)
            yield rows if everything else rows.select(wanted)

    def _table(self, params: Document) -> Table:
        if self._connector.kind == "rest":
            table = rest_table(self._sources, self._connector, params)
            name = str(params.get("path") or self._connector.name)
        else:
            name = str(params.get("tableName") or params.get("path"))
            table = self._sources.table(self._connector.name, name)
        if table is None:
            raise RunFailure(COPY_ERROR_CODE, f"The source has no table '{name}'.")
        return table

    def _file_batches(self, refuse: Refuse) -> Iterator[pa.RecordBatch]:
        params, window = self._source.body.get("params", {}), self._window
        files = self._sources.files(self._connector.name)
        how = FileFormat.of(self._source.body.get("data", {}))
        recursive = str(params.get("recursive", False)).lower() == "true"
        for entry in files.expand(str(params["path"]), kind=params.get("type"), recursive=recursive):
            # Documented: a run takes the files that are new or changed since the last one.
            if window is not None and not window.start_ms < entry.modified_ms <= window.end_ms:
                continue
            self.input_files.append(entry.path)
            yield from files.batches(entry.path, how, on_bad_row=lambda row: refuse(row.text, row.reason))

    def _row_filter(self, params: Document, columns: Sequence[str]) -> RowFilter | None:
        if not params.get("filters"):
            return None
        try:
            return parse(params["filters"], columns=columns)
        except RowFilterError as error:
            raise RunFailure(COPY_ERROR_CODE, f"params.filters.{error.path}: {error.message}") from None


def _selected(table: Table, params: Document) -> list[Any]:
    """The columns the source connection names, as far as the table has them; all when it names none."""
    known = [column.name for column in table.columns]
    columns = [str(column["name"]) for column in params.get("columns") or ()]
    wanted = [column for column in columns if column in known]
    if columns and not wanted:
        raise RunFailure(COPY_ERROR_CODE, f"The table '{table.name}' has none of the columns {', '.join(columns)}.")
    return wanted or known
