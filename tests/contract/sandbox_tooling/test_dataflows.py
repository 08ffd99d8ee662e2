"""A dataflow comes with everything it needs, as a draft and without its credentials."""

from __future__ import annotations

from typing import Any

import pytest

PAGE = "help/sandboxes/ui/sandbox-tooling.md"
DEV = {"x-sandbox-name": "dev"}
SHOPIFY = {"id": "4f63aa36-bd48-4e33-bb83-49fbcd11c708", "version": "1.0"}
DATA_LAKE = {"id": "c604ff05-7f1a-43c0-8e18-33bf874cb11c", "version": "1.0"}
CRM = {"id": "14518937-270c-4525-bdec-c2ba7cce3860", "version": "1.0"}
FULL_FORM = "application/vnd.adobe.xed-full+json;version=1"
AUTH = {"specName": "Basic Authentication", "params": {"host": "shop.example", "accessToken": "secret"}}


@pytest.fixture
def flow(api: Any, tooling: Any) -> dict[str, str]:
    """The ids of a dataflow and of what it is made of, by type."""

    def made(path: str, body: Any) -> str:
        answer = api.post(path, body)
        assert answer.ok, answer.text
        return str(answer.json()["id"])

    base = made("/flowservice/connections", {"name": "Shop", "auth": AUTH, "connectionSpec": SHOPIFY})
    source = made(
        "/flowservice/sourceConnections",
        {
            "name": "Orders",
            "baseConnectionId": base,
            "data": {"format": "tabular"},
            "params": {"tableName": "Shopify.Orders"},
            "connectionSpec": SHOPIFY,
        },
    )
    target = made(
        "/flowservice/targetConnections",
        {
            "name": "Members",
            "data": {"schema": {"id": tooling.schema_id, "version": FULL_FORM}},
            "params": {"dataSetId": tooling.dataset_id},
            "connectionSpec": DATA_LAKE,
        },
    )
    mapping = {
        "xdmSchema": tooling.schema_id,
        "xdmVersion": "1.0",
        "mappings": [{"sourceType": "ATTRIBUTE", "source": "Email", "destination": f"_{tooling.tenant}.id"}],
    }
    mapping_set = made("/conversion/mappingSets", mapping)
    flow_id = made(
        "/flowservice/flows",
        {
            "name": "Orders to members",
            "flowSpec": CRM,
            "sourceConnectionIds": [source],
            "targetConnectionIds": [target],
            "transformations": [{"name": "Mapping", "params": {"mappingId": mapping_set, "mappingVersion": "0"}}],
            "scheduleParams": {"startTime": "1604961070", "frequency": "once"},
        },
    )
    return {
        "BASE_CONNECTION": base,
        "SOURCE_CONNECTION": source,
        "TARGET_CONNECTION": target,
        "MAPPING_SET": mapping_set,
        "FLOW": flow_id,
    }


def resource(api: Any, collection: str, resource_id: str) -> dict[str, Any]:
    (found,) = api.get(f"/flowservice/{collection}/{resource_id}", headers=DEV).json()["items"]
    return dict(found)


@pytest.mark.documented(f"{PAGE}: a dataflow is copied as a draft, and credentials are not replicated")
def test_a_dataflow_is_imported_as_a_draft(api: Any, tooling: Any, flow: dict[str, str]) -> None:
    job = tooling.import_into("dev", tooling.published(("FLOW", flow["FLOW"])))
    assert job["jobStatus"] == "SUCCESS"
    new = job["importReplacementMap"]
    assert set(new) == {*flow.values(), tooling.dataset_id, tooling.schema_id, tooling.field_group_id}
    copied = resource(api, "flows", new[flow["FLOW"]])
    assert (copied["name"], copied["state"]) == ("Orders to members", "draft")
    assert copied["sourceConnectionIds"] == [new[flow["SOURCE_CONNECTION"]]]
    assert copied["targetConnectionIds"] == [new[flow["TARGET_CONNECTION"]]]
    assert copied["transformations"][0]["params"]["mappingId"] == new[flow["MAPPING_SET"]]
    base = resource(api, "connections", new[flow["BASE_CONNECTION"]])
    assert (base["state"], base["auth"]) == ("draft", {"specName": "Basic Authentication"})
    target = resource(api, "targetConnections", new[flow["TARGET_CONNECTION"]])
    assert target["params"]["dataSetId"] == new[tooling.dataset_id]
    assert target["data"]["schema"]["id"] == new[tooling.schema_id]
    mapping_set = api.get(f"/conversion/mappingSets/{new[flow['MAPPING_SET']]}", headers=DEV).json()
    assert mapping_set["xdmSchema"] == new[tooling.schema_id]
    assert [each["destination"] for each in mapping_set["mappings"]] == [f"_{tooling.tenant}.id"]


@pytest.mark.documented(f"{PAGE}: credentials are updated by hand; help/sources/tutorials/api/draft.md for publishing")
def test_an_imported_dataflow_is_put_to_work(api: Any, tooling: Any, flow: dict[str, str]) -> None:
    new = tooling.import_into("dev", tooling.published(("FLOW", flow["FLOW"])))["importReplacementMap"]
    base_id = new[flow["BASE_CONNECTION"]]
    patch = [{"op": "replace", "path": "/auth", "value": AUTH}]
    headers = {**DEV, "If-Match": resource(api, "connections", base_id)["etag"]}
    assert api.call("PATCH", f"/flowservice/connections/{base_id}", json=patch, headers=headers).status_code == 200
    for collection, kind in (
        ("connections", "BASE_CONNECTION"),
        ("sourceConnections", "SOURCE_CONNECTION"),
        ("targetConnections", "TARGET_CONNECTION"),
        ("flows", "FLOW"),
    ):
        path = f"/flowservice/{collection}/{new[flow[kind]]}/action?op=publish"
        answer = api.call("POST", path, headers=DEV)
        assert answer.status_code == 200, answer.text
    assert resource(api, "flows", new[flow["FLOW"]])["state"] == "enabled"


@pytest.mark.documented("help/sandboxes/sandbox-tooling-api/packages.md: alternatives, here for a connection")
def test_an_existing_connection_takes_the_place_of_the_packaged_one(
    api: Any, tooling: Any, flow: dict[str, str]
) -> None:
    own = api.post("/flowservice/connections", {"name": "Own", "auth": AUTH, "connectionSpec": SHOPIFY}, headers=DEV)
    alternatives = {flow["BASE_CONNECTION"]: {"id": own.json()["id"], "type": "BASE_CONNECTION"}}
    job = tooling.import_into("dev", tooling.published(("FLOW", flow["FLOW"])), alternatives=alternatives)
    source = resource(api, "sourceConnections", job["importReplacementMap"][flow["SOURCE_CONNECTION"]])
    assert source["baseConnectionId"] == own.json()["id"]
    assert len(api.get("/flowservice/connections", headers=DEV).json()["items"]) == 1


@pytest.mark.documented("help/sandboxes/sandbox-tooling-api/packages.md, List all dependent objects: MAPPING_SET")
def test_a_mapping_set_goes_by_its_id_and_needs_its_schema(api: Any, tooling: Any, flow: dict[str, str]) -> None:
    package_id = tooling.published(("FLOW", flow["FLOW"]))
    mapping_set_id = flow["MAPPING_SET"]
    asked = [{"id": mapping_set_id, "type": "MAPPING_SET"}]
    schema = {"id": tooling.schema_id, "title": "Members", "type": "REGISTRY_SCHEMA"}
    assert api.post(f"/exim/packages/{package_id}/children", asked).json() == [
        {"id": mapping_set_id, "title": mapping_set_id, "type": "MAPPING_SET", "children": [schema]}
    ]
