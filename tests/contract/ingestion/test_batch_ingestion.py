"""Batch Ingestion with the requests of its pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

OVERVIEW = "help/ingestion/batch-ingestion/api-overview.md"
CSV_DESCRIPTION = {
    "format": "parquet",
    "delimiters": [","],
    "quotes": ['"'],
    "escapes": ["\\"],
    "header": True,
    "charset": "UTF-8",
}


@pytest.mark.documented(f"{OVERVIEW}: Create batch")
@pytest.mark.parametrize("input_format", ["json", "parquet", "csv", "JSON", "Parquet", "CSV"])
def test_create_batch(ingest: Any, input_format: str) -> None:
    body = {"datasetId": ingest.dataset_id, "inputFormat": {"format": input_format}}
    batch = ingest.api.post("/import/batches", body).json()
    assert (batch["status"], batch["version"], batch["tags"]) == ("loading", "1.0.0", {})
    assert batch["relatedObjects"] == [{"type": "dataSet", "id": ingest.dataset_id}]
    assert {"id", "imsOrg", "created", "updated", "createdUser", "updatedUser"} <= batch.keys()


@pytest.mark.documented("help/ingestion/batch-ingestion/overview.md: Create a batch")
def test_create_batch_of_a_dataset_alone(ingest: Any) -> None:
    assert ingest.show(ingest.batch(None))["inputFormat"] == {"format": "parquet"}


@pytest.mark.documented("help/ingestion/batch-ingestion/troubleshooting.md: curl lines without a content type")
def test_a_batch_is_created_whatever_the_body_is_declared_as(ingest: Any) -> None:
    body = json.dumps({"datasetId": ingest.dataset_id, "inputFormat": {"format": "json"}})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ingest.api.call("POST", "/import/batches", data=body, headers=headers).status_code == 201


@pytest.mark.documented(f"{OVERVIEW}: Ingest JSON files")
def test_ingest_json_files(ingest: Any, people: bytes) -> None:
    batch_id = ingest.batch("json")
    answer = ingest.file("PUT", batch_id, "people.json", people)
    assert (answer.status_code, answer.content) == (200, b"")
    answer = ingest.signal(batch_id, "COMPLETE")
    assert answer.content == b""
    batch = ingest.ended(batch_id)
    assert batch["status"] in ("success", "active")
    metrics = batch["metrics"]
    assert (metrics["inputFileCount"], metrics["inputRecordCount"], metrics["outputRecordCount"]) == (1, 2, 2)
    assert [row["_id"] for row in ingest.rows(batch_id)] == ["1", "2"]
    assert ingest.preview()[0]["person"] == {"name": {"firstName": "Ann"}, "birthDate": "1990-05-01"}


@pytest.mark.documented("help/ingestion/batch-ingestion/troubleshooting.md: How is multi-line JSON ingested?")
def test_ingest_multi_line_json(ingest: Any) -> None:
    content = json.dumps([{"_id": "1"}, {"_id": "2"}], indent=4).encode()
    batch = ingest.ingest(content, "json", inputFormat={"isMultiLineJson": True})
    assert [row["_id"] for row in ingest.rows(batch["id"])] == ["1", "2"]


@pytest.mark.documented(f"{OVERVIEW}: Ingest Parquet files")
def test_ingest_parquet_files(ingest: Any, parquet_file: bytes) -> None:
    batch_id = ingest.batch("parquet")
    ingest.put(batch_id, "people.parquet", parquet_file)
    ingest.signal(batch_id, "complete")
    assert ingest.ended(batch_id)["metrics"]["outputRecordCount"] == 2000


@pytest.mark.documented(f"{OVERVIEW}: Ingest large Parquet files")
def test_ingest_large_parquet_files(ingest: Any, parquet_file: bytes) -> None:
    batch_id, name = ingest.batch("parquet"), "part1=a/part2=b/people.parquet"
    answer = ingest.file("POST", batch_id, name, query="?action=initialize")
    assert (answer.status_code, answer.content) == (201, b"")
    middle = len(parquet_file) // 2
    for first, last in ((0, middle - 1), (middle, len(parquet_file) - 1)):
        content_range = {"Content-Range": f"bytes {first}-{last}/{len(parquet_file)}"}
        answer = ingest.file("PATCH", batch_id, name, parquet_file[first : last + 1], headers=content_range)
        assert (answer.status_code, answer.content) == (200, b"")
    assert ingest.file("HEAD", batch_id, name).headers["Range"] == f"bytes=0-{len(parquet_file) - 1}"
    answer = ingest.file("POST", batch_id, name, query="?action=COMPLETE")
    assert (answer.status_code, answer.content) == (201, b"")
    ingest.signal(batch_id, "COMPLETE")
    assert ingest.ended(batch_id)["metrics"]["inputByteSize"] == len(parquet_file)


@pytest.mark.documented(
    "help/ingestion/batch-ingestion/troubleshooting.md: Why is the Large File Complete API call failing?"
)
@pytest.mark.parametrize("second", ["5-9", "3-9"], ids=["missing", "overlapping"])
def test_chunks_that_do_not_make_a_file(ingest: Any, second: str) -> None:
    batch_id = ingest.batch("parquet")
    ingest.file("POST", batch_id, "f.parquet", query="?action=INITIALIZE")
    for part in ("0-3", second):
        first, _, last = part.partition("-")
        content = b"x" * (int(last) - int(first) + 1)
        answer = ingest.file("PATCH", batch_id, "f.parquet", content, headers={"Content-Range": f"bytes {part}"})
        assert answer.status_code == 200
    assert ingest.file("POST", batch_id, "f.parquet", query="?action=COMPLETE").status_code == 400


@pytest.mark.documented(f"{OVERVIEW}: Ingest CSV files")
def test_ingest_csv_files(ingest: Any) -> None:
    dataset_id = ingest.dataset(fileDescription=CSV_DESCRIPTION)
    batch = ingest.ingest(b'_id,createdByBatchID\n"a, ""b""",x\n', "csv", dataset_id=dataset_id)
    assert batch["status"] in ("success", "active"), batch
    assert ingest.rows(batch["id"])[0]["_id"] == 'a, "b"'


@pytest.mark.documented(f"{OVERVIEW}: Cancel a batch")
def test_cancel_a_batch(ingest: Any, people: bytes) -> None:
    batch_id = ingest.batch()
    assert ingest.signal(batch_id, "ABORT").content == b""
    assert ingest.show(batch_id)["status"] == "aborted"
    ended = ingest.ingest(people)
    ingest.signal(ended["id"], "ABORT", 400)
    assert ingest.show(ended["id"])["status"] == ended["status"]


@pytest.mark.documented(f"{OVERVIEW}: Delete a batch")
def test_delete_a_batch(ingest: Any, people: bytes) -> None:
    batch_id = ingest.ingest(people)["id"]
    assert ingest.preview()
    ingest.signal(batch_id, "REVERT")
    assert ingest.show(batch_id)["status"] in ("inactive", "deleted")
    assert ingest.preview() == []


@pytest.mark.documented(f"{OVERVIEW}: Replay a batch")
def test_replay_a_batch(ingest: Any, people: bytes) -> None:
    earlier = [ingest.ingest(people)["id"] for _ in range(2)]
    marked = ["$" + batch_id for batch_id in earlier]
    batch = ingest.ingest(b'{"_id":"new"}', replay={"predecessors": marked, "reason": "replace"})
    assert batch["replay"] == {"predecessors": earlier, "reason": "replace"}
    assert [row["_id"] for row in ingest.preview()] == ["new"]
    assert {ingest.show(batch_id)["status"] for batch_id in earlier} <= {"inactive", "deleted"}


@pytest.mark.documented(
    "help/ingestion/batch-ingestion/troubleshooting.md: Is it safe to retry the CompleteBatch API call"
)
def test_complete_may_be_retried(ingest: Any, people: bytes) -> None:
    batch_id = ingest.ingest(people)["id"]
    ingest.signal(batch_id, "COMPLETE")
    assert len(ingest.rows(batch_id)) == 2


@pytest.mark.documented("help/ingestion/batch-ingestion/troubleshooting.md: What happens after a batch fails?")
@pytest.mark.parametrize(("content", "code"), [(b"", "106"), (b",\n1,2\n", "118")])
def test_a_batch_that_fails(ingest: Any, content: bytes, code: str) -> None:
    dataset_id = ingest.dataset(fileDescription=CSV_DESCRIPTION)
    batch = ingest.ingest(content, "csv", dataset_id=dataset_id)
    assert batch["status"] in ("failed", "failure")
    (error,) = batch["errors"]
    assert (error["code"], error["rows"]) == (code, [])
    assert "metrics" not in batch


@pytest.mark.documented("help/ingestion/quality/overview.md, help/xdm/tutorials/create-schema-api.md")
def test_the_primary_identity_is_a_required_field(ingest: Any, people: bytes) -> None:
    descriptor = {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": ingest.schema_id,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/person/name/firstName",
        "xdm:namespace": "CRMID",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": True,
    }
    nameless = b'{"_id":"3","person":{"name":{"lastName":"x"}}}\n{"_id":"4"}\n{"_id":"5","person":{"name":null}}\n'
    assert ingest.ingest(people + nameless)["status"] == "success"
    response = ingest.api.post("/schemaregistry/tenant/descriptors", descriptor)
    assert response.status_code == 201, response.text
    settings = {"enableErrorDiagnostics": True, "partialIngestionPercentage": 70}
    batch = ingest.ingest(people + nameless, **settings)
    assert [row["_id"] for row in ingest.rows(batch["id"])] == ["1", "2"]
    found = [(error["code"], error["recordCount"]) for error in batch["errors"][1:]]
    assert found == [("INGEST-1555-400", 3)]


@pytest.mark.documented("help/ingestion/quality/partial.md, error-diagnostics.md: Check status")
def test_partial_ingestion(ingest: Any, people: bytes) -> None:
    content = people + b'{missingQuotes: "v1"}\n{"person":{}}\n'
    settings = {"enableErrorDiagnostics": True, "partialIngestionPercentage": 50}
    batch = ingest.ingest(content, **settings)
    assert batch["status"] == "success"
    assert batch["tags"] == {"acp_enableErrorDiagnostics": True, "acp_partialIngestionPercent": 50}
    metrics = batch["metrics"]
    assert (metrics["inputRecordCount"], metrics["outputRecordCount"], metrics["failedRecordCount"]) == (4, 2, 2)
    summary, *kinds = batch["errors"]
    assert summary["code"] == "INGEST-1212-400"
    assert summary["description"].startswith("Encountered 2 errors in the data. Successfully ingested 2 rows.")
    found = [(error["code"], error["recordCount"]) for error in kinds]
    assert found == [("INGEST-1401-400", 1), ("INGEST-1555-400", 1)]
    failed = ingest.ingest(content, **{**settings, "partialIngestionPercentage": 49})
    assert failed["status"] in ("failed", "failure")
    quiet = ingest.ingest(content, partialIngestionPercentage=50)
    assert [error["code"] for error in quiet["errors"]] == ["INGEST-1211-400"]


@pytest.mark.documented("batch-ingestion.yaml: retrievePreview")
def test_preview_of_what_was_uploaded(ingest: Any, people: bytes) -> None:
    batch_id = ingest.batch()
    ingest.put(batch_id, "people.json", people)
    path = f"/import/batches/{batch_id}/datasets/{ingest.dataset_id}/preview?format=json&nrow=1"
    answer = ingest.api.get(path).json()
    assert answer["formatParams"]["format"] == "json"
    names = [column["name"] for column in answer["preview"]["columns"]]
    assert names == ["_id", "person/name/firstName", "person/birthDate"]
    (row,) = answer["preview"]["rows"]
    assert [row[column["cid"]] for column in answer["preview"]["columns"]] == ["1", "Ann", "1990-05-01"]


@pytest.mark.documented("batch-ingestion.yaml: 404, 414, 415")
def test_refused_uploads(ingest: Any, people: bytes) -> None:
    batch_id = ingest.batch()
    assert ingest.file("PUT", "01EQ1C48TR4GD4FE7NH2522TCQ", "f", people).status_code == 404
    assert ingest.file("PUT", batch_id, "f", people, dataset_id="5da9452f7de80400007ac52a").status_code == 404
    assert ingest.file("PUT", batch_id, "f" * 2000, people).status_code == 414
    multipart = ingest.api.call(
        "PUT",
        f"/import/batches/{batch_id}/datasets/{ingest.dataset_id}/files/f",
        files={"file": ("people.json", people)},
    )
    assert multipart.status_code == 415
    error = multipart.json()
    assert set(error) == {"type", "status", "title", "detail"}


@pytest.mark.assumed("the pages do not say what an upload to a batch that was signalled is answered")
def test_a_batch_takes_files_only_while_it_is_loading(ingest: Any, people: bytes) -> None:
    batch_id = ingest.ingest(people)["id"]
    assert ingest.file("PUT", batch_id, "late.json", people).status_code == 400
