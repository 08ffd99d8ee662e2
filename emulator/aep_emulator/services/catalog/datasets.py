"""Datasets.

Documented: help/catalog/api/create-dataset.md, update-object.md, replace-object.md, delete-object.md and the dataSet
schemas of catalog.yaml.
Assumed: a dataset without a name is named after its id; PUT without schemaRef, as in its documented example, keeps the
schema, and what Catalog set itself when the dataset was made; the tag adobe/pqs/table stays when a change leaves it
out.
Differs: a dataset needs a schema, though the example of several requests in help/catalog/api/appendix.md makes one
without.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.catalog import changes, errors, retention, tags
from aep_emulator.services.catalog.last_batches import LastBatches
from aep_emulator.services.catalog.objects import READ_ONLY, CatalogObjects, Precondition, keep_read_only
from aep_emulator.store.base import Record, Records
from aep_emulator.types import Document, Json
from aep_emulator.validation import request_schema

TABLE_TAG = "adobe/pqs/table"
"""The tag that holds the dataset's table name in Query Service."""

OBSERVABLE_SCHEMA = "observableSchema"

_DEFAULT_CONTENT_TYPE = "application/vnd.adobe.xed+json;version=1"
_READ_ONLY = READ_ONLY | {"viewId", "files"}
_KEPT = frozenset({"schemaRef", "classification", "dule", "statsCache", "namespace"})
# Shown with the dataset but kept apart, and computed: what a client sends for them is of no consequence.
_DERIVED = frozenset({"lastBatchId", "lastBatchStatus", "lastSuccessfulBatch", "lastFailedBatch", OBSERVABLE_SCHEMA})


class Schemas(Protocol):
    """What Catalog asks of the Schema Registry."""

    def find_schema(self, scope: Scope, schema_id: str) -> Document | None:
        """The schema with this `$id` or `meta:altId` as it is stored, or None."""
        ...

    def composed(self, scope: Scope, schema_id: str) -> Document:
        """The schema with everything it refers to in place."""
        ...


class DataSets(CatalogObjects):
    """The collection `/dataSets`."""

    kind = "dataSets"
    label = "Dataset"

    def __init__(self, store: Records, clock: Clock, ids: Ids, schemas: Schemas, last_batches: LastBatches) -> None:
        super().__init__(store, clock)
        self._ids = ids
        self._schemas = schemas
        self._last_batches = last_batches

    def create(self, scope: Scope, body: Document, *, persist: bool = True) -> str | None:
        """Records a new dataset and return its id; None when it was only to be checked. Raises ApiError 400."""
        fields = {name: value for name, value in body.items() if name not in _READ_ONLY | _DERIVED}
        dataset_id = self._ids.hex(24)
        fields.setdefault("name", dataset_id)
        schema = self._checked_schema(scope, fields)
        if not persist:
            return None
        document = {
            **self.creation_stamp(scope),
            "state": "DRAFT",
            "namespace": "ACP",
            "dule": {},
            "statsCache": {},
            "classification": {"managedBy": "CUSTOMER", "dataBehavior": data_behavior(schema)},
            "fileDescription": {"persisted": True, "containerFormat": "parquet", "format": "parquet"},
            "viewId": self._ids.hex(24),
            "files": f"@/dataSetFiles?dataSetId={dataset_id}",
            **fields,
            "schemaRef": {"contentType": _DEFAULT_CONTENT_TYPE, **fields["schemaRef"]},
            "tags": {TABLE_TAG: [table_name(fields["name"])], **fields.get("tags", {})},
        }
        self.insert(scope, dataset_id, document)
        return dataset_id

    def replace(
        self, scope: Scope, dataset_id: str, body: Document, precondition: Precondition, *, persist: bool = True
    ) -> None:
        """PUT: everything but what only Catalog sets becomes what the body says. Raises ApiError 400, 404, 412."""

        def make(before: Document) -> dict[str, Any]:
            kept = {name: before[name] for name in _READ_ONLY | _KEPT if name in before}
            sent = {name: value for name, value in body.items() if name not in _READ_ONLY | _DERIVED}
            return {**kept, **sent}

        self._update(scope, dataset_id, make, precondition, persist=persist)

    def update(
        self, scope: Scope, dataset_id: str, body: Json, precondition: Precondition, *, deep: bool = False
    ) -> None:
        """PATCH: a list is a JSON Patch, an object the fields to change, `deep` merges them at every depth.

        Raises ApiError 400, 404, 412.
        """

        def make(before: Document) -> dict[str, Any]:
            after = changes.changed(before, body, deep=deep)
            keep_read_only(before, after, _READ_ONLY)
            return {name: value for name, value in after.items() if name not in _DERIVED}

        self._update(scope, dataset_id, make, precondition)

    def row_expiration(self, scope: Scope, dataset_id: str) -> dict[str, Any]:
        """Between which limits its rows may be kept. Raises ApiError 404."""
        dataset = self.find(scope, dataset_id)
        if dataset is None:
            raise errors.not_found(self.label, dataset_id)
        schema = self._schemas.find_schema(scope, dataset["schemaRef"]["id"])
        return retention.limits("" if schema is None else data_behavior(schema))

    def view(self, scope: Scope, record: Record) -> dict[str, Any]:
        """The dataset with what its last batches say."""
        return {**record.body, **self._last_batches.shown_with_dataset(scope, record.id)}

    def shown(self, scope: Scope, document: Document, properties: tuple[str, ...] | None) -> dict[str, Any]:
        """As for any object; the observable schema only when it is asked for by name."""
        if properties is not None and OBSERVABLE_SCHEMA in properties:
            document = {**document, OBSERVABLE_SCHEMA: self._observable_schema(scope, document)}
        return super().shown(scope, document, properties)

    def _update(
        self,
        scope: Scope,
        dataset_id: str,
        make: Callable[[Document], dict[str, Any]],
        precondition: Precondition,
        *,
        persist: bool = True,
    ) -> None:
        def checked(before: Document) -> dict[str, Any]:
            after = make(before)
            self._checked_schema(scope, after, before)
            table = before.get("tags", {}).get(TABLE_TAG)
            return {**after, "tags": {**({TABLE_TAG: table} if table else {}), **after.get("tags", {})}}

        self.modify(scope, dataset_id, checked, precondition, persist=persist)

    def _checked_schema(self, scope: Scope, document: Document, before: Document | None = None) -> Document:
        """The schema the dataset refers to. Raises ApiError 400 for a document that is not a dataset.

        `before` is what the dataset was, None for a new one.
        """
        failures = request_schema(__package__, "dataSet").failures(document)
        if failures:
            raise errors.invalid_body(failures)
        schema_id = document["schemaRef"]["id"]
        schema = self._schemas.find_schema(scope, schema_id)
        if schema is None:
            raise errors.unknown_schema(schema_id)
        tags.check_reserved(document, on_dataset=True)
        retention.check(document, data_behavior(schema), before or {})
        return schema

    def _observable_schema(self, scope: Scope, document: Document) -> dict[str, Any]:
        # Assumed: nothing is observed before the first successful batch, and afterwards every field of the schema.
        schema_id = document["schemaRef"]["id"]
        if "lastSuccessfulBatch" not in document or self._schemas.find_schema(scope, schema_id) is None:
            return {}
        composed = self._schemas.composed(scope, schema_id)
        return {"type": "object", "meta:xdmType": "object", "properties": composed.get("properties", {})}


def table_name(name: str) -> str:
    """The table name for a dataset's name: `Sample Dataset` becomes `sample_dataset`.

    Documented: the example of "Look up a Catalog object" (help/catalog/api/look-up-object.md).
    """
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "dataset"


def data_behavior(schema: Document) -> str:
    """`record`, `time-series` or `adhoc`, from what the schema extends; a relational schema says it itself."""
    extended = [str(item) for item in schema.get("meta:extends", ())] + [str(schema.get("meta:class", ""))]
    if any(item.endswith("/data/adhoc-v2") for item in extended):
        return str(schema.get("meta:behaviorType", "record"))
    for behavior in ("time-series", "adhoc"):
        if any(item.endswith(f"/data/{behavior}") for item in extended):
            return behavior
    # The class that time-series schemas are built on, in case the schema names only its class.
    return "time-series" if any(item.endswith("/context/experienceevent") for item in extended) else "record"
