"""Batches: how they are created, what they are signalled, which states they go through."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.ingestion import states

GOOD = b'{"_id":"1"}\n'


def test_a_new_batch_waits_for_files(place: Any) -> None:
    batch = place.call(
        "POST",
        "/import/batches",
        201,
        json={"datasetId": place.dataset_id, "inputFormat": {"format": "json"}},
    ).json
    assert (batch["status"], batch["version"], batch["tags"]) == ("loading", "1.0.0", {})
    assert batch["relatedObjects"] == [{"type": "dataSet", "id": place.dataset_id}]
    assert batch["inputFormat"] == {"format": "json"}


@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"datasetId": "nope"}, "datasetId"),
        ({"datasetId": 5}, "datasetId"),
        ({"inputFormat": {"format": "xml"}}, "inputFormat.format"),
        ({"inputFormat": {"format": "json", "isMultiLineJson": "yes"}}, "isMultiLineJson"),
        ({"partialIngestionPercentage": 101}, "partialIngestionPercentage"),
        ({"enableErrorDiagnostics": 1}, "enableErrorDiagnostics"),
        ({"replay": {"predecessors": "A"}}, "replay.predecessors"),
        ({"tags": {"a": "b"}}, "tags.a"),
    ],
)
def test_a_refused_batch_is_told_the_field(place: Any, members: dict[str, Any], named: str) -> None:
    body = {"datasetId": place.dataset_id, "inputFormat": {"format": "json"}, **members}
    assert named in place.call("POST", "/import/batches", 400, json=body).json["detail"]


def test_a_completed_batch_is_a_success_with_metrics(place: Any) -> None:
    batch = place.ingest(GOOD)
    assert batch["status"] == "success"
    assert "errors" not in batch
    metrics = batch["metrics"]
    assert (metrics["inputByteSize"], metrics["inputFileCount"], metrics["inputRecordCount"]) == (len(GOOD), 1, 1)
    assert (metrics["outputRecordCount"], metrics["failedRecordCount"], metrics["partitionCount"]) == (1, 0, 1)
    assert batch["started"] <= batch["completed"]
    assert place.rows(batch["id"]) == [{"_id": "1"}]


def test_the_last_batch_is_shown_with_the_dataset(place: Any) -> None:
    batch = place.ingest(GOOD)
    dataset = place.call("GET", f"/catalog/dataSets/{place.dataset_id}").json[place.dataset_id]
    assert (dataset["lastBatchId"], dataset["lastBatchStatus"]) == (batch["id"], "success")


@pytest.mark.parametrize("action", ["COMPLETE", "complete", "Complete"])
def test_signals_have_any_case_and_no_body_in_the_answer(place: Any, action: str) -> None:
    batch_id = place.batch()
    place.put(batch_id, GOOD)
    assert place.signal(batch_id, action).data == b""
    assert place.ended(batch_id)["status"] == "success"


@pytest.mark.parametrize("content", [GOOD, b"no json\n"])
def test_complete_may_be_repeated(place: Any, content: bytes) -> None:
    batch_id = place.ingest(content)["id"]
    before = place.show(batch_id)
    place.signal(batch_id, "COMPLETE")
    assert place.show(batch_id) == before


@pytest.mark.parametrize("query", ["", "?action=", "?action=DELETE", "?actions=COMPLETE"])
def test_other_actions_are_refused(place: Any, query: str) -> None:
    detail = place.call("POST", f"/import/batches/{place.batch()}{query}", 400).json["detail"]
    assert "action" in detail
    assert "COMPLETE, ABORT, FAIL, REVERT" in detail


@pytest.mark.parametrize("action", states.SIGNALS)
def test_signals_to_a_batch_that_does_not_exist(place: Any, action: str) -> None:
    assert "NOPE" in place.signal("NOPE", action, 404).json["detail"]


def test_another_sandbox_does_not_see_the_batch(place: Any) -> None:
    batch_id = place.batch()
    place.call("POST", f"/import/batches/{batch_id}?action=ABORT", 404, headers={"x-world": "world-2"})
    assert place.show(batch_id)["status"] == "loading"


@pytest.mark.parametrize(("action", "status"), [("ABORT", "aborted"), ("FAIL", "failed")])
def test_a_loading_batch_can_be_given_up(place: Any, action: str, status: str) -> None:
    batch_id = place.batch()
    place.put(batch_id, GOOD)
    place.signal(batch_id, action)
    place.signal(batch_id, action)
    assert place.show(batch_id)["status"] == status
    place.put(batch_id, GOOD, status=400)


def test_a_batch_failed_by_its_client_says_so(place: Any) -> None:
    batch_id = place.batch()
    place.signal(batch_id, "FAIL")
    batch = place.show(batch_id)
    assert "metrics" not in batch
    assert "client" in batch["errors"][0]["description"]


@pytest.mark.parametrize("content", [GOOD, b"no json\n"])
def test_a_batch_that_has_ended_cannot_be_cancelled(place: Any, content: bytes) -> None:
    batch = place.ingest(content)
    assert batch["status"] in place.signal(batch["id"], "ABORT", 400).json["detail"]
    assert place.show(batch["id"]) == batch


def test_revert_takes_the_data_back(place: Any) -> None:
    batch_id = place.ingest(GOOD)["id"]
    place.signal(batch_id, "REVERT")
    place.signal(batch_id, "REVERT")
    assert place.show(batch_id)["status"] == "inactive"
    assert place.table(batch_id) is None
    assert place.call("GET", f"/export/datasets/{place.dataset_id}/preview").json == {"data": []}


def test_only_a_success_can_be_reverted(place: Any) -> None:
    assert "loading" in place.signal(place.batch(), "REVERT", 400).json["detail"]
    assert "failed" in place.signal(place.ingest(b"x")["id"], "REVERT", 400).json["detail"]


def test_a_batch_without_files_fails(place: Any) -> None:
    batch_id = place.batch()
    place.signal(batch_id, "COMPLETE")
    batch = place.ended(batch_id)
    assert batch["status"] == "failed"
    assert [error["code"] for error in batch["errors"]] == ["106"]


class Gate:
    """Holds a batch up while it is being processed."""

    def __init__(self, place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        composed = place.ingestion._schemas.composed

        def wait(*arguments: Any) -> Any:
            self.reached.set()
            assert self.opened.wait(60)
            return composed(*arguments)

        monkeypatch.setattr(place.ingestion._schemas, "composed", wait)


@pytest.fixture
def held(place: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Gate]:
    """A batch in the middle of its processing."""
    gate = Gate(place, monkeypatch)
    batch_id = place.batch()
    place.put(batch_id, GOOD)
    place.signal(batch_id, "COMPLETE")
    assert gate.reached.wait(60)
    return batch_id, gate


def idle(place: Any) -> None:
    """Wait until the workers have done what they were given: both must be free for this."""
    barrier = threading.Barrier(3, timeout=60)
    for _ in range(2):
        place.ingestion._workers.submit(barrier.wait)
    barrier.wait()


def test_a_batch_is_staging_while_it_is_processed(place: Any, held: tuple[str, Gate]) -> None:
    batch_id, gate = held
    assert place.show(batch_id)["status"] == "staging"
    assert place.table(batch_id) is None
    place.put(batch_id, GOOD, status=400)
    gate.opened.set()
    assert place.ended(batch_id)["status"] == "success"


@pytest.mark.parametrize(("action", "status"), [("ABORT", "aborted"), ("FAIL", "failed")])
def test_a_batch_can_be_cancelled_while_it_is_processed(
    place: Any, held: tuple[str, Gate], action: str, status: str
) -> None:
    batch_id, gate = held
    place.signal(batch_id, action)
    gate.opened.set()
    idle(place)
    assert place.show(batch_id)["status"] == status
    assert place.lake.files("world-1", batch_id, "data") == []


def test_a_batch_deleted_while_it_is_processed_leaves_nothing(place: Any, held: tuple[str, Gate]) -> None:
    batch_id, gate = held
    place.call("DELETE", f"/catalog/batches/{batch_id}")
    gate.opened.set()
    idle(place)
    for area in ("data", "uploads", "input_files", "row_errors", "failed"):
        assert place.lake.files("world-1", batch_id, area) == []


def test_a_reset_while_a_batch_is_processed(place: Any, held: tuple[str, Gate]) -> None:
    batch_id, gate = held
    place.ingestion.reset()
    gate.opened.set()
    idle(place)
    assert place.show(batch_id)["status"] == "staging"


def test_many_batches_at_once(place: Any, json_lines: Callable[..., bytes]) -> None:
    batches = []
    for number in range(12):
        batches.append(place.batch())
        place.put(batches[-1], json_lines({"_id": str(number)}))
    for batch_id in batches:
        place.signal(batch_id, "COMPLETE")
    assert [place.ended(batch_id)["status"] for batch_id in batches] == ["success"] * 12
    assert [place.rows(batch_id) for batch_id in batches] == [[{"_id": str(number)}] for number in range(12)]


def test_an_upload_that_ends_after_the_signal_is_dropped(place: Any, scope: Any) -> None:
    batch_id = place.batch()
    place.put(batch_id, GOOD, "a")

    class Slow(io.BytesIO):
        """A body in the middle of which another request signals the batch."""

        def read(self, size: int | None = -1) -> bytes:
            place.signal(batch_id, "COMPLETE")
            return super().read(size)

    with pytest.raises(ApiError, match="can only be uploaded while it is loading"):
        place.ingestion.uploads.put(scope, batch_id, place.dataset_id, "b", Slow(GOOD), len(GOOD))
    assert place.ended(batch_id)["metrics"]["inputFileCount"] == 1
    assert place.lake.files("world-1", batch_id, "uploads") == []


def test_a_file_that_somebody_took_away_fails_the_batch(place: Any, held: tuple[str, Gate]) -> None:
    batch_id, gate = held
    place.lake.delete("world-1", batch_id, "uploads", "f")
    gate.opened.set()
    batch = place.ended(batch_id)
    assert (batch["status"], batch["errors"][0]["description"]) == ("failed", "f: the file is gone.")
