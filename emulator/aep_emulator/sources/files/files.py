"""The files of one connector."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from aep_emulator.sources.errors import NoSuchPathError, SourceError
from aep_emulator.sources.files.entries import FileEntry, Found, Parts, Storage, split
from aep_emulator.sources.files.preview import Preview, preview
from aep_emulator.sources.formats import FileFormat, OnBadRow, bad_rows
from aep_emulator.sources.formats.detection import detect
from aep_emulator.sources.formats.reading import read, readable

if TYPE_CHECKING:
    import pyarrow as pa


class Files:
    """A tree of files: the demo's, replaced or joined by the user's.

    Paths are as requests write them: from the root, with or without a slash in front. When the storage has a
    `container`, as the landing zone has, its paths begin with that and with no slash, and those of folders end with
    one. Every method raises SourceError for a path that leads out of the tree.

    Documented: help/sources/tutorials/api/explore/cloud-storage.md and create/cloud-storage/data-landing-zone.md.
    """

    def __init__(self, demo: Storage, own: Storage | None = None, *, container: str | None = None) -> None:
        self._storages = [demo] if own is None else [own, demo]
        self._container = container

    def list_folder(self, path: str = "/") -> list[FileEntry]:
        """What is in a folder, by name. Raises NoSuchPathError, and SourceError when the path is a file's."""
        parts = self._folder(path)
        return [self._entry((*parts, name), found) for name, found in self._children(parts)]

    def stat(self, path: str) -> FileEntry | None:
        """The file or folder of a path, or None."""
        parts = self._parts(path)
        located = self._find(parts)
        return None if located is None else self._entry(parts, located[0])

    def open(self, path: str) -> BinaryIO:
        """The bytes of a file, as a seekable stream. Raises NoSuchPathError, and SourceError for a folder."""
        parts = self._parts(path)
        located = self._find(parts)
        if located is None:
            raise NoSuchPathError(f"There is no file '{path}'.")
        found, storage = located
        if found.is_folder:
            raise SourceError(f"'{path}' is a folder, not a file.")
        return storage.open(parts)

    def expand(self, path: str, *, kind: str | None = None, recursive: bool = False) -> list[FileEntry]:
        """The files that a source connection's path means, by path.

        A file's path means the file; a folder's, the files in it, and with `recursive` those in its folders as well. A
        `*` in the last name stands for any characters, as in `/acme/*premium*.csv`; with `recursive` such names are
        looked for in the folders below too. `kind` is params.type: file refuses a folder's path and folder a file's.

        Documented: help/sources/tutorials/api/collect/cloud-storage.md. Assumed: `*` is no good in names of folders.
        Raises NoSuchPathError when a path without `*`, or the folder of one with it, does not exist.
        """
        *above, last = self._parts(path) or ("",)
        if any("*" in name for name in above):
            raise SourceError(f"The path '{path}' must not contain '*' in the name of a folder.")
        if "*" in last:
            pattern = re.compile(".*".join(map(re.escape, last.split("*"))), re.DOTALL)
            return self._files_below(self._folder("/".join(above), shown=path), recursive, pattern)
        entry = self.stat(path)
        if entry is None:
            raise NoSuchPathError(f"There is no file or folder '{path}'.")
        if kind in ("file", "folder") and kind != entry.type:
            raise SourceError(f"'{path}' is a {entry.type}, not a {kind} as params.type says.")
        return [entry] if entry.type == "file" else self._files_below(self._parts(path), recursive, None)

    def batches(
        self, path: str, how: FileFormat, *, size: int = 8192, on_bad_row: OnBadRow = bad_rows.ignore
    ) -> Iterator[pa.RecordBatch]:
        """The rows of a file, at most `size` in a batch (see formats.reading.read). Raises SourceError."""
        with self.open(path) as stream:
            yield from read(stream, path, how, size=size, on_bad_row=on_bad_row)

    def determine(self, path: str) -> FileFormat:
        """The format that a file looks to be in. Raises SourceError."""
        self.open(path).close()
        with readable(path):
            return detect(path, lambda: self.open(path))

    def preview(self, path: str, how: FileFormat, limit: int = 10) -> Preview:
        """The first rows of a file, and its columns. Raises SourceError."""
        return preview(self.batches(path, how, size=max(limit, 1)), how, limit)

    def _files_below(self, parts: Parts, recursive: bool, pattern: re.Pattern[str] | None) -> list[FileEntry]:
        entries: list[FileEntry] = []
        for name, found in self._children(parts):
            if not found.is_folder and (pattern is None or pattern.fullmatch(name)):
                entries.append(self._entry((*parts, name), found))
            elif found.is_folder and recursive:
                entries += self._files_below((*parts, name), recursive, pattern)
        return sorted(entries, key=lambda entry: entry.path)

    def _folder(self, path: str, *, shown: str | None = None) -> Parts:
        parts = self._parts(path)
        located = self._find(parts)
        if located is None:
            raise NoSuchPathError(f"There is no folder for '{shown or path}'.")
        if not located[0].is_folder:
            raise SourceError(f"'{shown or path}' is a file, not a folder.")
        return parts

    def _children(self, parts: Parts) -> Iterator[tuple[str, Found]]:
        names = {name for storage in self._storages for name in storage.names(parts)}
        for name in sorted(names):
            located = self._find((*parts, name))
            if located is not None:
                yield name, located[0]

    def _find(self, parts: Parts) -> tuple[Found, Storage] | None:
        """What stands at a path, and where. A user's file hides a demo folder of its name, with all that is in it."""
        for storage in self._storages:
            found = storage.find(parts)
            if found is not None:
                return found, storage
            if any(
                (above := storage.find(parts[:depth])) is not None and not above.is_folder
                for depth in range(1, len(parts))
            ):
                return None
        return None

    def _parts(self, path: str) -> Parts:
        parts = split(path)
        if self._container is not None and parts[:1] == (self._container,):
            return parts[1:]
        # Documented: the explore page asks for the folder `root`, which lists the files of the connection.
        return () if parts == ("root",) and self._find(parts) is None else parts

    def _entry(self, parts: Parts, found: Found) -> FileEntry:
        if self._container is None:
            path = "/" + "/".join(parts)
        else:
            path = "/".join((self._container, *parts)) + ("/" if found.is_folder else "")
        return FileEntry(
            parts[-1] if parts else "", path, "folder" if found.is_folder else "file", found.size, found.modified_ms
        )
