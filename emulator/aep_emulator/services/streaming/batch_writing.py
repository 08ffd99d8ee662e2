"""From messages to batches: mapped, checked, written as Parquet; those that fail go to a batch of their own.

Documented: help/ingestion/quality/streaming-validation.md: invalid data is kept in a failed batch of the dataset, from
where it can be retrieved; retrieve-failed-batches.md for what is found there.
Assumed: `recordCount` and `failedRecordCount` on the failed batch itself, whose metrics Catalog does not show.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.lake.base import INPUT_FILES, Lake
from aep_emulator.lake.parquet import ParquetBatchWriter
from aep_emulator.records import ErrorTally, RefusedRows, RowError
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.streaming import violations
from aep_emulator.services.streaming.messages import NO_SOURCE_NAME, Message
from aep_emulator.services.streaming.record_check import RecordCheck, RecordChecks
from aep_emulator.services.streaming.traffic import Traffic
from aep_emulator.store.base import NotFoundError
from aep_emulator.types import Document

if TYPE_CHECKING:
    from aep_emulator.services.data_prep.program import Program

_log = logging.getLogger(__name__)

_SUCCESS, _FAILED = "success", "failed"
_UNKNOWN_ERROR = "0070000017"

_Programs = dict[tuple[str, int | None], "Program | RowError"]
_Refused = list[tuple[Message, list[RowError]]]


class Mappings(Protocol):
    """What is asked of Data Prep."""

    def program(self, scope: Scope, mapping_set_id: str, version: int | None = None) -> Program:
        """The compiled mapping set. Raises ApiError."""
        ...


class BatchWriting:
    """Writes messages of one dataset at a time."""

    def __init__(
        self, catalog: Catalog, checks: RecordChecks, mappings: Mappings, lake: Lake, traffic: Traffic
    ) -> None:
        self._catalog = catalog
        self._checks = checks
        self._mappings = mappings
        self._lake = lake
        self._traffic = traffic

    def write(self, dataset_id: str, messages: list[Message]) -> None:
        """One batch with the records that are good, one with the messages that are not.

        Nothing happens when the dataset is gone: there is nothing left that could have the batches.
        """
        scope = messages[0].inlet.scope
        dataset = self._catalog.find_dataset(scope, dataset_id)
        if dataset is None:
            return
        good: list[tuple[Message, Document]] = []
        bad: _Refused = []
        check = self._check_of(scope, dataset)
        programs: _Programs = {}
        for message in messages:
            if isinstance(check, RowError):
                bad.append((message, [check]))
                continue
            record, errors = self._record(message, check, programs)
            if errors:
                bad.append((message, errors))
            else:
                good.append((message, record))
        self._traffic.validated(scope.world, dataset_id, len(good), (errors for _, errors in bad))
        if good and isinstance(check, RecordCheck):
            self._write_good(dataset_id, good, check.schema)
        if bad:
            self._write_bad(dataset_id, bad)

    def check(self, message: Message) -> list[RowError]:
        """What would be wrong with one message; empty when nothing."""
        dataset = self._catalog.find_dataset(message.inlet.scope, message.dataset_id) or {}
        check = self._check_of(message.inlet.scope, dataset)
        return [check] if isinstance(check, RowError) else self._record(message, check, {})[1]

    def _check_of(self, scope: Scope, dataset: Document) -> RecordCheck | RowError:
        try:
            return self._checks.of(scope, str(dataset.get("schemaRef", {}).get("id")))
        except ApiError as error:
            return RowError.corrupt(error.detail)

    def _record(self, message: Message, check: RecordCheck, programs: _Programs) -> tuple[Document, list[RowError]]:
        """The record that a message becomes, and what is wrong with it."""
        if message.problem is not None:
            return {}, [violations.missing_part(message.problem)]
        record = message.entity
        if message.mapping is not None:
            program = self._program(message, programs)
            if isinstance(program, RowError):
                return {}, [program]
            # Documented: what cannot be mapped is left out, and the record kept.
            record = program.run(record).document
        try:
            return record, check.errors(record)
        except (RecursionError, OverflowError) as error:
            return {}, [RowError.corrupt(f"{type(error).__name__}.")]

    def _program(self, message: Message, programs: _Programs) -> Program | RowError:
        mapping_id, version = key = message.mapping or ("", None)
        if key not in programs:
            try:
                programs[key] = self._mappings.program(message.inlet.scope, mapping_id, version)
            except ApiError as error:
                programs[key] = RowError.unmapped("", error.detail)
        return programs[key]

    def _write_good(self, dataset_id: str, good: list[tuple[Message, Document]], schema: Document) -> None:
        scope = good[0][0].inlet.scope
        batch_id = self._open(scope, dataset_id)
        if batch_id is None:
            return
        try:
            with ParquetBatchWriter(self._lake, scope.world, batch_id, schema) as writer:
                writer.write([record for _, record in good])
        except Exception as error:
            # A defect of ours. The batch must not stay in loading for ever all the same.
            _log.exception("a batch of streamed records failed unexpectedly")
            described = {"code": _UNKNOWN_ERROR, "description": f"Unexpected error: {type(error).__name__}."}
            self._complete(scope, batch_id, _FAILED, {}, [described])
            return
        metrics = {
            "inputByteSize": sum(len(orjson.dumps(message.payload)) for message, _ in good),
            "inputFileCount": 1,
            "inputRecordCount": len(good),
            "outputByteSize": writer.bytes_written,
            "outputFileCount": 1,
            "outputRecordCount": len(good),
            "failedRecordCount": 0,
            "partitionCount": 1,
        }
        self._complete(scope, batch_id, _SUCCESS, metrics, [])

    def _write_bad(self, dataset_id: str, bad: _Refused) -> None:
        scope = bad[0][0].inlet.scope
        batch_id = self._open(scope, dataset_id, recordCount=len(bad), failedRecordCount=len(bad))
        if batch_id is None:
            return
        tally = ErrorTally()
        with RefusedRows(self._lake, scope.world, batch_id, explain=True) as refused:
            for message, errors in bad:
                tally.count(errors)
                refused.add_row(_kept(message), errors)
        described = [{**entry, "rows": []} for entry in tally.entries(0, explain=True)]
        self._complete(scope, batch_id, _FAILED, {}, described)

    def _open(self, scope: Scope, dataset_id: str, **members: Any) -> str | None:
        """A new batch, or None when the dataset was deleted a moment ago."""
        try:
            batch = self._catalog.create_batch(scope, dataset_id, inputFormat={"format": "json"}, **members)
        except ApiError:
            return None
        batch_id = str(batch["id"])
        with self._lake.create(scope.world, batch_id, INPUT_FILES, "input_files_0.json") as listing:
            listing.write(orjson.dumps({"path": f"{batch_id}.json"}) + b"\n")
        return batch_id

    def _complete(
        self, scope: Scope, batch_id: str, status: str, metrics: Document, errors: list[dict[str, Any]]
    ) -> None:
        with suppress(NotFoundError):
            self._catalog.complete_batch(scope, batch_id, status=status, metrics=metrics, errors=errors)
            return
        self._lake.delete_batch(scope.world, batch_id)


def _kept(message: Message) -> dict[str, Any]:
    """The message as the failed batch has it. Documented: what the header lacks stands under `_errors`."""
    payload = message.payload if isinstance(message.payload, Mapping) else {}
    if message.problem == NO_SOURCE_NAME:
        return {**payload, "_errors": {"_streamingValidation": [{"message": message.problem}]}}
    return dict(payload)
