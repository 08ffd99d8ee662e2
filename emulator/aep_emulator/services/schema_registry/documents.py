"""A standard component as the global container shows it, made of its facts.

The facts (see `published`) are what only this component says; all that follows from them is added here: identifiers,
types, published names, references.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aep_emulator.services.schema_registry.field_types import with_types
from aep_emulator.services.schema_registry.naming import alt_id
from aep_emulator.services.schema_registry.published.components import Facts
from aep_emulator.types import Document

LIBRARY_VERSION = "1.16.1"

_STATED = {"intendedToExtend": "meta:intendedToExtend", "status": "meta:status", "class": "meta:class"}

ASSUMED_ID = "assumedId"
"""True in the facts of a component that has a page but no published file: its `$id` is made like its siblings'."""

HEADER = frozenset({"$id", "title", "type", "extends", "abstract", "extensible", ASSUMED_ID, *_STATED})
"""The facts about the component as a whole, of which `header` shows what it knows. All others are about fields."""


def document(facts: Facts, kind: str) -> dict[str, Any]:
    """The resource as a look-up shows it without resolving anything. Treat it as read-only."""
    parts = [
        {"type": "object", "meta:xdmType": "object", **with_types(_named(part))} for part in facts.get("allOf", ())
    ]
    own = {"type": facts.get("type", "object"), **{n: value for n, value in facts.items() if n not in HEADER}}
    body = with_types(_named(own))
    definitions = {name: with_types(_named(part)) for name, part in facts.get("definitions", {}).items()}
    return {
        **header(facts, kind),
        **body,
        "definitions": definitions,
        "allOf": parts,
        "refs": sorted(set(_references(facts))),
    }


def header(facts: Facts, kind: str) -> dict[str, Any]:
    """The resource without its fields: what lists of identifiers show and sort by."""
    shown: dict[str, Any] = {
        "$id": facts["$id"],
        "meta:altId": alt_id(facts["$id"]),
        "meta:resourceType": kind,
        "version": "1",
        "title": facts["title"],
        "type": facts.get("type", "object"),
        "meta:extensible": facts.get("extensible", kind != "schemas"),
        "meta:abstract": facts.get("abstract", kind not in ("datatypes", "schemas")),
        "meta:xdmType": facts.get("type", "object"),
        "meta:containerId": "global",
        "meta:tenantNamespace": "_xdm",
        "meta:registryMetadata": {"meta:globalLibVersion": LIBRARY_VERSION},
    }
    shown.update({member: facts[name] for name, member in _STATED.items() if name in facts})
    # Classes and schemas only: aepp would look every id listed here up as a field group.
    if facts.get("extends"):
        shown["meta:extends"] = facts["extends"]
    return shown


def _references(node: Document) -> Iterator[str]:
    """Every other resource that is referred to anywhere in a node, by `$id`."""
    reference = str(node.get("$ref", "")).partition("#")[0]
    if reference:
        yield reference
    for member in ("definitions", "properties"):
        for child in node.get(member, {}).values():
            yield from _references(child)
    for member in ("items", "additionalProperties"):
        if isinstance(node.get(member), dict):
            yield from _references(node[member])
    for part in node.get("allOf", ()):
        yield from _references(part)


def _named(node: dict[str, Any]) -> dict[str, Any]:
    """The node with meta:xdmField on each field: its name in the published files.

    Facts state the name only where it is not `xdm:` and the field's own; objects that exist on the platform only, to
    nest a prefixed name, have none.
    """
    named = dict(node)
    if "properties" in node:
        named["properties"] = {
            name: _named(child if "meta:xedConverted" in child else {"meta:xdmField": f"xdm:{name}", **child})
            for name, child in node["properties"].items()
        }
    for member in ("items", "additionalProperties"):
        if isinstance(node.get(member), dict):
            named[member] = _named(node[member])
    if "allOf" in node:
        named["allOf"] = [_named(part) for part in node["allOf"]]
    return named
