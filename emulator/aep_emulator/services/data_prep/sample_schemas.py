"""The JSON Schema that sample data suggest. Documented: help/data-prep/api/schemas.md "Using sample data".

Assumed: what the page does not show. Objects and arrays are described by their members, a list of rows by the members
of all of them; where values have different types the first one wins, and a null says nothing unless there is only that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aep_emulator.types import Json

_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (dict, "object"),
    (list, "array"),
)


def schema_of(sample_id: str, rows: Json) -> dict[str, Any]:
    """The schema of an object, or of each of a list of objects."""
    return {
        "title": f"SampleSchema:{sample_id}",
        "type": "object",
        "properties": _properties(rows if isinstance(rows, list) else [rows]),
    }


def _properties(objects: Iterable[dict[str, Any]]) -> dict[str, Any]:
    values: dict[str, list[Any]] = {}
    for members in objects:
        for name, value in members.items():
            values.setdefault(name, []).append(value)
    return {name: {"title": name, **_described(found)} for name, found in values.items()}


def _described(values: list[Any]) -> dict[str, Any]:
    present = [value for value in values if value is not None]
    kind = next((name for of, name in _TYPES if present and isinstance(present[0], of)), "string")
    if kind == "object":
        return {"type": kind, "properties": _properties(value for value in present if isinstance(value, dict))}
    if kind == "array":
        elements = [element for value in present if isinstance(value, list) for element in value]
        return {"type": kind, "items": _described(elements)} if elements else {"type": kind}
    return {"type": kind}
