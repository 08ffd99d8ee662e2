"""Several definitions of one field as one: what satisfies the result satisfies each of them."""

from __future__ import annotations

import math
import re
from typing import Any

from aep_emulator.services.schema_registry.field_types import xdm_type

_LARGER_WINS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_SMALLER_WINS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
_MUST_AGREE = ("type", "format", "const")


class MergeConflictError(Exception):
    """Two definitions that nothing can satisfy at once; the message names the field and both.

    `path` leads to the field (`/person/name`, `/items[*]/id`), `how` says in which way it is defined twice.
    """

    def __init__(self, path: str, how: str) -> None:
        super().__init__(path, how)
        self.path = path
        self.how = how

    def __str__(self) -> str:
        return f"the path {self.path or '/'} is defined {self.how}"

    def inside(self, step: str) -> MergeConflictError:
        """The same conflict seen from one level up: `step` is `/name` or `[*]`."""
        return MergeConflictError(step + self.path, self.how)

    def between(self, one: str, other: str) -> MergeConflictError:
        """The same conflict, naming where the two definitions come from."""
        return MergeConflictError(self.path, f"{self.how}, by {one} and by {other}")


def merge(first: dict[str, Any], second: dict[str, Any], path: str = "") -> dict[str, Any]:
    """Both definitions in one new document. `path` names the field in messages. Raises MergeConflictError.

    Where they differ in something that is no rule (a title, say), the first one's stays: the caller puts whoever
    refers before what is referred to.
    """
    merged = dict(first)
    for name, value in second.items():
        if name not in merged:
            merged[name] = value
        elif merged[name] != value:
            merged[name] = _both(name, merged[name], value, path)
    if "meta:xdmType" in merged:
        # A text that is a date by the other definition is one; two bounds make a whole number narrower than one.
        merged["meta:xdmType"] = xdm_type(merged)
    return merged


def _both(name: str, one: Any, other: Any, path: str) -> Any:
    if name == "properties":
        return _merge_properties(one, other, path)
    if name == "required":
        return list(dict.fromkeys([*one, *other]))
    if name in ("items", "additionalProperties"):
        if isinstance(one, dict) and isinstance(other, dict):
            return merge(one, other, f"{path}[*]")
        return False if name == "additionalProperties" else one
    if name in _LARGER_WINS:
        return max(one, other)
    if name in _SMALLER_WINS:
        return min(one, other)
    if name == "uniqueItems":
        return one or other
    if name == "multipleOf":
        return math.lcm(one, other) if isinstance(one, int) and isinstance(other, int) else one
    if name == "pattern":
        return _both_patterns(one, other, path)
    if name == "enum":
        allowed = {_key(item) for item in other}
        common = [item for item in one if _key(item) in allowed]
        if not common:
            raise MergeConflictError(path, "twice with no common value in 'enum'")
        return common
    if name in _MUST_AGREE:
        raise MergeConflictError(path, f"with the incompatible {name}s {one} and {other}")
    return one


def _key(value: Any) -> Any:
    """Something hashable that is equal for equal JSON values: true is not 1, though Python says so."""
    if isinstance(value, list):
        return (list, tuple(_key(item) for item in value))
    if isinstance(value, dict):
        return (dict, frozenset((name, _key(item)) for name, item in value.items()))
    return (bool, value) if isinstance(value, bool) else value


def _both_patterns(one: str, other: str, path: str) -> str:
    both = f"^(?=[\\s\\S]*?(?:{one}))(?=[\\s\\S]*?(?:{other}))"
    try:
        re.compile(both)
    except (re.error, OverflowError, RecursionError) as error:
        # Flags and named groups cannot stand inside another expression.
        raise MergeConflictError(path, f"with two patterns that cannot be combined: {error}") from None
    return both


def _merge_properties(one: dict[str, Any], other: dict[str, Any], path: str) -> dict[str, Any]:
    merged = dict(one)
    for name, child in other.items():
        merged[name] = merge(merged[name], child, f"{path}/{name}") if name in merged else child
    return merged
