"""Several definitions of one field as one: what satisfies the result satisfies each of them."""

from __future__ import annotations

import math
from typing import Any

_LARGER_WINS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_SMALLER_WINS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
_MUST_AGREE = ("type", "format", "const")


class MergeConflictError(Exception):
    """Two definitions that nothing can satisfy at once; the message names the field and both."""


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
    return merged


def _both(name: str, one: Any, other: Any, path: str) -> Any:
    if name == "properties":
        return _merge_properties(one, other, path)
    if name == "required":
        return [*one, *(item for item in other if item not in one)]
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
        return f"^(?=[\\s\\S]*?(?:{one}))(?=[\\s\\S]*?(?:{other}))"
    if name == "enum":
        common = [item for item in one if item in other]
        if not common:
            raise MergeConflictError(f"the path {path or '/'} is defined twice with no common value in 'enum'")
        return common
    if name in _MUST_AGREE:
        raise MergeConflictError(
            f"incompatible data types: the path {path or '/'} is defined with the {name}s {one} and {other}"
        )
    return one


def _merge_properties(one: dict[str, Any], other: dict[str, Any], path: str) -> dict[str, Any]:
    merged = dict(one)
    for name, child in other.items():
        merged[name] = merge(merged[name], child, f"{path}/{name}") if name in merged else child
    return merged
