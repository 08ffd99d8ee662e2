"""Tags: names Adobe keeps for itself, and all values of one name."""

from __future__ import annotations

from typing import Any

import pytest

RECORD_SCHEMA = "https://ns.adobe.com/acme/schemas/people"
RESERVED = ("unifiedProfile", "unifiedIdentity")


def post(http: Any, **tags: list[str]) -> Any:
    return http.post("/dataSets", json={"name": "n", "schemaRef": {"id": RECORD_SCHEMA}, "tags": tags})


@pytest.mark.documented("help/catalog/datasets/enable-upsert.md, Create a dataset enabled for profile updates")
def test_reserved_names_carry_pairs_on_datasets(http: Any) -> None:
    answer = post(http, unifiedIdentity=["enabled: true"], unifiedProfile=["enabled: true", "isUpsert: true"])
    assert answer.status_code == 201


@pytest.mark.parametrize("name", RESERVED)
@pytest.mark.parametrize("value", ["mine", "", "enabled", ":true"])
def test_a_reserved_name_is_not_for_values_of_ones_own(http: Any, name: str, value: str) -> None:
    answer = post(http, **{name: [value]})
    assert answer.status_code == 400
    assert f"tags.{name}" in answer.json["detail"]


@pytest.mark.documented("help/catalog/api/filter-data.md, Filter by tag: the names are reserved for datasets")
@pytest.mark.parametrize("name", RESERVED)
def test_a_reserved_name_is_for_datasets_alone(http: Any, name: str) -> None:
    answer = http.post("/batches", json={"status": "loading", "tags": {name: ["enabled:true"]}})
    assert answer.status_code == 400
    assert f"tags.{name}" in answer.json["detail"]


def test_a_namespace_shows_its_values_and_who_carries_them(http: Any) -> None:
    one, two = (post(http, rank=[*values]).json[0] for values in (("1", "2"), ("2", "3")))
    (batch,) = http.post("/batches", json={"status": "loading", "tags": {"rank": ["9"]}}).json
    assert http.get("/tags/rank").json == {
        "objectType": {"dataSets": [one, two], "batches": [batch]},
        "rank": ["1", "2", "3", "9"],
    }


def test_a_namespace_may_contain_slashes(http: Any, dataset_id: str) -> None:
    found = http.get("/tags/adobe/pqs/table").json
    assert found["adobe/pqs/table"] == ["sample_dataset"]


def test_a_namespace_nobody_uses_is_404(http: Any, dataset_id: str) -> None:
    assert http.get("/tags/rank").status_code == 404
    assert http.get("/tags/adobe/pqs/table", headers={"x-world": "world-2"}).status_code == 404
