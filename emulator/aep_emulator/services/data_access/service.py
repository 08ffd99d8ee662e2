"""Data Access.

Documented: help/data-access/tutorials/dataset-data.md, help/ingestion/quality/error-diagnostics.md and
retrieve-failed-batches.md, data-access.yaml.
Assumed: a batch that is not visible yet lists no files; the preview begins with the newest successful batch; the ids
of files are the batch's id and a running number, as in every documented example.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

from aep_emulator.clock import Clock, SystemClock
from aep_emulator.gateway.scope import Scope
from aep_emulator.lake.base import DATA, FAILED, INPUT_FILES, ROW_ERRORS, Area, Lake, LakeFile
from aep_emulator.lake.parquet import read_rows
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.data_access import errors
from aep_emulator.services.data_access.content import Content
from aep_emulator.services.data_access.listing import BASE, Window, listed, named_file
from aep_emulator.types import Document

PREVIEW_ROWS = 100

_VISIBLE = ("success", "active")
_META_AREAS: dict[str, Area] = {"input_files": INPUT_FILES, "row_errors": ROW_ERRORS}
# One page says row_error_samples.json, data-access.yaml both that and row_errors_sample.json.
_SAMPLE_NAMES = ("row_error_samples.json", "row_errors_sample.json")
_SAMPLE_ROWS = 100
_DIAGNOSTICS_KEPT_MS = 30 * 24 * 3600 * 1000


class DataAccess:
    """Reads what batches have left in the lake. Every look-up begins with the batch in the caller's own world."""

    def __init__(self, lake: Lake, catalog: Catalog, clock: Clock | None = None) -> None:
        self._lake = lake
        self._catalog = catalog
        self._clock = clock or SystemClock()
        # Nobody can ask for the files of a batch that is gone.
        catalog.on_batch_removed(lake.delete_batch)

    def batch_files(self, scope: Scope, batch_id: str, base_url: str, window: Window) -> dict[str, Any]:
        """The dataset files of a batch. Raises ApiError 404."""
        batch = self._batch(scope, batch_id)
        view_id = self._view_id(scope, batch)

        def show(entry: tuple[int, LakeFile]) -> dict[str, Any]:
            number, file = entry
            file_id = f"{batch_id}-{number}"
            return {
                "dataSetFileId": file_id,
                "dataSetViewId": view_id,
                "version": "1.0.0",
                "created": str(batch["created"]),
                "updated": str(batch["updated"]),
                "size": str(file.size),
                "isValid": True,
                "_links": {"self": {"href": f"{base_url}{BASE}/files/{file_id}"}},
            }

        files = list(enumerate(self._data_files(scope, batch), start=1))
        return listed(files, show, f"{base_url}{BASE}/batches/{batch_id}/files", window)

    def file(self, scope: Scope, file_id: str, base_url: str, window: Window) -> dict[str, Any]:
        """What a dataset file consists of. Raises ApiError 404."""
        _, file = self._find_file(scope, file_id)
        url = f"{base_url}{BASE}/files/{file_id}"
        return listed([file], lambda entry: named_file(entry.name, entry.size, url, entry.name), url, window)

    def file_content(self, scope: Scope, file_id: str, path: str) -> Content:
        """The content of a dataset file; `path` is its name. Raises ApiError 404."""
        batch_id, file = self._find_file(scope, file_id)
        if path != file.name:
            raise errors.not_found("File", path)
        return self._content(scope, batch_id, DATA, file.name)

    def failed(self, scope: Scope, batch_id: str, base_url: str, window: Window) -> dict[str, Any]:
        """The files with the rows of a batch that were refused. Raises ApiError 404."""
        batch = self._batch(scope, batch_id)
        files = self._diagnostics(scope, batch, self._failed_area(scope, batch_id))
        url = f"{base_url}{BASE}/batches/{batch_id}/failed"
        return listed(files, lambda entry: named_file(entry.name, entry.size, url, entry.name), url, window)

    def failed_content(self, scope: Scope, batch_id: str, path: str) -> Content:
        """One of the files with refused rows. Raises ApiError 404."""
        return self._diagnostic_content(scope, batch_id, self._failed_area(scope, batch_id), path)

    def meta(
        self, scope: Scope, batch_id: str, path: str | None, base_url: str, window: Window
    ) -> dict[str, Any] | Content:
        """What lies under a batch's meta directory: a list for a directory, the content for a file.

        Raises ApiError 404.
        """
        batch = self._batch(scope, batch_id)
        url = f"{base_url}{BASE}/batches/{batch_id}/meta"
        place = (path or "").strip("/")
        if not place:
            entries = self._meta_root(scope, batch)
            return listed(entries, lambda entry: named_file(entry.name, entry.size, url, entry.name), url, window)
        directory, slash, name = place.partition("/")
        area = _META_AREAS.get(directory)
        if area is not None and not slash:
            files = self._diagnostics(scope, batch, area)
            return listed(
                files,
                lambda entry: named_file(entry.name, entry.size, url, f"{directory}/{entry.name}"),
                url,
                window,
                directory,
            )
        if area is not None:
            return self._diagnostic_content(scope, batch_id, area, name)
        sample = self._sample(scope, batch) if place in _SAMPLE_NAMES else b""
        if not sample:
            raise errors.not_found("Path", place)
        return Content(place, len(sample), BytesIO(sample))

    def preview(self, scope: Scope, dataset_id: str) -> dict[str, Any]:
        """The first rows of a dataset, newest batch first. Raises ApiError 404."""
        if self._catalog.find_dataset(scope, dataset_id) is None:
            raise errors.not_found("Dataset", dataset_id)
        return {"data": list(islice(self._rows(scope, dataset_id), PREVIEW_ROWS))}

    def _rows(self, scope: Scope, dataset_id: str) -> Iterator[dict[str, Any]]:
        for batch in reversed(self._catalog.batches_of_dataset(scope, dataset_id)):
            for entry in self._data_files(scope, batch):
                file = self._lake.open(scope.world, batch["id"], DATA, entry.name)
                if file is not None:
                    with file:
                        yield from read_rows(file, PREVIEW_ROWS)

    def _batch(self, scope: Scope, batch_id: str) -> Document:
        batch = self._catalog.find_batch(scope, batch_id)
        if batch is None:
            raise errors.not_found("Batch", batch_id)
        return batch

    def _view_id(self, scope: Scope, batch: Document) -> str:
        for related in batch.get("relatedObjects", ()):
            dataset = self._catalog.find_dataset(scope, str(related.get("id")))
            if dataset is not None:
                return str(dataset["viewId"])
        return ""

    def _data_files(self, scope: Scope, batch: Document) -> list[LakeFile]:
        """The files others may see: none while the batch is under way or after it failed."""
        return self._lake.files(scope.world, batch["id"], DATA) if batch["status"] in _VISIBLE else []

    def _find_file(self, scope: Scope, file_id: str) -> tuple[str, LakeFile]:
        batch_id, _, number = file_id.rpartition("-")
        batch = self._catalog.find_batch(scope, batch_id)
        files = [] if batch is None else self._data_files(scope, batch)
        if not (number.isascii() and number.isdigit() and len(number) < 7 and 1 <= int(number) <= len(files)):
            raise errors.not_found("Dataset file", file_id)
        return batch_id, files[int(number) - 1]

    def _diagnostics(self, scope: Scope, batch: Document, area: Area) -> list[LakeFile]:
        """The files of an area. Documented: they are kept for 30 days."""
        if self._clock.now_ms() - batch.get("completed", batch["created"]) > _DIAGNOSTICS_KEPT_MS:
            return []
        return self._lake.files(scope.world, batch["id"], area)

    def _diagnostic_content(self, scope: Scope, batch_id: str, area: Area, name: str) -> Content:
        files = self._diagnostics(scope, self._batch(scope, batch_id), area)
        if name not in [file.name for file in files]:
            raise errors.not_found("Path", name)
        return self._content(scope, batch_id, area, name)

    def _content(self, scope: Scope, batch_id: str, area: Area, name: str) -> Content:
        entry = self._lake.find(scope.world, batch_id, area, name)
        file = self._lake.open(scope.world, batch_id, area, name)
        if entry is None or file is None:
            raise errors.not_found("File", name)
        return Content(name, entry.size, file)

    def _failed_area(self, scope: Scope, batch_id: str) -> Area:
        """Uploaded batches have files of their own for this list, the batches of dataflows only those of `meta`."""
        return FAILED if self._lake.files(scope.world, batch_id, FAILED) else ROW_ERRORS

    def _meta_root(self, scope: Scope, batch: Document) -> list[LakeFile]:
        entries = []
        for directory, area in _META_AREAS.items():
            files = self._diagnostics(scope, batch, area)
            if files:
                entries.append(LakeFile(directory, sum(file.size for file in files)))
        sample = self._sample(scope, batch)
        return [*entries, LakeFile(_SAMPLE_NAMES[0], len(sample))] if sample else entries

    def _sample(self, scope: Scope, batch: Document) -> bytes:
        """The first lines of the files with refused rows."""
        lines: list[bytes] = []
        for entry in self._diagnostics(scope, batch, ROW_ERRORS):
            file = self._lake.open(scope.world, batch["id"], ROW_ERRORS, entry.name)
            if file is not None:
                with file:
                    lines.extend(islice(file, _SAMPLE_ROWS - len(lines)))
        return b"".join(lines)
