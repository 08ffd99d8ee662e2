"""Batch ingestion: batches are created, filled with files, and signalled to be promoted, cancelled or taken back.

Documented: help/ingestion/batch-ingestion/{overview,api-overview,partial}.md; the request without inputFormat in
help/catalog/api/create-batch.md, whose answer shows parquet.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.lake.base import Lake
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.ingestion import errors, failures, replay, states
from aep_emulator.services.ingestion.limits import BatchRate, IngestionLimits
from aep_emulator.services.ingestion.preview import PreviewFormat, preview
from aep_emulator.services.ingestion.promotion import NotWantedError, Outcome, Promotion
from aep_emulator.services.ingestion.rows import FileReader
from aep_emulator.services.ingestion.uploads import Uploads
from aep_emulator.services.ingestion.workers import Workers
from aep_emulator.store.base import NotFoundError
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

_DEFAULT_FORMAT = {"format": "parquet"}
# The request's names of the two settings, and the tags under which a batch shows them.
_TAGS = {
    "enableErrorDiagnostics": "acp_enableErrorDiagnostics",
    "partialIngestionPercentage": "acp_partialIngestionPercent",
}


class Schemas(Protocol):
    """What is asked of the Schema Registry."""

    def composed(self, scope: Scope, schema_id: str) -> Document:
        """The composed schema. Raises ApiError."""
        ...


class Ingestion:
    """The service. `uploads` takes the files."""

    def __init__(
        self, catalog: Catalog, schemas: Schemas, lake: Lake, clock: Clock, limits: IngestionLimits | None = None
    ) -> None:
        self.limits = limits or IngestionLimits()
        # Held while a batch changes its state: a signal, the end of an upload and that of a promotion must not all win.
        self._lock = threading.Lock()
        self.uploads = Uploads(lake, catalog, self.limits, self._lock)
        self._catalog = catalog
        self._schemas = schemas
        self._lake = lake
        self._clock = clock
        self._rate = BatchRate(clock, self.limits.batches_per_minute)
        self._workers = Workers()
        self._era = object()

    def create_batch(self, scope: Scope, body: Document) -> Document:
        """A new batch, ready to receive files. Raises ApiError 400 and 429."""
        failures_found = request_schema(__package__, "batch").failures(body)
        if failures_found:
            raise errors.invalid_body(failures_found)
        dataset_id = body["datasetId"]
        tags: dict[str, Any] = {tag: body[name] for name, tag in _TAGS.items() if name in body}
        members = {"externalId": body["externalId"]} if "externalId" in body else {}
        if "replay" in body:
            members["replay"] = replay.described(self._catalog, scope, dataset_id, body["replay"])
        self._rate.count(scope)
        return self._catalog.create_batch(
            scope,
            dataset_id,
            tags={**body.get("tags", {}), **tags},
            inputFormat=_input_format(body.get("inputFormat", _DEFAULT_FORMAT)),
            **members,
        )

    def signal(self, scope: Scope, batch_id: str, action: str | None) -> None:
        """COMPLETE, ABORT, FAIL or REVERT, in any case. Raises ApiError 400 and 404."""
        name = (action or "").upper()
        signal = states.SIGNALS.get(name)
        if signal is None:
            raise errors.wrong_action(action, states.SIGNALS)
        with self._lock:
            batch = self._catalog.find_batch(scope, batch_id)
            if batch is None:
                raise errors.not_found("Batch", batch_id)
            status = str(batch["status"])
            if status in signal.repeats:
                return
            if status not in signal.sources:
                raise errors.wrong_state(batch_id, status, f"the action {name} is not possible")
            try:
                self._take(scope, batch_id, name, signal.target)
            except NotFoundError:
                raise errors.not_found("Batch", batch_id) from None

    def preview(
        self, scope: Scope, batch_id: str, dataset_id: str, parameters: Mapping[str, str], rows: int
    ) -> dict[str, Any]:
        """The first rows of the files that a batch has got so far. Raises ApiError 400 and 404."""
        batch = self.uploads.batch(scope, batch_id, dataset_id)
        return preview(self._lake, scope, batch, PreviewFormat.of(parameters, batch), rows)

    def reset(self) -> None:
        """Let batches that are being processed come to nothing."""
        with self._lock:
            self._era = object()
        self._rate.reset()

    def _take(self, scope: Scope, batch_id: str, name: str, target: str) -> None:
        """Do what a signal asks for. Call it with the lock."""
        if name == "COMPLETE":
            unfinished = self.uploads.unfinished(scope, batch_id)
            if unfinished:
                raise errors.invalid(f"The large file '{unfinished[0][:200]}' has not been completed.")
            self._catalog.update_batch(scope, batch_id, status=target)
            era = self._era
            self._workers.submit(lambda: self._process(scope, batch_id, era))
            return
        if name == "FAIL":
            failure = {
                "code": "INGEST-1002-400",
                "description": "The client has marked the batch as failed.",
                "rows": [],
            }
            self._catalog.complete_batch(scope, batch_id, status=target, metrics={}, errors=[failure])
        else:
            self._catalog.update_batch(scope, batch_id, status=target)
        self.uploads.drop(scope.world, batch_id)

    def _process(self, scope: Scope, batch_id: str, era: object) -> None:
        """Promote a batch that is loaded; in a thread of its own."""

        def status() -> str | None:
            batch = self._catalog.find_batch(scope, batch_id)
            return None if era is not self._era or batch is None else str(batch["status"])

        with self._lock:
            if status() != states.LOADED:
                return
            try:
                batch = self._catalog.update_batch(scope, batch_id, status=states.STAGING, started=self._clock.now_ms())
            except NotFoundError:
                return
        promotion = Promotion(
            self._lake,
            scope.world,
            batch,
            lambda: self._reader(scope, batch),
            lambda: status() == states.STAGING,
        )
        with suppress(NotWantedError):
            outcome = promotion.run()
            with self._lock:
                if status() == states.STAGING:
                    with suppress(NotFoundError):
                        self._end(scope, batch, outcome)
                        return
        self._clean(scope, batch_id, era)

    def _end(self, scope: Scope, batch: Document, outcome: Outcome) -> None:
        """Let everybody see what has become of the batch. Call it with the lock."""
        batch_id = str(batch["id"])
        if outcome.failure is None:
            for earlier in replay.predecessors(self._catalog, scope, batch):
                if earlier["status"] in states.VISIBLE:
                    self._catalog.update_batch(scope, earlier["id"], status=states.INACTIVE)
        self._catalog.complete_batch(
            scope,
            batch_id,
            status=states.SUCCESS if outcome.failure is None else states.FAILED,
            metrics=outcome.metrics,
            errors=outcome.errors,
        )
        self.uploads.drop(scope.world, batch_id)

    def _clean(self, scope: Scope, batch_id: str, era: object) -> None:
        """Remove the files of a batch that was cancelled or deleted meanwhile."""
        with self._lock:
            if era is self._era:
                self._lake.delete_batch(scope.world, batch_id)

    def _reader(self, scope: Scope, batch: Document) -> tuple[FileReader, Document]:
        """What reads the batch's files, and the schema of their rows."""
        for related in batch.get("relatedObjects", ()):
            dataset = self._catalog.find_dataset(scope, str(related.get("id")))
            if dataset is not None and "schemaRef" in dataset:
                schema = self._schemas.composed(scope, dataset["schemaRef"]["id"])
                reader = FileReader(schema, dataset, batch.get("inputFormat", _DEFAULT_FORMAT), self.limits.row_fields)
                return reader, schema
        raise failures.unreadable("The dataset of the batch, or its schema, does not exist any more.")


def _input_format(sent: Document) -> dict[str, Any]:
    # The OpenAPI file spells the formats JSON, Parquet and CSV, every page and client in lower case.
    return {**sent, "format": sent["format"].lower()}
