"""Flows that many threads create, change and delete while others move the clock and reset the emulator."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("no_defects")

HOUR = 3600


def at_once(*jobs: Callable[[], None]) -> None:
    """Carry the jobs out in a thread each, and come back when all have ended. Raises what they raise."""
    with ThreadPoolExecutor(len(jobs)) as threads:
        for done in [threads.submit(job) for job in jobs]:
            done.result(60)


def test_changes_at_the_same_time_leave_one_plan(lab: Any) -> None:
    flow = lab.flow(lab.every("hour", start_s=lab.start_s + HOUR))

    def toggle() -> None:
        other = lab.another()
        for _ in range(10):
            # One of two at the same time may find the flow in the state it asks for.
            for operation in ("DISABLE", "ENABLE"):
                with suppress(AssertionError):
                    other.act(flow, operation)

    at_once(*[toggle] * 4)
    with suppress(AssertionError):
        lab.act(flow, "ENABLE")
    assert lab.advance(3 * HOUR) == 3
    assert len(lab.runs(flow)) == 3


def test_what_the_last_change_says_holds(lab: Any) -> None:
    flow = lab.flow(lab.every("hour", start_s=lab.start_s + HOUR))
    at_once(*[lambda: suppressed(lab.another(), flow, "DISABLE")] * 8)
    assert lab.advance(3 * HOUR) == 0


def suppressed(lab: Any, flow: Any, operation: str) -> None:
    """Act on a flow, if it lets itself."""
    with suppress(AssertionError):
        lab.act(flow, operation)


def test_every_flow_of_many_threads_runs_once(lab: Any) -> None:
    lab.write_table(lab.people("a"))
    flows: list[Any] = []

    def create() -> None:
        other = lab.another()
        flows.extend(other.flow() for _ in range(5))

    at_once(*[create] * 4)
    for flow in flows:
        (run,) = lab.finished(flow)
        assert lab.status(run) == "success"
        assert lab.ids(flow) == ["a"]


def test_resets_among_flows_and_walks_break_nothing(lab: Any) -> None:
    lab.write_table(lab.people("a"))

    def create() -> None:
        other = lab.another()
        for _ in range(10):
            # What one request has made may be gone at the next.
            with suppress(AssertionError, KeyError, IndexError):
                other.delete(other.flow(other.every("hour", start_s=other.start_s + HOUR)))
                other.flow()

    def walk() -> None:
        other = lab.another()
        for _ in range(20):
            other.advance(HOUR)

    def reset() -> None:
        other = lab.another()
        for _ in range(20):
            other.call("POST", "/_emulator/reset")

    at_once(create, create, walk, reset)
    lab.call("POST", "/_emulator/reset")
    assert lab.flow_service("GET", "/runs")["items"] == []
    flow = lab.flow()
    assert lab.status(lab.finished(flow)[0]) == "success"
    assert lab.ids(flow) == ["a"]
