"""Data Access: /data/foundation/export.

Documented: data-access.yaml and help/data-access.
"""

from __future__ import annotations

from collections.abc import Iterator
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

    def stream(self, dataset_file_id: str, name: str) -> Iterator[bytes]:
        """The bytes of one part, in pieces: `GET /files/{id}?path={name}`. Errors come with the first piece."""
        return self._transport.stream(path_to(_BASE, "files", dataset_file_id), {"path": name})

    def download(self, dataset_file_id: str, name: str) -> bytes:
        """The bytes of one part, all at once."""
        return b"".join(self.stream(dataset_file_id, name))

    def preview(self, dataset_id: str) -> list[dict[str, Any]]:
        """The first records of a dataset, at most 100: `GET /datasets/{id}/preview`."""
        answer = self._transport.json("GET", path_to(_BASE, "datasets", dataset_id, "preview"))
        return cast(list[dict[str, Any]], answer["data"])

    def _entries(self, path: str) -> Iterator[dict[str, Any]]:
        pages = by_offset(lambda wanted: self._transport.json("GET", path, params=wanted)["data"], {}, _MAX_PAGE)
        return (entry for page in pages for entry in page)
