"""Demo files: a tree described as data, each file made from a demo table at its first look.

`files/TREE.json` is a list of files:

| key | value |
|---|---|
| `path` | from the root |
| `modified` | when it was last modified, in UTC; fixed, so that incremental runs can be repeated |
| `table` | `SET/Table`, whose rows it holds; all but `columns` left out when that is given |
| `part`, `rows` | which piece of the table, of how many rows (see DemoSets.part); at most the rows of a demo table |
| `format` | delimited (the default), json or parquet |
| `delimiter`, `encoding`, `newline`, `bom` | how delimited text is written |
| `array` | JSON as one array over many lines instead of one object a line |
| `compression` | a compressionType |
| `malformed` | each so-manieth line is damaged |
| `text` | the content itself, instead of all this |
"""

from __future__ import annotations

import functools
import io
from datetime import datetime
from typing import Any, BinaryIO

import aep_fixtures
from aep_emulator.sources.demo_sets import DemoSets
from aep_emulator.sources.errors import NoSuchPathError
from aep_emulator.sources.files.entries import Found, Parts, split
from aep_emulator.sources.files.writing import compressed, content

MAX_ROWS = 1_000
"""Rows of a demo file, however many a demo table has: files are kept in memory once they were made."""


class DemoFiles:
    """One tree of demo files."""

    def __init__(self, tree: str, sets: DemoSets, rows: int) -> None:
        """`tree` names the description; `rows` is how many rows a demo table has."""
        self._tree = tree
        self._sets = sets
        self._max_rows = min(rows, MAX_ROWS)
        self._made: dict[Parts, bytes] = {}

    @functools.cached_property
    def _files(self) -> dict[Parts, dict[str, Any]]:
        return {split(file["path"]): file for file in aep_fixtures.read_json(f"files/{self._tree}.json")}

    @functools.cached_property
    def _folders(self) -> dict[Parts, list[str]]:
        """The names in each folder."""
        found: dict[Parts, dict[str, None]] = {(): {}}
        for parts in self._files:
            for depth, name in enumerate(parts):
                found.setdefault(parts[:depth], {})[name] = None
        return {folder: list(names) for folder, names in found.items()}

    def find(self, parts: Parts) -> Found | None:
        """What stands at a path, or None."""
        if parts in self._folders:
            return Found(is_folder=True)
        if parts not in self._files:
            return None
        modified = datetime.fromisoformat(self._files[parts]["modified"])
        return Found(is_folder=False, size=len(self._bytes(parts)), modified_ms=int(modified.timestamp() * 1000))

    def names(self, parts: Parts) -> list[str]:
        """The names in a folder."""
        return self._folders.get(parts, [])

    def open(self, parts: Parts) -> BinaryIO:
        """The bytes of a file."""
        if parts not in self._files:
            raise NoSuchPathError(f"There is no file '/{'/'.join(parts)}'.")
        return io.BytesIO(self._bytes(parts))

    def _bytes(self, parts: Parts) -> bytes:
        if parts not in self._made:
            file = self._files[parts]
            if "text" in file:
                self._made[parts] = file["text"].encode()
            else:
                set_name, _, table_name = file["table"].partition("/")
                rows = min(file.get("rows", self._max_rows), self._max_rows)
                table = self._sets.part(set_name, table_name, file.get("part", 0), rows).whole()
                plain = content(table.select(file["columns"]) if "columns" in file else table, file)
                self._made[parts] = compressed(plain, file.get("compression"), parts[-1])
        return self._made[parts]
