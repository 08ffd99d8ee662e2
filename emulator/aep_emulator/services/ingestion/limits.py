"""How much a client may send.

Documented: "Ingestion constraints" in help/ingestion/batch-ingestion/api-overview.md for files, bytes and fields of a
batch, batches a minute, and 256 MB for a file sent in one piece; batch-ingestion.yaml for pieces of large files and for
the length of the URL.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.ingestion import errors
from aep_emulator.settings import Settings

_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class IngestionLimits:
    """Each limit is the largest value that is accepted. Sizes are in bytes."""

    file_bytes: int = 256 * 1024 * 1024
    part_bytes: int = 512_000_000
    batch_files: int = 1500
    batch_bytes: int = 100 * 1024**3
    row_fields: int = 10_000
    batches_per_minute: int = 138
    url_characters: int = 2000

    @classmethod
    def of(cls, settings: Settings) -> IngestionLimits:
        """The limits that the server was started with."""
        return cls(
            settings.max_file_bytes,
            settings.max_part_bytes,
            settings.max_batch_files,
            settings.max_batch_bytes,
            settings.max_row_fields,
            settings.max_batches_per_minute,
            settings.max_url_characters,
        )


class BatchRate:
    """Counts the batches each user creates in a minute of the emulator's clock."""

    def __init__(self, clock: Clock, limit: int) -> None:
        self._clock = clock
        self._limit = limit
        self._lock = threading.Lock()
        self._created: dict[tuple[str, str, str], deque[int]] = {}

    def count(self, scope: Scope) -> None:
        """One more batch. Raises ApiError 429 when it is one too many."""
        now = self._clock.now_ms()
        with self._lock:
            recent = self._created.setdefault((scope.org_id, scope.client_id, scope.user_id), deque())
            while recent and recent[0] <= now - _MINUTE_MS:
                recent.popleft()
            if len(recent) >= self._limit:
                raise errors.too_many_batches(self._limit)
            recent.append(now)

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            self._created.clear()
