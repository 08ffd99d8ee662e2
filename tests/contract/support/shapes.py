"""The shape of a JSON value: its keys and types, lists by their elements, whatever the values are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.contract.support.scrub import MILLISECONDS, PLACEHOLDER

_TYPES = {bool: "boolean", int: "number", float: "number", str: "string", type(None): "null", dict: "object"}


@dataclass
class Shape:
    """JSON types; the shapes of the members; the shape of all elements together, None while no element was seen.

    A member whose name is an id, as in Catalog's answers, is known by the kind of its name: `<id>`.
    """

    types: set[str] = field(default_factory=set)
    members: dict[str, Shape] = field(default_factory=dict)
    elements: Shape | None = None


def shape(values: Iterable[Any]) -> Shape:
    """The shape that all these values have together."""
    found = Shape()
    members: dict[str, list[Any]] = {}
    elements: list[Any] = []
    for value in values:
        found.types.add("list" if isinstance(value, list) else type_of(value))
        if isinstance(value, dict):
            for name, item in value.items():
                members.setdefault(unnumbered(name), []).append(item)
        elif isinstance(value, list):
            elements += value
    found.members = {name: shape(items) for name, items in members.items()}
    found.elements = shape(elements) if elements else None
    return found


def type_of(value: Any) -> str:
    """The JSON type of a value that is no list; a placeholder has that of what it stands for."""
    return "number" if value == MILLISECONDS else _TYPES[type(value)]


def unnumbered(text: str) -> str:
    """A text with the kinds of its placeholders only."""
    return PLACEHOLDER.sub(r"<\1>", text)


def differences(recorded: Shape, found: Shape, path: str) -> Iterator[tuple[str, str, str]]:
    """`(path, recorded, found)` for each type that changed and each member that came or went."""
    if not recorded.types & found.types:
        yield path, _either(recorded), _either(found)
        return
    for name in recorded.members.keys() | found.members.keys():
        inner = f"{path}.{name}"
        if name not in found.members:
            # Only where both have objects: in a list of several types one may lack any.
            if "object" in found.types:
                yield inner, _either(recorded.members[name]), "missing"
        elif name not in recorded.members:
            # More objects of other people in a map are like more elements in a list.
            if "object" in recorded.types and not PLACEHOLDER.fullmatch(name):
                yield inner, "missing", _either(found.members[name])
        else:
            yield from differences(recorded.members[name], found.members[name], inner)
    if recorded.elements is not None and found.elements is not None:
        yield from differences(recorded.elements, found.elements, f"{path}[]")


def _either(of: Shape) -> str:
    return " or ".join(sorted(of.types))
