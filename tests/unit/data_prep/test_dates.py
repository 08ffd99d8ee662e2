"""Dates: the documented automatic formats, pattern letters, and conversion to XDM."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from aep_emulator.services.data_prep.language.date_formats import format_date, parse
from aep_emulator.services.data_prep.language.dates import DOCUMENTED_FORMATS, read_date
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.values import iso

AUTOMATIC = {
    "yyyy-MM-dd HH:mm:ssZ": ("2020-12-31 13:14:15-0800", "2020-12-31T13:14:15-08:00"),
    "yyyy-MM-dd HH:mm:ss.SSSZ": ("2020-12-31 13:14:15.678-0800", "2020-12-31T13:14:15.678-08:00"),
    "yyyy-MM-dd HH:mm:ss.SSS": ("2020-12-31 13:14:15.678", "2020-12-31T13:14:15Z"),
    "yyyy-MM-dd'T'HH:mm:ss.SSSX": ("2020-12-31T13:14:15.678+01", "2020-12-31T13:14:15.678+01:00"),
    "yyyy-MM-dd'T'HH:mm:ss'Z'": ("2020-12-31T13:14:15Z", "2020-12-31T13:14:15Z"),
    "yyyy-MM-dd": ("2020-12-31", "2020-12-31T00:00:00Z"),
    "yyyy/MM/dd": ("2020/12/31", "2020-12-31T00:00:00Z"),
    "yyyy.MM.dd": ("2020.12.31", "2020-12-31T00:00:00Z"),
    "yyyy-MMM-dd": ("2020-Dec-31", "2020-12-31T00:00:00Z"),
    "yyyyMMdd": ("20201231", "2020-12-31T00:00:00Z"),
    "MM-dd-yyyy": ("12-31-2020", "2020-12-31T00:00:00Z"),
    "MMddyyyy": ("12312020", "2020-12-31T00:00:00Z"),
    "M/dd/yyyy": ("2/28/2020", "2020-02-28T00:00:00Z"),
    "dd.M.yyyy": ("28.2.2020", "2020-02-28T00:00:00Z"),
    "M/dd/yyyy hh:mm:ss a": ("2/28/2020 01:14:15 PM", "2020-02-28T13:14:15Z"),
    "dd.M.yyyy hh:mm:ss a": ("28.2.2020 12:14:15 AM", "2020-02-28T00:14:15Z"),
    "dd.MMM.yyyy": ("28.Feb.2020", "2020-02-28T00:00:00Z"),
    "dd-MMM-yyyy": ("28-Feb-2020", "2020-02-28T00:00:00Z"),
}


def test_all_documented_formats_are_tried_in_their_order() -> None:
    assert tuple(AUTOMATIC) == DOCUMENTED_FORMATS


@pytest.mark.documented("help/data-prep/data-handling.md")
@pytest.mark.parametrize(("value", "expected"), AUTOMATIC.values(), ids=AUTOMATIC)
def test_automatic_format(value: str, expected: str) -> None:
    assert iso(read_date(value)) == expected


@pytest.mark.documented("help/data-prep/data-handling.md")
@pytest.mark.parametrize(("value", "expected"), AUTOMATIC.values(), ids=AUTOMATIC)
def test_a_string_mapped_to_a_date_is_read_in_the_same_formats(
    map_row: Callable[..., Any], value: str, expected: str
) -> None:
    properties = {"at": {"type": "string", "format": "date-time"}, "on": {"type": "string", "format": "date"}}
    document, warnings = map_row([("value", "at"), ("value", "on")], {"value": value}, properties)
    assert document == {"at": expected, "on": expected[:10]}
    assert warnings == []


@pytest.mark.documented("help/data-prep/data-handling.md")
def test_an_ambiguous_date_is_read_as_month_day_year() -> None:
    assert read_date("12112020") == datetime(2020, 12, 11, tzinfo=UTC)


@pytest.mark.assumed("documented examples of date() and date_part() need ISO 8601 beyond the documented formats")
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-10-23 11:24", "2019-10-23T11:24:00Z"),
        ("2019-10-23T11:24:35+02:00", "2019-10-23T11:24:35+02:00"),
        ("2019-10-23T11:24:35.123456Z", "2019-10-23T11:24:35.123Z"),
        ("2019-10-17T11:55:12 PST", "2019-10-17T11:55:12-08:00"),
        ("  2019-10-23  ", "2019-10-23T00:00:00Z"),
    ],
)
def test_iso_dates(value: str, expected: str) -> None:
    assert iso(read_date(value)) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2020-13-01",
        "2020-02-30",
        "2020-12-31X23:59:59Z",
        "2020-12-31T24:00:00Z",
        "2020-W01-1T10:10:10Z",
        "2020-12-31T235959.1Z",
        "0000-01-01",
        "31/12/2020",
        "1" * 500,
    ],
)
def test_what_is_no_date(value: str) -> None:
    with pytest.raises(TransformError):
        read_date(value)


SUNDAY = datetime(2004, 7, 4, 0, 8, 9, 245000, tzinfo=UTC)


@pytest.mark.documented("help/data-prep/data-handling.md")
@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("G", "AD"),
        ("GGGG", "Anno Domini"),
        ("yyyy", "2004"),
        ("yy", "04"),
        ("YYYY", "2004"),
        ("M", "7"),
        ("MM", "07"),
        ("MMM", "Jul"),
        ("MMMM", "July"),
        ("MMMMM", "J"),
        ("LL", "07"),
        ("w", "27"),
        ("W", "1"),
        ("D", "186"),
        ("d", "4"),
        ("dd", "04"),
        ("F", "1"),
        ("E", "Sun"),
        ("EEEE", "Sunday"),
        ("u", "7"),
        ("a", "AM"),
        ("H", "0"),
        ("k", "24"),
        ("K", "0"),
        ("h", "12"),
        ("m", "8"),
        ("ss", "09"),
        ("SSS", "245"),
        ("Z", "+0000"),
        ("X", "Z"),
        ("O", "GMT"),
        ("z", "UTC"),
        ("Q", "3"),
        ("QQ", "03"),
        ("QQQ", "Q3"),
        ("QQQQ", "3rd quarter"),
        ("yyyy'T'''MM", "2004T'07"),
    ],
)
def test_pattern_letter(pattern: str, expected: str) -> None:
    assert format_date(SUNDAY, pattern) == expected


@pytest.mark.parametrize(("day", "week"), [(1, "0"), (2, "1"), (8, "1"), (9, "2"), (30, "5")])
def test_weeks_of_a_month_are_those_of_iso(day: int, week: str) -> None:
    assert format_date(datetime(2020, 11, day, tzinfo=UTC), "W") == week


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        ("31/12/2020", "dd/MM/yyyy", "2020-12-31T00:00:00Z"),
        ("Dec 1, 2020 3 PM", "MMM d, yyyy h a", "2020-12-01T15:00:00Z"),
        ("2020 366", "yyyy D", "2020-12-31T00:00:00Z"),
        ("10:15 -08:00", "HH:mm XXX", "1970-01-01T10:15:00-08:00"),
        ("2020-12-31 America/New_York", "yyyy-MM-dd VV", "2020-12-31T00:00:00-05:00"),
        ("24", "kk", "1970-01-01T00:00:00Z"),
    ],
)
def test_a_format_describes_the_input(value: str, pattern: str, expected: str) -> None:
    assert iso(parse(value, pattern)) == expected


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("2020-12-31", "dd/MM/yyyy"),
        ("13 PM", "h a"),
        ("2021 366", "yyyy D"),
        ("x", "yyyy"),
        ("1", "j"),
        ("1", "'open"),
        ("1", "y" * 200),
    ],
)
def test_a_format_that_does_not_fit(value: str, pattern: str) -> None:
    with pytest.raises(TransformError):
        parse(value, pattern)


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        ("year", 2019), ("yyyy", 2019), ("yy", 2019),
        ("quarter", 4), ("qq", 4), ("q", 4),
        ("month", 10), ("MM", 10), ("m", 10),
        ("dayofyear", 290), ("dy", 290), ("y", 290),
        ("day", 17), ("dd", 17), ("d", 17),
        ("week", 42), ("ww", 42), ("w", 42),
        ("weekday", 4), ("dw", 4),
        ("hour", 23), ("hh", 23), ("hh24", 23), ("hh12", 11),
        ("minute", 55), ("mi", 55), ("n", 55),
        ("second", 12), ("ss", 12), ("s", 12),
        ("millisecond", 345), ("SSS", 345),
    ],
)  # fmt: skip
@pytest.mark.documented("help/data-prep/functions.md")
def test_date_part(evaluate: Callable[..., Any], component: str, expected: int) -> None:
    assert evaluate("date_part(component, date('2019-10-17T23:55:12.345Z'))", component=component) == expected


def test_a_null_date_becomes_the_default(evaluate: Callable[..., Any]) -> None:
    assert iso(evaluate("date(d, 'yyyy-MM-dd', date('2020-01-01'))", d=None)) == "2020-01-01T00:00:00Z"
    assert evaluate("date(d, 'yyyy-MM-dd')", d=None) is None
