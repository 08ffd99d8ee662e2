"""What a storage lists, and the paths it is asked by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Protocol

from aep_emulator.sources.errors import SourceError

Parts = tuple[str, ...]
"""A path as the names on the way from the root; the root is the empty one."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file or folder. `type` is file or folder; `size` in bytes and `modified_ms` (since 1970) are 0 for folders."""

    name: str
    path: str
    type: str
    size: int = 0
    modified_ms: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a path in one storage."""

    is_folder: bool
    size: int = 0
    modified_ms: int = 0


class Storage(Protocol):
    """A tree of files. Paths of things that are not there are no errors, except in `open`."""

    def find(self, parts: Parts) -> Found | None:
        """What stands at a path, or None."""
        ...

    def names(self, parts: Parts) -> list[str]:
        """The names in a folder; none when it is no folder."""
        ...

    def open(self, parts: Parts) -> BinaryIO:
        """The bytes of a file, seekable. Raises SourceError."""
        ...


def split(path: str) -> Parts:
    """The names of a path; slashes at its ends or doubled do not count. Raises SourceError for one that leads out."""
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    for part in parts:
        if part == ".." or "\\" in part or "\0" in part:
            raise SourceError(f"The path '{path}' must not contain '..', a backslash or a null character.")
    return parts
