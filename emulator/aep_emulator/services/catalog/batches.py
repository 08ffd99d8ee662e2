"""Batches: what was ingested together, and how it went.

Documented: help/ingestion/batch-ingestion/ and the batch object of help/catalog/api/.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.catalog import errors
from aep_emulator.services.catalog.datasets import Datasets
from aep_emulator.services.catalog.listing import CatalogQuery, narrowed, properties, select
from aep_emulator.store.base import Record, Store
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

_PACKAGE = "aep_emulator.services.catalog"
KIND = "batches"


class Batches:
    """`/batches`."""

    def __init__(self, store: Store, clock: Clock, ids: Ids, datasets: Datasets) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._datasets = datasets

    def create_from(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`POST /batches`: the dataset comes as datasetId or among relatedObjects. Raises ApiError 400, 404."""
        failures = request_schema(_PACKAGE, KIND).failures(body)
        if failures:
            raise errors.bad_request("; ".join(str(failure) for failure in failures))
        related = [item["id"] for item in body.get("relatedObjects", ()) if item["type"] == "dataSet"]
        dataset_id = body.get("datasetId") or (related[0] if related else None)
        if not dataset_id:
            raise errors.bad_request("'datasetId' is a required property")
        self._datasets.record(scope, dataset_id)
        return dict(self.create(scope, dataset_id, inputFormat=body.get("inputFormat", {"format": "json"})))

    def create(self, scope: Scope, dataset_id: str, **members: Any) -> Document:
        """A new batch of the dataset, in the state `loading`."""
        batch_id = self._ids.ulid(self._clock.now_ms())
        record = self._store.create(
            scope.world,
            KIND,
            batch_id,
            {
                "id": batch_id,
                "status": "loading",
                "relatedObjects": [{"type": "dataSet", "id": dataset_id}],
                "tags": {},
                "version": "1.0.0",
                "createdUser": scope.user_id,
                "updatedUser": scope.user_id,
                "createdClient": scope.client_id,
                **members,
            },
        )
        return self._render(scope, record)

    def complete(
        self, scope: Scope, batch_id: str, *, status: str, metrics: Document, batch_errors: Sequence[Document] = ()
    ) -> Document:
        """End a batch with `success` or `failed` and its metrics; its dataset takes note. Raises ApiError 404."""
        record = self.record(scope, batch_id)
        body = {
            **record.body,
            "status": status,
            "metrics": metrics,
            "errors": list(batch_errors),
            "started": record.created_ms,
            "completed": self._clock.now_ms(),
            "version": "1.0.1",
        }
        changed = self._store.replace(scope.world, KIND, batch_id, body)
        self._datasets.note_batch(scope, _dataset_id(record), batch_id, status)
        return self._render(scope, changed)

    def list(self, scope: Scope, query: CatalogQuery) -> dict[str, Any]:
        """`{id: batch}`; the parameters `dataSet` and `batch` name ids."""
        parameters = dict(query.parameters)
        dataset_ids = _ids(parameters.pop("dataSet", []) + parameters.pop("dataSetId", []))
        batch_ids = _ids(parameters.pop("batch", []))
        records = [
            record
            for record in self._store.list(scope.world, KIND).records
            if (not dataset_ids or _dataset_id(record) in dataset_ids) and (not batch_ids or record.id in batch_ids)
        ]
        return select(((record.id, self._render(scope, record)) for record in records), CatalogQuery(parameters))

    def get(self, scope: Scope, batch_ids: Sequence[str], query: CatalogQuery) -> dict[str, Any]:
        """`{id: batch}` for one or several ids. Raises ApiError 404 when none of them exists."""
        wanted = properties(query)
        found = {
            record.id: narrowed(self._render(scope, record), wanted)
            for record in (self._store.find(scope.world, KIND, batch_id) for batch_id in batch_ids)
            if record is not None
        }
        if not found:
            raise errors.not_found("The batch", ",".join(batch_ids))
        return found

    def find(self, scope: Scope, batch_id: str) -> Document | None:
        """The batch as the API shows it, or None."""
        record = self._store.find(scope.world, KIND, batch_id)
        return None if record is None else self._render(scope, record)

    def of_dataset(self, scope: Scope, dataset_id: str, status: str | None) -> list[Document]:
        """The dataset's batches in order of creation, all or those with the status."""
        page = self._store.list(
            scope.world,
            KIND,
            where=lambda record: _dataset_id(record) == dataset_id and status in (None, record.body["status"]),
        )
        return [self._render(scope, record) for record in page.records]

    def record(self, scope: Scope, batch_id: str) -> Record:
        """The stored record. Raises ApiError 404."""
        record = self._store.find(scope.world, KIND, batch_id)
        if record is None:
            raise errors.not_found("The batch", batch_id)
        return record

    def _render(self, scope: Scope, record: Record) -> dict[str, Any]:
        return {
            **record.body,
            "imsOrg": scope.org_id,
            "sandboxId": scope.sandbox_id,
            "created": record.created_ms,
            "updated": record.updated_ms,
        }


def _dataset_id(record: Record) -> str:
    return str(record.body["relatedObjects"][0]["id"])


def _ids(values: Sequence[str]) -> set[str]:
    return {part for value in values for part in value.split(",") if part}
