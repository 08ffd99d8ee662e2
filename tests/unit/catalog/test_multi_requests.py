"""Several requests in one: in order, with references, and all or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.catalog.multi_request import MAX_REQUESTS
from aep_emulator.store.base import StaleEtagError

RECORD_SCHEMA = "https://ns.adobe.com/acme/schemas/people"


def part(part_id: str, method: str, resource: str, body: Any = None, **members: Any) -> dict[str, Any]:
    return {"id": part_id, "method": method, "resource": resource, "body": body, **members}


def new_dataset(part_id: str, name: str = "First Dataset") -> dict[str, Any]:
    return part(part_id, "post", "/dataSets", {"name": name, "schemaRef": {"id": RECORD_SCHEMA}})


def run(http: Any, *parts: dict[str, Any]) -> list[dict[str, Any]]:
    answer = http.post("/", json=list(parts))
    assert answer.status_code == 200, answer.json
    found: list[dict[str, Any]] = answer.json
    return found


def codes(answers: list[dict[str, Any]]) -> list[int]:
    return [answer["code"] for answer in answers]


def names(http: Any) -> list[str]:
    return [dataset["name"] for dataset in http.get("/dataSets").json.values()]


@pytest.mark.documented("help/catalog/api/appendix.md, Make multiple requests in a single call")
def test_a_dataset_and_a_view_of_it_in_one_call(http: Any) -> None:
    view = {"status": "enabled", "dataSetId": "<<firstObjectId.id>>"}
    answers = run(http, new_dataset("firstObjectId"), part("secondObjectId", "post", "/datasetViews", view))
    assert [(answer["id"], answer["code"]) for answer in answers] == [("firstObjectId", 200), ("secondObjectId", 200)]
    dataset_id = answers[0]["body"][0].removeprefix("@/dataSets/")
    view_id = answers[1]["body"][0].removeprefix("@/dataSetViews/")
    assert http.get(f"/dataSetViews/{view_id}").json[view_id]["dataSetId"] == dataset_id
    assert names(http) == ["First Dataset"]


@pytest.mark.documented("help/catalog/api/appendix.md: if any one of the changes fails, all changes will revert")
@pytest.mark.parametrize(
    "failing",
    [
        part("bad", "post", "/dataSets", {"name": "No schema"}),
        part("bad", "PATCH", "/dataSets/0123456789abcdef01234567", {"name": "x"}),
        part("bad", "PATCH", "/dataSets/<<nobody.id>>", {"name": "x"}),
        part("bad", "PATCH", "/dataSets/<<good.name>>", {"name": "x"}),
        part("bad", "PATCH", "/dataSets/<<good.id>>", {"name": "x"}, headers={"If-Match": "9.9.9"}),
        part("bad", "PUT", "/dataSets/<<good.id>>", "text"),
        part("bad", "POST", "/nothing", {}),
        part("bad", "POST", "/dataSetFiles", {}),
    ],
)
def test_a_change_that_fails_reverts_all(http: Any, dataset_id: str, failing: dict[str, Any]) -> None:
    before = http.get("/dataSets").json
    answers = run(
        http,
        part("read", "GET", f"/dataSets/{dataset_id}"),
        new_dataset("good"),
        part("gone", "DELETE", f"/dataSets/{dataset_id}"),
        failing,
        new_dataset("never", "Never"),
    )
    assert codes(answers)[:3] == [200, 424, 424]
    assert 400 <= answers[3]["code"] < 500
    assert answers[3]["code"] != 424
    assert answers[4]["code"] == 424
    assert "'bad'" in answers[4]["body"]["detail"]
    assert http.get("/dataSets").json == before


@pytest.mark.documented("help/catalog/api/appendix.md: a single sub-request may be 404 while the call is 200")
def test_a_reading_request_fails_alone(http: Any) -> None:
    answers = run(http, part("lost", "GET", "/dataSets/0123456789abcdef01234567"), new_dataset("made"))
    assert codes(answers) == [404, 200]
    assert answers[0]["body"]["title"] == "NotFoundError"
    assert names(http) == ["First Dataset"]


def test_later_requests_see_what_earlier_ones_changed(http: Any) -> None:
    answers = run(
        http,
        new_dataset("made"),
        part("patched", "PATCH", "/dataSets/<<made.id>>", [{"op": "add", "path": "/description", "value": "one"}]),
        part("read", "GET", "/dataSets/<<made.id>>?properties=name,version,description"),
        part("deep", "PATCH", "/v2/dataSets/<<made.id>>", {"description": "<<read.description>> of <<read.name>>"}),
        part("batch", "POST", "/batches", {"status": "loading", "relatedObjects": []}),
        part("listed", "GET", "/dataSets?description=one%20of%20First%20Dataset"),
        part("count", "GET", "/batches"),
    )
    assert codes(answers) == [200] * 7
    ((dataset_id, shown),) = answers[2]["body"].items()
    assert shown == {"name": "First Dataset", "version": "1.0.1", "description": "one"}
    assert list(answers[5]["body"]) == [dataset_id]
    assert len(answers[6]["body"]) == 1
    assert http.get(f"/dataSets/{dataset_id}").json[dataset_id]["version"] == "1.0.2"


def test_a_deleted_dataset_is_gone_with_its_batches(http: Any, catalog: Catalog, scope: Scope, dataset_id: str) -> None:
    batch_id = catalog.create_batch(scope, dataset_id)["id"]
    told: list[str] = []
    catalog.on_batch_removed(lambda _world, removed: told.append(removed))
    run(http, part("a", "DELETE", f"/dataSets/{dataset_id}"), part("b", "GET", f"/batches/{batch_id}"))
    assert told == [batch_id]
    assert catalog.find_dataset(scope, dataset_id) is None
    assert catalog.find_batch(scope, batch_id) is None
    assert http.get("/lastBatches").json == http.get("/dataSetViews").json == {}


def test_nobody_is_told_of_a_deletion_that_is_reverted(
    http: Any, catalog: Catalog, scope: Scope, dataset_id: str
) -> None:
    batch_id = catalog.create_batch(scope, dataset_id)["id"]
    told: list[str] = []
    catalog.on_batch_removed(lambda _world, removed: told.append(removed))
    run(http, part("a", "DELETE", f"/dataSets/{dataset_id}"), part("b", "POST", "/dataSets", {}))
    assert told == []
    assert catalog.find_batch(scope, batch_id) is not None


def test_a_change_by_somebody_else_meanwhile_is_not_lost(
    http: Any, catalog: Catalog, scope: Scope, dataset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = catalog.staged
    others = iter(["second"])

    def overtaken() -> Any:
        found, commit = staged()

        def late_commit() -> None:
            for description in others:
                http.patch(f"/dataSets/{dataset_id}", json={"description": description})
            commit()

        return found, late_commit

    monkeypatch.setattr(catalog, "staged", overtaken)
    assert codes(run(http, part("a", "PATCH", f"/dataSets/{dataset_id}", {"name": "New"}))) == [200]
    dataset = http.get(f"/dataSets/{dataset_id}").json[dataset_id]
    assert (dataset["name"], dataset["description"], dataset["version"]) == ("New", "second", "1.0.2")


def test_who_is_overtaken_again_and_again_is_told(
    http: Any, catalog: Catalog, dataset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = catalog.staged

    def always_late() -> None:
        raise StaleEtagError("x")

    monkeypatch.setattr(catalog, "staged", lambda: (staged()[0], always_late))
    assert http.post("/", json=[new_dataset("a")]).status_code == 409
    assert names(http) == ["Sample Dataset"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "list"),
        ([], "list"),
        ("text", "list"),
        ([7], "[0]"),
        ([part("a", "HEAD", "/dataSets")], "[0].method"),
        ([part("a", "GET", "dataSets")], "[0].resource"),
        ([part("a", "GET", "/dataSets"), {"method": "GET"}], "[1].resource"),
        ([part("a", "GET", "/dataSets", headers={"If-Match": 7})], "[0].headers"),
        ([{"id": {}, "method": "GET", "resource": "/dataSets"}], "[0].id"),
        ([part("a", "GET", "/dataSets"), part("a", "GET", "/batches")], "ids"),
        ([part(str(n), "GET", "/dataSets") for n in range(MAX_REQUESTS + 1)], str(MAX_REQUESTS)),
    ],
)
def test_a_body_that_is_no_list_of_requests_is_400(http: Any, body: Any, named: str) -> None:
    answer = http.post("/", json=body)
    assert answer.status_code == 400
    assert named in answer.json["detail"]


@pytest.mark.parametrize("resource", ["/dataSets?limit=0", "/v2/dataSets/x", "//[", "/tags", "/lastBatches/x", "/"])
def test_a_resource_that_cannot_be_read_is_refused_in_place(http: Any, resource: str) -> None:
    (answer,) = run(http, part("a", "GET", resource))
    assert 400 <= answer["code"] < 500
    assert answer["body"]["status"] == answer["code"]


@pytest.mark.parametrize(
    ("resource", "kind"),
    [("/batches", dict), ("/batches/uniques/status", list), ("/lastBatches?limit=1", dict), ("/connectors", dict)],
)
def test_everything_that_can_be_read_can_be_read_here(http: Any, resource: str, kind: type) -> None:
    (answer,) = run(http, part("a", "GET", resource))
    assert answer["code"] == 200
    assert type(answer["body"]) is kind


def test_tags_and_row_expiration_can_be_read_here(http: Any, dataset_id: str) -> None:
    answers = run(http, part("a", "GET", "/tags/adobe%2Fpqs%2Ftable"), part("b", "GET", f"/ttl/{dataset_id}"))
    assert answers[0]["body"]["objectType"] == {"dataSets": [f"@/dataSets/{dataset_id}"]}
    assert answers[1]["body"] == {"extensions": {}}
