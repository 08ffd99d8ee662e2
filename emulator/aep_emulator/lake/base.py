"""Where batch files live: the protocol every lake implements.

A file belongs to a world (an organisation's sandbox), a batch and an area. Names given by clients are only ever keys;
they never become paths.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Final, Literal, Protocol, TypeAlias

Area: TypeAlias = Literal["data", "input_files", "row_errors", "failed", "uploads", "chunks"]

DATA: Final = "data"
"""The records of the batch, as Parquet."""

INPUT_FILES: Final = "input_files"
"""The list of what went into the batch: JSON lines `{"path": …}`."""

ROW_ERRORS: Final = "row_errors"
"""The rows that were refused, with the reasons: JSON lines."""

FAILED: Final = "failed"
"""The same rows as `GET /batches/{id}/failed` shows them, with what the schema says against them: JSON lines."""

UPLOADS: Final = "uploads"
"""The files as a client has sent them, until the batch is done."""

CHUNKS: Final = "chunks"
"""Pieces of files that are being sent in pieces."""


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One finished file of a batch; size in bytes."""

    name: str
    size: int


class Lake(Protocol):
    """Files of batches. Every method is safe under threads."""

    def create(self, world: str, batch_id: str, area: Area, name: str) -> AbstractContextManager[BinaryIO]:
        """A writer for one file.

        The file exists for others once the context ends without an exception, and then in place of an earlier file
        of that name. After an exception nothing is left of it.
        """
        ...

    def files(self, world: str, batch_id: str, area: Area) -> list[LakeFile]:
        """The finished files of one area, ordered by name; empty for a batch that has none."""
        ...

    def find(self, world: str, batch_id: str, area: Area, name: str) -> LakeFile | None:
        """A finished file's name and size, or None."""
        ...

    def open(self, world: str, batch_id: str, area: Area, name: str) -> BinaryIO | None:
        """A finished file, open for reading and seekable, or None. The caller closes it."""
        ...

    def delete(self, world: str, batch_id: str, area: Area, name: str) -> None:
        """Remove one file; one that is not there is no error. If it is open it stays readable until it is closed."""
        ...

    def delete_area(self, world: str, batch_id: str, area: Area) -> None:
        """Remove all files of one area of a batch, as `delete` does."""
        ...

    def delete_batch(self, world: str, batch_id: str) -> None:
        """Remove all files of a batch. Files that are open stay readable until they are closed."""
        ...

    def drop_world(self, world: str) -> None:
        """Remove all files of one world."""
        ...

    def reset(self) -> None:
        """Remove everything; writers still open leave nothing behind."""
        ...
