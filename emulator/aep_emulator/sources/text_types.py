"""Types for columns of text, and columns brought to a type."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    import pyarrow as pa


def guess_type(column: pa.Array) -> pa.DataType:
    """The type that every value of a column of text can be read as; text when there is none, or no value at all.

    Numbers with leading zeros are text: postal codes and account numbers would lose them.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.null_count == len(column) or pc.any(pc.match_substring_regex(column, r"^[+-]?0\d")).as_py():
        return pa.string()
    candidates = (
        pa.int64(),
        pa.float64(),
        pa.bool_(),
        pa.date32(),
        pa.timestamp("s"),
        pa.timestamp("ms"),
        pa.timestamp("s", "UTC"),
        pa.timestamp("ms", "UTC"),
    )
    return next((kind for kind in candidates if as_type(column, kind).type == kind), pa.string())


def as_type(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """The column in that type; as it is when a value does not fit."""
    import pyarrow as pa

    if column.type == kind:
        return column
    failures = (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError)
    with contextlib.suppress(*failures):
        return column.cast(kind)
    if not pa.types.is_nested(column.type):
        return column
    values = column.to_pylist()
    if pa.types.is_string(kind):
        values = [None if value is None else orjson.dumps(value, default=str).decode() for value in values]
    with contextlib.suppress(*failures):
        return pa.array(values, type=kind)
    return column


def wider_type(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    """The type that holds the values of both: of numbers the wider one, of objects all members, else text."""
    import pyarrow as pa

    if one == other or pa.types.is_null(other):
        return one
    if pa.types.is_null(one):
        return other
    try:
        merged = pa.unify_schemas(
            [pa.schema([("value", one)]), pa.schema([("value", other)])], promote_options="permissive"
        )
    except pa.ArrowException:
        return pa.string()
    return merged.field("value").type
