"""A look into a file, and what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aep_emulator.sources import Column, FileFormat, Files, Sources


@pytest.mark.documented("help/sources/tutorials/api/explore/cloud-storage.md")
def test_a_delimited_file_is_flat_and_all_its_columns_are_text(files: Files) -> None:
    look = files.preview("/some/path/data.csv", FileFormat(), 3)
    assert look.format == "flat"
    assert look.columns == [Column(name, "string") for name in ("Id", "FirstName", "LastName", "Email", "Phone")]
    assert len(look.rows) == 3
    assert look.rows[0]["Id"] == "00001"


def test_a_json_file_is_hierarchical_and_its_schema_says_what_is_nested(files: Files) -> None:
    look = files.preview("/formats/profiles.json", FileFormat("json"), 5)
    assert look.format == "hierarchical"
    assert {"_id": "string", "person": "object", "tags": "array"}.items() <= {
        c.name: c.type for c in look.columns
    }.items()
    properties = look.json_schema["properties"]
    assert properties["person"]["properties"]["name"]["properties"]["firstName"] == {"type": "string"}
    assert properties["purchases"]["items"]["properties"]["price"] == {"type": "number"}
    assert properties["loyalty"]["properties"]["points"] == {
        "type": "integer",
        "minimum": -9007199254740992,
        "maximum": 9007199254740991,
    }


def test_parquet_shows_its_dates(files: Files) -> None:
    look = files.preview("/formats/profiles.parquet", FileFormat("parquet"), 2)
    assert look.json_schema["properties"]["updatedAt"] == {"type": "string", "format": "date-time"}
    assert look.json_schema["properties"]["person"]["properties"]["birthDate"] == {"type": "string", "format": "date"}
    assert all(isinstance(row["updatedAt"], str) for row in look.rows)


@pytest.mark.parametrize(("limit", "rows"), [(0, 0), (1, 1), (1000, 40)])
def test_a_preview_has_no_more_rows_than_asked_for(files: Files, limit: int, rows: int) -> None:
    assert len(files.preview("/formats/contacts.csv", FileFormat(), limit).rows) == rows


@pytest.mark.parametrize("content", ["a,b\n", "a,b"])
def test_a_header_without_rows_shows_its_columns(own: Sources, data: Path, content: str) -> None:
    (data / "files" / "header.csv").write_text(content)
    look = own.files("ftp").preview("/header.csv", FileFormat())
    assert [column.name for column in look.columns] == ["a", "b"]
    assert look.rows == []


def test_columns_of_later_rows_are_shown_too(own: Sources, data: Path) -> None:
    (data / "files" / "late.json").write_text('{"a":1}\n{"a":"x","b":{"c":null}}\n')
    look = own.files("ftp").preview("/late.json", FileFormat("json"))
    assert [column.name for column in look.columns] == ["a", "b"]
    assert look.rows == [{"a": 1}, {"a": "x", "b": {}}]
    assert look.json_schema["properties"]["b"] == {"type": "object", "properties": {"c": {}}}
