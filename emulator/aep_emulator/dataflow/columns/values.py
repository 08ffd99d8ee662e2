"""Between Arrow's columns and Python's values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def column_of(batch: pa.RecordBatch, name: str) -> pa.Array | None:
    """The column of that name, None when there is none; the last one of several, as in the rows of the batch."""
    indices = batch.schema.get_all_field_indices(name)
    return batch.column(indices[-1]) if indices else None


def distinct(column: pa.Array) -> tuple[list[Any], pa.Array | None]:
    """The different values of a column, null among them, and for each row the index of its value.

    None for the indexes when Arrow cannot tell values of this type apart: then there is a value for each row.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        encoded = column.dictionary_encode()
    except pa.ArrowNotImplementedError:
        return column.to_pylist(), None
    values, indices = encoded.dictionary.to_pylist(), encoded.indices
    if indices.null_count:
        indices = pc.fill_null(indices.cast(pa.int64()), len(values))
        values.append(None)
    return values, indices


def flags(rows: int, positions: Sequence[int]) -> pa.BooleanArray | None:
    """True at the positions; None when there are none."""
    import pyarrow as pa

    if not positions:
        return None
    found = [False] * rows
    for position in positions:
        found[position] = True
    return pa.array(found)


def all_alike(value: bool, rows: int) -> pa.BooleanArray:
    """The same for each row."""
    import pyarrow as pa

    return pa.repeat(pa.scalar(value), rows)


def either(one: pa.BooleanArray | None, other: pa.BooleanArray | None) -> pa.BooleanArray | None:
    """True where one of them is; None when both are, which stands for false everywhere."""
    import pyarrow.compute as pc

    if one is None or other is None:
        return other if one is None else one
    return pc.or_(one, other)
