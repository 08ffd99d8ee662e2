"""Small batches joined to larger ones: what a batch costs by itself, above all in Parquet, is then paid less often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 32_768
_BYTES = 16 * 1024 * 1024


def gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in the same order, in batches of some ten thousand rows or some megabytes.

    Batches whose columns differ (JSON files may change theirs) are not joined.
    """
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        if waiting and not batch.schema.equals(waiting[0].schema):
            yield from _joined(waiting)
            waiting, rows, size = [], 0, 0
        waiting.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
        if rows >= _ROWS or size >= _BYTES:
            yield from _joined(waiting)
            waiting, rows, size = [], 0, 0
    if waiting:
        yield from _joined(waiting)


def _joined(batches: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
    import pyarrow as pa

    if len(batches) == 1:
        return batches
    # Several again when a column of text is longer than Arrow lets one be.
    return pa.Table.from_batches(batches).combine_chunks().to_batches() or batches[:1]
