"""Values between JSON, as XDM has them, and Arrow, as Parquet stores them.

The converters of a schema are built once and then run per record: looking at the Arrow type of every value of every
record would cost several times as much.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

Converter = Callable[[Any], Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FIRST = datetime.min.replace(tzinfo=UTC) - _EPOCH
_LAST = datetime.max.replace(tzinfo=UTC) - _EPOCH


class UnfitRecordError(ValueError):
    """A value cannot be stored in its column.

    `path` is dotted (`person.name`, `emails[0].address`), `message` says what was expected. `index` is the record's
    position in the list that was to be written, None while a single record is converted.
    """

    def __init__(self, path: str, message: str, index: int | None = None) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message
        self.index = index


def record_converter(schema: pa.Schema) -> Converter:
    """Turns a JSON record into what Arrow takes for the schema. Members the schema lacks are left out.

    The converter raises UnfitRecordError.
    """
    return _struct_converter(schema)


def value_converter(kind: pa.DataType) -> Converter:
    """Turns one JSON value into what Arrow takes for the type. The converter raises UnfitRecordError."""
    return _converter(kind)


def to_json(value: Any) -> Any:
    """A value read from Parquet as JSON can hold it: dates in ISO 8601, and without the members that are null."""
    if isinstance(value, dict):
        return {name: to_json(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _converter(kind: pa.DataType) -> Converter:
    import pyarrow as pa

    types = pa.types
    if types.is_struct(kind):
        return _struct_converter(kind)
    if types.is_list(kind):
        return _list_converter(_converter(kind.value_type))
    if types.is_map(kind):
        return _map_converter(_converter(kind.item_type))
    if types.is_integer(kind):
        return _integer_converter(kind.bit_width)
    if types.is_floating(kind):
        return _to_float
    if types.is_boolean(kind):
        return _to_boolean
    if types.is_date(kind):
        return _to_date
    if types.is_timestamp(kind):
        return _to_milliseconds
    return _to_string


def _struct_converter(fields: Any) -> Converter:
    converters = {field.name: _converter(field.type) for field in fields}

    def convert(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise _unfit("an object", value)
        found: dict[str, Any] = {}
        for name, item in value.items():
            converter = converters.get(name)
            if converter is None or item is None:
                continue
            try:
                found[name] = converter(item)
            except UnfitRecordError as error:
                raise _below(str(name), error) from None
        return found

    return convert


def _list_converter(convert_item: Converter) -> Converter:
    def convert(value: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise _unfit("an array", value)
        found = []
        for index, item in enumerate(value):
            try:
                found.append(None if item is None else convert_item(item))
            except UnfitRecordError as error:
                raise _below(f"[{index}]", error) from None
        return found

    return convert


def _map_converter(convert_item: Converter) -> Converter:
    def convert(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise _unfit("an object", value)
        found = []
        for key, item in value.items():
            try:
                found.append((str(key), None if item is None else convert_item(item)))
            except UnfitRecordError as error:
                raise _below(str(key), error) from None
        return found

    return convert


def _integer_converter(bits: int) -> Converter:
    largest = 2 ** (bits - 1) - 1

    def convert(value: Any) -> Any:
        # JSON does not tell 3 from 3.0, and both are valid integers in a JSON Schema.
        if isinstance(value, float | Decimal) and value == value // 1:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise _unfit("an integer", value)
        if not -largest - 1 <= value <= largest:
            raise UnfitRecordError("", f"{value} is not between {-largest - 1} and {largest}")
        return value

    return convert


def _to_float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _unfit("a number", value)
    try:
        return float(value)
    except OverflowError:
        raise UnfitRecordError("", "the number is too large for a double") from None


def _to_boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _unfit("a boolean", value)
    return value


def _to_string(value: Any) -> str:
    if not isinstance(value, str):
        raise _unfit("a string", value)
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        raise UnfitRecordError("", "the string holds half of a surrogate pair") from None
    return value


def _to_date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value).date()
        except ValueError:
            pass
    raise _unfit("a date in ISO 8601", value)


def _to_milliseconds(value: Any) -> int:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise _unfit("a date-time in ISO 8601", value) from None
    if not isinstance(value, datetime):
        raise _unfit("a date-time in ISO 8601", value)
    moment = value if value.tzinfo else value.replace(tzinfo=UTC)
    since = moment - _EPOCH
    # A zone may push a moment over the end of the calendar, where it could be written and never read.
    if not _FIRST <= since <= _LAST:
        raise UnfitRecordError("", f"{str(value)[:40]} is beyond the calendar in UTC")
    return since // _MILLISECOND


def _unfit(expected: str, value: Any) -> UnfitRecordError:
    return UnfitRecordError("", f"expected {expected}, not {str(value)[:80]!r}")


def _below(name: str, error: UnfitRecordError) -> UnfitRecordError:
    separator = "" if not error.path or error.path.startswith("[") else "."
    return UnfitRecordError(f"{name}{separator}{error.path}", error.message)
