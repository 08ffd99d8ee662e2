"""JSON files: an object on each line, or with isMultiLineJson one array of objects over any number of lines.

Documented: "What is the difference between JSON lines and multi-line JSON?" in
help/ingestion/batch-ingestion/troubleshooting.md.
Assumed: without isMultiLineJson a line may also hold an array, whose objects are rows, because clients send their lists
that way (aepp does); an array over several lines is then a number of lines that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from aep_emulator.services.ingestion.readers import (
    LONGEST_TEXT,
    MAX_ROW_BYTES,
    BadRow,
    OnBadRow,
    SourceError,
    json_rows,
)

Row = dict[str, Any]

_HEAD_BYTES = 256 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_json(stream: BinaryIO, on_bad_row: OnBadRow, *, multi_line: bool) -> Iterator[Row]:
    """The rows of a seekable file. Raises SourceError."""
    if multi_line or _is_one_long_array(stream):
        for row, _ in json_rows(stream, on_bad_row):
            yield row
    else:
        yield from _lines(stream, on_bad_row)


def _is_one_long_array(stream: BinaryIO) -> bool:
    """Whether the file is an array on a line so long that its elements must be read one at a time."""
    head = stream.read(_HEAD_BYTES).removeprefix(_BYTE_ORDER_MARK).strip()
    stream.seek(0)
    return len(head) > _HEAD_BYTES // 2 and head.startswith(b"[") and b"\n" not in head


def _lines(stream: BinaryIO, on_bad_row: OnBadRow) -> Iterator[Row]:
    number = 0
    while line := stream.readline(MAX_ROW_BYTES + 1):
        if len(line) > MAX_ROW_BYTES:
            raise SourceError(f"Line {number + 1} is longer than {MAX_ROW_BYTES} bytes.")
        if number == 0:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if not line.strip():
            continue
        number += 1
        yield from _rows_of_line(line, number, on_bad_row)


def _rows_of_line(line: bytes, number: int, on_bad_row: OnBadRow) -> Iterator[Row]:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        on_bad_row(BadRow(number, line[:LONGEST_TEXT].decode("utf-8", "replace").rstrip(), f"Not JSON: {error}."))
        return
    for row in value if isinstance(value, list) else [value]:
        if isinstance(row, dict):
            yield row
        else:
            on_bad_row(BadRow(number, orjson.dumps(row)[:LONGEST_TEXT].decode("utf-8", "replace"), "Not an object."))
