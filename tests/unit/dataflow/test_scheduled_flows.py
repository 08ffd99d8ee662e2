"""Schedules of flows, walked through with the emulator's clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("no_defects")

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86_400, 604_800


def hours_after_start(lab: Any, flow: Any) -> list[float]:
    """When each run of the flow was, in hours after the start of the test."""
    return [(run["createdAt"] / 1000 - lab.start_s) / HOUR for run in lab.runs(flow)]


@pytest.fixture
def later(lab: Any) -> Callable[..., dict[str, Any]]:
    """A schedule that starts an hour after the start of the test."""

    def make(frequency: str, interval: int = 1, **further: Any) -> dict[str, Any]:
        schedule: dict[str, Any] = lab.every(frequency, interval, start_s=lab.start_s + HOUR, **further)
        return schedule

    return make


def test_a_one_time_flow_whose_start_has_passed_runs_at_once_and_once_only(lab: Any) -> None:
    flow = lab.flow({"startTime": "1604961070", "frequency": "once"})
    lab.finished(flow)
    assert lab.advance(400 * DAY) == 0
    assert len(lab.runs(flow)) == 1


def test_a_one_time_flow_waits_for_its_start(lab: Any) -> None:
    flow = lab.flow({"startTime": lab.start_s + HOUR, "frequency": "once"})
    assert lab.advance(HOUR - 1) == 0
    assert lab.runs(flow) == []
    assert lab.advance(1) == 1
    assert hours_after_start(lab, flow) == [1]


def test_a_recurring_flow_whose_start_has_passed_runs_at_once_and_then_on_its_grid(lab: Any) -> None:
    flow = lab.flow(lab.every("hour", start_s=lab.start_s - HOUR // 2))
    lab.finished(flow)
    assert lab.advance(HOUR) == 1
    assert hours_after_start(lab, flow) == [0, 0.5]


@pytest.mark.parametrize(
    ("frequency", "interval", "period"),
    [
        ("minute", 15, 15 * MINUTE),
        ("minute", "30", 30 * MINUTE),
        ("hour", 3, 3 * HOUR),
        ("day", 1, DAY),
        ("week", 1, WEEK),
    ],
)
def test_runs_follow_at_the_interval(
    lab: Any, later: Callable[..., dict[str, Any]], frequency: str, interval: Any, period: int
) -> None:
    flow = lab.flow(later(frequency, interval))
    assert lab.advance(HOUR + 4 * period) == 5
    assert hours_after_start(lab, flow) == [1 + count * period / HOUR for count in range(5)]


def test_seven_days_of_an_hourly_flow_are_168_runs_on_the_hour(lab: Any, later: Callable[..., dict[str, Any]]) -> None:
    flow = lab.flow(later("hour"))
    assert lab.advance(7 * DAY) == 168
    runs = lab.runs(flow)
    assert [run["createdAt"] for run in runs] == [(lab.start_s + count * HOUR) * 1000 for count in range(1, 169)]
    assert {lab.status(run) for run in runs} == {"success"}
    assert {run["activities"][0]["statusSummary"]["extensions"]["type"] for run in runs} == {"recurring"}


def test_each_window_begins_where_the_one_before_it_ended(lab: Any, later: Callable[..., dict[str, Any]]) -> None:
    flow = lab.flow(later("day"))
    lab.advance(4 * DAY)
    windows = [lab.window(run) for run in lab.runs(flow)]
    assert windows[0][0] == 0
    assert [start for start, _ in windows[1:]] == [end for _, end in windows[:-1]]
    assert [end for _, end in windows] == [run["createdAt"] for run in lab.runs(flow)]


def test_runs_of_several_flows_are_in_the_order_of_their_times(lab: Any, later: Callable[..., dict[str, Any]]) -> None:
    flows = [lab.flow(later("hour", interval)) for interval in (2, 3, 1)]
    assert lab.advance(7 * HOUR) == 4 + 3 + 7
    runs = lab.flow_service("GET", "/runs?limit=100")["items"]
    times = [run["createdAt"] for run in runs]
    assert times == sorted(times)
    assert [hours_after_start(lab, flow) for flow in flows] == [[1, 3, 5, 7], [1, 4, 7], [1, 2, 3, 4, 5, 6, 7]]


def test_one_walk_or_many_make_the_same_runs(lab: Any, later: Callable[..., dict[str, Any]]) -> None:
    flow = lab.flow(later("minute", 15))
    assert sum(lab.advance(10 * MINUTE) for _ in range(12)) == 5
    assert hours_after_start(lab, flow) == [1, 1.25, 1.5, 1.75, 2]


@pytest.mark.assumed("endTime is only in an older flow spec; the page about flows does not say what happens then")
def test_no_run_follows_the_end_time(lab: Any, later: Callable[..., dict[str, Any]]) -> None:
    flow = lab.flow(later("hour", endTime=lab.start_s + 3 * HOUR))
    assert lab.advance(DAY) == 3
    assert hours_after_start(lab, flow) == [1, 2, 3]


@pytest.mark.parametrize(("backfill", "first_from_s"), [("true", 0), (True, 0), ("false", HOUR), (False, HOUR)])
def test_without_backfill_what_was_there_before_the_start_is_left_out(
    lab: Any, later: Callable[..., dict[str, Any]], backfill: Any, first_from_s: int
) -> None:
    flow = lab.flow(later("hour", backfill=backfill))
    lab.advance(2 * HOUR)
    first, second = (lab.window(run) for run in lab.runs(flow))
    assert first[0] == (0 if first_from_s == 0 else (lab.start_s + first_from_s) * 1000)
    assert second == ((lab.start_s + HOUR) * 1000, (lab.start_s + 2 * HOUR) * 1000)


def test_a_change_of_the_frequency_changes_the_runs_to_come(lab: Any, later: Callable[..., dict[str, Any]]) -> None:
    flow = lab.flow(later("day"))
    assert lab.advance(2 * HOUR) == 1
    lab.patch(flow, ("/scheduleParams/frequency", "hour"), ("/scheduleParams/interval", 2))
    assert lab.advance(5 * HOUR) == 3
    assert hours_after_start(lab, flow) == [1, 3, 5, 7]


def test_a_start_that_is_still_to_come_can_be_moved(lab: Any, later: Callable[..., dict[str, Any]]) -> None:
    flow = lab.flow(later("day"))
    for hours in (7, 5):
        lab.patch(flow, ("/scheduleParams/startTime", lab.start_s + hours * HOUR))
    assert lab.advance(10 * HOUR) == 1
    assert hours_after_start(lab, flow) == [5]


def test_a_change_that_is_not_of_the_schedule_makes_no_further_run(
    lab: Any, later: Callable[..., dict[str, Any]]
) -> None:
    flow = lab.flow(later("hour"))
    for number in range(5):
        lab.patch(flow, ("/name", f"Name {number}"))
        assert lab.advance(HOUR) == 1
    assert hours_after_start(lab, flow) == [1, 2, 3, 4, 5]


def test_a_disabled_flow_does_not_run_and_misses_nothing_it_reads(
    lab: Any, later: Callable[..., dict[str, Any]]
) -> None:
    flow = lab.flow(later("hour"))
    lab.advance(HOUR)
    lab.act(flow, "DISABLE")
    assert lab.advance(5 * HOUR) == 0
    lab.act(flow, "ENABLE")
    assert lab.advance(HOUR) == 1
    assert hours_after_start(lab, flow) == [1, 7]
    first, second = (lab.window(run) for run in lab.runs(flow))
    assert second[0] == first[1]


def test_a_deleted_flow_does_not_run(lab: Any, later: Callable[..., dict[str, Any]]) -> None:
    flow, other = lab.flow(later("hour")), lab.flow(later("hour"))
    lab.advance(HOUR)
    lab.delete(flow)
    assert lab.advance(3 * HOUR) == 3
    assert hours_after_start(lab, other) == [1, 2, 3, 4]


def test_a_reset_ends_all_schedules_and_sets_the_clock_back(lab: Any, later: Callable[..., dict[str, Any]]) -> None:
    lab.flow(later("hour"))
    lab.advance(DAY)
    lab.call("POST", "/_emulator/reset")
    assert lab.now_s == lab.start_s
    assert lab.advance(DAY) == 0
    assert lab.flow_service("GET", "/runs")["items"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"advance": -1}, "advance"),
        ({"advance": -1e300}, "advance"),
        ({"advance": 1e300}, "advance"),
        ({"advance": "1"}, "advance"),
        ({"advance": True}, "advance"),
        ({"advance": None}, "advance"),
        ({"set": 0}, "set"),
        ({"set": -1e300}, "set"),
        ({"set": 10**18}, "set"),
        ({"set": [1]}, "set"),
        ({}, "advance"),
        ({"advance": 1, "set": 2}, "advance"),
        ({"rewind": 1}, "advance"),
    ],
)
def test_the_clock_refuses_what_is_no_time_to_come(lab: Any, body: dict[str, Any], field: str) -> None:
    answer = lab.call("POST", "/_emulator/clock", body, status=400)
    assert field in str(answer)
    assert lab.now_s == lab.start_s


@pytest.mark.parametrize(("body", "seconds"), [({"advance": 0}, 0), ({"advance": 0.25}, 0.25), ({"advance": 60}, 60)])
def test_the_clock_moves_by_seconds(lab: Any, body: dict[str, Any], seconds: float) -> None:
    answer = lab.call("POST", "/_emulator/clock", body)
    assert answer == {"now": (lab.start_s + seconds) * 1000, "offset": seconds * 1000, "runs": 0}


def test_the_clock_moves_to_a_time(lab: Any) -> None:
    lab.call("POST", "/_emulator/clock", {"set": (lab.start_s + 5) * 1000})
    assert lab.now_s == lab.start_s + 5
