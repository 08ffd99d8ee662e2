"""Several schemas' composed forms as one view: every field of each, and no rule that a record of one would break.

Documented: help/xdm/api/unions.md ("aggregate the fields of all schemas") and "Cannot merge incompatible data types"
in the troubleshooting guide. Assumed: where two schemas bound the same field differently, the wider bounds hold.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.services.schema_registry.field_types import INTEGERS, data_type
from aep_emulator.types import Document

_SMALLER_WINS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_LARGER_WINS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
_RULES = frozenset({"required", "enum", "const", "pattern", "format", "multipleOf", "uniqueItems"})


class DataTypeConflictError(Exception):
    """A field has another data type in each of two schemas. `path` is `/person/name`, `types` the two."""

    def __init__(self, path: str, types: tuple[str, str]) -> None:
        super().__init__(path, types)
        self.path = path
        self.types = types


def unite(one: Document, other: Document, path: str = "") -> dict[str, Any]:
    """Both definitions as one that allows whatever either does. Raises DataTypeConflictError."""
    if one is other:
        return dict(one)
    types = data_type(one), data_type(other)
    if types[0] != types[1]:
        raise DataTypeConflictError(path or "/", types)
    united: dict[str, Any] = {}
    for name in dict.fromkeys([*one, *other]):
        if name in one and name in other:
            value = one[name] if one[name] == other[name] else _either(name, one[name], other[name], path)
            if value is not None:
                united[name] = value
        elif not _restricts(name, one.get(name, other.get(name))):
            united[name] = one.get(name, other.get(name))
    return united


def _either(name: str, one: Any, other: Any, path: str) -> Any:
    """What both values of a member come to; None leaves it out."""
    if name == "properties":
        return _either_properties(one, other, path)
    if name in ("items", "additionalProperties") and isinstance(one, dict) and isinstance(other, dict):
        return unite(one, other, f"{path}[*]")
    if name == "meta:enum":
        return {**other, **one}
    if name in ("enum", "required"):
        both = [item for item in other if item in one]
        return [*one, *(item for item in other if item not in one)] if name == "enum" else (both or None)
    if name in _SMALLER_WINS:
        return min(one, other)
    if name in _LARGER_WINS:
        return max(one, other)
    if name == "meta:xdmType" and one in INTEGERS and other in INTEGERS:
        return max(one, other, key=INTEGERS.index)
    return None if name in _RULES or name == "additionalProperties" else one


def _either_properties(one: Document, other: Document, path: str) -> dict[str, Any]:
    united = dict(one)
    for name, child in other.items():
        united[name] = unite(united[name], child, f"{path}/{name}") if name in united else child
    return united


def _restricts(name: str, value: Any) -> bool:
    """Whether a member that only one side has would refuse what the other side allows."""
    return name in _RULES | _SMALLER_WINS | _LARGER_WINS or (name == "additionalProperties" and value is False)
