"""One file of any format as Arrow batches."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from aep_emulator.sources.errors import SourceError
from aep_emulator.sources.formats import bad_rows
from aep_emulator.sources.formats.bad_rows import OnBadRow
from aep_emulator.sources.formats.compression import CORRUPT, members
from aep_emulator.sources.formats.delimited import BLOCK_BYTES, read_delimited
from aep_emulator.sources.formats.file_format import FileFormat
from aep_emulator.sources.formats.json_rows import read_json
from aep_emulator.sources.formats.parquet_rows import read_parquet

if TYPE_CHECKING:
    import pyarrow as pa


def read(
    stream: BinaryIO, name: str, how: FileFormat, *, size: int = 8192, on_bad_row: OnBadRow = bad_rows.ignore
) -> Iterator[pa.RecordBatch]:
    """The rows of a file, at most `size` in a batch. What is in memory does not grow with the file.

    Batches of one file may differ in their columns (JSON, archives of several files). `name` is what errors call the
    file. Raises SourceError when it cannot be read, which may be only after some batches.
    """
    with readable(name):
        if how.format == "parquet":
            yield from read_parquet(stream, size)
            return
        for member in members(stream, how.compression):
            if how.format == "json":
                yield from read_json(member, size, on_bad_row)
            else:
                yield from read_delimited(member, how, size, on_bad_row)


@contextlib.contextmanager
def readable(name: str) -> Iterator[None]:
    """Turn whatever reading may raise into a SourceError that begins with the file's name."""
    import pyarrow as pa

    try:
        yield
    except (SourceError, pa.ArrowException, ValueError, *CORRUPT) as error:
        # The system's own message would show where on the machine the file is.
        text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        if isinstance(error, SourceError) and text.startswith(f"{name}: "):
            raise
        if "straddling object" in text:
            text = f"A row is longer than {BLOCK_BYTES} bytes, or a quote is never closed."
        raise SourceError(f"{name}: {text}") from None
