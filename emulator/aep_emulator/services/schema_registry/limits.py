"""How large a resource may be: what is accepted is checked, composed and patched while other requests wait.

Assumed: Adobe documents no such limits; these are far above the largest standard resources.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from aep_emulator.services.schema_registry import errors
from aep_emulator.types import Json

MAX_DEPTH = 60
"""Levels of objects and arrays inside each other."""

MAX_VALUES = 100_000
"""Objects, arrays and scalars together, without the types that the registry adds to each field by itself."""


def check_size(body: Json) -> None:
    """Raises ApiError 400 for a body that is nested too deep or has too many values."""
    level, values = [body], 0
    for _ in range(MAX_DEPTH + 1):
        values += len(level)
        if values > MAX_VALUES:
            raise errors.bad_request(f"The resource has more than {MAX_VALUES} values.")
        level = _inside(level)
        if not level:
            return
    raise errors.bad_request(f"The resource nests deeper than {MAX_DEPTH} levels.")


def values_in(body: Json) -> int:
    """Objects, arrays and scalars together, of a body that is not too deep."""
    level, values = [body], 0
    while level:
        values += len(level)
        level = _inside(level)
    return values


def _inside(level: list[Json]) -> list[Json]:
    return list(itertools.chain.from_iterable(map(_members, level)))


def _members(node: Json) -> Iterable[Json]:
    if isinstance(node, dict):
        # What was accepted is sent back completed, and must still be accepted then.
        added = ("meta:xdmType", "type") if "$ref" in node or "properties" in node else ("meta:xdmType",)
        return [value for name, value in node.items() if name not in added or not isinstance(value, str)]
    return node if isinstance(node, list) else ()
