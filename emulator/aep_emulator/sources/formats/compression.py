"""Compressed files and archives, opened as streams: nothing is unpacked onto the disk or whole into memory.

`zipDeflate`, `tar` and `tarGzip` are archives; each file in them is read like a file of its own, one after the other.
Assumed: `deflate` is a raw or a zlib stream, as both go by that name.
"""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from aep_emulator.sources.errors import SourceError

CORRUPT = (OSError, EOFError, zlib.error, tarfile.TarError, zipfile.BadZipFile, NotImplementedError, RuntimeError)
"""What reading a damaged, cut off or encrypted file raises."""

_CHUNK = 64 * 1024


def members(stream: BinaryIO, compression: str | None) -> Iterator[BinaryIO]:
    """The decompressed content, as one stream for each file inside; each ends when the next is asked for.

    `stream` must be seekable for zipDeflate. Raises SourceError for an archive with no file in it, and one of CORRUPT
    for a damaged one, here or while the streams are read.
    """
    if compression is None:
        yield stream
    elif compression == "gzip":
        yield cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    elif compression == "bzip2":
        yield cast(BinaryIO, bz2.BZ2File(stream))
    elif compression == "deflate":
        yield io.BufferedReader(_Inflated(stream), _CHUNK)
    else:
        yield from _archived(stream, compression)


def _archived(stream: BinaryIO, compression: str) -> Iterator[BinaryIO]:
    count = 0
    for member in _zipped(stream) if compression == "zipDeflate" else _tarred(stream, compression):
        count += 1
        yield member
    if count == 0:
        raise SourceError(f"The {compression} archive has no file in it.")


def _zipped(stream: BinaryIO) -> Iterator[BinaryIO]:
    with zipfile.ZipFile(stream) as archive:
        for entry in archive.infolist():
            if not entry.is_dir() and not _is_side_file(entry.filename):
                with archive.open(entry) as member:
                    yield cast(BinaryIO, member)


def _tarred(stream: BinaryIO, compression: str) -> Iterator[BinaryIO]:
    # tarfile's own gzip mode unpacks without a limit. The mode with a bar reads forwards only.
    plain = gzip.GzipFile(fileobj=stream) if compression == "tarGzip" else stream
    with tarfile.open(fileobj=cast(BinaryIO, plain), mode="r|") as archive:
        for entry in archive:
            if entry.isreg() and not _is_side_file(entry.name):
                member = archive.extractfile(entry)
                if member is not None:
                    yield cast(BinaryIO, member)


def _is_side_file(name: str) -> bool:
    """Whether it is what macOS packs beside the files."""
    return name.rpartition("/")[2].startswith("._")


class _Inflated(io.RawIOBase):
    """A deflate stream, read decompressed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._inflate: zlib._Decompress | None = None
        self._pending = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            if not self._pending:
                self._pending = self._stream.read(_CHUNK)
            if self._inflate is None:
                self._inflate = zlib.decompressobj(zlib.MAX_WBITS if is_zlib(self._pending) else -zlib.MAX_WBITS)
            if self._inflate.eof:
                return 0
            if not self._pending:
                raise EOFError("the deflate stream ends too early")
            # At most a buffer's worth: a small file may unpack to an enormous one.
            content = self._inflate.decompress(self._pending, len(buffer))
            self._pending = self._inflate.unconsumed_tail
            if content:
                buffer[: len(content)] = content
                return len(content)


def is_zlib(head: bytes) -> bool:
    """Whether a file that begins like this is a zlib stream (RFC 1950)."""
    return len(head) >= 2 and head[0] == 0x78 and (head[0] * 256 + head[1]) % 31 == 0
