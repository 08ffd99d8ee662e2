"""Artifacts of every type, what they need, and the jobs and files of a snapshot."""

from __future__ import annotations

import json
from typing import Any

import pytest

PROFILE = "https://ns.adobe.com/xdm/context/profile"
DETAILS = f"{PROFILE}-personal-details"
TEXT = {"type": "string", "title": "T"}
NOW = 1_700_000_000_000
SHOPIFY = {"id": "4f63aa36-bd48-4e33-bb83-49fbcd11c708", "version": "1.0"}
ARTIFACTS = "/exim/tools/artifacts"


@pytest.fixture
def flow(emulator: Any) -> dict[str, str]:
    """The ids of a dataflow and of what it is made of, by type."""
    schema = emulator.schema("Members", PROFILE, DETAILS)
    dataset = emulator.dataset(schema)
    auth = {"specName": "Basic Authentication", "params": {"host": "shop.example", "accessToken": "secret"}}
    base = {"name": "Shop", "auth": auth, "connectionSpec": SHOPIFY}
    base_id = emulator.made("/flowservice/connections", base)["id"]
    source = {
        "name": "Orders",
        "baseConnectionId": base_id,
        "data": {"format": "tabular"},
        "params": {"tableName": "Shopify.Orders"},
        "connectionSpec": SHOPIFY,
    }
    target = {
        "name": "Target",
        "data": {"schema": {"id": schema, "version": "application/vnd.adobe.xed-full+json;version=1"}},
        "params": {"dataSetId": dataset},
        "connectionSpec": {"id": "c604ff05-7f1a-43c0-8e18-33bf874cb11c", "version": "1.0"},
    }
    paths = [{"sourceType": "ATTRIBUTE", "source": "Email", "destination": "personalEmail.address"}]
    mapping_set = {"xdmSchema": schema, "xdmVersion": "1.0", "mappings": paths}
    found = {
        "REGISTRY_SCHEMA": schema,
        "CATALOG_DATASET": dataset,
        "BASE_CONNECTION": base_id,
        "SOURCE_CONNECTION": emulator.made("/flowservice/sourceConnections", source)["id"],
        "TARGET_CONNECTION": emulator.made("/flowservice/targetConnections", target)["id"],
        "MAPPING_SET": emulator.made("/conversion/mappingSets", mapping_set)["id"],
    }
    body = {
        "name": "Flow",
        "flowSpec": {"id": "14518937-270c-4525-bdec-c2ba7cce3860", "version": "1.0"},
        "sourceConnectionIds": [found["SOURCE_CONNECTION"]],
        "targetConnectionIds": [found["TARGET_CONNECTION"]],
        "transformations": [{"name": "Mapping", "params": {"mappingId": found["MAPPING_SET"], "mappingVersion": 0}}],
        "scheduleParams": {"startTime": 1604961070, "frequency": "once"},
    }
    return {**found, "FLOW": emulator.made("/flowservice/flows", body)["id"]}


def edges(emulator: Any, *roots: tuple[str, str]) -> Any:
    body = {"artifacts": [{"type": kind, "id": artifact_id} for kind, artifact_id in roots]}
    return emulator.call("GET", f"{ARTIFACTS}/dependencies", body)


def pairs(answer: Any) -> list[tuple[str, str | None]]:
    """The types at both ends of each edge."""
    return [(edge["from"]["type"], edge["to"] and edge["to"]["type"]) for edge in answer.json["object"]]


def test_every_type_is_listed_and_shown(emulator: Any, flow: dict[str, str]) -> None:
    own_paths = {
        "BASE_CONNECTION": "/flowservice/connections",
        "SOURCE_CONNECTION": "/flowservice/sourceConnections",
        "TARGET_CONNECTION": "/flowservice/targetConnections",
        "FLOW": "/flowservice/flows",
    }
    for kind, artifact_id in flow.items():
        (listed,) = emulator.call("GET", f"{ARTIFACTS}/{kind}").json["object"]
        assert (listed["id"], listed["type"]) == (artifact_id, kind)
        shown = emulator.call("GET", ARTIFACTS, {"id": artifact_id, "type": kind}).json["object"]
        if kind in own_paths:
            assert [shown] == emulator.call("GET", f"{own_paths[kind]}/{artifact_id}").json["items"]
        assert emulator.call("GET", ARTIFACTS, {"id": artifact_id, "type": kind}, sandbox="dev").status_code == 404
    mapping_set = flow["MAPPING_SET"]
    shown = emulator.call("GET", ARTIFACTS, {"id": mapping_set, "type": "MAPPING_SET"}).json["object"]
    assert shown == emulator.call("GET", f"/conversion/mappingSets/{mapping_set}").json
    (listed,) = emulator.call("GET", f"{ARTIFACTS}/MAPPING_SET").json["object"]
    assert listed["title"] == mapping_set


@pytest.mark.documented("help/sandboxes/sandbox-tooling-api/tools.md, Display all dependent artifacts: the order")
def test_the_edges_of_an_artifact_come_before_those_of_what_it_needs(emulator: Any, flow: dict[str, str]) -> None:
    assert pairs(edges(emulator, ("FLOW", flow["FLOW"]), ("CATALOG_DATASET", flow["CATALOG_DATASET"]))) == [
        ("FLOW", "SOURCE_CONNECTION"),
        ("FLOW", "TARGET_CONNECTION"),
        ("FLOW", "MAPPING_SET"),
        ("SOURCE_CONNECTION", "BASE_CONNECTION"),
        ("BASE_CONNECTION", None),
        ("TARGET_CONNECTION", "CATALOG_DATASET"),
        ("CATALOG_DATASET", "REGISTRY_SCHEMA"),
        ("REGISTRY_SCHEMA", None),
        ("MAPPING_SET", "REGISTRY_SCHEMA"),
    ]


def test_what_is_missing_is_told(emulator: Any, flow: dict[str, str]) -> None:
    assert emulator.call("DELETE", f"/conversion/mappingSets/{flow['MAPPING_SET']}").status_code == 204
    answer = edges(emulator, ("CATALOG_DATASET", flow["CATALOG_DATASET"]), ("FLOW", flow["FLOW"]))
    assert (answer.status_code, flow["MAPPING_SET"] in answer.json["detail"]) == (400, True)
    assert answer.json["detail"].startswith("artifacts: ")
    answer = edges(emulator, ("CATALOG_DATASET", flow["CATALOG_DATASET"]), ("MAPPING_SET", flow["MAPPING_SET"]))
    assert answer.json["detail"].startswith("artifacts[1].id: ")


def test_data_types_that_refer_to_each_other_have_an_edge_each_way(emulator: Any) -> None:
    first = emulator.resource("datatypes", "A", properties={"x": TEXT})
    second = emulator.resource("datatypes", "B", properties={"a": {"$ref": first, "title": "A"}})
    alt_id = "_" + first.removeprefix("https://ns.adobe.com/").replace("/", ".")
    patch = [{"op": "add", "path": "/properties/b", "value": {"$ref": second, "title": "B"}}]
    assert emulator.call("PATCH", f"/schemaregistry/tenant/datatypes/{alt_id}", patch).status_code == 200
    found = edges(emulator, ("REGISTRY_DATATYPE", alt_id)).json["object"]
    assert [(edge["from"]["title"], edge["to"]["title"]) for edge in found] == [("A", "B"), ("B", "A")]
    shown = emulator.call("GET", ARTIFACTS, {"id": alt_id, "type": "REGISTRY_DATATYPE"}).json
    assert shown["object"]["$id"] == first


@pytest.mark.documented("help/sandboxes/sandbox-tooling-api/jobs.md: dates in whole seconds, exact ones in jobDetails")
def test_jobs_of_the_same_second_are_in_order(emulator: Any) -> None:
    package_id = emulator.published(("REGISTRY_SCHEMA", emulator.schema("S")))
    jobs = []
    for milliseconds in (0, 0, 250):
        emulator.clock.advance(milliseconds)
        jobs.append(emulator.imported(package_id))
    path = f"/exim/jobs/IMPORT/{jobs[0]['snapshotId']}"
    found = emulator.call("GET", path).json["object"]
    assert [each["id"] for each in found] == [job["id"] for job in reversed(jobs)]
    assert {(each["createdDate"], each["modifiedDate"]) for each in found} == {(NOW, NOW)}
    assert json.loads(found[0]["jobDetails"])["createdTimestamp"] == NOW + 250
    # A job is PENDING, IN_PROGRESS, and then has ended.
    assert {each["version"] for each in found} == {2}
    for order in ("MODIFIED_DATE:ASC", "CREATED_DATE:ASC", "CREATED_DATE"):
        found = emulator.call("GET", f"{path}?orderBy={order}").json["object"]
        assert [each["id"] for each in found] == [job["id"] for job in jobs]


def test_a_failed_import_has_a_report(emulator: Any, flow: dict[str, str]) -> None:
    package_id = emulator.published(("CATALOG_DATASET", flow["CATALOG_DATASET"]), ("FLOW", flow["FLOW"]))
    event = "https://ns.adobe.com/xdm/context/experienceevent"
    other = emulator.schema("Events", event, sandbox="dev")
    alternatives = {flow["REGISTRY_SCHEMA"]: {"id": other, "type": "REGISTRY_SCHEMA"}}
    job = emulator.imported(package_id, alternatives=alternatives)
    assert job["jobStatus"] == "FAILED"
    names = emulator.call("GET", f"/exim/tools/abs/files/{job['snapshotId']}").json["object"]
    (name,) = (each for each in names if "importReport" in each)
    sent = {"type": "SIMPLIFIED", "filename": name}
    (artifact,) = emulator.call("POST", "/exim/tools/abs/file", sent).json["artifacts"]
    assert [(each["status"], each["attempt"]) for each in artifact["messages"]] == [("FAILED", 0)]


def test_another_organisation_sees_none_of_it(emulator: Any) -> None:
    schema = emulator.schema("S")
    job = emulator.imported(emulator.published(("REGISTRY_SCHEMA", schema)))
    other = {"org": "OTHER@AdobeOrg"}
    names = emulator.call("GET", f"/exim/tools/abs/files/{job['snapshotId']}").json["object"]
    assert emulator.call("GET", f"/exim/tools/abs/files/{job['snapshotId']}", **other).status_code == 404
    assert emulator.call("GET", f"/exim/jobs/IMPORT/{job['snapshotId']}", **other).json["object"] == []
    assert emulator.call("GET", f"{ARTIFACTS}/REGISTRY_SCHEMA", **other).json["object"] == []
    for name in names:
        sent = {"type": "SIMPLIFIED", "filename": name}
        assert emulator.call("POST", "/exim/tools/abs/file", sent, **other).status_code == 404
