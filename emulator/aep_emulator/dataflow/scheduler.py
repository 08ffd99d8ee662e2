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
# The longest wait between two looks at the clock, in seconds: a virtual clock may jump.
_MAX_WAIT_S = 1.0


@dataclass(order=True)
class _Entry:
    due_ms: int
    order: int
    job: Job = field(compare=False)


class Scheduler:
    """Runs jobs at their time, at most `threads` at once. Threads start with the first job."""

    def __init__(self, clock: Clock, threads: int = 2) -> None:
        self._clock = clock
        self._threads = threads
        self._started = 0
        self._queue: list[_Entry] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._running = 0

    def at(self, due_ms: int, job: Job) -> None:
        """Run the job at that time, in milliseconds since the epoch; at once when it has passed."""
        with self._changed:
            heapq.heappush(self._queue, _Entry(due_ms, next(self._order), job))
            if self._started < self._threads:
                self._started += 1
                threading.Thread(target=self._work, name=f"dataflow-{self._started}", daemon=True).start()
            self._changed.notify()

    def clear(self) -> None:
        """Forget all jobs that have not begun."""
        with self._changed:
            self._queue.clear()

    def _work(self) -> None:
        while True:
            job = self._next()
            try:
                job()
            except Exception:
                # A job reports its own failures; what comes out here is a defect, and must not end the thread.
                _log.exception("a dataflow job failed")

    def _next(self) -> Job:
        with self._changed:
            while True:
                if self._queue:
                    wait_s = (self._queue[0].due_ms - self._clock.now_ms()) / 1000
                    if wait_s <= 0:
                        return heapq.heappop(self._queue).job
                    self._changed.wait(min(wait_s, _MAX_WAIT_S))
                else:
                    self._changed.wait()
