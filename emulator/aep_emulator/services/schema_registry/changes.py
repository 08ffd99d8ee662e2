"""The difference of two documents as a list of changes, each with its JSON Pointer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aep_emulator.types import Document, Json


def changes(before: Document, after: Document) -> Iterator[dict[str, Any]]:
    """`{action: add|update|remove, path, value}`; the value is the new one, of what is removed the old one."""
    yield from _changes(before, after, "")


def _changes(before: Json, after: Json, path: str) -> Iterator[dict[str, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            place = f"{path}/{_escaped(name)}"
            if name not in after:
                yield {"action": "remove", "path": place, "value": before[name]}
            elif name not in before:
                yield {"action": "add", "path": place, "value": after[name]}
            else:
                yield from _changes(before[name], after[name], place)
    elif isinstance(before, list) and isinstance(after, list) and _holds_objects([*before, *after]):
        for index, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from _changes(one, other, f"{path}/{index}")
        for index in range(len(after), len(before)):
            yield {"action": "remove", "path": f"{path}/{index}", "value": before[index]}
        for index in range(len(before), len(after)):
            yield {"action": "add", "path": f"{path}/{index}", "value": after[index]}
    elif before != after or isinstance(before, bool) is not isinstance(after, bool):
        yield {"action": "update", "path": path, "value": after}


def _holds_objects(items: list[Json]) -> bool:
    """Such a list is compared by its elements; one of plain values (an enum, say) is one value."""
    return all(isinstance(item, dict) for item in items)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
