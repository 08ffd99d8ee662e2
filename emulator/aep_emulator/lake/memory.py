"""The lake in memory."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from aep_emulator.lake.base import LakeFile

_BatchKey = tuple[str, str]
_FileKey = tuple[str, str]


class MemoryLake:
    """Implements `Lake` with one dictionary per batch."""

    def __init__(self) -> None:
        self._batches: dict[_BatchKey, dict[_FileKey, bytes]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def create(self, world: str, batch_id: str, area: str, name: str) -> Iterator[BinaryIO]:
        """See Lake.create."""
        buffer = io.BytesIO()
        yield buffer
        content = buffer.getvalue()
        with self._lock:
            self._batches.setdefault((world, batch_id), {})[area, name] = content

    def files(self, world: str, batch_id: str, area: str) -> list[LakeFile]:
        """See Lake.files."""
        with self._lock:
            batch = self._batches.get((world, batch_id), {})
            return sorted(
                (LakeFile(name, len(content)) for (place, name), content in batch.items() if place == area),
                key=lambda file: file.name,
            )

    def open(self, world: str, batch_id: str, area: str, name: str) -> BinaryIO | None:
        """See Lake.open."""
        with self._lock:
            content = self._batches.get((world, batch_id), {}).get((area, name))
        return None if content is None else io.BytesIO(content)

    def delete_batch(self, world: str, batch_id: str) -> None:
        """See Lake.delete_batch."""
        with self._lock:
            self._batches.pop((world, batch_id), None)

    def reset(self) -> None:
        """See Lake.reset."""
        with self._lock:
            self._batches.clear()
