"""Schemas for mapping sets only. Documented: help/data-prep/api/schemas.md."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

PATH = "/conversion/schemas"
UNKNOWN = "0" * 32
ANY = {"id": "string", "firstName": "string", "lastName": "string"}
CONTENT_TYPE = "application/vnd.adobe.xed-full+json;version=1"


def create(api: Any, content: dict[str, Any]) -> dict[str, Any]:
    response = api.post(PATH, content)
    assert response.status_code == 200, response.text
    created: dict[str, Any] = response.json()
    return created


def sample(api: Any, rows: Any) -> str:
    body = {"sampleData": json.dumps(rows), "sampleType": "JSON"}
    return str(api.post("/conversion/samples", body).json()["id"])


@pytest.mark.documented("help/data-prep/api/schemas.md")
def test_a_json_schema_comes_back_as_it_was_sent(api: Any) -> None:
    created = create(api, {"jsonSchema": ANY})
    assert re.fullmatch(r"[0-9a-f]{32}", created["id"])
    assert created == {"id": created["id"], "version": 0, "jsonSchema": ANY}
    assert api.get(f"{PATH}/{created['id']}").json() == created


@pytest.mark.documented("help/data-prep/api/schemas.md")
def test_a_schema_can_be_uploaded_as_a_file(api: Any) -> None:
    response = api.call("POST", f"{PATH}/upload", files={"file": ("schema.json", json.dumps(ANY))})
    assert response.status_code == 200, response.text
    created = response.json()
    assert created == {"id": created["id"], "version": 0, "jsonSchema": ANY}
    assert api.get(f"{PATH}/{created['id']}").json() == created


@pytest.mark.documented("help/data-prep/api/schemas.md")
def test_a_sample_becomes_a_schema_of_its_members(api: Any) -> None:
    names = ("gender", "last_name", "id", "ip_address", "first_name", "email")
    sample_id = sample(api, dict.fromkeys(names, ""))
    created = create(api, {"sampleId": sample_id})
    assert created == {
        "id": created["id"],
        "version": 0,
        "jsonSchema": {
            "title": f"SampleSchema:{sample_id}",
            "type": "object",
            "properties": {name: {"title": name, "type": "string"} for name in names},
        },
        "sampleId": sample_id,
    }


@pytest.mark.assumed("the page shows strings only")
def test_a_sample_s_other_values_have_types_too(api: Any) -> None:
    rows = [
        {"flag": True, "count": 1, "price": 0.5, "nothing": None, "tags": ["a"], "none": [], "late": None},
        {"of": {"a": [{"b": 1}, {"c": "x"}]}, "count": "mixed", "late": 5},
    ]
    found = create(api, {"sampleId": sample(api, rows)})["jsonSchema"]["properties"]
    types = {name: member["type"] for name, member in found.items()}
    assert types == {
        "flag": "boolean",
        "count": "integer",
        "price": "number",
        "nothing": "string",
        "tags": "array",
        "none": "array",
        "late": "integer",
        "of": "object",
    }
    assert found["tags"]["items"] == {"type": "string"}
    inner = found["of"]["properties"]["a"]["items"]["properties"]
    assert inner == {"b": {"title": "b", "type": "integer"}, "c": {"title": "c", "type": "string"}}


@pytest.mark.documented("help/data-prep/api/schemas.md: creating shows the schema as a string, reading as an object")
def test_an_xdm_schema_is_referred_to(api: Any, schema_id: str) -> None:
    reference = {"id": schema_id, "contentType": CONTENT_TYPE}
    created = create(api, {"name": "outputSchema1", "schemaRef": reference})
    assert (created["name"], created["version"], created["schemaRef"]) == ("outputSchema1", 0, reference)
    shown = api.get(f"{PATH}/{created['id']}").json()
    assert json.loads(created["jsonSchema"]) == shown["jsonSchema"]
    assert shown["jsonSchema"]["$id"] == schema_id
    assert shown["jsonSchema"]["properties"]["person"]["properties"]["name"]
    assert {**created, "jsonSchema": None} == {**shown, "jsonSchema": None}


@pytest.mark.documented("help/data-prep/api/schemas.md")
def test_listing_pages_filters_and_sorts(api: Any) -> None:
    ids = [create(api, {"jsonSchema": ANY, "name": f"schema {number}"})["id"] for number in range(3)]

    def listed(**query: Any) -> list[str]:
        page = api.get(PATH, params={"limit": 2, "start": 0, **query}).json()
        assert page["_page"] == {"count": len(page["data"]), "limit": 2}
        return [item["id"] for item in page["data"]]

    assert listed() == listed(orderBy="-createdDate") == ids[:0:-1]
    assert listed(orderBy="+modifiedDate") == listed(orderBy="createdDate") == ids[:2]
    assert listed(start=2) == ids[:1]
    assert listed(name="schema 1") == [ids[1]]


@pytest.mark.assumed("no page shows a body that is refused; a call to Adobe would settle it")
@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({}, "exactly one"),
        ({"name": "x"}, "exactly one"),
        ({"jsonSchema": ANY, "sampleId": UNKNOWN}, "jsonSchema and sampleId"),
        ({"jsonSchema": []}, "jsonSchema"),
        ({"jsonSchema": "{}"}, "jsonSchema"),
        ({"sampleId": UNKNOWN}, f"sampleId: there is no sample '{UNKNOWN}'"),
        ({"sampleId": 1}, "sampleId"),
        ({"schemaRef": {}}, "schemaRef: 'id'"),
        ({"schemaRef": "x"}, "schemaRef"),
        ({"schemaRef": {"id": "https://ns.adobe.com/none/schemas/1"}}, "https://ns.adobe.com/none/schemas/1"),
        ({"jsonSchema": ANY, "name": 1}, "name"),
    ],
)
def test_what_is_no_schema_is_refused(api: Any, refused: Any, content: dict[str, Any], named: str) -> None:
    assert named in refused(api.post(PATH, content))
    assert api.get(PATH, params={"limit": 10, "start": 0}).json()["data"] == []


@pytest.mark.documented("help/data-prep/api/schemas.md: orderBy")
def test_only_two_dates_sort_the_list(api: Any, refused: Any) -> None:
    assert "modifiedDate" in refused(api.get(PATH, params={"limit": 2, "start": 0, "orderBy": "name"}))


@pytest.mark.assumed("no page shows a schema that is not there; a call to Adobe would settle it")
def test_what_is_elsewhere_or_nowhere_is_not_found(api: Any, refused: Any) -> None:
    path = f"{PATH}/{create(api, {'jsonSchema': ANY})['id']}"
    refused(api.get(path, headers={"x-sandbox-name": "dev"}), 404)
    assert UNKNOWN in refused(api.get(f"{PATH}/{UNKNOWN}"), 404)
