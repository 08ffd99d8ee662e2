"""Demo files: each is what its description says, can be found out to be so, and holds its table's rows."""

from __future__ import annotations

from typing import Any

import pytest

import aep_fixtures
from aep_emulator.sources import BadRow, FileFormat, Files, Sources
from aep_emulator.sources.demo_sets import descriptions

DESCRIBED = [
    pytest.param(connector, file, id=file["path"])
    for connector, tree in (("azure-blob", "cloud_storage"), ("landing-zone", "landing_zone"))
    for file in aep_fixtures.read_json(f"files/{tree}.json")
    if "table" in file
]


def rows_in(files: Files, path: str, how: FileFormat, bad: list[BadRow] | None = None) -> list[dict[str, Any]]:
    told = [] if bad is None else bad
    return [row for batch in files.batches(path, how, on_bad_row=told.append) for row in batch.to_pylist()]


@pytest.mark.parametrize(("connector", "file"), DESCRIBED)
def test_every_file_is_found_to_be_what_its_description_says(
    sources: Sources, connector: str, file: dict[str, Any]
) -> None:
    kind = file.get("format", "delimited")
    assert sources.files(connector).determine(file["path"]) == FileFormat(
        kind, file.get("delimiter", ","), file.get("encoding", "UTF-8"), file.get("compression")
    )


@pytest.mark.parametrize(("connector", "file"), DESCRIBED)
def test_every_file_holds_the_rows_and_columns_of_its_table(
    sources: Sources, connector: str, file: dict[str, Any], bad: list[BadRow]
) -> None:
    files = sources.files(connector)
    rows = rows_in(files, file["path"], files.determine(file["path"]), bad)
    assert len(rows) + len(bad) == min(file.get("rows", 40), 40)
    assert bool(bad) == ("malformed" in file)
    set_name, _, table = file["table"].partition("/")
    described = [column["name"] for column in descriptions(set_name)[table]["columns"]]
    top = dict.fromkeys(name.partition(".")[0] if file.get("format") else name for name in described)
    assert set(rows[0]) == set(file.get("columns", top))


@pytest.mark.parametrize("ending", ["csv.gz", "csv.bz2", "csv.zip", "csv.deflate", "csv.tar", "csv.tar.gz"])
def test_compressed_files_hold_the_rows_of_the_plain_one(files: Files, ending: str) -> None:
    path = f"/compressed/contacts.{ending}"
    assert rows_in(files, path, files.determine(path)) == rows_in(files, "/formats/contacts.csv", FileFormat())


@pytest.mark.parametrize("name", ["contacts.tsv", "contacts.psv", "contacts_windows.csv", "contacts_iso-8859-1.csv"])
def test_ways_of_writing_delimited_text_do_not_change_the_rows(files: Files, name: str) -> None:
    path = f"/formats/{name}"
    assert rows_in(files, path, files.determine(path)) == rows_in(files, "/formats/contacts.csv", FileFormat())


def test_the_iso_8859_1_file_is_no_utf_8(files: Files) -> None:
    with files.open("/formats/contacts_iso-8859-1.csv") as stream, pytest.raises(UnicodeDecodeError):
        stream.read().decode("utf-8")


def test_json_and_parquet_keep_objects_and_lists(files: Files) -> None:
    for path, kind in (("/formats/profiles.jsonl", "json"), ("/formats/profiles.parquet", "parquet")):
        row = rows_in(files, path, FileFormat(kind))[0]
        assert isinstance(row["person"]["name"]["firstName"], str)
        assert isinstance(row["tags"], list)
        assert isinstance(row["purchases"][0]["price"], float)


def test_the_two_forms_of_json_hold_the_same(files: Files) -> None:
    lines, array = (rows_in(files, f"/formats/profiles.{ending}", FileFormat("json")) for ending in ("jsonl", "json"))
    assert lines == array


def test_dated_files_go_on_where_the_day_before_ended(files: Files) -> None:
    rows = [
        row
        for entry in files.expand("/acme/summerCampaign/*premium*.csv")
        for row in rows_in(files, entry.path, FileFormat())
    ]
    ids = [row["orderId"] for row in rows]
    assert len({row["total"] for row in rows}) > 80
    assert len(set(ids)) == len(ids) == 120
    assert ids == sorted(ids)


def test_files_are_the_same_for_the_same_seed_whatever_was_read_before() -> None:
    one, other = (Sources(seed=4, rows=10, data=None).files("azure-blob") for _ in range(2))
    order = [entry.path for entry in one.expand("/", recursive=True)]
    contents = {path: one.open(path).read() for path in order}
    assert all(other.open(path).read() == contents[path] for path in reversed(order))
