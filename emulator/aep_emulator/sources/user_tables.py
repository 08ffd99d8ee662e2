"""The user's own tables: `DIR/tables/Name.csv`, `.json` or `.parquet`.

They are read anew each time, in batches, so that they may be larger than the memory and change while the server runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aep_emulator.sources.errors import SourceError
from aep_emulator.sources.formats import BadRow, FileFormat
from aep_emulator.sources.formats.parquet_rows import read_parquet
from aep_emulator.sources.formats.reading import read, readable
from aep_emulator.sources.table import Table
from aep_emulator.sources.text_types import as_type, guess_type, wider_type

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIXES = (".csv", ".json", ".parquet")


def user_tables(folder: Path) -> list[Table]:
    """A table for each data file in the folder, named after the file. Nothing is read yet.

    Raises SourceError when two files would be the same table.
    """
    found: dict[str, tuple[Path, Table]] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.suffix.lower() not in SUFFIXES or not path.is_file():
            continue
        key = path.stem.lower()
        if key in found:
            raise SourceError(f"{path} and {found[key][0]} would both be the table '{path.stem}'")
        found[key] = (path, Table(path.stem, _FileRows(path)))
    return [table for _, table in found.values()]


class _FileRows:
    """The rows of one file, with the types that its first rows (CSV) or all of them (JSON) suggest."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = f"tables/{path.name}"
        self._kind = path.suffix.lower()
        self._known: tuple[tuple[int, int], pa.Schema] | None = None

    def schema(self) -> pa.Schema:
        """The columns."""
        with readable(self._name):
            about = self._path.stat()
            version = (about.st_mtime_ns, about.st_size)
        if self._known is None or self._known[0] != version:
            self._known = (version, self._look())
        return self._known[1]

    def batches(self, columns: Sequence[str], size: int) -> Iterator[pa.RecordBatch]:
        """The rows of the named columns, at most `size` in a batch."""
        import pyarrow as pa

        if self._kind == ".parquet":
            with readable(self._name), self._path.open("rb") as stream:
                yield from read_parquet(stream, size, columns)
            return
        schema = self.schema()
        for batch in self._raw(size):
            arrays = [
                as_type(batch.column(name), schema.field(name).type)
                if name in batch.schema.names
                else pa.nulls(batch.num_rows, schema.field(name).type)
                for name in columns
            ]
            yield pa.RecordBatch.from_arrays(arrays, names=list(columns))

    def whole(self) -> pa.Table:
        """All rows; a column that has text in some batches is text in all."""
        import pyarrow as pa

        schema = self.schema()
        parts: dict[str, list[pa.Array]] = {name: [] for name in schema.names}
        for batch in self.batches(schema.names, 8192):
            for name in schema.names:
                parts[name].append(batch.column(name))
        columns: dict[str, pa.ChunkedArray] = {}
        for name, chunks in parts.items():
            kind = schema.field(name).type
            for chunk in chunks:
                kind = wider_type(kind, chunk.type)
            columns[name] = pa.chunked_array([as_type(chunk, kind) for chunk in chunks], type=kind)
        return pa.table(columns)

    def _look(self) -> pa.Schema:
        import pyarrow as pa
        import pyarrow.parquet

        if self._kind == ".parquet":
            with readable(self._name), self._path.open("rb") as stream:
                return pyarrow.parquet.read_schema(stream)
        types: dict[str, pa.DataType] = {}
        for batch in self._raw(8192):
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                kind = guess_type(column) if self._kind == ".csv" else column.type
                types[name] = wider_type(types[name], kind) if name in types else kind
            if self._kind == ".csv":
                break
        return pa.schema([(name, pa.string() if pa.types.is_null(kind) else kind) for name, kind in types.items()])

    def _raw(self, size: int) -> Iterator[pa.RecordBatch]:
        how = FileFormat("json" if self._kind == ".json" else "delimited")
        with readable(self._name), self._path.open("rb") as stream:
            yield from read(stream, self._name, how, size=size, on_bad_row=_refuse)


def _refuse(row: BadRow) -> None:
    """A table has no place to report bad rows in, so the first one ends the reading."""
    raise SourceError(f"row {row.number}: {row.reason}.")
