"""The user's own files, in a folder of the disk that no path leads out of.

Names that begin with a dot are not shown. A symbolic link counts as what it leads to, as long as that is in the folder
and not a folder that the path already came through.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from aep_emulator.sources.errors import NoSuchPathError, SourceError
from aep_emulator.sources.files.entries import Found, Parts


class DiskFiles:
    """The files under one folder, which need not exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, parts: Parts) -> Found | None:
        """What stands at a path, or None."""
        place = self._place(parts)
        try:
            if place is None or not (place.is_dir() or place.is_file()):
                return None
            if place.is_dir():
                return Found(is_folder=True)
            about = place.stat()
        except OSError:
            return None
        return Found(is_folder=False, size=about.st_size, modified_ms=about.st_mtime_ns // 1_000_000)

    def names(self, parts: Parts) -> list[str]:
        """The names in a folder, sorted."""
        place = self._place(parts)
        try:
            names = sorted(entry.name for entry in place.iterdir()) if place is not None and place.is_dir() else []
        except OSError:
            return []
        return [name for name in names if self.find((*parts, name)) is not None]

    def open(self, parts: Parts) -> BinaryIO:
        """The bytes of a file."""
        shown = "/" + "/".join(parts)
        place = self._place(parts)
        if place is None or not place.is_file():
            raise NoSuchPathError(f"There is no file '{shown}'.")
        try:
            return place.open("rb")
        except OSError as error:
            raise SourceError(f"{shown} cannot be read: {error.strerror}") from None

    def _place(self, parts: Parts) -> Path | None:
        """Where a path leads once all links are followed; None when that is hidden, not in the folder, or a circle."""
        if any(part.startswith(".") for part in parts):
            return None
        try:
            places = [self._folder.resolve()]
            for part in parts:
                place = (places[-1] / part).resolve()
                if place in places or not place.is_relative_to(places[0]):
                    return None
                places.append(place)
        except (OSError, ValueError, RuntimeError):
            return None
        return places[-1]
