"""The lake's protocol, on each of the lakes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from aep_emulator.lake.base import CHUNKS, DATA, INPUT_FILES, ROW_ERRORS, UPLOADS, Lake, LakeFile
from aep_emulator.lake.directory import DirectoryLake
from aep_emulator.lake.memory import SPILL_BYTES, MemoryLake

LARGE = bytes(range(256)) * (SPILL_BYTES // 256 + 1)
"""What the lake in memory does not keep there."""


@pytest.fixture(params=["memory", "directory"])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Lake:
    return MemoryLake() if request.param == "memory" else DirectoryLake(tmp_path / "lake")


def write(lake: Lake, content: bytes, world: str = "w", batch: str = "b", name: str = "f") -> None:
    with lake.create(world, batch, DATA, name) as file:
        file.write(content)


def write_half(lake: Lake) -> None:
    with lake.create("w", "b", DATA, "f") as file:
        file.write(b"half")
        raise ValueError("cut off")


def opened(lake: Lake, name: str = "f") -> BinaryIO:
    file = lake.open("w", "b", DATA, name)
    assert file is not None
    return file


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


@pytest.mark.parametrize("content", [b"second", LARGE])
def test_a_file_replaces_the_earlier_one_and_readers_of_that_go_on(lake: Lake, content: bytes) -> None:
    write(lake, b"first")
    with opened(lake) as reader:
        write(lake, content)
        assert reader.read() == b"first"
    assert read(lake) == content


def test_worlds_batches_and_areas_are_apart(lake: Lake) -> None:
    write(lake, b"x")
    assert lake.files("other", "b", DATA) == []
    assert lake.files("w", "other", DATA) == []
    assert lake.files("w", "b", ROW_ERRORS) == lake.files("w", "b", INPUT_FILES) == []


NAMES = ["../../etc/passwd", "a/b\\c", "A", "a", "C:\\x", "con", "x" * 2000, ".", "..", "a\x00b", "é", "~", " ", "%2e"]


def test_names_are_only_keys(lake: Lake) -> None:
    for name in NAMES:
        write(lake, name.encode(), name=name)
    assert [file.name for file in lake.files("w", "b", DATA)] == sorted(NAMES)
    assert [read(lake, name) for name in NAMES] == [name.encode() for name in NAMES]


@pytest.mark.parametrize("name", ["../../x", "/etc", "..", "A/B"])
def test_worlds_and_batches_are_only_keys_too(lake: Lake, name: str) -> None:
    write(lake, b"x", world=name, batch=name)
    assert lake.files(name, name, DATA) == [LakeFile("f", 1)]


@pytest.mark.parametrize("content", [b"0123456789", LARGE])
def test_files_can_be_sought_in(lake: Lake, content: bytes) -> None:
    write(lake, content)
    with opened(lake) as file:
        assert file.seek(-3, 2) == len(content) - 3
        assert file.read() == content[-3:]
        file.seek(4)
        assert file.read(2) == content[4:6]
        assert file.tell() == 6
        file.seek(1, 1)
        assert file.read(1) == content[7:8]


def test_readers_of_one_file_have_positions_of_their_own(lake: Lake) -> None:
    write(lake, LARGE)
    found: dict[int, bytes] = {}

    def read_all(number: int) -> None:
        with opened(lake) as file:
            found[number] = b"".join(iter(lambda: file.read(10_000), b""))

    threads = [threading.Thread(target=read_all, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found.values()) == {LARGE}


REMOVALS: dict[str, Callable[[Lake], None]] = {
    "file": lambda lake: lake.delete("w", "b", DATA, "f"),
    "area": lambda lake: lake.delete_area("w", "b", DATA),
    "batch": lambda lake: lake.delete_batch("w", "b"),
    "world": lambda lake: lake.drop_world("w"),
    "everything": lambda lake: lake.reset(),
}


@pytest.mark.parametrize("content", [b"small", LARGE])
@pytest.mark.parametrize("remove", REMOVALS.values(), ids=REMOVALS)
def test_a_file_that_is_removed_stays_readable_for_who_has_it(
    lake: Lake, remove: Callable[[Lake], None], content: bytes
) -> None:
    write(lake, content)
    with opened(lake) as reader:
        remove(lake)
        assert lake.files("w", "b", DATA) == []
        assert read(lake) is None
        assert reader.read() == content


@pytest.mark.parametrize("remove", REMOVALS.values(), ids=REMOVALS)
def test_removing_what_is_not_there(lake: Lake, remove: Callable[[Lake], None]) -> None:
    remove(lake)
    write(lake, b"x")
    assert read(lake) == b"x"


def test_removing_leaves_the_rest(lake: Lake) -> None:
    for world, batch in (("w", "b"), ("w", "b2"), ("v", "b")):
        write(lake, b"x", world=world, batch=batch)
    write(lake, b"x", name="f2")
    with lake.create("w", "b", UPLOADS, "f"), lake.create("w", "b", CHUNKS, "f"):
        pass
    lake.delete("w", "b", DATA, "f")
    assert [file.name for file in lake.files("w", "b", DATA)] == ["f2"]
    lake.delete_area("w", "b", UPLOADS)
    assert [len(lake.files("w", "b", area)) for area in (DATA, UPLOADS, CHUNKS)] == [1, 0, 1]
    lake.delete_batch("w", "b")
    lake.delete_batch("w", "unknown")
    assert lake.files("w", "b", DATA) == lake.files("w", "b", CHUNKS) == []
    assert len(lake.files("w", "b2", DATA)) == 1
    lake.drop_world("w")
    assert lake.files("w", "b2", DATA) == []
    assert len(lake.files("v", "b", DATA)) == 1


@pytest.mark.parametrize("remove", [REMOVALS["world"], REMOVALS["everything"]], ids=["world", "everything"])
def test_a_writer_that_outlives_its_world_leaves_nothing(lake: Lake, remove: Callable[[Lake], None]) -> None:
    with lake.create("w", "b", DATA, "f") as file:
        file.write(b"x")
        remove(lake)
    assert lake.files("w", "b", DATA) == []
