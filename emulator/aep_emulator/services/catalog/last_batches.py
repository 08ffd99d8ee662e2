"""What became of the last batches of each dataset.

Kept apart from the datasets, so that a running batch never changes a dataset's version under a client that holds it.
Documented: GET /lastBatches in catalog.yaml; the members lastBatchId, lastBatchStatus and lastSuccessfulBatch of a
dataset in help/catalog/api/filter-data.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog.objects import CatalogObjects, Precondition
from aep_emulator.store.base import AlreadyExistsError, NotFoundError, Record
from aep_emulator.types import Document

SUCCESSFUL = frozenset({"success", "active"})
FAILED = frozenset({"failed", "failure"})

_WITH_DATASET = {
    "lastBatchId": "lastBatchId",
    "lastBatchStatus": "lastBatchStatus",
    "lastSuccessfulBatchId": "lastSuccessfulBatch",
    "lastFailedBatchId": "lastFailedBatch",
}
_SHOWN = ("imsOrg", "sandboxId", "created", "updated", *_WITH_DATASET)


class LastBatches(CatalogObjects):
    """The collection `/lastBatches`, whose ids are those of the datasets."""

    kind = "lastBatches"
    label = "Dataset"

    def view(self, scope: Scope, record: Record) -> dict[str, Any]:  # noqa: ARG002
        """The entry, with the dataset's id for the filter of that name."""
        return {**record.body, "dataSetId": record.id}

    def shown(self, scope: Scope, document: Document, properties: tuple[str, ...] | None) -> dict[str, Any]:
        """Only the documented members."""
        return super().shown(scope, document, properties or _SHOWN)

    def shown_with_dataset(self, scope: Scope, dataset_id: str) -> dict[str, Any]:
        """The members that are shown with the dataset itself; none before its first batch."""
        record = self.store.find(scope.world, self.kind, dataset_id)
        if record is None:
            return {}
        return {shown: record.body[name] for name, shown in _WITH_DATASET.items() if name in record.body}

    def rebuild(self, scope: Scope, dataset_id: str, batches: Iterable[Document]) -> None:
        """Begin again with these batches of the dataset, oldest first: one that was deleted is nobody's last."""
        self.remove(scope, dataset_id)
        for batch in batches:
            self.note(scope, dataset_id, batch)

    def note(self, scope: Scope, dataset_id: str, batch: Document) -> None:
        """Take in what a batch of the dataset has become."""
        while True:
            try:
                self.change(scope, dataset_id, lambda before: _noted(before, batch), Precondition())
            except NotFoundError:
                try:
                    self.store.create(scope.world, self.kind, dataset_id, _noted(self.creation_stamp(scope), batch))
                except AlreadyExistsError:
                    continue
            return


def _noted(before: Document, batch: Document) -> dict[str, Any]:
    after = dict(before)
    batch_id, status = batch["id"], batch["status"]
    # A batch that ends after a younger one was made is no longer the last.
    if (batch["created"], batch_id) >= (before.get("lastBatchCreated", 0), before.get("lastBatchId", "")):
        after.update(lastBatchId=batch_id, lastBatchStatus=status, lastBatchCreated=batch["created"])
    if status in SUCCESSFUL:
        after["lastSuccessfulBatchId"] = batch_id
    elif status in FAILED:
        after["lastFailedBatchId"] = batch_id
    return after
