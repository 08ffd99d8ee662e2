"""Rules for enums and maps that JSON Schema does not have.

Documented: help/xdm/tutorials/custom-fields-api.md: an enum is of the type string; a map is an object without
properties whose additionalProperties have the type string or integer. help/xdm/tutorials/suggested-values.md: beside an
enum, meta:enum names none but its values.
Assumed: an object with additionalProperties and nothing else is a map although it does not say so.
"""

from __future__ import annotations

from collections.abc import Iterator

from aep_emulator.types import Document

_MAP_VALUES = ("string", "integer")
_NO_MAP = frozenset({"properties", "allOf", "$ref"})
_SHOWN = 5


def broken_rules(field: Document) -> Iterator[str]:
    """What is wrong with a field by these rules, one sentence each."""
    if "enum" in field:
        yield from _broken_by_enum(field)
    if _is_map(field):
        yield from _broken_by_map(field)


def _broken_by_enum(field: Document) -> Iterator[str]:
    if field.get("type", "string") != "string":
        yield f"an enum must be of the type string, not {field['type']}."
    further = [name for name in field.get("meta:enum", {}) if name not in field["enum"]]
    if further:
        yield f"meta:enum must have no further values than enum; found: {', '.join(further[:_SHOWN])}."


def _is_map(field: Document) -> bool:
    if field.get("type", "object") != "object":
        return False  # What it was before may be left in meta:xdmType.
    if field.get("meta:xdmType") == "map":
        return True
    return isinstance(field.get("additionalProperties"), dict) and _NO_MAP.isdisjoint(field)


def _broken_by_map(field: Document) -> Iterator[str]:
    if "properties" in field:
        yield "a map must not have properties."
    if "$ref" in field and "additionalProperties" not in field:
        return  # The data type that it refers to is the map.
    values = field.get("additionalProperties")
    kind = values.get("type") if isinstance(values, dict) else None
    if kind not in _MAP_VALUES:
        yield f"a map must have additionalProperties of the type {' or '.join(_MAP_VALUES)}; found: {kind}."
