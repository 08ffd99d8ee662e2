"""Functions on objects. Documented: help/data-prep/functions.md "Hierarchies - Objects"."""

from __future__ import annotations

from typing import Any

from aep_emulator.services.data_prep.language import paths
from aep_emulator.services.data_prep.language.errors import ExpressionError, TransformError
from aep_emulator.services.data_prep.language.functions.registry import Row, function, method
from aep_emulator.services.data_prep.language.values import MAX_TEXT, bounded_list, kind, text
from aep_emulator.services.data_prep.language.work import spend

_CATEGORY = "Hierarchies - Objects"


def pairs(arguments: tuple[Any, ...]) -> dict[str, Any]:
    """Keys and values that follow each other, as an object."""
    return {text(key): value for key, value in zip(arguments[::2], arguments[1::2], strict=True)}


@function(
    "is_empty",
    category=_CATEGORY,
    description="Tells whether an object or array has nothing in it.",
    returns="True or false; null is empty.",
    example="is_empty([1, null, 2, 3])",
    result=False,
)
def is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, list | dict | str) and not value)


@function(
    "arrays_to_object",
    "arrays_to_objects",
    category=_CATEGORY,
    description="Makes objects from keys and arrays: the first from all first elements, and so on.",
    returns="As many objects as the longest array has elements.",
    example="arrays_to_objects('sku', explode(\"id1|id2\", '\\\\|'), 'price', [22.5, 14.35])",
    result=[{"sku": "id1", "price": 22.5}, {"sku": "id2", "price": 14.35}],
    pairs=True,
)
def arrays_to_object(*keys_and_arrays: Any) -> list[Any]:
    columns = pairs(keys_and_arrays)
    for key, column in columns.items():
        if column is not None and not isinstance(column, list):
            raise TransformError(f"'{key}' of arrays_to_object is {kind(column)}; expected an array")
    length = max((len(column or ()) for column in columns.values()), default=0)
    if length * len(columns) > MAX_TEXT:
        raise TransformError(f"the result of arrays_to_object has more than {MAX_TEXT} values")
    spend(length * len(columns))
    return [
        {key: column[index] for key, column in columns.items() if column is not None and index < len(column)}
        for index in range(length)
    ]


@function(
    "to_object",
    category=_CATEGORY,
    description="Makes an object from keys and values.",
    returns="The object.",
    example='to_object("firstName", "John", "lastName", "Doe")',
    result={"firstName": "John", "lastName": "Doe"},
    pairs=True,
)
def to_object(*keys_and_values: Any) -> dict[str, Any]:
    return pairs(keys_and_values)


@function(
    "str_to_object",
    category=_CATEGORY,
    description="Makes an object from a string of fields; names and values are trimmed. Defaults are ':' and ','.",
    returns="The object.",
    example='str_to_object("firstName - John ; lastName - ; phone - 123 456 7890", "-", ";")',
    result={"firstName": "John", "lastName": "", "phone": "123 456 7890"},
)
def str_to_object(
    string: str, value_delimiter: str | None = None, field_delimiter: str | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in bounded_list(string.split(field_delimiter or ",")):
        key, delimiter, value = part.partition(value_delimiter or ":")
        if delimiter and key.strip():
            found[key.strip()] = value.strip()
    return found


@method(
    "get",
    category=_CATEGORY,
    description="Takes a member of an object, or an element of an array.",
    returns="The value; null when there is none.",
    example='str_to_object("firstName - John ; lastName - ; phone - 123 456 7890", "-", ";").get("firstName")',
    result="John",
)
def get(value: Any, key: Any) -> Any:
    if isinstance(key, bool) or not isinstance(key, int | str):
        return None
    return paths.step(value, text(key) if isinstance(value, dict) else key)


@function(
    "contains_key",
    "is_set",
    category=_CATEGORY,
    description="Tells whether the source data has a value at a path, given as a string. is_set is the older name.",
    returns="True or false.",
)
def contains_key(row: Row, path: str) -> bool:
    spend(len(path))
    try:
        return paths.reader(path)(row) is not None  # type: ignore[arg-type]
    except ExpressionError as error:
        raise TransformError(error.message) from None


@function(
    "nullify",
    category=_CATEGORY,
    description="Leaves the attribute out on purpose.",
    returns="null",
    example="nullify()",
    result=None,
)
def nullify() -> Any:
    return None


@function(
    "get_keys",
    category=_CATEGORY,
    description="Lists the keys of an object.",
    returns="The keys.",
    example='get_keys({"book1": "Pride and Prejudice", "book2": "1984"})',
    result=["book1", "book2"],
)
def get_keys(value: dict[str, Any]) -> list[Any]:
    return list(value)


@function(
    "get_values",
    category=_CATEGORY,
    description="Takes the value of a key from a string of fields. Defaults of the delimiters are ':' and ','.",
    returns="The value; null when the key is not there.",
    example='get_values("firstName - John , lastName - Cena , phone - 555 420 8692", "firstName", "-", ",")',
    result="John",
)
def get_values(string: str, key: str, value_delimiter: str | None, field_delimiter: str | None = None) -> Any:
    return str_to_object(string, value_delimiter, field_delimiter).get(key)
