"""meta:refProperty: a schema has only some of a field group's fields.

Documented: help/xdm/tutorials/specific-fields-api.md puts one path or several beside the reference to a field group;
entries that refer to the same group add up.
Assumed: a path in meta:refProperty may lead through arrays; a field that a field group requires is not required in a
schema that leaves it out; beside a class, whose fields are there as a whole, meta:refProperty is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aep_emulator.services.schema_registry.fields_at import field_at
from aep_emulator.services.schema_registry.naming import field_names
from aep_emulator.types import Document

REF_PROPERTY = "meta:refProperty"

_Chosen = dict[str, "_Chosen"]
"""The chosen fields by name; one without any inside is there as a whole."""


class UnknownFieldError(Exception):
    """The path of a field that the group does not have."""


def paths_of(part: Document) -> list[str]:
    """The paths beside a reference; none where the whole group is meant."""
    paths = part.get(REF_PROPERTY, [])
    return [paths] if isinstance(paths, str) else list(paths)


def only(resolved: Document, paths: Iterable[str]) -> dict[str, Any]:
    """A copy of a resolved field group with the fields at these paths and what leads to them.

    Raises UnknownFieldError.
    """
    chosen: _Chosen = {}
    # What a field is part of comes first.
    for names, path in sorted((field_names(path), path) for path in paths):
        _choose(chosen, names)
        if field_at(resolved, names) is None:
            raise UnknownFieldError(path)
    return _cut(resolved, chosen)


def _choose(chosen: _Chosen, names: list[str]) -> None:
    """Add a field, unless one that it is part of is there already."""
    for number, name in enumerate(names):
        if name not in chosen:
            rest: _Chosen = {}
            for deeper in reversed(names[number + 1 :]):
                rest = {deeper: rest}
            chosen[name] = rest
            return
        if not chosen[name]:
            return
        chosen = chosen[name]


def _cut(node: Document, chosen: _Chosen) -> dict[str, Any]:
    if isinstance(node.get("items"), dict):
        return {**node, "items": _cut(node["items"], chosen)}
    left = {
        name: _cut(field, chosen[name]) if chosen[name] else field
        for name, field in node["properties"].items()
        if name in chosen
    }
    required = [name for name in node.get("required", ()) if name in chosen]
    return {
        **{name: value for name, value in node.items() if name != "required"},
        "properties": left,
        **({"required": required} if required else {}),
    }
