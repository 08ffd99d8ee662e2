"""Arrow types and values as sources show them: column types, JSON Schema, values ready for JSON."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_SAFE_INTEGER = 2**53
"""Documented: explore shows the integers of JSON from minus this to one less than this."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `type` is string, integer, long, number, boolean, date or date-time; in files also object or array."""

    name: str
    type: str


def flat_type(kind: pa.DataType) -> str:
    """The column type of an Arrow type; what has parts counts as string.

    Assumed: an integer of fewer than 32 bits is shown as one of 32, and one that may exceed them as one of 64.
    """
    import pyarrow as pa

    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind):
        return "integer" if kind.bit_width < 32 or pa.types.is_int32(kind) else "long"
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_timestamp(kind):
        return "date-time"
    return "string"


def nested_type(kind: pa.DataType) -> str:
    """The column type of an Arrow type; object and array for what has parts."""
    import pyarrow as pa

    if pa.types.is_struct(kind) or pa.types.is_map(kind):
        return "object"
    return "array" if pa.types.is_nested(kind) else flat_type(kind)


def json_schema(kind: pa.DataType) -> dict[str, Any]:
    """The JSON Schema that explore shows of an Arrow type, nested types included.

    Documented: the response of help/sources/tutorials/api/create/consent-and-preferences/onetrust.md, which shows an
    empty schema where no value tells the type. Assumed: how explore shows columns of dates
    and maps.
    """
    import pyarrow as pa

    if pa.types.is_null(kind):
        return {}
    if pa.types.is_struct(kind):
        return {"type": "object", "properties": {field.name: json_schema(field.type) for field in kind}}
    if pa.types.is_map(kind):
        return {"type": "object", "additionalProperties": json_schema(kind.item_type)}
    if pa.types.is_nested(kind):
        return {"type": "array", "items": json_schema(kind.value_type)}
    simple = flat_type(kind)
    if simple in ("integer", "long"):
        return {"type": "integer", "minimum": -_SAFE_INTEGER, "maximum": _SAFE_INTEGER - 1}
    return {"type": "string", "format": simple} if simple in ("date", "date-time") else {"type": simple}


def to_json(value: Any) -> Any:
    """One value ready for JSON: moments in UTC as explore shows them (`2020-11-05T10:54:36`), bytes as base64.

    Members of nested objects that are null are left out.
    """
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return moment.replace(tzinfo=None).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {name: to_json(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
