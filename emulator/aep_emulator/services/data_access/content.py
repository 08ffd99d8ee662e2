"""The content of a file and the part of it that a Range header asks for (RFC 9110, section 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from aep_emulator.services.data_access import errors

_CHUNK = 256 * 1024
_RANGE = re.compile(r"^\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*$", re.IGNORECASE | re.ASCII)
_CONTENT_TYPES = {"parquet": "application/parquet", "json": "application/json", "csv": "application/csv"}


@dataclass(frozen=True)
class Content:
    """A file to be sent; whoever takes it must call `chunks` to its end or `close`."""

    name: str
    size: int
    file: BinaryIO

    @property
    def content_type(self) -> str:
        """Documented: application/parquet for a Parquet file (help/data-access/tutorials/dataset-data.md)."""
        return _CONTENT_TYPES.get(self.name.rpartition(".")[2].lower(), "application/octet-stream")

    def byte_range(self, header: str | None) -> tuple[int, int] | None:
        """First and last byte that the header asks for, or None for the whole file.

        Several ranges, other units and malformed headers ask for the whole file, which RFC 9110 allows.
        Raises ApiError 416.
        """
        match = _RANGE.match(header or "")
        if match is None:
            return None
        first, last = match.groups()
        if not first and not last:
            return None
        if not first:
            start, end = max(0, self.size - int(last)), self.size - 1
            if int(last) == 0:
                raise errors.range_not_satisfiable(self.size)
        else:
            start, end = int(first), min(int(last) if last else self.size - 1, self.size - 1)
            if last and int(last) < start:
                return None
        if start >= self.size:
            raise errors.range_not_satisfiable(self.size)
        return start, end

    def chunks(self, first: int, last: int) -> Iterator[bytes]:
        """The bytes from `first` to `last`, both included, in pieces."""
        self.file.seek(first)
        left = last - first + 1
        while left > 0:
            piece = self.file.read(min(_CHUNK, left))
            if not piece:
                return
            left -= len(piece)
            yield piece

    def close(self) -> None:
        """Give the file back."""
        self.file.close()
