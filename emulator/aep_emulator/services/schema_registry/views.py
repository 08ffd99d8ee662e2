"""The forms of a resource that leave something out or arrange it differently: notext, flat, deprecatefield."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aep_emulator.services.schema_registry.naming import field_names
from aep_emulator.types import Document

Change = Callable[[Document], dict[str, Any]]
"""Another definition of a field, made from the one it has; that one stays as it is."""


def without_text(node: Any) -> Any:
    """A copy without titles and descriptions, for the `notext` forms; fields that bear such names stay."""
    if not isinstance(node, dict):
        return node
    copy: dict[str, Any] = {}
    for name, value in node.items():
        if name in ("title", "description") and isinstance(value, str):
            continue
        if name in ("properties", "definitions") and isinstance(value, dict):
            copy[name] = {field: without_text(child) for field, child in value.items()}
        elif name == "allOf":
            copy[name] = [without_text(part) for part in value]
        elif name in ("items", "additionalProperties"):
            copy[name] = without_text(value)
        else:
            copy[name] = value
    return copy


def flattened(composed: Document) -> dict[str, Any]:
    """The composed form with `properties` keyed by path (`person/name/firstName`), leaves only."""
    leaves: dict[str, Any] = {}

    def walk(properties: Document, prefix: str) -> None:
        for name, child in properties.items():
            if isinstance(child.get("properties"), dict):
                walk(child["properties"], f"{prefix}{name}/")
            else:
                leaves[prefix + name] = child

    walk(composed.get("properties", {}), "")
    return {**composed, "properties": leaves}


def deprecated(composed: Document, paths: Iterable[str]) -> dict[str, Any]:
    """The composed form with meta:status `deprecated` on the fields at these paths (`/person/name`)."""
    marked = dict(composed)
    for path in paths:
        marked = changed_at(marked, field_names(path), lambda field: {**field, "meta:status": "deprecated"})
    return marked


def changed_at(node: Document, names: Sequence[str], change: Change) -> dict[str, Any]:
    """A copy with another definition of the field that these names lead to, also through arrays, if it is there."""
    if not names:
        return change(node)
    if isinstance(node.get("items"), dict):
        return {**node, "items": changed_at(node["items"], names, change)}
    child = node.get("properties", {}).get(names[0])
    if child is None:
        return dict(node)
    return {**node, "properties": {**node["properties"], names[0]: changed_at(child, names[1:], change)}}
