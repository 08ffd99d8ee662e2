"""What is no mapping set, or can never work, is refused in words that name the place."""

from __future__ import annotations

from typing import Any

import pytest

PATH = "/conversion/mappingSets"
UNKNOWN = "0" * 32
PERSON = [
    {"sourceType": "ATTRIBUTE", "source": "id", "destination": "_id", "name": "id", "description": "Identifier field"},
    {"sourceType": "ATTRIBUTE", "source": "firstName", "destination": "person.name.firstName"},
    {"sourceType": "ATTRIBUTE", "source": "lastName", "destination": "person.name.lastName"},
]


@pytest.mark.assumed("no page shows such a refusal; a call to Adobe would settle it")
def test_a_refused_update_changes_nothing(api: Any, body: Any, make: Any, refused: Any) -> None:
    path = f"{PATH}/{make(body())}"
    before = api.get(path).json()
    refused(api.call("PUT", path, json=body([{"source": "a", "destination": "nope"}])))
    refused(api.call("PUT", path, json={"mappings": []}))
    assert api.get(path).json() == before


@pytest.mark.assumed("the parameters are documented, their refusal is not; a call to Adobe would settle it")
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("limit=-1", "limit"),
        ("start=-1", "start"),
        ("start=1.5", "start"),
        ("orderBy=name", "orderBy"),
        ("expandSchema=maybe", "expandSchema"),
        ("property=%3D%3D", "property"),
    ],
)
def test_a_bad_query_is_refused(api: Any, query: str, named: str, refused: Any) -> None:
    assert named in refused(api.get(f"{PATH}?{query}"))


@pytest.mark.assumed("no page shows such a refusal; a call to Adobe would settle it")
@pytest.mark.parametrize("path", [PATH, f"{PATH}/validate", f"{PATH}/preview"])
@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"outputSchema": {"schemaRef": {"id": "https://ns.adobe.com/none/schemas/1"}}}, "https://ns.adobe.com/none"),
        ({"outputSchema": {"schemaRef": {}}}, "outputSchema.schemaRef: 'id'"),
        ({"outputSchema": "x"}, "outputSchema"),
        ({"xdmSchema": "https://ns.adobe.com/other/schemas/1"}, "different schemas"),
        ({"mappings": "x"}, "mappings"),
        ({"mappings": [None]}, "mappings[0]"),
        ({"mappings": {}}, "mappings"),
        ({"mappings": [1]}, "mappings[0]"),
        ({"mappings": [{}]}, "mappings[0]: 'source'"),
        ({"mappings": [{"source": "a"}]}, "mappings[0]: 'destination'"),
        ({"mappings": [{"source": "", "destination": "_id"}]}, "mappings[0]: 'source'"),
        ({"mappings": [{"source": 5, "destination": "_id"}]}, "mappings[0].source"),
        ({"mappings": [{"source": "a", "sourceAttribute": "b", "destination": "_id"}]}, "differ"),
        ({"mappings": [{"sourceType": "MAGIC", "source": "a", "destination": "_id"}]}, "mappings[0].sourceType"),
        ({"status": "LOST"}, "status"),
        ({"name": 5}, "name"),
    ],
)
def test_what_is_no_mapping_set_is_refused(
    api: Any, path: str, changes: dict[str, Any], named: str, body: Any, refused: Any
) -> None:
    content = body(**changes)
    answer = api.post(path, {"data": [], "mappingSet": content} if path.endswith("preview") else content)
    assert named in refused(answer)
    assert api.get(PATH).json()["data"] == []


@pytest.mark.assumed("no page shows such a refusal; a call to Adobe would settle it")
@pytest.mark.parametrize("path", [PATH, f"{PATH}/preview"])
@pytest.mark.parametrize(
    ("mapping", "field", "named"),
    [
        ({"source": "a", "destination": "person.nope"}, "destination", "person.nope"),
        ({"sourceAttribute": "a", "destinationXdmPath": "person.nope"}, "destinationXdmPath", "person.nope"),
        ({"source": "a", "destination": "person["}, "destination", "position 6"),
        ({"source": "${a", "destination": "_id"}, "source", "position 0"),
        ({"sourceType": "EXPRESSION", "source": "concat(a", "destination": "_id"}, "source", "position 8"),
        ({"sourceType": "EXPRESSION", "source": "lower()", "destination": "_id"}, "source", "takes 1 argument"),
        ({"sourceType": "EXPRESSION", "source": "a" * 4097, "destination": "_id"}, "source", "4096"),
        ({"sourceType": "STATIC", "source": "soon", "destination": "person.birthDate"}, "source", "constant"),
    ],
)
def test_a_mapping_that_can_never_work_is_refused(
    api: Any, path: str, mapping: dict[str, Any], field: str, named: str, body: Any, refused: Any
) -> None:
    content = body([PERSON[0], mapping])
    answer = api.post(path, {"data": [], "mappingSet": content} if path.endswith("preview") else content)
    detail = refused(answer)
    assert detail.startswith(f"mappings[1].{field}: ")
    assert named in detail
    assert [error["field"] for error in answer.json()["report"]["errors"]] == [f"mappings[1].{field}"]


@pytest.mark.assumed("no page shows a mapping set without a schema; a call to Adobe would settle it")
def test_a_mapping_set_needs_a_schema(api: Any, refused: Any) -> None:
    assert "target schema" in refused(api.post(PATH, {"mappings": []}))


@pytest.mark.assumed("no page shows a body that is no JSON; a call to Adobe would settle it")
@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"text"', '{"mappings": [}', "\x00", "[" * 5000])
@pytest.mark.parametrize("path", [PATH, f"{PATH}/validate", f"{PATH}/preview", "/conversion/languages/el/validate"])
def test_malformed_json_is_refused(api: Any, path: str, content: str, refused: Any) -> None:
    refused(api.call("POST", path, data=content, headers={"Content-Type": "application/json"}))


@pytest.mark.assumed("404 is listed, its body is on no page; a call to Adobe would settle it")
@pytest.mark.parametrize("mapping_set_id", [UNKNOWN, "x", "%00", "..%2F", "é"])
def test_an_unknown_id_is_not_found(api: Any, mapping_set_id: str, body: Any, refused: Any) -> None:
    path = f"{PATH}/{mapping_set_id}"
    refused(api.get(path), 404)
    refused(api.get(f"{path}/mappings"), 404)
    refused(api.get(f"{path}/mappings/x"), 404)
    refused(api.call("PUT", path, json=body()), 404)
