"""`aep-emulator xdm`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from click.testing import CliRunner, Result

from aep_emulator.cli import main

Make = Callable[..., Path]
Schema = Callable[..., dict[str, Any]]
GOOD = "components/datatypes/good.schema.json"
BAD = "components/datatypes/bad.schema.json"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["xdm", *map(str, arguments)])


def test_import_says_what_would_be_loaded(tmp_path: Path, archive: Make, schema: Schema) -> None:
    result = run("import", archive(tmp_path / "xdm.zip", {GOOD: schema("good")}))
    assert result.exit_code == 0
    assert [line.split(maxsplit=1) for line in result.stdout.splitlines()] == [
        ["0", "behaviors"],
        ["0", "classes"],
        ["0", "field groups"],
        ["1", "data types"],
        ["0", "schemas"],
    ]


def test_import_lists_what_cannot_be_used(tmp_path: Path, checkout: Make, schema: Schema) -> None:
    result = run("import", checkout(tmp_path, {GOOD: schema("good"), BAD: b"{"}))
    assert result.exit_code == 1
    assert "1 data types" in result.stdout
    assert "1 cannot be used:" in result.stdout
    assert f"{BAD}: is not JSON" in result.stdout


def test_import_of_something_else_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no archive")
    for source, reason in ((tmp_path, "no XDM schemas"), (tmp_path / "x.zip", "neither a folder nor a zip archive")):
        result = run("import", source)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.startswith("Error: ")
        assert reason in result.stderr
        assert result.stderr.count("\n") == 1
    missing = run("import", tmp_path / "missing")
    assert missing.exit_code == 2
    assert "missing" in missing.stderr


def test_library_writes_the_data_files(tmp_path: Path, checkout: Make, schema: Schema) -> None:
    source = checkout(
        tmp_path / "xdm",
        {
            GOOD: schema(
                "good",
                {
                    "xdm:description": {
                        "type": "string",
                        "description": "A text.",
                        "meta:enum": {"shortOne": "One", "firstChoice_b": "A sentence about it."},
                    }
                },
                description="About it.",
            ),
            "schemas/descriptors/left-out.schema.json": schema("out"),
        },
    )
    fixtures = tmp_path / "fixtures"
    (fixtures / "data_types").mkdir(parents=True)
    (fixtures / "data_types" / "old.json").write_bytes(b"{}")
    result = run("library", source, fixtures)
    assert (result.exit_code, result.stdout) == (0, "2 files written.\n")
    files = {path.relative_to(fixtures).as_posix() for path in fixtures.rglob("*.json")}
    assert files == {"index.json", "data_types/xdm.test.good.json"}
    field = {"type": "string", "meta:enum": {"shortOne": "One", "firstChoice_b": "First choice b"}}
    header = {"$id": "https://ns.adobe.com/xdm/test/good", "title": "Good", "status": "stable"}
    assert orjson.loads((fixtures / "data_types/xdm.test.good.json").read_bytes()) == {
        **header,
        "definitions": {"good": {"properties": {"description": field}}},
        "allOf": [{"$ref": "#/definitions/good"}],
    }
    index = orjson.loads((fixtures / "index.json").read_bytes())
    assert index == {"behaviors": {}, "classes": {}, "mixins": {}, "datatypes": {"_xdm.test.good": header}}


def test_library_writes_nothing_from_a_checkout_with_problems(tmp_path: Path, checkout: Make) -> None:
    (tmp_path / "fixtures").mkdir()
    result = run("library", checkout(tmp_path / "xdm", {BAD: b"{"}), tmp_path / "fixtures")
    assert result.exit_code == 1
    assert "1 files cannot be used" in result.stderr
    assert list((tmp_path / "fixtures").iterdir()) == []
