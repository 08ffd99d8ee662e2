"""Time, as one object that tests can put another in the place of."""

from __future__ import annotations

import time


class Clock:
    """The system's time, in seconds."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
