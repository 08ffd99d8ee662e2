"""The records of a dataset, out of the Parquet files of its batches."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any

from aep_client.catalog import Catalog
from aep_client.catalog.batches import VISIBLE
from aep_client.data_access import DataAccess
from aep_client.errors import AEPError


def read_dataset(catalog: Catalog, data_access: DataAccess, dataset_id: str) -> Iterator[dict[str, Any]]:
    """Every record, the oldest batch first. Raises AEPError at once without pyarrow."""
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise AEPError("reading a dataset needs pyarrow, which is not installed") from None
    return _records(catalog, data_access, dataset_id, ParquetFile)


def _records(catalog: Catalog, data_access: DataAccess, dataset_id: str, parquet: Any) -> Iterator[dict[str, Any]]:
    # All at once: a list by offset would skip or repeat some if batches came and went between its pages.
    for batch in [*catalog.batches.list(dataSet=dataset_id, orderBy="asc:created")]:
        if str(batch.get("status")).lower() not in VISIBLE:
            continue
        for file in data_access.batch_files(batch["id"]):
            for part in data_access.file_parts(file["dataSetFileId"]):
                if not _is_marker(part["name"]):
                    yield from _of_part(data_access, file["dataSetFileId"], part["name"], parquet)


def _is_marker(name: str) -> bool:
    """Whether a file only says how its directory came about, such as `_SUCCESS`.

    Documented: such names stand in the list of help/ingestion/quality/retrieve-failed-batches.md.
    """
    return name.rpartition("/")[2].startswith(("_", "."))


def _of_part(data_access: DataAccess, file_id: str, name: str, parquet: Any) -> Iterator[dict[str, Any]]:
    # A Parquet file begins with its end, so that it is fetched whole.
    with TemporaryFile() as file:
        file.writelines(data_access.stream(file_id, name))
        file.seek(0)
        for rows in parquet(file).iter_batches():
            yield from map(_without_nulls, rows.to_pylist(maps_as_pydicts="strict"))


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value
