"""Descriptors: what a field means beyond its type, an identity for instance.

Documented: help/xdm/api/descriptors.md.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.schema_registry import errors
from aep_emulator.services.schema_registry.accept import Accepted
from aep_emulator.services.schema_registry.checks import check_shape
from aep_emulator.services.schema_registry.listing import ListQuery, filtered, page_of
from aep_emulator.services.schema_registry.naming import field_names
from aep_emulator.store.base import AlreadyExistsError, NotFoundError, Record, Store
from aep_emulator.types import Document

KIND = "xdm:descriptors"
IDENTITY = "xdm:descriptorIdentity"
DEPRECATED = "xdm:descriptorDeprecated"
LABEL = "xdm:descriptorLabel"
ONE_TO_ONE = "xdm:descriptorOneToOne"
REFERENCE_IDENTITY = "xdm:descriptorReferenceIdentity"

_AUDIT = "_audit"
_GENERATED = frozenset(
    {
        "@id",
        "imsOrg",
        "version",
        "created",
        "updated",
        "createdUser",
        "createdClient",
        "updatedUser",
        "meta:containerId",
        "meta:sandboxId",
        "meta:sandboxType",
        _AUDIT,
    }
)


class Descriptors:
    """`/tenant/descriptors`. `composed` gives a schema's composed form, or raises ApiError 404."""

    def __init__(self, store: Store, ids: Ids, composed: Callable[[Scope, str], Document]) -> None:
        self._store = store
        self._ids = ids
        self._composed = composed

    def create(self, scope: Scope, body: Document) -> dict[str, Any]:
        """The new descriptor. Raises ApiError 400 for a bad body, 404 for an unknown schema."""
        fields = self._checked(scope, body)
        kept = {**fields, _AUDIT: {"createdUser": scope.user_id, "createdClient": scope.client_id}}
        kept[_AUDIT]["updatedUser"] = scope.user_id
        try:
            record = self._store.create(scope.world, KIND, self._ids.hex(40), kept, claims=_claims(fields))
        except AlreadyExistsError:
            raise self._second_primary(scope, fields) from None
        return {"@id": record.id, **fields, **_place(scope)}

    def put(self, scope: Scope, descriptor_id: str, body: Document) -> dict[str, Any]:
        """Replace a descriptor: `{"@id"}`. Raises ApiError 400, 404."""
        before = self._record(scope, descriptor_id)
        fields = self._checked(scope, body)
        kept = {**fields, _AUDIT: {**before.body[_AUDIT], "updatedUser": scope.user_id}}
        try:
            record = self._store.replace(scope.world, KIND, descriptor_id, kept, claims=_claims(fields))
        except NotFoundError:
            raise errors.not_found("descriptors", descriptor_id) from None
        except AlreadyExistsError:
            raise self._second_primary(scope, fields) from None
        return {"@id": record.id}

    def get(self, scope: Scope, container: str, descriptor_id: str) -> dict[str, Any]:
        """One descriptor; times in milliseconds since the epoch. Raises ApiError 404, always in `global`."""
        if container == "global":
            raise errors.not_found("descriptors", descriptor_id)
        return _rendered(scope, self._record(scope, descriptor_id))

    def delete(self, scope: Scope, descriptor_id: str) -> None:
        """Remove one. Raises ApiError 404."""
        try:
            self._store.delete(scope.world, KIND, descriptor_id)
        except NotFoundError:
            raise errors.not_found("descriptors", descriptor_id) from None

    def list(self, scope: Scope, container: str, accepted: Accepted, query: ListQuery) -> dict[str, Any]:
        """By @type: ids, links or whole descriptors; the v2 forms are one paged list. Raises ApiError 400.

        Assumed: Adobe's own container, `global`, has no descriptors.
        """
        records = self._store.list(scope.world, KIND).records if container == "tenant" else []
        every = [_rendered(scope, record) for record in records]
        shown = _shown(accepted)
        if "v2" in accepted.flags:
            page = page_of(every, query, lambda document: str(document["@id"]))
            return {
                "results": [shown(document) for document in page.documents],
                "_page": page.info,
                "_links": {"next": page.next_link(query)},
            }
        by_type: dict[str, Any] = {}
        for document in filtered(every, query):
            by_type.setdefault(document["@type"], []).append(shown(document))
        return by_type

    def of_schema(self, scope: Scope, schema_id: str) -> Sequence[dict[str, Any]]:
        """The descriptors of one schema, by its `$id`."""
        return [_rendered(scope, record) for record in self._records(scope, schema_id)]

    def leading_to(self, scope: Scope, schema_id: str) -> Sequence[Document]:
        """The one-to-one descriptors of other schemas whose destination the schema is."""
        wanted = self._store.list(
            scope.world,
            KIND,
            where=lambda r: r.body["@type"] == ONE_TO_ONE and r.body["xdm:destinationSchema"] == schema_id,
        )
        return [record.body for record in wanted.records]

    def has_primary_identity(self, scope: Scope, schema_id: str) -> bool:
        """Whether a field of the schema is its primary identity."""
        return any(is_primary(record.body) for record in self._records(scope, schema_id))

    def delete_of_schema(self, scope: Scope, schema_id: str) -> None:
        """Remove what a schema that is gone had. Assumed: no page says what becomes of them."""
        for record in self._records(scope, schema_id):
            with contextlib.suppress(NotFoundError):
                self._store.delete(scope.world, KIND, record.id)

    def deprecated_paths(self, scope: Scope, schema_id: str) -> Iterator[str]:
        """The paths (`/a/b`) of the schema's fields that a descriptor deprecates."""
        for record in self._records(scope, schema_id):
            if record.body["@type"] == DEPRECATED:
                yield from _paths(record.body)

    def _records(self, scope: Scope, schema_id: str) -> Sequence[Record]:
        wanted = self._store.list(scope.world, KIND, where=lambda r: r.body["xdm:sourceSchema"] == schema_id)
        return wanted.records

    def _checked(self, scope: Scope, body: Document) -> dict[str, Any]:
        check_shape(body, "descriptors")
        fields = {name: value for name, value in body.items() if name not in _GENERATED}
        composed = self._composed(scope, fields["xdm:sourceSchema"])
        for path in _paths(fields):
            if fields["@type"] == LABEL and path == f"/_{scope.tenant}":
                raise errors.bad_request(
                    f"xdm:sourceProperty: the tenant namespace '{path}' cannot be labelled, only a field inside it."
                )
            _check_path(composed, "xdm:sourceProperty", path)
        checked = {**fields, "xdm:sourceSchema": composed["$id"]}
        if fields.get("xdm:destinationSchema"):
            destination = self._composed(scope, fields["xdm:destinationSchema"])
            checked["xdm:destinationSchema"] = destination["$id"]
            if fields.get("xdm:destinationProperty"):
                _check_path(destination, "xdm:destinationProperty", fields["xdm:destinationProperty"])
        return checked

    def _second_primary(self, scope: Scope, fields: Document) -> Exception:
        schema_id = fields["xdm:sourceSchema"]
        present = [r.body["xdm:sourceProperty"] for r in self._records(scope, schema_id) if is_primary(r.body)]
        return errors.bad_request(f"The schema '{schema_id}' already has a primary identity: {', '.join(present)}.")

    def _record(self, scope: Scope, descriptor_id: str) -> Record:
        record = self._store.find(scope.world, KIND, descriptor_id)
        if record is None:
            raise errors.not_found("descriptors", descriptor_id)
        return record


def is_primary(fields: Document) -> bool:
    """Whether a descriptor makes its field the primary identity."""
    return fields["@type"] == IDENTITY and fields.get("xdm:isPrimary") is True


def _claims(fields: Document) -> list[str]:
    """One primary identity a schema: the claim makes the store refuse a second one, also under threads."""
    return [f"xdm-primary-identity:{fields['xdm:sourceSchema']}"] if is_primary(fields) else []


def _paths(fields: Document) -> list[str]:
    path = fields.get("xdm:sourceProperty", [])
    return path if isinstance(path, list) else [path]


def _place(scope: Scope) -> dict[str, str]:
    return {
        "imsOrg": scope.org_id,
        "version": "1",
        "meta:containerId": "tenant",
        "meta:sandboxId": scope.sandbox_id,
        "meta:sandboxType": scope.sandbox_type,
    }


def _rendered(scope: Scope, record: Record) -> dict[str, Any]:
    audit: Mapping[str, str] = record.body[_AUDIT]
    return {
        "@id": record.id,
        **{name: value for name, value in record.body.items() if name != _AUDIT},
        **audit,
        "created": record.created_ms,
        "updated": record.updated_ms,
        **_place(scope),
    }


def _shown(accepted: Accepted) -> Callable[[Document], Any]:
    if "id" in accepted.flags:
        return lambda document: document["@id"]
    if "link" in accepted.flags:
        return lambda document: f"/tenant/descriptors/{document['@id']}"
    return lambda document: document


def _check_path(composed: Document, member: str, path: str) -> None:
    node: Any = composed
    for name in field_names(path):
        node = node.get("properties", {}).get(name)
        while isinstance(node, dict) and isinstance(node.get("items"), dict):
            node = node["items"]
        if not isinstance(node, dict):
            raise errors.bad_request(f"{member}: the schema '{composed['$id']}' has no field '{path}'.")
