"""Records in and out of Parquet, a row group at a time: memory does not grow with the file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO

from aep_emulator.lake.arrow_schema import arrow_schema
from aep_emulator.lake.base import DATA, Lake
from aep_emulator.lake.conversion import UnfitRecordError, record_converter, to_json
from aep_emulator.types import Document

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = ["ParquetBatchWriter", "UnfitRecordError", "count_rows", "read_rows"]

_READ_CHUNK = 1024


class ParquetBatchWriter:
    """Writes mapped records to one Parquet file of a batch, a row group per call of `write`.

    Use as a context manager; the file exists once the context ends without an exception. `schema` is the composed
    XDM schema, whose types the file has.
    """

    def __init__(
        self, lake: Lake, world: str, batch_id: str, schema: Document, name: str = "part-00000.parquet"
    ) -> None:
        self._lake = lake
        self._place = (world, batch_id)
        self._name = name
        self.columns = arrow_schema(schema)
        """The file's columns, as an Arrow schema."""
        self._convert = record_converter(self.columns)
        self._stack = ExitStack()
        self.rows_written = 0
        self.bytes_written = 0
        """Size of the finished file in bytes, known when the context has ended."""

    def __enter__(self) -> ParquetBatchWriter:
        """Open the file."""
        import pyarrow.parquet as pq

        with ExitStack() as stack:
            world, batch_id = self._place
            self._sink = stack.enter_context(self._lake.create(world, batch_id, DATA, self._name))
            self._writer = pq.ParquetWriter(self._sink, self.columns)
            stack.callback(self._close)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file, or drop it after an exception."""
        self._stack.__exit__(kind, error, trace)

    def write(self, records: Sequence[Document]) -> None:
        """Append records, whose dates are ISO 8601 strings as XDM has them; all of them or none.

        Raises UnfitRecordError for a value that its column cannot hold.
        """
        import pyarrow as pa

        if not records:
            return
        converted = []
        for index, record in enumerate(records):
            try:
                converted.append(self._convert(record))
            except UnfitRecordError as error:
                error.index = index
                raise
        rows = pa.array(converted, type=pa.struct(list(self.columns)))
        self._writer.write_batch(pa.RecordBatch.from_struct_array(rows).cast(self.columns))
        self.rows_written += len(records)

    def write_batch(self, records: pa.RecordBatch) -> None:
        """Append records that have the file's columns already."""
        if records.num_rows:
            self._writer.write_batch(records)
            self.rows_written += records.num_rows

    def _close(self) -> None:
        self._writer.close()
        self.bytes_written = self._sink.tell()


def count_rows(file: BinaryIO) -> int:
    """How many records a Parquet file has. Raises ValueError when the file is not Parquet."""
    return int(_opened(file).metadata.num_rows)


def read_rows(file: BinaryIO, limit: int, offset: int = 0) -> list[dict[str, Any]]:
    """Up to `limit` records of a Parquet file from position `offset` on, ready for JSON, without null members.

    Raises ValueError when the file is not Parquet.
    """
    parquet = _opened(file)
    groups, skip = _groups_from(parquet, offset)
    found: list[dict[str, Any]] = []
    if limit <= 0 or not groups:
        return found
    for batch in parquet.iter_batches(batch_size=min(skip + limit, _READ_CHUNK), row_groups=groups):
        wanted = batch.slice(skip, limit - len(found))
        skip = max(0, skip - batch.num_rows)
        found.extend(to_json(row) for row in wanted.to_pylist(maps_as_pydicts="lossy"))
        if len(found) == limit:
            break
    return found


def _opened(file: BinaryIO) -> pq.ParquetFile:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(file)
    except pa.ArrowInvalid as error:
        raise ValueError(f"not a Parquet file: {error}") from None


def _groups_from(parquet: pq.ParquetFile, offset: int) -> tuple[list[int], int]:
    """The row groups that hold the record at `offset` and those after it, and how many records to skip in them."""
    for group in range(parquet.num_row_groups):
        rows = parquet.metadata.row_group(group).num_rows
        if offset < rows:
            return list(range(group, parquet.num_row_groups)), offset
        offset -= rows
    return [], 0
