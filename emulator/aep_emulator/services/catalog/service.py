"""Catalog: datasets and batches, and what the emulator's other services ask about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.catalog import errors
from aep_emulator.services.catalog.batches import FILTERS, Batches
from aep_emulator.services.catalog.datasets import OBSERVABLE_SCHEMA, DataSets, Schemas
from aep_emulator.services.catalog.last_batches import LastBatches
from aep_emulator.services.catalog.objects import CatalogObjects, Precondition
from aep_emulator.services.catalog.query import DEFAULT_LIMIT, ListQuery, parse_list_query, parse_properties
from aep_emulator.store.base import Store
from aep_emulator.types import Document, Json

Parameters = Iterable[tuple[str, str]]
"""The query parameters of a request, in order, repeated ones included."""

BatchListener = Callable[[str, str], None]
"""Called with the world and the id of a batch that is gone."""

_BATCH_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Catalog:
    """The system of record for datasets and batches.

    Methods that serve requests raise ApiError; those for other services say what they raise.
    """

    def __init__(self, store: Store, clock: Clock, ids: Ids, schemas: Schemas) -> None:
        last_batches = LastBatches(store, clock)
        self._datasets = DataSets(store, clock, ids, schemas, last_batches)
        self._batches = Batches(store, clock, ids, last_batches)
        self._last_batches = last_batches
        self._listeners: list[BatchListener] = []

    # What the other services use.

    def find_dataset(self, scope: Scope, dataset_id: str) -> Document | None:
        """The dataset, or None."""
        return self._datasets.find(scope, dataset_id)

    def all_datasets(self, scope: Scope) -> list[Document]:
        """Every dataset of the sandbox, oldest first, each with `id` and `name`."""
        records = self._datasets.store.list(scope.world, self._datasets.kind).records
        return [{"id": record.id, "name": "", **record.body} for record in records]

    def find_batch(self, scope: Scope, batch_id: str) -> Document | None:
        """The batch, or None."""
        return self._batches.find(scope, batch_id)

    def batches_of_dataset(self, scope: Scope, dataset_id: str, *, status: str | None = None) -> list[Document]:
        """The dataset's batches, oldest first, with this status when one is given."""
        return self._batches.of_dataset(scope, dataset_id, status)

    def create_batch(self, scope: Scope, dataset_id: str, **members: Any) -> Document:
        """A new batch with status `loading`; `members` are further members of the batch, such as inputFormat.

        Raises ApiError 400 when there is no such dataset.
        """
        if self._datasets.find(scope, dataset_id) is None:
            raise errors.unknown_dataset("datasetId", dataset_id)
        return self._batches.open(scope, dataset_id, members)

    def update_batch(self, scope: Scope, batch_id: str, **members: Any) -> Document:
        """Set members of a batch. Raises NotFoundError."""
        return self._batches.set(scope, batch_id, members)

    def complete_batch(
        self, scope: Scope, batch_id: str, *, status: str, metrics: Document, errors: Sequence[Document] = ()
    ) -> Document:
        """The end of a batch, with status `success`, `failed` or another final one.

        `metrics` are inputByteSize, inputFileCount, inputRecordCount, outputRecordCount and failedRecordCount;
        `errors` are `{code, description, recordCount}`. Raises NotFoundError.
        """
        return self._batches.complete(scope, batch_id, status, metrics, errors)

    def on_batch_removed(self, listener: BatchListener) -> None:
        """Have a function called for every batch that is deleted, alone or with its dataset."""
        self._listeners.append(listener)

    # What requests ask for.

    def list_datasets(self, scope: Scope, parameters: Parameters) -> dict[str, dict[str, Any]]:
        """Datasets by id."""
        query = parse_list_query(parameters)
        if query.properties and OBSERVABLE_SCHEMA in query.properties and query.limit > DEFAULT_LIMIT:
            # Documented: with the observable schema there are never more than 20 datasets in an answer.
            query = ListQuery(DEFAULT_LIMIT, query.start, query.properties, query.order, query.tests)
        return self._datasets.list(scope, query)

    def get_datasets(self, scope: Scope, ids: str, properties: str | None) -> tuple[dict[str, Any], str | None]:
        """The datasets of a comma-separated list, and the version when it names a single one."""
        return self._look_up(self._datasets, scope, ids, properties)

    def create_dataset(self, scope: Scope, body: Document, *, persist: bool = True) -> list[str]:
        """The reference of the new dataset; none when it was only to be checked."""
        dataset_id = self._datasets.create(scope, body, persist=persist)
        return [] if dataset_id is None else [f"@/dataSets/{dataset_id}"]

    def replace_dataset(
        self, scope: Scope, dataset_id: str, body: Document, precondition: Precondition, *, persist: bool = True
    ) -> list[str]:
        """PUT."""
        self._datasets.replace(scope, dataset_id, body, precondition, persist=persist)
        return [f"@/dataSets/{dataset_id}"]

    def update_dataset(
        self, scope: Scope, dataset_id: str, body: Json, precondition: Precondition, *, deep: bool = False
    ) -> list[str]:
        """PATCH; `deep` is the second version of the operation, which merges at every depth."""
        self._datasets.update(scope, dataset_id, body, precondition, deep=deep)
        return [f"@/dataSets/{dataset_id}"]

    def delete_dataset(self, scope: Scope, dataset_id: str) -> list[str]:
        """Delete a dataset with its batches and their files; an empty list when there was none.

        Documented: the empty list with status 200 (help/catalog/api/delete-object.md).
        """
        if not self._datasets.remove(scope, dataset_id):
            return []
        self._last_batches.remove(scope, dataset_id)
        for batch in self._batches.of_dataset(scope, dataset_id, None):
            self._remove_batch(scope, batch["id"])
        return [f"@/dataSets/{dataset_id}"]

    def list_batches(self, scope: Scope, parameters: Parameters) -> dict[str, dict[str, Any]]:
        """Batches by id."""
        return self._batches.list(scope, parse_list_query(parameters, FILTERS))

    def get_batches(self, scope: Scope, ids: str, properties: str | None) -> tuple[dict[str, Any], str | None]:
        """The batches of a comma-separated list, and the version when it names a single one."""
        return self._look_up(self._batches, scope, ids, properties)

    def add_batch(
        self, scope: Scope, body: Document, batch_id: str | None = None, *, persist: bool = True
    ) -> list[str]:
        """POST: the reference of the new batch, whose id the client may choose."""
        if batch_id is not None and not _BATCH_ID.fullmatch(batch_id):
            raise errors.invalid("A batch id has at most 64 letters, digits, hyphens and underscores.")
        created = self._batches.create(scope, body, batch_id, persist=persist)
        return [] if created is None else [f"@/batches/{created}"]

    def replace_batch(
        self, scope: Scope, batch_id: str, body: Document, precondition: Precondition, *, persist: bool = True
    ) -> list[str]:
        """PUT."""
        self._batches.replace(scope, batch_id, body, precondition, persist=persist)
        return [f"@/batches/{batch_id}"]

    def patch_batch(self, scope: Scope, batch_id: str, body: Json, precondition: Precondition) -> list[str]:
        """PATCH."""
        self._batches.update(scope, batch_id, body, precondition)
        return [f"@/batches/{batch_id}"]

    def delete_batch(self, scope: Scope, batch_id: str) -> list[str]:
        """Delete a batch and its files; an empty list when there was none."""
        return [f"@/batches/{batch_id}"] if self._remove_batch(scope, batch_id) else []

    def list_last_batches(self, scope: Scope, parameters: Parameters) -> dict[str, dict[str, Any]]:
        """The last batches of each dataset, by dataset id."""
        return self._last_batches.list(scope, parse_list_query(parameters))

    def _remove_batch(self, scope: Scope, batch_id: str) -> bool:
        removed = self._batches.remove(scope, batch_id)
        for listener in self._listeners if removed else ():
            listener(scope.world, batch_id)
        return removed

    @staticmethod
    def _look_up(
        objects: CatalogObjects, scope: Scope, ids: str, properties: str | None
    ) -> tuple[dict[str, Any], str | None]:
        found = objects.look_up(scope, ids, parse_properties(properties))
        return found, None if "," in ids else objects.version(scope, ids)
