"""Paths into rows and documents: `a.b`, `a[0].b`, `a[*].x`, `${First Name}`, `First\\.Name`.

Documented: help/data-prep/mapping-set.md "Configuring mapping sources" and "... destinations".
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aep_emulator.services.data_prep.language.errors import ExpressionError
from aep_emulator.services.data_prep.language.values import kind
from aep_emulator.services.data_prep.language.work import spend

MAX_INDEX = 999
_MAX_PATH = 1000
_MAX_SEGMENTS = 50


@dataclass(frozen=True, slots=True)
class Every:
    """`[*]`."""


EVERY: Final = Every()
Segment = str | int | Every

_NAME = re.compile(r"\$\{((?:[^}\\]|\\.)+)\}|(?!\$\{)((?:[^.\[\]\\]|\\.)+)", re.DOTALL)
_INDEX = re.compile(r"\[\s*(\d{1,9}|\*)\s*\]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def parse_path(path: str) -> tuple[Segment, ...]:
    """The path's names (str), indexes (int) and wildcards. Raises ExpressionError with the position."""
    if len(path) > _MAX_PATH:
        raise ExpressionError(f"the path has more than {_MAX_PATH} characters")
    segments: list[Segment] = []
    position = 0
    while True:
        name = _NAME.match(path, position)
        if name is None:
            piece = path[position : position + 1]
            found = f"unexpected '{piece}'" if piece else "unexpected end of the path"
            raise ExpressionError(
                f"at position {position}: {found}; expected a field name", position, piece, ("a field name",)
            )
        segments.append(_ESCAPED.sub(r"\1", name[1] or name[2]).strip())
        position = name.end()
        while index := _INDEX.match(path, position):
            segments.append(_index(index, position))
            position = index.end()
        # Every index makes an array at least that long, so that it is their sum that counts.
        if sum(segment for segment in segments if isinstance(segment, int)) > MAX_INDEX:
            raise ExpressionError(f"at position {position}: the indexes of the path add up to more than {MAX_INDEX}")
        if len(segments) > _MAX_SEGMENTS:
            raise ExpressionError(f"the path has more than {_MAX_SEGMENTS} parts")
        if position == len(path):
            return tuple(segments)
        if path[position] != ".":
            raise ExpressionError(
                f"at position {position}: unexpected '{path[position]}'; expected '.', [number] or [*]",
                position,
                path[position],
                ("'.'", "[number]", "[*]"),
            )
        position += 1


def _index(match: re.Match[str], position: int) -> Segment:
    if match[1] == "*":
        return EVERY
    index = int(match[1])
    if index > MAX_INDEX:
        raise ExpressionError(f"at position {position}: the index must be at most {MAX_INDEX}", position, match[0])
    return index


def show(segments: tuple[Segment, ...]) -> str:
    """The path as text."""
    shown = ""
    for segment in segments:
        if isinstance(segment, str):
            shown += f".{segment}" if shown else segment
        else:
            shown += "[*]" if isinstance(segment, Every) else f"[{segment}]"
    return shown


def step(value: Any, segment: str | int) -> Any:
    """The member or element of a value, or None where there is none."""
    if isinstance(segment, str):
        return value.get(segment) if isinstance(value, Mapping) else None
    if isinstance(value, list | tuple) and 0 <= segment < len(value):
        return value[segment]
    return None


def read(value: Any, segments: tuple[Segment, ...]) -> Any:
    """The value a path leads to, None where it leads nowhere. `[*]` gives a list with one value per element."""
    for position, segment in enumerate(segments):
        if value is None:
            return None
        if isinstance(segment, Every):
            if not isinstance(value, list | tuple):
                return None
            spend(len(value))
            rest = segments[position + 1 :]
            return [read(element, rest) for element in value]
        value = step(value, segment)
    return value


def reader(path: str) -> Callable[[Mapping[str, Any]], Any]:
    """What reads the attribute `path` from a row.

    A column whose name contains the whole path, dots included, is found too. Raises ExpressionError.
    """
    try:
        segments = parse_path(path)
    except ExpressionError:
        # A column of a file may have any name, also one that is no path ("Price [EUR]").
        if len(path) > _MAX_PATH or "${" in path or not path:
            raise
        return lambda row: row.get(path)
    first = segments[0]
    if not isinstance(first, str):
        raise ExpressionError(f"the path '{path}' must begin with a name", 0, path[:1])
    if len(segments) == 1:
        return operator.methodcaller("get", first)
    if len(segments) == 2 and isinstance(second := segments[1], str):

        def read_two(row: Mapping[str, Any]) -> Any:
            parent = row.get(first)
            if isinstance(parent, Mapping):
                return parent.get(second)
            return row.get(path) if parent is None else None

        return read_two
    rest = segments[1:]

    def read_many(row: Mapping[str, Any]) -> Any:
        parent = row.get(first)
        return row.get(path) if parent is None else read(parent, rest)

    return read_many


def names_of(path: str) -> tuple[str, ...] | None:
    """The names a path for `reader` consists of; None when there is an index or a wildcard among them."""
    try:
        segments = parse_path(path)
    except ExpressionError:
        return (path,)
    names = tuple(segment for segment in segments if isinstance(segment, str))
    return names if len(names) == len(segments) else None


Writer = Callable[[dict[str, Any], Any], None]


class WriteError(ValueError):
    """Another mapping has put something of another shape where the path leads."""


def writer(segments: tuple[Segment, ...]) -> Writer:
    """What puts a value into a document at the path, making the objects and arrays on the way.

    With `[*]` the value is a list whose elements go to one element each.
    """
    names = [segment for segment in segments if isinstance(segment, str)]
    if len(names) == len(segments):
        return _object_writer(names)
    return lambda document, value: _put(document, segments, value)


def _object_writer(names: list[str]) -> Writer:
    *parents, leaf = names
    if not parents:
        return lambda document, value: _set(document, leaf, value)
    if len(parents) == 1:
        parent = parents[0]

        def write_two(document: dict[str, Any], value: Any) -> None:
            place = document.get(parent)
            if place is None:
                document[parent] = {leaf: value}
            elif type(place) is not dict:
                raise _in_the_way(parent, place)
            elif type(value) is dict:
                _set(place, leaf, value)
            else:
                place[leaf] = value

        return write_two

    def write_many(document: dict[str, Any], value: Any) -> None:
        for name in parents:
            place = document.get(name)
            if place is None:
                place = document[name] = {}
            elif type(place) is not dict:
                raise _in_the_way(name, place)
            document = place
        if type(value) is dict:
            _set(document, leaf, value)
        else:
            document[leaf] = value

    return write_many


def _set(place: dict[str, Any], leaf: str, value: Any) -> None:
    # Mapping an object onto an object adds to what explicit mappings of its children have put there.
    if type(value) is dict and isinstance(present := place.get(leaf), dict):
        present.update(value)
    else:
        place[leaf] = value


def _in_the_way(name: str, place: Any) -> WriteError:
    return WriteError(f"'{name}' already holds {kind(place)}")


def _put(place: Any, segments: tuple[Segment, ...], value: Any) -> None:
    segment, rest = segments[0], segments[1:]
    if isinstance(segment, str):
        if not isinstance(place, dict):
            raise _in_the_way(segment, place)
        if not rest:
            _set(place, segment, value)
            return
        below = place.get(segment)
        if below is None:
            below = place[segment] = _container(rest[0])
        _put(below, rest, value)
        return
    if not isinstance(place, list):
        raise WriteError(f"an array is written where there is {kind(place)}")
    if isinstance(segment, Every):
        elements = value if isinstance(value, list) else [value]
        for index, element in enumerate(elements):
            _put_element(place, index, rest, element)
        return
    _put_element(place, segment, rest, value)


def _put_element(place: list[Any], index: int, rest: tuple[Segment, ...], value: Any) -> None:
    place.extend([None] * (index + 1 - len(place)))
    if value is None:
        return
    if not rest:
        place[index] = value
        return
    if place[index] is None:
        place[index] = _container(rest[0])
    _put(place[index], rest, value)


def _container(segment: Segment) -> dict[str, Any] | list[Any]:
    return {} if isinstance(segment, str) else []


def without_gaps(value: Any) -> Any:
    """The value with the array elements removed that nothing was written to."""
    if isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, dict | list):
                value[name] = without_gaps(member)
        return value
    if isinstance(value, list):
        return [without_gaps(element) for element in value if element is not None]
    return value
