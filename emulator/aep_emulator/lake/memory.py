"""The lake in memory."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from aep_emulator.lake.base import Area, LakeFile

_Batch = dict[tuple[str, str], bytes]
_World = dict[str, _Batch]


class MemoryLake:
    """Implements `Lake` with a dictionary per world and batch."""

    def __init__(self) -> None:
        self._worlds: dict[str, _World] = {}
        self._lock = threading.Lock()

    @contextmanager
    def create(self, world: str, batch_id: str, area: Area, name: str) -> Iterator[BinaryIO]:
        """See Lake.create."""
        # The dictionary is remembered and not looked up again at the end: after a reset or a drop the finished
        # file lands in one that nobody reads any more.
        with self._lock:
            batches = self._worlds.setdefault(world, {})
        with io.BytesIO() as buffer:
            yield buffer
            content = buffer.getvalue()
        with self._lock:
            batches.setdefault(batch_id, {})[area, name] = content

    def files(self, world: str, batch_id: str, area: Area) -> list[LakeFile]:
        """See Lake.files."""
        with self._lock:
            found = [
                LakeFile(name, len(content))
                for (place, name), content in self._batch(world, batch_id).items()
                if place == area
            ]
        return sorted(found, key=lambda file: file.name)

    def find(self, world: str, batch_id: str, area: Area, name: str) -> LakeFile | None:
        """See Lake.find."""
        with self._lock:
            content = self._batch(world, batch_id).get((area, name))
        return None if content is None else LakeFile(name, len(content))

    def open(self, world: str, batch_id: str, area: Area, name: str) -> BinaryIO | None:
        """See Lake.open."""
        with self._lock:
            content = self._batch(world, batch_id).get((area, name))
        return None if content is None else io.BytesIO(content)

    def delete_batch(self, world: str, batch_id: str) -> None:
        """See Lake.delete_batch."""
        with self._lock:
            self._worlds.get(world, {}).pop(batch_id, None)

    def drop_world(self, world: str) -> None:
        """See Lake.drop_world."""
        with self._lock:
            self._worlds.pop(world, None)

    def reset(self) -> None:
        """See Lake.reset."""
        with self._lock:
            self._worlds.clear()

    def _batch(self, world: str, batch_id: str) -> _Batch:
        return self._worlds.get(world, {}).get(batch_id, {})
