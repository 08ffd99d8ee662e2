"""What every lake of this process does the same: which files there are, and when they begin and cease to exist."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol

from aep_emulator.lake.base import Area, LakeFile


class Content(Protocol):
    """The bytes of a finished file."""

    @property
    def size(self) -> int:
        """In bytes."""
        ...

    def open(self) -> BinaryIO | None:
        """The bytes, seekable, or None when somebody else has removed them."""
        ...

    def discard(self) -> None:
        """Nobody can ask for the file any more; who has it open may read on."""
        ...


class Draft(Protocol):
    """A file that is being written."""

    @property
    def file(self) -> BinaryIO:
        """Where its bytes go."""
        ...

    def close(self) -> None:
        """All bytes are there."""
        ...

    def publish(self) -> Content:
        """Put the file in its place, over an earlier one of that name. Called with the index locked."""
        ...

    def abandon(self) -> None:
        """Leave nothing behind."""
        ...


_Files = dict[tuple[Area, str], Content]
_World = dict[str, _Files]


class IndexedLake(ABC):
    """Implements `Lake` with an index in memory; where the bytes are is up to the class below it."""

    def __init__(self) -> None:
        self._worlds: dict[str, _World] = {}
        self._lock = threading.Lock()

    @abstractmethod
    def _draft(self, world: str, batch_id: str, area: Area, name: str) -> Draft:
        """Begin a file."""

    @contextmanager
    def create(self, world: str, batch_id: str, area: Area, name: str) -> Iterator[BinaryIO]:
        """See Lake.create."""
        with self._lock:
            batches = self._worlds.setdefault(world, {})
        draft = self._draft(world, batch_id, area, name)
        try:
            yield draft.file
            draft.close()
            with self._lock:
                # After a reset or a drop of the world the file belongs nowhere any more.
                if self._worlds.get(world) is batches:
                    batches.setdefault(batch_id, {})[area, name] = draft.publish()
                    return
        except BaseException:
            draft.abandon()
            raise
        draft.abandon()

    def files(self, world: str, batch_id: str, area: Area) -> list[LakeFile]:
        """See Lake.files."""
        with self._lock:
            found = [
                LakeFile(name, content.size)
                for (place, name), content in self._files(world, batch_id).items()
                if place == area
            ]
        return sorted(found, key=lambda file: file.name)

    def find(self, world: str, batch_id: str, area: Area, name: str) -> LakeFile | None:
        """See Lake.find."""
        with self._lock:
            content = self._files(world, batch_id).get((area, name))
            return None if content is None else LakeFile(name, content.size)

    def open(self, world: str, batch_id: str, area: Area, name: str) -> BinaryIO | None:
        """See Lake.open."""
        with self._lock:
            content = self._files(world, batch_id).get((area, name))
            return None if content is None else content.open()

    def delete(self, world: str, batch_id: str, area: Area, name: str) -> None:
        """See Lake.delete."""
        with self._lock:
            content = self._files(world, batch_id).pop((area, name), None)
            if content is not None:
                content.discard()

    def delete_area(self, world: str, batch_id: str, area: Area) -> None:
        """See Lake.delete_area."""
        with self._lock:
            files = self._files(world, batch_id)
            for key in [key for key in files if key[0] == area]:
                files.pop(key).discard()

    def delete_batch(self, world: str, batch_id: str) -> None:
        """See Lake.delete_batch."""
        with self._lock:
            _discard(self._worlds.get(world, {}).pop(batch_id, {}))

    def drop_world(self, world: str) -> None:
        """See Lake.drop_world."""
        with self._lock:
            for files in self._worlds.pop(world, {}).values():
                _discard(files)

    def reset(self) -> None:
        """See Lake.reset."""
        with self._lock:
            for batches in self._worlds.values():
                for files in batches.values():
                    _discard(files)
            self._worlds.clear()

    def _files(self, world: str, batch_id: str) -> _Files:
        return self._worlds.get(world, {}).get(batch_id, {})


def _discard(files: _Files) -> None:
    for content in files.values():
        content.discard()
