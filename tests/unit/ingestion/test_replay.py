"""Batches that take the place of earlier ones."""

from __future__ import annotations

from typing import Any

import pytest

OLD, NEW = b'{"_id":"old"}', b'{"_id":"new"}'


def replaying(place: Any, *marked: str, member: str = "predecessors") -> str:
    """A batch that replaces others."""
    batch_id: str = place.batch(replay={member: list(marked), "reason": "replace"})
    return batch_id


def preview(place: Any) -> list[str]:
    found = place.call("GET", f"/export/datasets/{place.dataset_id}/preview").json["data"]
    return sorted(row["_id"] for row in found)


@pytest.mark.parametrize("form", ["${}", "${{{}}}", "{}"])
def test_predecessors_lose_their_data_when_the_new_batch_has_succeeded(place: Any, form: str) -> None:
    first, second = place.ingest(OLD)["id"], place.ingest(OLD)["id"]
    batch_id = replaying(place, form.format(first), form.format(second))
    assert place.show(batch_id)["replay"] == {"predecessors": [first, second], "reason": "replace"}
    place.put(batch_id, NEW)
    assert preview(place) == ["old", "old"]
    place.signal(batch_id, "COMPLETE")
    assert place.ended(batch_id)["status"] == "success"
    assert preview(place) == ["new"]
    assert {place.show(name)["status"] for name in (first, second)} == {"inactive"}


def test_predecessors_by_the_clients_own_ids(place: Any) -> None:
    earlier = place.ingest(OLD, externalId="mine")["id"]
    batch_id = replaying(place, "$mine", member="predecessorsByExternalId")
    place.put(batch_id, NEW)
    place.signal(batch_id, "COMPLETE")
    place.ended(batch_id)
    assert place.show(earlier)["status"] == "inactive"


def test_a_batch_that_fails_replaces_nothing(place: Any) -> None:
    earlier = place.ingest(OLD)["id"]
    batch_id = replaying(place, f"${earlier}")
    place.put(batch_id, b"x")
    place.signal(batch_id, "COMPLETE")
    assert place.ended(batch_id)["status"] == "failed"
    assert preview(place) == ["old"]


def test_predecessors_that_failed_stay_as_they_are(place: Any) -> None:
    earlier = place.ingest(b"x")["id"]
    batch_id = replaying(place, f"${earlier}")
    place.put(batch_id, NEW)
    place.signal(batch_id, "COMPLETE")
    assert place.ended(batch_id)["status"] == "success"
    assert place.show(earlier)["status"] == "failed"


@pytest.mark.parametrize("member", ["predecessors", "predecessorsByExternalId"])
def test_predecessors_must_be_batches_of_the_dataset(place: Any, member: str) -> None:
    other = place.dataset(name="Other")
    elsewhere = place.batch(dataset_id=other)
    body = {"datasetId": place.dataset_id, "replay": {member: [f"${elsewhere}"], "reason": "replace"}}
    detail = place.call("POST", "/import/batches", 400, json=body).json["detail"]
    assert f"replay.{member}[0]" in detail
