"""The user's own tables: `DIR/tables/Name.csv`, `.json` or `.parquet`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from aep_emulator.dataflow.sources.table import SourceError, Table

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
        found[key] = (path, Table(path.stem, _loader(path)))
    return [table for _, table in found.values()]


def _loader(path: Path) -> Any:
    return lambda: _load(path)


def _load(path: Path) -> pa.Table:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    try:
        if path.suffix.lower() == ".csv":
            return pyarrow.csv.read_csv(path)
        if path.suffix.lower() == ".parquet":
            return pyarrow.parquet.read_table(path)
        return pa.Table.from_pylist(_json_rows(path))
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise SourceError(f"{path} cannot be read as {path.suffix[1:]}: {error}") from None


def _json_rows(path: Path) -> list[dict[str, Any]]:
    content = path.read_bytes()
    if content.lstrip().startswith(b"["):
        rows = orjson.loads(content)
    else:
        rows = [orjson.loads(line) for line in content.splitlines() if line.strip()]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("every row must be a JSON object")
    return list(rows)
