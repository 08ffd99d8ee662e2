"""One run of one flow: rows from the source, mapped, checked, written to a batch, reported.

Rows travel in batches, so memory does not grow with the source. The batch becomes visible in Catalog only at the end:
a run that is cut off leaves nothing that anyone can see.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from aep_emulator.dataflow import report
from aep_emulator.dataflow.context import RunContext, RunFailure
from aep_emulator.dataflow.lifetime import Lifetime, LifetimeOverError
from aep_emulator.dataflow.promotion import Promotion
from aep_emulator.dataflow.reading import SourceReading
from aep_emulator.dataflow.report import Links, Tally
from aep_emulator.dataflow.tolerance import Tolerance
from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.lake.parquet import ParquetBatchWriter
from aep_emulator.services.flow_service.flow_fields import mapping_of, schedule_of
from aep_emulator.services.flow_service.on_demand import Window
from aep_emulator.sources import SourceError
from aep_emulator.store.base import NotFoundError, Record
from aep_emulator.types import Document

_log = logging.getLogger(__name__)

_REPORT_EVERY_MS = 1000

Find = Callable[[Scope, str], Record | None]


class FlowRun:
    """Executes a flow once. `window` None reads everything the source has."""

    def __init__(
        self, context: RunContext, scope: Scope, flow: Record, window: Window | None, lifetime: Lifetime
    ) -> None:
        self._context = context
        self._scope = scope
        self._flow = flow
        self._window = window
        self._lifetime = lifetime
        self._tolerance = Tolerance.of(flow.body)
        self._tally = Tally(started_ms=context.clock.now_ms())
        self._batch_id: str | None = None
        self._reading: SourceReading | None = None
        self._promotion: Promotion | None = None

    def execute(self, run_id: str | None = None) -> bool:
        """Run to the end and report, whatever happens: whether the run succeeded.

        `run_id` is a run that was asked for and waits; None opens one. Raises LifetimeOverError when the emulator was
        reset meanwhile; then there is nobody left to report to.
        """
        runs = self._context.flow_service.runs
        try:
            with self._lifetime.lasting():
                self._run_id = run_id or runs.open(self._scope, self._flow.id)
                runs.report(self._scope, self._run_id, report.progress(self._tally), [])
            failure = self._attempt()
            with self._lifetime.lasting():
                failure = self._close_batch(failure)
                metrics, activities = report.finished(
                    self._tally, self._links(), self._context.clock.now_ms(), failure, self._tolerance.explains
                )
                runs.report(self._scope, self._run_id, metrics, activities)
        except NotFoundError:
            # The run itself is gone, and with it everything in its sandbox.
            self._drop_files()
            return False
        return failure is None

    def _attempt(self) -> dict[str, str] | None:
        """Transfer the rows; the error that ended it, or None."""
        try:
            self._transfer()
        except LifetimeOverError:
            raise
        except RunFailure as failure:
            return {"code": failure.code, "message": str(failure)}
        except SourceError as error:
            return {"code": report.COPY_ERROR_CODE, "message": str(error)}
        except ApiError as error:
            return {"code": report.PROMOTION_ERROR["code"], "message": error.detail}
        except Exception as error:
            # A defect of ours. The run must not stay in progress for ever all the same.
            _log.exception("a run failed unexpectedly")
            return {"code": report.UNKNOWN_ERROR_CODE, "message": f"Unexpected error: {type(error).__name__}."}
        return None

    def _transfer(self) -> None:
        context, scope, tally = self._context, self._scope, self._tally
        source = self._linked(context.flow_service.source_connections.find, "sourceConnectionIds")
        target = self._linked(context.flow_service.target_connections.find, "targetConnectionIds")
        dataset_id = str(target.body["params"]["dataSetId"])
        schema = self._schema_of(dataset_id)
        self._reading = reading = SourceReading(context, scope, source, self._flow, self._window)
        mapping = mapping_of(self._flow.body)
        program = None if mapping is None else context.data_prep.program(scope, *mapping)
        self._promotion = promotion = Promotion(program, schema, tally)
        with ExitStack() as stack:
            with self._lifetime.lasting():
                self._batch_id = self._open_batch(dataset_id)
                writer = stack.enter_context(ParquetBatchWriter(context.lake, scope.world, self._batch_id, schema))
            self._copy(reading, promotion, writer)
        tally.read(reading)
        tally.copied_ms = context.clock.now_ms()
        self._tolerance.check(tally)
        if writer.rows_written:
            tally.output_records, tally.output_bytes = writer.rows_written, writer.bytes_written

    def _copy(self, reading: SourceReading, promotion: Promotion, writer: ParquetBatchWriter) -> None:
        context, tally = self._context, self._tally
        next_report_ms = tally.started_ms + _REPORT_EVERY_MS
        for batch in reading.batches(promotion.refuse_line):
            tally.read(reading)
            promotion.promote(batch, writer)
            self._check_wanted()
            if context.clock.now_ms() >= next_report_ms:
                with self._lifetime.lasting():
                    context.flow_service.runs.report(self._scope, self._run_id, report.progress(tally), [])
                next_report_ms = context.clock.now_ms() + _REPORT_EVERY_MS
        self._check_wanted()

    def _open_batch(self, dataset_id: str) -> str:
        batch = self._context.catalog.create_batch(
            self._scope, dataset_id, inputFormat={"format": "parquet"}, tags=self._tolerance.tags()
        )
        return str(batch["id"])

    def _schema_of(self, dataset_id: str) -> Document:
        dataset = self._context.catalog.find_dataset(self._scope, dataset_id)
        if dataset is None or "schemaRef" not in dataset:
            raise RunFailure(
                report.PROMOTION_ERROR["code"], f"The dataset '{dataset_id}' or its schema does not exist any more."
            )
        return self._context.schemas.composed(self._scope, dataset["schemaRef"]["id"])

    def _check_wanted(self) -> None:
        """A flow or dataset that is deleted ends the run; a disabled flow lets it go on, and starts no other."""
        if self._context.flow_service.flows.find(self._scope, self._flow.id) is None:
            raise RunFailure(report.COPY_ERROR_CODE, "The flow was deleted while it was running.")
        if self._batch_id is not None and self._context.catalog.find_batch(self._scope, self._batch_id) is None:
            raise _batch_gone()

    def _linked(self, find: Find, member: str) -> Record:
        resource_id = str(self._flow.body[member][0])
        record = find(self._scope, resource_id)
        if record is None:
            raise RunFailure(report.COPY_ERROR_CODE, f"{member}[0]: '{resource_id}' does not exist any more.")
        return record

    def _links(self) -> Links:
        schedule = schedule_of(self._flow.body)
        return Links(
            source_connection_id=self._flow.body["sourceConnectionIds"][0],
            target_connection_id=self._flow.body["targetConnectionIds"][0],
            copy_run_id=self._context.ids.uuid(),
            batch_id=self._batch_id,
            window=self._window or Window(0, self._tally.started_ms),
            schedule_type="one-time" if schedule is None or schedule.frequency == "once" else "recurring",
        )

    def _close_batch(self, failure: dict[str, str] | None) -> dict[str, str] | None:
        """Write what goes with the batch and make it visible, or mark it failed; the error that ended the run."""
        if self._batch_id is None:
            return failure
        tally, lake, world = self._tally, self._context.lake, self._scope.world
        if failure or not tally.output_records:
            # A file that nobody may see, or without a record in it.
            lake.delete_batch(world, self._batch_id)
        if self._promotion is not None and self._reading is not None:
            files = [name or f"{self._flow.id}.parquet" for name in self._reading.input_files]
            self._promotion.write_diagnostics(lake, world, self._batch_id, files, explain=self._tolerance.explains)
        try:
            self._complete_batch(self._batch_id, failure)
        except NotFoundError:
            self._drop_files()
            self._batch_id = None
            gone = _batch_gone()
            return failure or {"code": gone.code, "message": str(gone)}
        return failure

    def _complete_batch(self, batch_id: str, failure: dict[str, str] | None) -> None:
        tally = self._tally
        details = [_described(entry) for entry in report.diagnostics(tally, self._tolerance.explains)]
        self._context.catalog.complete_batch(
            self._scope,
            batch_id,
            status="failed" if failure else "success",
            metrics={
                "inputByteSize": tally.input_bytes,
                "inputFileCount": tally.input_files,
                "inputRecordCount": tally.input_records,
                "outputByteSize": tally.output_bytes,
                "outputFileCount": 1 if tally.output_records else 0,
                "outputRecordCount": tally.output_records,
                "failedRecordCount": tally.failed_records,
            },
            errors=[{**failure, "description": failure["message"]}, *details] if failure else details,
        )

    def _drop_files(self) -> None:
        if self._batch_id is not None:
            self._context.lake.delete_batch(self._scope.world, self._batch_id)


def _batch_gone() -> RunFailure:
    return RunFailure(report.PROMOTION_ERROR["code"], "The dataset was deleted while the run was writing to it.")


def _described(entry: dict[str, Any]) -> dict[str, Any]:
    """The batch's form of an error: Catalog calls the message a description."""
    return {"description": entry["message"], **{name: value for name, value in entry.items() if name != "message"}}
