"""What counts as a date: moments, strings in one of the automatic formats, milliseconds.

Documented: help/data-prep/data-handling.md "Dates": the formats in their order, and that a date without an offset
loses its milliseconds. A date without an offset is taken as UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aep_emulator.services.data_prep.language.date_formats import MAX_TEXT, parser_of
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.values import kind
from aep_emulator.services.data_prep.language.work import DATE, spend
from aep_emulator.services.data_prep.language.zones import zone_of

DOCUMENTED_FORMATS: tuple[str, ...] = (
    "yyyy-MM-dd HH:mm:ssZ",
    "yyyy-MM-dd HH:mm:ss.SSSZ",
    "yyyy-MM-dd HH:mm:ss.SSS",
    "yyyy-MM-dd'T'HH:mm:ss.SSSX",
    "yyyy-MM-dd'T'HH:mm:ss'Z'",
    "yyyy-MM-dd",
    "yyyy/MM/dd",
    "yyyy.MM.dd",
    "yyyy-MMM-dd",
    "yyyyMMdd",
    "MM-dd-yyyy",
    "MMddyyyy",
    "M/dd/yyyy",
    "dd.M.yyyy",
    "M/dd/yyyy hh:mm:ss a",
    "dd.M.yyyy hh:mm:ss a",
    "dd.MMM.yyyy",
    "dd-MMM-yyyy",
)

_LENGTH_IN_UTC = len("2020-12-31T23:59:59Z")
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?"
    r"([Zz]|[+-]\d\d(?::?\d\d)?|[A-Z]{2,4})?)?"
)


def moment(value: Any) -> datetime:
    """A date as functions take it: a moment, or a string in one of the automatic formats. Raises TransformError."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, int) and not isinstance(value, bool):
        return from_milliseconds(value)
    if isinstance(value, str):
        return read_date(value)
    raise TransformError(f"{kind(value)} is not a date")


def from_milliseconds(milliseconds: int) -> datetime:
    """The moment so many milliseconds after 1970, in UTC. Raises TransformError."""
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise TransformError(f"{milliseconds} milliseconds are outside the years 1 to 9999") from None


def milliseconds(value: datetime) -> int:
    """Milliseconds since 1970."""
    return (value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def read_date(value: str) -> datetime:
    """The date a string shows, by the first automatic format that fits. Raises TransformError.

    Assumed: besides the documented formats, ISO 8601 with an optional time, seconds, fraction and zone is read; the
    documented examples of date() and date_part() need that.
    """
    stripped = value.strip()
    # The common form, which the parser in C reads far faster; what that also reads is another shape or length.
    if (
        len(stripped) == _LENGTH_IN_UTC
        and stripped[-1] == "Z"
        and stripped[4] == stripped[7] == "-"
        and stripped[10] == "T"
        and stripped[13] == ":"
    ):
        try:
            return datetime.fromisoformat(stripped)
        except ValueError:
            pass
    if len(stripped) <= MAX_TEXT:
        spend(DATE)
        if found := _ISO.fullmatch(stripped):
            return _from_iso(found, value)
        for pattern in DOCUMENTED_FORMATS:
            parsed = parser_of(pattern)(stripped)
            if parsed is not None:
                return parsed
    raise TransformError(f"'{value[:MAX_TEXT]}' fits none of the date formats; give its format to date()")


def _from_iso(found: re.Match[str], value: str) -> datetime:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        offset = UTC if zone is None else zone_of(zone)
        micro = int(fraction.ljust(6, "0")[:6]) if fraction and zone is not None else 0
        return datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micro, offset
        )
    except ValueError as error:
        raise TransformError(f"'{value}' is not a date: {error}") from None
