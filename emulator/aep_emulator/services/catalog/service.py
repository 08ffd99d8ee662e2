"""Catalog: the record of what is where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.catalog.batches import Batches
from aep_emulator.services.catalog.datasets import Datasets, Schemas
from aep_emulator.store.base import Store
from aep_emulator.types import Document


class Catalog:
    """Its two collections, and what other services ask of them."""

    def __init__(self, store: Store, clock: Clock, ids: Ids, schemas: Schemas) -> None:
        self.datasets = Datasets(store, clock, ids, schemas)
        self.batches = Batches(store, clock, ids, self.datasets)

    def find_dataset(self, scope: Scope, dataset_id: str) -> Document | None:
        """The dataset, or None."""
        return self.datasets.find(scope, dataset_id)

    def find_batch(self, scope: Scope, batch_id: str) -> Document | None:
        """The batch, or None."""
        return self.batches.find(scope, batch_id)

    def create_batch(self, scope: Scope, dataset_id: str, **members: Any) -> Document:
        """A new batch, `loading`."""
        return self.batches.create(scope, dataset_id, **members)

    def complete_batch(
        self, scope: Scope, batch_id: str, *, status: str, metrics: Document, errors: Sequence[Document] = ()
    ) -> Document:
        """End a batch with `success` or `failed`. Raises ApiError 404."""
        return self.batches.complete(scope, batch_id, status=status, metrics=metrics, batch_errors=errors)

    def batches_of_dataset(self, scope: Scope, dataset_id: str, *, status: str | None = None) -> list[Document]:
        """A dataset's batches, oldest first."""
        return self.batches.of_dataset(scope, dataset_id, status)
