"""The lake in a folder, for whoever wants to look at the files with other tools.

    FOLDER/worlds/WORLD/BATCH/data/part-00000.parquet

Only finished files have these names: each is written under FOLDER/incomplete and then renamed. What the emulator
knows of its files is in memory, like all its state, so that files of an earlier server are nobody's: they are removed
when the lake is opened. A folder that holds other things and was not made by the emulator is refused, and so is one
that a running server uses.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from aep_emulator.lake.base import Area
from aep_emulator.lake.index import IndexedLake

MARKER = ".aep-emulator-lake"
"""The file by which the emulator knows its own folders, and which a running server holds locked."""

_WORLDS = "worlds"
_INCOMPLETE = "incomplete"

# Only small letters: on some systems names that differ in case alone are the same file.
_PLAIN_NAME = re.compile(r"[a-z0-9_][a-z0-9_.=-]{0,79}")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_.=-]+")


class DirectoryLake(IndexedLake):
    """Implements `Lake` with one file in `folder` for each file of the lake.

    Raises ValueError for a folder that must not be used, and OSError.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder.absolute()
        self._marker = _occupied(self._folder)
        self._clear()

    def reset(self) -> None:
        """See Lake.reset."""
        super().reset()
        shutil.rmtree(self._folder / _WORLDS, ignore_errors=True)

    def close(self) -> None:
        """Let another lake have the folder; the files stay."""
        self._marker.close()

    def _clear(self) -> None:
        for name in (_WORLDS, _INCOMPLETE):
            place = self._folder / name
            if place.is_symlink() or place.is_file():
                place.unlink()
            elif place.exists():
                shutil.rmtree(place)
        (self._folder / _INCOMPLETE).mkdir()

    def _draft(self, world: str, batch_id: str, area: Area, name: str) -> _Draft:
        place = self._folder / _WORLDS / safe_name(world) / safe_name(batch_id) / area / safe_name(name)
        return _Draft(self._folder / _INCOMPLETE, place)


class _Draft:
    def __init__(self, incomplete: Path, place: Path) -> None:
        self._place = place
        handle, path = tempfile.mkstemp(dir=incomplete)
        self._path = Path(path)
        self.file: BinaryIO = os.fdopen(handle, "w+b")

    def close(self) -> None:
        self.file.close()

    def publish(self) -> _OnDisk:
        size = self._path.stat().st_size
        self._place.parent.mkdir(parents=True, exist_ok=True)
        self._path.replace(self._place)
        return _OnDisk(self._place, size)

    def abandon(self) -> None:
        with suppress(OSError):
            self.file.close()
        with suppress(OSError):
            self._path.unlink()


class _OnDisk:
    def __init__(self, place: Path, size: int) -> None:
        self._place = place
        self.size = size

    def open(self) -> BinaryIO | None:
        try:
            return self._place.open("rb")
        except FileNotFoundError:
            return None

    def discard(self) -> None:
        """Remove the file, and the folders above it that are empty then."""
        with suppress(OSError):
            self._place.unlink()
        for folder in self._place.parents[:3]:
            try:
                folder.rmdir()
            except OSError:
                return


def safe_name(name: str) -> str:
    """A file name for any text, a different one for each; plain names keep their form."""
    if _PLAIN_NAME.fullmatch(name):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    # The readable part is for people; the digest makes the difference. A tilde is in no plain name.
    return f"{_NOT_PLAIN.sub('-', name)[:60].lstrip('.')}~{digest}"


def _occupied(folder: Path) -> BinaryIO:
    """Make the folder if need be, and its marker, locked."""
    import fcntl

    if folder.exists() and not folder.is_dir():
        raise ValueError(f"lake: {folder} is not a folder.")
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / MARKER
    if not marker.is_file() and any(folder.iterdir()):
        raise ValueError(f"lake: {folder} holds other files; take an empty or a new folder.")
    file = cast(BinaryIO, marker.open("ab"))
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise ValueError(f"lake: {folder} is in use by another server.") from None
    return file
