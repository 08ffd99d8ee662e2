"""Datasets over HTTP."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aep_emulator.clock import FixedClock
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog import Catalog

RECORD_SCHEMA = "https://ns.adobe.com/acme/schemas/people"
EVENT_SCHEMA = "https://ns.adobe.com/acme/schemas/visits"
PATCH_TYPE = "application/json-patch+json"


def make(http: Any, name: str, **members: Any) -> str:
    answer = http.post("/dataSets", json={"name": name, "schemaRef": {"id": RECORD_SCHEMA}, **members})
    assert answer.status_code == 201, answer.json
    return str(answer.json[0].rpartition("/")[2])


def shown(http: Any, dataset_id: str) -> dict[str, Any]:
    body: dict[str, Any] = http.get(f"/dataSets/{dataset_id}").json[dataset_id]
    return body


@pytest.mark.parametrize("path", ["/dataSets", "/dataSet", "/dataSets/", "/dataSets?requestDataSource=True"])
def test_create(http: Any, path: str) -> None:
    answer = http.post(path, json={"name": "Loyalty Members", "schemaRef": {"id": RECORD_SCHEMA}})
    assert answer.status_code == 201
    (reference,) = answer.json
    assert re.fullmatch(r"@/dataSets/[0-9a-f]{24}", reference)
    assert answer.headers["Location"].endswith(f"/data/foundation/catalog{reference[1:]}")


def test_a_dataset_shows_what_clients_rely_on(http: Any, dataset_id: str) -> None:
    dataset = shown(http, dataset_id)
    assert dataset["name"] == "Sample Dataset"
    assert dataset["tags"] == {"adobe/pqs/table": ["sample_dataset"]}
    assert dataset["classification"] == {"managedBy": "CUSTOMER", "dataBehavior": "record"}
    assert dataset["files"] == f"@/dataSetFiles?dataSetId={dataset_id}"
    assert dataset["schemaRef"]["id"] == RECORD_SCHEMA
    assert dataset["version"] == "1.0.0"
    assert dataset["created"] == dataset["updated"] == 1_700_000_000_000
    assert (dataset["imsOrg"], dataset["sandboxId"]) == ("ORG@AdobeOrg", "world-1")
    assert (dataset["createdUser"], dataset["createdClient"]) == ("user-1@AdobeID", "client-1")


def test_a_dataset_without_a_name_is_named_after_its_id(http: Any) -> None:
    (reference,) = http.post("/dataSets", json={"schemaRef": {"id": RECORD_SCHEMA}}).json
    dataset_id = reference.rpartition("/")[2]
    assert shown(http, dataset_id)["name"] == dataset_id


def test_events_behave_as_time_series(http: Any) -> None:
    dataset_id = make(http, "Visits", schemaRef={"id": EVENT_SCHEMA})
    assert shown(http, dataset_id)["classification"]["dataBehavior"] == "time-series"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"name": "x"}, "schemaRef"),
        ({"name": "x", "schemaRef": {}}, "schemaRef"),
        ({"name": "x", "schemaRef": {"id": "https://ns.adobe.com/acme/schemas/none"}}, "acme/schemas/none"),
        ({"name": 7, "schemaRef": {"id": RECORD_SCHEMA}}, "name"),
        ({"name": "x", "schemaRef": {"id": RECORD_SCHEMA}, "tags": {"a": "b"}}, "tags.a"),
        ({"name": "x", "schemaRef": {"id": RECORD_SCHEMA}, "fileDescription": {"delimiters": [";;"]}}, "delimiters"),
    ],
)
def test_create_refuses(http: Any, body: dict[str, Any], named: str) -> None:
    answer = http.post("/dataSets", json=body)
    assert answer.status_code == 400
    assert (answer.json["type"], answer.json["status"]) == ("/placeholder/type/uri", 400)
    assert answer.json["title"] == "BadRequestError"
    assert named in answer.json["detail"]
    assert http.get("/dataSets").json == {}


def test_look_up_of_several(http: Any) -> None:
    one, two = make(http, "One"), make(http, "Two")
    answer = http.get(f"/dataSets/{one},{two},5ba9452f7de80400007fc52a?properties=name,nothing")
    assert answer.json == {one: {"name": "One"}, two: {"name": "Two"}}
    assert "E-Tag" not in answer.headers


def test_look_up_of_an_unknown_one(http: Any) -> None:
    answer = http.get("/dataSets/5ba9452f7de80400007fc52a")
    assert (answer.status_code, answer.json["title"], answer.json["status"]) == (404, "NotFoundError", 404)


def test_other_worlds_see_nothing(http: Any, dataset_id: str) -> None:
    other = {"x-world": "world-2"}
    assert http.get("/dataSets", headers=other).json == {}
    assert http.get(f"/dataSets/{dataset_id}", headers=other).status_code == 404
    assert http.patch(f"/dataSets/{dataset_id}", headers=other, json={"name": "x"}).status_code == 404
    assert http.delete(f"/dataSets/{dataset_id}", headers=other).json == []
    assert shown(http, dataset_id)["name"] == "Sample Dataset"


def test_update_by_fields(http: Any, dataset_id: str, clock: FixedClock) -> None:
    clock.advance(5)
    answer = http.patch(f"/dataSets/{dataset_id}", json={"name": "New", "description": "d"})
    assert (answer.status_code, answer.json) == (200, [f"@/dataSets/{dataset_id}"])
    dataset = shown(http, dataset_id)
    assert (dataset["name"], dataset["description"], dataset["version"]) == ("New", "d", "1.0.1")
    assert dataset["updated"] == dataset["created"] + 5


def test_update_by_fields_keeps_the_table_name(http: Any, dataset_id: str) -> None:
    http.patch(f"/dataSets/{dataset_id}", json={"tags": {"unifiedProfile": ["enabled:true"]}})
    assert shown(http, dataset_id)["tags"] == {
        "adobe/pqs/table": ["sample_dataset"],
        "unifiedProfile": ["enabled:true"],
    }


@pytest.mark.parametrize("content_type", [PATCH_TYPE, "application/json"])
def test_update_by_json_patch(http: Any, dataset_id: str, content_type: str) -> None:
    patch = [
        {"op": "add", "path": "/tags/unifiedProfile", "value": ["enabled:true"]},
        {"op": "add", "path": "/name", "value": "New"},
    ]
    answer = http.patch(f"/dataSets/{dataset_id}", json=patch, content_type=content_type)
    assert answer.json == [f"@/dataSets/{dataset_id}"]
    dataset = shown(http, dataset_id)
    assert (dataset["name"], dataset["tags"]["unifiedProfile"]) == ("New", ["enabled:true"])


def test_second_version_of_the_update_merges_at_every_depth(http: Any) -> None:
    dataset_id = make(http, "Visits", schemaRef={"id": EVENT_SCHEMA})
    ttl = {"extensions": {"adobe_lakeHouse": {"rowExpiration": {"ttlValue": "P3Y"}}}}
    http.patch(f"/v2/dataSets/{dataset_id}", json=ttl)
    answer = http.patch(
        f"/v2/dataSets/{dataset_id}",
        json={"tags": {"a": ["1"]}, "extensions": {"adobe_lakeHouse": {"rowExpiration": {"note": "x"}}}},
    )
    assert answer.status_code == 200
    dataset = shown(http, dataset_id)
    assert dataset["extensions"]["adobe_lakeHouse"]["rowExpiration"] == {"ttlValue": "P3Y", "note": "x"}
    assert dataset["tags"] == {"adobe/pqs/table": ["visits"], "a": ["1"]}


@pytest.mark.parametrize(
    ("body", "content_type", "named"),
    [
        ({"created": 5}, "application/json", "created"),
        ({"name": ""}, "application/json", "name"),
        ({"name": None}, "application/json", "name"),
        ({"schemaRef": {"id": "nope"}}, "application/json", "nope"),
        ({"name": "x"}, PATCH_TYPE, "array"),
        ("text", "application/json", "array"),
        ([{"op": "replace", "path": "/missing", "value": 1}], PATCH_TYPE, "[0]"),
        ([{"op": "add", "path": "/a", "value": 1}, {"op": "nope", "path": "/b"}], PATCH_TYPE, "[1]"),
        ([{"op": "remove", "path": "/version"}], PATCH_TYPE, "version"),
        ([{"op": "replace", "path": "", "value": 7}], PATCH_TYPE, "object"),
        ([7], PATCH_TYPE, "[0]"),
    ],
)
def test_update_refuses_and_changes_nothing(
    http: Any, dataset_id: str, body: Any, content_type: str, named: str
) -> None:
    before = shown(http, dataset_id)
    answer = http.patch(f"/dataSets/{dataset_id}", json=body, content_type=content_type)
    assert answer.status_code == 400
    assert named in answer.json["detail"]
    assert shown(http, dataset_id) == before


def test_replace(http: Any, dataset_id: str) -> None:
    http.patch(f"/dataSets/{dataset_id}", json={"description": "old"})
    before = shown(http, dataset_id)
    # As documented: without a schema, and with members that only Catalog sets.
    body = {"name": "New", "state": "DRAFT", "tags": {"adobe/pqs/table": ["t"]}, "files": "@/elsewhere"}
    assert http.put(f"/dataSets/{dataset_id}", json=body).json == [f"@/dataSets/{dataset_id}"]
    after = shown(http, dataset_id)
    assert (after["name"], after["tags"], after["version"]) == ("New", {"adobe/pqs/table": ["t"]}, "1.0.2")
    assert "description" not in after
    for kept in ("schemaRef", "files", "viewId", "created", "createdUser"):
        assert after[kept] == before[kept]


def test_what_was_read_can_be_put_back(http: Any, dataset_id: str) -> None:
    before = shown(http, dataset_id)
    assert http.put(f"/dataSets/{dataset_id}", json=before).status_code == 200
    assert shown(http, dataset_id) == {**before, "version": "1.0.1"}


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_stale_version_is_refused(http: Any, dataset_id: str, method: str) -> None:
    version = http.get(f"/dataSets/{dataset_id}").headers["E-Tag"]
    change = getattr(http, method)
    path = f"/dataSets/{dataset_id}"
    assert change(path, json={"name": "A"}, headers={"If-Match": version}).status_code == 200
    answer = change(path, json={"name": "B"}, headers={"If-Match": version})
    assert (answer.status_code, answer.json["status"]) == (412, 412)
    assert shown(http, dataset_id)["name"] == "A"
    assert change(path, json={"name": "C"}, headers={"If-Match": '"1.0.1"'}).status_code == 200
    assert change(path, json={"name": "D"}, headers={"If-None-Match": "1.0.2"}).status_code == 412
    assert change(path, json={"name": "D"}, headers={"If-Match": "*"}).status_code == 200


def test_validate_only_changes_nothing(http: Any, dataset_id: str) -> None:
    only = {"Pragma": "validate-only"}
    good, bad = {"name": "x", "schemaRef": {"id": RECORD_SCHEMA}}, {"name": "x", "schemaRef": {"id": "nope"}}
    assert http.post("/dataSets", json=good, headers=only).status_code == 200
    assert http.post("/dataSets", json=bad, headers=only).status_code == 400
    assert http.put(f"/dataSets/{dataset_id}", json=good, headers=only).status_code == 200
    assert http.put(f"/dataSets/{dataset_id}", json=bad, headers=only).status_code == 400
    assert [dataset["name"] for dataset in http.get("/dataSets").json.values()] == ["Sample Dataset"]


def test_delete(http: Any, dataset_id: str, catalog: Catalog, scope: Scope) -> None:
    batch_id = catalog.create_batch(scope, dataset_id)["id"]
    gone: list[tuple[str, str]] = []
    catalog.on_batch_removed(lambda world, batch: gone.append((world, batch)))
    assert http.delete(f"/dataSets/{dataset_id}").json == [f"@/dataSets/{dataset_id}"]
    assert http.get(f"/dataSets/{dataset_id}").status_code == 404
    assert catalog.find_batch(scope, batch_id) is None
    assert gone == [("world-1", batch_id)]
    assert http.get("/lastBatches").json == {}
    again = http.delete(f"/dataSets/{dataset_id}")
    assert (again.status_code, again.json) == (200, [])


def test_observable_schema_only_on_request_and_after_data(
    http: Any, dataset_id: str, catalog: Catalog, scope: Scope
) -> None:
    path = f"/dataSets/{dataset_id}?properties=observableSchema"
    assert "observableSchema" not in shown(http, dataset_id)
    assert http.get(path).json == {dataset_id: {"observableSchema": {}}}
    batch_id = catalog.create_batch(scope, dataset_id)["id"]
    catalog.complete_batch(scope, batch_id, status="success", metrics={})
    assert http.get(path).json[dataset_id]["observableSchema"]["properties"] == {"_id": {"type": "string"}}
