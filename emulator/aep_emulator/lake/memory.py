"""The lake without a folder: small files in memory, larger ones in unnamed temporary files of the system.

A 200 MB upload must not cost 200 MB of memory; a thousand small files must not cost a thousand open files.
"""

from __future__ import annotations

import io
import tempfile
import threading
import weakref
from typing import IO, BinaryIO, cast

from aep_emulator.lake.base import Area
from aep_emulator.lake.index import Content, IndexedLake

SPILL_BYTES = 1024 * 1024
"""Files above this size leave memory."""


class MemoryLake(IndexedLake):
    """Implements `Lake`; what it holds ends with the process."""

    def _draft(self, world: str, batch_id: str, area: Area, name: str) -> _Draft:  # noqa: ARG002
        return _Draft()


class _Draft:
    def __init__(self) -> None:
        self._spooled: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=SPILL_BYTES)  # noqa: SIM115
        self._content: Content = _InMemory(b"")

    @property
    def file(self) -> BinaryIO:
        return cast(BinaryIO, self._spooled)

    def close(self) -> None:
        size = self._spooled.seek(0, io.SEEK_END)
        if size > SPILL_BYTES:
            self._content = _Spilled(self._spooled, size)
            return
        self._spooled.seek(0)
        self._content = _InMemory(self._spooled.read())
        self._spooled.close()

    def publish(self) -> Content:
        return self._content

    def abandon(self) -> None:
        self._spooled.close()


class _InMemory:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size = len(content)

    def open(self) -> BinaryIO:
        return io.BytesIO(self._content)

    def discard(self) -> None:
        """The garbage collector does it."""


class _Spilled:
    """A temporary file, which lasts as long as this object: readers hold on to it."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.size = size
        self._file = file
        self._lock = threading.Lock()
        weakref.finalize(self, file.close)

    def open(self) -> BinaryIO:
        return cast(BinaryIO, io.BufferedReader(_Reader(self)))

    def discard(self) -> None:
        """The end of the last reader does it."""

    def read_at(self, position: int, size: int) -> bytes:
        with self._lock:
            self._file.seek(position)
            return self._file.read(size)


class _Reader(io.RawIOBase):
    """A position of its own in a temporary file that others read at the same time."""

    def __init__(self, content: _Spilled) -> None:
        self._content = content
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._content.size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._content.read_at(self._position, len(buffer))
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)
