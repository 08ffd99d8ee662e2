"""The field that is a schema's primary identity is required in the resolved schema, and so are its parents.

Documented: help/xdm/tutorials/create-schema-api.md ends with such a schema, in which the field, a string, may not be
empty either; help/xdm/ui/fields/identity.md on the parents; help/ingestion/tutorials/streaming-record-data.md says that
streamed messages without the field are refused. Batches and dataflows refuse such rows for the same reason: their rows
are held against the schema, and help/ingestion/quality/overview.md lists the check of required fields for batches too.
Assumed: identities that are not primary are not required, though identity.md, on the user interface, calls all of them
so; nor is a primary identity inside an array or a map; a union requires no identity: its schemas have different ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry.composed_cache import ComposedCache
from aep_emulator.services.schema_registry.descriptors import Descriptors
from aep_emulator.services.schema_registry.naming import field_names
from aep_emulator.types import Document

_DESCRIPTOR = "descriptor"
_SCHEMA = "schema"


class PrimaryIdentities:
    """Makes schemas require their primary identity; the same object as long as neither of the two changes."""

    def __init__(self, descriptors: Descriptors) -> None:
        self._descriptors = descriptors
        self._made = ComposedCache()

    def required(self, scope: Scope, composed: dict[str, Any]) -> dict[str, Any]:
        """The composed schema with its primary identity required; itself when it has none."""
        schema_id = str(composed["$id"])
        descriptor = self._descriptors.primary_identity(scope, schema_id)
        if descriptor is None:
            return composed
        parts = {_SCHEMA: composed, _DESCRIPTOR: descriptor}
        known = self._made.get(scope.world, schema_id, parts.get)
        if known is not None:
            return known
        made = with_required(composed, str(descriptor["xdm:sourceProperty"]))
        self._made.put(scope.world, schema_id, parts, made)
        return made


def with_required(composed: dict[str, Any], path: str) -> dict[str, Any]:
    """The composed form that requires the field at the path (`/person/name`) and its parents; itself if it cannot."""
    return _requiring(composed, field_names(path)) or composed


def _requiring(node: Document, names: Sequence[str]) -> dict[str, Any] | None:
    name, *inner = names
    child = node.get("properties", {}).get(name)
    if child is None:
        return None
    changed = _requiring(child, inner) if inner else _not_empty(child)
    if changed is None:
        return None
    required = dict.fromkeys([*node.get("required", ()), name])
    return {**node, "properties": {**node["properties"], name: changed}, "required": list(required)}


def _not_empty(field: Document) -> dict[str, Any]:
    if field.get("type") != "string":
        return dict(field)
    return {**field, "minLength": max(1, field.get("minLength", 0))}
