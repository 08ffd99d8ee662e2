"""What kind of file something is, by its name and its first bytes.

Documented: "determineProperties" in help/sources/tutorials/api/create/cloud-storage/data-landing-zone.md says that file
type, compression type and column delimiter are detected.
Assumed: kinds of files are told by name and first bytes, compressions by first bytes.
"""

from __future__ import annotations

import codecs
import csv
import itertools
from collections.abc import Callable
from typing import BinaryIO

from aep_emulator.sources.formats.compression import is_zlib, members
from aep_emulator.sources.formats.file_format import FileFormat

DELIMITERS = ",\t;|~^"
"""What is tried, the likelier first."""

_HEAD_BYTES = 64 * 1024
_LINES = 20
_DEFLATE_ENDINGS = (".deflate", ".zz")


def detect(name: str, open_file: Callable[[], BinaryIO]) -> FileFormat:
    """The format of a file, its encoding included. `open_file` gives its bytes, each time from the start.

    Raises one of compression.CORRUPT, or SourceError, when it says to be compressed and is not.
    """
    with open_file() as stream:
        head = stream.read(_HEAD_BYTES)
    if head.startswith(b"PAR1"):
        return FileFormat("parquet")
    compression = _compression(name.lower(), head)
    if compression == "gzip" and _is_tar(_start(open_file, "gzip")):
        compression = "tarGzip"
    if compression:
        head = _start(open_file, compression)
    text_start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text_start.startswith((b"{", b"[")):
        return FileFormat("json", compression=compression)
    encoding = _encoding(head)
    text = head.decode("utf-8-sig" if encoding == "UTF-8" else "latin-1", "replace")
    return FileFormat("delimited", _delimiter(text), encoding, compression)


def _compression(name: str, head: bytes) -> str | None:
    """By content; only raw deflate, which has no mark of its own, by the name's ending."""
    for magic, compression in ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"PK\x03\x04", "zipDeflate")):
        if head.startswith(magic):
            return compression
    if _is_tar(head):
        return "tar"
    if is_zlib(head):
        return "deflate"
    return "deflate" if name.endswith(_DEFLATE_ENDINGS) else None


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _start(open_file: Callable[[], BinaryIO], compression: str) -> bytes:
    with open_file() as stream:
        # The name keeps the iterator alive: a member can be read no longer than that.
        opened = members(stream, compression)
        return next(opened).read(_HEAD_BYTES)


def _encoding(head: bytes) -> str:
    try:
        # Not final: the head may end within a character.
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < _HEAD_BYTES)
    except UnicodeDecodeError:
        return "ISO-8859-1"
    return "UTF-8"


def _delimiter(text: str) -> str:
    """The delimiter that splits the first lines into the same number of columns, and the most of them."""
    lines = text.splitlines(keepends=True)
    if len(lines) > 1 and len(text) >= _HEAD_BYTES // 2:
        lines.pop()
    best, most = ",", 1
    for delimiter in DELIMITERS:
        rows = [row for row in itertools.islice(csv.reader(lines, delimiter=delimiter), _LINES) if row]
        width = len(rows[0]) if rows else 1
        agreeing = sum(len(row) == width for row in rows)
        if width > most and agreeing * 2 > len(rows):
            best, most = delimiter, width
    return best
