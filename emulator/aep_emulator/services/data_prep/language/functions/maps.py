"""Functions on maps. Documented: help/data-prep/functions.md "Hierarchies - Objects" and "Hierarchies - Map"."""

from __future__ import annotations

from typing import Any

from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.functions.objects import pairs
from aep_emulator.services.data_prep.language.functions.registry import Named, function
from aep_emulator.services.data_prep.language.values import SelectedValues, bounded_list, kind, text

_CATEGORY = "Hierarchies - Map"


def _keys(key: Any) -> list[str]:
    return [text(item) for item in bounded_list(key)] if isinstance(key, list) else [text(key)]


def _by_key(items: list[Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in bounded_list(items):
        if item is None:
            continue
        if not isinstance(item, dict):
            raise TransformError(f"expected an array of objects; it contains {kind(item)}")
        if item.get(key) is not None:
            found[text(item[key])] = item
    return found


def _key_attribute(items: list[Any], key: Any) -> str:
    """What the page's `object_to_map(addresses, type)` names: an attribute of the items, or else what a column has."""
    if not isinstance(key, Named):
        return text(key)
    if key.value is None or any(isinstance(item, dict) and key.name in item for item in bounded_list(items)):
        return key.name
    return text(key.value)


@function(
    "to_map",
    category=_CATEGORY,
    description="Makes a map from keys and values.",
    returns="The map.",
    example='to_map("firstName", "John", "lastName", "Doe")',
    result={"firstName": "John", "lastName": "Doe"},
    pairs=True,
)
def to_map(*keys_and_values: Any) -> dict[str, Any]:
    return pairs(keys_and_values)


@function(
    "object_to_map",
    category=_CATEGORY,
    description="Makes a map from keys and values, from an object, or from an array of objects and a key attribute.",
    returns="The map; null for null.",
    example='object_to_map("firstName", "John", "lastName", "Doe")',
    result={"firstName": "John", "lastName": "Doe"},
    named=1,
)
def object_to_map(value: Any, *more: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if isinstance(value, list):
        if len(more) != 1:
            raise TransformError("object_to_map of an array takes one more argument, the name of the key attribute")
        return _by_key(value, _key_attribute(value, more[0]))
    more = tuple(item.value if isinstance(item, Named) else item for item in more)
    if isinstance(value, dict) and not more:
        return dict(value)
    if len(more) % 2 == 0:
        raise TransformError("object_to_map takes an object, an array and a key, or keys and values in pairs")
    return pairs((value, *more))


@function(
    "array_to_map",
    category=_CATEGORY,
    description="Makes a map from an array of objects; the value of an attribute becomes the key.",
    returns="The map; null for null.",
    example='array_to_map([{"type": "home", "city": "Rome"}], "type")',
    result={"home": {"type": "home", "city": "Rome"}},
)
def array_to_map(items: list[Any], key: str) -> dict[str, Any]:
    return _by_key(items, key)


@function(
    "map_get_values",
    category=_CATEGORY,
    description="Takes one key or several keys of a map.",
    returns="A map of those keys that are there; where a string is wanted, the value when there is only one.",
    example='map_get_values({"author": "George R. R. Martin", "price": 17.99}, "author")',
    result={"author": "George R. R. Martin"},
)
def map_get_values(map: dict[str, Any], key: Any) -> dict[str, Any]:  # noqa: A002
    return SelectedValues((name, map[name]) for name in _keys(key) if name in map)


@function(
    "map_has_keys",
    category=_CATEGORY,
    description="Tells whether a map has one of the keys.",
    returns="True or false.",
    example='map_has_keys({"author": "George R. R. Martin"}, "author")',
    result=True,
)
def map_has_keys(map: dict[str, Any], key: Any) -> bool:  # noqa: A002
    return any(name in map for name in _keys(key))


@function(
    "add_to_map",
    category=_CATEGORY,
    description="Joins maps; the first value of a key that comes twice stays.",
    returns="The joined map.",
    example='add_to_map({"price": 17.99}, {"price": 1, "publisher": "William Morrow"})',
    result={"price": 17.99, "publisher": "William Morrow"},
)
def add_to_map(map: dict[str, Any], *maps: dict[str, Any] | None) -> dict[str, Any]:  # noqa: A002
    joined = dict(map)
    for other in maps:
        for key, value in (other or {}).items():
            joined.setdefault(key, value)
    return joined
