"""A table of a source, whatever it is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


class SourceError(ValueError):
    """A table or file cannot be read; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `type` is string, integer, number, boolean, date or date-time."""

    name: str
    type: str


class Table:
    """A named table whose rows are loaded, or made, at the first look."""

    def __init__(self, name: str, load: Callable[[], pa.Table]) -> None:
        """`load` gives the whole table; it may raise SourceError."""
        self.name = name
        self._load = load

    @cached_property
    def arrow(self) -> pa.Table:
        """The table in Arrow. Raises SourceError."""
        return self._load()

    @cached_property
    def columns(self) -> list[Column]:
        """The columns, in order. Raises SourceError."""
        return [Column(field.name, _column_type(field.type)) for field in self.arrow.schema]

    @property
    def row_count(self) -> int:
        """How many rows there are. Raises SourceError."""
        return int(self.arrow.num_rows)

    def batches(self, columns: Sequence[str] | None = None, size: int = 8192) -> Iterator[pa.RecordBatch]:
        """The rows of the named columns (None: all), at most `size` in a batch. Raises SourceError."""
        table = self.arrow
        if columns is not None:
            missing = [name for name in columns if name not in table.column_names]
            if missing:
                raise SourceError(
                    f"The table '{self.name}' has no column '{missing[0]}'. It has: {', '.join(table.column_names)}."
                )
            table = table.select(list(columns))
        yield from table.to_batches(max_chunksize=size)

    def preview(self, limit: int) -> list[dict[str, Any]]:
        """The first rows, ready for JSON. Raises SourceError."""
        return [
            {name: _to_json(value) for name, value in row.items()} for row in self.arrow.slice(0, limit).to_pylist()
        ]


def _column_type(kind: Any) -> str:
    import pyarrow as pa

    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_timestamp(kind):
        return "date-time"
    return "string"


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return moment.replace(tzinfo=None).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None | list | dict) else str(value)
