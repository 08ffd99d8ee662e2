"""Schema Registry: relational schemas, which have no class, and the descriptors that they need."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.documented("help/xdm/api/schemas.md: Create a relational schema")

TENANT = "/schemaregistry/tenant"
ROOT = f"{TENANT}/schemas"
ADHOC_V2 = "https://ns.adobe.com/xdm/data/adhoc-v2"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
CONTACT = "https://ns.adobe.com/xdm/context/profile-personal-details"
RECORD = "https://ns.adobe.com/xdm/data/record"
WHOLE = {"Accept": "application/vnd.adobe.xed+json; version=1"}
FULL = {"Accept": "application/vnd.adobe.xed-full+json; version=1"}
TEXT = {"type": "string"}
MOMENT = {"type": "string", "format": "date-time"}


def body(title: str = "marketing.customers", **changes: Any) -> dict[str, Any]:
    """The page's schema; a change to None leaves the member out."""
    fields = {
        "customer_id": {**TEXT, "title": "Customer ID", "minLength": 1},
        "name": {**TEXT, "title": "Name"},
        "email": {**TEXT, "title": "Email", "format": "email", "minLength": 1},
    }
    whole = {
        "title": title,
        "type": "object",
        "description": "A table.",
        "definitions": {"customFields": {"type": "object", "properties": fields, "required": ["customer_id"]}},
        "allOf": [{"$ref": "#/definitions/customFields", "meta:xdmType": "object"}],
        "meta:extends": [ADHOC_V2],
        "meta:behaviorType": "record",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def make(api: Any, content: dict[str, Any]) -> dict[str, Any]:
    response = api.post(ROOT, content)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def full(api: Any, schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"{ROOT}/{schema['meta:altId']}", headers=FULL).json()
    return found


def refused(response: Any, *named: str) -> None:
    assert response.status_code == 400, response.text
    assert all(name in response.json()["detail"] for name in named), response.text


def test_a_relational_schema_has_no_class(api: Any) -> None:
    schema = make(api, body())
    assert "meta:class" not in schema
    assert schema["meta:extends"] == [ADHOC_V2]
    assert (schema["meta:behaviorType"], schema["meta:resourceType"], schema["version"]) == ("record", "schemas", "1.0")
    assert schema["meta:containerId"] == "tenant"
    assert schema["allOf"][0]["$ref"] == "#/definitions/customFields"
    assert schema["definitions"]["customFields"]["required"] == ["customer_id"]
    found = api.get(f"{ROOT}/{schema['meta:altId']}", headers=WHOLE).json()
    assert {**found, **schema} == found


def test_its_fields_stand_at_the_root(api: Any) -> None:
    shown = full(api, make(api, body()))
    assert set(shown["properties"]) == {"customer_id", "name", "email"}
    assert shown["required"] == ["customer_id"]
    assert (shown["meta:extends"], shown["meta:behaviorType"]) == ([ADHOC_V2], "record")
    assert "meta:class" not in shown


def test_it_is_in_lists_and_statistics(api: Any) -> None:
    schema = make(api, body())
    listed = api.get(ROOT, headers={"Accept": "application/vnd.adobe.xed+json"}).json()["results"]
    assert schema["$id"] in [item["$id"] for item in listed]
    stats = api.get("/schemaregistry/stats").json()
    recent = next(item for item in stats["recentlyCreatedResources"] if item["$id"] == schema["$id"])
    assert "meta:class" not in recent
    assert schema["$id"] not in str(stats["classUsage"])


@pytest.mark.parametrize("behavior", ["record", "time-series"])
def test_both_behaviors_are_accepted(api: Any, behavior: str) -> None:
    assert make(api, body(**{"meta:behaviorType": behavior}))["meta:behaviorType"] == behavior


@pytest.mark.assumed("the page sends a behavior always; without one the emulator takes record")
def test_without_a_behavior_it_holds_records(api: Any) -> None:
    assert make(api, body(**{"meta:behaviorType": None}))["meta:behaviorType"] == "record"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"allOf": [{"$ref": "#/definitions/customFields"}, {"$ref": PROFILE}]}, PROFILE),
        ({"allOf": [{"$ref": "#/definitions/customFields"}, {"$ref": CONTACT}]}, CONTACT),
        ({"meta:extends": [ADHOC_V2, PROFILE]}, PROFILE),
        ({"meta:class": PROFILE}, "meta:class"),
        ({"meta:behaviorType": "adhoc"}, "meta:behaviorType"),
        ({"type": "array", "items": TEXT}, "type"),
        ({"meta:extends": None}, "exactly one class"),
        ({"meta:extends": [RECORD]}, "exactly one class"),
        ({"allOf": [{"$ref": "#/definitions/nothing"}]}, "#/definitions/nothing"),
    ],
)
def test_what_belongs_to_standard_schemas_is_refused(api: Any, changes: dict[str, Any], named: str) -> None:
    refused(api.post(ROOT, body(**changes)), named)


def test_fields_are_added_with_a_patch(api: Any) -> None:
    schema = make(api, body())
    path = f"{ROOT}/{schema['meta:altId']}"
    added = [
        {"op": "add", "path": "/definitions/customFields/properties/city", "value": TEXT},
        {"op": "add", "path": "/properties", "value": {"zip": TEXT}},
    ]
    response = api.call("PATCH", path, json=added)
    assert response.status_code == 200, response.text
    assert {"city", "zip"} < set(full(api, schema)["properties"])
    refused(api.call("PATCH", path, json=[{"op": "add", "path": "/allOf/-", "value": {"$ref": CONTACT}}]), CONTACT)
    refused(api.call("PATCH", path, json=[{"op": "add", "path": "/meta:extends/-", "value": CONTACT}]), CONTACT)


def test_it_is_replaced_and_deleted(api: Any) -> None:
    schema = make(api, body())
    path = f"{ROOT}/{schema['meta:altId']}"
    changed = body("marketing.people", definitions=None, allOf=None, properties={"id": TEXT}, required=["id"])
    assert api.call("PUT", path, json=changed).status_code == 200
    assert set(full(api, schema)["properties"]) == {"id"}
    assert api.call("DELETE", path).status_code == 204


def test_with_data_only_additions_are_accepted(api: Any) -> None:
    schema = make(api, body())
    reference = {"id": schema["$id"], "contentType": "application/vnd.adobe.xed+json;version=1"}
    assert api.post("/catalog/dataSets", {"name": "Customers", "schemaRef": reference}).status_code == 201
    path = f"{ROOT}/{schema['meta:altId']}"
    removed = [{"op": "remove", "path": "/definitions/customFields/properties/name"}]
    refused(api.call("PATCH", path, json=removed), "/name")
    added = [{"op": "add", "path": "/definitions/customFields/properties/city", "value": TEXT}]
    assert api.call("PATCH", path, json=added).status_code == 200


@pytest.mark.documented("help/xdm/schema/relational.md")
def test_it_takes_part_in_no_union(api: Any) -> None:
    schema = make(api, body())
    tagged = [{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}]
    # The page says that the API does not refuse the tag.
    assert api.call("PATCH", f"{ROOT}/{schema['meta:altId']}", json=tagged).status_code == 200
    unions = api.get(f"{TENANT}/unions", headers={"Accept": "application/vnd.adobe.xed+json"}).json()
    assert unions["results"] == []
    assert api.get("/schemaregistry/stats").json()["counts"]["unions"] == 0


@pytest.mark.documented("help/xdm/api/import.md")
def test_it_is_exported_and_imported(api: Any) -> None:
    schema = make(api, body())
    payload = api.get(f"/schemaregistry/rpc/export/{schema['meta:altId']}").json()
    assert api.call("DELETE", f"{ROOT}/{schema['meta:altId']}").status_code == 204
    (imported,) = api.post("/schemaregistry/rpc/import", payload).json()
    assert imported["meta:extends"] == [ADHOC_V2]
    assert "meta:class" not in imported


@pytest.mark.documented("help/xdm/api/sample-data.md")
def test_it_has_sample_data(api: Any) -> None:
    schema = make(api, body())
    record = api.get(f"/schemaregistry/rpc/sampledata/{schema['meta:altId']}").json()
    assert set(record) == {"customer_id", "name", "email"}


@pytest.mark.documented("help/catalog/api/create-dataset.md")
@pytest.mark.parametrize("behavior", ["record", "time-series"])
def test_its_datasets_have_its_behavior(api: Any, behavior: str) -> None:
    schema = make(api, body(**{"meta:behaviorType": behavior}))
    reference = {"id": schema["$id"], "contentType": "application/vnd.adobe.xed+json;version=1"}
    (made,) = api.post("/catalog/dataSets", {"name": "Customers", "schemaRef": reference}).json()
    (dataset,) = api.get(f"/catalog/dataSets/{made.rpartition('/')[2]}").json().values()
    assert dataset["classification"]["dataBehavior"] == behavior


ORDERS = {
    "properties": {
        "order_id": TEXT,
        "line_id": TEXT,
        "note": TEXT,
        "happened": MOMENT,
        "seen": MOMENT,
        "day": {**TEXT, "format": "date"},
        "revision": {"type": "integer"},
        "draft": {"type": "integer"},
        "audit": {"type": "object", "properties": {"revision": {"type": "integer"}}, "required": ["revision"]},
    },
    "required": ["order_id", "line_id", "happened", "day", "revision", "audit"],
}


def orders(api: Any, behavior: str) -> str:
    """The `$id` of a new schema with these fields."""
    members = {"definitions": {"customFields": {"type": "object", **ORDERS}}, "meta:behaviorType": behavior}
    return str(make(api, body("marketing.orders", **members))["$id"])


def describe(api: Any, schema_id: str, kind: str, path: Any) -> Any:
    content = {"@type": f"xdm:descriptor{kind}", "xdm:sourceSchema": schema_id, "xdm:sourceProperty": path}
    return api.post(f"{TENANT}/descriptors", content)


@pytest.mark.documented("help/xdm/api/descriptors.md: Primary key, version and timestamp descriptors")
@pytest.mark.parametrize(
    ("behavior", "kind", "path"),
    [
        ("record", "PrimaryKey", "/order_id"),
        ("record", "PrimaryKey", ["/order_id", "/line_id"]),
        ("time-series", "PrimaryKey", ["/order_id", "/happened"]),
        ("record", "Version", "/revision"),
        ("record", "Version", "/audit/revision"),
        ("time-series", "Timestamp", "/happened"),
    ],
)
def test_keys_versions_and_timestamps_are_described(api: Any, behavior: str, kind: str, path: Any) -> None:
    response = describe(api, orders(api, behavior), kind, path)
    assert response.status_code == 201, response.text
    assert response.json()["xdm:sourceProperty"] == path


@pytest.mark.documented("help/xdm/api/descriptors.md: Primary key, version and timestamp descriptors")
@pytest.mark.parametrize(
    ("behavior", "kind", "path", "named"),
    [
        ("record", "PrimaryKey", "/note", "required"),
        ("record", "PrimaryKey", ["/order_id", "/note"], "/note"),
        ("record", "PrimaryKey", "/audit/revision", "root"),
        ("time-series", "PrimaryKey", "/order_id", "timestamp"),
        ("time-series", "PrimaryKey", ["/happened", "/happened"], "several"),
        ("time-series", "PrimaryKey", ["/order_id", "/line_id"], "timestamp"),
        ("record", "Version", "/draft", "required"),
        ("time-series", "Timestamp", "/seen", "required"),
        ("time-series", "Timestamp", "/day", "date-time"),
        ("time-series", "Timestamp", "/order_id", "date-time"),
    ],
)
def test_other_fields_are_refused(api: Any, behavior: str, kind: str, path: Any, named: str) -> None:
    schema_id = orders(api, behavior)
    refused(describe(api, schema_id, kind, path), named)
    made = describe(api, schema_id, "Version", "/revision").json()
    content = {"@type": f"xdm:descriptor{kind}", "xdm:sourceSchema": schema_id, "xdm:sourceProperty": path}
    refused(api.call("PUT", f"{TENANT}/descriptors/{made['@id']}", json=content), named)


@pytest.mark.documented("help/xdm/api/descriptors.md: Relationship descriptor")
def test_relationships_lead_to_other_relational_schemas(api: Any) -> None:
    customers = make(api, body())
    content = {
        "@type": "xdm:descriptorRelationship",
        "xdm:sourceSchema": orders(api, "record"),
        "xdm:sourceProperty": "/order_id",
        "xdm:sourceVersion": 1,
        "xdm:destinationSchema": customers["$id"],
        "xdm:destinationProperty": "/customer_id",
        "xdm:cardinality": "M:1",
    }
    assert api.post(f"{TENANT}/descriptors", content).status_code == 201
