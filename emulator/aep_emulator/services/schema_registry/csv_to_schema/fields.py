"""A custom field as a row of a CSV template describes it.

Documented: "CSV file requirements" in help/xdm/api/csv-to-schema.md; the basic data types in
help/xdm/schema/field-constraints.md; that an enum is of the type string, in help/xdm/tutorials/custom-fields-api.md.
Assumed: in a CSV template, the limits of an array's row are those of its items, and a limit that is for other data
types is refused; whether any value meets the limits is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import orjson

from aep_emulator.gateway.errors import ApiError
from aep_emulator.pattern_cost import PatternError, check_pattern
from aep_emulator.services.schema_registry.checks import check_fields, check_shape
from aep_emulator.services.schema_registry.composition import Find
from aep_emulator.services.schema_registry.csv_to_schema.rows import Row, shown
from aep_emulator.types import Json

_SAFE = 2**53 - 1
_TYPES: Final[dict[str, dict[str, Any]]] = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "double": {"type": "number"},
    "integer": {"type": "integer"},
    "int": {"type": "integer"},
    "long": {"type": "integer", "minimum": -_SAFE, "maximum": _SAFE},
    "short": {"type": "integer", "minimum": -(2**15), "maximum": 2**15 - 1},
    "byte": {"type": "integer", "minimum": -(2**7), "maximum": 2**7},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "date-time": {"type": "string", "format": "date-time"},
    "boolean": {"type": "boolean"},
    "object": {"type": "object"},
}
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
_FRACTION = re.compile(r"-?\d{1,18}(\.\d{1,18})?([eE][+-]?\d{1,2})?", re.ASCII)
_LENGTH = re.compile(r"\d{1,9}", re.ASCII)


def field_of(row: Row, find: Find) -> dict[str, Any]:
    """The field's definition. `find` finds what a `$ref` leads to. Raises ApiError 400 naming row and column."""
    named = {"title": row.text("displayName"), "description": row.text("fieldDescription")}
    said = {member: text for member, text in named.items() if text}
    value = _value(row, find)
    if row.flag("isArray"):
        return {"type": "array", **said, "items": value}
    return {"type": value.pop("type"), **said, **value}


def _value(row: Row, find: Find) -> dict[str, Any]:
    name = row.text("dataType")
    if not name:
        raise row.refused("dataType", "a custom field must have a data type.")
    basic = _TYPES.get(name.lower())
    if basic is None:
        raise row.refused("dataType", f"'{shown(name)}' is none of the data types {', '.join(_TYPES)}.")
    return {**basic, **_object(row, str(basic["type"]), find), **_limits(row, str(basic["type"]))}


def _object(row: Row, kind: str, find: Find) -> dict[str, Any]:
    """What an object is made of: `properties` or a `$ref`, and not both."""
    stated = [column for column in ("properties", "$ref") if row.text(column)]
    if kind != "object":
        if stated:
            raise row.refused(stated[0], "only a field of the data type object has this.")
        return {}
    if not stated:
        raise row.refused("properties", "an object must have either properties or a $ref.")
    if len(stated) > 1:
        raise row.refused("$ref", "an object has either properties or a $ref, and this one has both.")
    if stated == ["properties"]:
        return {"properties": _properties(row)}
    reference = row.text("$ref")
    if find(reference.partition("#")[0]) is None:
        raise row.refused("$ref", f"the reference '{shown(reference)}' leads to nothing.")
    return {"$ref": reference}


def _properties(row: Row) -> dict[str, Any]:
    parsed = _json(row.text("properties"))
    if not isinstance(parsed, dict):
        raise row.refused("properties", 'the value must be a JSON object, such as {"myField": {"type": "string"}}.')
    inside = {"title": "properties", "type": "object", "properties": parsed}
    try:
        check_shape(inside)
        check_fields(inside)
    except ApiError as error:
        raise row.refused("properties", error.detail) from None
    return parsed


def _limits(row: Row, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column, (keyword, kinds, parse) in _LIMITS.items():
        if row.text(column):
            if kind not in kinds:
                raise row.refused(
                    column, f"a field of the type {kind} cannot have this; for {' and '.join(kinds)} only."
                )
            found[keyword] = parse(row, column)
    return found


def _number(row: Row, column: str) -> int | float:
    text = row.text(column)
    if _WHOLE.fullmatch(text):
        return int(text)
    if _FRACTION.fullmatch(text) is None:
        raise row.refused(column, f"'{shown(text)}' is not a number.")
    return float(text)


def _length(row: Row, column: str) -> int:
    text = row.text(column)
    if _LENGTH.fullmatch(text) is None:
        raise row.refused(column, f"'{shown(text)}' is not a number of characters.")
    return int(text)


def _pattern(row: Row, column: str) -> str:
    try:
        check_pattern(row.text(column))
    except PatternError as error:
        raise row.refused(column, f"{error}.") from None
    return row.text(column)


def _enum(row: Row, column: str) -> list[str]:
    """A JSON array of texts as in the template, or one without quotes as in the page's table."""
    text = row.text(column)
    values = _json(text)
    if not _are_texts(values):
        bare = text[1:-1] if text.startswith("[") and text.endswith("]") and '"' not in text else ""
        values = [value.strip() for value in bare.split(",")] if bare.strip() else []
    if not values:
        raise row.refused(column, f'\'{shown(text)}\' is no array of texts, such as ["one", "two"].')
    return list(values)


def _are_texts(values: Json) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


_Parse = Callable[[Row, str], Json]
_NUMBERS, _TEXTS = ("number", "integer"), ("string",)
_LIMITS: Final[dict[str, tuple[str, tuple[str, ...], _Parse]]] = {
    "min": ("minimum", _NUMBERS, _number),
    "max": ("maximum", _NUMBERS, _number),
    "stringPattern": ("pattern", _TEXTS, _pattern),
    "format": ("format", _TEXTS, Row.text),
    "minLength": ("minLength", _TEXTS, _length),
    "maxLength": ("maxLength", _TEXTS, _length),
    "enum": ("enum", _TEXTS, _enum),
}


def _json(text: str) -> Json:
    """The value, None for what is no JSON."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
