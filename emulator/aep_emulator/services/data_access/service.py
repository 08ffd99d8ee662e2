"""Data Access: what is in a batch, and its bytes.

Documented: help/data-access/{api,tutorials/dataset-data}.md and the error diagnostics page for `meta`.
A dataSetFileId is the batch id, a dash and the file's number, as in the documentation's examples.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import orjson

from aep_emulator.gateway.scope import Scope
from aep_emulator.lake.base import DATA, INPUT_FILES, ROW_ERRORS, Lake, LakeFile
from aep_emulator.lake.parquet import read_records
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.data_access import errors
from aep_emulator.types import Document

_BASE = "/data/foundation/export"
_VISIBLE = "success"
_MAX_PAGE = 100
PREVIEW_ROWS = 100


class DataAccess:
    """Reads the lake for callers."""

    def __init__(self, lake: Lake, catalog: Catalog) -> None:
        self._lake = lake
        self._catalog = catalog

    def batch_files(self, scope: Scope, batch_id: str, start: int, limit: int, base_url: str) -> dict[str, Any]:
        """`GET /batches/{id}/files`: `{data, _page, _links}`. A batch that did not succeed has none. Raises 404."""
        batch = self._batch(scope, batch_id)
        files = self._lake.files(scope.world, batch_id, DATA) if batch["status"] == _VISIBLE else []
        data = [
            {
                "dataSetFileId": file_id(batch_id, number),
                "dataSetViewId": "",
                "version": "1.0.0",
                "created": str(batch["created"]),
                "updated": str(batch["updated"]),
                "isValid": True,
                "_links": {"self": {"href": f"{base_url}{_BASE}/files/{file_id(batch_id, number)}"}},
            }
            for number in range(1, len(files) + 1)
        ]
        return _page(data, start, limit, f"{base_url}{_BASE}/batches/{batch_id}/files")

    def failed(self, scope: Scope, batch_id: str, start: int, limit: int, base_url: str) -> dict[str, Any]:
        """`GET /batches/{id}/failed`: the files of refused rows. Raises ApiError 404."""
        self._batch(scope, batch_id)
        link = f"{base_url}{_BASE}/batches/{batch_id}/failed"
        return _page(self._listing(scope, batch_id, ROW_ERRORS, link + "?path="), start, limit, link)

    def meta(
        self, scope: Scope, batch_id: str, path: str | None, start: int, limit: int, base_url: str
    ) -> dict[str, Any] | BinaryIO:
        """`GET /batches/{id}/meta`: a list of files for `input_files` or `row_errors`, the content for a path below.

        `row_error_samples.json`, which run reports point to, is the first file of row errors. Raises ApiError 404.
        """
        self._batch(scope, batch_id)
        link = f"{base_url}{_BASE}/batches/{batch_id}/meta?path="
        area, _, name = (path or "").strip("/").partition("/")
        if area == "row_error_samples.json":
            files = self._lake.files(scope.world, batch_id, ROW_ERRORS)
            area, name = ROW_ERRORS, files[0].name if files else ""
        if not area:
            areas = [{"name": known, "_links": {"self": {"href": link + known}}} for known in (INPUT_FILES, ROW_ERRORS)]
            return _page(areas, start, limit, link)
        if area in (INPUT_FILES, ROW_ERRORS) and not name:
            return _page(self._listing(scope, batch_id, area, f"{link}{area}/"), start, limit, f"{link}{area}")
        return self._content(scope, batch_id, area, name)

    def failed_content(self, scope: Scope, batch_id: str, path: str) -> BinaryIO:
        """One file of refused rows. Raises ApiError 404."""
        self._batch(scope, batch_id)
        return self._content(scope, batch_id, ROW_ERRORS, path)

    def file(self, scope: Scope, dataset_file_id: str, start: int, limit: int, base_url: str) -> dict[str, Any]:
        """`GET /files/{dataSetFileId}`: `{data: [{name, length, _links}], _page}`. Raises ApiError 404."""
        _, file = self._resolve(scope, dataset_file_id)
        link = f"{base_url}{_BASE}/files/{dataset_file_id}"
        entry = {
            "name": file.name,
            "length": str(file.size),
            "_links": {"self": {"href": f"{link}?path={file.name}"}},
        }
        return _page([entry], start, limit, link)

    def content(self, scope: Scope, dataset_file_id: str, path: str) -> BinaryIO:
        """The bytes of a file, open for reading. Raises ApiError 404."""
        batch_id, file = self._resolve(scope, dataset_file_id)
        if path != file.name:
            raise errors.not_found(f"The path '{path}' of the file '{dataset_file_id}'")
        return self._content(scope, batch_id, DATA, file.name)

    def preview(self, scope: Scope, dataset_id: str, limit: int = PREVIEW_ROWS) -> dict[str, Any]:
        """`GET /datasets/{id}/preview`: `{data: [record, …], _page}`, newest batch first. Raises ApiError 404."""
        if self._catalog.find_dataset(scope, dataset_id) is None:
            raise errors.not_found(f"The dataset '{dataset_id}'")
        rows: list[dict[str, Any]] = []
        for batch in reversed(self._catalog.batches_of_dataset(scope, dataset_id, status=_VISIBLE)):
            for file in self._lake.files(scope.world, batch["id"], DATA):
                if len(rows) < limit:
                    with self._content(scope, batch["id"], DATA, file.name) as stream:
                        rows += read_records(stream, limit - len(rows))
        return {"data": rows, "_page": {"count": len(rows), "limit": limit}}

    def _batch(self, scope: Scope, batch_id: str) -> Document:
        batch = self._catalog.find_batch(scope, batch_id)
        if batch is None:
            raise errors.not_found(f"The batch '{batch_id}'")
        return batch

    def _listing(self, scope: Scope, batch_id: str, area: str, link: str) -> list[dict[str, Any]]:
        return [
            {"name": file.name, "length": str(file.size), "_links": {"self": {"href": link + file.name}}}
            for file in self._lake.files(scope.world, batch_id, area)
        ]

    def _resolve(self, scope: Scope, dataset_file_id: str) -> tuple[str, LakeFile]:
        batch_id, _, number = dataset_file_id.rpartition("-")
        batch = self._catalog.find_batch(scope, batch_id)
        files = self._lake.files(scope.world, batch_id, DATA) if batch and batch["status"] == _VISIBLE else []
        if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= len(files)):
            raise errors.not_found(f"The file '{dataset_file_id}'")
        return batch_id, files[int(number) - 1]

    def _content(self, scope: Scope, batch_id: str, area: str, name: str) -> BinaryIO:
        stream = self._lake.open(scope.world, batch_id, area, name)
        if stream is None:
            raise errors.not_found(f"The path '{area}/{name}' of the batch '{batch_id}'")
        return stream


def file_id(batch_id: str, number: int) -> str:
    """The dataSetFileId of the batch's file with this number, from 1."""
    return f"{batch_id}-{number}"


def input_file_line(path: str) -> bytes:
    """One line of the file that lists what went into a batch."""
    return orjson.dumps({"path": path}) + b"\n"


def _page(data: list[dict[str, Any]], start: int, limit: int, link: str) -> dict[str, Any]:
    size = min(limit, _MAX_PAGE)
    links: dict[str, Any] = {}
    if start + size < len(data):
        joint = "&" if "?" in link else "?"
        links["next"] = {"href": f"{link}{joint}start={start + size}&limit={size}"}
    page = data[start : start + size]
    return {"data": page, "_page": {"limit": size, "count": len(page)}, "_links": links}
