"""The delta column: which rows of a batch lie in a window, in every form in which tables write their dates."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aep_emulator.dataflow.delta import DeltaColumn
from aep_emulator.services.flow_service.on_demand import Window

NOON = datetime(2024, 1, 5, 12, 0, 0, tzinfo=UTC)
NOON_MS = 1_704_456_000_000
HOUR_MS = 3_600_000


def read(values: list[Any] | pa.Array, start_ms: int, end_ms: int, timezone_name: str | None = None) -> list[int]:
    """The positions of the rows that a run with this window takes."""
    column = values if isinstance(values, pa.Array) else pa.array(values)
    batch = pa.record_batch({"changed": column, "row": list(range(len(column)))})
    delta = DeltaColumn({"name": "changed", "dateFormat": "YYYY-MM-DD", "timezone": timezone_name})
    rows: list[int] = delta.new_rows(batch, Window(start_ms, end_ms)).column("row").to_pylist()
    return rows


def is_read_as(value: Any, moment_ms: int, timezone_name: str | None = None) -> bool:
    """Whether the value is that very millisecond."""
    until = read(value, moment_ms - 1, moment_ms, timezone_name)
    before = read(value, moment_ms - 2, moment_ms - 1, timezone_name)
    return (until, before) == ([0], [])


@pytest.mark.documented("help/sources/tutorials/api/collect/crm.md: supported formats of deltaColumn")
@pytest.mark.parametrize("text", ["2024-01-05 12:00:00", "2024-01-05T12:00:00Z"])
def test_documented_formats(text: str) -> None:
    assert is_read_as([text], NOON_MS)


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-05T12:00:00",
        "2024-01-05T12:00:00.000Z",
        "2024-01-05T13:00:00+01:00",
        "2024-01-05 07:00:00-0500",
        "  2024-01-05 12:00:00 ",
        "1704456000",
        "1704456000000",
    ],
)
def test_other_forms_of_iso_8601_and_numbers_of_seconds_and_milliseconds(text: str) -> None:
    assert is_read_as([text], NOON_MS)


@pytest.mark.parametrize(
    ("text", "moment_ms"),
    [("2024-01-05", NOON_MS - 12 * HOUR_MS), ("20240105", NOON_MS - 12 * HOUR_MS), ("2024-01-05T12", NOON_MS)],
)
def test_a_date_is_its_first_moment(text: str, moment_ms: int) -> None:
    assert is_read_as([text], moment_ms)


def test_milliseconds_that_look_like_a_date_are_milliseconds() -> None:
    """1704-01-01 and a time, if one only looks at the digits."""
    assert is_read_as(["1704010112345"], 1_704_010_112_345)


@pytest.mark.parametrize(
    "column",
    [
        pa.array([NOON], pa.timestamp("us", tz="UTC")),
        pa.array([NOON], pa.timestamp("ns", tz="America/New_York")),
        pa.array([NOON.replace(tzinfo=None)], pa.timestamp("s")),
        pa.array([NOON_MS]),
        pa.array([NOON_MS // 1000]),
        pa.array([NOON_MS / 1000]),
    ],
    ids=lambda column: str(column.type),
)
def test_columns_with_a_type(column: pa.Array) -> None:
    assert is_read_as(column, NOON_MS)


@pytest.mark.parametrize("zone", [None, "", "UTC", "utc", "GMT", "Z", "Atlantis/Nowhere", "../etc/passwd"])
def test_without_a_known_time_zone_it_is_utc(zone: str | None) -> None:
    assert is_read_as(["2024-01-05 12:00:00"], NOON_MS, zone)


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["2024-01-05 12:00:00"]),
        pa.array([NOON.replace(tzinfo=None)], pa.timestamp("us")),
        pa.array([NOON.replace(tzinfo=None)], pa.timestamp("ns")),
    ],
    ids=lambda column: str(column.type),
)
def test_a_date_without_an_offset_is_in_the_columns_time_zone(column: pa.Array) -> None:
    assert is_read_as(column, NOON_MS + 5 * HOUR_MS, "America/New_York")


def test_a_date_with_an_offset_keeps_it_whatever_the_columns_time_zone() -> None:
    assert is_read_as(["2024-01-05T12:00:00Z"], NOON_MS, "America/New_York")
    assert is_read_as(pa.array([NOON], pa.timestamp("us", tz="UTC")), NOON_MS, "America/New_York")


def test_days_begin_in_the_columns_time_zone() -> None:
    column = pa.array([date(2024, 1, 5)])
    assert is_read_as(column, NOON_MS - 12 * HOUR_MS)
    assert is_read_as(column, NOON_MS - 7 * HOUR_MS, "America/New_York")


def test_hours_that_the_clock_skips_or_repeats_are_read_once() -> None:
    skipped_and_repeated = ["2024-03-10 02:30:00", "2024-11-03 01:30:00"]
    everything = read(skipped_and_repeated, 1_700_000_000_000, 1_800_000_000_000, "America/New_York")
    assert everything == [0, 1]


def test_the_start_of_a_window_is_outside_and_its_end_inside() -> None:
    column = pa.array([1000, 1001, 2000, 2001], pa.timestamp("ms"))
    assert read(column, 1000, 2000) == [1, 2]


UNREADABLE = [None, "", "yesterday", "2024-13-01", "05/01/2024", "9" * 30, "١٢٣"]


def test_what_is_no_date_is_taken_by_the_run_that_has_no_beginning_and_by_no_other() -> None:
    assert read(UNREADABLE, 0, NOON_MS) == list(range(len(UNREADABLE)))
    assert read(UNREADABLE, 1, NOON_MS) == []


@pytest.mark.parametrize(
    "column",
    [
        pa.array([True, False]),
        pa.array([float("nan"), float("inf")]),
        pa.array([1e300, -1e300]),
        pa.array([{"a": 1}, None]),
        pa.array([[1], []]),
        pa.nulls(2),
    ],
    ids=lambda column: str(column.type),
)
def test_columns_that_hold_no_dates_break_nothing(column: pa.Array) -> None:
    assert read(column, 0, NOON_MS) == [0, 1]
    assert read(column, 1, NOON_MS) == []


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1969-12-31T23:59:59Z"])
def test_the_ends_of_the_calendar_break_nothing(text: str) -> None:
    assert read([text], 0, NOON_MS) == ([] if text.startswith("9999") else [0])


def test_an_empty_batch_stays_empty() -> None:
    assert read(pa.array([], pa.string()), 0, NOON_MS) == []


FORMS = {
    "text": lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}",
    "iso": lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}",
    "offset": lambda moment: moment.astimezone(timezone(timedelta(hours=-7, minutes=-30))).isoformat(),
    "seconds": lambda moment: str(int(moment.timestamp())),
}


@given(
    form=st.sampled_from(sorted(FORMS)),
    changes=st.lists(st.integers(0, 40 * 86_400), max_size=40),
    runs=st.lists(st.integers(0, 40 * 86_400 * 1000), max_size=10),
)
def test_runs_that_follow_each_other_read_every_row_once(form: str, changes: list[int], runs: list[int]) -> None:
    moments = [NOON + timedelta(seconds=seconds) for seconds in changes]
    column = pa.array([FORMS[form](moment) for moment in moments], pa.string())
    ends = [0, *sorted(NOON_MS + run for run in runs), NOON_MS + 41 * 86_400 * 1000]
    found = [row for start, end in itertools.pairwise(ends) for row in read(column, start, end)]
    assert sorted(found) == list(range(len(changes)))
