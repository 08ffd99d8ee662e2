"""Schema Registry's remote procedure calls over HTTP: none needs an Accept header or a container."""

from __future__ import annotations

import re
import urllib.parse
from typing import Any

import pytest
from jsonschema import Draft7Validator

ROOT = "/schemaregistry/tenant"
RPC = "/schemaregistry/rpc"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
FULL = {"Accept": "application/vnd.adobe.xed-full+json; version=1"}
PLACEHOLDER = "<XDM_TENANTID_PLACEHOLDER>"


def quoted(resource_id: str) -> str:
    return urllib.parse.quote(resource_id, safe="")


def addresses(resource: dict[str, Any]) -> tuple[str, ...]:
    """What a path may carry for a resource; aepp quotes ids, others do not."""
    return resource["meta:altId"], quoted(resource["$id"]), resource["$id"], resource["meta:altId"] + "/"


def make(api: Any, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    response = api.post(f"{ROOT}/{kind}", content)
    assert response.status_code == 201, response.text
    created: dict[str, Any] = response.json()
    return created


@pytest.fixture
def tenant(api: Any) -> str:
    """The tenant id, without underscore."""
    return str(api.get("/schemaregistry/stats").json()["tenantId"])


@pytest.fixture
def restaurant(api: Any, tenant: str) -> dict[str, dict[str, Any]]:
    """A data type, a field group that uses it and a schema with that, by kind; after the example of the pages."""
    jurisdiction = {"type": "string", "enum": ["NA", "UK", "EU"], "meta:enum": {"NA": "North America"}}
    data_type = make(api, "datatypes", {"title": "Property", "properties": {"jurisdiction": jurisdiction}})
    fields = {
        "capacity": {"title": "Capacity", "type": "string"},
        "rating": {"type": "integer", "minimum": 1, "maximum": 5},
        "opened": {"type": "string", "format": "date"},
        "property": {"$ref": data_type["$id"]},
    }
    namespace = {"properties": {f"_{tenant}": {"type": "object", "properties": fields}}}
    group = {
        "title": "Restaurant",
        "meta:intendedToExtend": [PROFILE],
        "definitions": {"customFields": namespace},
        "allOf": [{"$ref": "#/definitions/customFields"}],
    }
    made = make(api, "fieldgroups", group)
    parts = [PROFILE, f"{PROFILE}-personal-details", made["$id"]]
    schema = make(api, "schemas", {"title": "Guests", "allOf": [{"$ref": part} for part in parts]})
    return {"datatypes": data_type, "mixins": made, "schemas": schema}


@pytest.mark.documented("help/xdm/api/export.md")
def test_a_resource_is_exported_with_what_it_needs(api: Any, tenant: str, restaurant: dict[str, Any]) -> None:
    for address in addresses(restaurant["mixins"]):
        response = api.get(f"{RPC}/export/{address}", headers={"Accept": "application/vnd.adobe.xdm-link+json"})
        assert response.status_code == 200, response.text
        data_type, group = response.json()
        identifier = restaurant["datatypes"]["$id"].rpartition("/")[2]
        assert data_type["$id"] == f"https://ns.adobe.com/{PLACEHOLDER}/datatypes/{identifier}"
        assert data_type["meta:altId"] == f"_{PLACEHOLDER}.datatypes.{identifier}"
        fields = group["definitions"]["customFields"]["properties"][f"_{PLACEHOLDER}"]["properties"]
        assert fields["property"]["$ref"] == data_type["$id"]
        assert tenant not in response.text
    payload = api.get(f"{RPC}/export/{restaurant['schemas']['meta:altId']}").json()
    assert [part["meta:resourceType"] for part in payload] == ["datatypes", "mixins", "schemas"]


@pytest.mark.emulator_only("needs a second sandbox")
@pytest.mark.documented("help/xdm/api/import.md")
def test_a_payload_is_imported_into_another_sandbox(api: Any, restaurant: dict[str, Any]) -> None:
    payload = api.get(f"{RPC}/export/{restaurant['schemas']['meta:altId']}").json()
    there = {"x-sandbox-name": "dev"}
    response = api.call("POST", f"{RPC}/import", json=payload, headers=there)
    assert response.status_code == 200, response.text
    imported = response.json()
    assert [part["$id"] for part in imported] == [
        restaurant[kind]["$id"] for kind in ("datatypes", "mixins", "schemas")
    ]
    assert {part["version"] for part in imported} == {"1.0"}
    assert {part["meta:sandboxType"] for part in imported} == {"development"}
    path = f"{ROOT}/schemas/{restaurant['schemas']['meta:altId']}"
    here, theirs = api.get(path, headers=FULL).json(), api.get(path, headers={**FULL, **there}).json()
    assert here["properties"] == theirs["properties"]

    again = api.call("POST", f"{RPC}/import", json=payload, headers=there)
    assert again.status_code == 400
    error = again.json()
    assert error["type"] == "http://ns.adobe.com/aep/errors/XDM-3005-400"
    assert error["title"] == "Import Resource Failed"
    assert error["detail"].startswith("Failed to import resources. Error: ")
    assert error["report"]["detailed-message"] == error["detail"]

    renamed = [{**payload[0], "$id": f"{payload[0]['$id'][:-1]}0"}]
    taken = api.call("POST", f"{RPC}/import", json=renamed, headers=there).json()["detail"]
    assert taken == (
        f"Failed to import resources. Error: Title must be unique. An object {restaurant['datatypes']['$id']} already "
        "exists with the same title"
    )


@pytest.mark.documented("help/xdm/api/import.md")
@pytest.mark.parametrize("content_type", [None, "text/plain", "application/json"])
def test_an_import_needs_no_content_type(api: Any, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    response = api.call("POST", f"{RPC}/import", data=b"[5]", headers=headers)
    assert (response.status_code, response.json()["type"].rpartition("/")[2]) == (400, "XDM-3005-400")


@pytest.mark.assumed("no page shows how a wrong payload is refused; a call to Adobe would settle it")
@pytest.mark.parametrize("body", [b"", b"[", b"null", b"{}", b"[]", b'"text"', b"[[]]", b'[{"$id": []}]'])
def test_what_is_no_payload_is_refused(api: Any, body: bytes) -> None:
    response = api.call("POST", f"{RPC}/import", data=body)
    assert response.status_code == 400
    assert response.json()["detail"]


@pytest.mark.assumed("aepp's importResource posts to /rpc/export/; Adobe documents no such operation")
def test_a_payload_posted_to_export_is_told_where_to_go(api: Any, restaurant: dict[str, Any]) -> None:
    payload = api.get(f"{RPC}/export/{restaurant['mixins']['meta:altId']}").json()
    for slash in ("", "/"):
        response = api.post(f"{RPC}/export{slash}", payload)
        assert (response.status_code, response.json()["status"]) == (405, 405)
        assert "/rpc/import" in response.json()["detail"]


@pytest.mark.documented("help/xdm/api/sample-data.md")
def test_a_sample_is_a_record_of_the_schema(api: Any, tenant: str, restaurant: dict[str, Any]) -> None:
    schema = api.get(f"{ROOT}/schemas/{restaurant['schemas']['meta:altId']}", headers=FULL).json()
    samples = []
    for address in addresses(restaurant["schemas"]):
        response = api.get(f"{RPC}/sampledata/{address}")
        assert response.status_code == 200, response.text
        samples.append(response.json())
    assert all(sample == samples[0] for sample in samples)
    Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER).validate(samples[0])
    own = samples[0][f"_{tenant}"]
    assert own["capacity"] == "string"
    assert own["property"]["jurisdiction"] in ("NA", "UK", "EU")
    assert 1 <= own["rating"] <= 5
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", own["opened"])
    assert set(samples[0]) == set(schema["properties"])


@pytest.mark.documented("help/xdm/api/audit-log.md")
def test_the_audit_log_shows_the_latest_change_first(api: Any, tenant: str, restaurant: dict[str, Any]) -> None:
    group = restaurant["mixins"]
    path = f"/definitions/customFields/properties/_{tenant}/properties/brand"
    instruction = {"op": "add", "path": path, "value": {"title": "Brand", "type": "string"}}
    assert api.call("PATCH", f"{ROOT}/mixins/{group['meta:altId']}", json=[instruction]).status_code == 200
    change = {
        "id": group["$id"],
        "xdmType": "mixins",
        "action": "add",
        "path": path,
        "value": {"title": "Brand", "type": "string", "meta:xdmType": "string"},
    }
    for kind in ("mixins", "schemas"):
        for address in addresses(restaurant[kind]):
            response = api.get(f"{RPC}/auditlog/{address}")
            assert response.status_code == 200, response.text
            latest = response.json()[0]
            assert latest["id"] == restaurant[kind]["$id"]
            assert latest["updates"] == [change]
            assert re.fullmatch(r"\d\d-\d\d-\d{4} \d\d:\d\d:\d\d", latest["updatedTime"])
            assert {"updatedUser", "imsOrg", "requestId", "clientId", "sandBoxId"} <= set(latest)
    assert api.get(f"{RPC}/auditlog/{restaurant['datatypes']['meta:altId']}").json()[0]["id"] != group["$id"]


@pytest.mark.documented("schema-registry.yaml notFoundError")
@pytest.mark.parametrize("call", ["export", "sampledata", "auditlog"])
def test_what_is_not_there_is_not_found(api: Any, call: str) -> None:
    for address in ("nothing", "_emulator.schemas.0", quoted("https://ns.adobe.com/emulator/schemas/0"), "%00", "é"):
        response = api.get(f"{RPC}/{call}/{address}")
        assert response.status_code == 404
        assert response.json()["type"].endswith("XDM-1012-404")
        assert response.json()["report"]["detailed-message"] == response.json()["detail"]


@pytest.mark.documented("help/xdm/api/sample-data.md")
def test_only_schemas_have_samples(api: Any, restaurant: dict[str, Any]) -> None:
    for address in (restaurant["mixins"]["meta:altId"], "_xdm.context.profile"):
        assert api.get(f"{RPC}/sampledata/{address}").status_code == 404


@pytest.mark.assumed("the pages show one method each; a call to Adobe would settle it")
@pytest.mark.parametrize("call", ["export", "sampledata", "auditlog"])
def test_procedures_that_read_take_no_other_method(api: Any, call: str) -> None:
    for method in ("PUT", "PATCH", "DELETE"):
        assert api.call(method, f"{RPC}/{call}/_xdm.context.profile", json={}).status_code == 405
