"""Data Access: /data/foundation/export.

Documented: data-access.yaml and help/data-access; help/ingestion/quality for refused rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from aep_client.paging import by_offset
from aep_client.paths import path_to
from aep_client.transport import Transport

_BASE = "/data/foundation/export"
_MAX_PAGE = 100


class DataAccess:
    """The files of batches and the rows of datasets."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def batch_files(self, batch_id: str) -> Iterator[dict[str, Any]]:
        """The files of a batch: `GET /batches/{id}/files`, each with its `dataSetFileId`."""
        return self._entries(path_to(_BASE, "batches", batch_id, "files"))

    def file_parts(self, dataset_file_id: str) -> Iterator[dict[str, Any]]:
        """What a file consists of: `GET /files/{id}`, each with `name` and `length`."""
        return self._entries(path_to(_BASE, "files", dataset_file_id))

    def size(self, dataset_file_id: str, name: str) -> int:
        """The bytes of one part, without fetching it: `HEAD /files/{id}?path={name}`. Raises NotFoundError."""
        headers = self._transport.head(path_to(_BASE, "files", dataset_file_id), params={"path": name})
        return int(headers["Content-Length"])

    def stream(
        self, dataset_file_id: str, name: str, *, first: int | None = None, last: int | None = None
    ) -> Iterator[bytes]:
        """The bytes of one part, in pieces: `GET /files/{id}?path={name}`. Errors come with the first piece.

        With `first` and `last`, both included and counted from 0, only those bytes; without `last`, to the end.
        """
        path = path_to(_BASE, "files", dataset_file_id)
        return self._transport.stream(path, {"path": name}, _range(first, last))

    def download(self, dataset_file_id: str, name: str, *, first: int | None = None, last: int | None = None) -> bytes:
        """The bytes of one part, all at once; `first` and `last` as in `stream`."""
        return b"".join(self.stream(dataset_file_id, name, first=first, last=last))

    def preview(self, dataset_id: str) -> list[dict[str, Any]]:
        """The first records of a dataset, at most 100: `GET /datasets/{id}/preview`."""
        answer = self._transport.json("GET", path_to(_BASE, "datasets", dataset_id, "preview"))
        return cast("list[dict[str, Any]]", answer["data"])

    def failed_files(self, batch_id: str) -> Iterator[dict[str, Any]]:
        """The files with the rows of a batch that were refused: `GET /batches/{id}/failed`, with `name`, `length`."""
        return self._entries(path_to(_BASE, "batches", batch_id, "failed"))

    def stream_failed(self, batch_id: str, name: str) -> Iterator[bytes]:
        """The bytes of one of them, in pieces: `GET /batches/{id}/failed?path={name}`."""
        return self._transport.stream(path_to(_BASE, "batches", batch_id, "failed"), {"path": name})

    def meta_files(self, batch_id: str, directory: str | None = None) -> Iterator[dict[str, Any]]:
        """What a batch tells about its ingestion: `GET /batches/{id}/meta?path={directory}`.

        Directories are `input_files` and `row_errors`; without one, those that there are.
        """
        return self._entries(path_to(_BASE, "batches", batch_id, "meta"), {"path": directory})

    def stream_meta(self, batch_id: str, path: str) -> Iterator[bytes]:
        """The bytes of a file in there, such as `row_errors/conversion_errors_0.json`: `GET /batches/{id}/meta`."""
        return self._transport.stream(path_to(_BASE, "batches", batch_id, "meta"), {"path": path})

    def _entries(self, path: str, params: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        def fetch(wanted: dict[str, Any]) -> list[dict[str, Any]]:
            return cast("list[dict[str, Any]]", self._transport.json("GET", path, params=wanted)["data"])

        pages = by_offset(fetch, params or {}, _MAX_PAGE)
        return (entry for page in pages for entry in page)


def _range(first: int | None, last: int | None) -> dict[str, str]:
    """RFC 9110, section 14.2. Raises ValueError for a range that is none."""
    if first is None and last is None:
        return {}
    begin = first or 0
    if begin < 0 or (last is not None and last < begin):
        raise ValueError(f"first and last must be a range of bytes, not {first} and {last}")
    return {"Range": f"bytes={begin}-{'' if last is None else last}"}
