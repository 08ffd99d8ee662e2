"""Records in and out of Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, BinaryIO

from aep_emulator.lake.arrow_schema import arrow_schema
from aep_emulator.lake.base import DATA, Lake
from aep_emulator.types import Document

class ParquetBatchWriter:
    """Writes mapped records to one Parquet file of a batch, a row group per call of `write`.

    Use as a context manager; the file exists when the context ends without an exception. `schema` is the composed
    XDM schema, whose types the file has.
    """

    def __init__(self, lake: Lake, world: str, batch_id: str, schema: Document, name: str = "part-00000.parquet") -> None:
        import pyarrow.parquet as pq

        self._schema = arrow_schema(schema)
        self._stack = ExitStack()
        self._sink = self._stack.enter_context(lake.create(world, batch_id, DATA, name))
        self._writer = pq.ParquetWriter(self._sink, self._schema)
        self.rows_written = 0
        self.bytes_written = 0
        """Size of the file in bytes, known when the context has ended."""

    def __enter__(self) -> ParquetBatchWriter:
        """Start writing."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file, or drop it after an exception."""
        self._writer.close()
        self.bytes_written = self._sink.tell()
        self._stack.__exit__(kind, error, trace)

    def write(self, records: Sequence[Document]) -> None:
        """Append records; dates are ISO 8601 strings as XDM has them."""
        import pyarrow as pa

        if not records:
            return
        converted = [_to_arrow(record, self._schema) for record in records]
        self._writer.write_table(pa.Table.from_pylist(converted, schema=self._schema))
        self.rows_written += len(records)


def read_records(file: BinaryIO, limit: int) -> list[dict[str, Any]]:
    """The first records of a Parquet file, ready for JSON and without the members that are null."""
    import pyarrow.parquet as pq

    found: list[dict[str, Any]] = []
    for batch in pq.ParquetFile(file).iter_batches(batch_size=max(1, min(limit, 1024))):
        for record in batch.to_pylist(maps_as_pydicts="lossy"):
            if len(found) == limit:
                return found
            found.append(_to_json(record) or {})
    return found


def _to_arrow(value: Any, kind: Any) -> Any:
    """The value as Arrow takes it: maps as pairs, dates and times as Python's."""
    import pyarrow as pa

    if value is None:
        return None
    if isinstance(kind, pa.Schema) or pa.types.is_struct(kind):
        fields = {field.name: field.type for field in kind}
        return {name: _to_arrow(value[name], fields[name]) for name in value if name in fields}
    if pa.types.is_list(kind):
        return [_to_arrow(item, kind.value_type) for item in value]
    if pa.types.is_map(kind):
        return [(str(key), _to_arrow(item, kind.item_type)) for key, item in value.items()]
    if pa.types.is_date(kind) and isinstance(value, str):
        return date.fromisoformat(value[:10])
    if pa.types.is_timestamp(kind) and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if pa.types.is_floating(kind) and isinstance(value, int):
        return float(value)
    return value


def _to_json(value: Any) -> Any:
    if isinstance(value, dict):
        members = {name: _to_json(item) for name, item in value.items() if item is not None}
        return {name: item for name, item in members.items() if item is not None} or None
    if isinstance(value, list):
        return [_to_json(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value

