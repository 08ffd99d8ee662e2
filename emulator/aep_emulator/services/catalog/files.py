"""Dataset files: what successful batches have left in the lake, one entry a file.

Documented: "View interrelated objects" (help/catalog/api/appendix.md), which also says how the ids are formed.
They are not stored: Catalog asks how many files a batch has. Changing or deleting one, which the pages name without
showing it, is answered 501.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog.batches import Batches, dataset_ids
from aep_emulator.services.catalog.last_batches import SUCCESSFUL
from aep_emulator.services.catalog.objects import CatalogObjects
from aep_emulator.services.catalog.query import ListQuery
from aep_emulator.types import Document

FileCount = Callable[[str, str], int]
"""How many data files a batch has, from the world and the batch's id."""

_FROM_BATCH = ("imsOrg", "createdUser", "createdClient", "updatedUser", "created", "updated")
_SHOWN = ("id", "batchId", "dataSetViewId", *_FROM_BATCH, "version")


class DataSetFiles(CatalogObjects):
    """The collection `/dataSetFiles`."""

    kind = "dataSetFiles"
    label = "Dataset file"

    def __init__(self, batches: Batches, count: FileCount) -> None:
        super().__init__(batches.store, batches.clock)
        self._batches = batches
        self.count = count

    def find(self, scope: Scope, object_id: str) -> Document | None:
        """The file as it is shown, or None."""
        batch_id, _, number = object_id.rpartition("-")
        batch = self._batches.find(scope, batch_id)
        found = {} if batch is None else self._of_batch(scope, batch)
        return found.get(object_id) if number.isdecimal() else None

    def shown(self, scope: Scope, document: Document, properties: tuple[str, ...] | None) -> dict[str, Any]:
        """Only the documented members; the dataset's id is there for the filter of that name."""
        return super().shown(scope, document, properties or _SHOWN)

    def version(self, scope: Scope, object_id: str) -> str | None:
        """The file's version, or None."""
        document = self.find(scope, object_id)
        return None if document is None else str(document["version"])

    def listing(self, scope: Scope, query: ListQuery) -> dict[str, dict[str, Any]]:
        """The files the query asks for, by id, oldest batch first."""
        records = self.store.list(
            scope.world, self._batches.kind, where=lambda record: record.body["status"] in SUCCESSFUL
        ).records
        found = {
            file_id: file
            for record in records
            for file_id, file in self._of_batch(scope, record.body).items()
            if query.matches(file)
        }
        return self.page(scope, query, list(found.items()))

    def _of_batch(self, scope: Scope, batch: Document) -> dict[str, Document]:
        if batch["status"] not in SUCCESSFUL:
            return {}
        dataset_id = next(iter(dataset_ids(batch)), "")
        dataset = self.store.find(scope.world, "dataSets", dataset_id)
        shared = {
            "batchId": batch["id"],
            "dataSetId": dataset_id,
            "dataSetViewId": "" if dataset is None else dataset.body["viewId"],
            **{name: batch[name] for name in _FROM_BATCH},
            "version": "1.0.0",
        }
        ids = [f"{batch['id']}-{number}" for number in range(1, self.count(scope.world, batch["id"]) + 1)]
        return {file_id: {"id": file_id, **shared} for file_id in ids}
