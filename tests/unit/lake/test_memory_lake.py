"""The lake's protocol, on the one in memory."""

from __future__ import annotations

import pytest

from aep_emulator.lake.base import DATA, INPUT_FILES, ROW_ERRORS, Lake, LakeFile
from aep_emulator.lake.memory import MemoryLake


@pytest.fixture
def lake() -> Lake:
    return MemoryLake()


def write(lake: Lake, content: bytes, world: str = "w", batch: str = "b", name: str = "f") -> None:
    with lake.create(world, batch, DATA, name) as file:
        file.write(content)


def write_half(lake: Lake) -> None:
    with lake.create("w", "b", DATA, "f") as file:
        file.write(b"half")
        raise ValueError("cut off")


def read(lake: Lake, name: str = "f") -> bytes | None:
    file = lake.open("w", "b", DATA, name)
    if file is None:
        return None
    with file:
        return file.read()


def test_a_file_appears_when_it_is_finished(lake: Lake) -> None:
    with lake.create("w", "b", DATA, "f") as file:
        file.write(b"one")
        assert lake.files("w", "b", DATA) == []
        assert lake.find("w", "b", DATA, "f") is None
        assert read(lake) is None
        file.write(b"two")
    assert lake.files("w", "b", DATA) == [LakeFile("f", 6)]
    assert lake.find("w", "b", DATA, "f") == LakeFile("f", 6)
    assert read(lake) == b"onetwo"


def test_an_exception_leaves_nothing(lake: Lake) -> None:
    with pytest.raises(ValueError, match="cut off"):
        write_half(lake)
    assert lake.files("w", "b", DATA) == []


def test_an_exception_keeps_the_earlier_file(lake: Lake) -> None:
    write(lake, b"whole")
    with pytest.raises(ValueError, match="cut off"):
        write_half(lake)
    assert read(lake) == b"whole"


def test_worlds_batches_and_areas_are_apart(lake: Lake) -> None:
    write(lake, b"x")
    assert lake.files("other", "b", DATA) == []
    assert lake.files("w", "other", DATA) == []
    assert lake.files("w", "b", ROW_ERRORS) == lake.files("w", "b", INPUT_FILES) == []


def test_names_are_only_keys(lake: Lake) -> None:
    write(lake, b"x", name="../../etc/passwd")
    write(lake, b"yy", name="a/b\\c")
    assert lake.files("w", "b", DATA) == [LakeFile("../../etc/passwd", 1), LakeFile("a/b\\c", 2)]


def test_files_can_be_sought_in(lake: Lake) -> None:
    write(lake, b"0123456789")
    file = lake.open("w", "b", DATA, "f")
    assert file is not None
    file.seek(4)
    assert file.read(2) == b"45"


def test_removing(lake: Lake) -> None:
    for world, batch in (("w", "b"), ("w", "b2"), ("v", "b")):
        write(lake, b"x", world=world, batch=batch)
    lake.delete_batch("w", "b")
    lake.delete_batch("w", "unknown")
    assert lake.files("w", "b", DATA) == []
    assert len(lake.files("w", "b2", DATA)) == 1
    lake.drop_world("w")
    assert lake.files("w", "b2", DATA) == []
    assert len(lake.files("v", "b", DATA)) == 1
    lake.reset()
    assert lake.files("v", "b", DATA) == []


def test_a_writer_that_outlives_a_reset_leaves_nothing(lake: Lake) -> None:
    with lake.create("w", "b", DATA, "f") as file:
        file.write(b"x")
        lake.reset()
    assert lake.files("w", "b", DATA) == []
