"""When a flow is due, and how far its runs have read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aep_emulator.dataflow.progress import Progress
from aep_emulator.dataflow.schedule import next_due_ms
from aep_emulator.services.flow_service.flow_fields import Schedule
from aep_emulator.services.flow_service.on_demand import Window

START_S = 1_700_000_000
START_MS = START_S * 1000
SECONDS = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}


@pytest.mark.parametrize("frequency", ["once", *SECONDS])
@pytest.mark.parametrize("now_s", [0, START_S - 1, START_S, START_S + 10**9])
def test_the_first_run_is_at_the_start_even_when_that_has_passed(frequency: str, now_s: int) -> None:
    assert next_due_ms(Schedule(START_S, frequency, 1, None), None, now_s * 1000) == START_MS


def test_a_one_time_flow_is_never_due_again() -> None:
    assert next_due_ms(Schedule(START_S, "once", 1, None), START_MS, START_MS) is None


@pytest.mark.parametrize(("frequency", "seconds"), SECONDS.items())
@pytest.mark.parametrize("interval", [1, 2, 15])
def test_runs_follow_at_the_interval(frequency: str, seconds: int, interval: int) -> None:
    schedule = Schedule(START_S, frequency, interval, None)
    assert next_due_ms(schedule, START_MS, START_MS) == START_MS + seconds * interval * 1000


def test_runs_that_were_missed_are_not_caught_up() -> None:
    schedule = Schedule(START_S, "hour", 1, None)
    assert next_due_ms(schedule, START_MS, START_MS + 10 * 3_600_000 + 1) == START_MS + 11 * 3_600_000


@pytest.mark.parametrize(("end_s", "due"), [(START_S + 3600, True), (START_S + 3599, False), (START_S - 1, False)])
def test_no_run_is_due_after_the_end(end_s: int, due: bool) -> None:
    schedule = Schedule(START_S, "hour", 1, end_s)
    assert (next_due_ms(schedule, START_MS, START_MS) is not None) == due


def test_a_schedule_that_ends_before_it_starts_is_never_due() -> None:
    assert next_due_ms(Schedule(START_S, "hour", 1, START_S - 1), None, 0) is None


@given(
    frequency=st.sampled_from(sorted(SECONDS)),
    interval=st.integers(1, 100),
    last=st.integers(0, 10**10),
    late=st.integers(0, 10**10),
)
def test_the_next_run_is_on_the_grid_and_later_than_now_and_the_last(
    frequency: str, interval: int, last: int, late: int
) -> None:
    last_ms = START_MS + last
    due_ms = next_due_ms(Schedule(START_S, frequency, interval, None), last_ms, last_ms + late)
    period_ms = SECONDS[frequency] * interval * 1000
    assert due_ms is not None
    assert (due_ms - START_MS) % period_ms == 0
    assert last_ms + late < due_ms <= last_ms + late + period_ms


def test_the_first_window_begins_at_the_beginning_or_at_the_start_of_the_schedule() -> None:
    assert Progress().next_window(0, 50) == Window(0, 50)
    assert Progress().next_window(20, 50) == Window(20, 50)
    assert Progress().next_window(70, 50) == Window(50, 50)


def test_later_windows_begin_where_the_last_one_ended() -> None:
    assert Progress(read_up_to_ms=30).next_window(0, 50) == Window(30, 50)


@pytest.mark.parametrize(
    ("window", "read_up_to_ms"),
    [
        (Window(30, 50), 50),
        (Window(10, 50), 50),
        (Window(10, 20), 30),
        (Window(10, 30), 30),
        (Window(31, 50), 30),
        (Window(30, 500), 100),
    ],
    ids=["goes on", "overlaps", "is old", "ends there", "leaves a gap", "ends in the future"],
)
def test_a_window_counts_when_it_goes_on_from_where_the_flow_had_got_to(window: Window, read_up_to_ms: int) -> None:
    assert Progress(5, 30).extended(window, 0, 100) == Progress(5, read_up_to_ms)


@pytest.mark.parametrize(("start_ms", "read_up_to_ms"), [(0, 50), (20, 50), (21, None)])
def test_the_first_window_counts_when_it_leaves_nothing_out(start_ms: int, read_up_to_ms: int | None) -> None:
    assert Progress().extended(Window(start_ms, 50), 20, 100) == Progress(None, read_up_to_ms)
