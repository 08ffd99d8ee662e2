"""Datasets: a name, a schema, and the state of their batches.

Documented: help/catalog/api/{create-dataset,update-object,delete-object}.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.catalog import errors
from aep_emulator.services.catalog.listing import CatalogQuery, narrowed, properties, select
from aep_emulator.store.base import NotFoundError, Record, StaleEtagError, Store
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

_PACKAGE = "aep_emulator.services.catalog"
KIND = "dataSets"
TABLE_TAG = "adobe/pqs/table"
_GENERATED = frozenset(
    {"id", "created", "updated", "version", "imsOrg", "sandboxId", "createdUser", "createdClient", "updatedUser"}
    | {"files", "lastBatchId", "lastBatchStatus", "lastSuccessfulBatch", "viewId", "observableSchema"}
)
_BATCH_STATE = "dataSetBatchState"


class Schemas(Protocol):
    """What Catalog needs of Schema Registry."""

    def find_schema(self, scope: Scope, schema_id: str) -> Document | None:
        """The schema, or None."""
        ...

    def composed(self, scope: Scope, schema_id: str) -> Document:
        """The schema with all references resolved."""
        ...


class Datasets:
    """`/dataSets`."""

    def __init__(self, store: Store, clock: Clock, ids: Ids, schemas: Schemas) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._schemas = schemas

    def create(self, scope: Scope, body: Document) -> list[str]:
        """`["@/dataSets/{id}"]`. Raises ApiError 400 naming the field; an unknown schema is one such."""
        fields = {name: value for name, value in body.items() if name not in _GENERATED}
        self._check(scope, fields)
        fields["tags"] = {TABLE_TAG: [_table_name(fields["name"])], **fields.get("tags", {})}
        record = self._store.create(
            scope.world,
            KIND,
            self._ids.hex(24),
            {
                **fields,
                "viewId": self._ids.hex(24),
                "version": "1.0.0",
                "createdUser": scope.user_id,
                "createdClient": scope.client_id,
                "updatedUser": scope.user_id,
            },
        )
        return [reference(record.id)]

    def list(self, scope: Scope, query: CatalogQuery) -> dict[str, Any]:
        """`{id: dataset}`."""
        records = self._store.list(scope.world, KIND).records
        return select(((record.id, self._render(scope, record)) for record in records), query)

    def get(self, scope: Scope, dataset_ids: Sequence[str], query: CatalogQuery) -> dict[str, Any]:
        """`{id: dataset}` for one or several ids. Raises ApiError 404 when none of them exists."""
        wanted = properties(query)
        found = {}
        for dataset_id in dataset_ids:
            record = self._store.find(scope.world, KIND, dataset_id)
            if record is not None:
                shown = self._render(scope, record)
                if wanted and "observableSchema" in wanted:
                    shown["observableSchema"] = self._observable_schema(scope, record)
                found[dataset_id] = narrowed(shown, wanted)
        if not found:
            raise errors.not_found("The dataset", ",".join(dataset_ids))
        return found

    def etag(self, scope: Scope, dataset_id: str) -> str:
        """The E-Tag of a dataset. Raises ApiError 404."""
        return self.record(scope, dataset_id).etag

    def merge(self, scope: Scope, dataset_id: str, changes: Document, if_match: str | None) -> list[str]:
        """PATCH with `application/json`: members are replaced, null removes. Raises ApiError 400, 404, 412."""
        record = self.record(scope, dataset_id)
        fields = _own(record)
        for name, value in changes.items():
            if name in _GENERATED:
                continue
            if value is None:
                fields.pop(name, None)
            elif isinstance(value, dict) and isinstance(fields.get(name), dict):
                fields[name] = {**fields[name], **value}
            else:
                fields[name] = value
        return self._replace(scope, record, fields, if_match)

    def patch(
        self, scope: Scope, dataset_id: str, instructions: Sequence[dict[str, Any]], if_match: str | None
    ) -> list[str]:
        """PATCH with a JSON Patch; all instructions or none. Raises ApiError 400, 404, 412."""
        import jsonpatch
        import jsonpointer

        record = self.record(scope, dataset_id)
        try:
            fields = jsonpatch.apply_patch(_own(record), list(instructions), in_place=False)
        except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, TypeError, ValueError, KeyError) as error:
            raise errors.bad_request(f"The JSON Patch cannot be applied: {error}") from None
        if not isinstance(fields, dict):
            raise errors.bad_request("The JSON Patch does not leave an object.")
        return self._replace(scope, record, fields, if_match)

    def put(self, scope: Scope, dataset_id: str, body: Document, if_match: str | None) -> list[str]:
        """Replace all members. Raises ApiError 400, 404, 412."""
        record = self.record(scope, dataset_id)
        return self._replace(scope, record, {k: v for k, v in body.items() if k not in _GENERATED}, if_match)

    def delete(self, scope: Scope, dataset_id: str) -> list[str]:
        """Remove the dataset: its reference. Raises ApiError 404."""
        try:
            self._store.delete(scope.world, KIND, dataset_id)
        except NotFoundError:
            raise errors.not_found("The dataset", dataset_id) from None
        return [reference(dataset_id)]

    def find(self, scope: Scope, dataset_id: str) -> Document | None:
        """The dataset as the API shows it, or None."""
        record = self._store.find(scope.world, KIND, dataset_id)
        return None if record is None else self._render(scope, record)

    def record(self, scope: Scope, dataset_id: str) -> Record:
        """The stored record. Raises ApiError 404."""
        record = self._store.find(scope.world, KIND, dataset_id)
        if record is None:
            raise errors.not_found("The dataset", dataset_id)
        return record

    def note_batch(self, scope: Scope, dataset_id: str, batch_id: str, status: str) -> None:
        """Remember the newest batch. Kept beside the dataset, so that its version and E-Tag stay."""
        known = self._store.find(scope.world, _BATCH_STATE, dataset_id)
        state = {**(known.body if known else {}), "lastBatchId": batch_id, "lastBatchStatus": status}
        if status == "success":
            state["lastSuccessfulBatch"] = batch_id
        if known is None:
            self._store.create(scope.world, _BATCH_STATE, dataset_id, state)
        else:
            self._store.replace(scope.world, _BATCH_STATE, dataset_id, state)

    def _replace(self, scope: Scope, record: Record, fields: dict[str, Any], if_match: str | None) -> list[str]:
        self._check(scope, fields)
        kept = {name: record.body[name] for name in _GENERATED if name in record.body}
        body = {**fields, **kept, "version": _next_version(kept["version"]), "updatedUser": scope.user_id}
        body.setdefault("tags", record.body["tags"])
        expected = None if if_match is None else if_match.strip().strip('"')
        try:
            self._store.replace(scope.world, KIND, record.id, body, if_etag=expected or record.etag)
        except StaleEtagError:
            raise errors.stale() from None
        except NotFoundError:
            raise errors.not_found("The dataset", record.id) from None
        return [reference(record.id)]

    def _check(self, scope: Scope, fields: Document) -> None:
        failures = request_schema(_PACKAGE, KIND).failures(fields)
        if failures:
            raise errors.bad_request("; ".join(str(failure) for failure in failures))
        schema_ref = fields.get("schemaRef")
        if schema_ref is not None and self._schemas.find_schema(scope, schema_ref["id"]) is None:
            raise errors.bad_request(f"schemaRef.id: there is no schema '{schema_ref['id']}'.")

    def _observable_schema(self, scope: Scope, record: Record) -> dict[str, Any]:
        schema_ref = record.body.get("schemaRef")
        composed = self._schemas.composed(scope, schema_ref["id"]) if schema_ref else {}
        return {"type": "object", "meta:xdmType": "object", "properties": composed.get("properties", {})}

    def _render(self, scope: Scope, record: Record) -> dict[str, Any]:
        state = self._store.find(scope.world, _BATCH_STATE, record.id)
        return {
            **record.body,
            "created": record.created_ms,
            "updated": record.updated_ms,
            "imsOrg": scope.org_id,
            "sandboxId": scope.sandbox_id,
            "classification": {"dataBehavior": self._behavior(scope, record), "managedBy": "CUSTOMER"},
            "files": f"@/dataSetFiles?dataSetId={record.id}",
            **(state.body if state else {}),
        }

    def _behavior(self, scope: Scope, record: Record) -> str:
        schema_ref = record.body.get("schemaRef")
        schema = self._schemas.find_schema(scope, schema_ref["id"]) if schema_ref else None
        extends = (schema or {}).get("meta:extends", ())
        return "time-series" if "https://ns.adobe.com/xdm/data/time-series" in extends else "record"


def reference(dataset_id: str) -> str:
    """`@/dataSets/{id}`."""
    return f"@/dataSets/{dataset_id}"


def _own(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record.body.items() if name not in _GENERATED}


def _next_version(version: str) -> str:
    head, _, last = version.rpartition(".")
    return f"{head}.{int(last) + 1}"


def _table_name(name: str) -> str:
    """The name of the dataset's table in Query Service: lower case, words joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "dataset"
