"""Adobe's Postman collections are pointed at an emulator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from aep_emulator.cli import main
from aep_emulator.postman.collections import environment, pointed_at

BASE = "http://127.0.0.1:8080"


def collection(*urls: Any) -> dict[str, Any]:
    """A collection with a folder of requests to these URLs."""
    requests = [{"name": "r", "request": {"method": "GET", "url": url}} for url in urls]
    return {"info": {"name": "Flow Service API"}, "item": [{"name": "Connections", "item": requests}]}


def urls(document: dict[str, Any]) -> list[Any]:
    return [item["request"]["url"] for item in document["item"][0]["item"]]


@pytest.mark.parametrize(
    ("host", "protocol", "raw", "variable"),
    [
        (["platform", "adobe", "io"], "https", "https://platform.adobe.io/data/x?a={{a}}", "{{PLATFORM_GATEWAY}}"),
        ("platform.adobe.io", "https", "https://platform.adobe.io/data/x?a={{a}}", "{{PLATFORM_GATEWAY}}"),
        (["dcs", "adobedc", "net"], "https", "https://dcs.adobedc.net/data/x?a={{a}}", "{{PLATFORM_GATEWAY}}"),
        (["{{IMS}}"], "https", "https://{{IMS}}/data/x?a={{a}}", "{{IMS_URL}}"),
    ],
)
def test_a_variable_takes_the_place_of_the_host(host: Any, protocol: str, raw: str, variable: str) -> None:
    rest = {"path": ["data", "x"], "query": [{"key": "a", "value": "{{a}}"}]}
    sent = collection({"raw": raw, "protocol": protocol, "host": host, **rest})
    led, changed = pointed_at(sent, BASE)
    assert urls(led) == [{"raw": f"{variable}/data/x?a={{{{a}}}}", "host": [variable], **rest}]
    assert changed == 1
    assert led["variable"] == [{"key": name, "value": BASE} for name in ("PLATFORM_GATEWAY", "IMS_URL")]


def test_urls_that_are_texts_are_led_and_others_left_alone() -> None:
    elsewhere = {"raw": "https://example.com/x", "protocol": "https", "host": ["example", "com"], "path": ["x"]}
    variable = {"raw": "{{PLATFORM_GATEWAY}}/x", "host": ["{{PLATFORM_GATEWAY}}"], "path": ["x"]}
    led, changed = pointed_at(collection("https://platform.adobe.io/a", elsewhere, variable, "{{URL}}/b"), BASE)
    assert urls(led) == ["{{PLATFORM_GATEWAY}}/a", elsewhere, variable, "{{URL}}/b"]
    assert changed == 1


def test_what_is_given_is_not_changed_and_its_variables_are_kept() -> None:
    sent = {**collection("https://platform.adobe.io/a"), "variable": [{"key": "X", "value": "1"}]}
    before = json.dumps(sent)
    once, _ = pointed_at(sent, BASE)
    twice, changed = pointed_at(once, "http://other.example")
    assert json.dumps(sent) == before
    assert [entry["key"] for entry in twice["variable"]] == ["X", "PLATFORM_GATEWAY", "IMS_URL"]
    assert (changed, twice["variable"][1]["value"]) == (0, "http://other.example")


def test_the_environment_has_what_the_collections_ask_for() -> None:
    values = {entry["key"]: entry["value"] for entry in environment(BASE)["values"]}
    assert values["IMS"] == "127.0.0.1:8080"
    assert {"ACCESS_TOKEN", "API_KEY", "CLIENT_SECRET", "IMS_ORG", "SANDBOX_NAME", "SCOPES"} <= set(values)
    assert all(values.values())


def test_the_command_writes_a_copy_of_each_and_an_environment(tmp_path: Path) -> None:
    source = tmp_path / "Flow Service API.postman_collection.json"
    source.write_text("\ufeff" + json.dumps(collection("https://platform.adobe.io/a")))
    done = CliRunner().invoke(main, ["postman", str(source), "--folder", str(tmp_path), "--base-url", f"{BASE}/"])
    assert done.exit_code == 0, done.output
    written = tmp_path / "Flow Service API.emulator.postman_collection.json"
    assert f"{written}: 1 requests lead to {BASE}" in done.output
    assert json.loads(written.read_text())["info"]["name"] == "Flow Service API (emulator)"
    assert json.loads((tmp_path / "aep-emulator.postman_environment.json").read_text()) == environment(BASE)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"info": {}}', '{"info": 1, "item": []}', "[" * 100_000, "\xff"])
def test_what_is_no_collection_is_refused_in_one_line_and_nothing_is_written(tmp_path: Path, content: str) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(collection()))
    bad.write_bytes(content.encode("latin-1"))
    done = CliRunner().invoke(main, ["postman", str(good), str(bad), "--folder", str(tmp_path)])
    assert done.exit_code == 1
    assert "bad.json" in done.output
    assert len(done.output.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.json", "good.json"]
