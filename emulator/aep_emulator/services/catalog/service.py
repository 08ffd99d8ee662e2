"""Catalog: datasets, their views and files, batches, and what the emulator's other services ask about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.catalog import errors, retired, tags
from aep_emulator.services.catalog.batches import FILTERS, Batches, dataset_ids
from aep_emulator.services.catalog.credentials import credentials
from aep_emulator.services.catalog.datasets import OBSERVABLE_SCHEMA, DataSets, Schemas
from aep_emulator.services.catalog.files import DataSetFiles, FileCount
from aep_emulator.services.catalog.last_batches import LastBatches
from aep_emulator.services.catalog.objects import CatalogObjects, Precondition
from aep_emulator.services.catalog.query import DEFAULT_LIMIT, ListQuery, parse_list_query, parse_properties
from aep_emulator.services.catalog.retired import RetiredObjects
from aep_emulator.services.catalog.staging import StagedRecords
from aep_emulator.services.catalog.views import DataSetViews
from aep_emulator.store.base import Records
from aep_emulator.types import Document, Json

Parameters = Iterable[tuple[str, str]]
"""The query parameters of a request, in order, repeated ones included."""

BatchListener = Callable[[str, str], None]
"""Called with the world and the id of a batch that is gone."""

_BATCH_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Catalog:
    """The system of record for datasets and batches.

    Methods that serve requests raise ApiError; those for other services say what they raise. `kind` is the name of a
    collection as it stands in paths: dataSets, batches, …
    """

    def __init__(self, store: Records, clock: Clock, ids: Ids, schemas: Schemas) -> None:
        self._store, self._clock, self._ids, self._schemas = store, clock, ids, schemas
        self._last_batches = LastBatches(store, clock)
        self._datasets = DataSets(store, clock, ids, schemas, self._last_batches)
        self._batches = Batches(store, clock, ids, self._last_batches)
        self._views = DataSetViews(store, clock, ids)
        self._files = DataSetFiles(self._batches, lambda _world, _batch_id: 0)
        self._listeners: list[BatchListener] = []
        self._writable: dict[str, DataSets | Batches | DataSetViews] = {
            objects.kind: objects for objects in (self._datasets, self._batches, self._views)
        }
        self._all: dict[str, CatalogObjects] = {
            **self._writable,
            self._files.kind: self._files,
            self._last_batches.kind: self._last_batches,
            **{kind: RetiredObjects(store, clock, kind) for kind in retired.LABELS},
        }

    # What the other services use.

    def find_dataset(self, scope: Scope, dataset_id: str) -> Document | None:
        """The dataset, or None."""
        return self._datasets.find(scope, dataset_id)

    def all_datasets(self, scope: Scope) -> list[Document]:
        """Every dataset of the sandbox, oldest first, each with `id` and `name`."""
        records = self._datasets.store.list(scope.world, self._datasets.kind).records
        return [{"id": record.id, "name": "", **record.body} for record in records]

    def create_dataset(self, scope: Scope, body: Document) -> list[str]:
        """The reference of a new dataset. Raises ApiError 400."""
        return self.create(scope, "dataSets", body)

    def delete_dataset(self, scope: Scope, dataset_id: str) -> list[str]:
        """Delete a dataset with its batches and their files; an empty list when there was none."""
        return self.delete(scope, "dataSets", dataset_id)

    def find_batch(self, scope: Scope, batch_id: str) -> Document | None:
        """The batch, or None."""
        return self._batches.find(scope, batch_id)

    def all_batches(self, scope: Scope) -> list[Document]:
        """Every batch of the sandbox, oldest first."""
        return [record.body for record in self._batches.store.list(scope.world, self._batches.kind).records]

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

    def count_files_with(self, count: FileCount) -> None:
        """Learn how many data files a batch has; without this there are no dataset files."""
        self._files.count = count

    # What requests ask for.

    def listing(self, scope: Scope, kind: str, parameters: Parameters) -> dict[str, dict[str, Any]]:
        """The objects of a kind by id; raises ApiError 400 for the parameters."""
        query = parse_list_query(parameters, FILTERS if kind == "batches" else None)
        observed = kind == "dataSets" and query.properties is not None and OBSERVABLE_SCHEMA in query.properties
        if observed and query.limit > DEFAULT_LIMIT:
            # Documented: with the observable schema there are never more than 20 datasets in an answer.
            query = ListQuery(DEFAULT_LIMIT, query.start, query.properties, query.order, query.tests)
        return self._all[kind].listing(scope, query)

    def look_up(self, scope: Scope, kind: str, ids: str, properties: str | None) -> dict[str, Any]:
        """The objects of a comma-separated list of ids. Raises ApiError 404 when there are none."""
        return self._all[kind].look_up(scope, ids, parse_properties(properties))

    def version(self, scope: Scope, kind: str, object_id: str) -> str | None:
        """The version of an object, which is its E-Tag."""
        return self._all[kind].version(scope, object_id)

    def create(
        self, scope: Scope, kind: str, body: Document, object_id: str | None = None, *, persist: bool = True
    ) -> list[str]:
        """POST: the reference of the new object, none when it was only to be checked; batches may bring their id."""
        if object_id is not None:
            if not _BATCH_ID.fullmatch(object_id):
                raise errors.invalid("A batch id has at most 64 letters, digits, hyphens and underscores.")
            created = self._batches.create(scope, body, object_id, persist=persist)
        else:
            created = self._writable[kind].create(scope, body, persist=persist)
        if created is not None and kind == "dataSets":
            self._views.open(scope, created, self._datasets.store.get(scope.world, kind, created).body["viewId"])
        return [] if created is None else [f"@/{kind}/{created}"]

    def replace(
        self,
        scope: Scope,
        kind: str,
        object_id: str,
        body: Document,
        precondition: Precondition,
        *,
        persist: bool = True,
    ) -> list[str]:
        """PUT."""
        self._writable[kind].replace(scope, object_id, body, precondition, persist=persist)
        return [f"@/{kind}/{object_id}"]

    def update(
        self, scope: Scope, kind: str, object_id: str, body: Json, precondition: Precondition, *, deep: bool = False
    ) -> list[str]:
        """PATCH; `deep` is the second version of the operation, which merges at every depth."""
        self._writable[kind].update(scope, object_id, body, precondition, deep=deep)
        return [f"@/{kind}/{object_id}"]

    def delete(self, scope: Scope, kind: str, object_id: str) -> list[str]:
        """DELETE: an object with what belongs to it; an empty list when there was none.

        Documented: the empty list with status 200 (help/catalog/api/delete-object.md).
        """
        before = self._writable[kind].find(scope, object_id)
        if before is None or not self._writable[kind].remove(scope, object_id):
            return []
        if kind == "dataSets":
            for batch in self._batches.of_dataset(scope, object_id, None):
                self._batches.remove(scope, batch["id"])
                self._tell(scope, batch["id"])
            for view_id in self._views.of_dataset(scope, object_id):
                self._views.remove(scope, view_id)
            self._last_batches.remove(scope, object_id)
        elif kind == "batches":
            self._tell(scope, object_id)
            for dataset_id in filter(lambda related: self._datasets.find(scope, related), dataset_ids(before)):
                self._last_batches.rebuild(scope, dataset_id, self._batches.of_dataset(scope, dataset_id, None))
        return [f"@/{kind}/{object_id}"]

    def unique_batch_values(self, scope: Scope, field: str, parameters: Parameters) -> list[str]:
        """`GET /batches/uniques/{field}`: the different values of a field, under the filters of batches."""
        return self._batches.unique_values(scope, field, parse_list_query(parameters, FILTERS))

    def tags(self, scope: Scope, namespace: str) -> dict[str, Any]:
        """`GET /tags/{namespace}`. Raises ApiError 404."""
        everything = parse_list_query(())
        return tags.of_namespace(
            namespace, ((kind, objects.matching(scope, everything)) for kind, objects in self._writable.items())
        )

    def row_expiration(self, scope: Scope, dataset_id: str) -> dict[str, Any]:
        """`GET /ttl/{id}`. Raises ApiError 404."""
        return self._datasets.row_expiration(scope, dataset_id)

    def credentials(self, scope: Scope, dataset_id: str, batch_id: str | None, base_url: str) -> dict[str, Any]:
        """`GET /dataSets/{id}/credentials`. Raises ApiError 404."""
        if self._datasets.find(scope, dataset_id) is None:
            raise errors.not_found(self._datasets.label, dataset_id)
        return credentials(dataset_id, batch_id, base_url)

    def resources(self, parameters: Parameters) -> dict[str, str]:
        """`GET /`: a reference to each collection. Assumed: catalog.yaml shows strings by kind of object."""
        query = parse_list_query(parameters)
        kinds = [kind for kind in self._all if query.properties is None or kind in query.properties]
        return {kind: f"@/{kind}" for kind in kinds[query.start : query.start + query.limit]}

    def staged(self) -> tuple[Catalog, Callable[[], None]]:
        """A Catalog whose changes wait, and the function that carries them out; that raises StaleEtagError."""
        store = StagedRecords(self._store)
        catalog = Catalog(store, self._clock, self._ids, self._schemas)
        catalog.count_files_with(self._files.count)
        removed: list[tuple[str, str]] = []
        catalog.on_batch_removed(lambda world, batch_id: removed.append((world, batch_id)))

        def commit() -> None:
            store.commit()
            for world, batch_id in removed:
                for listener in self._listeners:
                    listener(world, batch_id)

        return catalog, commit

    def _tell(self, scope: Scope, batch_id: str) -> None:
        for listener in self._listeners:
            listener(scope.world, batch_id)
