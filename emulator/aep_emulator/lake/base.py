"""Where batch files live: the protocol every lake implements.

A file belongs to a world (an organisation's sandbox), a batch and an area. Names given by clients are only ever keys;
they never become paths.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

DATA = "data"
"""The records of the batch, as Parquet."""

INPUT_FILES = "input_files"
"""The list of what went into the batch."""

ROW_ERRORS = "row_errors"
"""The rows that were refused, with the reasons."""


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One file of a batch; size in bytes."""

    name: str
    size: int


class Lake(Protocol):
    """Files of batches. Every method is safe under threads."""

    def create(self, world: str, batch_id: str, area: str, name: str) -> AbstractContextManager[BinaryIO]:
        """A writer for a new file, which exists for others once the context ends without an exception."""
        ...

    def files(self, world: str, batch_id: str, area: str) -> list[LakeFile]:
        """The finished files of one area, by name."""
        ...

    def open(self, world: str, batch_id: str, area: str, name: str) -> BinaryIO | None:
        """A finished file, open for reading and seekable, or None."""
        ...

    def delete_batch(self, world: str, batch_id: str) -> None:
        """Remove all files of a batch."""
        ...

    def reset(self) -> None:
        """Remove everything."""
        ...
