"""The threads that process batches.

They are daemons: a server that is told to stop does not wait for a batch, of which nothing can be seen yet.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

_log = logging.getLogger(__name__)

Job = Callable[[], None]


class Workers:
    """Runs jobs in the order they come, at most `threads` at once. A thread ends when there is nothing to do."""

    def __init__(self, threads: int = 2) -> None:
        self._waiting: deque[Job] = deque()
        self._threads = threads
        self._running = 0
        self._lock = threading.Lock()

    def submit(self, job: Job) -> None:
        """Run the job soon."""
        with self._lock:
            self._waiting.append(job)
            if self._running >= self._threads:
                return
            self._running += 1
        threading.Thread(target=self._work, name="ingestion", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running -= 1
                    return
                job = self._waiting.popleft()
            try:
                job()
            except Exception:
                # A job reports its own failures; what comes out here is a defect, and must not end the thread.
                _log.exception("an ingestion job failed")
