"""Parquet files: their columns against the schema, and their rows.

Documented: the contents must match a subset of the dataset's schema (help/ingestion/batch-ingestion/overview.md), and
types convert by the table of "Types" in api-overview.md; a column that cannot be converted fails the batch with
TypeCompatibilityException.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from aep_emulator.lake.arrow_schema import xdm_type
from aep_emulator.services.ingestion import failures
from aep_emulator.services.ingestion.readers import read_parquet
from aep_emulator.types import Document

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 2048

_NUMBERS = frozenset({"string", "byte", "short", "int", "integer", "long", "number", "double"})
_DATES = frozenset({"date", "date-time"})
_TARGETS: dict[str, frozenset[str]] = {
    "String": _NUMBERS | _DATES,
    "Integer": _NUMBERS,
    "Long": _NUMBERS | _DATES,
    "Double": _NUMBERS,
    "Date": frozenset({"date"}),
    "Date-Time": frozenset({"date-time"}),
    "Boolean": frozenset({"boolean"}),
    "Object": frozenset({"object", "map"}),
    "Array": frozenset({"array"}),
}


def read_rows(stream: BinaryIO, schema: Document | None) -> Iterator[dict[str, Any]]:
    """The rows, with dates and times as Python has them. `schema` None takes any columns.

    Raises BatchFailure for columns that do not fit the composed schema, and pyarrow's exceptions.
    """
    import pyarrow.parquet

    if schema is not None:
        columns = pyarrow.parquet.ParquetFile(stream).schema_arrow
        _check_members(columns, schema, "")
        stream.seek(0)
    for batch in read_parquet(stream, _ROWS):
        yield from batch.to_pylist(maps_as_pydicts="lossy")


def count_columns(stream: BinaryIO) -> int:
    """How many columns without parts the file has."""
    import pyarrow.parquet

    count = int(pyarrow.parquet.ParquetFile(stream).metadata.num_columns)
    stream.seek(0)
    return count


def _check_members(fields: Any, definition: Document, path: str) -> None:
    properties = definition.get("properties") or {}
    for field in fields:
        below = f"{path}.{field.name}" if path else field.name
        if field.name not in properties:
            raise failures.unreadable(f"The schema of the dataset has no field '{below[:200]}'.")
        _check(field.type, properties[field.name], below)


def _check(kind: pa.DataType, definition: Document, path: str) -> None:
    import pyarrow as pa

    if pa.types.is_null(kind):
        return
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    name, target = _table_name(kind), xdm_type(definition)
    if target not in _TARGETS.get(name, frozenset()):
        raise failures.incompatible(f"{path[:200]}: {name} cannot be converted to {target}.")
    if target == "array":
        items = definition.get("items")
        _check(kind.value_type, (items[0] if isinstance(items, list) and items else items) or {}, f"{path}[]")
    elif target == "object" and pa.types.is_struct(kind) and definition.get("properties"):
        _check_members(kind, definition, path)
    elif target == "map" and pa.types.is_map(kind):
        _check(kind.item_type, definition.get("additionalProperties") or {}, f"{path}.*")


def _table_name(kind: pa.DataType) -> str:
    """What the table of "Types" calls an Arrow type; Arrow's own name for what is not in it."""
    import pyarrow as pa

    types = pa.types
    if types.is_string(kind) or types.is_large_string(kind) or types.is_binary(kind) or types.is_large_binary(kind):
        return "String"
    if types.is_boolean(kind):
        return "Boolean"
    if types.is_integer(kind):
        return "Long" if kind.bit_width == 64 else "Integer"
    if types.is_floating(kind) or types.is_decimal(kind):
        return "Double"
    if types.is_date(kind):
        return "Date"
    if types.is_timestamp(kind):
        return "Date-Time"
    if types.is_struct(kind) or types.is_map(kind):
        return "Object"
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return "Array"
    return str(kind)
