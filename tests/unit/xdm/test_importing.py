"""Published files as content of the global container."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.services.schema_registry.importing import load
from aep_emulator.services.schema_registry.library import Library, open_library
from aep_emulator.settings import Settings

XDM = "https://ns.adobe.com/xdm"
RECORD = {"$ref": f"{XDM}/data/record"}
OWN = {"$ref": "#/definitions/a"}
CONCRETE = {"meta:extensible": False, "meta:abstract": False}
Make = Callable[..., Path]
Schema = Callable[..., dict[str, Any]]


def reasons(source: Path) -> dict[str, str]:
    return {problem.name: problem.reason for problem in load(source).problems}


def test_each_kind_is_loaded(tmp_path: Path, checkout: Make, schema: Schema) -> None:
    found = load(
        checkout(
            tmp_path,
            {
                "components/classes/a.schema.json": schema("a", allOf=[RECORD, OWN]),
                "components/fieldgroups/b.schema.json": schema("b", **{"meta:intendedToExtend": [f"{XDM}/test/a"]}),
                "components/datatypes/c.schema.json": schema("c"),
                "schemas/d.schema.json": schema(
                    "d",
                    allOf=[RECORD, {"$ref": f"{XDM}/test/a"}, {"$ref": f"{XDM}/test/b"}],
                    **CONCRETE,
                ),
                "schemas/e.schema.json": schema("e", allOf=[RECORD], **CONCRETE),
            },
        )
    )
    assert found.problems == []
    assert found.counts() == {"behaviors": 0, "classes": 1, "mixins": 1, "datatypes": 1, "schemas": 2}
    library = Library(found.components)
    own_class = library.find("classes", "_xdm.test.a")
    assert own_class is not None
    assert own_class["meta:extends"] == [RECORD["$ref"]]
    # Of a schema, the class; where there is none, the behavior.
    of_class, of_behavior = (library.find("schemas", f"_xdm.test.{name}") for name in "de")
    assert of_class is not None
    assert of_behavior is not None
    assert of_class["meta:class"] == f"{XDM}/test/a"
    assert of_class["meta:extends"] == [RECORD["$ref"], f"{XDM}/test/a", f"{XDM}/test/b"]
    assert of_behavior["meta:class"] == RECORD["$ref"]


def test_imported_components_stand_in_front_of_the_built_in_ones(
    tmp_path: Path, checkout: Make, schema: Schema
) -> None:
    mine = {"$id": f"{XDM}/data/measure", "title": "My measure"}
    library = open_library(checkout(tmp_path, {"components/datatypes/a.schema.json": schema("a", **mine)}))
    found = library.find_any(mine["$id"])
    assert found is not None
    assert found["title"] == "My measure"
    titles = [document["title"] for document in library.listed("datatypes") if document["$id"] == mine["$id"]]
    assert titles == ["My measure"]
    assert library.find("classes", "_xdm.context.profile") is not None
    assert [document["meta:altId"] for document in library.all("datatypes")] == sorted(
        document["meta:altId"] for document in Library().all("datatypes")
    )


def test_an_imported_component_may_be_of_another_kind(tmp_path: Path, checkout: Make, schema: Schema) -> None:
    mine = schema("a", **{"$id": f"{XDM}/data/measure", "meta:intendedToExtend": []})
    library = open_library(checkout(tmp_path, {"components/fieldgroups/a.schema.json": mine}))
    assert library.find("mixins", "_xdm.data.measure") is not None
    assert library.find("datatypes", "_xdm.data.measure") is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"", "is not JSON"),
        (b"[" * 5000, "is not JSON"),
        (b"[" * 500 + b"]" * 500, "nests deeper"),
        (b"[]", "a string $id"),
        (b"{}", "a string $id"),
        ({"$id": 5}, "a string $id"),
        ({"$id": f"{XDM}/test/a"}, "title"),
        ({"$id": f"{XDM}/test/a", "title": "A", "properties": {"xdm:a": {"type": "text"}}}, "properties.a.type"),
        ({"$id": f"{XDM}/test/a", "title": "A", "properties": {"xdm:a": {"minimum": "1"}}}, "properties.a.minimum"),
        ({"$id": f"{XDM}/test/a", "title": "A", "allOf": [{"$ref": f"{XDM}/none"}]}, f"'{XDM}/none' leads to nothing"),
        ({"$id": f"{XDM}/test/a", "title": "A", "allOf": [{"$ref": "#/definitions/b"}]}, "leads to nothing"),
        (
            {
                "$id": f"{XDM}/test/a",
                "title": "A",
                "allOf": [{"properties": {"xdm:a": {"type": kind}}} for kind in ("string", "integer")],
            },
            "the path /a is defined with the incompatible types string and integer",
        ),
    ],
)
def test_what_cannot_be_used_is_told_by_name_and_reason(
    tmp_path: Path, checkout: Make, schema: Schema, content: Any, reason: str
) -> None:
    bad, good = "components/datatypes/bad.schema.json", "components/datatypes/good.schema.json"
    found = load(checkout(tmp_path, {bad: content, good: schema("good")}))
    assert [problem.name for problem in found.problems] == [bad]
    assert reason in found.problems[0].reason
    assert list(found.components["datatypes"]) == ["_xdm.test.good"]


def test_what_refers_to_something_unusable_is_unusable_too(tmp_path: Path, checkout: Make, schema: Schema) -> None:
    def referring(name: str, to: str) -> dict[str, Any]:
        return schema(name, {"xdm:a": {"$ref": f"{XDM}/{to}"}})

    source = checkout(
        tmp_path,
        {
            "components/datatypes/a.schema.json": referring("a", "nothing"),
            "components/datatypes/b.schema.json": referring("b", "test/a"),
            "components/datatypes/c.schema.json": referring("c", "test/c"),
        },
    )
    assert set(reasons(source)) == {"components/datatypes/a.schema.json", "components/datatypes/b.schema.json"}


@pytest.mark.parametrize("second", [f"{XDM}/test/a", f"{XDM}/test.a", "http://ns.adobe.com/xdm/test/a"])
def test_two_components_with_one_id_are_told(tmp_path: Path, checkout: Make, schema: Schema, second: str) -> None:
    files = {
        "components/datatypes/a.schema.json": schema("a"),
        "components/datatypes/b.schema.json": schema("b", **{"$id": second}),
    }
    found = load(checkout(tmp_path, files))
    if "http:" in second:
        assert found.counts()["datatypes"] == 2
        return
    assert len(found.problems) == 1
    assert found.problems[0].name == "components/datatypes/b.schema.json"
    assert "components/datatypes/a.schema.json" in found.problems[0].reason


@pytest.mark.parametrize("form", ["checkout", "archive"])
def test_the_server_shows_imported_components(
    tmp_path: Path,
    checkout: Make,
    archive: Make,
    schema: Schema,
    headers: dict[str, str],
    caplog: pytest.LogCaptureFixture,
    form: str,
) -> None:
    files = {
        "components/datatypes/a.schema.json": schema("a", {"repo:b": {"type": "string"}}, description="About a."),
        "components/datatypes/bad.schema.json": b"{",
        "schemas/s.schema.json": schema("s", allOf=[{"$ref": f"{XDM}/context/profile"}], **CONCRETE),
    }
    source = checkout(tmp_path / "xdm", files) if form == "checkout" else archive(tmp_path / "xdm.zip", files)
    with caplog.at_level(logging.WARNING, "aep_emulator.xdm"):
        http = create_app(Settings(xdm=source)).test_client()
    assert ["bad.schema.json: is not JSON" in record.getMessage() for record in caplog.records] == [True]
    root = "/data/foundation/schemaregistry/global"
    full = {**headers, "Accept": "application/vnd.adobe.xed-full+json; version=1"}
    found = http.get(f"{root}/datatypes/_xdm.test.a", headers=full).get_json()
    assert found["description"] == "About a."
    assert found["properties"]["_repo"]["properties"]["b"]["meta:xdmField"] == "repo:b"
    listed = http.get(f"{root}/schemas", headers={**headers, "Accept": "application/vnd.adobe.xed-id+json"}).get_json()
    assert listed["results"] == [{"$id": f"{XDM}/test/s", "meta:altId": "_xdm.test.s", "version": "1", "title": "S"}]


def test_a_source_that_is_none_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no XDM schemas"):
        create_app(Settings(xdm=tmp_path))
