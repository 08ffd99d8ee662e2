"""The queue of jobs: at their time, in order, each once; under threads, and when it is cleared."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.clock import AdjustableClock, FixedClock
from aep_emulator.dataflow.scheduler import Scheduler

NOW = 1_700_000_000_000


@pytest.fixture
def clock() -> AdjustableClock:
    """A clock that only `run_until` moves."""
    return AdjustableClock(FixedClock(NOW))


@pytest.fixture
def scheduler(clock: AdjustableClock) -> Scheduler:
    return Scheduler(clock)


class Log:
    """What jobs have done, in order."""

    def __init__(self) -> None:
        self.entries: list[Any] = []
        self._changed = threading.Condition()

    def job(self, entry: Any) -> Callable[[], None]:
        return lambda: self.add(entry)

    def add(self, entry: Any) -> None:
        with self._changed:
            self.entries.append(entry)
            self._changed.notify_all()

    def wait_for(self, count: int) -> list[Any]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.entries) >= count, 60), self.entries
            return self.entries


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.mark.parametrize("due_ms", [NOW - 1, NOW, 0])
def test_what_is_due_runs_at_once(scheduler: Scheduler, log: Log, due_ms: int) -> None:
    scheduler.at(due_ms, log.job("done"))
    assert log.wait_for(1) == ["done"]


def test_what_is_not_due_waits_for_the_clock(scheduler: Scheduler, clock: AdjustableClock, log: Log) -> None:
    scheduler.at(NOW + 1000, log.job("later"))
    assert scheduler.run_until(NOW + 999, clock.move_to) == 0
    assert log.entries == []
    assert scheduler.run_until(NOW + 1000, clock.move_to) == 1
    assert log.entries == ["later"]


def test_real_time_is_waited_for(log: Log) -> None:
    clock = AdjustableClock()
    due_ms = clock.now_ms() + 20
    Scheduler(clock).at(due_ms, lambda: log.add(clock.now_ms()))
    assert log.wait_for(1)[0] >= due_ms


def test_jobs_run_by_time_and_at_the_same_time_by_order(scheduler: Scheduler, clock: AdjustableClock, log: Log) -> None:
    for entry, due in (("c", 30), ("a", 10), ("d", 30), ("b", 20)):
        scheduler.at(NOW + due, log.job(entry))
    assert scheduler.run_until(NOW + 30, clock.move_to) == 4
    assert log.entries == ["a", "b", "c", "d"]


def test_the_clock_shows_each_jobs_time_and_then_the_target(
    scheduler: Scheduler, clock: AdjustableClock, log: Log
) -> None:
    for due in (10, 20):
        scheduler.at(NOW + due, lambda: log.add(clock.now_ms() - NOW))
    scheduler.run_until(NOW + 50, clock.move_to)
    assert log.entries == [10, 20]
    assert clock.now_ms() == NOW + 50


def test_jobs_that_jobs_plan_run_too(scheduler: Scheduler, clock: AdjustableClock, log: Log) -> None:
    def again(due: int) -> None:
        log.add(due)
        scheduler.at(NOW + due + 10, lambda: again(due + 10))

    scheduler.at(NOW + 10, lambda: again(10))
    assert scheduler.run_until(NOW + 50, clock.move_to) == 5
    assert log.entries == [10, 20, 30, 40, 50]


def test_a_cancelled_job_neither_runs_nor_counts(scheduler: Scheduler, clock: AdjustableClock, log: Log) -> None:
    planned = [scheduler.at(NOW + due, log.job(due)) for due in range(10, 30)]
    for job in planned[1:]:
        scheduler.cancel(job)
        scheduler.cancel(job)
    assert scheduler.run_until(NOW + 100, clock.move_to) == 1
    assert log.entries == [10]


def test_cancelling_what_has_run_changes_nothing(scheduler: Scheduler, clock: AdjustableClock, log: Log) -> None:
    done = scheduler.at(NOW + 1, log.job("a"))
    scheduler.run_until(NOW + 1, clock.move_to)
    scheduler.cancel(done)
    scheduler.at(NOW + 2, log.job("b"))
    assert scheduler.run_until(NOW + 2, clock.move_to) == 1


def test_a_job_that_fails_is_logged_and_ends_neither_thread_nor_walk(
    scheduler: Scheduler, clock: AdjustableClock, log: Log, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        log.add("failing")
        raise RuntimeError("broken")

    for _ in range(3):
        scheduler.at(0, fail)
    scheduler.at(0, log.job("after"))
    log.wait_for(4)
    scheduler.at(NOW + 1, fail)
    scheduler.at(NOW + 2, log.job("walked"))
    assert scheduler.run_until(NOW + 2, clock.move_to) == 2
    assert log.entries[-1] == "walked"
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 4


def test_the_walk_waits_for_what_is_under_way(scheduler: Scheduler, clock: AdjustableClock, log: Log) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        entered.set()
        go_on.wait(60)
        log.add("held")

    scheduler.at(0, hold)
    assert entered.wait(60)
    scheduler.at(NOW + 1, log.job("walked"))
    walk = threading.Thread(target=scheduler.run_until, args=(NOW + 1, clock.move_to))
    walk.start()
    assert log.entries == []
    go_on.set()
    walk.join(60)
    assert log.entries == ["held", "walked"]


def test_walks_at_the_same_time_take_turns(scheduler: Scheduler, clock: AdjustableClock, log: Log) -> None:
    for due in range(1, 101):
        scheduler.at(NOW + due, log.job(due))
    counts: list[int] = []
    walks = [
        threading.Thread(target=lambda end=end: counts.append(scheduler.run_until(NOW + end, clock.move_to)))
        for end in (25, 50, 75, 100)
    ]
    for walk in walks:
        walk.start()
    for walk in walks:
        walk.join(60)
    assert sum(counts) == 100
    assert log.entries == list(range(1, 101))


def test_clearing_forgets_what_has_not_begun(scheduler: Scheduler, clock: AdjustableClock, log: Log) -> None:
    for due in range(1, 10):
        scheduler.at(NOW + due, log.job(due))
    scheduler.clear()
    scheduler.at(NOW + 5, log.job("new"))
    assert scheduler.run_until(NOW + 10, clock.move_to) == 1
    assert log.entries == ["new"]


def test_clearing_in_the_middle_of_a_walk_ends_it_and_leaves_the_clock(
    scheduler: Scheduler, clock: AdjustableClock, log: Log
) -> None:
    def clear() -> None:
        scheduler.clear()
        clock.reset()
        scheduler.at(NOW + 20, log.job("of the next era"))

    scheduler.at(NOW + 10, clear)
    assert scheduler.run_until(NOW + 100, clock.move_to) == 1
    assert log.entries == []
    assert clock.now_ms() == NOW


def test_clearing_frees_a_walk_that_waits_for_a_stuck_job(scheduler: Scheduler, clock: AdjustableClock) -> None:
    entered, go_on = threading.Event(), threading.Event()
    scheduler.at(0, lambda: (entered.set(), go_on.wait(60), None)[-1])
    assert entered.wait(60)
    walks = [threading.Thread(target=scheduler.run_until, args=(NOW + 1, clock.move_to)) for _ in range(3)]
    for walk in walks:
        walk.start()
    while any(walk.is_alive() for walk in walks):
        # Again and again: a walk that begins after one clearing waits for the next.
        scheduler.clear()
        walks[0].join(0.01)
        for walk in walks[1:]:
            walk.join(0.01)
    go_on.set()
    assert clock.now_ms() == NOW


def test_no_job_is_lost_or_run_twice_when_many_threads_plan(scheduler: Scheduler, log: Log) -> None:
    def plan(thread: int) -> None:
        for number in range(200):
            scheduler.at(0, log.job((thread, number)))

    threads = [threading.Thread(target=plan, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(log.wait_for(1600)) == [(thread, number) for thread in range(8) for number in range(200)]


def test_no_more_jobs_at_once_than_there_are_threads(clock: AdjustableClock, log: Log) -> None:
    scheduler = Scheduler(clock, threads=3)
    lock, running, most = threading.Lock(), 0, 0
    all_in = threading.Barrier(3)

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        all_in.wait(60)
        with lock:
            running -= 1
        log.add("done")

    for _ in range(9):
        scheduler.at(0, work)
    log.wait_for(9)
    assert most == 3


def test_jobs_planned_and_cleared_under_threads_leave_a_working_scheduler(
    scheduler: Scheduler, clock: AdjustableClock, log: Log
) -> None:
    def plan() -> None:
        for _ in range(300):
            scheduler.cancel(scheduler.at(NOW + 1, lambda: None))
            scheduler.at(0, lambda: None)

    threads = [threading.Thread(target=plan) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(50):
        scheduler.clear()
        scheduler.run_until(NOW, clock.move_to)
    for thread in threads:
        thread.join(60)
    scheduler.at(0, log.job("still working"))
    assert log.wait_for(1) == ["still working"]
