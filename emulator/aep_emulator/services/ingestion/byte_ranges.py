"""The pieces of a large file: their `Content-Range`, and whether they make a whole.

Documented: `Content-Range: bytes {CONTENT_RANGE}` with the beginning and the end of the range, "Upload large file
chunks" in help/ingestion/batch-ingestion/api-overview.md; pieces that overlap or are missing are noticed when the file
is completed, troubleshooting.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from aep_emulator.services.ingestion import errors

_CONTENT_RANGE = re.compile(
    r"\s*(?:bytes[\s=]\s*)?([0-9]{1,15})\s*-\s*([0-9]{1,15})\s*(?:/\s*([0-9]{1,15}|\*)\s*)?", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True, slots=True, order=True)
class ByteRange:
    """The bytes `first` to `last`, both included, of a file of `total` bytes, None when that was not said."""

    first: int
    last: int
    total: int | None = field(default=None, compare=False)

    @property
    def size(self) -> int:
        """In bytes."""
        return self.last - self.first + 1

    @classmethod
    def of_header(cls, header: str | None) -> ByteRange:
        """`bytes 0-99/1000`; the unit and the total may be left out. Raises ApiError 400."""
        match = _CONTENT_RANGE.fullmatch(header or "")
        if match is None:
            given = "is missing" if header is None else f"is '{header[:80]}'"
            raise errors.invalid(f"The header Content-Range {given}; it must be like 'bytes 0-99/1000'.")
        first, last = int(match[1]), int(match[2])
        total = int(match[3]) if match[3] not in (None, "*") else None
        if first > last:
            raise errors.invalid(f"Content-Range: the range {first}-{last} ends before it begins.")
        if total is not None and last >= total:
            raise errors.invalid(f"Content-Range: byte {last} is not within a file of {total} bytes.")
        return cls(first, last, total)


def check_whole(ranges: Sequence[ByteRange]) -> None:
    """Raises ApiError 400 unless the ranges, in order, make a whole file."""
    if not ranges:
        raise errors.invalid("No part of the file has been uploaded.")
    expected = 0
    for part in ranges:
        if part.first > expected:
            raise errors.invalid(f"The bytes {expected}-{part.first - 1} of the file are missing.")
        if part.first < expected:
            raise errors.invalid(f"The bytes {part.first}-{min(part.last, expected - 1)} were uploaded more than once.")
        expected = part.last + 1
    totals = {part.total for part in ranges if part.total is not None}
    if len(totals) > 1:
        raise errors.invalid(f"Content-Range: the parts name different totals, {sorted(totals)[0]} and others.")
    if totals and totals != {expected}:
        raise errors.invalid(f"The bytes {expected}-{totals.pop() - 1} of the file are missing.")


def received(ranges: Sequence[ByteRange]) -> str:
    """The ranges as the header `Range` shows them, joined where they touch: `bytes=0-99,200-299`."""
    joined: list[list[int]] = []
    for part in sorted(ranges):
        if joined and part.first <= joined[-1][1] + 1:
            joined[-1][1] = max(joined[-1][1], part.last)
        else:
            joined.append([part.first, part.last])
    return "bytes=" + ",".join(f"{first}-{last}" for first, last in joined)
