"""From a composed XDM schema to the Arrow schema its records are stored in.

Documented: the field types of "Schema field constraints" (help/xdm/schema/field-constraints.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aep_emulator.types import Document

if TYPE_CHECKING:
    import pyarrow as pa

# A type may contain itself; below this depth there is nothing any documented schema uses.
_MAX_DEPTH = 24


def arrow_schema(composed: Document) -> pa.Schema:
    """The Arrow schema of a composed (xed-full) XDM schema: one field per top-level property.

    Objects become structs, arrays lists, maps Arrow maps with string keys. What cannot hold a value (an object
    without properties) is left out, because Parquet has no empty struct.
    """
    import pyarrow as pa

    fields = []
    for name, definition in composed.get("properties", {}).items():
        kind = _arrow_type(definition, 0)
        if kind is not None:
            fields.append(pa.field(name, kind))
    return pa.schema(fields)


def _arrow_type(definition: Document, depth: int) -> Any:
    import pyarrow as pa

    if depth > _MAX_DEPTH:
        return None
    xdm_type = definition.get("meta:xdmType") or _plain_type(definition)
    scalars = {
        "string": pa.string,
        "boolean": pa.bool_,
        "number": pa.float64,
        "double": pa.float64,
        "byte": pa.int8,
        "short": pa.int16,
        "int": pa.int32,
        "integer": pa.int32,
        "long": pa.int64,
        "date": pa.date32,
        "date-time": lambda: pa.timestamp("ms", tz="UTC"),
    }
    if xdm_type in scalars:
        return scalars[xdm_type]()
    if xdm_type == "array":
        element = _arrow_type(definition.get("items", {}), depth + 1)
        return None if element is None else pa.list_(element)
    if xdm_type == "map" or _is_map(definition):
        value = _arrow_type(definition.get("additionalProperties", {}), depth + 1)
        return None if value is None else pa.map_(pa.string(), value)
    if xdm_type == "object":
        fields = [
            pa.field(name, kind)
            for name, child in definition.get("properties", {}).items()
            if (kind := _arrow_type(child, depth + 1)) is not None
        ]
        return pa.struct(fields) if fields else None
    return None


def _plain_type(definition: Document) -> str:
    kind = definition.get("type")
    if isinstance(kind, list):
        kind = next((name for name in kind if name != "null"), None)
    if kind == "string" and definition.get("format") in ("date", "date-time"):
        return str(definition["format"])
    if kind == "integer":
        largest = definition.get("maximum", 2**31 - 1)
        return "int" if largest <= 2**31 else "long"
    return str(kind or ("object" if "properties" in definition else ""))


def _is_map(definition: Document) -> bool:
    return isinstance(definition.get("additionalProperties"), dict) and not definition.get("properties")
