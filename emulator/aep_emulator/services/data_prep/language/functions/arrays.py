"""Functions on arrays. Documented: help/data-prep/functions.md "Hierarchies - Arrays"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aep_emulator.services.data_prep.language.functions.registry import function
from aep_emulator.services.data_prep.language.functions.strings import join
from aep_emulator.services.data_prep.language.values import MAX_ITEMS, bounded_list, truth
from aep_emulator.services.data_prep.language.work import spend

_CATEGORY = "Hierarchies - Arrays"


def spread(values: tuple[Any, ...]) -> list[Any] | tuple[Any, ...]:
    """The arguments, or the elements when the only argument is an array."""
    return values[0] if len(values) == 1 and isinstance(values[0], list) else values


def _flat(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    waiting = list(reversed(items))
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            spend(len(item))
            waiting.extend(reversed(item))
        else:
            found.append(item)
            if len(found) > MAX_ITEMS:
                break
    return bounded_list(found)


@function(
    "coalesce",
    category=_CATEGORY,
    description="Finds the first value that is not null.",
    returns="That value; null when there is none.",
    example='coalesce(null, null, null, "first", null, "second")',
    result="first",
)
def coalesce(*values: Any) -> Any:
    options = spread(values)
    spend(len(options))
    return next((value for value in options if value is not None), None)


@function(
    "first",
    category=_CATEGORY,
    description="Takes the first of the values, or the first element of an array.",
    returns="The first element; null when there is none.",
    example='first("1", "2", "3")',
    result="1",
)
def first(*values: Any) -> Any:
    items = spread(values)
    return items[0] if items else None


@function(
    "last",
    category=_CATEGORY,
    description="Takes the last of the values, or the last element of an array.",
    returns="The last element; null when there is none.",
    example='last("1", "2", "3")',
    result="3",
)
def last(*values: Any) -> Any:
    items = spread(values)
    return items[-1] if items else None


@function(
    "add_to_array",
    category=_CATEGORY,
    description="Appends values to an array.",
    returns="The longer array.",
    example="add_to_array(['a', 'b'], 'c', 'd')",
    result=["a", "b", "c", "d"],
)
def add_to_array(array: list[Any] | None, *values: Any) -> list[Any]:
    return bounded_list([*(array or ()), *values])


@function(
    "join_arrays",
    category=_CATEGORY,
    description="Puts arrays one after the other.",
    returns="The joined array.",
    example="join_arrays(['a', 'b'], ['c'], ['d', 'e'])",
    result=["a", "b", "c", "d", "e"],
)
def join_arrays(array: list[Any] | None, *arrays: list[Any] | None) -> list[Any]:
    joined: list[Any] = []
    for part in (array, *arrays):
        joined += part or ()
        bounded_list(joined)
    return joined


@function(
    "to_array",
    category=_CATEGORY,
    description="Makes an array from values, with or without the nulls among them.",
    returns="The array.",
    example="to_array(false, 1, null, 2, 3)",
    result=[1, 2, 3],
)
def to_array(include_nulls: Any, *values: Any) -> list[Any]:
    return list(values) if truth(include_nulls) else [value for value in values if value is not None]


@function(
    "size_of",
    category=_CATEGORY,
    description="Counts the elements of an array, the members of an object or the characters of a string.",
    returns="The number; 0 for null.",
    example="size_of([1, 2, 3, 4])",
    result=4,
)
def size_of(value: Any) -> int:
    if value is None:
        return 0
    return len(value) if isinstance(value, list | dict | str) else 1


@function(
    "upsert_array_append",
    category=_CATEGORY,
    description="Marks an array to be appended in Profile; on inserts the array itself.",
    returns="The array.",
    example="upsert_array_append([123, 456])",
    result=[123, 456],
)
def upsert_array_append(array: list[Any]) -> list[Any]:
    return array


@function(
    "upsert_array_replace",
    category=_CATEGORY,
    description="Marks elements of an array to be replaced in Profile; on inserts the array itself.",
    returns="The array.",
    example="upsert_array_replace([123, 456], 1)",
    result=[123, 456],
)
def upsert_array_replace(array: list[Any], index: Any = None) -> list[Any]:  # noqa: ARG001
    return array


@function(
    "array_to_string",
    category=_CATEGORY,
    description="Joins the elements of an array, nested ones too, with a separator.",
    returns="The joined string.",
    example='array_to_string(";", ["Hello", "world"])',
    result="Hello;world",
)
def array_to_string(separator: str, array: list[Any]) -> str:
    return join(separator, _flat(array))


@function(
    "flattenArray",
    category=_CATEGORY,
    description="Takes the elements out of nested arrays.",
    returns="An array without arrays in it.",
    example="flattenArray([[['a', 'b'], ['c', 'd']], [['e'], ['f']]])",
    result=["a", "b", "c", "d", "e", "f"],
)
def flatten_array(array: list[Any]) -> list[Any]:
    return _flat(array)


@function(
    "filterArray",
    category=_CATEGORY,
    description="Keeps the elements of an array for which a condition holds. Adobe has it for destinations only.",
    returns="The elements that are left.",
    example="filterArray([5, -6, 0, 7], x -> x > 0)",
    result=[5, 7],
)
def filter_array(array: list[Any], predicate: Callable[[Any], Any]) -> list[Any]:
    return [item for item in array if truth(predicate(item))]


@function(
    "transformArray",
    category=_CATEGORY,
    description="Computes a new element from every element of an array. Adobe has it for destinations only.",
    returns="The new elements.",
    example="transformArray([5, 6, 7], x -> x + 1)",
    result=[6, 7, 8],
)
def transform_array(array: list[Any], transform: Callable[[Any], Any]) -> list[Any]:
    return [transform(item) for item in array]
