"""Mapped values as the column of their field: converted, checked, in the type that Parquet has."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from aep_emulator.dataflow.columns.rules import is_range, takes_every_string, value_rule
from aep_emulator.dataflow.columns.values import distinct, flags
from aep_emulator.lake.conversion import UnfitRecordError, value_converter
from aep_emulator.services.data_prep.conversion import Converter, converter
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.targets import xdm_type
from aep_emulator.types import Document

if TYPE_CHECKING:
    import pyarrow as pa

Result: TypeAlias = "tuple[pa.Array, pa.BooleanArray | None]"
"""A column, and true for each row that must be looked at by itself; None when there is no such row."""

_INTEGERS = frozenset({"byte", "short", "int", "integer", "long"})
_NUMBERS = frozenset({"number", "double"})


class Finish:
    """The way of one field's values. `node` is the field's schema, `kind` its type in Parquet.

    Raises UnsupportedError for a schema that columns cannot be checked for.
    """

    def __init__(self, convert: Converter, node: Document, kind: pa.DataType) -> None:
        self._convert = convert
        self._rule = value_rule(node)
        self._store = value_converter(kind)
        self._wanted = xdm_type(node)
        # The mapping set may have been made for another schema than the dataset's.
        is_own = convert is converter(node)
        self._takes_strings = is_own and takes_every_string(node)
        self._takes_integers = self._wanted in _INTEGERS and is_range(node, "integer")
        self._takes_numbers = self._wanted in _NUMBERS and is_own and is_range(node, "number")
        self.kind = kind

    def column(self, source: pa.Array) -> Result:
        """The column for a column of mapped values. Each different value is converted once."""
        if (direct := self._direct(source)) is not None:
            return direct, None
        values, indices = distinct(source)
        column, bad = self.array(values)
        if indices is None:
            return column, bad
        return column.take(indices), None if bad is None else bad.take(indices)

    def array(self, values: Sequence[Any]) -> Result:
        """The column for mapped values that are Python's."""
        import pyarrow as pa

        if self._wanted == "string" and self._takes_strings and all(v is None or type(v) is str for v in values):
            # Half of a surrogate pair is looked for below.
            with contextlib.suppress(UnicodeEncodeError):
                return pa.array(values, self.kind), None
        stored: list[Any] = []
        bad: list[int] = []
        problems: list[tuple[str, str]] = []
        convert, rule, store = self._convert, self._rule, self._store
        for position, value in enumerate(values):
            try:
                found = None if value is None else convert(value, problems)
                if found is not None:
                    if problems or not rule(found):
                        raise UnfitRecordError("", "")
                    found = store(found)
            except (TransformError, UnfitRecordError):
                problems.clear()
                bad.append(position)
                found = None
            stored.append(found)
        return pa.array(stored, self.kind), flags(len(stored), bad)

    def _direct(self, source: pa.Array) -> pa.Array | None:
        """The column by Arrow alone; None when value by value could come to something else."""
        import pyarrow as pa

        types, kind = pa.types, source.type
        if self._wanted == "string" and self._takes_strings:
            if types.is_string(kind) or types.is_large_string(kind):
                source.validate(full=True)
                return source.cast(self.kind)
            return source.cast(self.kind) if types.is_integer(kind) else None
        if (
            (self._takes_integers and types.is_integer(kind))
            or (self._takes_numbers and (types.is_integer(kind) or _is_finite(source)))
            or (self._wanted == "date" and self._takes_strings and types.is_date32(kind))
            or (self._wanted == "date-time" and self._takes_strings and types.is_timestamp(kind))
        ):
            return self._between_extremes(source)
        return None

    def _between_extremes(self, source: pa.Array) -> pa.Array | None:
        """The column in its type, if its least and greatest value are good: then all between them are."""
        import pyarrow as pa
        import pyarrow.compute as pc

        extremes = pc.min_max(source)
        _, bad = self.array([extremes["min"].as_py(), extremes["max"].as_py()])
        if bad is not None:
            return None
        try:
            return source.cast(self.kind)
        except pa.ArrowInvalid:
            # A whole number that no double is equal to, a moment between two milliseconds.
            return None


def _is_finite(source: pa.Array) -> bool:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not (pa.types.is_float32(source.type) or pa.types.is_float64(source.type)):
        return False
    return pc.all(pc.is_finite(source)).as_py() is not False
