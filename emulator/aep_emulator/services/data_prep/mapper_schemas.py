"""Schemas that only mapping sets use. Documented: help/data-prep/api/schemas.md.

The page's own JSON schema is none (`{"firstName": "string"}`) and comes back as it was sent: any object is taken.
Assumed: a schema made from an XDM schema or a sample stays as it was when it was made; `contentType` is "1.0" where
none is given, as the page's listing shows it.
"""

from __future__ import annotations

from typing import Any, Protocol

import orjson

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.data_prep import errors, listing
from aep_emulator.services.data_prep.sample_schemas import schema_of
from aep_emulator.services.data_prep.samples import Samples
from aep_emulator.store.base import Record, Store
from aep_emulator.types import Document
from aep_emulator.validation import MAX_DEPTH, deeper_than, request_schema

_KIND = "mapperSchemas"
_PACKAGE = "aep_emulator.services.data_prep"
_ORDERS = {"createdDate": "createdDate", "modifiedDate": "modifiedDate"}
_ORIGINS = ("jsonSchema", "sampleId", "schemaRef")
_DEFAULT_VERSION = "1.0"


class XdmSchemas(Protocol):
    """What is asked of the Schema Registry."""

    def find_schema(self, scope: Scope, schema_id: str, /) -> Document | None:
        """The schema with this `$id` or `meta:altId`, or None."""
        ...

    def composed(self, scope: Scope, schema_id: str, /) -> Document:
        """The schema with everything it refers to written out."""
        ...


class MapperSchemas:
    """The Mapper schemas of all sandboxes. A record has the schema as it is shown, and when it was made."""

    def __init__(self, store: Store, clock: Clock, ids: Ids, xdm: XdmSchemas, samples: Samples) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._xdm = xdm
        self._samples = samples

    def create(self, scope: Scope, body: Document) -> Document:
        """`POST /schemas`, from one of `jsonSchema`, `sampleId` and `schemaRef`. Raises ApiError 400.

        Documented: only in this answer, and only with `schemaRef`, `jsonSchema` is JSON within a string.
        """
        failure = request_schema(_PACKAGE, "mapperSchema").first_failure(body)
        if failure is not None:
            raise errors.invalid(f"{failure}.")
        given = [member for member in _ORIGINS if body.get(member) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise errors.invalid(f"Give exactly one of {', '.join(_ORIGINS)}; there is {found}.")
        name = {} if body.get("name") is None else {"name": body["name"]}
        if given == ["jsonSchema"]:
            return self._create(scope, {**name, "jsonSchema": body["jsonSchema"]})
        if given == ["sampleId"]:
            sample_id = body["sampleId"]
            rows = self._samples.find_rows(scope, sample_id)
            if rows is None:
                raise errors.invalid(f"sampleId: there is no sample '{sample_id}' in this sandbox.")
            return self._create(scope, {**name, "jsonSchema": schema_of(sample_id, rows), "sampleId": sample_id})
        reference = body["schemaRef"]
        if self._xdm.find_schema(scope, reference["id"]) is None:
            raise errors.unknown_schema("schemaRef.id", reference["id"])
        schema = self._xdm.composed(scope, reference["id"])
        shown_reference = {"id": reference["id"], "contentType": reference.get("contentType") or _DEFAULT_VERSION}
        created = self._create(scope, {**name, "jsonSchema": schema, "schemaRef": shown_reference})
        return {**created, "jsonSchema": orjson.dumps(schema).decode()}

    def upload(self, scope: Scope, content: bytes) -> Document:
        """`POST /schemas/upload` with the content of a JSON Schema's file. Raises ApiError 400."""
        try:
            schema = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
        except ValueError as error:
            raise errors.invalid(f"file: the schema is not valid JSON: {error}.") from None
        if not isinstance(schema, dict):
            raise errors.invalid("file: the schema must be a JSON object.")
        if deeper_than(schema, MAX_DEPTH):
            raise errors.invalid(f"file: the schema is nested more than {MAX_DEPTH} levels deep.")
        return self._create(scope, {"jsonSchema": schema})

    def get(self, scope: Scope, schema_id: str) -> Document:
        """`GET /schemas/{id}`. Raises ApiError 404."""
        record = self._store.find(scope.world, _KIND, schema_id)
        if record is None:
            raise errors.not_found("schema", schema_id)
        return _shown(record)

    def list(
        self, scope: Scope, *, limit: int, start: int, name: str | None = None, order_by: str | None = None
    ) -> dict[str, Any]:
        """`GET /schemas`: the last made first unless `order_by` says otherwise. Raises ApiError 400."""
        member, descending = listing.read_order(order_by, _ORDERS)
        found = self._store.list(
            scope.world,
            _KIND,
            where=lambda record: name is None or record.body["schema"].get("name") == name,
            sort_key=lambda record: (record.body[member], record.seq),
            descending=descending,
            limit=limit,
            cursor=str(start),
        )
        return listing.page([_shown(record) for record in found.records], limit)

    def _create(self, scope: Scope, members: Document) -> Document:
        now = self._clock.now_ms()
        shown: Document = {"id": self._ids.hex(32), "version": 0, **members}
        self._store.create(scope.world, _KIND, shown["id"], {"createdDate": now, "modifiedDate": now, "schema": shown})
        return shown


def _shown(record: Record) -> Document:
    shown: Document = record.body["schema"]
    return shown
