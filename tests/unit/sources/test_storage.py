"""Files: what is listed, which files a path means, and that nothing leads out of the user's folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aep_emulator.sources import FileEntry, FileFormat, Files, NoSuchPathError, SourceError, Sources

DAY_1 = "/acme/summerCampaign/2024-01-01_premium_buyers.csv"


def paths(entries: list[FileEntry]) -> list[str]:
    return [entry.path for entry in entries]


def write(folder: Path, path: str, content: str = "Id\n1\n") -> Path:
    file = folder / "files" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    return file


# Listing


@pytest.mark.documented("help/sources/tutorials/api/explore/cloud-storage.md")
@pytest.mark.parametrize("path", ["/", "", "root"])
def test_the_root_lists_folders(files: Files, path: str) -> None:
    entries = files.list_folder(path)
    assert FileEntry("acme", "/acme", "folder") in entries
    assert [entry.name for entry in entries] == sorted(entry.name for entry in entries)


@pytest.mark.documented("help/sources/tutorials/api/explore/cloud-storage.md")
@pytest.mark.parametrize("path", ["/some/path/", "/some/path", "some/path", "//some//path//"])
def test_a_folder_lists_files_and_folders(files: Files, path: str) -> None:
    data, foobar = files.list_folder(path)
    assert (data.name, data.path, data.type) == ("data.csv", "/some/path/data.csv", "file")
    assert foobar == FileEntry("foobar", "/some/path/foobar", "folder")


def test_a_file_has_the_size_of_its_content_and_the_time_of_its_description(files: Files) -> None:
    entry = files.stat(DAY_1)
    assert entry is not None
    assert entry.modified_ms == 1_704_150_000_000  # 2024-01-01T23:00:00Z
    with files.open(DAY_1) as stream:
        assert entry.size == len(stream.read()) > 0


@pytest.mark.documented("help/sources/tutorials/api/create/cloud-storage/data-landing-zone.md")
def test_the_landing_zone_shows_its_container_in_paths(sources: Sources) -> None:
    zone = sources.files("landing-zone")
    listed = paths(zone.list_folder("/"))
    assert "dlz-user-container/account.csv" in listed
    assert "dlz-user-container/userdata1/" in listed
    assert paths(zone.list_folder("dlz-user-container/userdata1/")) == paths(zone.list_folder("userdata1"))


@pytest.mark.parametrize("path", ["/nowhere", "/acme/summerCampaign/nothing.csv"])
def test_what_is_not_there_is_said_to_be_so(files: Files, path: str) -> None:
    assert files.stat(path) is None
    with pytest.raises(NoSuchPathError, match=path):
        files.list_folder(path)
    with pytest.raises(NoSuchPathError, match=path):
        files.open(path)
    with pytest.raises(NoSuchPathError, match=path):
        files.expand(path)


def test_a_file_is_no_folder_and_a_folder_no_file(files: Files) -> None:
    with pytest.raises(SourceError, match="is a file, not a folder"):
        files.list_folder(DAY_1)
    with pytest.raises(SourceError, match="is a folder, not a file"):
        files.open("/acme")


# Which files a path means


def test_a_path_of_a_file_means_the_file(files: Files) -> None:
    assert paths(files.expand(DAY_1)) == [DAY_1]


def test_a_path_of_a_folder_means_the_files_right_in_it(files: Files) -> None:
    folder = "/acme/summerCampaign/customers/premium/buyers/recursive"
    assert paths(files.expand(folder)) == [f"{folder}/buyers.csv"]


@pytest.mark.documented("help/sources/tutorials/api/collect/cloud-storage.md")
def test_recursive_also_means_the_files_in_folders_below(files: Files) -> None:
    folder = "/acme/summerCampaign/customers/premium/buyers/recursive"
    assert paths(files.expand(folder, kind="folder", recursive=True)) == [
        f"{folder}/buyers.csv",
        f"{folder}/emea/buyers.csv",
        f"{folder}/emea/de/buyers.csv",
    ]


@pytest.mark.documented("help/sources/tutorials/api/collect/cloud-storage.md")
def test_a_star_stands_for_any_characters_of_a_name(files: Files) -> None:
    assert paths(files.expand("/acme/summerCampaign/*premium*.csv", kind="folder")) == [
        DAY_1,
        DAY_1.replace("01_", "02_"),
        DAY_1.replace("01_", "03_"),
    ]


@pytest.mark.documented("help/sources/tutorials/api/collect/cloud-storage.md")
def test_a_star_looks_in_folders_below_only_when_recursive(files: Files) -> None:
    pattern = "/ingestion-demos/leads/tsv_data/*.tsv"
    assert paths(files.expand(pattern)) == ["/ingestion-demos/leads/tsv_data/leads.tsv"]
    assert len(files.expand(pattern, recursive=True)) == 2


@pytest.mark.parametrize("pattern", ["/acme/summerCampaign/*.orc", "/acme/summerCampaign/*PREMIUM*.csv"])
def test_a_star_that_fits_nothing_means_no_files(files: Files, pattern: str) -> None:
    assert files.expand(pattern) == []


@pytest.mark.parametrize("name", ["a?.csv", "a[12].csv", "a+.csv"])
def test_only_the_star_is_special(own: Sources, data: Path, name: str) -> None:
    for written in ("a1.csv", name):
        write(data, f"odd/{written}")
    assert paths(own.files("sftp").expand(f"/odd/{name[:-4]}*")) == [f"/odd/{name}"]


def test_a_star_in_the_name_of_a_folder_is_refused(files: Files) -> None:
    with pytest.raises(SourceError, match="name of a folder"):
        files.expand("/*/summerCampaign/account.csv")


@pytest.mark.parametrize(("path", "kind"), [(DAY_1, "folder"), ("/acme", "file")])
def test_the_stated_type_must_be_what_the_path_is(files: Files, path: str, kind: str) -> None:
    with pytest.raises(SourceError, match=f"not a {kind} as params.type says"):
        files.expand(path, kind=kind)


def test_the_root_may_be_expanded(files: Files) -> None:
    assert files.expand("/") == []
    assert DAY_1 in paths(files.expand("/", recursive=True))


# The user's own files


def test_own_files_join_the_demo_files_and_replace_those_of_the_same_path(own: Sources, data: Path) -> None:
    write(data, "acme/summerCampaign/account.csv", "Id\nmine\n")
    write(data, "acme/new.csv")
    storage = own.files("amazon-s3")
    assert paths(storage.list_folder("/acme")) == ["/acme/new.csv", "/acme/summerCampaign"]
    with storage.open("/acme/summerCampaign/account.csv") as stream:
        assert stream.read() == b"Id\nmine\n"
    assert storage.stat(DAY_1) is not None


def test_an_own_file_has_the_size_and_time_of_the_disk(own: Sources, data: Path) -> None:
    file = write(data, "mine.csv", "Id\n7\n")
    os.utime(file, ns=(0, 1_700_000_000_123_456_789))
    entry = own.files("ftp").stat("/mine.csv")
    assert entry == FileEntry("mine.csv", "/mine.csv", "file", 5, 1_700_000_000_123)


def test_an_own_file_hides_a_demo_folder_of_its_name(own: Sources, data: Path) -> None:
    write(data, "acme")
    storage = own.files("ftp")
    entry = storage.stat("/acme")
    assert entry is not None
    assert entry.type == "file"
    assert storage.stat(DAY_1) is None
    assert DAY_1 not in paths(storage.expand("/", recursive=True))


def test_a_file_that_is_written_later_is_seen(own: Sources, data: Path) -> None:
    storage = own.files("ftp")
    assert storage.stat("/late.csv") is None
    write(data, "late.csv")
    assert storage.stat("/late.csv") is not None


def test_the_landing_zone_has_own_files_in_its_container(own: Sources, data: Path) -> None:
    write(data, "dropped.csv")
    assert "dlz-user-container/dropped.csv" in paths(own.files("landing-zone").list_folder("/"))


def test_hidden_files_are_not_shown(own: Sources, data: Path) -> None:
    write(data, ".secret")
    write(data, "folder/.secret")
    storage = own.files("ftp")
    assert storage.stat("/.secret") is None
    assert storage.list_folder("/folder") == []


def test_a_folder_without_files_is_no_error(tmp_path: Path) -> None:
    sources = Sources(seed=1, rows=2, data=tmp_path / "nowhere")
    assert sources.files("ftp").stat("/acme") is not None


# Ways out


@pytest.mark.parametrize(
    "path",
    ["../secret.csv", "/../secret.csv", "acme/../../secret.csv", "..", "a/..\\..\\secret.csv", "secret.csv\0", "..\\x"],
)
def test_a_path_that_leads_out_is_refused(own: Sources, data: Path, path: str) -> None:
    (data / "secret.csv").write_text("secret")
    storage = own.files("ftp")
    for look in (storage.stat, storage.open, storage.list_folder, storage.expand):
        with pytest.raises(SourceError, match="must not contain"):
            look(path)


@pytest.mark.parametrize("path", ["/link.csv", "/folder/secret.csv", "/chain/secret.csv"])
def test_a_link_that_leads_out_is_not_there(own: Sources, data: Path, path: str) -> None:
    outside = data / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("secret")
    root = data / "files"
    (root / "link.csv").symlink_to(outside / "secret.csv")
    (root / "folder").symlink_to(outside)
    (root / "chain").symlink_to("folder")
    storage = own.files("ftp")
    assert storage.stat(path) is None
    with pytest.raises(NoSuchPathError):
        storage.open(path)
    assert "outside" not in "".join(paths(storage.list_folder("/")))
    assert not {"/link.csv", "/folder", "/chain"} & set(paths(storage.list_folder("/")))


def test_a_link_inside_the_folder_works(own: Sources, data: Path) -> None:
    write(data, "real/data.csv", "Id\n1\n")
    (data / "files" / "latest.csv").symlink_to("real/data.csv")
    with own.files("ftp").open("/latest.csv") as stream:
        assert stream.read() == b"Id\n1\n"


def test_links_in_a_circle_come_to_an_end(own: Sources, data: Path) -> None:
    write(data, "round/data.csv")
    (data / "files" / "round" / "again").symlink_to(".")
    (data / "files" / "self").symlink_to("self")
    assert paths(own.files("ftp").expand("/round", recursive=True)) == ["/round/data.csv"]
    assert own.files("ftp").stat("/self") is None


def test_an_absolute_path_is_one_from_the_root_of_the_storage(own: Sources, data: Path) -> None:
    secret = data / "secret.csv"
    secret.write_text("secret")
    assert own.files("ftp").stat(str(secret)) is None


def test_reading_goes_through_the_same_gate(own: Sources) -> None:
    with pytest.raises(SourceError, match="must not contain"):
        next(own.files("ftp").batches("../x.csv", FileFormat()))
