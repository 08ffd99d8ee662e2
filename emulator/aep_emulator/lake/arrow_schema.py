"""From a composed XDM schema to the Arrow schema its records are stored in.

Documented: the field types and integer bounds of "XDM field type constraints"
(help/xdm/schema/field-constraints.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aep_emulator.types import Document

if TYPE_CHECKING:
    import pyarrow as pa

# Deeper than any published schema, and well inside Python's own limit on recursion.
MAX_DEPTH = 64
"""Levels of objects and arrays inside each other that are stored."""

_Path = tuple[int, ...]
"""The identities of the definitions on the way down, so that a type that contains itself is noticed."""


def arrow_schema(composed: Document) -> pa.Schema:
    """The Arrow schema of a composed (xed-full) XDM schema: one field per top-level property.

    Objects become structs, arrays lists, maps Arrow maps with string keys. What cannot hold a value is left out: an
    object without properties, because Parquet has no empty struct, and a type inside itself.
    """
    import pyarrow as pa

    return pa.schema(_fields(composed, ()))


def _fields(definition: Document, path: _Path) -> list[Any]:
    import pyarrow as pa

    return [
        pa.field(name, kind)
        for name, child in definition.get("properties", {}).items()
        if (kind := _arrow_type(child, path)) is not None
    ]


def _arrow_type(definition: Any, path: _Path) -> Any:
    import pyarrow as pa

    if not isinstance(definition, dict) or id(definition) in path or len(path) >= MAX_DEPTH:
        return None
    path = (*path, id(definition))
    kind = xdm_type(definition)
    if kind == "array":
        items = definition.get("items")
        element = _arrow_type(items[0] if isinstance(items, list) and items else items, path)
        return None if element is None else pa.list_(element)
    if kind == "map":
        value = _arrow_type(definition.get("additionalProperties"), path)
        return None if value is None else pa.map_(pa.string(), value)
    if kind == "object":
        fields = _fields(definition, path)
        return pa.struct(fields) if fields else None
    return _scalar_type(kind)


def _scalar_type(kind: str) -> Any:
    import pyarrow as pa

    match kind:
        case "string":
            return pa.string()
        case "boolean":
            return pa.bool_()
        case "number" | "double":
            return pa.float64()
        case "byte":
            return pa.int8()
        case "short":
            return pa.int16()
        case "int" | "integer":
            return pa.int32()
        case "long":
            return pa.int64()
        case "date":
            return pa.date32()
        case "date-time":
            return pa.timestamp("ms", tz="UTC")
        case _:
            return None


def xdm_type(definition: Document) -> str:
    """The XDM type of a field: string, int, object, map … ; `None` as text for a field that has none."""
    kind = definition.get("meta:xdmType") or _json_type(definition)
    if (
        kind == "object"
        and not definition.get("properties")
        and isinstance(definition.get("additionalProperties"), dict)
    ):
        return "map"
    return str(kind)


def _json_type(definition: Document) -> str:
    kind = definition.get("type")
    if isinstance(kind, list):
        kind = next((name for name in kind if name != "null"), None)
    if kind == "string" and definition.get("format") in ("date", "date-time"):
        return str(definition["format"])
    if kind == "integer":
        return _integer_type(definition)
    if kind is None and "properties" in definition:
        return "object"
    return str(kind)


def _integer_type(definition: Document) -> str:
    """The narrowest type that holds the bounds; without bounds it is int."""
    bounds = [definition[key] for key in ("minimum", "maximum") if isinstance(definition.get(key), int | float)]
    largest = max((bound if bound >= 0 else -bound - 1 for bound in bounds), default=2**31 - 1)
    # A lower bound of 0 alone says nothing about the width.
    if "maximum" not in definition:
        largest = max(largest, 2**31 - 1)
    for name, limit in (("byte", 2**7), ("short", 2**15), ("int", 2**31)):
        if largest < limit:
            return name
    return "long"
