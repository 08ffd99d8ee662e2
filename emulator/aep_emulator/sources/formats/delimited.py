"""Delimited text as Arrow batches.

All values are text, as they stand in the file: the platform's mapper converts them by the type of the target, and a
type guessed from the first rows would make row 900,000 an error. An empty field is null, an empty one in quotes is
empty text. Assumed: bytes that are not of the encoding become U+FFFD; a row with extra or missing fields is bad.
"""

from __future__ import annotations

import csv
import io
import re
import threading
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from aep_emulator.sources.errors import SourceError
from aep_emulator.sources.formats.bad_rows import LONGEST_TEXT, BadRow, OnBadRow
from aep_emulator.sources.formats.file_format import FileFormat

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK_BYTES = 256 * 1024
"""What Arrow parses at once. It reads some dozens of blocks ahead; a row must fit into one."""

_MAX_HEADER_BYTES = 1024 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_QUOTE_OR_LINE_END = re.compile(rb'"|\r\n|\r|\n')


def read_delimited(stream: BinaryIO, how: FileFormat, size: int, on_bad_row: OnBadRow) -> Iterator[pa.RecordBatch]:
    """The rows, at most `size` in a batch; a single empty batch when there is only a header.

    Raises SourceError for an empty file, and for a header that is empty or has a name twice.
    """
    import pyarrow as pa
    import pyarrow.csv

    header, rest = _split_header(stream)
    names = _names(header, how)
    empty = pa.RecordBatch.from_pylist([], schema=pa.schema([(name, pa.string()) for name in names]))
    content = _Chained(rest, stream)
    skip = _Skip(on_bad_row)
    if not content.has_more():
        yield empty
        return
    count = 0
    try:
        reader = pyarrow.csv.open_csv(
            content,
            read_options=pyarrow.csv.ReadOptions(
                # Without threads Arrow tells the numbers of bad rows.
                use_threads=False,
                block_size=BLOCK_BYTES,
                column_names=names,
                encoding="utf8" if how.encoding == "UTF-8" else "latin1",
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=how.column_delimiter, newlines_in_values=True, invalid_row_handler=skip
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                # As bytes: as text, one wrong byte would end the reading.
                column_types=dict.fromkeys(names, pa.binary()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        for block in reader:
            decoded = pa.RecordBatch.from_arrays([_decoded(column) for column in block.columns], names=names)
            for start in range(0, block.num_rows, size):
                count += 1
                yield decoded.slice(start, size)
    except pa.ArrowInvalid:
        if skip.failure is not None:
            raise skip.failure from None
        raise
    finally:
        # Whoever wants no more rows closes the file; Arrow's read-ahead must be done with it by then.
        content.end()
    if count == 0:
        yield empty


class _Skip:
    """Arrow's handler of rows that have too few or too many fields."""

    def __init__(self, on_bad_row: OnBadRow) -> None:
        self._on_bad_row = on_bad_row
        self.failure: Exception | None = None

    def __call__(self, row: Any) -> str:
        reason = f"{row.actual_columns} columns instead of {row.expected_columns}"
        try:
            self._on_bad_row(BadRow(row.number or 0, (row.text or "")[:LONGEST_TEXT], reason))
        except Exception as failure:  # Arrow would swallow it; read_delimited raises it again.
            self.failure = failure
            return "error"
        return "skip"


def _decoded(column: pa.Array) -> pa.Array:
    import pyarrow as pa

    try:
        return column.cast(pa.string())
    except pa.ArrowInvalid:
        texts = [None if value is None else value.decode("utf-8", "replace") for value in column.to_pylist()]
        return pa.array(texts, type=pa.string())


def _split_header(stream: BinaryIO) -> tuple[bytes, bytes]:
    """The first line that is not blank, and what was read after it."""
    content = stream.read(BLOCK_BYTES)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError("The file is in UTF-16; only UTF-8 and ISO-8859-1 can be read.")
    content = content.removeprefix(_BYTE_ORDER_MARK)
    while True:
        end = _line_end(content)
        if end is None and len(content) <= _MAX_HEADER_BYTES and (more := stream.read(BLOCK_BYTES)):
            content += more
            continue
        if end is None and len(content) > _MAX_HEADER_BYTES:
            raise SourceError(f"The header is longer than {_MAX_HEADER_BYTES} bytes.")
        if not content:
            # Documented: error 106, "Dataset file is empty", of help/ingestion/batch-ingestion/troubleshooting.md.
            raise SourceError("The file is empty.")
        first, last = end or (len(content), len(content))
        return content[:first], content[last:]


def _line_end(content: bytes) -> tuple[int, int] | None:
    """Where the first line ends and where the next begins; line ends between quotes do not count."""
    quoted = False
    for match in _QUOTE_OR_LINE_END.finditer(content):
        if match.group() == b'"':
            quoted = not quoted
        elif not quoted:
            # A carriage return at the very end may be half of a line end.
            return None if match.group() == b"\r" and match.end() == len(content) else match.span()
    return None


def _names(header: bytes, how: FileFormat) -> list[str]:
    text = header.decode("utf-8" if how.encoding == "UTF-8" else "latin-1", "replace")
    fields = next(csv.reader(io.StringIO(text, newline=""), delimiter=how.column_delimiter, strict=False), [])
    if not any(field.strip() for field in fields):
        # Documented: error 118, "CSV file contains empty header row", of the same page.
        raise SourceError("The header row is empty.")
    names = [field or f"_c{index}" for index, field in enumerate(fields)]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise SourceError(f"The header has the column '{twice[0]}' more than once.")
    return names


class _Chained(io.RawIOBase):
    """Bytes that were read already, and then the rest of a stream, until `end` is called. Arrow reads in a thread."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = memoryview(head)
        self._rest = rest
        self._reading = threading.Lock()
        self._ended = False

    def readable(self) -> bool:
        return True

    def has_more(self) -> bool:
        if not self._head:
            self._head = memoryview(self._rest.read(BLOCK_BYTES))
        return bool(self._head)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with self._reading:
            if self._ended:
                return 0
            if not self._head:
                self._head = memoryview(self._rest.read(max(len(buffer), 1)))
            count = min(len(buffer), len(self._head))
            buffer[:count] = self._head[:count]
            self._head = self._head[count:]
            return count

    def end(self) -> None:
        """Wait for a reading that goes on, and give nothing any more."""
        with self._reading:
            self._ended = True
