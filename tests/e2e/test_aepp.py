"""The aepp client, unmodified, as the README shows it."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(importlib.util.find_spec("aepp") is None, reason="aepp is not installed")

Run = Callable[[str], dict[str, Any]]
"""Runs a script beside this file with the server's address; gives the object it prints in the end."""


@pytest.fixture
def run(server: Any, tmp_path: Path) -> Run:
    def run_script(name: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name(name)), server.url],
            capture_output=True,
            text=True,
            timeout=120,
            cwd=tmp_path,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        printed: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return printed

    return run_script


def test_aepp_creates_a_schema_and_a_dataset_and_reads_them_back(run: Run) -> None:
    seen = run("use_aepp.py")
    assert seen["tenant"] == "emulator"
    assert seen["schema"].startswith("https://ns.adobe.com/emulator/schemas/")
    assert seen["schemas"] == [seen["schema"]]
    assert seen["title"] == "Made with aepp"
    assert "person" in seen["paths"]
    dataset_id = seen["reference"].removeprefix("@/dataSets/")
    assert seen["datasets"] == [dataset_id]
    assert seen["dataset"][dataset_id]["schemaRef"]["id"] == seen["schema"]
    assert seen["missing"]["status"] == 404


def test_the_managers_of_aepp_build_related_schemas_read_their_paths_and_extend_them(run: Run) -> None:
    seen = run("use_aepp_managers.py")
    kinds = {name: address.split("/")[-2] for name, address in seen["ids"].items()}
    assert kinds == {"class": "classes", "shop": "schemas", "customer": "schemas", "data type": "datatypes"}

    # The class, the field group and, inside it, the data type.
    assert seen["shop"] == {
        "_id": "string",
        "_emulator": "object",
        "_emulator.shopId": "string",
        "_emulator.hours": "object",
        "_emulator.hours.opens": "string",
        "_emulator.hours.closes": "string",
    }
    assert [
        (item["@type"], item["xdm:sourceProperty"], item.get("xdm:destinationSchema")) for item in seen["descriptors"]
    ] == [
        ("xdm:descriptorIdentity", "/_emulator/shopId", None),
        ("xdm:descriptorIdentity", "/_emulator/customerId", None),
        ("xdm:descriptorReferenceIdentity", "/_emulator/favouriteShop", None),
        ("xdm:descriptorOneToOne", "/_emulator/favouriteShop", seen["ids"]["shop"]),
    ]
    # Those of the other schema are not the customers'.
    assert {item["@id"] for item in seen["found"]} == {item["@id"] for item in seen["descriptors"][1:]}

    assert seen["groups"] == ["Customer fields", "Demographic Details", "Personal Contact Details"]
    before, after = seen["before"], seen["after"]
    assert {"_emulator.customerId", "_emulator.tier", "person.name.firstName"} <= before.keys() <= after.keys()
    added = after.keys() - before.keys()
    assert {"_emulator.since", "homeAddress.city", "personalEmail.address"} <= added
    # Every field that is no object is a path of the flat form as well.
    assert {path for path, kind in after.items() if kind != "object"} == set(seen["flat"])
