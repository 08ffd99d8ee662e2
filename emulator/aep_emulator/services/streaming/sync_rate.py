"""How often an inlet may be asked to validate at once.

Documented: 60 times a minute, help/ingestion/tutorials/streaming-record-data.md.
"""

from __future__ import annotations

import threading
from collections import deque

from aep_emulator.clock import Clock
from aep_emulator.services.streaming import errors

LIMIT = 60

_MINUTE_MS = 60_000
_MAX_INLETS = 10_000


class SyncRate:
    """Counts requests of each inlet in the last minute of the emulator's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: dict[str, deque[int]] = {}

    def count(self, inlet_id: str) -> None:
        """One more request. Raises ApiError 429 when it is one too many."""
        now = self._clock.now_ms()
        with self._lock:
            if len(self._asked) >= _MAX_INLETS and inlet_id not in self._asked:
                self._asked.clear()
            recent = self._asked.setdefault(inlet_id, deque())
            while recent and recent[0] <= now - _MINUTE_MS:
                recent.popleft()
            if len(recent) >= LIMIT:
                raise errors.too_many(LIMIT)
            recent.append(now)

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            self._asked.clear()
