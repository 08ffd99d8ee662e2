"""When flows run: a queue ordered by due time, and the threads that take from it.

The threads are daemons: a server that is told to stop must not wait for a run, and since a batch becomes visible
only when it is complete, a run that is cut off leaves nothing behind.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from aep_emulator.clock import Clock

_log = logging.getLogger(__name__)

Job = Callable[[], None]


@dataclass(order=True)
class Planned:
    """A job that waits for its time; to its owner only something to cancel it by."""

    due_ms: int
    order: int
    job: Job = field(compare=False)
    cancelled: bool = field(default=False, compare=False)


class Scheduler:
    """Runs jobs at their time, at most `threads` at once. Threads start with the first job."""

    def __init__(self, clock: Clock, threads: int = 2) -> None:
        self._clock = clock
        self._threads = threads
        self._started = 0
        self._queue: list[Planned] = []
        self._cancelled = 0
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._running = 0
        self._driven = False
        # Grows with each `clear`; whoever moves the clock stops when it does.
        self._era = 0

    def at(self, due_ms: int, job: Job) -> Planned:
        """Run the job at that time, in milliseconds since the epoch; at once when it has passed."""
        with self._changed:
            planned = Planned(due_ms, next(self._order), job)
            heapq.heappush(self._queue, planned)
            if self._started < self._threads:
                self._started += 1
                threading.Thread(target=self._work, name=f"dataflow-{self._started}", daemon=True).start()
            self._changed.notify_all()
        return planned

    def cancel(self, planned: Planned) -> None:
        """Do not run the job; one that has begun goes on."""
        with self._changed:
            if planned.cancelled:
                return
            planned.cancelled = True
            self._cancelled += 1
            # Taking one out of the middle of a heap is slow, so that they are swept out when they are many.
            if self._cancelled > len(self._queue) // 2:
                self._queue = [entry for entry in self._queue if not entry.cancelled]
                heapq.heapify(self._queue)
                self._cancelled = 0

    def clear(self) -> None:
        """Forget all jobs that have not begun, and let those who move the clock give up."""
        with self._changed:
            self._queue.clear()
            self._cancelled = 0
            self._era += 1
            self._changed.notify_all()

    def run_until(self, target_ms: int, move_to: Callable[[int], None]) -> int:
        """Run everything due up to then, in order and in this thread: how many jobs there were.

        `move_to` sets the clock, before each job to the time it is due and in the end to the target. Jobs that jobs
        plan on the way are run too. Waits for what is under way, and for another caller that does the same. When the
        jobs are cleared meanwhile, it comes back early and leaves the clock alone.
        """
        with self._changed:
            era = self._era
            self._changed.wait_for(lambda: not self._driven or self._era != era)
            if self._era != era:
                return 0
            self._driven = True
            self._changed.wait_for(lambda: not self._running or self._era != era)
        count = 0
        try:
            while (job := self._next_until(target_ms, era, move_to)) is not None:
                _run(job)
                count += 1
        finally:
            with self._changed:
                self._driven = False
                self._changed.notify_all()
        return count

    def _next_until(self, target_ms: int, era: int, move_to: Callable[[int], None]) -> Job | None:
        """The next job up to the target, with the clock set to its time; at last None, with the clock at the target."""
        with self._changed:
            if self._era != era:
                return None
            head = self._head()
            if head is None or head.due_ms > target_ms:
                move_to(target_ms)
                return None
            move_to(head.due_ms)
            return heapq.heappop(self._queue).job

    def _work(self) -> None:
        while True:
            job = self._next()
            try:
                _run(job)
            finally:
                with self._changed:
                    self._running -= 1
                    self._changed.notify_all()

    def _next(self) -> Job:
        with self._changed:
            while True:
                wait_s: float | None = None
                head = None if self._driven else self._head()
                if head is not None:
                    wait_s = (head.due_ms - self._clock.now_ms()) / 1000
                    if wait_s <= 0:
                        self._running += 1
                        return heapq.heappop(self._queue).job
                # Whoever moves the clock or adds a job notifies.
                self._changed.wait(wait_s if wait_s is None else min(wait_s, threading.TIMEOUT_MAX))

    def _head(self) -> Planned | None:
        """The next job that is still wanted. Call it with the lock."""
        while self._queue and self._queue[0].cancelled:
            heapq.heappop(self._queue)
            self._cancelled = max(0, self._cancelled - 1)
        return self._queue[0] if self._queue else None


def _run(job: Job) -> None:
    try:
        job()
    except Exception:
        # A job reports its own failures; what comes out here is a defect, and must not end the thread.
        _log.exception("a dataflow job failed")
