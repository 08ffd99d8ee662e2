"""Parquet files as Arrow batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import pyarrow as pa


def read_parquet(stream: BinaryIO, size: int, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The rows of the named columns (None: all), at most `size` in a batch; an empty batch when there are none.

    `stream` must be seekable. Raises pyarrow's ArrowException for what is no Parquet.
    """
    import pyarrow as pa
    import pyarrow.parquet

    file = pyarrow.parquet.ParquetFile(stream)
    wanted = None if columns is None else list(columns)
    if file.metadata.num_rows == 0:
        schema = file.schema_arrow if wanted is None else pa.schema([file.schema_arrow.field(name) for name in wanted])
        yield pa.RecordBatch.from_pylist([], schema=schema)
        return
    for batch in file.iter_batches(batch_size=size, columns=wanted):
        # A struct is read by its leaves, so a column's name would also select others that begin with it.
        yield batch if wanted is None else batch.select(wanted)
