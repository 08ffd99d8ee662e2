"""Connection specs and flow specs as Adobe's pages print them, and requests that ask for less than what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

PATH = "/flowservice"
AZURE_FILES = "be5ec48c-5b78-49d5-b8fa-7c89ec4569b8"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
FILES_TO_AEP, TABLES_TO_AEP, REST_TO_AEP = "CloudStorageToAEP", "CRMToAEP", "RestStorageToAEP"
SCHEDULED = (FILES_TO_AEP, TABLES_TO_AEP, REST_TO_AEP)
PAGES = (
    "help/sources/tutorials/api/draft.md, collect/cloud-storage.md and collect/database-nosql.md, and "
    "help/sources/sources-sdk/api/update-flow-specs.md: the flow specs in full"
)
NO_INTERVAL = {"allOf": [{"not": {"required": ["interval"]}}, {"not": {"required": ["backfill"]}}]}


def flow_spec(flow: Any, name: str) -> dict[str, Any]:
    (found,) = flow.api.get(f"{PATH}/flowSpecs?property=name==%22{name}%22").json()["items"]
    return dict(found)


def paths(node: Any, member: str, at: str = "") -> Iterator[str]:
    """Where a schema has the member, which is no property of that name."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in children:
        if name == member and not at.endswith("properties") and not isinstance(child, dict):
            yield at
        yield from paths(child, member, f"{at}.{name}".removeprefix("."))


@pytest.mark.documented(PAGES)
@pytest.mark.parametrize("name", SCHEDULED)
def test_the_schedule_of_a_flow_spec(flow: Any, name: str) -> None:
    spec = flow_spec(flow, name)["scheduleSpec"]["spec"]
    assert list(spec["properties"]) == ["startTime", "frequency", "interval", "backfill"]
    assert spec["required"] == ["startTime", "frequency"]
    assert (spec["if"], spec["then"]) == ({"properties": {"frequency": {"const": "once"}}}, NO_INTERVAL)
    assert spec["else"]["then"] == {"properties": {"interval": {"minimum": 15}}}


@pytest.mark.documented(PAGES)
@pytest.mark.parametrize("name", SCHEDULED)
def test_the_options_of_a_flow_spec_say_what_they_are(flow: Any, name: str) -> None:
    properties = flow_spec(flow, name)["optionSpec"]["spec"]["properties"]
    assert properties == {
        "errorDiagnosticsEnabled": {
            "title": "Error diagnostics.",
            "description": "Flag to enable detailed and sample error diagnostics summary.",
            "type": "boolean",
            "default": False,
        },
        "partialIngestionPercent": {
            "title": "Partial ingestion threshold.",
            "description": "Percentage which defines the threshold of errors allowed before the run is marked "
            "as failed.",
            "type": "number",
            "exclusiveMinimum": 0,
        },
    }


@pytest.mark.documented(f"{PAGES}; collect/streaming.md: those of streams")
@pytest.mark.parametrize(
    ("name", "described"),
    [
        (FILES_TO_AEP, {"Mapping": [""], "Encryption": ["", "properties.publicKeyId"]}),
        (TABLES_TO_AEP, {"Copy": [], "Mapping": [""]}),
        (REST_TO_AEP, {"Mapping": [""]}),
        ("Steam data with transformation", {"Mapping": [""]}),
        ("Stream data with optional transformation", {"Mapping": [""]}),
    ],
)
def test_the_transformations_of_a_flow_spec_are_described(
    flow: Any, name: str, described: dict[str, list[str]]
) -> None:
    found = flow_spec(flow, name)["transformationSpecs"]
    assert {spec["name"]: list(paths(spec["spec"], "description")) for spec in found} == described


@pytest.mark.documented("help/sources/tutorials/api/collect/cloud-storage.md and collect/database-nosql.md: runSpec")
@pytest.mark.parametrize(("name", "more"), [(FILES_TO_AEP, []), (TABLES_TO_AEP, ["deltaColumn"])])
def test_the_run_of_a_flow_spec_is_described(flow: Any, name: str, more: list[str]) -> None:
    spec = flow_spec(flow, name)["runSpec"]["spec"]
    names = ["startTime", "windowStartTime", "windowEndTime", *more]
    assert spec["required"] == list(spec["properties"]) == names
    assert list(paths(spec, "description")) == ["", *(f"properties.{one}" for one in names)]


@pytest.mark.documented("help/sources/tutorials/api/collect/marketing-automation.md sends an interval for one run")
def test_a_schedule_may_have_more_than_the_printed_spec_allows(flow: Any) -> None:
    once = {"startTime": "1591043454", "frequency": "once"}
    assert flow.post("flows", scheduleParams={**once, "interval": "15"}).status_code == 201
    often = {"startTime": "1591043454", "frequency": "minute", "interval": "14"}
    response = flow.post("flows", scheduleParams=often)
    assert response.status_code == 400
    assert "scheduleParams.interval" in response.json()["detail"]


@pytest.mark.documented("help/sources/tutorials/api/create-dataset-base-connection.md")
def test_the_spec_of_the_data_lake(flow: Any) -> None:
    found = flow.show("connectionSpecs", DATA_LAKE)
    schema = {
        "$schema": DRAFT_7,
        "type": "object",
        "properties": {"dataSetId": {"type": "string"}},
        "required": ["dataSetId"],
    }
    assert found == {
        "id": DATA_LAKE,
        "name": "datalake",
        "providerId": "0ed90a81-07f4-4586-8190-b40eccef1c5a",
        "version": "1.0",
        "targetSpec": {"spec": schema},
        "attributes": {"category": "Data Lake"},
        "permissionsInfo": {
            "view": [{"@type": "lowLevel", "name": "Dataset", "permissions": ["read"]}],
            "manage": [{"@type": "lowLevel", "name": "Dataset", "permissions": ["write"]}],
        },
    }


@pytest.mark.assumed("no page says that a dataset's id must not be empty; none has such an id")
def test_a_target_needs_a_dataset_all_the_same(flow: Any) -> None:
    response = flow.post("targetConnections", params={"dataSetId": ""})
    assert response.status_code == 400
    assert "params.dataSetId" in response.json()["detail"]


@pytest.mark.documented("help/sources/tutorials/api/draft.md: the spec in full")
def test_the_spec_of_azure_file_storage(flow: Any) -> None:
    found = flow.show("connectionSpecs", AZURE_FILES)
    (auth,) = found["authSpec"]
    assert (auth["name"], auth["type"]) == ("Basic Authentication", "basicAuthentication")
    assert auth["spec"] == {
        "$schema": DRAFT_7,
        "type": "object",
        "description": "defines auth params",
        "properties": {
            "host": {"type": "string", "description": "Specifies the Azure File Storage endpoint."},
            "userid": {"type": "string", "description": "Specify the user to access the Azure File Storage."},
            "password": {"type": "string", "description": "Specify the storage access key", "format": "password"},
        },
        "required": ["host", "userid", "password"],
    }
    source = found["sourceSpec"]["spec"]
    assert list(source["properties"]) == ["path", "recursive"]
    assert all(set(schema) == {"type", "description"} for schema in source["properties"].values())
    explore = found["exploreSpec"]
    assert explore["requestSpec"]["allOf"][0]["then"]["properties"]["fileType"]["enum"] == ["delimited"]
    assert set(explore["responseSpec"]["file"]) == {"delimited"}
    items = "responseSpec.root.items.properties"
    assert list(paths(explore, "description")) == [
        "requestSpec",
        "requestSpec.allOf.0.then.properties.object",
        "responseSpec.root",
        *(f"{items}.{name}" for name in ("type", "name", "path", "canPreview", "canFetchSchema")),
    ]
    assert not list(paths(found, "minLength"))


@pytest.mark.documented("help/sources/tutorials/api/draft.md: the requests beside that spec")
def test_azure_file_storage_takes_the_requests_of_its_page(flow: Any) -> None:
    spec = {"id": AZURE_FILES, "version": "1.0"}
    params = {"host": "h", "userId": "u", "password": "p"}
    auth = {"specName": "Basic Authentication", "params": params}
    base = flow.make("connections", connectionSpec=spec, auth=auth)["id"]
    body = {"baseConnectionId": base, "connectionSpec": spec, "data": {"format": "delimited"}}
    path = "/acme/summerCampaign/account.csv"
    assert flow.post("sourceConnections", **body, params={"path": path, "type": "file"}).status_code == 201
    for broken in ({"path": "", "type": "file"}, {"path": path, "type": "directory"}, {"type": "file"}):
        assert flow.post("sourceConnections", **body, params=broken).status_code == 400
    lacking = {**auth, "params": {"host": "h", "password": "p"}}
    assert flow.post("connections", connectionSpec=spec, auth=lacking).status_code == 400
