"""Batches with bad rows: how many are put up with, and what is told of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

LINES = b'{"_id":"1"}\n{missingQuotes: "v1"}\n{"age":5}\n{"_id":"2","gender":"other"}\n'
"""One good row, one that is none, one without its id, one whose value is not allowed."""


def codes(batch: dict[str, Any]) -> list[tuple[str, int | None]]:
    return [(error["code"], error.get("recordCount")) for error in batch.get("errors", ())]


KINDS = [("INGEST-1401-400", 1), ("INGEST-1555-400", 1), ("DCVS-1106-400", 1)]


def test_errors_below_the_threshold_leave_a_success(place: Any) -> None:
    batch = place.ingest(LINES, partialIngestionPercentage=75, enableErrorDiagnostics=True)
    assert batch["status"] == "success"
    assert batch["tags"] == {"acp_enableErrorDiagnostics": True, "acp_partialIngestionPercent": 75}
    metrics = batch["metrics"]
    assert (metrics["inputRecordCount"], metrics["outputRecordCount"], metrics["failedRecordCount"]) == (4, 1, 3)
    assert codes(batch) == [("INGEST-1212-400", None), *KINDS]
    assert batch["errors"][0]["description"].startswith(
        "Encountered 3 errors in the data. Successfully ingested 1 rows"
    )
    assert place.rows(batch["id"]) == [{"_id": "1"}]


@pytest.mark.parametrize("members", [{}, {"partialIngestionPercentage": 0}, {"partialIngestionPercentage": 74.9}])
def test_errors_above_the_threshold_fail_the_batch(place: Any, members: dict[str, Any]) -> None:
    batch = place.ingest(LINES, enableErrorDiagnostics=True, **members)
    assert batch["status"] == "failed"
    assert "metrics" not in batch
    assert codes(batch) == [("INGEST-1212-400", None), *KINDS]
    assert "Successfully ingested 0 rows" in batch["errors"][0]["description"]
    assert place.table(batch["id"]) is None
    assert place.call("GET", f"/export/datasets/{place.dataset_id}/preview").json == {"data": []}


@pytest.mark.parametrize(("percent", "status"), [(75, "success"), (None, "failed")])
def test_without_diagnostics_the_batch_says_only_that_there_were_errors(
    place: Any, percent: int | None, status: str
) -> None:
    members = {} if percent is None else {"partialIngestionPercentage": percent}
    batch = place.ingest(LINES, **members)
    assert (batch["status"], codes(batch)) == (status, [("INGEST-1211-400", None)])
    assert place.call("GET", f"/export/batches/{batch['id']}/meta?path=row_errors").json["data"] == []


def test_the_row_errors(place: Any) -> None:
    batch_id = place.ingest(LINES, enableErrorDiagnostics=True)["id"]
    listed = place.call("GET", f"/export/batches/{batch_id}/meta?path=row_errors").json["data"]
    assert [file["name"] for file in listed] == ["conversion_errors_0.json", "parsing_errors_0.json"]
    (line,) = place.lines(f"/batches/{batch_id}/meta?path=row_errors/parsing_errors_0.json")
    assert line["_corrupt_record"] == '{missingQuotes: "v1"}'
    assert line["_filename"] == "parsing_errors_0.json"
    (error,) = line["_errors"]
    assert error["code"] == "1401"
    assert error["message"].startswith("Row is corrupted and cannot be read, please fix and resend.")
    lines = place.lines(f"/batches/{batch_id}/meta?path=row_errors/conversion_errors_0.json")
    assert [(line["_corrupt_record"], line["_errors"][0]["code"]) for line in lines] == [
        ('{"age": 5}', "INGEST-1555-400"),
        ('{"_id": "2", "gender": "other"}', "DCVS-1106-400"),
    ]


def test_the_files_of_a_failed_batch(place: Any, json_lines: Callable[..., bytes]) -> None:
    batch_id = place.ingest(json_lines({"_id": "1", "tags": [{}], "seen": "2018-00-10T22:07:56Z"}))["id"]
    mark, part = place.call("GET", f"/export/batches/{batch_id}/failed").json["data"]
    assert (mark["name"], mark["length"]) == ("_SUCCESS", "0")
    (row,) = place.lines(f"/batches/{batch_id}/failed?path={part['name']}")
    assert row["seen"] == "2018-00-10T22:07:56Z"
    by_pointer = {error["pointerToViolation"]: error for error in row["_validationErrors"]}
    assert list(by_pointer) == ["#/tags/0", "#/seen"]
    error = by_pointer["#/seen"]
    assert error["message"].startswith("[2018-00-10T22:07:56Z] is not a valid date-time")
    assert (error["keyword"], error["causingExceptions"]) == ("format", [])
    assert error["schemaLocation"] == "#/properties/seen"
    assert by_pointer["#/tags/0"]["schemaLocation"] == "#/properties/tags/items"


def test_a_row_counts_once_for_each_kind_of_mistake(place: Any, json_lines: Callable[..., bytes]) -> None:
    content = json_lines({"_id": "1", "age": True, "visits": [1], "score": "x"})
    batch = place.ingest(content, enableErrorDiagnostics=True)
    assert codes(batch) == [("INGEST-1212-400", None), ("TypeCompatibilityException", 1), ("DCVS-1104-400", 1)]


def test_null_counts_as_missing(place: Any, json_lines: Callable[..., bytes]) -> None:
    batch = place.ingest(json_lines({"_id": None}), enableErrorDiagnostics=True)
    assert codes(batch)[1] == ("INGEST-1555-400", 1)


def test_what_only_the_column_cannot_hold_is_refused_too(place: Any) -> None:
    content = b'[\n{"_id":"\\ud800"},\n{"_id":"1"}\n]'
    members = {"inputFormat": {"format": "json", "isMultiLineJson": True}, "partialIngestionPercentage": 50}
    batch = place.ingest(content, enableErrorDiagnostics=True, **members)
    assert (batch["status"], codes(batch)[1]) == ("success", ("DCVS-1105-400", 1))
    assert place.rows(batch["id"]) == [{"_id": "1"}]


def test_a_batch_of_which_every_row_may_be_bad(place: Any) -> None:
    batch = place.ingest(b"x\n", partialIngestionPercentage=100)
    assert (batch["status"], batch["metrics"]["outputFileCount"]) == ("success", 0)
    assert place.table(batch["id"]) is None


def test_no_more_than_ten_thousand_rows_are_listed(place: Any) -> None:
    batch = place.ingest(b"x\n" * 10_050, enableErrorDiagnostics=True)
    assert codes(batch)[1] == ("INGEST-1401-400", 10_050)
    path = f"/batches/{batch['id']}/meta?path=row_errors/parsing_errors_0.json"
    assert len(place.lines(path)) == 10_000


def test_errors_of_several_files_are_told_together(place: Any) -> None:
    batch_id = place.batch(partialIngestionPercentage=50, enableErrorDiagnostics=True)
    place.put(batch_id, b'{"_id":"1"}\nx\n', "a")
    place.put(batch_id, b'y\n{"_id":"2"}\n', "b")
    place.signal(batch_id, "COMPLETE")
    batch = place.ended(batch_id)
    assert codes(batch)[1:] == [("INGEST-1401-400", 2)]
    assert [row["_id"] for row in place.rows(batch_id)] == ["1", "2"]


def test_one_unreadable_file_fails_the_whole_batch(place: Any) -> None:
    batch_id = place.batch(partialIngestionPercentage=100)
    place.put(batch_id, b'{"_id":"1"}\n', "a")
    place.put(batch_id, b"", "b")
    place.signal(batch_id, "COMPLETE")
    assert (place.ended(batch_id)["status"], place.table(batch_id)) == ("failed", None)


def test_a_schema_that_is_gone(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_id = place.batch()
    place.put(batch_id, b'{"_id":"1"}\n')
    monkeypatch.setattr(place.catalog, "find_dataset", lambda *_: None)
    place.signal(batch_id, "COMPLETE")
    assert "does not exist" in place.ended(batch_id)["errors"][0]["description"]


@pytest.mark.documented("help/ingestion/quality/overview.md: Supported checks")
def test_batches_are_not_checked_for_patterns(place: Any) -> None:
    batch = place.ingest(b'{"_id":"1","plate":"none"}\n')
    assert batch["status"] == "success"
    assert place.rows(batch["id"]) == [{"_id": "1", "plate": "none"}]


def test_the_log_tells_what_the_schema_does_not_have(place: Any, caplog: pytest.LogCaptureFixture) -> None:
    batch = place.ingest(b'{"_id":"1","xdm:loyalty":{"tier":"a"},"person":{"first":"x","last":"y"}}\n')
    assert batch["status"] == "success"
    assert f"batch {batch['id']}: left out what the schema does not have: 'xdm:loyalty, person.last'" in caplog.text
