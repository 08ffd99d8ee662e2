"""JSON files as Arrow batches: one object on each line, or one array of objects over any number of lines.

Documented: help/ingestion/batch-ingestion/api-overview.md names the two forms (`isMultiLineJson`). Each batch has the
columns of its own rows, with the types of its own values: what is a number in one may be text in another. Assumed: an
object over several lines counts as a row too, and a line or element that is no object is a bad row.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from aep_emulator.sources.errors import SourceError
from aep_emulator.sources.formats.bad_rows import LONGEST_TEXT, BadRow, OnBadRow

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]

MAX_ROW_BYTES = 16 * 1024 * 1024
"""The longest line, or element of an array, that is read."""

_CHUNK = 256 * 1024
_BATCH_BYTES = 4 * 1024 * 1024
_NOT_BETWEEN = re.compile(r"[^\s,]")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_json(stream: BinaryIO, size: int, on_bad_row: OnBadRow) -> Iterator[pa.RecordBatch]:
    """The rows, at most `size` in a batch. Raises SourceError for an empty file and for one that is not JSON."""
    pending: list[Row] = []
    weight = 0
    for row, row_weight in json_rows(stream, on_bad_row):
        pending.append(row)
        weight += row_weight
        if len(pending) >= size or weight >= _BATCH_BYTES:
            yield from batches_of(pending)
            pending, weight = [], 0
    yield from batches_of(pending)


def json_rows(stream: BinaryIO, on_bad_row: OnBadRow) -> Iterator[tuple[Row, int]]:
    """Each row with the length of its text. Raises as read_json does."""
    first = _first_line(stream)
    # A row that ends on its line ends with a brace: when the first does not, rows are laid out over several lines.
    if first.lstrip().startswith(b"[") or first.rstrip().endswith((b"{", b",", b"[", b":")):
        yield from _elements(first, stream, on_bad_row)
    else:
        yield from _lines(first, stream, on_bad_row)


def batches_of(rows: list[Row]) -> Iterator[pa.RecordBatch]:
    """The rows in as few batches as their values' types allow."""
    import pyarrow as pa

    if not rows:
        return
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        # A batch without columns has no rows either; rows without members are rows all the same.
        names = [""]
    try:
        yield pa.RecordBatch.from_arrays([pa.array([row.get(name) for row in rows]) for name in names], names=names)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        if len(rows) > 1:
            yield from batches_of(rows[: len(rows) // 2])
            yield from batches_of(rows[len(rows) // 2 :])
        else:
            yield pa.RecordBatch.from_arrays([_single(rows[0][name]) for name in names], names=names)


def _single(value: Any) -> pa.Array:
    """A column of one value. What Arrow cannot hold, such as a list of different types, becomes its JSON text."""
    import pyarrow as pa

    try:
        return pa.array([value])
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return pa.array([json.dumps(value)])


def _first_line(stream: BinaryIO) -> bytes:
    """The first line that is not blank."""
    line = _read_line(stream).removeprefix(_BYTE_ORDER_MARK)
    while line and not line.strip():
        line = _read_line(stream)
    if not line:
        raise SourceError("The file is empty.")
    return line


def _read_line(stream: BinaryIO) -> bytes:
    # An array may be a single line of any length, so a long one is not an error yet.
    return stream.readline(_CHUNK)


def _lines(first: bytes, stream: BinaryIO, on_bad_row: OnBadRow) -> Iterator[tuple[Row, int]]:
    number = 0
    line = first
    while line:
        while not line.endswith(b"\n") and (more := _read_line(stream)):
            line += more
            if len(line) > MAX_ROW_BYTES:
                raise SourceError(f"Line {number + 1} is longer than {MAX_ROW_BYTES} bytes.")
        if line.strip():
            number += 1
            try:
                row = orjson.loads(line)
                reason = "" if isinstance(row, dict) else "not a JSON object"
            except orjson.JSONDecodeError as error:
                row, reason = None, f"not JSON: {error}"
            if isinstance(row, dict):
                yield row, len(line)
            else:
                on_bad_row(BadRow(number, line[:LONGEST_TEXT].decode("utf-8", "replace").rstrip(), reason))
        line = _read_line(stream)


def _elements(head: bytes, stream: BinaryIO, on_bad_row: OnBadRow) -> Iterator[tuple[Row, int]]:
    """The elements of an array, or objects one after another; only one of them is in memory at a time."""
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    scan = json.JSONDecoder().raw_decode
    text = decode(head).lstrip()
    in_array = text.startswith("[")
    position = 1 if in_array else 0
    number = 0
    at_end = False
    while True:
        position = _skip_between(text, position)
        closed = in_array and text.startswith("]", position)
        problem = "it ends too early"
        if position < len(text) and not closed:
            try:
                row, end = scan(text, position)
            except json.JSONDecodeError as error:
                problem = error.msg
            else:
                # A number at the end of what was read may go on in what was not.
                if end < len(text) or at_end or isinstance(row, dict):
                    number += 1
                    if isinstance(row, dict):
                        yield row, end - position
                    else:
                        on_bad_row(BadRow(number, text[position:end][:LONGEST_TEXT], "not a JSON object"))
                    position = end
                    continue
        if closed or (at_end and position == len(text) and not in_array):
            return
        if at_end or len(text) - position > MAX_ROW_BYTES:
            raise SourceError(f"The file is not valid JSON after {number} rows: {problem}.")
        # Twice as much each time: an element is scanned again from its start.
        chunk = stream.read(max(_CHUNK, len(text) - position))
        at_end = not chunk
        text, position = text[position:] + decode(chunk, at_end), 0


def _skip_between(text: str, position: int) -> int:
    """Where the next element, or the end of the array, begins."""
    found = _NOT_BETWEEN.search(text, position)
    return len(text) if found is None else found.start()
