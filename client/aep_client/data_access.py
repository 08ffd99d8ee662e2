"""Data Access: /data/foundation/export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from aep_client.transport import Transport

_BASE = "/data/foundation/export"
_PAGE = 100


class DataAccess:
    """The files of batches and the rows of datasets."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def batch_files(self, batch_id: str) -> Iterator[dict[str, Any]]:
        """The files of a batch: `GET /batches/{id}/files`, each with its `dataSetFileId`."""
        yield from self._pages(f"{_BASE}/batches/{quote(batch_id, safe='')}/files")

    def file_parts(self, dataset_file_id: str) -> Iterator[dict[str, Any]]:
        """What a file consists of: `GET /files/{id}`, each with `name` and `length`."""
        yield from self._pages(f"{_BASE}/files/{quote(dataset_file_id, safe='')}")

    def stream(self, dataset_file_id: str, name: str) -> Iterator[bytes]:
        """The bytes of one part, in pieces: `GET /files/{id}?path={name}`."""
        return self._transport.stream(f"{_BASE}/files/{quote(dataset_file_id, safe='')}", {"path": name})

    def download(self, dataset_file_id: str, name: str) -> bytes:
        """The bytes of one part, all at once."""
        return b"".join(self.stream(dataset_file_id, name))

    def preview(self, dataset_id: str) -> list[dict[str, Any]]:
        """Some records of a dataset: `GET /datasets/{id}/preview`."""
        rows: list[dict[str, Any]] = self._transport.json("GET", f"{_BASE}/datasets/{dataset_id}/preview")["data"]
        return rows

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        start = 0
        while True:
            page = self._transport.json("GET", path, params={"start": start, "limit": _PAGE})["data"]
            yield from page
            if len(page) < _PAGE:
                return
            start += len(page)
