"""The standard XDM components, as the global container shows them.

The fixtures hold facts only (names, types, formats, bounds, values, references); what every component has in common
is added here. Loaded at the first look.
"""

from __future__ import annotations

import functools
from typing import Any

import aep_fixtures
from aep_emulator.services.schema_registry.naming import alt_id
from aep_emulator.types import Document

LIBRARY_VERSION = "1.16.1"
_FOLDERS = {"behaviors": "behaviors", "classes": "classes", "field_groups": "mixins", "data_types": "datatypes"}


class Library:
    """All standard components by `$id` and by meta:altId."""

    @functools.cached_property
    def by_kind(self) -> dict[str, dict[str, Document]]:
        """The components of each kind (behaviors, classes, mixins, datatypes, schemas), by meta:altId."""
        kinds: dict[str, dict[str, Document]] = {"schemas": {}}
        for folder, kind in _FOLDERS.items():
            components = [aep_fixtures.read_json(f"xdm/{folder}/{name}.json") for name in _names(folder)]
            documents = [_document(component, kind) for component in components]
            kinds[kind] = {document["meta:altId"]: document for document in documents}
        return kinds

    @functools.cached_property
    def _by_id(self) -> dict[str, Document]:
        return {document["$id"]: document for documents in self.by_kind.values() for document in documents.values()}

    def find(self, kind: str, address: str) -> Document | None:
        """A component of one kind by meta:altId."""
        return self.by_kind.get(kind, {}).get(address)

    def find_any(self, resource_id: str) -> Document | None:
        """A component of any kind by `$id`."""
        return self._by_id.get(resource_id)


def _names(folder: str) -> list[str]:
    return aep_fixtures.names(f"xdm/{folder}")


def _document(component: dict[str, Any], kind: str) -> Document:
    resource_id = component["$id"]
    name = alt_id(resource_id).rpartition(".")[2]
    own: dict[str, Any] = {"properties": component.get("properties", {})}
    if "required" in component:
        own["required"] = component["required"]
    extends = component.get("extends", [])
    document: dict[str, Any] = {
        "$id": resource_id,
        "meta:altId": alt_id(resource_id),
        "meta:resourceType": kind,
        "version": "1",
        "title": component["title"],
        "type": "object",
        "definitions": {name: own},
        "allOf": [
            *({"$ref": parent, "type": "object", "meta:xdmType": "object"} for parent in extends),
            {"$ref": f"#/definitions/{name}", "type": "object", "meta:xdmType": "object"},
        ],
        "refs": sorted(extends),
        "meta:extensible": True,
        "meta:abstract": component.get("abstract", kind != "datatypes"),
        "meta:xdmType": "object",
        "meta:containerId": "global",
        "meta:tenantNamespace": "_xdm",
        "meta:registryMetadata": {"meta:globalLibVersion": LIBRARY_VERSION},
    }
    if extends and kind == "classes":
        document["meta:extends"] = extends
    if "intendedToExtend" in component:
        document["meta:intendedToExtend"] = component["intendedToExtend"]
    if component.get("status"):
        document["meta:status"] = component["status"]
    return document
