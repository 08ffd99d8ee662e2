"""Adobe's tutorial "Collect eCommerce data using source connectors and APIs", request by request."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

pytestmark = pytest.mark.documented("help/sources/tutorials/api/collect/ecommerce.md")

SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
ETAG = re.compile(r'"[0-9a-f]{8}-0000-0200-0000-[0-9a-f]{8}0000"')
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def created(response: Any, status: int = 201) -> str:
    """The id of a Flow Service resource, after checking the documented shape of the answer."""
    assert response.status_code == status, response.text
    body = response.json()
    assert set(body) == {"id", "etag"}
    assert UUID.fullmatch(body["id"])
    assert ETAG.fullmatch(body["etag"])
    return str(body["id"])


def base_connection(api: Any) -> str:
    return created(
        api.post(
            "/flowservice/connections",
            {
                "name": "Shopify source",
                "description": "Shopify source",
                "auth": {"specName": "Basic Authentication", "params": {"host": "shop.example", "accessToken": "t"}},
                "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
            },
        )
    )


def source_connection(api: Any, base: str, columns: list[str]) -> str:
    return created(
        api.post(
            "/flowservice/sourceConnections",
            {
                "name": "Shopify Source Connection demo",
                "baseConnectionId": base,
                "description": "Shopify Source Connection",
                "data": {"format": "tabular"},
                "params": {
                    "tableName": "Shopify.Orders",
                    "columns": [{"name": name, "type": "string"} for name in columns],
                },
                "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
            },
        )
    )


def target_schema(api: Any) -> dict[str, Any]:
    response = api.post(
        "/schemaregistry/tenant/schemas",
        {
            "type": "object",
            "title": "Test Shopify schema",
            "description": "",
            "allOf": [
                {"$ref": "https://ns.adobe.com/xdm/context/profile"},
                {"$ref": "https://ns.adobe.com/xdm/context/profile-person-details"},
                {"$ref": "https://ns.adobe.com/xdm/context/profile-personal-details"},
            ],
            "meta:containerId": "tenant",
            "meta:resourceType": "schemas",
            "meta:xdmType": "object",
            "meta:class": "https://ns.adobe.com/xdm/context/profile",
        },
    )
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


def dataset(api: Any, schema_id: str, path: str = "/catalog/dataSet") -> str:
    response = api.post(
        path,
        {
            "name": "Test Shopify Target Dataset",
            "schemaRef": {
                "id": schema_id,
                "contentType": "application/vnd.adobe.xed-full-notext+json; version=1",
            },
        },
    )
    assert response.status_code == 201, response.text
    (reference,) = response.json()
    assert re.fullmatch(r"@/dataSets/[0-9a-f]{24}", reference)
    return str(reference.rpartition("/")[2])


def target_connection(api: Any, schema_id: str, dataset_id: str) -> str:
    return created(
        api.post(
            "/flowservice/targetConnections",
            {
                "name": "Test Shopify Dataset Target Connection",
                "description": "Test Shopify Dataset Target Connection",
                "data": {
                    "format": "parquet_xdm",
                    "schema": {
                        "id": schema_id,
                        "version": "application/vnd.adobe.xed-full-notext+json; version=1",
                    },
                },
                "params": {"dataSetId": dataset_id},
                "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
            },
        )
    )


def mapping_set(api: Any, schema_id: str) -> str:
    response = api.post(
        "/conversion/mappingSets",
        {
            "version": 0,
            "xdmSchema": schema_id,
            "xdmVersion": "1.0",
            "id": None,
            "mappings": [
                {
                    "destinationXdmPath": "personalEmail.address",
                    "sourceAttribute": "Email",
                    "identity": False,
                    "version": 0,
                },
                {
                    "destinationXdmPath": "mobilePhone.number",
                    "sourceAttribute": "Shipping_Address_Phone",
                    "identity": False,
                    "version": 0,
                },
            ],
        },
    )
    assert response.status_code == 200, response.text
    body = response.json()
    assert re.fullmatch(r"[0-9a-f]{32}", body["id"])
    assert body["version"] == 0
    assert {"createdDate", "modifiedDate", "createdBy", "modifiedBy"} <= set(body)
    return str(body["id"])


def flow_spec(api: Any) -> str:
    # curl sends the quotation marks of the tutorial's line as they are; requests would encode them.
    response = api.get('/flowservice/flowSpecs?property=name=="CRMToAEP"')
    assert response.status_code == 200
    (spec,) = response.json()["items"]
    assert spec["id"] == "14518937-270c-4525-bdec-c2ba7cce3860"
    assert [item["name"] for item in spec["transformationSpecs"]] == ["Copy", "Mapping"]
    assert spec["scheduleSpec"]["name"] == "PeriodicSchedule"
    return str(spec["id"])


def flow_body(spec_id: str, source: str, target: str, mapping: str) -> dict[str, Any]:
    return {
        "name": "Test Shopify dataflow",
        "description": "Shopify With mapping ingestion",
        "flowSpec": {"id": spec_id, "version": "1.0"},
        "sourceConnectionIds": [source],
        "targetConnectionIds": [target],
        "transformations": [{"name": "Mapping", "params": {"mappingId": mapping, "mappingVersion": "0"}}],
        "scheduleParams": {"startTime": "1604961070", "frequency": "once"},
    }


def finished_run(api: Any, flow_id: str) -> dict[str, Any]:
    """The flow's run, once it has ended."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        items = api.get(f"/flowservice/runs?property=flowId=={flow_id}").json()["items"]
        if items and items[0]["metrics"]["statusSummary"]["status"] in ("success", "failed"):
            run: dict[str, Any] = items[0]
            return run
        time.sleep(0.05)
    raise AssertionError("the run did not end within a minute")


def prepare(api: Any, columns: list[str]) -> tuple[dict[str, Any], str, dict[str, str]]:
    """Everything up to the flow's body: the body, the dataset id and the ids of what it uses."""
    base = base_connection(api)
    source = source_connection(api, base, columns)
    schema_id = target_schema(api)["$id"]
    dataset_id = dataset(api, schema_id)
    target = target_connection(api, schema_id, dataset_id)
    mapping = mapping_set(api, schema_id)
    body = flow_body(flow_spec(api), source, target, mapping)
    return body, dataset_id, {"base": base, "source": source, "target": target, "schema": schema_id}


def test_the_whole_tutorial(api: Any) -> None:
    body, dataset_id, _ = prepare(api, ["Email", "Shipping_Address_Phone"])
    flow_id = created(api.post("/flowservice/flows", body))

    run = finished_run(api, flow_id)
    metrics = run["metrics"]
    assert metrics["statusSummary"]["status"] == "success", run
    records = metrics["recordSummary"]
    assert records["inputRecordCount"] > 0
    assert records["outputRecordCount"] == records["inputRecordCount"]
    assert records["failedRecordCount"] == 0
    assert metrics["durationSummary"]["startedAtUTC"] <= metrics["durationSummary"]["completedAtUTC"]
    assert metrics["sizeSummary"]["inputBytes"] > 0
    copy, promotion = run["activities"]
    assert (copy["id"], promotion["id"]) == ("copyActivity", "promotionActivity")
    assert copy["sourceInfo"][0]["id"] == body["sourceConnectionIds"][0]
    (target_info,) = promotion["targetInfo"]
    assert target_info["id"] == body["targetConnectionIds"][0]
    (batch_id,) = target_info["reference"]["ids"]

    batch = api.get(f"/catalog/batches/{batch_id}").json()[batch_id]
    assert batch["status"] == "success"
    assert batch["metrics"]["outputRecordCount"] == records["outputRecordCount"]
    shown = api.get(f"/catalog/dataSets/{dataset_id}").json()[dataset_id]
    assert shown["lastBatchId"] == batch_id
    assert shown["lastBatchStatus"] == "success"

    (entry,) = api.get(f"/export/batches/{batch_id}/files").json()["data"]
    (file,) = api.get(f"/export/files/{entry['dataSetFileId']}").json()["data"]
    content = api.get(f"/export/files/{entry['dataSetFileId']}", params={"path": file["name"]}).content
    assert len(content) == int(file["length"])
    assert (content[:4], content[-4:]) == (b"PAR1", b"PAR1")

    rows = api.get(f"/export/datasets/{dataset_id}/preview").json()["data"]
    assert "@" in rows[0]["personalEmail"]["address"]
    assert any(row.get("mobilePhone", {}).get("number") for row in rows)

    flow = api.get(f"/flowservice/flows/{flow_id}").json()["items"][0]
    assert flow["scheduleParams"] == body["scheduleParams"]
    assert flow["lastRunDetails"]["id"] == run["id"]
    assert flow["lastRunDetails"]["state"] == "success"
    assert flow["inheritedAttributes"]["targetConnections"][0]["connectionSpec"]["id"] == DATA_LAKE


def test_columns_that_are_not_selected_are_not_read(api: Any) -> None:
    """The tutorial selects Email and Phone but maps Shipping_Address_Phone: that attribute is left out."""
    body, dataset_id, _ = prepare(api, ["Email", "Phone"])
    run = finished_run(api, created(api.post("/flowservice/flows", body)))
    assert run["metrics"]["statusSummary"]["status"] == "success"
    rows = api.get(f"/export/datasets/{dataset_id}/preview").json()["data"]
    assert rows
    assert all("mobilePhone" not in row or row["mobilePhone"] is None for row in rows)
    assert "@" in rows[0]["personalEmail"]["address"]


def test_schema_answer_has_the_documented_members(api: Any) -> None:
    body = target_schema(api)
    tenant = api.get("/schemaregistry/stats").json()["tenantId"]
    identifier = body["$id"].rpartition("/")[2]
    assert re.fullmatch(r"[0-9a-f]{48}", identifier)
    assert body["$id"] == f"https://ns.adobe.com/{tenant}/schemas/{identifier}"
    assert body["meta:altId"] == f"_{tenant}.schemas.{identifier}"
    assert body["version"] == "1.0"
    assert body["meta:class"] == "https://ns.adobe.com/xdm/context/profile"
    assert set(body["meta:extends"]) == {
        "https://ns.adobe.com/xdm/context/profile-person-details",
        "https://ns.adobe.com/xdm/context/profile-personal-details",
        "https://ns.adobe.com/xdm/common/auditable",
        "https://ns.adobe.com/xdm/data/record",
        "https://ns.adobe.com/xdm/context/profile",
    }
    assert set(body["refs"]) == {item["$ref"] for item in body["allOf"]}
    assert all(item["type"] == item["meta:xdmType"] == "object" for item in body["allOf"])
    assert body["meta:tenantNamespace"] == f"_{tenant}"
    assert (body["meta:extensible"], body["meta:abstract"]) == (False, False)
    assert body["meta:sandboxType"] == "production"


def test_exploring_the_shop(api: Any) -> None:
    base = base_connection(api)
    assert api.get(f"/flowservice/connections/{base}/test").json() == {"result": True}
    tables = api.get(f"/flowservice/connections/{base}/explore?objectType=root").json()
    assert {
        "type": "table",
        "name": "Shopify.Orders",
        "path": "Shopify.Orders",
        "canPreview": True,
        "canFetchSchema": True,
    } in tables
    table = api.get(f"/flowservice/connections/{base}/explore?objectType=table&object=Shopify.Orders").json()
    assert table["format"] == "flat"
    columns = {column["name"]: column for column in table["schema"]["columns"]}
    assert columns["Email"] == {"name": "Email", "type": "string", "xdm": {"type": "string"}}
    assert columns["Created_At"]["xdm"] == {"type": "string", "format": "date-time"}
    assert table["data"]


def test_wrong_requests_name_the_field(api: Any) -> None:
    body, _, ids = prepare(api, ["Email"])
    for change, field in (
        ({"flowSpec": {"id": "00000000-0000-0000-0000-000000000000"}}, "00000000-0000-0000-0000-000000000000"),
        ({"sourceConnectionIds": ["nope"]}, "sourceConnectionIds[0]"),
        ({"targetConnectionIds": ["nope"]}, "targetConnectionIds[0]"),
        ({"sourceConnectionIds": [ids["base"]]}, "sourceConnectionIds[0]"),
        ({"scheduleParams": {"startTime": "x", "frequency": "once"}}, "scheduleParams.startTime"),
        ({"scheduleParams": {"startTime": "1", "frequency": "never"}}, "scheduleParams.frequency"),
        ({"transformations": [{"name": "Dream"}]}, "transformations[0].name"),
        ({"transformations": [{"name": "Mapping", "params": {"mappingId": "nope"}}]}, "transformations[0].params"),
        ({"name": 5}, "name"),
    ):
        response = api.post("/flowservice/flows", {**body, **change})
        assert response.status_code == 400, (change, response.text)
        assert field in response.json()["detail"], (change, response.text)
    assert api.get("/flowservice/flows").json()["items"] == []


def test_what_a_flow_uses_is_not_deleted(api: Any) -> None:
    body, _, ids = prepare(api, ["Email"])
    flow_id = created(api.post("/flowservice/flows", body))
    finished_run(api, flow_id)
    for kind, resource_id in (
        ("connections", ids["base"]),
        ("sourceConnections", ids["source"]),
        ("targetConnections", ids["target"]),
    ):
        response = api.call("DELETE", f"/flowservice/{kind}/{resource_id}")
        assert response.status_code == 400
        assert flow_id in response.json()["detail"]
    assert api.call("DELETE", f"/flowservice/flows/{flow_id}").status_code == 204
    assert api.call("DELETE", f"/flowservice/sourceConnections/{ids['source']}/").status_code == 204
    assert api.call("DELETE", f"/flowservice/connections/{ids['base']}").status_code == 204
    gone = api.get(f"/flowservice/connections/{ids['base']}")
    assert gone.status_code == 404
    assert "items" not in gone.json()
