"""The standard XDM components, as the global container shows them.

The fixtures hold facts only (names, types, formats, bounds, values, references); what every component has in common
is added here. A file is called after its component's meta:altId, so the folders are the index, and a component is
read when somebody first asks for it.
"""

from __future__ import annotations

import functools
from typing import Any

import aep_fixtures
from aep_emulator.services.schema_registry.field_types import with_types
from aep_emulator.services.schema_registry.naming import alt_id
from aep_emulator.types import Document

LIBRARY_VERSION = "1.16.1"
_FOLDERS = {"behaviors": "behaviors", "classes": "classes", "mixins": "field_groups", "datatypes": "data_types"}


class Library:
    """All standard components by kind (behaviors, classes, mixins, datatypes) and meta:altId, or by `$id`."""

    def __init__(self) -> None:
        self._read: dict[str, Document] = {}

    @functools.cached_property
    def _kinds(self) -> dict[str, str]:
        return {f"_{name}": kind for kind, folder in _FOLDERS.items() for name in aep_fixtures.names(f"xdm/{folder}")}

    def all(self, kind: str) -> list[Document]:
        """Every component of one kind, in the order of their meta:altIds; none for an unknown kind."""
        return [self._component(address, kind) for address, its_kind in self._kinds.items() if its_kind == kind]

    def find(self, kind: str, address: str) -> Document | None:
        """A component of one kind by meta:altId."""
        return self._component(address, kind) if self._kinds.get(address) == kind else None

    def find_any(self, resource_id: str) -> Document | None:
        """A component of any kind by `$id`."""
        address = alt_id(resource_id)
        kind = self._kinds.get(address)
        if kind is None:
            return None
        found = self._component(address, kind)
        # Two ids can have one meta:altId (a final slash, http for https); only the component's own leads to it.
        return found if found["$id"] == resource_id else None

    def _component(self, address: str, kind: str) -> Document:
        known = self._read.get(address)
        if known is None:
            facts = aep_fixtures.read_json(f"xdm/{_FOLDERS[kind]}/{address[1:]}.json")
            # Under threads two may read the same file; everybody gets the copy that was kept first.
            known = self._read.setdefault(address, _document(facts, kind))
        return known


def _document(facts: dict[str, Any], kind: str) -> Document:
    resource_id = facts["$id"]
    name = alt_id(resource_id).rpartition(".")[2]
    extends = facts.get("extends", [])
    own: dict[str, Any] = {"properties": {}}
    own.update({key: facts[key] for key in ("properties", "required", "additionalProperties") if key in facts})
    document: dict[str, Any] = {
        "$id": resource_id,
        "meta:altId": alt_id(resource_id),
        "meta:resourceType": kind,
        "version": "1",
        "title": facts["title"],
        "type": "object",
        "definitions": {name: with_types(_with_published_names(own))},
        "allOf": [
            {"$ref": reference, "type": "object", "meta:xdmType": "object"}
            for reference in (*extends, f"#/definitions/{name}")
        ],
        "refs": sorted(extends),
        "meta:extensible": True,
        "meta:abstract": facts.get("abstract", kind != "datatypes"),
        "meta:xdmType": "object",
        "meta:containerId": "global",
        "meta:tenantNamespace": "_xdm",
        "meta:registryMetadata": {"meta:globalLibVersion": LIBRARY_VERSION},
    }
    if extends and kind == "classes":
        document["meta:extends"] = extends
    if "intendedToExtend" in facts:
        document["meta:intendedToExtend"] = facts["intendedToExtend"]
    if "status" in facts:
        document["meta:status"] = facts["status"]
    return document


def _with_published_names(node: dict[str, Any]) -> dict[str, Any]:
    """The node with meta:xdmField on each field: its name in the published XDM files.

    The fixtures state the name only where it is not `xdm:` and the field's own; objects that exist on the platform
    only, to nest a prefixed name, have none.
    """
    named = dict(node)
    if "properties" in node:
        named["properties"] = {
            name: _with_published_names(
                child if "meta:xedConverted" in child else {"meta:xdmField": f"xdm:{name}", **child}
            )
            for name, child in node["properties"].items()
        }
    for member in ("items", "additionalProperties"):
        if isinstance(node.get(member), dict):
            named[member] = _with_published_names(node[member])
    return named
