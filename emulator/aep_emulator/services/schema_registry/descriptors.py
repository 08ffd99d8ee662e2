"""Descriptors: what a field means beyond its type, an identity for instance.

Documented: help/xdm/api/descriptors.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from aep_emulator import property_filter
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.schema_registry import errors
from aep_emulator.services.schema_registry.accept import Accepted
from aep_emulator.services.schema_registry.listing import ListQuery
from aep_emulator.store.base import NotFoundError, Record, Store
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

KIND = "xdm:descriptors"
IDENTITY = "xdm:descriptorIdentity"
_GENERATED = ("@id", "imsOrg", "version", "meta:containerId", "meta:sandboxId", "meta:sandboxType")


class Descriptors:
    """`/tenant/descriptors`."""

    def __init__(self, store: Store, ids: Ids, composed: Callable[[Scope, str], Document]) -> None:
        self._store = store
        self._ids = ids
        self._composed = composed

    def create(self, scope: Scope, body: Document) -> dict[str, Any]:
        """The new descriptor. Raises ApiError 400 for a bad body, 404 for an unknown schema."""
        fields = self._checked(scope, body, None)
        return self._render(scope, self._store.create(scope.world, KIND, self._ids.hex(40), fields))

    def put(self, scope: Scope, descriptor_id: str, body: Document) -> dict[str, Any]:
        """Replace a descriptor: `{"@id"}`. Raises ApiError 400, 404."""
        self._record(scope, descriptor_id)
        fields = self._checked(scope, body, descriptor_id)
        return {"@id": self._store.replace(scope.world, KIND, descriptor_id, fields).id}

    def get(self, scope: Scope, descriptor_id: str) -> dict[str, Any]:
        """One descriptor. Raises ApiError 404."""
        return self._render(scope, self._record(scope, descriptor_id))

    def delete(self, scope: Scope, descriptor_id: str) -> None:
        """Remove one. Raises ApiError 404."""
        try:
            self._store.delete(scope.world, KIND, descriptor_id)
        except NotFoundError:
            raise errors.not_found("descriptors", descriptor_id) from None

    def list(self, scope: Scope, accepted: Accepted, query: ListQuery) -> dict[str, Any]:
        """By @type: ids, links or whole descriptors; the v2 forms are one paged list. Raises ApiError 400."""
        try:
            conditions = property_filter.parse(query.property)
        except property_filter.PropertyFilterError as error:
            raise errors.bad_request(f"property: {error}") from None
        rendered = [self._render(scope, record) for record in self._store.list(scope.world, KIND).records]
        found = [document for document in rendered if property_filter.matches(conditions, document)]
        shown = _shown(accepted)
        if "v2" in accepted.flags:
            return {
                "results": [shown(document) for document in found],
                "_page": {"orderby": "updated", "next": None, "count": len(found)},
                "_links": {},
            }
        by_type: dict[str, Any] = {}
        for document in found:
            by_type.setdefault(document["@type"], []).append(shown(document))
        return by_type

    def of_schema(self, scope: Scope, schema_id: str) -> Sequence[dict[str, Any]]:
        """The descriptors of one schema, by its `$id`."""
        page = self._store.list(scope.world, KIND, where=lambda r: r.body["xdm:sourceSchema"] == schema_id)
        return [self._render(scope, record) for record in page.records]

    def _checked(self, scope: Scope, body: Document, replacing: str | None) -> dict[str, Any]:
        failures = request_schema("aep_emulator.services.schema_registry", "descriptors").failures(body)
        if failures:
            raise errors.bad_request("; ".join(str(failure) for failure in failures))
        fields = {name: value for name, value in body.items() if name not in _GENERATED}
        schema_id = fields["xdm:sourceSchema"]
        composed = self._composed(scope, schema_id)
        path = fields.get("xdm:sourceProperty")
        for one in path if isinstance(path, list) else [path] if path else []:
            _check_path(composed, str(one))
        if fields["@type"] == IDENTITY and fields.get("xdm:isPrimary"):
            for other in self.of_schema(scope, schema_id):
                if other["@type"] == IDENTITY and other.get("xdm:isPrimary") and other["@id"] != replacing:
                    raise errors.bad_request(
                        f"The schema '{schema_id}' already has a primary identity, '{other['xdm:sourceProperty']}'."
                    )
        return fields

    def _record(self, scope: Scope, descriptor_id: str) -> Record:
        record = self._store.find(scope.world, KIND, descriptor_id)
        if record is None:
            raise errors.not_found("descriptors", descriptor_id)
        return record

    @staticmethod
    def _render(scope: Scope, record: Record) -> dict[str, Any]:
        return {
            "@id": record.id,
            **record.body,
            "imsOrg": scope.org_id,
            "version": "1",
            "meta:containerId": "tenant",
            "meta:sandboxId": scope.sandbox_id,
            "meta:sandboxType": scope.sandbox_type,
        }


def _shown(accepted: Accepted) -> Callable[[dict[str, Any]], Any]:
    if "id" in accepted.flags:
        return lambda document: document["@id"]
    if "link" in accepted.flags:
        return lambda document: f"/tenant/descriptors/{document['@id']}"
    return lambda document: document


def _check_path(composed: Document, path: str) -> None:
    if not path.startswith("/") or path.endswith("/"):
        raise errors.bad_request(f"xdm:sourceProperty: '{path}' must begin with '/' and not end with it.")
    node: Any = composed
    for part in path.strip("/").split("/"):
        name = part.removesuffix("[*]")
        node = node.get("properties", {}).get(name)
        while isinstance(node, dict) and isinstance(node.get("items"), dict):
            node = node["items"]
        if not isinstance(node, dict):
            raise errors.bad_request(f"xdm:sourceProperty: the schema has no field '{path}'.")
