"""Dataset views. Every dataset has one from the beginning, the one its files belong to; clients may add more.

Documented: the second request of "Make multiple requests in a single call" (help/catalog/api/appendix.md) creates one
from `{dataSetId, status}`; help/catalog/api/update-object.md and delete-object.md name them among the objects.
Assumed: beyond that a view shows what every Catalog object shows.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.catalog import changes, errors
from aep_emulator.services.catalog.objects import READ_ONLY, CatalogObjects, Precondition, keep_read_only
from aep_emulator.store.base import Records
from aep_emulator.types import Document, Json

_READ_ONLY = READ_ONLY | {"dataSetId"}


class DataSetViews(CatalogObjects):
    """The collection `/dataSetViews`."""

    kind = "dataSetViews"
    label = "Dataset view"

    def __init__(self, store: Records, clock: Clock, ids: Ids) -> None:
        super().__init__(store, clock)
        self._ids = ids

    def open(self, scope: Scope, dataset_id: str, view_id: str) -> None:
        """The view a dataset begins with."""
        self.insert(scope, view_id, {"dataSetId": dataset_id, "status": "enabled", **self.creation_stamp(scope)})

    def create(self, scope: Scope, body: Document, *, persist: bool = True) -> str | None:
        """POST: the new view's id, or None when it was only to be checked. Raises ApiError 400."""
        dataset_id = body.get("dataSetId")
        if not isinstance(dataset_id, str) or self.store.find(scope.world, "dataSets", dataset_id) is None:
            raise errors.unknown_dataset("dataSetId", str(dataset_id))
        _check(body)
        if not persist:
            return None
        view_id = self._ids.hex(24)
        fields = {name: value for name, value in body.items() if name not in READ_ONLY}
        self.insert(scope, view_id, {**fields, **self.creation_stamp(scope)})
        return view_id

    def replace(
        self, scope: Scope, view_id: str, body: Document, precondition: Precondition, *, persist: bool = True
    ) -> None:
        """PUT. Raises ApiError 400, 404, 412."""

        def make(before: Document) -> dict[str, Any]:
            _check(body)
            kept = {name: before[name] for name in _READ_ONLY if name in before}
            return {**{name: value for name, value in body.items() if name not in _READ_ONLY}, **kept}

        self.modify(scope, view_id, make, precondition, persist=persist)

    def update(self, scope: Scope, view_id: str, body: Json, precondition: Precondition, *, deep: bool = False) -> None:
        """PATCH: a list is a JSON Patch, an object the fields to change. Raises ApiError 400, 404, 412."""

        def make(before: Document) -> dict[str, Any]:
            after = changes.changed(before, body, deep=deep)
            keep_read_only(before, after, _READ_ONLY)
            _check(after)
            return after

        self.modify(scope, view_id, make, precondition)

    def of_dataset(self, scope: Scope, dataset_id: str) -> list[str]:
        """The ids of the dataset's views, oldest first."""
        page = self.store.list(scope.world, self.kind, where=lambda record: record.body["dataSetId"] == dataset_id)
        return [record.id for record in page.records]


def _check(document: Document) -> None:
    if not isinstance(document.get("status", ""), str):
        raise errors.invalid("status: must be a string.")
    if not isinstance(document.get("tags", {}), dict):
        raise errors.invalid("tags: must be an object.")
