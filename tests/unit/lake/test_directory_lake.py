"""What the lake in a folder leaves on the disk, and which folders it takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aep_emulator.app import create_app
from aep_emulator.lake.base import DATA
from aep_emulator.lake.directory import MARKER, DirectoryLake, safe_name
from aep_emulator.settings import Settings


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name != MARKER)


def write(lake: DirectoryLake, world: str = "w", batch: str = "b", name: str = "part-00000.parquet") -> None:
    with lake.create(world, batch, DATA, name) as file:
        file.write(b"x")


def test_the_folder_can_be_read_by_other_tools(tmp_path: Path) -> None:
    write(DirectoryLake(tmp_path / "new" / "lake"))
    assert files_in(tmp_path / "new" / "lake") == ["worlds/w/b/data/part-00000.parquet"]


def test_an_unfinished_file_has_another_place(tmp_path: Path) -> None:
    lake = DirectoryLake(tmp_path)
    with lake.create("w", "b", DATA, "f") as file:
        file.write(b"x")
        (unfinished,) = files_in(tmp_path)
        assert unfinished.startswith("incomplete/")
    assert files_in(tmp_path) == ["worlds/w/b/data/f"]


def test_what_is_removed_leaves_no_file_and_no_empty_folder(tmp_path: Path) -> None:
    lake = DirectoryLake(tmp_path)
    write(lake)
    write(lake, batch="b2")
    lake.delete_batch("w", "b")
    assert [path.name for path in (tmp_path / "worlds" / "w").iterdir()] == ["b2"]
    lake.reset()
    assert not (tmp_path / "worlds").exists()
    write(lake)
    assert files_in(tmp_path) == ["worlds/w/b/data/part-00000.parquet"]


@pytest.mark.parametrize(
    "name", ["../../../escape", "/etc/escape", "..", ".hidden", "a\x00b", "x" * 3000, "A/../../.."]
)
def test_nothing_a_client_names_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "a" / "b" / "lake"
    write(DirectoryLake(inside), name, name, name)
    assert len(files_in(inside)) == len(files_in(tmp_path)) == 1


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=40), st.text(max_size=40))
def test_safe_names_are_single_short_and_different(one: str, other: str) -> None:
    safe = safe_name(one)
    assert "/" not in safe
    assert "\\" not in safe
    assert not safe.startswith(".")
    assert 0 < len(safe.encode()) < 120
    # On some systems names that differ in case alone are the same.
    assert (safe.lower() == safe_name(other).lower()) == (one == other)


def test_a_file_that_somebody_removed_is_not_there(tmp_path: Path) -> None:
    lake = DirectoryLake(tmp_path)
    write(lake)
    (tmp_path / "worlds/w/b/data/part-00000.parquet").unlink()
    assert lake.open("w", "b", DATA, "part-00000.parquet") is None
    lake.delete_batch("w", "b")


def test_files_of_an_earlier_server_are_removed_and_others_are_not(tmp_path: Path) -> None:
    earlier = DirectoryLake(tmp_path)
    write(earlier)
    (tmp_path / "incomplete" / "left").write_bytes(b"x")
    earlier.close()
    (tmp_path / "notes.txt").write_text("mine")
    lake = DirectoryLake(tmp_path)
    assert lake.files("w", "b", DATA) == []
    assert files_in(tmp_path) == ["notes.txt"]


def test_links_in_the_folder_are_not_followed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("mine")
    DirectoryLake(tmp_path / "lake").close()
    (tmp_path / "lake" / "worlds").symlink_to(kept)
    DirectoryLake(tmp_path / "lake")
    assert (kept / "file").exists()


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ValueError, match=r"^lake: .* holds other files"):
        DirectoryLake(tmp_path)
    assert files_in(tmp_path) == ["thesis.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match=r"^lake: .* is not a folder"):
        DirectoryLake(tmp_path / "file")


def test_two_servers_do_not_share_a_folder(tmp_path: Path) -> None:
    lake = DirectoryLake(tmp_path)
    write(lake)
    code = (
        f"from pathlib import Path; from aep_emulator.lake.directory import *; DirectoryLake(Path({str(tmp_path)!r}))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "is in use by another server" in other.stderr
    assert files_in(tmp_path) == ["worlds/w/b/data/part-00000.parquet"]


def test_the_emulator_with_a_folder(tmp_path: Path, headers: dict[str, str]) -> None:
    app = create_app(Settings(seed=1, lake=tmp_path))
    client = app.test_client()

    def call(method: str, path: str, status: int, **options: Any) -> Any:
        sent = {**headers, **options.pop("headers", {})}
        answer = client.open(path, method=method, headers=sent, **options)
        assert answer.status_code == status, answer.text
        return answer

    profile = "https://ns.adobe.com/xdm/context/profile"
    schema = {"type": "object", "title": "People", "allOf": [{"$ref": profile}]}
    schema_id = call("POST", "/data/foundation/schemaregistry/tenant/schemas", 201, json=schema).json["$id"]
    body = {"name": "People", "schemaRef": {"id": schema_id}}
    dataset_id = call("POST", "/data/foundation/catalog/dataSets", 201, json=body).json[0].rpartition("/")[2]
    batch_id = call("POST", "/data/foundation/import/batches", 201, json={"datasetId": dataset_id}).json["id"]
    path = f"/data/foundation/import/batches/{batch_id}/datasets/{dataset_id}/files/%2e%2e/x"
    call("PUT", path, 400, data=b"x", headers={"Content-Type": "application/octet-stream"})
    path = path.replace("%2e%2e/x", "part=1/File.parquet")
    call("PUT", path, 200, data=b"x", headers={"Content-Type": "application/octet-stream"})
    (file,) = files_in(tmp_path)
    assert "part-1-File.parquet~" in file.replace("=", "-")
    call("POST", "/_emulator/reset", 200)
    assert files_in(tmp_path) == []
