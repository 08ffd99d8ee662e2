"""Batches: for the other services and over HTTP."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest

from aep_emulator.clock import FixedClock
from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog import Catalog
from aep_emulator.store.base import NotFoundError

METRICS = {"inputRecordCount": 3, "outputRecordCount": 2, "failedRecordCount": 1}


def test_a_new_batch(catalog: Catalog, scope: Scope, dataset_id: str) -> None:
    batch = catalog.create_batch(scope, dataset_id, inputFormat={"format": "parquet"})
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", batch["id"])
    assert batch["externalId"] == batch["id"]
    assert (batch["status"], batch["version"], batch["tags"]) == ("loading", "1.0.0", {})
    assert batch["relatedObjects"] == [{"type": "dataSet", "id": dataset_id}]
    assert batch["inputFormat"] == {"format": "parquet"}
    assert catalog.find_batch(scope, batch["id"]) == batch


def test_a_batch_needs_its_dataset(catalog: Catalog, scope: Scope) -> None:
    with pytest.raises(ApiError, match="5ba9452f7de80400007fc52a") as caught:
        catalog.create_batch(scope, "5ba9452f7de80400007fc52a")
    assert caught.value.status == 400


def test_a_successful_batch(http: Any, catalog: Catalog, scope: Scope, clock: FixedClock, dataset_id: str) -> None:
    batch_id = catalog.create_batch(scope, dataset_id)["id"]
    clock.advance(1000)
    catalog.complete_batch(scope, batch_id, status="success", metrics=METRICS)
    answer = http.get(f"/batches/{batch_id}")
    batch = answer.json[batch_id]
    assert (batch["status"], batch["metrics"]) == ("success", METRICS)
    assert batch["completed"] == batch["started"] + 1000
    assert "errors" not in batch
    assert answer.headers["E-Tag"] == batch["version"] == "1.0.1"
    dataset = http.get(f"/dataSets/{dataset_id}").json[dataset_id]
    assert (dataset["lastBatchId"], dataset["lastSuccessfulBatch"]) == (batch_id, batch_id)
    assert dataset["lastBatchStatus"] == "success"
    assert dataset["version"] == "1.0.0"


def test_a_failed_batch(http: Any, catalog: Catalog, scope: Scope, clock: FixedClock, dataset_id: str) -> None:
    good = catalog.create_batch(scope, dataset_id)["id"]
    catalog.complete_batch(scope, good, status="success", metrics=METRICS)
    clock.advance(1)
    bad = catalog.create_batch(scope, dataset_id)["id"]
    error = {"code": "106", "description": "Dataset file is empty."}
    batch = catalog.complete_batch(scope, bad, status="failed", metrics=METRICS, errors=[error])
    assert batch["errors"] == [error]
    assert "metrics" not in batch
    dataset = http.get(f"/dataSets/{dataset_id}").json[dataset_id]
    assert (dataset["lastBatchId"], dataset["lastBatchStatus"]) == (bad, "failed")
    assert (dataset["lastSuccessfulBatch"], dataset["lastFailedBatch"]) == (good, bad)
    entry = http.get("/lastBatches").json
    assert list(entry) == [dataset_id]
    assert entry[dataset_id]["lastFailedBatchId"] == bad
    assert http.get(f"/lastBatches?dataSetId={dataset_id},x&lastBatchStatus=failed").json == entry
    assert http.get("/lastBatches?dataSetId=x").json == {}


def test_an_older_batch_that_ends_later_is_not_the_last(
    http: Any, catalog: Catalog, scope: Scope, clock: FixedClock, dataset_id: str
) -> None:
    older = catalog.create_batch(scope, dataset_id)["id"]
    clock.advance(1)
    younger = catalog.create_batch(scope, dataset_id)["id"]
    catalog.complete_batch(scope, older, status="success", metrics=METRICS)
    dataset = http.get(f"/dataSets/{dataset_id}").json[dataset_id]
    assert (dataset["lastBatchId"], dataset["lastBatchStatus"]) == (younger, "loading")
    assert dataset["lastSuccessfulBatch"] == older


def test_update_for_other_services(catalog: Catalog, scope: Scope, dataset_id: str) -> None:
    batch_id = catalog.create_batch(scope, dataset_id)["id"]
    assert catalog.update_batch(scope, batch_id, status="processing", started=7)["started"] == 7
    assert catalog.complete_batch(scope, batch_id, status="success", metrics={})["started"] == 7
    with pytest.raises(NotFoundError):
        catalog.update_batch(scope, "unknown", status="processing")
    with pytest.raises(NotFoundError):
        catalog.complete_batch(scope, "unknown", status="success", metrics={})


def test_batches_of_a_dataset(catalog: Catalog, scope: Scope, http: Any, dataset_id: str) -> None:
    body = {"name": "other", "schemaRef": {"id": "https://ns.adobe.com/acme/schemas/people"}}
    other = http.post("/dataSets", json=body).json[0].rpartition("/")[2]
    first = catalog.create_batch(scope, dataset_id)["id"]
    second = catalog.create_batch(scope, dataset_id)["id"]
    catalog.create_batch(scope, other)
    catalog.complete_batch(scope, first, status="success", metrics={})
    assert [batch["id"] for batch in catalog.batches_of_dataset(scope, dataset_id)] == [first, second]
    assert [batch["id"] for batch in catalog.batches_of_dataset(scope, dataset_id, status="success")] == [first]
    assert list(http.get(f"/batches?dataSet={dataset_id}").json) == [first, second]
    assert list(http.get(f"/batches?batch={second},x").json) == [second]
    assert list(http.get(f"/batches?dataSet={dataset_id}&status=!success").json) == [second]
    assert len(http.get("/batches?orderBy=desc:created").json) == 3


def test_batches_over_http(http: Any, dataset_id: str) -> None:
    related = [{"type": "dataSet", "id": dataset_id}]
    answer = http.post("/batches", json={"status": "loading", "relatedObjects": related})
    assert answer.status_code == 201
    batch_id = answer.json[0].removeprefix("@/batches/")
    path = f"/batches/{batch_id}"
    assert http.patch(path, json={"status": "success"}).json == [f"@/batches/{batch_id}"]
    assert http.get(f"/dataSets/{dataset_id}").json[dataset_id]["lastSuccessfulBatch"] == batch_id
    assert http.put(path, json={"status": "failed"}, headers={"If-Match": "1.0.0"}).status_code == 412
    assert http.put(path, json={"status": "failed"}).status_code == 200
    assert http.get(path).json[batch_id]["status"] == "failed"
    assert http.delete(path).json == [f"@/batches/{batch_id}"]
    assert http.get(path).status_code == 404
    assert http.delete(path).json == []


def test_a_batch_with_an_id_of_the_clients(http: Any) -> None:
    assert http.post("/batches/my-batch", json={"status": "loading"}).json == ["@/batches/my-batch"]
    assert http.post("/batches/my-batch", json={"status": "loading"}).status_code == 409
    assert http.post("/batches/no good", json={"status": "loading"}).status_code == 400
    assert http.post(f"/batches/{'x' * 65}", json={"status": "loading"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "status"),
        ({"status": "fine"}, "status"),
        ({"status": "loading", "relatedObjects": [{"id": "x"}]}, "relatedObjects[0]"),
        ({"status": "loading", "inputFormat": {"format": "xls"}}, "inputFormat.format"),
        ({"status": "loading", "relatedObjects": [{"type": "t", "id": "x", "metrics": [None]}]}, "metrics"),
        ({"status": "loading", "relatedObjects": [{"type": "t", "id": "x", "status": "fine"}]}, "status"),
        ({"status": "loading", "relatedObjects": [{"type": "t", "id": "x", "errors": [{"rows": "1"}]}]}, "rows"),
        ({"status": "loading", "tags": {"a": {}}}, "tags.a"),
        ({"status": "loading", "tags": {"a": [{}]}}, "tags.a[0]"),
    ],
)
def test_bad_batches_are_refused(http: Any, body: dict[str, Any], named: str) -> None:
    answer = http.post("/batches", json=body)
    assert answer.status_code == 400
    assert named in answer.json["detail"]


@pytest.mark.parametrize(("body", "named"), [({"id": "x"}, "id"), ({"status": None}, "status"), ([{}], "[0]")])
def test_bad_changes_are_refused(http: Any, body: Any, named: str) -> None:
    http.post("/batches/b", json={"status": "loading"})
    answer = http.patch("/batches/b", json=body)
    assert answer.status_code == 400
    assert named in answer.json["detail"]
    assert http.patch("/batches/unknown", json={"status": "failed"}).status_code == 404


def test_no_change_is_lost(catalog: Catalog, scope: Scope, dataset_id: str) -> None:
    batch_id = catalog.create_batch(scope, dataset_id)["id"]

    def change(number: int) -> None:
        for _ in range(20):
            catalog.update_batch(scope, batch_id, **{f"member{number}": True})

    threads = [threading.Thread(target=change, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    batch = catalog.find_batch(scope, batch_id)
    assert batch is not None
    assert batch["version"] == "1.0.160"
    assert all(batch[f"member{number}"] for number in range(8))


def test_a_batch_that_is_deleted_is_nobodys_last(http: Any, catalog: Catalog, scope: Scope, dataset_id: str) -> None:
    first, second = (catalog.create_batch(scope, dataset_id)["id"] for _ in range(2))
    for batch_id, status in ((first, "success"), (second, "failed")):
        catalog.complete_batch(scope, batch_id, status=status, metrics={})
    http.delete(f"/batches/{second}")
    dataset = http.get(f"/dataSets/{dataset_id}").json[dataset_id]
    assert (dataset["lastBatchId"], dataset["lastBatchStatus"]) == (first, "success")
    assert "lastFailedBatch" not in dataset
    http.delete(f"/batches/{first}")
    assert "lastBatchId" not in http.get(f"/dataSets/{dataset_id}").json[dataset_id]
    assert http.get("/lastBatches").json == {}


@pytest.fixture
def various(http: Any) -> list[str]:
    """Three batches: a success with counts of the client's, one without counts, one of another transform."""
    bodies = [
        {"status": "success", "recordCount": 5, "failedRecordCount": 0, "size": 10},
        {"status": "failed", "tags": {"kind": ["x"]}, "availableDates": {"startDate": 10, "endDate": 20}},
        {
            "status": "success",
            "relatedObjects": [{"type": "transform", "id": "t1"}],
            "metrics": {"inputRecordCount": 5},
        },
    ]
    return [http.post("/batches", json=body).json[0].rpartition("/")[2] for body in bodies]


@pytest.mark.documented("catalog.yaml, GET /batches and GET /batches/uniques/{FIELD}: the filters of batches")
@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("status=success", [0, 2]),
        ("status=!success", [1]),
        ("status=failed,loading", [1]),
        ("recordCount=5", [0, 2]),
        ("failedRecordCount=0", [0]),
        ("size=10", [0]),
        ("transform=t1", [2]),
        ("tags=kind:*", [1]),
        ("startAfter=9&endBefore=21", [1]),
        ("startBefore=10", []),
        ("property=recordCount", [0]),
        ("offset=2", [2]),
        ("orderBy=status,desc:id&limit=1", [1]),
    ],
)
def test_batches_are_filtered(http: Any, various: list[str], query: str, places: list[int]) -> None:
    assert list(http.get(f"/batches?{query}").json) == [various[place] for place in places]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("status", ["success", "failed"]),
        ("status?status=failed", ["failed"]),
        ("status?orderBy=status", ["failed", "success"]),
        ("status?limit=1&start=1", ["failed"]),
        ("recordCount", ["5"]),
        ("relatedObjects.id", ["t1"]),
        ("tags.kind", ["x"]),
        ("relatedObjects", []),
        ("nothing", []),
    ],
)
def test_the_different_values_of_a_field(http: Any, various: list[str], path: str, values: list[str]) -> None:
    answer = http.get(f"/batches/uniques/{path}")
    assert (answer.status_code, answer.json) == (200, values)


def test_a_single_object_in_a_list_has_its_version_in_the_header(http: Any, various: list[str]) -> None:
    assert http.get("/batches?status=failed").headers["E-Tag"] == "1.0.0"
    assert "E-Tag" not in http.get("/batches").headers
