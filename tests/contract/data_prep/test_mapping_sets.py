"""Mapping sets over HTTP: what was written reads back, versions, lists."""

from __future__ import annotations

import re
from typing import Any

import pytest

PATH = "/conversion/mappingSets"
UNKNOWN = "0" * 32
CONTENT_TYPE = "application/vnd.adobe.xed-full+json;version=1"


def older_body(schema_id: str) -> dict[str, Any]:
    """A mapping set in the older spelling, as the tutorials send it."""
    return {
        "version": 0,
        "xdmSchema": schema_id,
        "xdmVersion": "1.0",
        "id": None,
        "mappings": [
            {
                "destinationXdmPath": "personalEmail.address",
                "sourceAttribute": "Email",
                "identity": True,
                "identityGroup": "contact",
                "namespaceCode": "Email",
                "version": 0,
            }
        ],
    }


@pytest.mark.documented("help/data-prep/api/mapping-set.md")
def test_creating_answers_who_and_when(api: Any, body: Any) -> None:
    response = api.post(PATH, body(), params={"validate": "False"})
    assert response.status_code == 200
    created = response.json()
    assert set(created) == {"id", "version", "createdDate", "modifiedDate", "createdBy", "modifiedBy"}
    assert re.fullmatch(r"[0-9a-f]{32}", created["id"])
    assert created["version"] == 0
    assert created["createdDate"] == created["modifiedDate"] > 1_000_000_000_000


@pytest.mark.documented("help/data-prep/api/mapping-set.md")
def test_a_mapping_set_reads_back_under_both_sets_of_names(api: Any, schema_id: str, body: Any, make: Any) -> None:
    found = api.get(f"{PATH}/{make(body(name='People'))}").json()
    assert found["supportVersion"] == "1.1"
    assert (found["strictMapping"], found["allowNullValues"]) == (False, False)
    assert found["status"] in ("DRAFT", "PUBLISHED")
    assert found["name"] == "People"
    assert found["schemaRef"] == {"id": schema_id, "contentType": CONTENT_TYPE}
    assert found["xdmSchema"] == schema_id
    assert found["xdmVersion"] == CONTENT_TYPE
    assert found["outputSchema"]["schemaRef"] == found["schemaRef"]
    first, second, _ = found["mappings"]
    assert first["sourceType"] == "text/x.schema-path"
    assert first["source"] == first["sourceAttribute"] == "id"
    assert first["destination"] == first["destinationXdmPath"] == "_id"
    assert (first["name"], first["description"]) == ("id", "Identifier field")
    assert (first["identity"], first["primaryIdentity"]) == (False, False)
    assert (first["matchScore"], first["functionVersion"], first["version"]) == (0.0, 1, 0)
    assert first["id"] != second["id"]
    assert "name" not in second


@pytest.mark.documented("help/sources/tutorials/api/collect/ecommerce.md")
def test_the_older_spelling_reads_back_the_same(api: Any, schema_id: str, make: Any) -> None:
    found = api.get(f"{PATH}/{make(older_body(schema_id))}").json()
    assert found["xdmSchema"] == found["schemaRef"]["id"] == found["outputSchema"]["schemaRef"]["id"] == schema_id
    assert found["xdmVersion"] == "1.0"
    (mapping,) = found["mappings"]
    assert mapping["source"] == mapping["sourceAttribute"] == "Email"
    assert mapping["destination"] == mapping["destinationXdmPath"] == "personalEmail.address"
    assert mapping["sourceType"] == "text/x.schema-path"
    assert (mapping["identity"], mapping["identityGroup"], mapping["namespaceCode"]) == (True, "contact", "Email")


@pytest.mark.documented("help/data-prep/api/mapping-set.md: sourceType")
def test_expressions_and_constants_read_back(api: Any, body: Any, make: Any) -> None:
    mappings = [
        {"sourceType": "EXPRESSION", "source": "upper(a)", "destination": "person.name.firstName"},
        {"sourceType": "STATIC", "source": "a constant", "destination": "person.name.lastName"},
    ]
    expression, constant = api.get(f"{PATH}/{make(body(mappings))}/mappings").json()
    assert (expression["sourceType"], expression["source"]) == ("text/x.aep-xl", "upper(a)")
    assert constant["source"] == "a constant"


@pytest.mark.assumed(
    "the Schema Registry takes both ids, no page says that Data Prep does; a call to Adobe would settle it"
)
def test_a_schema_may_be_named_by_its_alternative_id(api: Any, schema_id: str, make: Any) -> None:
    listed = api.get("/schemaregistry/tenant/schemas", headers={"Accept": "application/vnd.adobe.xed-id+json"}).json()[
        "results"
    ]
    (alternative,) = [item["meta:altId"] for item in listed if item["$id"] == schema_id]
    assert api.get(f"{PATH}/{make(older_body(alternative))}").json()["xdmSchema"] == alternative


@pytest.mark.documented("help/data-prep/api/mapping-set.md")
def test_the_output_schema_can_be_left_out(api: Any, body: Any, make: Any) -> None:
    path = f"{PATH}/{make(body())}"
    assert api.get(path).json()["outputSchema"]["jsonSchema"]["properties"]["person"]
    assert api.get(path, params={"expandSchema": "true"}).json()["outputSchema"]["jsonSchema"]
    assert "jsonSchema" not in api.get(path, params={"expandSchema": "false"}).json()["outputSchema"]
    (listed,) = api.get(PATH, params={"limit": 10, "start": 0}).json()["data"]
    assert "jsonSchema" not in listed["outputSchema"]
    (listed,) = api.get(PATH, params={"limit": 10, "start": 0, "expandSchema": "True"}).json()["data"]
    assert listed["outputSchema"]["jsonSchema"]


@pytest.mark.documented("help/data-prep/api/mapping-set.md")
def test_putting_makes_the_next_version_and_keeps_the_ones_before(
    api: Any, body: Any, make: Any, refused: Any, person: Any
) -> None:
    mapping_set_id = make(body(name="first"))
    path = f"{PATH}/{mapping_set_id}"
    response = api.call("PUT", path, json=body(person[:1], name="second"))
    assert response.status_code == 200
    updated = response.json()
    assert (updated["id"], updated["version"], updated["name"]) == (mapping_set_id, 1, "second")
    assert len(updated["mappings"]) == 1
    assert api.get(path).json() == updated
    assert api.get(path, params={"version": 1}).json() == updated
    before = api.get(path, params={"version": 0}).json()
    assert (before["version"], before["name"], len(before["mappings"])) == (0, "first", 3)
    assert before["createdDate"] == updated["createdDate"]
    assert "no version 2" in refused(api.get(path, params={"version": 2}), 404)


@pytest.mark.assumed("no page puts back what a look-up shows; a call to Adobe would settle it")
def test_what_was_read_can_be_put_back(api: Any, schema_id: str, make: Any) -> None:
    path = f"{PATH}/{make(older_body(schema_id))}"
    before = api.get(path).json()
    response = api.call("PUT", path, json=before)
    assert response.status_code == 200, response.text
    after = response.json()
    assert after["version"] == 1
    for member in ("source", "destination", "sourceType", "identity", "identityGroup"):
        assert after["mappings"][0][member] == before["mappings"][0][member]


@pytest.mark.documented("help/data-prep/api/mapping-set.md")
def test_mappings_one_by_one(api: Any, body: Any, make: Any, refused: Any) -> None:
    path = f"{PATH}/{make(body())}/mappings"
    mappings = api.get(path).json()
    assert [mapping["source"] for mapping in mappings] == ["id", "firstName", "lastName"]
    for mapping in mappings:
        assert api.get(f"{path}/{mapping['id']}").json() == mapping
    assert UNKNOWN in refused(api.get(f"{path}/{UNKNOWN}"), 404)


@pytest.mark.documented("help/data-prep/api/mapping-set.md")
def test_listing_pages_filters_and_sorts(api: Any, schema_id: str, body: Any, make: Any) -> None:
    ids = [make(body(name=f"set {number}")) for number in range(5)]
    api.call("PUT", f"{PATH}/{ids[0]}", json=body(name="set 0"))
    seen: list[str] = []
    for start in (0, 2, 4, 6):
        page = api.get(PATH, params={"limit": 2, "start": start, "orderBy": "+createdDate"}).json()
        assert page["_page"] == {"count": len(page["data"]), "limit": 2}
        seen += [item["id"] for item in page["data"]]
    assert seen == ids
    newest = api.get(PATH, params={"limit": 2, "start": 0, "orderBy": "-createdDate"}).json()["data"]
    assert [item["id"] for item in newest] == [ids[4], ids[3]]
    changed = api.get(PATH, params={"limit": 10, "start": 0, "orderBy": "-updatedDate"}).json()["data"]
    dates = [item["modifiedDate"] for item in changed]
    assert dates == sorted(dates, reverse=True)
    assert max(dates) == next(item["modifiedDate"] for item in changed if item["id"] == ids[0])
    (named,) = api.get(PATH, params={"limit": 10, "start": 0, "name": "set 3"}).json()["data"]
    assert named["id"] == ids[3]
    by_schema = api.get(PATH, params={"limit": 10, "start": 0, "property": f"xdmSchema=={schema_id}"}).json()["data"]
    assert len(by_schema) == 5


@pytest.mark.assumed("the page calls limit and start required, yet its own list request and aepp leave start out")
@pytest.mark.parametrize("query", ["", "?limit=100", "?start=0"])
def test_listing_does_without_limit_and_start(api: Any, query: str, body: Any, make: Any) -> None:
    mapping_set_id = make(body())
    response = api.get(PATH + query)
    assert response.status_code == 200
    assert [item["id"] for item in response.json()["data"]] == [mapping_set_id]


@pytest.mark.assumed("aepp deletes mapping sets, no page or OpenAPI file shows it; a call to Adobe would settle it")
def test_deleting(api: Any, body: Any, make: Any, refused: Any) -> None:
    path = f"{PATH}/{make(body())}"
    assert api.call("DELETE", path).status_code == 204
    refused(api.get(path), 404)
    refused(api.call("DELETE", path), 404)


@pytest.mark.documented("help/sandboxes/home.md")
def test_mapping_sets_of_another_sandbox_are_not_seen(
    api: Any, schema_id: str, body: Any, make: Any, refused: Any
) -> None:
    path = f"{PATH}/{make(body())}"
    elsewhere = {"x-sandbox-name": "dev"}
    refused(api.get(path, headers=elsewhere), 404)
    assert api.get(PATH, headers=elsewhere).json()["data"] == []
    assert schema_id in refused(api.post(PATH, body(), headers=elsewhere))
