"""Finding the schema files of a checkout or archive, whatever else is in there."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aep_emulator.services.schema_registry.published import reading
from aep_emulator.services.schema_registry.published.reading import Problem, SourceError, schema_files

Make = Callable[..., Path]
FILES = {
    "components/datatypes/a.schema.json": b"{}",
    "extensions/x/b.schema.json": b"{}",
    "schemas/c.schema.json": b"{}",
    "components/datatypes/a.example.1.json": b"{}",
    "docs/reference/a.schema.json": b"{}",
    "docs/schemas/a.schema.json": b"{}",
    "README.md": b"",
}
WANTED = ["components/datatypes/a.schema.json", "extensions/x/b.schema.json", "schemas/c.schema.json"]


def problems(source: Path) -> dict[str, str]:
    return {path: content.reason for path, content in schema_files(source) if isinstance(content, Problem)}


def test_a_checkout_gives_its_schemas_and_nothing_else(tmp_path: Path, checkout: Make) -> None:
    source = checkout(tmp_path, {**FILES, ".git/schemas/x.schema.json": b"{}"})
    assert list(schema_files(source)) == [(path, b"{}") for path in WANTED]


def test_components_itself_may_be_named(tmp_path: Path, checkout: Make) -> None:
    source = checkout(tmp_path, FILES) / "components"
    assert list(schema_files(source)) == [(WANTED[0], b"{}")]


@pytest.mark.parametrize("top", ["", "xdm-master/"])
def test_an_archive_gives_the_same(tmp_path: Path, archive: Make, top: str) -> None:
    found = list(schema_files(archive(tmp_path / "xdm.zip", FILES, top)))
    assert [(path.removeprefix(top), content) for path, content in found] == [(path, b"{}") for path in WANTED]


@pytest.mark.parametrize("files", [{}, {"README.md": b""}, {"docs/reference/a.schema.json": b"{}"}])
def test_a_source_without_schemas_is_refused(tmp_path: Path, checkout: Make, archive: Make, files: Any) -> None:
    (tmp_path / "folder").mkdir()
    for source in (checkout(tmp_path / "folder", files), archive(tmp_path / "xdm.zip", files)):
        with pytest.raises(SourceError, match=r"no XDM schemas: expected \*\.schema\.json below components/"):
            list(schema_files(source))


@pytest.mark.parametrize("content", [b"", b"{}", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)[:10]])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "xdm.zip"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=r"xdm\.zip is neither a folder nor a zip archive"):
        list(schema_files(file))


def test_a_missing_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        list(schema_files(tmp_path / "nothing"))


def test_too_large_a_file_is_a_problem(
    tmp_path: Path, checkout: Make, archive: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 10)
    files = {"schemas/a.schema.json": b" " * 11, "schemas/b.schema.json": b" " * 10}
    for source in (checkout(tmp_path / "folder", files), archive(tmp_path / "xdm.zip", files, "")):
        assert problems(source) == {"schemas/a.schema.json": "is larger than 10 bytes"}


def test_a_member_is_not_read_further_than_it_may_be_large(tmp_path: Path, archive: Make) -> None:
    bomb = archive(tmp_path / "bomb.zip", {"schemas/a.schema.json": bytes(50 * 1024 * 1024)}, "")
    assert bomb.stat().st_size < 100_000
    assert problems(bomb) == {"schemas/a.schema.json": f"is larger than {reading.MAX_FILE_BYTES} bytes"}


@pytest.mark.parametrize(("limit", "value"), [("MAX_FILES", 2), ("MAX_TOTAL_BYTES", 5), ("_MAX_ENTRIES", 2)])
def test_a_source_may_only_be_so_large(
    tmp_path: Path, checkout: Make, archive: Make, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(reading, limit, value)
    for source in (checkout(tmp_path / "folder", FILES), archive(tmp_path / "xdm.zip", FILES)):
        with pytest.raises(SourceError, match=f"has more than {value} "):
            list(schema_files(source))


@pytest.mark.parametrize("name", ["../schemas/a.schema.json", "/schemas/a.schema.json", "schemas/../../a.schema.json"])
def test_a_member_that_leads_out_of_the_archive_is_a_problem(tmp_path: Path, archive: Make, name: str) -> None:
    assert problems(archive(tmp_path / "xdm.zip", {name: b"{}"}, "")) == {name: "the name leads out of the archive"}


def test_a_damaged_member_is_a_problem(tmp_path: Path, archive: Make) -> None:
    file = archive(
        tmp_path / "xdm.zip", {"schemas/a.schema.json": b'{"a": 1}' * 50, "schemas/b.schema.json": b"{}"}, ""
    )
    content = bytearray(file.read_bytes())
    content[60:66] = b"\xff" * 6
    file.write_bytes(content)
    assert list(problems(file)) == ["schemas/a.schema.json"]


def test_an_encrypted_member_is_a_problem(tmp_path: Path, archive: Make) -> None:
    file = archive(tmp_path / "xdm.zip", {"schemas/a.schema.json": b"{}"}, "")
    content = bytearray(file.read_bytes())
    directory = content.index(b"PK\x01\x02")
    # Bit 0 of the general purpose flags, in the member's header and in the directory.
    for place in (6, directory + 8):
        struct.pack_into("<H", content, place, 1)
    file.write_bytes(content)
    assert "encrypted" in problems(file)["schemas/a.schema.json"]


def test_an_unknown_compression_is_a_problem(tmp_path: Path, archive: Make) -> None:
    file = archive(tmp_path / "xdm.zip", {"schemas/a.schema.json": b"{}"}, "")
    content = bytearray(file.read_bytes())
    directory = content.index(b"PK\x01\x02")
    for place in (8, directory + 10):
        struct.pack_into("<H", content, place, 97)
    file.write_bytes(content)
    assert "compression" in problems(file)["schemas/a.schema.json"]


def test_what_is_no_regular_file_is_a_problem(tmp_path: Path, checkout: Make) -> None:
    source = checkout(tmp_path, FILES)
    os.mkfifo(source / "schemas" / "pipe.schema.json")
    (source / "schemas" / "broken.schema.json").symlink_to("nowhere")
    assert problems(source) == {
        "schemas/pipe.schema.json": "is no regular file",
        "schemas/broken.schema.json": "cannot be read: No such file or directory",
    }


def test_links_to_folders_are_not_followed(tmp_path: Path, checkout: Make) -> None:
    source = checkout(tmp_path, FILES)
    (source / "schemas" / "again").symlink_to(source, target_is_directory=True)
    assert [path for path, _ in schema_files(source)] == WANTED


def test_folders_of_an_archive_are_no_schemas(tmp_path: Path) -> None:
    file = tmp_path / "xdm.zip"
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("schemas/a.schema.json/", b"")
        made.writestr("schemas/b.schema.json", b"{}")
    assert list(schema_files(file)) == [("schemas/b.schema.json", b"{}")]
