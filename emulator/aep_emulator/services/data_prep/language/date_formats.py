"""Java's date format patterns: writing a date in one and reading one.

Documented: help/data-prep/data-handling.md "Date/time format strings" for the letters, and that a date without an
offset loses its milliseconds. What a string does not say is taken from 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.zones import zone_of

MAX_TEXT = 100

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def parse(value: str, pattern: str) -> datetime:
    """The date of a string in a Java format. Raises TransformError: string and pattern do not fit, or a bad pattern."""
    parsed = parser_of(pattern)(value.strip()) if len(value) <= MAX_TEXT else None
    if parsed is None:
        raise TransformError(f"'{value[:MAX_TEXT]}' is not a date in the format '{pattern}'")
    return parsed


def format_date(value: datetime, pattern: str) -> str:
    """The date as a string in a Java format. Raises TransformError for a bad pattern."""
    return "".join(part if isinstance(part, str) else _FORMATTERS[part[0]](value, part[1]) for part in _tokens(pattern))


@functools.lru_cache(maxsize=256)
def _tokens(pattern: str) -> tuple[str | tuple[str, int], ...]:
    """Literal texts, and letters with how often they stand in a row."""
    if len(pattern) > MAX_TEXT:
        raise TransformError(f"the date format has more than {MAX_TEXT} characters")
    tokens: list[str | tuple[str, int]] = []
    for found in re.finditer(r"'((?:[^']|'')*)'|([A-Za-z])\2*|(.)", pattern, re.DOTALL):
        if found[1] is not None:
            tokens.append(found[1].replace("''", "'") or "'")
        elif found[2] is not None:
            if found[2] not in _FORMATTERS:
                raise TransformError(
                    f"'{found[2]}' in the date format '{pattern}' is not a pattern letter; put text into single quotes"
                )
            tokens.append((found[2], len(found[0])))
        elif found[3] == "'":
            raise TransformError(f"the date format '{pattern}' has an open quote")
        else:
            tokens.append(found[3])
    return tuple(tokens)


def _padded(number: Callable[[datetime], int]) -> Callable[[datetime, int], str]:
    return lambda value, count: f"{number(value):0{count}d}"


def _year(value: datetime, count: int) -> str:
    return f"{value.year % 100:02d}" if count == 2 else f"{value.year:0{count}d}"


def _week_year(value: datetime, count: int) -> str:
    year = value.isocalendar().year
    return f"{year % 100:02d}" if count == 2 else f"{year:0{count}d}"


def _month(value: datetime, count: int) -> str:
    name = _MONTHS[value.month - 1]
    return f"{value.month:0{count}d}" if count < 3 else (name[:3], name, name[0])[min(count, 5) - 3]


def _day_name(value: datetime, count: int) -> str:
    name = _DAYS[value.weekday()]
    return name[:3] if count < 4 else name


def _quarter(value: datetime, count: int) -> str:
    quarter = (value.month + 2) // 3
    if count < 3:
        return f"{quarter:0{count}d}"
    return f"Q{quarter}" if count == 3 else f"{('1st', '2nd', '3rd', '4th')[quarter - 1]} quarter"


def _fraction(value: datetime, count: int) -> str:
    return f"{value.microsecond:06d}".ljust(count, "0")[:count]


def _offset(value: datetime, separator: str, minutes: str = "always") -> str:
    total = int((value.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(total), 60)
    shown = f"{'-' if total < 0 else '+'}{hours:02d}"
    return shown if minutes == "if any" and not rest else f"{shown}{separator}{rest:02d}"


def _offset_iso(value: datetime, count: int) -> str:
    if not value.utcoffset():
        return "Z"
    return _offset(value, ":" if count >= 3 else "", "if any" if count == 1 else "always")


def _offset_gmt(value: datetime, count: int) -> str:
    if not value.utcoffset():
        return "GMT"
    if count == 4:
        return "GMT" + _offset(value, ":")
    return "GMT" + re.sub(r"^([+-])0", r"\1", _offset(value, ":", "if any"))


def _zone_name(value: datetime, _count: int) -> str:
    name = value.tzname() or "UTC"
    return "GMT" + name[3:] if name.startswith("UTC") and len(name) > 3 else name


def _zone_id(value: datetime, _count: int) -> str:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else _offset_iso(value, 3)


_FORMATTERS: dict[str, Callable[[datetime, int], str]] = {
    "G": lambda _value, count: "AD" if count < 4 else ("Anno Domini" if count == 4 else "A"),
    "y": _year,
    "Y": _week_year,
    "M": _month,
    "L": _month,
    "w": _padded(lambda value: value.isocalendar().week),
    # As "w": weeks begin on Monday, and the first has four days of the month at least.
    "W": _padded(lambda value: (value.day + 9 - value.weekday()) // 7),
    "D": _padded(lambda value: value.timetuple().tm_yday),
    "d": _padded(lambda value: value.day),
    "F": _padded(lambda value: (value.day - 1) // 7 + 1),
    "E": _day_name,
    "u": _padded(lambda value: value.isoweekday()),
    "a": lambda value, _count: "AM" if value.hour < 12 else "PM",
    "H": _padded(lambda value: value.hour),
    "k": _padded(lambda value: value.hour or 24),
    "K": _padded(lambda value: value.hour % 12),
    "h": _padded(lambda value: value.hour % 12 or 12),
    "m": _padded(lambda value: value.minute),
    "s": _padded(lambda value: value.second),
    "S": _fraction,
    "z": _zone_name,
    "Z": lambda value, count: _offset(value, ":" if count == 5 else ""),
    "X": _offset_iso,
    "V": _zone_id,
    "O": _offset_gmt,
    "Q": _quarter,
    "q": _quarter,
}

_ZONES = "zZXVO"
_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(_MONTHS, start=1)}


def _expression(letter: str, count: int) -> str:
    """The regular expression for a letter of a format; numbers have exactly `count` digits, one means one or two."""
    if letter in "ML" and count >= 3:
        names = _MONTHS if count >= 4 else [name[:3] for name in _MONTHS]
        return f"(?:{'|'.join(names)})"
    if letter == "E":
        return r"[A-Za-z]{3,9}"
    if letter == "G":
        return r"(?:AD|Anno Domini|CE|A)"
    if letter == "a":
        return r"(?:AM|PM|am|pm)"
    if letter in "yY":
        return r"\d{2}" if count == 2 else (r"\d{4}" if count <= 4 else rf"\d{{{count}}}")
    if letter == "S":
        return rf"\d{{{count}}}"
    if letter == "Z":
        return r"[+-]\d\d:?\d\d"
    if letter == "X":
        return r"(?:Z|[+-]\d\d(?::?\d\d)?)"
    if letter == "O":
        return r"GMT(?:[+-]\d{1,2}(?::?\d\d)?)?"
    if letter in "zV":
        return r"(?:[A-Za-z][A-Za-z0-9_+:/-]*|[+-]\d\d:?\d\d)"
    if letter in "qQ":
        return r"Q?\d" if count < 4 else r"\d(?:st|nd|rd|th) quarter"
    if letter == "D":
        return r"\d{1,3}" if count < 3 else r"\d{3}"
    return r"\d{1,2}" if count == 1 else rf"\d{{{count}}}"


@functools.lru_cache(maxsize=256)
def parser_of(pattern: str) -> Callable[[str], datetime | None]:
    """What reads a string in the format; gives None when it does not fit. Raises TransformError for a bad pattern."""
    letters: list[str] = []
    expression = ""
    for token in _tokens(pattern):
        if isinstance(token, str):
            expression += re.escape(token)
        else:
            letters.append(token[0])
            expression += f"({_expression(*token)})"
    compiled = re.compile(expression, re.IGNORECASE)
    zoned = any(letter in _ZONES for letter in letters)

    def read(value: str) -> datetime | None:
        found = compiled.fullmatch(value)
        if found is None:
            return None
        fields = dict(zip(letters, found.groups(), strict=True))
        try:
            return _assemble(fields, zoned)
        except ValueError:
            return None

    return read


def _assemble(fields: dict[str, str], zoned: bool) -> datetime:
    year = fields.get("y") or fields.get("Y") or "1970"
    month = fields.get("M") or fields.get("L") or "1"
    full_year = 2000 + int(year) if len(year) == 2 else int(year)
    month_number = int(month) if month.isdigit() else _MONTH_NUMBERS[month[:3].lower()]
    hour = _hour(fields)
    zone: tzinfo = UTC
    for letter in _ZONES:
        if letter in fields:
            zone = zone_of(fields[letter])
    micro = int(fields["S"].ljust(6, "0")[:6]) if "S" in fields and zoned else 0
    parts = (hour, int(fields.get("m", 0)), int(fields.get("s", 0)), micro, zone)
    if "D" in fields and "d" not in fields:
        day_of_year = int(fields["D"])
        assembled = datetime(full_year, 1, 1, *parts) + timedelta(days=day_of_year - 1)
        if day_of_year < 1 or assembled.year != full_year:
            raise ValueError("day of the year")
        return assembled
    return datetime(full_year, month_number, int(fields.get("d", 1)), *parts)


def _hour(fields: dict[str, str]) -> int:
    if "H" in fields:
        return int(fields["H"])
    if "k" in fields:
        hour = int(fields["k"])
        if not 1 <= hour <= 24:
            raise ValueError("hour")
        return hour % 24
    if "h" in fields or "K" in fields:
        hour = int(fields.get("h") or fields["K"])
        low, high = (1, 12) if "h" in fields else (0, 11)
        if not low <= hour <= high:
            raise ValueError("hour")
        return hour % 12 + (12 if fields.get("a", "AM").upper() == "PM" else 0)
    return 0
