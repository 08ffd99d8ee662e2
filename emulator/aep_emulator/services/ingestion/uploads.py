"""Files on their way into a batch: whole ones, and large ones in pieces.

Everything lies in the lake, pieces included: a piece is a file named after its range. Nothing else is remembered, so
that a batch that is deleted leaves nothing behind.

Documented: help/ingestion/batch-ingestion/{overview,api-overview}.md. Assumed: INITIALIZE begins a file anew; COMPLETE
of a file may be repeated; a file may be sent again while the batch is loading, and replaces the earlier one.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, BinaryIO

from aep_emulator.gateway.scope import Scope
from aep_emulator.lake.base import CHUNKS, UPLOADS, Area, Lake
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.ingestion import errors, states
from aep_emulator.services.ingestion.byte_ranges import ByteRange, check_whole, received
from aep_emulator.services.ingestion.limits import IngestionLimits
from aep_emulator.types import Document

_COPY_BYTES = 256 * 1024
_STARTED = "started"


class Uploads:
    """The files of batches that are loading. Every method raises ApiError 404 for an unknown batch or dataset."""

    def __init__(self, lake: Lake, catalog: Catalog, limits: IngestionLimits, signals: threading.Lock) -> None:
        """`signals` is held by whoever changes the state of a batch."""
        self._signals = signals
        self._lake = lake
        self._catalog = catalog
        self._limits = limits

    def put(self, scope: Scope, batch_id: str, dataset_id: str, path: str, body: IO[bytes], size: int) -> None:
        """Take a whole file of `size` bytes. Raises ApiError 400 and 413."""
        self._check_loading(scope, batch_id, dataset_id)
        if size > self._limits.file_bytes:
            raise errors.too_large("A file that is uploaded in one piece", self._limits.file_bytes)
        self._check_room(scope, batch_id, path, size)
        with self._receiving(scope, batch_id, dataset_id, UPLOADS, path) as file:
            shutil.copyfileobj(body, file, _COPY_BYTES)
        self._forget_chunks(scope, batch_id, path)

    def initialize(self, scope: Scope, batch_id: str, dataset_id: str, path: str) -> None:
        """Begin a large file. Raises ApiError 400."""
        self.batch(scope, batch_id, dataset_id)
        self._check_room(scope, batch_id, path, 0)
        with self._signals:
            self._check_loading(scope, batch_id, dataset_id)
            self._forget_chunks(scope, batch_id, path)
            self._lake.delete(scope.world, batch_id, UPLOADS, path)
            with self._lake.create(scope.world, batch_id, CHUNKS, f"{_STARTED}/{path}"):
                pass

    def add_chunk(
        self, scope: Scope, batch_id: str, dataset_id: str, path: str, part: ByteRange, body: IO[bytes], size: int
    ) -> None:
        """Take a piece of a large file. Raises ApiError 400, 404 for a file that was not begun, 413."""
        self._check_loading(scope, batch_id, dataset_id)
        if not self._is_started(scope, batch_id, path):
            raise errors.not_found("An initialized file", path)
        if size > self._limits.part_bytes:
            raise errors.too_large("A part of a file", self._limits.part_bytes)
        if size != part.size:
            raise errors.invalid(
                f"Content-Range: {part.first}-{part.last} are {part.size} bytes, but the body has {size}."
            )
        self._check_room(scope, batch_id, path, size)
        total = "*" if part.total is None else part.total
        name = f"{part.first}-{part.last}-{total}/{path}"
        with self._receiving(scope, batch_id, dataset_id, CHUNKS, name) as file:
            shutil.copyfileobj(body, file, _COPY_BYTES)

    def complete(self, scope: Scope, batch_id: str, dataset_id: str, path: str) -> None:
        """Put the pieces of a large file together. Raises ApiError 400 when they are no whole, 404."""
        self._check_loading(scope, batch_id, dataset_id)
        world = scope.world
        if not self._is_started(scope, batch_id, path):
            if self._lake.find(world, batch_id, UPLOADS, path) is None:
                raise errors.not_found("An initialized file", path)
            return
        chunks = sorted(self._chunks(scope, batch_id, path))
        check_whole([part for part, _ in chunks])
        with self._receiving(scope, batch_id, dataset_id, UPLOADS, path) as file:
            for _, name in chunks:
                piece = self._lake.open(world, batch_id, CHUNKS, name)
                if piece is None:
                    raise errors.invalid("Another request changed the file meanwhile.")
                with piece:
                    shutil.copyfileobj(piece, file, _COPY_BYTES)
        self._forget_chunks(scope, batch_id, path)

    def status(self, scope: Scope, batch_id: str, dataset_id: str, path: str) -> str | None:
        """What has arrived of a file, as the header Range says it; None when that is nothing yet.

        Raises ApiError 404.
        """
        self.batch(scope, batch_id, dataset_id)
        if self._is_started(scope, batch_id, path):
            ranges = [part for part, _ in self._chunks(scope, batch_id, path)]
            return received(ranges) if ranges else None
        file = self._lake.find(scope.world, batch_id, UPLOADS, path)
        if file is None:
            raise errors.not_found("File", path)
        return f"bytes=0-{file.size - 1}" if file.size else None

    def unfinished(self, scope: Scope, batch_id: str) -> list[str]:
        """The large files that were begun and not completed."""
        names = [file.name.partition("/") for file in self._lake.files(scope.world, batch_id, CHUNKS)]
        return [path for kind, _, path in names if kind == _STARTED]

    def drop(self, world: str, batch_id: str) -> None:
        """Forget the files of a batch that is done with them."""
        self._lake.delete_area(world, batch_id, UPLOADS)
        self._lake.delete_area(world, batch_id, CHUNKS)

    def batch(self, scope: Scope, batch_id: str, dataset_id: str) -> Document:
        """The batch. Raises ApiError 404 when there is none such, or it belongs to another dataset."""
        batch = self._catalog.find_batch(scope, batch_id)
        if batch is None:
            raise errors.not_found("Batch", batch_id)
        if dataset_id not in [related.get("id") for related in batch.get("relatedObjects", ())]:
            raise errors.not_found("Dataset", dataset_id)
        return batch

    def _check_loading(self, scope: Scope, batch_id: str, dataset_id: str) -> None:
        status = self.batch(scope, batch_id, dataset_id)["status"]
        if status != states.LOADING:
            raise errors.wrong_state(batch_id, status, "files can only be uploaded while it is loading")

    @contextmanager
    def _receiving(self, scope: Scope, batch_id: str, dataset_id: str, area: Area, name: str) -> Iterator[BinaryIO]:
        """A file that comes to be if the batch is still loading when it is finished. Raises ApiError 400 and 404."""
        with ExitStack() as stack:
            yield stack.enter_context(self._lake.create(scope.world, batch_id, area, name))
            # A signal during the upload does not wait for it: the batch is promoted as it was then.
            with self._signals:
                self._check_loading(scope, batch_id, dataset_id)
                stack.pop_all().close()

    def _check_room(self, scope: Scope, batch_id: str, path: str, size: int) -> None:
        files = self._lake.files(scope.world, batch_id, UPLOADS)
        chunks = self._lake.files(scope.world, batch_id, CHUNKS)
        names = {file.name for file in files} | {chunk.name.partition("/")[2] for chunk in chunks}
        if path not in names and len(names) >= self._limits.batch_files:
            raise errors.invalid(f"A batch may have at most {self._limits.batch_files} files.")
        taken = sum(file.size for file in files if file.name != path) + sum(chunk.size for chunk in chunks)
        if taken + size > self._limits.batch_bytes:
            raise errors.too_large("A batch", self._limits.batch_bytes)

    def _is_started(self, scope: Scope, batch_id: str, path: str) -> bool:
        return self._lake.find(scope.world, batch_id, CHUNKS, f"{_STARTED}/{path}") is not None

    def _chunks(self, scope: Scope, batch_id: str, path: str) -> Iterator[tuple[ByteRange, str]]:
        for file in self._lake.files(scope.world, batch_id, CHUNKS):
            kind, _, belongs_to = file.name.partition("/")
            if belongs_to == path and kind != _STARTED:
                first, last, total = kind.split("-")
                yield ByteRange(int(first), int(last), None if total == "*" else int(total)), file.name

    def _forget_chunks(self, scope: Scope, batch_id: str, path: str) -> None:
        for file in self._lake.files(scope.world, batch_id, CHUNKS):
            if file.name.partition("/")[2] == path:
                self._lake.delete(scope.world, batch_id, CHUNKS, file.name)


def checked_path(path: str) -> str:
    """The file's path as the client names it; folders in it may be partitions. Raises ApiError 400."""
    if any(ord(character) < 32 or ord(character) == 127 for character in path):
        raise errors.invalid("filePath: control characters are not allowed.")
    if any(segment in ("", ".", "..") for segment in path.split("/")):
        raise errors.invalid("filePath: empty segments, '.' and '..' are not allowed.")
    return path
