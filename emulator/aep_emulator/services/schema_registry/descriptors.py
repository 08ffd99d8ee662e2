"""Descriptors: what a field means beyond its type, an identity for instance.

Documented: help/xdm/api/descriptors.md.
Assumed: a descriptor that is sent without the version of its schema, as in help/xdm/tutorials/suggested-values.md, is
kept with the present one; a label may also be put on a field of a field group, a class or a data type, as aepp does.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.schema_registry import errors, relational_descriptors
from aep_emulator.services.schema_registry.accept import Accepted
from aep_emulator.services.schema_registry.checks import check_shape
from aep_emulator.services.schema_registry.descriptor_records import DescriptorRecords
from aep_emulator.services.schema_registry.fields_at import element, field_at
from aep_emulator.services.schema_registry.friendly_names import check_suggested_values, prefixed
from aep_emulator.services.schema_registry.listing import ListQuery, filtered, page_of
from aep_emulator.services.schema_registry.naming import field_names, major
from aep_emulator.store.base import AlreadyExistsError, NotFoundError, Record, Store
from aep_emulator.types import Document

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
    """`/tenant/descriptors`. `composed` gives a schema's composed form, `composed_any` that of any resource.

    Both raise ApiError 404.
    """

    def __init__(
        self,
        store: Store,
        ids: Ids,
        composed: Callable[[Scope, str], Document],
        composed_any: Callable[[Scope, str], Document],
    ) -> None:
        self._store = store
        self._kept = DescriptorRecords(store)
        self._ids = ids
        self._composed = composed
        self._composed_any = composed_any

    def create(self, scope: Scope, body: Document) -> dict[str, Any]:
        """The new descriptor. Raises ApiError 400 for a bad body, 404 for an unknown schema."""
        audit = {"createdUser": scope.user_id, "createdClient": scope.client_id, "updatedUser": scope.user_id}
        # Together, so that the schema is not deleted meanwhile.
        with self._store.together(scope.world):
            fields = self._checked(scope, body)
            kept = {**fields, _AUDIT: audit}
            self._check_source_field(scope, fields)
            try:
                record = self._kept.create(scope.world, self._ids.hex(40), kept, _claims(fields))
            except AlreadyExistsError:
                raise self._second_primary(scope, fields) from None
        return {"@id": record.id, **fields, **_place(scope)}

    def put(self, scope: Scope, descriptor_id: str, body: Document) -> dict[str, Any]:
        """Replace a descriptor: `{"@id"}`. Raises ApiError 400, 404."""
        with self._store.together(scope.world):
            before = self._record(scope, descriptor_id)
            fields = self._checked(scope, body)
            kept = {**fields, _AUDIT: {**before.body[_AUDIT], "updatedUser": scope.user_id}}
            self._check_source_field(scope, fields, instead_of=descriptor_id)
            try:
                record = self._kept.replace(scope.world, descriptor_id, kept, _claims(fields))
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
            self._kept.delete(scope.world, descriptor_id)
        except NotFoundError:
            raise errors.not_found("descriptors", descriptor_id) from None

    def list(self, scope: Scope, container: str, accepted: Accepted, query: ListQuery) -> dict[str, Any]:
        """By @type: ids, links or whole descriptors; the v2 forms are one paged list. Raises ApiError 400.

        Assumed: Adobe's own container, `global`, has no descriptors.
        """
        records = self._kept.list(scope.world) if container == "tenant" else []
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
        return [_rendered(scope, record) for record in self._kept.of_schema(scope.world, schema_id)]

    def leading_to(self, scope: Scope, schema_id: str) -> Sequence[Document]:
        """The one-to-one descriptors of other schemas whose destination the schema is."""
        wanted = self._kept.list(
            scope.world,
            where=lambda r: r.body["@type"] == ONE_TO_ONE and r.body["xdm:destinationSchema"] == schema_id,
        )
        return [record.body for record in wanted]

    def primary_identity(self, scope: Scope, schema_id: str) -> Document | None:
        """The descriptor of the schema's primary identity, if it has one; another object after every change."""
        bodies = (record.body for record in self._kept.of_schema(scope.world, schema_id))
        return next((body for body in bodies if is_primary(body)), None)

    def delete_of_schema(self, scope: Scope, schema_id: str) -> None:
        """Remove what a schema that is gone had. Assumed: no page says what becomes of them."""
        for record in self._kept.of_schema(scope.world, schema_id):
            with contextlib.suppress(NotFoundError):
                self._kept.delete(scope.world, record.id)

    def _checked(self, scope: Scope, body: Document) -> dict[str, Any]:
        named = prefixed(body)
        check_shape(named, "descriptors")
        fields = {name: value for name, value in named.items() if name not in _GENERATED}
        find = self._composed_any if fields["@type"] == LABEL else self._composed
        composed = find(scope, fields["xdm:sourceSchema"])
        for path in _paths(fields):
            if fields["@type"] == LABEL and path == f"/_{scope.tenant}":
                raise errors.bad_request(
                    f"xdm:sourceProperty: the tenant namespace '{path}' cannot be labelled, only a field inside it."
                )
            field = _field_at(composed, "xdm:sourceProperty", path)
            check_suggested_values(field, fields)
        relational_descriptors.check(composed, fields["@type"], _paths(fields))
        checked = {"xdm:sourceVersion": int(major(composed["version"])), **fields, "xdm:sourceSchema": composed["$id"]}
        if fields.get("xdm:destinationSchema"):
            destination = self._composed(scope, fields["xdm:destinationSchema"])
            checked["xdm:destinationSchema"] = destination["$id"]
            if fields.get("xdm:destinationProperty"):
                _field_at(destination, "xdm:destinationProperty", fields["xdm:destinationProperty"])
        return checked

    def _check_source_field(self, scope: Scope, fields: Document, *, instead_of: str | None = None) -> None:
        """A schema's primary identity is no field that leads to another schema. Raises ApiError 400.

        Documented: help/xdm/tutorials/relationship-api.md.
        Assumed: a field cannot be both the primary identity and the source of a relationship in whichever order the two
        descriptors come, if the relationship is one-to-one, as in the tutorial.
        """
        if not (is_primary(fields) or fields["@type"] == ONE_TO_ONE):
            return
        names = field_names(fields["xdm:sourceProperty"])
        for record in self._kept.of_schema(scope.world, fields["xdm:sourceSchema"]):
            other = record.body
            excludes = other["@type"] == ONE_TO_ONE if is_primary(fields) else is_primary(other)
            if excludes and record.id != instead_of and field_names(other["xdm:sourceProperty"]) == names:
                path = fields["xdm:sourceProperty"]
                raise errors.bad_request(
                    f"xdm:sourceProperty: '{path}' cannot be the primary identity and the reference field of a "
                    "relationship at the same time."
                )

    def _second_primary(self, scope: Scope, fields: Document) -> Exception:
        schema_id = fields["xdm:sourceSchema"]
        present = (self.primary_identity(scope, schema_id) or {}).get("xdm:sourceProperty", "")
        return errors.bad_request(f"The schema '{schema_id}' already has a primary identity: {present}.")

    def _record(self, scope: Scope, descriptor_id: str) -> Record:
        record = self._kept.find(scope.world, descriptor_id)
        if record is None:
            raise errors.not_found("descriptors", descriptor_id)
        return record


def is_primary(fields: Document) -> bool:
    """Whether a descriptor makes its field the primary identity."""
    return fields["@type"] == IDENTITY and fields.get("xdm:isPrimary") is True


def deprecated_paths(descriptors: Iterable[Document]) -> Iterator[str]:
    """The paths (`/a/b`) of the fields that one of the descriptors deprecates."""
    for fields in descriptors:
        if fields["@type"] == DEPRECATED:
            yield from _paths(fields)


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


def _field_at(composed: Document, member: str, path: str) -> Document:
    """The definition of the field, of an array that of its items. Raises ApiError 400 naming the member."""
    found = field_at(composed, field_names(path))
    if found is None:
        raise errors.bad_request(f"{member}: the schema '{composed['$id']}' has no field '{path}'.")
    holder: Document = element(found)
    return holder
