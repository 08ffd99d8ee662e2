"""The files of Adobe's repository of XDM files, from a checkout or an archive of it.

Nothing is unpacked, no link to a folder is followed, and sizes are bounded: an archive may say anything of itself.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

MAX_FILES = 10_000
"""Schema files in one source. The repository has some 800."""

MAX_FILE_BYTES = 2 * 1024 * 1024
MAX_TOTAL_BYTES = 64 * 1024 * 1024
_MAX_ENTRIES = 200_000

# Where the repository has its schemas; below docs/ are copies of them.
_ROOTS = frozenset({"components", "extensions", "schemas"})
_ENDING = ".schema.json"


class SourceError(ValueError):
    """The folder or archive cannot be read, or is none of XDM files; the message names it and the reason."""


class Problem(NamedTuple):
    """Something that cannot be used: a file or a component, and why."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


def schema_files(source: Path) -> Iterator[tuple[str, bytes | Problem]]:
    """Path inside the repository and content of each schema file, sorted. Raises SourceError."""
    total = count = 0
    for path, content in _in_folder(source) if source.is_dir() else _in_archive(source):
        count += 1
        total += len(content) if isinstance(content, bytes) else 0
        if count > MAX_FILES:
            raise SourceError(f"{source} has more than {MAX_FILES} schema files")
        if total > MAX_TOTAL_BYTES:
            raise SourceError(f"{source} has more than {MAX_TOTAL_BYTES} bytes of schema files")
        yield path, content
    if not count:
        raise SourceError(
            f"{source} has no XDM schemas: expected *{_ENDING} below components/, extensions/ or schemas/"
        )


def _in_folder(source: Path) -> Iterator[tuple[str, bytes | Problem]]:
    def refuse(error: OSError) -> None:
        raise SourceError(f"{error.filename}: {error.strerror}")

    entries = 0
    # Somebody may well name components/ itself.
    above = PurePosixPath(source.resolve().name) if source.resolve().name in _ROOTS else PurePosixPath()
    for folder, folders, names in os.walk(source, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        entries += len(folders) + len(names)
        if entries > _MAX_ENTRIES:
            raise SourceError(f"{source} has more than {_MAX_ENTRIES} files")
        for name in sorted(names):
            file = Path(folder, name)
            path = above / PurePosixPath(file.relative_to(source).as_posix())
            if _is_schema(path):
                yield str(path), _file_content(str(path), file)


def _file_content(path: str, file: Path) -> bytes | Problem:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return Problem(path, "is no regular file")
        with file.open("rb") as stream:
            return _bounded(path, stream)
    except OSError as error:
        return Problem(path, f"cannot be read: {error.strerror}")


def _in_archive(source: Path) -> Iterator[tuple[str, bytes | Problem]]:
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if len(members) > _MAX_ENTRIES:
                raise SourceError(f"{source} has more than {_MAX_ENTRIES} members")
            for member in sorted(members, key=lambda member: member.filename):
                path = PurePosixPath(member.filename)
                if _is_schema(path) and not member.is_dir():
                    yield str(path), _member_content(archive, member)
    except zipfile.BadZipFile as error:
        raise SourceError(f"{source} is neither a folder nor a zip archive: {error}") from None
    except OSError as error:
        raise SourceError(f"{source} cannot be read: {error.strerror or error}") from None
    except (NotImplementedError, ValueError) as error:
        raise error if isinstance(error, SourceError) else SourceError(f"{source} cannot be read: {error}") from None


def _member_content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | Problem:
    if ".." in PurePosixPath(member.filename).parts or member.filename.startswith("/"):
        return Problem(member.filename, "the name leads out of the archive")
    try:
        with archive.open(member) as stream:
            return _bounded(member.filename, stream)
    # RuntimeError: the member is encrypted. EOFError: it ends early.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        return Problem(member.filename, f"cannot be read: {error}")


def _bounded(path: str, stream: IO[bytes]) -> bytes | Problem:
    content = stream.read(MAX_FILE_BYTES + 1)
    return content if len(content) <= MAX_FILE_BYTES else Problem(path, f"is larger than {MAX_FILE_BYTES} bytes")


def _is_schema(path: PurePosixPath) -> bool:
    """Whether it is one of the repository's schemas. An archive has one folder around everything."""
    folders = path.parts[:-1]
    return path.name.endswith(_ENDING) and not _ROOTS.isdisjoint(folders[:2]) and folders[:1] != ("docs",)
