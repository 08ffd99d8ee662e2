"""Converting a value to the type of the XDM field it is mapped to.

Documented: help/data-prep/data-handling.md for booleans and dates; mapping-set.md's preview for number → string.
Assumed: a value that does not fit (a word in a number, a fraction in an integer, an object in a string) fails, which
leaves the attribute out with a warning; an empty string gives no number, boolean or date at all; nulls in an array,
which functions may give, are left out on the way to the field, as XDM arrays have none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from aep_emulator.services.data_prep.language.dates import moment
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.values import iso, kind, number, plain, text
from aep_emulator.services.data_prep.targets import xdm_type
from aep_emulator.types import Document

Problems = list[tuple[str, str]]
"""Children of a copied object or array that could not be converted: (path below the destination, message)."""

Converter = Callable[[Any, Problems], Any]
"""Gives the converted value, or None when nothing is left of it. Raises TransformError."""

_TRUE = frozenset(("y", "yes", "Y", "YES", "on", "ON", "true", "TRUE"))
_FALSE = frozenset(("n", "N", "no", "NO", "off", "OFF", "false", "FALSE"))

_RANGES = {"byte": 8, "short": 16, "int": 32, "integer": 32, "long": 64}
_MAX_SHOWN = 80


def converter(field: Document | None) -> Converter:
    """What converts values to the field's type; None or a field without a type takes any value as it is."""
    wanted = xdm_type(field) if field is not None else None
    if field is None or wanted is None:
        return _as_is
    if wanted in ("object", "map"):
        return _object_converter(field)
    if wanted == "array":
        return _array_converter(field)
    if wanted in _RANGES:
        return _integer_converter(_RANGES[wanted])
    return _SCALARS.get(wanted, _as_is)


def is_scalar(field: Document | None) -> bool:
    """Whether the field takes neither objects nor arrays."""
    return field is not None and (xdm_type(field) in _SCALARS or xdm_type(field) in _RANGES)


def _as_is(value: Any, _: Problems) -> Any:
    return plain(value)


def _fail(value: Any, wanted: str) -> TransformError:
    shown = text(value)
    shown = shown if len(shown) <= _MAX_SHOWN else shown[:_MAX_SHOWN] + "…"
    return TransformError(f"{kind(value)}, '{shown}', cannot be converted to {wanted}")


def to_string(value: Any, _: Problems) -> Any:
    """The value as a string. Raises TransformError for an object or an array."""
    if type(value) is str:
        return value
    if isinstance(value, list | dict):
        raise _fail(value, "a string")
    if isinstance(value, datetime):
        return iso(value)
    return text(value)


def _to_boolean(value: Any, _: Problems) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
        if not word:
            return None
    raise _fail(value, "a boolean")


def _integer_converter(bits: int) -> Converter:
    low, high = -(1 << (bits - 1)), (1 << (bits - 1)) - 1

    def to_integer(value: Any, _: Problems) -> Any:
        if isinstance(value, str) and not value.strip():
            return None
        try:
            found = number(value)
        except TransformError:
            raise _fail(value, "a whole number") from None
        if isinstance(found, float):
            if not math.isfinite(found) or not found.is_integer():
                raise _fail(value, "a whole number")
            found = int(found)
        if not low <= found <= high:
            raise TransformError(f"{found} does not fit into {bits} bits")
        return found

    return to_integer


def _to_number(value: Any, _: Problems) -> Any:
    if isinstance(value, str) and not value.strip():
        return None
    try:
        found = number(value)
    except TransformError:
        raise _fail(value, "a number") from None
    if isinstance(found, float) and not math.isfinite(found):
        raise _fail(value, "a number")
    return float(found) if isinstance(value, Decimal) else plain(found)


def _to_date(value: Any, _: Problems) -> Any:
    if isinstance(value, str) and not value.strip():
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return _moment(value, "a date").date().isoformat()


def _to_date_time(value: Any, _: Problems) -> Any:
    if isinstance(value, str) and not value.strip():
        return None
    return iso(_moment(value, "a date and time"))


def _moment(value: Any, wanted: str) -> datetime:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool | float | list | dict):
        raise _fail(value, wanted)
    return moment(value)


_SCALARS: dict[str, Converter] = {
    "string": to_string,
    "boolean": _to_boolean,
    "number": _to_number,
    "double": _to_number,
    "float": _to_number,
    "date": _to_date,
    "date-time": _to_date_time,
}


def _object_converter(field: Document) -> Converter:
    properties: dict[str, Document] = field.get("properties") or {}
    others = field.get("additionalProperties")
    # Children are made when the first object comes: most fields of a schema are never copied as part of one.
    children: dict[str, Converter | None] = {}

    def child(name: str) -> Converter | None:
        if name not in children:
            if name in properties:
                children[name] = converter(properties[name])
            elif isinstance(others, dict):
                return converter(others)
            else:
                children[name] = _as_is if not properties else None
        return children.get(name)

    def to_object(value: Any, problems: Problems) -> Any:
        if not isinstance(value, Mapping):
            raise _fail(value, "an object")
        found: dict[str, Any] = {}
        for name, member in value.items():
            key = text(name)
            convert = child(key) if member is not None else None
            if convert is None:
                continue
            converted = _convert_child(convert, member, f".{key}", problems)
            if converted is not None:
                found[key] = converted
        return found or None

    return to_object


def _array_converter(field: Document) -> Converter:
    items = field.get("items")
    convert = converter(items if isinstance(items, dict) else None)

    def to_array(value: Any, problems: Problems) -> Any:
        if not isinstance(value, list | tuple):
            raise _fail(value, "an array")
        found = [
            _convert_child(convert, element, f"[{index}]", problems)
            for index, element in enumerate(value)
            if element is not None
        ]
        return [element for element in found if element is not None]

    return to_array


def _convert_child(convert: Converter, value: Any, below: str, problems: Problems) -> Any:
    start = len(problems)
    try:
        converted = convert(value, problems)
    except TransformError as error:
        problems.append((below, str(error)))
        return None
    if len(problems) > start:
        problems[start:] = [(below + path, message) for path, message in problems[start:]]
    return converted
