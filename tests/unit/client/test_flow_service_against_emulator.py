"""The client's Flow Service against the real emulator, in the same process: what each operation achieves."""

from __future__ import annotations

from typing import Any

import pytest

from aep_client import (
    AEPClient,
    BadRequestError,
    StaleError,
)

SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
S3 = "ecadc60c-7455-4d87-84dc-2a0e293d997b"
LANDING_ZONE = "26f526f2-58f4-4712-961d-e41bf1ccc0e8"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
CRM = "14518937-270c-4525-bdec-c2ba7cce3860"
FORM = "application/vnd.adobe.xed-full+json; version=1"


@pytest.fixture
def shop(aep: AEPClient) -> str:
    """A base connection to tables."""
    return aep.flow_service.connections.create(connection("Shop"))["id"]


@pytest.fixture
def bucket(aep: AEPClient) -> str:
    """A base connection to files."""
    auth = {"specName": "Access Key", "params": {"s3AccessKey": "k", "s3SecretKey": "s"}}
    body = {"name": "Bucket", "auth": auth, "connectionSpec": {"id": S3, "version": "1.0"}}
    return aep.flow_service.connections.create(body)["id"]


def connection(name: str) -> dict[str, Any]:
    auth = {"specName": "Basic Authentication", "params": {"host": "shop.example", "accessToken": "t"}}
    return {"name": name, "auth": auth, "connectionSpec": {"id": SHOPIFY, "version": "1.0"}}


@pytest.fixture
def flow(aep: AEPClient, shop: str, schema_id: str, dataset_id: str) -> str:
    """A dataflow that has run once."""
    service = aep.flow_service
    source = {
        "name": "Orders",
        "baseConnectionId": shop,
        "data": {"format": "tabular"},
        "params": {"tableName": "Shopify.Orders"},
        "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
    }
    target = {
        "name": "People",
        "data": {"schema": {"id": schema_id, "version": FORM}},
        "params": {"dataSetId": dataset_id},
        "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
    }
    mapping = {
        "outputSchema": {"schemaRef": {"id": schema_id, "contentType": FORM}},
        "mappings": [{"sourceType": "ATTRIBUTE", "source": "Email", "destination": "personalEmail.address"}],
    }
    mapping_id = aep.data_prep.mapping_sets.create(mapping)["id"]
    created = service.flows.create(
        {
            "name": "Orders to people",
            "flowSpec": {"id": CRM, "version": "1.0"},
            "sourceConnectionIds": [service.source_connections.create(source)["id"]],
            "targetConnectionIds": [service.target_connections.create(target)["id"]],
            "transformations": [{"name": "Mapping", "params": {"mappingId": mapping_id, "mappingVersion": 0}}],
            "scheduleParams": {"startTime": 1604961070, "frequency": "once"},
        }
    )
    service.wait_for_run(created["id"], timeout=60, poll=0.01)
    return created["id"]


def test_a_draft_is_published(aep: AEPClient) -> None:
    connections = aep.flow_service.connections
    draft = connections.create(connection("Draft"), draft=True)["id"]
    assert connections.get(draft)["state"] == "draft"
    connections.publish(draft)
    assert connections.get(draft)["state"] == "enabled"


def test_a_dataflow_is_disabled_and_enabled(aep: AEPClient, flow: str) -> None:
    flows = aep.flow_service.flows
    stale = flows.get(flow)["etag"]
    flows.disable(flow)
    assert flows.get(flow)["state"] == "disabled"
    with pytest.raises(StaleError):
        flows.act(flow, "enable", etag=stale)
    flows.enable(flow)
    assert flows.get(flow)["state"] == "enabled"


def test_collections_are_counted_and_searched_over_all_pages(aep: AEPClient) -> None:
    connections = aep.flow_service.connections
    for number in range(5):
        connections.create(connection(f"shop {number}"))
    assert connections.count() == 5
    assert connections.count(property='name=="shop 3"') == 1
    found = connections.search("property=name!=x", orderby="-name", limit=2, fields="name")
    assert list(found) == [{"name": f"shop {number}"} for number in (4, 3, 2, 1, 0)]
    assert [spec["name"] for spec in aep.flow_service.flow_specs.search('property=name=="CRMToAEP"')] == ["CRMToAEP"]


def test_tables_and_their_columns_are_explored(aep: AEPClient, shop: str) -> None:
    names = [column["columnName"] for column in aep.flow_service.connections.configs(shop, "Shopify.Orders")]
    assert "Email" in names
    assert aep.flow_service.connection_specs.configs(SHOPIFY, "Shopify.Orders")


def test_folders_and_files_are_explored(aep: AEPClient, bucket: str) -> None:
    explore = aep.flow_service.connections.explore
    file = first_file(aep, bucket)
    told = explore(bucket, "file", file, determine_properties=True, preview=True)
    how = told["properties"]
    read = explore(bucket, "file", file, file_type=how["fileType"], column_delimiter=how["columnDelimiter"])
    assert read["schema"] == told["schema"]
    with pytest.raises(BadRequestError):
        explore(bucket, "file", file, determine_properties=True, file_type="json", preview=True)


def first_file(aep: AEPClient, connection_id: str, folder: str = "") -> str:
    """The path of a delimited file without compression."""
    kind, name = ("folder", folder) if folder else ("root", None)
    entries = aep.flow_service.connections.explore(connection_id, kind, name)
    for entry in sorted(entries, key=lambda one: one["type"]):
        path = entry["path"] if entry["type"] == "file" else first_file(aep, connection_id, entry["path"])
        if path.endswith(".csv"):
            return str(path)
    return ""


def test_the_landing_zone_is_explored_and_its_credentials_renewed(aep: AEPClient) -> None:
    zone = aep.flow_service.landing_zone
    before = zone.credentials()
    assert zone.container()["containerName"] == before["containerName"]
    assert zone.refresh()["SASToken"] != before["SASToken"]
    assert aep.flow_service.connection_specs.explore(LANDING_ZONE, "root")


def test_specs_are_added_and_replaced(aep: AEPClient) -> None:
    for specs in (aep.flow_service.connection_specs, aep.flow_service.flow_specs):
        members = next(specs.list())
        body = {name: value for name, value in members.items() if name in ("providerId", "version", "attributes")}
        created = specs.create({**body, "name": "mine"})
        assert specs.get(created["id"])["name"] == "mine"
        specs.replace(created["id"], {**body, "name": "still-mine"})
        assert specs.get(created["id"])["name"] == "still-mine"


def test_destinations_are_offered_the_datasets(aep: AEPClient, dataset_id: str) -> None:
    datasets = aep.flow_service.connection_specs.datasets(DATA_LAKE, limit=1)
    assert [dataset["id"] for dataset in datasets] == [dataset_id]


def test_a_dataflow_is_run_on_demand_and_a_run_again(aep: AEPClient, flow: str) -> None:
    service = aep.flow_service
    run = service.runs.create(flow)
    assert service.wait_for_run(flow, timeout=60, poll=0.01)["id"] == run["id"]
    service.runs.re_trigger(run["id"])
    ended = service.wait_for_run(flow, timeout=60, poll=0.01)
    assert (ended["id"], ended["metrics"]["statusSummary"]["status"]) == (run["id"], "success")
    assert next(service.flows.runs(flow, orderby="-createdAt", limit=1))["id"] == run["id"]
    assert service.runs.count(property=f"flowId=={flow}") == 2


def test_a_run_is_replaced_by_what_it_was_made_into(aep: AEPClient, flow: str) -> None:
    runs = aep.flow_service.runs
    (run,) = runs.list()
    changed = runs.replace(
        run["id"], lambda present: {"flowId": flow, "metrics": present["metrics"], "providerRefId": "r"}
    )
    assert changed["providerRefId"] == "r"
    with pytest.raises(StaleError):
        runs.replace(run["id"], {"flowId": flow}, etag=run["etag"])
