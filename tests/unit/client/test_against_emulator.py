"""The client against the real emulator, in the same process: the eCommerce tutorial and what belongs to it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pyarrow.parquet as pq
import pytest

from aep_client import (
    AEPClient,
    BadRequestError,
    ForbiddenError,
    NotFoundError,
    StaleError,
)

SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
FORM = "application/vnd.adobe.xed-full+json; version=1"
ROWS = 20
RENAME = [{"op": "replace", "path": "/name", "value": "renamed"}]


def connect(aep: AEPClient, name: str = "Shop") -> str:
    auth = {"specName": "Basic Authentication", "params": {"host": "shop.example", "accessToken": "shop-token"}}
    spec = {"id": SHOPIFY, "version": "1.0"}
    return aep.flow_service.connections.create({"name": name, "auth": auth, "connectionSpec": spec})["id"]


def make_schema(aep: AEPClient, title: str = "Customers") -> str:
    body = {
        "type": "object",
        "title": title,
        "allOf": [
            {"$ref": PROFILE},
            {"$ref": f"{PROFILE}-person-details"},
            {"$ref": f"{PROFILE}-personal-details"},
        ],
    }
    return str(aep.schema_registry.schemas.create(body)["$id"])


def make_dataset(aep: AEPClient, schema_id: str, name: str = "Customers") -> str:
    return aep.catalog.datasets.create({"name": name, "schemaRef": {"id": schema_id, "contentType": FORM}})


def make_mapping_set(aep: AEPClient, schema_id: str) -> str:
    return str(aep.data_prep.mapping_sets.create(mapping_set(schema_id))["id"])


def mapping_set(schema_id: str) -> dict[str, Any]:
    return {
        "outputSchema": {"schemaRef": {"id": schema_id, "contentType": FORM}},
        "mappings": [{"sourceType": "ATTRIBUTE", "source": "Email", "destination": "personalEmail.address"}],
    }


def test_the_tutorial_from_the_connection_to_the_records(aep: AEPClient) -> None:
    base = connect(aep)
    assert aep.flow_service.connections.test(base) is True
    assert "Shopify.Orders" in [table["name"] for table in aep.flow_service.connections.explore(base, "root")]
    table = aep.flow_service.connections.explore(base, "table", "Shopify.Orders", preview=True)
    assert "Email" in [column["name"] for column in table["schema"]["columns"]]

    source = aep.flow_service.source_connections.create(
        {
            "name": "Orders",
            "baseConnectionId": base,
            "data": {"format": "tabular"},
            "params": {"tableName": "Shopify.Orders", "columns": [{"name": "Email", "type": "string"}]},
            "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
        }
    )
    schema_id = make_schema(aep)
    dataset_id = make_dataset(aep, schema_id)
    target = aep.flow_service.target_connections.create(
        {
            "name": "Customers",
            "data": {"format": "parquet_xdm", "schema": {"id": schema_id, "version": FORM}},
            "params": {"dataSetId": dataset_id},
            "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
        }
    )
    mapping_id = make_mapping_set(aep, schema_id)
    (spec,) = aep.flow_service.flow_specs.list(property='name=="CRMToAEP"')
    flow = aep.flow_service.flows.create(
        {
            "name": "Orders to customers",
            "flowSpec": {"id": spec["id"], "version": "1.0"},
            "sourceConnectionIds": [source["id"]],
            "targetConnectionIds": [target["id"]],
            "transformations": [{"name": "Mapping", "params": {"mappingId": mapping_id, "mappingVersion": "0"}}],
            "scheduleParams": {"startTime": "1604961070", "frequency": "once"},
        }
    )
    seen: list[Any] = []
    run = aep.wait_for_run(flow["id"], timeout=60, poll=0.02, on_progress=seen.append)

    assert run["metrics"]["statusSummary"]["status"] == "success"
    assert run["metrics"]["recordSummary"]["outputRecordCount"] == ROWS
    assert seen[-1] == run
    (batch,) = aep.catalog.batches.list(dataSet=dataset_id)
    assert aep.catalog.batches.get(batch["id"])["status"] == "success"
    (file,) = aep.data_access.batch_files(batch["id"])
    (part,) = aep.data_access.file_parts(file["dataSetFileId"])
    content = aep.data_access.download(file["dataSetFileId"], part["name"])
    assert pq.read_table(io.BytesIO(content)).num_rows == ROWS
    assert "@" in aep.data_access.preview(dataset_id)[0]["personalEmail"]["address"]

    with pytest.raises(BadRequestError, match=flow["id"]):
        aep.flow_service.connections.delete(base)
    aep.flow_service.flows.delete(flow["id"])
    aep.flow_service.source_connections.delete(source["id"])
    aep.flow_service.target_connections.delete(target["id"])
    aep.flow_service.connections.delete(base)
    with pytest.raises(NotFoundError):
        aep.flow_service.connections.get(base)


def test_specs_are_listed_and_looked_up(aep: AEPClient) -> None:
    for specs in (aep.flow_service.connection_specs, aep.flow_service.flow_specs):
        first = next(specs.list())
        assert specs.get(first["id"])["name"] == first["name"]


def test_flow_service_lists_go_over_all_pages(aep: AEPClient) -> None:
    names = [f"shop {number}" for number in range(5)]
    for name in names:
        connect(aep, name)
    listed = aep.flow_service.connections.list(orderby="-name", limit=2)
    assert [connection["name"] for connection in listed] == names[::-1]


def test_a_connection_is_updated_with_the_etag_that_was_read(aep: AEPClient) -> None:
    connections = aep.flow_service.connections
    connection_id = connect(aep)
    read = connections.get(connection_id)
    changed = connections.update(connection_id, RENAME)
    now = connections.get(connection_id)
    assert (now["name"], now["etag"]) == ("renamed", changed["etag"])
    with pytest.raises(StaleError) as caught:
        connections.update(connection_id, RENAME, etag=read["etag"])
    assert (caught.value.status, caught.value.code) == (412, "FLOW-1404-412")


def test_an_update_is_made_again_when_someone_else_was_faster(aep: AEPClient) -> None:
    connections = aep.flow_service.connections
    connection_id = connect(aep)
    seen: list[str] = []

    def describe(connection: dict[str, Any]) -> list[dict[str, Any]]:
        seen.append(connection["name"])
        if len(seen) == 1:
            connections.update(connection_id, RENAME)
        return [{"op": "add", "path": "/description", "value": f"was {connection['name']}"}]

    connections.update(connection_id, describe)
    assert seen == ["Shop", "renamed"]
    assert connections.get(connection_id)["description"] == "was renamed"


def test_a_schemas_life(aep: AEPClient) -> None:
    schemas = aep.schema_registry.schemas
    for title in ("C", "A", "B"):
        make_schema(aep, title)
    assert [schema["title"] for schema in schemas.list(limit=1)] == ["A", "B", "C"]
    (found,) = schemas.list(property="title==B", ids_only=True)
    schema_id = found["$id"]
    assert "properties" in schemas.get(schema_id)
    changed = schemas.update(schema_id, [{"op": "add", "path": "/description", "value": "people"}])
    assert (changed["description"], changed["version"]) == ("people", "1.1")
    replaced = schemas.replace(schema_id, {"type": "object", "title": "D", "allOf": [{"$ref": PROFILE}]})
    assert replaced["title"] == "D"
    schemas.delete(schema_id)
    with pytest.raises(NotFoundError) as caught:
        schemas.get(schema_id)
    assert caught.value.code is not None
    assert caught.value.code.startswith("XDM-")
    assert caught.value.request_id


def test_adobes_own_resources_are_in_the_global_container(aep: AEPClient) -> None:
    registry = aep.schema_registry
    assert registry.classes.get(PROFILE, container="global")["$id"] == PROFILE
    assert [
        found["$id"]
        for found in registry.field_groups.list(container="global", property=f"$id=={PROFILE}-person-details")
    ]
    assert registry.stats()["tenantId"] == "emulator"


def test_a_descriptors_life(aep: AEPClient) -> None:
    descriptors = aep.schema_registry.descriptors
    schema_id = make_schema(aep)
    body = {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": schema_id,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/personalEmail/address",
        "xdm:namespace": "Email",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": False,
    }
    ids = {
        descriptors.create(body | {"xdm:sourceProperty": path})["@id"]
        for path in ("/personalEmail/address", "/mobilePhone/number", "/homeAddress/city")
    }
    assert {descriptor["@id"] for descriptor in descriptors.list(limit=1)} == ids
    descriptor_id = min(ids)
    assert descriptors.replace(descriptor_id, body | {"xdm:namespace": "Phone"}) == {"@id": descriptor_id}
    assert descriptors.get(descriptor_id)["xdm:namespace"] == "Phone"
    descriptors.delete(descriptor_id)
    with pytest.raises(NotFoundError):
        descriptors.get(descriptor_id)


def test_a_datasets_life(aep: AEPClient) -> None:
    datasets = aep.catalog.datasets
    schema_id = make_schema(aep)
    ids = [make_dataset(aep, schema_id, f"set {number}") for number in range(5)]
    assert [dataset["id"] for dataset in datasets.list(limit=2)] == ids
    first = datasets.get(ids[0])

    datasets.update(ids[0], {"description": "one"}, version=first["version"])
    with pytest.raises(StaleError):
        datasets.update(ids[0], {"description": "two"}, version=first["version"])
    datasets.update(ids[0], [{"op": "add", "path": "/tags/mine", "value": ["1"]}])
    datasets.update(ids[0], lambda dataset: {"tags": {**dataset["tags"], "yours": ["2"]}})
    now = datasets.get(ids[0])
    assert (now["description"], now["tags"]["mine"], now["tags"]["yours"]) == ("one", ["1"], ["2"])
    datasets.replace(ids[0], {"name": "replaced", "schemaRef": first["schemaRef"]}, version=now["version"])
    assert datasets.get(ids[0])["name"] == "replaced"

    datasets.delete(ids[0])
    with pytest.raises(NotFoundError) as caught:
        datasets.get(ids[0])
    assert caught.value.title == "NotFoundError"


def test_a_mapping_sets_life(aep: AEPClient) -> None:
    mapping_sets = aep.data_prep.mapping_sets
    schema_id = make_schema(aep)
    body = mapping_set(schema_id)
    assert {entry["status"] for entry in mapping_sets.validate(body)["validationResponse"]} == {"SUCCESS"}
    (row,) = mapping_sets.preview([{"Email": "a@b.example"}], body)
    assert row["data"]["personalEmail"]["address"] == "a@b.example"
    mapping_id = make_mapping_set(aep, schema_id)
    assert [found["id"] for found in mapping_sets.list(limit=1)] == [mapping_id]
    assert mapping_sets.replace(mapping_id, body)["version"] == 1
    assert mapping_sets.get(mapping_id)["version"] == 1
    assert mapping_sets.get(mapping_id, version=0)["version"] == 0
    mapping_sets.delete(mapping_id)
    with pytest.raises(NotFoundError):
        mapping_sets.get(mapping_id)


def test_a_refused_body_is_explained_without_its_secrets(aep: AEPClient) -> None:
    auth = {"specName": "Basic Authentication", "params": {"accessToken": "shop-token"}}
    with pytest.raises(BadRequestError, match="host") as caught:
        aep.flow_service.connections.create({"name": "Shop", "auth": auth, "connectionSpec": {"id": SHOPIFY}})
    error = caught.value
    assert error.code is not None
    assert error.code.startswith("FLOW-")
    assert error.request_id
    assert error.sent["auth"]["params"] == {"accessToken": "***"}


def test_tokens_that_ims_has_revoked_are_renewed(aep: AEPClient, app: Any) -> None:
    connection_id = connect(aep)
    assert aep.flow_service.connections.get(connection_id)
    app.test_client().post("/_emulator/reset")
    assert list(aep.flow_service.connections.list()) == []


def test_a_sandbox_sees_its_own_resources_only(make_aep: Callable[..., AEPClient]) -> None:
    connect(make_aep(sandbox="dev"))
    assert list(make_aep().flow_service.connections.list()) == []
    with pytest.raises(NotFoundError, match="no-such"):
        list(make_aep(sandbox="no-such").flow_service.connections.list())


def test_a_host_name_the_emulator_does_not_answer_to_is_explained(make_aep: Callable[..., AEPClient]) -> None:
    with pytest.raises(ForbiddenError, match="allowed-hosts"):
        make_aep(base_url="http://aep.example").schema_registry.stats()
