"""One mapping on a whole batch: the column of its destination, and the rows for which there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from aep_emulator.dataflow.columns.expressions import Evaluate, ExpressionLeaf
from aep_emulator.dataflow.columns.finish import Finish, Result
from aep_emulator.dataflow.columns.values import all_alike, column_of

if TYPE_CHECKING:
    import pyarrow as pa


class Leaf(Protocol):
    """What fills one destination."""

    def column(self, batch: pa.RecordBatch) -> Result:
        """The destination's column for a batch of source rows."""
        ...


class AttributeLeaf:
    """A source attribute, by the names on its way.

    `source` is the path as it is written, and `read` reads it from a row.
    """

    def __init__(self, names: Sequence[str], source: str, read: Evaluate, finish: Finish) -> None:
        self._names = names
        self._source = source
        self._finish = finish
        self._row_by_row = ExpressionLeaf(read, [names[0], source], finish)

    def column(self, batch: pa.RecordBatch) -> Result:
        """See Leaf."""
        import pyarrow as pa

        first = column_of(batch, self._names[0])
        flat = column_of(batch, self._source) if len(self._names) > 1 else None
        if first is not None and flat is not None:
            # A column whose own name is the whole path counts in the rows that have nothing under the first name.
            return self._row_by_row.column(batch)
        found = flat if first is None else _member(first, self._names[1:])
        if found is None:
            return pa.nulls(batch.num_rows, self._finish.kind), None
        return self._finish.column(found)


class ConstantLeaf:
    """The same value in every row."""

    def __init__(self, value: Any, finish: Finish) -> None:
        self._value, bad = finish.array([value])
        self._is_bad = bad is not None

    def column(self, batch: pa.RecordBatch) -> Result:
        """See Leaf."""
        import pyarrow as pa

        rows = batch.num_rows
        return pa.repeat(self._value[0], rows), all_alike(True, rows) if self._is_bad else None


def _member(column: pa.Array, names: Sequence[str]) -> pa.Array | None:
    """The member of the column's structs at the end of the names; None when there is none such."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for name in names:
        if not pa.types.is_struct(column.type) or not column.type.get_all_field_indices(name):
            return None
        column = pc.struct_field(column, name)
    return column
