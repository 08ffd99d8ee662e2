"""What keeps a run from changing an emulator that was reset under it.

With a seed, the same requests give the same ids before and after a reset: a run that outlived it could otherwise
report on the new run of that id, or open a run in a world that has just been emptied.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class LifetimeOverError(Exception):
    """The emulator was reset; whoever gets this has nothing left to do."""


class Lifetime:
    """The time from one reset to the next."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._over = False

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """A stretch in which no reset happens, for changing what others see. Keep it short.

        Raises LifetimeOverError when one has happened.
        """
        with self._lock:
            if self._over:
                raise LifetimeOverError
            yield

    def end(self) -> None:
        """Let nothing begin any more; waits for what has begun."""
        with self._lock:
            self._over = True
