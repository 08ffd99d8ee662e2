"""Date and time functions. Documented: help/data-prep/functions.md "Date and time functions".

Where the page prints a zoned time with `Z` (make_date_time, zone_date_to_zone), the offset is kept here instead: the
printed value is another moment than the one asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aep_emulator.services.data_prep.language.date_formats import format_date, parse
from aep_emulator.services.data_prep.language.dates import from_milliseconds, moment
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.functions.registry import Environment, function
from aep_emulator.services.data_prep.language.values import LegacyDate
from aep_emulator.services.data_prep.language.zones import zone_of

_CATEGORY = "Date / Time"

_PARTS: dict[tuple[str, ...], Callable[[datetime], int]] = {
    ("year", "yyyy", "yy"): lambda value: value.year,
    ("quarter", "qq", "q"): lambda value: (value.month + 2) // 3,
    ("month", "mm", "m"): lambda value: value.month,
    ("dayofyear", "dy", "y"): lambda value: value.timetuple().tm_yday,
    ("day", "dd", "d"): lambda value: value.day,
    # The page lists "w" for the week and for the weekday; the first one it lists wins.
    ("week", "ww", "w"): lambda value: value.isocalendar().week,
    ("weekday", "dw"): lambda value: value.isoweekday(),
    ("hour", "hh", "hh24"): lambda value: value.hour,
    ("hh12",): lambda value: value.hour % 12 or 12,
    ("minute", "mi", "n"): lambda value: value.minute,
    ("second", "ss", "s"): lambda value: value.second,
    ("millisecond", "sss"): lambda value: value.microsecond // 1000,
}
_READERS = {name: read for names, read in _PARTS.items() for name in names}
_SETTABLE = {
    **dict.fromkeys(("year", "yyyy", "yy"), "year"),
    **dict.fromkeys(("month", "mm", "m"), "month"),
    **dict.fromkeys(("day", "dd", "d"), "day"),
    **dict.fromkeys(("hour", "hh"), "hour"),
    **dict.fromkeys(("minute", "mi", "n"), "minute"),
    **dict.fromkeys(("second", "ss", "s"), "second"),
}


@function("now", category=_CATEGORY, description="Tells the current time.", returns="The current time in UTC.")
def now(environment: Environment) -> datetime:
    return LegacyDate.fromtimestamp(environment.now_ms() // 1000, UTC)


@function(
    "timestamp",
    category=_CATEGORY,
    description="Tells the current Unix time.",
    returns="Milliseconds since 1970.",
)
def timestamp(environment: Environment) -> int:
    return environment.now_ms()


@function(
    "format",
    category=_CATEGORY,
    description="Writes a date in a format.",
    returns="The date as a string.",
    example='format(date("2019-10-23T11:24:35+00:00"), "yyyy-MM-dd HH:mm:ss")',
    result="2019-10-23 11:24:35",
)
def format_(date: datetime, format: str) -> str:  # noqa: A002
    return format_date(date, format)


@function(
    "dformat",
    category=_CATEGORY,
    description="Writes a timestamp in milliseconds in a format.",
    returns="The date as a string, in UTC.",
    example="dformat(1571829875000, \"yyyy-MM-dd'T'HH:mm:ss.SSSX\")",
    # The page prints .000Z, which is what the letter X gives in UTC.
    result="2019-10-23T11:24:35.000Z",
)
def dformat(timestamp: int, format: str) -> str:  # noqa: A002
    return format_date(from_milliseconds(timestamp), format)


@function(
    "date",
    category=_CATEGORY,
    description="Reads a string as a date, in the given format or in the first automatic one that fits.",
    returns="The date; the default date when the string is null.",
    example='date("2019-10-23 11:24", "yyyy-MM-dd HH:mm")',
    result="2019-10-23T11:24:00Z",
)
def date(date: Any, format: str | None = None, default_date: Any = None) -> datetime | None:  # noqa: A002
    if date is None or date == "":
        return None if default_date is None else moment(default_date)
    return moment(date) if format is None or not isinstance(date, str) else parse(date, format)


@function(
    "date_part",
    category=_CATEGORY,
    description="Takes a part of a date: year, quarter, month, dayofyear, day, week, weekday, hour and smaller.",
    returns="The part as a number.",
    example='date_part("MM", date("2019-10-17 11:55:12"))',
    result=10,
)
def date_part(component: str, date: datetime) -> int:
    read = _READERS.get(component.lower())
    if read is None:
        raise TransformError(f"'{component}' is not a part of a date; known are {', '.join(_READERS)}")
    return read(date)


@function(
    "set_date_part",
    category=_CATEGORY,
    description="Replaces a part of a date: year, month, day, hour, minute or second.",
    returns="The date with the part replaced.",
    example='set_date_part("m", 4, date("2016-11-09T11:44:44.797"))',
    result="2016-04-09T11:44:44Z",
)
def set_date_part(component: str, value: int, date: datetime) -> datetime:
    name = _SETTABLE.get(component.lower())
    if name is None:
        raise TransformError(f"'{component}' is not a settable part of a date; known are {', '.join(_SETTABLE)}")
    fields: dict[str, Any] = {name: value}
    return date.replace(**fields)


@function(
    "make_date_time",
    "make_timestamp",
    category=_CATEGORY,
    description="Makes a date from its parts.",
    returns="The date in the given time zone.",
    example='make_date_time(2019, 10, 17, 11, 55, 12, 999, "America/Los_Angeles")',
    result="2019-10-17T11:55:12-07:00",
)
def make_date_time(
    year: int, month: int, day: int, hour: int, minute: int, second: int, nanosecond: int, timezone: str
) -> datetime:
    if not 0 <= nanosecond <= 999_999_999:
        raise TransformError(f"the nanosecond must be between 0 and 999999999, not {nanosecond}")
    return datetime(year, month, day, hour, minute, second, nanosecond // 1000, zone_of(timezone))


@function(
    "zone_date_to_utc",
    category=_CATEGORY,
    description="Converts a date in any time zone to UTC.",
    returns="The same moment in UTC.",
    example='zone_date_to_utc("2019-10-17T11:55:12 PST")',
    result="2019-10-17T19:55:12Z",
)
def zone_date_to_utc(date: datetime) -> datetime:
    return date.astimezone(UTC)


@function(
    "zone_date_to_zone",
    category=_CATEGORY,
    description="Converts a date to another time zone.",
    returns="The same moment in that time zone.",
    example='zone_date_to_zone("2021-10-26T13:43:59Z", "Europe/Paris")',
    result="2021-10-26T15:43:59+02:00",
)
def zone_date_to_zone(date: datetime, zone: str) -> datetime:
    return date.astimezone(zone_of(zone))
