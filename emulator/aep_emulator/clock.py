"""Time, replaceable: nothing in the emulator calls `time.time` but this module."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What the emulator asks of time."""

    def now_ms(self) -> int:
        """The current time in milliseconds since the epoch."""
        ...


class SystemClock:
    """The machine's own time."""

    def now_ms(self) -> int:
        """The current time in milliseconds since the epoch."""
        return time.time_ns() // 1_000_000


class FixedClock:
    """A clock that moves only when told; for tests and for walking through schedules."""

    def __init__(self, now_ms: int) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
        """The time it was last set to, in milliseconds since the epoch."""
        return self._now_ms

    def advance(self, milliseconds: int) -> None:
        """Move forward by so many milliseconds."""
        self._now_ms += milliseconds
