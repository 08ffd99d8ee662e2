"""Messages gathered by dataset, and written a moment later in a thread of its own.

The time that messages wait is the machine's, not the emulator's: moving the clock is no reason to wait longer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aep_emulator.services.streaming import errors
from aep_emulator.services.streaming.messages import Message

_log = logging.getLogger(__name__)

Write = Callable[[str, list[Message]], None]
"""Writes messages for one dataset, whose id comes first."""

_Key = tuple[str, str]
"""World and dataset."""


@dataclass(slots=True)
class _Waiting:
    due: float
    messages: list[Message] = field(default_factory=list)


class MicroBatches:
    """Messages wait `wait_s` seconds at most, and less when `rows` of a dataset are there.

    A message that was added is written exactly once, unless everything is emptied before. `max_messages` may wait in
    all.
    """

    def __init__(self, write: Write, *, wait_s: float = 0.2, rows: int = 1000, max_messages: int = 100_000) -> None:
        self._write = write
        self._wait_s = wait_s
        self._rows = rows
        self._max_messages = max_messages
        self._changed = threading.Condition()
        # Held while a batch is written: whoever has it knows that none is half done. Taken before the other.
        self._writing = threading.RLock()
        self._waiting: dict[_Key, _Waiting] = {}
        self._count = 0
        self._working = False
        self._era = object()

    @property
    def era(self) -> object:
        """The time since the emulator was reset last; what was read before belongs to another."""
        return self._era

    def add(self, message: Message, era: object) -> None:
        """Take a message; it is dropped if its era has ended meanwhile. Raises ApiError 503 when too many wait."""
        with self._changed:
            if era is not self._era:
                return
            if self._count >= self._max_messages:
                raise errors.busy()
            key = (message.inlet.scope.world, message.dataset_id)
            waiting = self._waiting.get(key)
            if waiting is None:
                waiting = self._waiting[key] = _Waiting(time.monotonic() + self._wait_s)
            waiting.messages.append(message)
            self._count += 1
            if len(waiting.messages) == self._rows:
                waiting.due = 0.0
                self._changed.notify()
            if self._working:
                return
            self._working = True
        threading.Thread(target=self._work, name="streaming", daemon=True).start()

    def flush(self) -> None:
        """Write everything that waits; when this returns, all that was added before can be seen."""
        self._write_due(float("inf"))

    @contextmanager
    def emptied(self, world: str | None = None) -> Iterator[None]:
        """A stretch in which nothing is written, and after which nothing waits: in one world, or anywhere."""
        with self._writing:
            try:
                yield
            finally:
                with self._changed:
                    for key in [key for key in self._waiting if world is None or key[0] == world]:
                        self._count -= len(self._waiting.pop(key).messages)
                    if world is None:
                        self._era = object()

    def _work(self) -> None:
        while True:
            with self._changed:
                if not self._waiting:
                    self._working = False
                    return
                pause = min(waiting.due for waiting in self._waiting.values()) - time.monotonic()
                if pause > 0:
                    self._changed.wait(pause)
                    continue
            self._write_due(time.monotonic())

    def _write_due(self, until: float) -> None:
        with self._writing:
            with self._changed:
                taken = {key: waiting for key, waiting in self._waiting.items() if waiting.due <= until}
                for key, waiting in taken.items():
                    del self._waiting[key]
                    self._count -= len(waiting.messages)
            for (_, dataset_id), waiting in taken.items():
                try:
                    self._write(dataset_id, waiting.messages)
                except Exception:
                    # Writing reports its own failures; what comes out here is a defect, and must not end the thread.
                    _log.exception("a micro-batch failed")
