"""`GET /rpc/sampledata`: a record that a composed schema accepts, with a value for every field.

Documented: help/xdm/api/sample-data.md. Its example has the published names of fields (`xdm:person`); here they are
those that a record of the schema must have. A field that nothing satisfies is left out. Of allowed values its example
has the default, or else the first; what is true or false is false.
Assumed: the same schema gives the same record.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterable, Iterator
from typing import Any

from aep_emulator.services.schema_registry import errors
from aep_emulator.services.schema_registry.sample_strings import texts
from aep_emulator.types import Document, Json

MAX_VALUES = 100_000
"""Larger records are not made."""

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
}
_OF_RECORDS = ("properties", "additionalProperties")
_RANGE = 9_999
_BYTE = 127
_LARGEST = 2**53
_ATTEMPTS = 20


class _NoValueError(Exception):
    """Nothing satisfies the definition, or it takes too long to find."""


def sample(composed: Document, seed: str) -> dict[str, Any]:
    """A record of the schema; the same seed gives the same one. Raises ApiError 400 when it would be too large."""
    # At the top even a required field may be missing: better a record to complete than none.
    return _Sampler(random.Random(seed)).record({name: composed[name] for name in _OF_RECORDS if name in composed})


class _Sampler:
    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._values = 0

    def record(self, node: Document) -> dict[str, Any]:
        """The fields of an object, or the entries of a map."""
        required = node.get("required", ())
        fields: dict[str, Any] = {}
        for name, child in node.get("properties", {}).items():
            try:
                fields[name] = self.value(child)
            except _NoValueError:
                if name in required:
                    raise
        further = node.get("additionalProperties", True)
        for name in self._further_names(node, fields):
            if further is False:
                raise _NoValueError
            fields[name] = self.value(further) if isinstance(further, dict) else "string"
        for name in [name for name in reversed(fields) if name not in required]:
            if len(fields) <= node.get("maxProperties", len(fields)):
                break
            del fields[name]
        if not node.get("minProperties", 0) <= len(fields) <= node.get("maxProperties", len(fields)):
            raise _NoValueError
        return fields

    def value(self, node: Document) -> Any:
        """A value of one field. Raises _NoValueError."""
        self._values += 1
        if self._values > MAX_VALUES:
            raise errors.bad_request(f"A sample of the schema would have more than {MAX_VALUES} values.")
        kind = node.get("type", "object" if "properties" in node else "string")
        if "const" in node or "enum" in node:
            return _first_fitting(node, kind, [node["const"]] if "const" in node else _by_default(node))
        if kind == "object":
            return self.record(node)
        if kind == "array":
            return self._items(node)
        if kind == "boolean":
            return node.get("default") is True
        if kind in ("integer", "number"):
            return _first_fitting(node, kind, self._numbers(node, whole=kind == "integer"))
        return _first_fitting(node, kind, texts(dict(node), self._rng))

    def _further_names(self, node: Document, fields: Document) -> Iterator[str]:
        yield from (name for name in node.get("required", ()) if name not in node.get("properties", {}))
        is_map = "properties" not in node and isinstance(node.get("additionalProperties"), dict)
        present = len({*fields, *node.get("required", ())})
        wanted = max(node.get("minProperties", 0), 1 if is_map else 0)
        yield from (["key"] if wanted > present else [])
        yield from (f"key{number}" for number in range(2, min(wanted - present, MAX_VALUES) + 1))

    def _items(self, node: Document) -> list[Any]:
        least, most = node.get("minItems", 0), node.get("maxItems", MAX_VALUES)
        items: list[Any] = []
        attempts = _ATTEMPTS
        try:
            while len(items) < min(max(least, 1), most):
                item = self.value(node.get("items", {}))
                if not node.get("uniqueItems") or item not in items:
                    items.append(item)
                elif (attempts := attempts - 1) == 0:
                    break
        except _NoValueError:
            items = []
        if len(items) < least:
            raise _NoValueError
        return items

    def _numbers(self, node: Document, *, whole: bool) -> Iterator[float]:
        step = node.get("multipleOf", 1 if whole else 0)
        low, high = _bounds(node)
        try:
            if step:
                first, last = math.ceil(low / step), math.floor(high / step)
                yield from (self._rng.randint(first, last) * step for _ in range(3 if first <= last else 0))
                yield from (first * step, (first + 1) * step, last * step)
            else:
                yield from (round(self._rng.uniform(low, high), digits) for digits in (2, 6))
        except (OverflowError, ValueError):
            pass
        yield from (low, high, (low + high) / 2, 0)


def _by_default(node: Document) -> Iterator[Json]:
    """The values of an enum, the default before all others."""
    default = node.get("default")
    yield from (value for value in node["enum"] if value == default)
    yield from node["enum"]


def _bounds(node: Document) -> tuple[float, float]:
    lows = [node[name] for name in ("minimum", "exclusiveMinimum") if name in node]
    highs = [node[name] for name in ("maximum", "exclusiveMaximum") if name in node]
    span = _BYTE if node.get("meta:xdmType") == "byte" else _RANGE
    low = max(lows) if lows else min(0, *(high - span for high in highs)) if highs else 0
    return low, min(*highs, low + span) if highs else low + span


def _first_fitting(node: Document, kind: str, candidates: Iterable[Any]) -> Any:
    for candidate in candidates:
        # 4.0 is a whole number in JSON Schema and looks like none.
        is_whole = kind == "integer" and isinstance(candidate, float) and candidate.is_integer()
        value = int(candidate) if is_whole else candidate
        if _fits(node, kind, value):
            return value
    raise _NoValueError


def _fits(node: Document, kind: str, value: Any) -> bool:
    if not isinstance(value, _TYPES.get(kind, object)) or (isinstance(value, bool) and kind != "boolean"):
        return False
    if isinstance(value, str):
        length_fits = node.get("minLength", 0) <= len(value) <= node.get("maxLength", len(value))
        # What is not made for the pattern is an enum's value, which the schema's author chose.
        return length_fits and ("enum" not in node or _is_found(node.get("pattern"), value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return abs(value) <= _LARGEST and _number_fits(node, value)
    return True


def _number_fits(node: Document, value: float) -> bool:
    if value < node.get("minimum", value) or value > node.get("maximum", value):
        return False
    if "exclusiveMinimum" in node and value <= node["exclusiveMinimum"]:
        return False
    if "exclusiveMaximum" in node and value >= node["exclusiveMaximum"]:
        return False
    step = node.get("multipleOf")
    if step is None:
        return True
    try:
        return bool((value / step).is_integer() if isinstance(step, float) else value % step == 0)
    except OverflowError:
        return False


def _is_found(pattern: str | None, value: str) -> bool:
    return pattern is None or re.search(pattern, value) is not None
