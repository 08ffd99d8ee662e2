"""Unions: what the schemas of one class that are enabled for Profile have together.

A union is not stored: it is there as long as a schema with the tag is. Documented: help/xdm/api/unions.md and
schema-registry.yaml. Where they differ, title and version are those of the page's list and of the file's answers.
Assumed: meta:extends names the schemas as in the OpenAPI file, though the page's example does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry import errors, naming, tenant
from aep_emulator.services.schema_registry.composed_cache import ComposedCache
from aep_emulator.services.schema_registry.library import LIBRARY_VERSION
from aep_emulator.services.schema_registry.relational import is_relational
from aep_emulator.services.schema_registry.resources import Resources
from aep_emulator.services.schema_registry.uniting import DataTypeConflictError, unite
from aep_emulator.types import Document

SUFFIX = "__union"
TAG = "union"

_IDENTITY_MAP = "https://ns.adobe.com/xdm/context/identitymap"
_SEGMENTATION = "https://ns.adobe.com/xdm/context/profile-segmentation"
_OF_RECORDS = ("type", "properties", "additionalProperties", "required", "meta:xdmType")
_MAP = {"type": "object", "additionalProperties": {"type": "object", "meta:xdmType": "object"}, "meta:xdmType": "map"}
_EVENTS = {"type": "array", "items": {"type": "object", "meta:xdmType": "object"}, "meta:xdmType": "array"}


def is_enabled(document: Document) -> bool:
    """Whether a resource, as kept or as shown, has the union tag, which means nothing on a relational schema."""
    return TAG in document.get("meta:immutableTags", ()) and not is_relational(document)


class Unions:
    """The unions of a tenant, by meta:altId (`_xdm.context.profile__union`)."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._united = ComposedCache(20)

    def all(self, scope: Scope) -> list[Document]:
        """Every union, with references unresolved, in the order in which their classes were first enabled."""
        by_class: dict[str, list[Document]] = {}
        for member in self._enabled(scope):
            by_class.setdefault(member["meta:class"], []).append(member)
        return [self._document(scope, class_id, members) for class_id, members in by_class.items()]

    def find(self, scope: Scope, alt_id: str) -> Document | None:
        """One union, or None."""
        if not alt_id.endswith(SUFFIX):
            return None
        return next((union for union in self.all(scope) if union["meta:altId"] == alt_id), None)

    def composed(self, scope: Scope, union: Document) -> dict[str, Any]:
        """The union with every field written out. Raises ApiError 400 when its schemas do not fit together."""
        members = self.members(scope, union["meta:class"])
        composed = {str(member["$id"]): self._resources.composed(scope, member) for member in members}
        # A composed form is another object after each change, and the key says which schemas are members.
        key = f"{union['$id']} {' '.join(composed)}"
        fields = self._united.get(scope.world, key, composed.get)
        if fields is None:
            fields = self._fields(scope, composed)
            self._united.put(scope.world, key, composed, fields)
        return {**{name: value for name, value in union.items() if name != "allOf"}, **fields}

    def members(self, scope: Scope, class_id: str) -> list[Document]:
        """The schemas of a class that are enabled, oldest first."""
        return [member for member in self._enabled(scope) if member["meta:class"] == class_id]

    def check_fit(self, scope: Scope, schema: Document, composed: Document) -> None:
        """Raises ApiError 400 when a field of the schema has another type in another member of its class's union."""
        for member in self.members(scope, schema["meta:class"]):
            if member["$id"] == schema["$id"]:
                continue
            try:
                unite(self._resources.composed(scope, member), composed)
            except DataTypeConflictError as error:
                raise errors.not_mergeable(str(schema["$id"]), str(member["$id"]), error.path, error.types) from None

    def _enabled(self, scope: Scope) -> list[Document]:
        records = self._resources.records(scope, "schemas")
        return [tenant.rendered(scope, "schemas", record) for record in records if is_enabled(record.body)]

    def _document(self, scope: Scope, class_id: str, members: Sequence[Document]) -> dict[str, Any]:
        found = self._resources.find_any(scope, class_id) or {}
        references = [str(part.get("$ref", "#")) for member in members for part in member["allOf"]]
        parts = [reference for reference in references if not reference.startswith("#")]
        extends = [extended for member in members for extended in member["meta:extends"]]
        state = " ".join(member["meta:registryMetadata"]["eTag"] for member in members)
        return {
            "$id": class_id + SUFFIX,
            "meta:altId": naming.alt_id(class_id) + SUFFIX,
            "meta:resourceType": "unions",
            "version": "1",
            "title": found.get("title", f"Union object for {class_id}"),
            "type": "object",
            "description": f"Union view of all schemas that extend {class_id}",
            "allOf": [{"$ref": reference} for reference in dict.fromkeys([class_id, *parts])],
            "imsOrg": scope.org_id,
            "meta:extends": list(dict.fromkeys([class_id, *extends, _IDENTITY_MAP, *_ids(members)])),
            "meta:xdmType": "object",
            "meta:registryMetadata": {
                "eTag": hashlib.sha256(state.encode()).hexdigest(),
                "meta:globalLibVersion": LIBRARY_VERSION,
            },
            "meta:class": class_id,
            "meta:containerId": "tenant",
            "meta:sandboxId": scope.sandbox_id,
            "meta:sandboxType": scope.sandbox_type,
        }

    def _fields(self, scope: Scope, composed: dict[str, dict[str, Any]]) -> dict[str, Any]:
        first, *others = composed.items()
        united, so_far = _bare(first[1]), first[0]
        for schema_id, member in others:
            try:
                united = unite(united, _bare(member))
            except DataTypeConflictError as error:
                raise errors.not_mergeable(schema_id, so_far, error.path, error.types) from None
        return {**united, "properties": {**self._own_fields(scope), **united.get("properties", {})}}

    def _own_fields(self, scope: Scope) -> dict[str, Any]:
        """The three fields that every union has, whatever its schemas say."""
        return {
            "identityMap": self._standard_field(scope, _IDENTITY_MAP, "identityMap"),
            "timeSeriesEvents": _EVENTS,
            "segmentMembership": self._standard_field(scope, _SEGMENTATION, "segmentMembership"),
        }

    def _standard_field(self, scope: Scope, group: str, name: str) -> Document:
        found = self._resources.find_any(scope, group)
        fields = {} if found is None else self._resources.composed(scope, found).get("properties", {})
        field: Document = fields.get(name, _MAP)
        return field


def _ids(documents: Iterable[Document]) -> list[str]:
    return [str(document["$id"]) for document in documents]


def _bare(composed: Document) -> dict[str, Any]:
    """What a composed schema says of its records, without what it says of itself."""
    return {name: composed[name] for name in _OF_RECORDS if name in composed}
