"""The first rows of a file, and what its columns are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aep_emulator.sources.arrow_values import Column, json_schema, nested_type, to_json
from aep_emulator.sources.formats import FileFormat

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Preview:
    """A look into a file.

    `format` is flat for delimited files, whose columns are all strings, and hierarchical for the others, for which
    `json_schema` says what `columns` cannot. `rows` are ready for JSON; missing values are null in them.

    Documented: flat, help/sources/tutorials/api/create/cloud-storage/data-landing-zone.md; hierarchical, the same of
    JSON from REST sources (create/consent-and-preferences/onetrust.md). Assumed: JSON and Parquet files are shown so
    too, as the page on files only shows the older list of `{name, type}`.
    """

    format: str
    columns: list[Column]
    json_schema: dict[str, Any]
    rows: list[dict[str, Any]]


def preview(batches: Iterator[pa.RecordBatch], how: FileFormat, limit: int) -> Preview:
    """The first `limit` rows of the batches, and their columns; of a column that changes its type, the first one."""
    import pyarrow as pa

    types: dict[str, pa.DataType] = {}
    rows: list[dict[str, Any]] = []
    for batch in batches:
        for field in batch.schema:
            if field.name not in types or pa.types.is_null(types[field.name]):
                types[field.name] = field.type
        rows += batch.slice(0, limit - len(rows)).to_pylist()
        if len(rows) >= limit:
            break
    return Preview(
        "flat" if how.format == "delimited" else "hierarchical",
        [Column(name, nested_type(kind)) for name, kind in types.items()],
        {"type": "object", "properties": {name: json_schema(kind) for name, kind in types.items()}},
        [{name: to_json(value) for name, value in row.items()} for row in rows],
    )
