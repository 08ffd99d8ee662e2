"""Batches.

Documented: "Catalog view of a batch" in help/ingestion/quality/error-diagnostics.md, help/catalog/api/create-batch.md
and the batch schemas of catalog.yaml.
Assumed: a batch made through Catalog may relate to objects Catalog does not have, as in the documented example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.property_filter import values_at
from aep_emulator.services.catalog import changes, errors, tags
from aep_emulator.services.catalog.last_batches import FAILED, LastBatches
from aep_emulator.services.catalog.objects import READ_ONLY, CatalogObjects, Precondition, keep_read_only
from aep_emulator.services.catalog.query import ListQuery, Test, any_of, bound
from aep_emulator.store.base import Records
from aep_emulator.types import Document, Json
from aep_emulator.validation import request_schema

_READ_ONLY = READ_ONLY | {"id", "externalId"}


def _related_to(kind: str) -> Callable[[str], Test]:
    def make(text: str) -> Test:
        wanted = any_of("id", text)
        return lambda batch: wanted({"id": related_ids(batch, kind)})

    return make


def _count(name: str, metric: str) -> Callable[[str], Test]:
    """A filter on a number that clients set on the batch itself, and ingestion among its metrics."""

    def make(text: str) -> Test:
        wanted = any_of("n", text)
        return lambda batch: wanted({"n": batch.get(name, batch.get("metrics", {}).get(metric, []))})

    return make


FILTERS: Mapping[str, Callable[[str], Test]] = {
    "batch": lambda text: any_of("id", text),
    "dataSet": _related_to("dataSet"),
    "transform": _related_to("transform"),
    "recordCount": _count("recordCount", "inputRecordCount"),
    "failedRecordCount": _count("failedRecordCount", "failedRecordCount"),
    "size": _count("size", "inputByteSize"),
    "startAfter": bound("startAfter", "availableDates.startDate", ">"),
    "startBefore": bound("startBefore", "availableDates.startDate", "<"),
    "endAfter": bound("endAfter", "availableDates.endDate", ">"),
    "endBefore": bound("endBefore", "availableDates.endDate", "<"),
}
"""The filters that only batches have."""


class Batches(CatalogObjects):
    """The collection `/batches`."""

    kind = "batches"
    label = "Batch"

    def __init__(self, store: Records, clock: Clock, ids: Ids, last_batches: LastBatches) -> None:
        super().__init__(store, clock)
        self._ids = ids
        self._last_batches = last_batches

    def open(self, scope: Scope, dataset_id: str, members: Document) -> Document:
        """A new batch of a dataset, status `loading` unless the members say otherwise."""
        related = {"relatedObjects": [{"type": "dataSet", "id": dataset_id}]}
        return self._add(scope, self._ids.ulid(self.clock.now_ms()), {**related, **members})

    def create(self, scope: Scope, body: Document, batch_id: str | None = None, *, persist: bool = True) -> str | None:
        """POST: a batch as a client describes it. Its id, or None when it was only to be checked.

        Raises ApiError 400 and 409.
        """
        _check(body)
        if not persist:
            return None
        batch_id = batch_id or self._ids.ulid(self.clock.now_ms())
        # externalId is the client's to choose once, and read-only from then on.
        fields = {name: value for name, value in body.items() if name not in _READ_ONLY or name == "externalId"}
        self._add(scope, batch_id, fields)
        return batch_id

    def replace(
        self, scope: Scope, batch_id: str, body: Document, precondition: Precondition, *, persist: bool = True
    ) -> None:
        """PUT. Raises ApiError 400, 404, 412."""

        def make(before: Document) -> dict[str, Any]:
            kept = {name: before[name] for name in _READ_ONLY if name in before}
            after = {**{name: value for name, value in body.items() if name not in _READ_ONLY}, **kept}
            _check(after)
            return after

        self._change(scope, batch_id, make, precondition, persist=persist)

    def update(
        self, scope: Scope, batch_id: str, body: Json, precondition: Precondition, *, deep: bool = False
    ) -> None:
        """PATCH: a list is a JSON Patch, an object the fields to change. Raises ApiError 400, 404, 412."""

        def make(before: Document) -> dict[str, Any]:
            after = changes.changed(before, body, deep=deep)
            keep_read_only(before, after, _READ_ONLY)
            _check(after)
            return after

        self._change(scope, batch_id, make, precondition)

    def set(self, scope: Scope, batch_id: str, members: Document) -> Document:
        """Set members, for the emulator's own services. Raises NotFoundError."""
        record = self.change(scope, batch_id, lambda before: {**before, **members}, Precondition())
        self._note(scope, record.body)
        return record.body

    def complete(
        self, scope: Scope, batch_id: str, status: str, metrics: Document, errors_found: Sequence[Document]
    ) -> Document:
        """The end of a batch. Raises NotFoundError."""
        now = self.clock.now_ms()

        def make(before: Document) -> dict[str, Any]:
            after = {"started": before["created"], **before, "status": status, "completed": now}
            # Documented: a failed batch has no metrics, a successful one shows errors only when there were some.
            after.pop("metrics", None)
            if metrics and status not in FAILED:
                after["metrics"] = dict(metrics)
            if errors_found or status in FAILED:
                after["errors"] = [dict(error) for error in errors_found]
            return after

        record = self.change(scope, batch_id, make, Precondition())
        self._note(scope, record.body)
        return record.body

    def of_dataset(self, scope: Scope, dataset_id: str, status: str | None) -> list[Document]:
        """The batches of a dataset, oldest first."""
        page = self.store.list(
            scope.world,
            self.kind,
            where=lambda record: (
                dataset_id in dataset_ids(record.body) and (status is None or record.body["status"] == status)
            ),
        )
        return [record.body for record in page.records]

    def unique_values(self, scope: Scope, field: str, query: ListQuery) -> list[str]:
        """The different values a field has in the batches that match, as text; what is no single value is left out."""
        found = query.ordered(self.matching(scope, query))
        values = (value for _, batch in found for value in values_at(batch, field))
        different = dict.fromkeys(
            str(value).lower() if isinstance(value, bool) else str(value)
            for value in values
            if isinstance(value, str | int | float)
        )
        return list(different)[query.start : query.start + query.limit]

    def _add(self, scope: Scope, batch_id: str, members: Document) -> Document:
        body = {
            "id": batch_id,
            "externalId": batch_id,
            "status": "loading",
            "tags": {},
            "relatedObjects": [],
            **self.creation_stamp(scope),
            **members,
        }
        self.insert(scope, batch_id, body)
        self._note(scope, body)
        return body

    def _change(
        self,
        scope: Scope,
        batch_id: str,
        make: Callable[[Document], dict[str, Any]],
        precondition: Precondition,
        *,
        persist: bool = True,
    ) -> None:
        record = self.modify(scope, batch_id, make, precondition, persist=persist)
        if persist:
            self._note(scope, record.body)

    def _note(self, scope: Scope, batch: Document) -> None:
        for dataset_id in dataset_ids(batch):
            if self.store.find(scope.world, "dataSets", dataset_id) is not None:
                self._last_batches.note(scope, dataset_id, batch)


def dataset_ids(batch: Document) -> list[str]:
    """The datasets a batch belongs to."""
    return related_ids(batch, "dataSet")


def related_ids(batch: Document, kind: str) -> list[str]:
    """The objects of that type the batch names as related to it."""
    return [str(related.get("id")) for related in batch.get("relatedObjects", ()) if related.get("type") == kind]


def _check(document: Document) -> None:
    failures = request_schema(__package__, "batch").failures(document)
    if failures:
        raise errors.invalid_body(failures)
    tags.check_reserved(document, on_dataset=False)
