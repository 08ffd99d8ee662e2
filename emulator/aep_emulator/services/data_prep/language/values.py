"""Values while an expression runs, and how they turn into text, numbers and truth.

A value is None, bool, int, float, Decimal, str, list, dict, or an aware datetime (Java's ZonedDateTime).
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson

from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.work import LONG_TEXT, spend, spend_on_text

MAX_TEXT = 1_000_000
MAX_ITEMS = 100_000
MAX_DEPTH = 100
MAX_BITS = 1023

_LONGS = range(-(1 << 63), 1 << 64)


class LegacyDate(datetime):
    """What `now()` gives: a moment that reads like Java's Date when it is joined to a string.

    Documented: help/data-prep/mapping-set.md "Expressions", where concat() ends in `Fri Sep 25 15:17:31 PDT 2020`.
    """


class SelectedValues(dict[str, Any]):
    """What `map_get_values` gives: a map that reads like its value where a string is wanted and it has only one.

    Documented: help/data-prep/troubleshooting-guide.md, where `lower(map_get_values(map, 'key'))` lowercases a value.
    """


def text(value: Any) -> str:
    """The value as a string. None is the empty string. Raises TransformError for an array or object too large."""
    if type(value) is str:
        if len(value) > LONG_TEXT:
            spend_on_text(len(value))
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, LegacyDate):
        return value.strftime("%a %b %d %H:%M:%S UTC %Y")
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else repr(value).replace("inf", "Infinity").replace("nan", "NaN")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, SelectedValues) and len(value) == 1:
        return text(next(iter(value.values())))
    if isinstance(value, list | dict):
        if weight(value, MAX_TEXT) > MAX_TEXT:
            raise TransformError(f"{kind(value)} has more than {MAX_TEXT} characters as a string")
        shown = orjson.dumps(plain(value)).decode()
        spend(len(shown) // 4)
        return shown
    return str(value)


def weight(value: Any, limit: int) -> int:
    """How large a value is: its characters, with one more for every value in it. Stops counting beyond the limit."""
    total = 0
    waiting = [value]
    while waiting and total <= limit:
        item = waiting.pop()
        total += 1
        if isinstance(item, str):
            total += len(item)
        elif isinstance(item, dict):
            total += sum(map(len, map(str, item)))
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            waiting.extend(item)
    return total


def iso(moment: datetime) -> str:
    """ISO 8601; milliseconds only when there are any, and `Z` for UTC."""
    timespec = "milliseconds" if moment.microsecond >= 1000 else "seconds"
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return aware.isoformat(timespec=timespec).replace("+00:00", "Z")


def plain(value: Any, depth: int = MAX_DEPTH) -> Any:
    """The value as JSON has it: dates as ISO strings, decimals and numbers of more than 64 bits as doubles.

    Raises TransformError for a value that nests deeper than MAX_DEPTH levels.
    """
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return value if value in _LONGS else float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict | list | tuple):
        if not depth:
            raise TransformError(f"the value nests deeper than {MAX_DEPTH} levels")
        if isinstance(value, dict):
            return {text(key): plain(item, depth - 1) for key, item in value.items()}
        return [plain(item, depth - 1) for item in value]
    if isinstance(value, Decimal):
        return float(value)
    return text(value)


def truth(value: Any) -> bool:
    """Whether a condition holds. Assumed, after JEXL: null, 0, "" and "false" do not."""
    if isinstance(value, str):
        return value != "" and value.lower() != "false"
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value) if not isinstance(value, list | dict) else True


def number(value: Any) -> int | float:
    """The value as a number. Raises TransformError."""
    if type(value) is int or type(value) is float:
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, str):
        parsed = parse_number(value)
        if parsed is not None:
            return parsed
    raise TransformError(f"'{text(value)[:80]}' is not a number")


def parse_number(digits: str) -> int | float | None:
    """The number a string shows, or None. Digits only: no separators, no `nan`, no `inf`."""
    digits = digits.strip()
    if not digits or len(digits) > 300 or digits[-1] not in "0123456789." or "_" in digits or not digits.isascii():
        return None
    if digits.lstrip("+-").isdigit():
        try:
            return int(digits)
        except ValueError:
            return None
    try:
        parsed = float(digits)
    except ValueError:
        return None
    return parsed if math.isfinite(parsed) else None


def integer(value: Any) -> int:
    """The value as a whole number. Raises TransformError when it has a fraction."""
    found = number(value)
    if isinstance(found, float):
        if not found.is_integer():
            raise TransformError(f"'{text(value)}' is not a whole number")
        return int(found)
    return found


def bounded_number(result: int | float) -> int | float:
    """The number itself. Raises TransformError when it is larger than a double can be."""
    if isinstance(result, int) and result.bit_length() > MAX_BITS:
        raise TransformError("the result is too large for a number")
    return result


def bounded(result: str) -> str:
    """The string itself. Raises TransformError when it is too long: expressions come from users."""
    if len(result) > MAX_TEXT:
        raise TransformError(f"the result has more than {MAX_TEXT} characters")
    if len(result) > LONG_TEXT:
        spend_on_text(len(result))
    return result


def bounded_list(result: list[Any]) -> list[Any]:
    """The list itself. Raises TransformError when it is too long."""
    spend(len(result))
    if len(result) > MAX_ITEMS:
        raise TransformError(f"the result has more than {MAX_ITEMS} elements")
    return result


def kind(value: Any) -> str:
    """What a value is called in messages."""
    if value is None:
        return "null"
    for types, name in (
        (bool, "a boolean"),
        ((int, float, Decimal), "a number"),
        (str, "a string"),
        (dict, "an object"),
        ((list, tuple), "an array"),
        ((datetime, date), "a date"),
    ):
        if isinstance(value, types):
            return name
    return "a value of unknown type"
