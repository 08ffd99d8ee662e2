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

MAX_TEXT = 1_000_000
MAX_ITEMS = 100_000


class LegacyDate(datetime):
    """What `now()` gives: a moment that reads like Java's Date when it is joined to a string.

    Documented: help/data-prep/mapping-set.md "Expressions", where concat() ends in `Fri Sep 25 15:17:31 PDT 2020`.
    """


def text(value: Any) -> str:
    """The value as a string. None is the empty string."""
    if type(value) is str:
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
        return repr(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | dict):
        return orjson.dumps(plain(value), option=orjson.OPT_NON_STR_KEYS).decode()
    return str(value)


def iso(moment: datetime) -> str:
    """ISO 8601; milliseconds only when there are any, and `Z` for UTC."""
    timespec = "milliseconds" if moment.microsecond >= 1000 else "seconds"
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return aware.isoformat(timespec=timespec).replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """The value as JSON has it: dates as ISO strings, decimals as numbers."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {text(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
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
    if isinstance(value, bool):
        raise TransformError(f"'{text(value)}' is not a number")
    if isinstance(value, int | float):
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
    if not digits or len(digits) > 400 or digits[-1] not in "0123456789." or "_" in digits or not digits.isascii():
        return None
    try:
        return int(digits)
    except ValueError:
        pass
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


def bounded(result: str) -> str:
    """The string itself. Raises TransformError when it is too long: expressions come from users."""
    if len(result) > MAX_TEXT:
        raise TransformError(f"the result has more than {MAX_TEXT} characters")
    return result


def bounded_list(result: list[Any]) -> list[Any]:
    """The list itself. Raises TransformError when it is too long."""
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
