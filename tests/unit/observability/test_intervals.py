"""Which intervals a range of dates is divided into."""

from __future__ import annotations

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.observability.intervals import intervals, parse_date, parse_granularity

NEVER = 1 << 60


def divided(granularity: str, start: str, end: str, now_ms: int = NEVER, most: int = 1000) -> list[str]:
    return intervals(granularity, parse_date("start", start), parse_date("end", end), now_ms, most).timestamps


@pytest.mark.documented("help/observability/api/metrics.md, Retrieve observability metrics")
def test_the_interval_in_which_the_end_lies_is_the_last_one() -> None:
    days = divided("DAY", "2020-07-14T00:00:00.000Z", "2020-07-22T00:00:00.000Z")
    assert days == [f"2020-07-{day}T00:00:00Z" for day in range(14, 23)]


@pytest.mark.parametrize(
    ("granularity", "start", "end", "expected"),
    [
        ("MINUTE", "2020-07-14T10:00:30Z", "2020-07-14T10:02:00Z", ["10:00:00", "10:01:00", "10:02:00"]),
        ("HOUR", "2020-07-14T10:59:59.999Z", "2020-07-14T12:00:00Z", ["10:00:00", "11:00:00", "12:00:00"]),
        ("HOUR", "2020-07-14T10:00:00+02:00", "2020-07-14T10:00:00+02:00", ["08:00:00"]),
    ],
)
def test_parts_of_a_day(granularity: str, start: str, end: str, expected: list[str]) -> None:
    assert divided(granularity, start, end) == [f"2020-07-14T{time}Z" for time in expected]


@pytest.mark.parametrize(
    ("granularity", "start", "end", "expected"),
    [
        ("DAY", "2020-02-28", "2020-03-01", ["2020-02-28", "2020-02-29", "2020-03-01"]),
        ("WEEK", "2020-07-14T10:00:00Z", "2020-07-20", ["2020-07-13", "2020-07-20"]),
        ("WEEK", "1969-12-31", "1970-01-01", ["1969-12-29"]),
        ("MONTH", "2019-11-30T23:00:00Z", "2020-01-01", ["2019-11-01", "2019-12-01", "2020-01-01"]),
        ("YEAR", "2019-06-01", "2021-01-01", ["2019-01-01", "2020-01-01", "2021-01-01"]),
        ("DAY", "0001-01-01", "0001-01-02", ["0001-01-01", "0001-01-02"]),
        ("WEEK", "0001-01-01", "0001-01-02", ["0001-01-01"]),
        ("MONTH", "9999-12-31", "9999-12-31T23:59:59Z", ["9999-12-01"]),
        ("YEAR", "9999-12-31", "9999-12-31T23:59:59Z", ["9999-01-01"]),
        ("DAY", "9999-12-31", "9999-12-31T23:59:59Z", ["9999-12-31"]),
    ],
)
def test_days_and_longer(granularity: str, start: str, end: str, expected: list[str]) -> None:
    assert divided(granularity, start, end) == [f"{date}T00:00:00Z" for date in expected]


def test_what_has_not_begun_is_left_out() -> None:
    now_ms = parse_date("now", "2020-07-15T12:00:00Z")
    assert divided("DAY", "2020-07-14", "2020-08-01", now_ms) == ["2020-07-14T00:00:00Z", "2020-07-15T00:00:00Z"]
    assert divided("DAY", "2020-07-16", "2020-08-01", now_ms) == []


def test_a_moment_lies_in_one_interval() -> None:
    start, end = parse_date("start", "2020-07-14"), parse_date("end", "2020-07-15")
    found = intervals("DAY", start, end, NEVER, 10)
    day = 24 * 3600 * 1000
    moments = (start - 1, start, start + day - 1, start + day, start + 2 * day - 1, start + 2 * day)
    assert [found.index(moment) for moment in moments] == [None, 0, 0, 1, 1, None]
    assert intervals("DAY", end, end, start, 10).index(end) is None


def test_there_are_at_most_so_many() -> None:
    assert len(divided("DAY", "2020-07-01", "2020-07-10", most=10)) == 10
    with pytest.raises(ApiError, match="more than 9 datapoints"):
        divided("DAY", "2020-07-01", "2020-07-10", most=9)
    with pytest.raises(ApiError, match="more than 1000 datapoints"):
        divided("MINUTE", "0001-01-01", "9999-12-31")


@pytest.mark.parametrize("text", ["day", "DAY", "Day"])
def test_a_granularity_may_be_written_in_any_case(text: str) -> None:
    assert parse_granularity(text) == "DAY"


@pytest.mark.parametrize("text", ["", "days", "1d", "ALL"])
def test_an_unknown_granularity_is_refused(text: str) -> None:
    with pytest.raises(ApiError, match=r"granularity: '.*' is none of MINUTE, HOUR, DAY"):
        parse_granularity(text)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2020-13-01", "1594720800000", "0001-01-01T00:00:00+14:00", "2" * 60]
)
def test_a_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ApiError, match=r"start: '.*' is not a date and time in ISO 8601"):
        parse_date("start", text)
