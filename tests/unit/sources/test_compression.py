"""Compressed files and archives."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.sources import SourceError
from aep_emulator.sources.files.writing import compressed
from aep_emulator.sources.formats import COMPRESSIONS

Read = Callable[..., list[dict[str, Any]]]
TEXT = b"a,b\n" + b"".join(b"%d,%d\n" % (number, number * number) for number in range(2_000))
JSON = b"".join(b'{"a":"%d","b":"%d"}\n' % (number, number * number) for number in range(2_000))


def tarred(members: dict[str, bytes], mode: Any = "w") -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode=mode) as file:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            file.addfile(entry, io.BytesIO(content))
    return archive.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return archive.getvalue()


@pytest.mark.documented("help/sources/tutorials/api/collect/cloud-storage.md")
@pytest.mark.parametrize("kind", ["delimited", "json"])
@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_delimited_and_json_files_may_be_compressed_in_all_ways(rows_of: Read, compression: str, kind: str) -> None:
    plain = TEXT if kind == "delimited" else JSON
    content = compressed(plain, compression, "file")
    assert content != plain
    assert rows_of(content, format=kind, compression=compression) == rows_of(plain, format=kind)


def test_deflate_may_be_a_raw_or_a_zlib_stream(rows_of: Read) -> None:
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    assert rows_of(raw.compress(TEXT) + raw.flush(), compression="deflate") == rows_of(TEXT)
    assert rows_of(zlib.compress(TEXT), compression="deflate") == rows_of(TEXT)


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_what_unpacks_to_much_more_is_read_whole(rows_of: Read, compression: str) -> None:
    content = compressed(b"a\n" + (b"x" * 1_000 + b"\n") * 3_000, compression, "file")
    assert rows_of(content, compression=compression) == [{"a": "x" * 1_000}] * 3_000


@pytest.mark.parametrize(
    ("compression", "pack"),
    [("tar", tarred), ("tarGzip", lambda members: tarred(members, "w:gz")), ("zipDeflate", zipped)],
)
def test_all_files_of_an_archive_are_read_each_with_its_header(
    rows_of: Read, compression: str, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    content = pack(
        {"one.csv": b"a\n1\n", "sub/two.csv": b"b\n2\n", "__MACOSX/sub/._two.csv": b"junk", "sub/._two.csv": b"junk"}
    )
    assert rows_of(content, compression=compression) == [{"a": "1"}, {"b": "2"}]


@pytest.mark.parametrize("compression", ["gzip", "tarGzip"])
def test_demo_files_do_not_hold_the_time_they_were_made_at(compression: str) -> None:
    # Bytes 4 to 8 of a gzip file are that time (RFC 1952).
    assert compressed(TEXT, compression, "file")[4:8] == bytes(4)


def test_gzip_members_one_after_the_other_are_one_file(rows_of: Read) -> None:
    assert rows_of(gzip.compress(b"a\n1\n") + gzip.compress(b"2\n"), compression="gzip") == [{"a": "1"}, {"a": "2"}]


@pytest.mark.parametrize("name", ["../../escape.csv", "/etc/passwd"])
@pytest.mark.parametrize(("compression", "pack"), [("tar", tarred), ("zipDeflate", zipped)])
def test_names_in_archives_write_nothing(
    rows_of: Read,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    compression: str,
    pack: Callable[[dict[str, bytes]], bytes],
) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert rows_of(pack({name: b"a\n1\n"}), compression=compression) == [{"a": "1"}]
    assert not (tmp_path / "escape.csv").exists()


def test_links_in_archives_are_passed_over(rows_of: Read) -> None:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as file:
        link = tarfile.TarInfo("link.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        file.addfile(link)
    with pytest.raises(SourceError, match="no file in it"):
        rows_of(archive.getvalue(), compression="tar")


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("damage", ["plain", "cut", "empty"])
def test_what_is_damaged_or_not_compressed_is_said(rows_of: Read, compression: str, damage: str) -> None:
    whole = compressed(TEXT, compression, "file")
    content = {"plain": b"a,b\n1,2\n", "cut": whole[: len(whole) // 2], "empty": b""}[damage]
    with pytest.raises(SourceError, match=r"^file: "):
        rows_of(content, compression=compression)


def test_damage_within_is_said(rows_of: Read) -> None:
    content = bytearray(bz2.compress(TEXT))
    content[len(content) // 2] ^= 0xFF
    with pytest.raises(SourceError, match=r"^file: "):
        rows_of(bytes(content), compression="bzip2")
