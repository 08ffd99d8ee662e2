"""Batch Ingestion: /data/foundation/import.

Documented: batch-ingestion.yaml and help/ingestion/batch-ingestion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, cast

from aep_client.paths import path_to
from aep_client.transport import Transport

_BASE = "/data/foundation/import/batches"
PART_BYTES = 32 * 1024 * 1024
"""The size of the parts of large files; Adobe takes up to 512 MB, and 256 MB of a file that is not sent in parts."""


class BatchIngestion:
    """A batch is created, filled with files, and completed.

    `upload` of the client does all of that. Names of files may have slashes in them.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(self, dataset_id: str, *, format: str = "json", **members: Any) -> dict[str, Any]:  # noqa: A002
        """`POST /batches`: the new batch, with its `id` and status `loading`. The format is json, csv or parquet.

        Further members are those of the request: `inputFormat` in place of `format`, `enableErrorDiagnostics`,
        `partialIngestionPercentage`, `replay: {predecessors, reason}` …
        """
        body = {"datasetId": dataset_id, "inputFormat": {"format": format}, **members}
        return cast(dict[str, Any], self._transport.json("POST", _BASE, body=body))

    def put(self, batch_id: str, dataset_id: str, name: str, content: bytes) -> None:
        """`PUT /batches/{id}/datasets/{id}/files/{name}`: a file in one piece."""
        self._transport.upload("PUT", _file(batch_id, dataset_id, name), content)

    def put_large(
        self, batch_id: str, dataset_id: str, name: str, file: BinaryIO, *, part_bytes: int = PART_BYTES
    ) -> None:
        """A file in parts, read from where it stands: `put_parts` of parts of this size.

        Raises ValueError for an empty file, TypeError for one in text mode.
        """
        self.put_parts(batch_id, dataset_id, name, parts_of(file, part_bytes))

    def put_parts(self, batch_id: str, dataset_id: str, name: str, parts: Iterable[bytes]) -> None:
        """A file in parts as they come, of which at most two are in memory: `initialize`, `put_part`, `finish`.

        Raises ValueError when there are none.
        """
        following = iter(parts)
        part = next(following, None)
        if part is None:
            raise ValueError("the file is empty")
        self.initialize(batch_id, dataset_id, name)
        start = 0
        while part is not None:
            after = next(following, None)
            end = start + len(part)
            self.put_part(batch_id, dataset_id, name, part, start=start, total=end if after is None else None)
            part, start = after, end
        self.finish(batch_id, dataset_id, name)

    def initialize(self, batch_id: str, dataset_id: str, name: str) -> None:
        """`POST …/files/{name}?action=INITIALIZE`: begin a large file."""
        self._transport.json("POST", _file(batch_id, dataset_id, name), params={"action": "INITIALIZE"})

    def put_part(
        self, batch_id: str, dataset_id: str, name: str, content: bytes, *, start: int, total: int | None = None
    ) -> None:
        """`PATCH …/files/{name}`: the bytes from `start` on, of a file of `total` bytes, None while that is not known.

        Assumed: a total that is not known is `*`, as RFC 9110, section 14.4 has it.
        """
        if not content:
            raise ValueError("a part must have at least one byte")
        span = f"bytes {start}-{start + len(content) - 1}/{'*' if total is None else total}"
        self._transport.upload("PATCH", _file(batch_id, dataset_id, name), content, {"Content-Range": span})

    def finish(self, batch_id: str, dataset_id: str, name: str) -> None:
        """`POST …/files/{name}?action=COMPLETE`: the large file has arrived. Raises BadRequestError for gaps in it."""
        self._transport.json("POST", _file(batch_id, dataset_id, name), params={"action": "COMPLETE"})

    def arrived(self, batch_id: str, dataset_id: str, name: str) -> str | None:
        """`HEAD …/files/{name}`: what has arrived of a file, such as `bytes=0-99`; None for nothing.

        Raises NotFoundError.
        """
        return self._transport.head(_file(batch_id, dataset_id, name)).get("Range")

    def preview(self, batch_id: str, dataset_id: str, *, format: str, **params: Any) -> dict[str, Any]:  # noqa: A002
        """`GET /batches/{id}/datasets/{id}/preview`: `{formatParams, preview: {columns, rows}}` of what has arrived.

        Further parameters are `nrow`, `delimiter`, `quote`, `escape`, `charset`, `header`.
        """
        path = path_to(_BASE, batch_id, "datasets", dataset_id, "preview")
        return cast(dict[str, Any], self._transport.json("GET", path, params={"format": format, **params}))

    def complete(self, batch_id: str) -> None:
        """`POST /batches/{id}?action=COMPLETE`: all files are there, and may be ingested."""
        self._signal(batch_id, "COMPLETE")

    def abort(self, batch_id: str) -> None:
        """`POST /batches/{id}?action=ABORT`: give up a batch that has not ended."""
        self._signal(batch_id, "ABORT")

    def fail(self, batch_id: str) -> None:
        """`POST /batches/{id}?action=FAIL`: say that something went wrong with the batch."""
        self._signal(batch_id, "FAIL")

    def revert(self, batch_id: str) -> None:
        """`POST /batches/{id}?action=REVERT`: take the records of a batch out of the dataset again."""
        self._signal(batch_id, "REVERT")

    def _signal(self, batch_id: str, action: str) -> None:
        self._transport.json("POST", path_to(_BASE, batch_id), params={"action": action})


def parts_of(file: BinaryIO, size: int = PART_BYTES) -> Iterator[bytes]:
    """A file in parts of `size` bytes, the last one shorter; none for an empty file.

    Raises TypeError for a file in text mode.
    """
    if size < 1:
        raise ValueError(f"the size of a part must be at least 1 byte, not {size}")
    while part := _read(file, size):
        yield part


def _read(file: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer only at the end: a pipe gives what it has."""
    pieces: list[bytes] = []
    left = size
    while left > 0:
        piece = file.read(left)
        if not isinstance(piece, bytes):
            raise TypeError("the file must be opened in binary mode")
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _file(batch_id: str, dataset_id: str, name: str) -> str:
    """Raises ValueError for a name with empty segments, `.` or `..`."""
    return path_to(_BASE, batch_id, "datasets", dataset_id, "files", *name.split("/"))
