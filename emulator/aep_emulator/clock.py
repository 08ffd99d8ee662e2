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


class AdjustableClock:
    """Another clock plus an offset that only grows: time goes on by itself, and can be moved forward."""

    def __init__(self, base: Clock | None = None) -> None:
        self._base = base or SystemClock()
        self._offset_ms = 0

    def now_ms(self) -> int:
        """The present time, in milliseconds since the epoch."""
        return self._base.now_ms() + self._offset_ms

    @property
    def offset_ms(self) -> int:
        """How far this clock is ahead of the one it is based on, in milliseconds."""
        return self._offset_ms

    def move_to(self, now_ms: int) -> None:
        """Move forward to that time; a time that has passed changes nothing."""
        self._offset_ms = max(self._offset_ms, now_ms - self._base.now_ms())

    def reset(self) -> None:
        """Show the time of the base clock again."""
        self._offset_ms = 0
