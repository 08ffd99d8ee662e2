"""Schema Registry: ad hoc classes and their schemas, and what can be loaded with them."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.documented("help/xdm/tutorials/ad-hoc.md")

ROOT = "/schemaregistry/tenant"
ADHOC = "https://ns.adobe.com/xdm/data/adhoc"
WHOLE = {"Accept": "application/vnd.adobe.xed+json; version=1"}
FULL = {"Accept": "application/vnd.adobe.xed-full+json; version=1"}
TEXT = {"type": "string"}


def fields(**properties: Any) -> dict[str, Any]:
    return {"properties": {"_adhoc": {"type": "object", "properties": properties}}}


def class_body(title: str = "New ad-hoc class", **changes: Any) -> dict[str, Any]:
    """The page's class."""
    parts = [{"$ref": ADHOC}, fields(field1=TEXT, field2=TEXT)]
    return {"title": title, "description": "About it.", "type": "object", "allOf": parts, **changes}


@pytest.fixture
def ad_hoc(api: Any) -> dict[str, Any]:
    response = api.post(f"{ROOT}/classes", class_body())
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def make_schema(api: Any, class_id: str, **members: Any) -> dict[str, Any]:
    body = {"title": "New Schema", "type": "object", "allOf": [{"$ref": class_id}], **members}
    response = api.post(f"{ROOT}/schemas", body)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def namespace_of(resource: dict[str, Any]) -> str:
    return "_" + str(resource["$id"]).rpartition("/")[2]


def test_the_namespace_of_a_class_is_made_of_its_id(api: Any, ad_hoc: dict[str, Any]) -> None:
    namespace = namespace_of(ad_hoc)
    assert ad_hoc["meta:datasetNamespace"] == namespace
    assert ad_hoc["meta:extends"] == [ADHOC]
    assert list(ad_hoc["allOf"][1]["properties"]) == [namespace]
    inside = ad_hoc["allOf"][1]["properties"][namespace]
    assert inside["meta:xdmType"] == "object"
    assert inside["properties"] == {name: {**TEXT, "meta:xdmType": "string"} for name in ("field1", "field2")}
    found = api.get(f"{ROOT}/classes/{ad_hoc['meta:altId']}", headers=WHOLE).json()
    assert {**found, **ad_hoc} == found


def test_a_schema_carries_the_namespace_of_its_class(api: Any, ad_hoc: dict[str, Any]) -> None:
    schema = make_schema(api, ad_hoc["$id"], **{"meta:datasetNamespace": "_mine"})
    assert schema["meta:datasetNamespace"] == namespace_of(ad_hoc)
    assert schema["meta:class"] == ad_hoc["$id"]
    assert set(schema["meta:extends"]) == {ad_hoc["$id"], ADHOC}


def test_the_resolved_schema_has_its_fields_under_the_namespace(api: Any, ad_hoc: dict[str, Any]) -> None:
    schema = make_schema(api, ad_hoc["$id"])
    full = api.get(f"{ROOT}/schemas/{schema['meta:altId']}", headers=FULL).json()
    namespace = namespace_of(ad_hoc)
    assert full["meta:datasetNamespace"] == namespace
    assert list(full["properties"]) == [namespace]
    assert set(full["properties"][namespace]["properties"]) == {"field1", "field2"}


def test_a_namespace_that_is_sent_is_not_kept(api: Any) -> None:
    made = api.post(f"{ROOT}/classes", class_body(**{"meta:datasetNamespace": "_mine"})).json()
    assert made["meta:datasetNamespace"] == namespace_of(made)


@pytest.mark.documented("help/xdm/api/classes.md")
def test_a_class_is_replaced_under_either_name_of_its_namespace(api: Any, ad_hoc: dict[str, Any]) -> None:
    path = f"{ROOT}/classes/{ad_hoc['meta:altId']}"
    namespace = namespace_of(ad_hoc)
    as_answered = {"title": "Answered", "type": "object", "allOf": ad_hoc["allOf"]}
    as_sent = class_body("Sent", allOf=[{"$ref": ADHOC}, fields(field3=TEXT)])
    for body, names in ((as_answered, ["field1", "field2"]), (as_sent, ["field3"])):
        response = api.call("PUT", path, json=body)
        assert response.status_code == 200, response.text
        assert list(response.json()["allOf"][1]["properties"][namespace]["properties"]) == names
        assert response.json()["meta:datasetNamespace"] == namespace


@pytest.mark.documented("help/xdm/api/classes.md")
def test_a_class_is_patched_under_its_namespace(api: Any, ad_hoc: dict[str, Any]) -> None:
    schema = make_schema(api, ad_hoc["$id"])
    namespace = namespace_of(ad_hoc)
    added = {"op": "add", "path": f"/allOf/1/properties/{namespace}/properties/field 3", "value": TEXT}
    response = api.call("PATCH", f"{ROOT}/classes/{ad_hoc['meta:altId']}", json=[added])
    assert response.status_code == 200, response.text
    full = api.get(f"{ROOT}/schemas/{schema['meta:altId']}", headers=FULL).json()
    assert "field 3" in full["properties"][namespace]["properties"]
    elsewhere = {"op": "add", "path": "/allOf/1/properties/_other", "value": {"type": "object", "properties": {}}}
    refused = api.call("PATCH", f"{ROOT}/classes/{ad_hoc['meta:altId']}", json=[elsewhere])
    assert refused.status_code == 400
    assert "/_other" in refused.json()["detail"]
