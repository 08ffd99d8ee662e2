"""One run of one flow: rows from the source, mapped, checked, written to a batch, reported.

Rows travel in batches, so memory does not grow with the source. The batch becomes visible in Catalog only at the end:
a run that is cut off leaves nothing that anyone can see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from aep_emulator.clock import Clock
from aep_emulator.dataflow import report
from aep_emulator.dataflow.report import Links, Tally
from aep_emulator.dataflow.row_check import RowCheck, RowError, first_of_each_code
from aep_emulator.dataflow.sources import SourceError, Sources
from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.lake.base import INPUT_FILES, ROW_ERRORS, Lake
from aep_emulator.lake.parquet import ParquetBatchWriter
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.data_prep import DataPrep
from aep_emulator.services.flow_service import FlowService
from aep_emulator.services.flow_service.flows import mapping_of
from aep_emulator.services.schema_registry import SchemaRegistry
from aep_emulator.store.base import NotFoundError, Record
from aep_emulator.types import Document

if TYPE_CHECKING:
    import pyarrow as pa

_MAX_ERROR_ROWS = 10_000
"""Error files list this many rows at most; the counts go on."""

Find = Callable[[Scope, str], Record | None]


@dataclass(frozen=True)
class RunContext:
    """Everything a run works with."""

    clock: Clock
    ids: Ids
    flow_service: FlowService
    catalog: Catalog
    schemas: SchemaRegistry
    data_prep: DataPrep
    sources: Sources
    lake: Lake


class RunFailure(Exception):  # noqa: N818  (it is a result of the run, as Adobe calls it, not a defect)
    """The run cannot go on; `code` and the message become the run's error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class FlowRun:
    """Executes a flow once."""

    def __init__(self, context: RunContext, scope: Scope, flow: Record) -> None:
        self._context = context
        self._scope = scope
        self._flow = flow
        self._tally = Tally(started_ms=context.clock.now_ms())
        self._batch_id: str | None = None
        self._error_rows: list[bytes] = []

    def execute(self) -> None:
        """Run to the end and report, whatever happens. Returns quietly when the flow's world is gone."""
        run_id = self._context.flow_service.runs.open(self._scope, self._flow.id)
        try:
            failure = self._attempt()
            links = Links(
                source_connection_id=self._flow.body["sourceConnectionIds"][0],
                target_connection_id=self._flow.body["targetConnectionIds"][0],
                copy_run_id=self._context.ids.uuid(),
                batch_id=self._batch_id,
            )
            self._close_batch(failure)
            metrics, activities = report.finished(self._tally, links, self._context.clock.now_ms(), failure)
            self._context.flow_service.runs.report(self._scope, run_id, metrics, activities)
        except NotFoundError:
            # Someone reset the emulator meanwhile; there is nobody left to report to.
            self._drop_files()

    def _attempt(self) -> dict[str, str] | None:
        """Transfer the rows; the error that ended it, or None."""
        try:
            self._transfer()
        except RunFailure as failure:
            return {"code": failure.code, "message": str(failure)}
        except SourceError as error:
            return {"code": report.COPY_ERROR_CODE, "message": str(error)}
        except ApiError as error:
            return {"code": report.PROMOTION_ERROR["code"], "message": error.detail}
        return None

    def _transfer(self) -> None:
        context, scope, tally = self._context, self._scope, self._tally
        source = self._linked(context.flow_service.source_connections.find, "sourceConnectionIds")
        target = self._linked(context.flow_service.target_connections.find, "targetConnectionIds")
        dataset_id = str(target.body["params"]["dataSetId"])
        dataset = context.catalog.find_dataset(scope, dataset_id)
        if dataset is None or "schemaRef" not in dataset:
            raise RunFailure(
                report.PROMOTION_ERROR["code"], f"The dataset '{dataset_id}' or its schema does not exist any more."
            )
        schema = context.schemas.composed(scope, dataset["schemaRef"]["id"])
        promote = self._promotion(RowCheck(schema))
        batches = self._read(source)
        self._batch_id = str(context.catalog.create_batch(scope, dataset_id, inputFormat={"format": "parquet"})["id"])
        with ParquetBatchWriter(context.lake, scope.world, self._batch_id, schema) as writer:
            for batch in batches:
                tally.input_records += batch.num_rows
                tally.input_bytes += batch.nbytes
                writer.write([row for row in map(promote, batch.to_pylist()) if row is not None])
        tally.output_records = writer.rows_written
        tally.output_bytes = writer.bytes_written

    def _read(self, source: Record) -> Iterator[pa.RecordBatch]:
        """The rows of the source connection's table, only the columns it names."""
        connector = self._context.flow_service.specs.connection_spec(source.body["connectionSpec"])
        params = source.body.get("params", {})
        name = str(params.get("tableName") or params.get("path"))
        table = self._context.sources.table(connector.name, name)
        if table is None:
            raise RunFailure(report.COPY_ERROR_CODE, f"The source has no table '{name}'.")
        columns = [str(column["name"]) for column in params.get("columns") or ()]
        wanted = [column for column in columns if column in {known.name for known in table.columns}]
        if columns and not wanted:
            raise RunFailure(
                report.COPY_ERROR_CODE, f"The table '{table.name}' has none of the columns {', '.join(columns)}."
            )
        yield from table.batches(wanted or None)
        self._tally.copied_ms = self._context.clock.now_ms()

    def _promotion(self, check: RowCheck) -> Callable[[dict[str, Any]], Document | None]:
        """The function that takes a source row and gives the record to keep, or None when it is refused."""
        mapping = mapping_of(self._flow.body)
        program = None if mapping is None else self._context.data_prep.program(self._scope, *mapping)

        def promote(row: dict[str, Any]) -> Document | None:
            document: Document = row
            if program is not None:
                mapped = program.run(row)
                document = mapped.document
                if mapped.warnings:
                    self._tally.warned_records += 1
                    self._tally.count_error(report.MAPPER_ERROR, "Mapper Transform Error")
            errors = check.errors(document)
            if errors:
                self._refuse(row, errors)
                return None
            return document

        return promote

    def _refuse(self, row: dict[str, Any], errors: list[RowError]) -> None:
        tally = self._tally
        tally.failed_records += 1
        for error in first_of_each_code(errors):
            tally.count_error(error.code, error.kind)
        if len(self._error_rows) < _MAX_ERROR_ROWS:
            described = [{"code": error.code, "message": error.message} for error in errors]
            entry = {"_corrupt_record": orjson.dumps(row, default=str).decode(), "_errors": described}
            self._error_rows.append(orjson.dumps(entry))

    def _linked(self, find: Find, member: str) -> Record:
        resource_id = str(self._flow.body[member][0])
        record = find(self._scope, resource_id)
        if record is None:
            raise RunFailure(report.COPY_ERROR_CODE, f"{member}[0]: '{resource_id}' does not exist any more.")
        return record

    def _close_batch(self, failure: dict[str, str] | None) -> None:
        """Write what goes with the batch and make it visible, or mark it failed."""
        if self._batch_id is None:
            return
        tally, lake, world = self._tally, self._context.lake, self._scope.world
        if self._error_rows:
            with lake.create(world, self._batch_id, ROW_ERRORS, "conversion_errors_0.json") as file:
                file.write(b"\n".join(self._error_rows) + b"\n")
        with lake.create(world, self._batch_id, INPUT_FILES, "input_files_0.json") as file:
            file.write(orjson.dumps({"path": f"{self._flow.id}.parquet"}) + b"\n")
        self._context.catalog.complete_batch(
            self._scope,
            self._batch_id,
            status="failed" if failure else "success",
            metrics={
                "inputByteSize": tally.input_bytes,
                "inputFileCount": 1,
                "inputRecordCount": tally.input_records,
                "outputByteSize": tally.output_bytes,
                "outputFileCount": 1 if tally.output_records else 0,
                "outputRecordCount": tally.output_records,
                "failedRecordCount": tally.failed_records,
            },
            errors=[{**failure, "description": failure["message"]}] if failure else _described(tally),
        )

    def _drop_files(self) -> None:
        if self._batch_id is not None:
            self._context.lake.delete_batch(self._scope.world, self._batch_id)


def _described(tally: Tally) -> list[dict[str, Any]]:
    """The batch's errors: Catalog calls the message a description."""
    return [
        {"description": entry["message"], **{name: value for name, value in entry.items() if name != "message"}}
        for entry in report.diagnostics(tally)
    ]
