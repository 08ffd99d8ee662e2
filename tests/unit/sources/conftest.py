"""What tests of sources share: demo sources, files of any content, and readers that give plain rows."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aep_emulator.sources import BadRow, FileFormat, Files, Sources
from aep_emulator.sources.formats.reading import read

Read = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def sources() -> Sources:
    """The demo sources, with few rows."""
    return Sources(seed=1, rows=40, data=None)


@pytest.fixture
def files(sources: Sources) -> Files:
    """The demo files of a cloud storage."""
    return sources.files("azure-blob")


@pytest.fixture
def bad() -> list[BadRow]:
    """Where `rows_of` puts bad rows."""
    return []


@pytest.fixture
def rows_of(bad: list[BadRow]) -> Read:
    """Bytes → the rows they hold; further arguments are those of FileFormat."""

    def rows(content: bytes, **how: Any) -> list[dict[str, Any]]:
        batches = read(io.BytesIO(content), "file", FileFormat(**how), on_bad_row=bad.append)
        return [row for batch in batches for row in batch.to_pylist()]

    return rows


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A user's folder, with empty folders for tables and files."""
    folder = tmp_path / "data"
    (folder / "tables").mkdir(parents=True)
    (folder / "files").mkdir()
    return folder


@pytest.fixture
def own(data: Path) -> Sources:
    """Sources with the user's folder; fill it before use."""
    return Sources(seed=1, rows=40, data=data)
