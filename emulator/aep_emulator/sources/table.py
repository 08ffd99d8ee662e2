"""A table of a source, whatever it is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from aep_emulator.sources.arrow_values import Column, flat_type, to_json
from aep_emulator.sources.errors import SourceError

if TYPE_CHECKING:
    import pyarrow as pa


_BATCH_ROWS = 8192

Only: TypeAlias = "Callable[[pa.RecordBatch], pa.RecordBatch]"
"""Takes rows away from a batch."""


class Rows(Protocol):
    """Where a table's rows come from. Every method may raise SourceError."""

    def schema(self) -> pa.Schema:
        """The columns."""
        ...

    def batches(self, columns: Sequence[str], size: int) -> Iterator[pa.RecordBatch]:
        """The rows of the named columns, which exist, at most `size` in a batch."""
        ...

    def whole(self) -> pa.Table:
        """All rows at once."""
        ...


class Table:
    """A named table whose rows are loaded, made or read when they are asked for."""

    def __init__(self, name: str, rows: Rows, *, title: str | None = None) -> None:
        """`name` is what requests call it; `title` is what people call it, when that differs."""
        self.name = name
        self.title = title or name
        self._rows = rows

    @property
    def arrow(self) -> pa.Table:
        """The whole table in Arrow. Raises SourceError."""
        return self._rows.whole()

    @property
    def columns(self) -> list[Column]:
        """The columns, in order. Raises SourceError."""
        return [Column(field.name, flat_type(field.type)) for field in self._rows.schema()]

    @property
    def row_count(self) -> int:
        """How many rows there are. Raises SourceError."""
        return sum(batch.num_rows for batch in self.batches())

    def batches(self, columns: Sequence[str] | None = None, size: int = _BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """The rows of the named columns (None: all), at most `size` in a batch. Raises SourceError.

        In a table that is read from text, a value that does not fit its column's type is given as text, and so is the
        rest of that column in the same batch: the platform converts by the target's type, not by the source's.
        """
        known = self._rows.schema().names
        missing = [name for name in columns or () if name not in known]
        if missing:
            raise SourceError(f"The table '{self.name}' has no column '{missing[0]}'. It has: {', '.join(known)}.")
        yield from self._rows.batches(known if columns is None else list(columns), size)

    def preview(self, limit: int, only: Only | None = None) -> list[dict[str, Any]]:
        """The first rows of those that `only` lets through, ready for JSON. Raises SourceError."""
        rows: list[dict[str, Any]] = []
        for batch in self.batches(size=max(limit, 1) if only is None else _BATCH_ROWS):
            rows += (batch if only is None else only(batch)).to_pylist()
            if len(rows) >= limit:
                break
        return [{name: to_json(value) for name, value in row.items()} for row in rows[:limit]]


class RowsInMemory:
    """Rows that are made, or loaded, whole at the first look."""

    def __init__(self, load: Callable[[], pa.Table]) -> None:
        """`load` gives the whole table; it may raise SourceError."""
        self._load = load

    @cached_property
    def _table(self) -> pa.Table:
        return self._load()

    def schema(self) -> pa.Schema:
        """The columns."""
        return self._table.schema

    def batches(self, columns: Sequence[str], size: int) -> Iterator[pa.RecordBatch]:
        """The rows of the named columns, at most `size` in a batch."""
        yield from self._table.select(list(columns)).to_batches(max_chunksize=size)

    def whole(self) -> pa.Table:
        """All rows."""
        return self._table
