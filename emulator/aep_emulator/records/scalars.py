"""Single values converted to the XDM type of their field; what the table rules out is told from what is unreadable."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

Converter = Callable[[Any], Any]
"""Raises ImpossibleError, WrongValueError and WrongFormError."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
# Eight digits are a date without hyphens; moments of the last fifty years have twelve or thirteen.
_MILLISECONDS = re.compile(r"-?[0-9]{9,16}")
_BITS = {"byte": 8, "short": 16, "int": 32, "integer": 32, "long": 64}
_LARGEST_INT = 2**31 - 1
_SHOWN = 80

DATE_TIMES = ", ".join(
    [
        "yyyy-MM-dd'T'HH:mm:ssZ",
        "yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,9}Z",
        "yyyy-MM-dd'T'HH:mm:ss[+-]HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,9}[+-]HH:mm",
    ]
)
"""The forms of a date-time, as a refusal names them (help/ingestion/quality/retrieve-failed-batches.md)."""


class ImpossibleError(Exception):
    """The table has no conversion between the two types."""


class WrongValueError(Exception):
    """There is a conversion, but not of this value."""


class WrongFormError(WrongValueError):
    """A text that is no date."""


def converter(kind: str, *, text: bool = False, typed: bool = False) -> Converter | None:
    """What converts values to an XDM type; None for a type that is not stored.

    `text`: the file knows only strings, so that booleans are written out. `typed`: the file's columns have types, so
    that every integer that may become a date is a long.
    """
    if kind in _BITS:
        return _integer_converter(_BITS[kind])
    if kind in ("date", "date-time"):
        return _date_converter(kind == "date", any_integer=typed)
    if kind == "boolean":
        return _text_to_boolean if text else _to_boolean
    return {"string": _to_string, "number": _to_number, "double": _to_number}.get(kind)


def type_name(value: Any) -> str:
    """What the table calls the type of a value."""
    for kind, name in _NAMES:
        if isinstance(value, kind):
            return name
    return type(value).__name__


_NAMES: tuple[tuple[Any, str], ...] = (
    (bool, "Boolean"),
    (str | bytes, "String"),
    (int, "Integer"),
    (float | Decimal, "Double"),
    (datetime, "Date-Time"),
    (date, "Date"),
    (list | tuple, "Array"),
    (dict, "Object"),
)


def _to_string(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ImpossibleError
    return str(_in_range(value, 64) if isinstance(value, int) else value)


def _to_boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ImpossibleError
    return value


def _text_to_boolean(value: Any) -> bool:
    word = str(value).strip().lower()
    if word not in ("true", "false"):
        raise WrongValueError(f"'{_shown(value)}' is neither true nor false.")
    return word == "true"


def _integer_converter(bits: int) -> Converter:
    def convert(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            return _in_range(value, bits)
        if isinstance(value, str | bytes):
            text = _to_string(value).strip()
            number: int | float | Decimal = int(text) if _INTEGER.fullmatch(text) else _number(text)
        elif isinstance(value, float | Decimal):
            number = value
        else:
            raise ImpossibleError
        if not math.isfinite(number) or number != int(number):
            raise WrongValueError(f"'{_shown(value)}' is not a whole number.")
        return _in_range(int(number), bits)

    return convert


def _to_number(value: Any) -> Any:
    if isinstance(value, bool):
        raise ImpossibleError
    if isinstance(value, int):
        return _in_range(value, 64)
    if isinstance(value, str | bytes):
        value = _number(_to_string(value).strip())
    if not isinstance(value, float | Decimal):
        raise ImpossibleError
    number = float(value)
    if not math.isfinite(number):
        raise WrongValueError("The number is too large, or none.")
    return number


def _date_converter(days: bool, *, any_integer: bool) -> Converter:
    kind = "date" if days else "date-time"

    def convert(value: Any) -> str:
        if isinstance(value, str):
            text = value.strip()
            if _MILLISECONDS.fullmatch(text):
                return _written(_moment(int(text)), days)
            # A date-time keeps its own form, and with it its zone.
            moment = _parsed(text, kind)
            return moment.date().isoformat() if days else text
        if isinstance(value, int) and not isinstance(value, bool):
            if not any_integer and -_LARGEST_INT - 1 <= value <= _LARGEST_INT:
                raise ImpossibleError
            return _written(_moment(value), days)
        if isinstance(value, datetime) and not days:
            return _written(value if value.tzinfo else value.replace(tzinfo=UTC), days)
        if isinstance(value, date) and not isinstance(value, datetime) and days:
            return value.isoformat()
        raise ImpossibleError

    return convert


def _parsed(text: str, kind: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        expected = f". Expected [{DATE_TIMES}]" if kind == "date-time" else " of ISO 8601."
        raise WrongFormError(f"[{_shown(text)}] is not a valid {kind}{expected}") from None


def _moment(milliseconds: int) -> datetime:
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise WrongFormError(f"[{_shown(milliseconds)}] is beyond the calendar.") from None


def _written(moment: datetime, days: bool) -> str:
    if days:
        return moment.date().isoformat()
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise WrongValueError(f"'{_shown(text)}' is not a number.")
    return float(text)


def _in_range(value: int, bits: int) -> int:
    largest = 2 ** (bits - 1) - 1
    if not -largest - 1 <= value <= largest:
        raise WrongValueError(f"The number is not between {-largest - 1} and {largest}.")
    return value


def _shown(value: Any) -> str:
    return str(value)[:_SHOWN] if not isinstance(value, int) or abs(value) < 2**64 else "a number of many digits"
