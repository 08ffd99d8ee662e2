"""Data Access with the requests of its pages, on a batch that was uploaded."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

DATASET_DATA = "help/data-access/tutorials/dataset-data.md"


@pytest.mark.documented(f"{DATASET_DATA}: Retrieve a list of all files belonging to a particular batch")
def test_from_a_batch_to_its_content(ingest: Any, people: bytes) -> None:
    batch_id = ingest.ingest(people)["id"]
    listed = ingest.api.get(f"/export/batches/{batch_id}/files").json()
    assert listed["_page"] == {"limit": 100, "count": 1}
    (entry,) = listed["data"]
    assert entry["dataSetFileId"] == f"{batch_id}-1"
    assert {"dataSetViewId", "version", "created", "updated", "isValid"} <= entry.keys()
    assert entry["_links"]["self"]["href"].endswith(f"/data/foundation/export/files/{batch_id}-1")
    (file,) = ingest.api.get(f"/export/files/{batch_id}-1").json()["data"]
    assert file["name"].endswith(".parquet")
    content = ingest.api.session.get(file["_links"]["self"]["href"], timeout=30)
    assert content.headers["Content-Type"] == "application/parquet"
    assert file["length"] == str(len(content.content))
    assert pq.read_table(io.BytesIO(content.content)).num_rows == 2


@pytest.mark.documented(f"{DATASET_DATA}: Retrieve the metadata of a file, Download partial contents of a file")
def test_parts_of_a_file(ingest: Any, people: bytes) -> None:
    batch_id = ingest.ingest(people)["id"]
    content = ingest.download(batch_id)
    (file,) = ingest.api.get(f"/export/files/{batch_id}-1").json()["data"]
    path = f"/export/files/{batch_id}-1?path={file['name']}"
    head = ingest.api.call("HEAD", path)
    assert (head.headers["Content-Length"], head.headers["Accept-Ranges"]) == (str(len(content)), "bytes")
    part = ingest.api.get(path, headers={"Range": "bytes=0-99"})
    assert (part.status_code, part.content) == (206, content[:100])
    assert part.headers["Content-Range"] == f"bytes 0-99/{len(content)}"
    assert part.headers["Content-Length"] == "100"


TYPED = {
    "age": 41,
    "score": "1.5",
    "active": True,
    "seen": "2018-07-10T15:05:59.000-08:00",
    "tags": ["a", "b"],
    "labels": {"k": "v"},
}


@pytest.fixture
def typed(ingest: Any) -> bytes:
    """The Parquet file of a person with a field of each kind."""
    row = {"_id": "1", "person": {"name": {"firstName": "Ann"}, "birthDate": "1990-05-01"}, ingest.tenant: TYPED}
    content: bytes = ingest.download(ingest.ingest(json.dumps(row).encode())["id"])
    return content


@pytest.mark.assumed(
    "the Parquet type of each XDM type is that of the pages' examples where they have one; a real file would settle it"
)
def test_files_have_the_types_of_the_schema(ingest: Any, typed: bytes) -> None:
    schema = pq.read_schema(io.BytesIO(typed))
    own = {field.name: field.type for field in schema.field(ingest.tenant).type}
    assert own["age"] == pa.int32()
    assert own["score"] == pa.float64()
    assert own["active"] == pa.bool_()
    assert own["seen"] == pa.timestamp("ms", tz="UTC")
    assert own["tags"].value_type == pa.string()
    assert (own["labels"].key_type, own["labels"].item_type) == (pa.string(), pa.string())
    person = schema.field("person").type
    assert pa.types.is_struct(person)
    assert person.field("birthDate").type == pa.date32()


@pytest.mark.assumed("no page says what reads the files; a real file would settle it")
def test_pandas_reads_the_files(ingest: Any, typed: bytes) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_parquet(io.BytesIO(typed))
    (row,) = frame.to_dict("records")
    assert row["_id"] == "1"
    assert row["person"]["name"]["firstName"] == "Ann"
    assert row["person"]["birthDate"] == date(1990, 5, 1)
    own = row[ingest.tenant]
    assert (own["age"], own["score"], own["active"]) == (41, 1.5, True)
    assert own["seen"] == datetime(2018, 7, 10, 23, 5, 59, tzinfo=UTC)
    assert list(own["tags"]) == ["a", "b"]
    assert dict(own["labels"]) == {"k": "v"}


@pytest.mark.documented("help/ingestion/quality/error-diagnostics.md")
def test_error_diagnostics(ingest: Any, people: bytes) -> None:
    batch_id = ingest.ingest(people + b'{missingQuotes: "v1"}\n', enableErrorDiagnostics=True)["id"]
    meta = f"/export/batches/{batch_id}/meta?path="
    (listed,) = ingest.api.get(f"{meta}input_files").json()["data"]
    lines = ingest.api.get(f"{meta}input_files/{listed['name']}").text.splitlines()
    assert [json.loads(line) for line in lines] == [{"path": "file.json"}]
    errors = ingest.api.get(f"{meta}row_errors").json()
    assert errors["_page"] == {"limit": 100, "count": 1}
    (file,) = errors["data"]
    assert file["name"] == "parsing_errors_0.json"
    assert file["_links"]["self"]["href"].endswith("meta?path=row_errors%2Fparsing_errors_0.json")
    answer = ingest.api.session.get(file["_links"]["self"]["href"], timeout=30)
    (line,) = [json.loads(line) for line in answer.text.splitlines()]
    assert (line["_corrupt_record"], line["_errors"][0]["code"]) == ('{missingQuotes: "v1"}', "1401")
    assert line["_filename"] == "parsing_errors_0.json"


@pytest.mark.documented("help/ingestion/quality/retrieve-failed-batches.md")
def test_retrieve_a_failed_batch(ingest: Any) -> None:
    row = {"_id": "1", ingest.tenant: {"seen": "2018-00-10T22:07:56Z"}}
    batch = ingest.ingest(json.dumps(row).encode())
    assert batch["status"] in ("failed", "failure")
    listed = ingest.api.get(f"/export/batches/{batch['id']}/failed").json()
    assert listed["data"][0]["name"] == "_SUCCESS"
    (part,) = [file for file in listed["data"] if file["name"].startswith("part-00000")]
    (line,) = ingest.api.session.get(part["_links"]["self"]["href"], timeout=30).text.splitlines()
    (error,) = json.loads(line)["_validationErrors"]
    assert error["keyword"] == "format"
    assert error["pointerToViolation"] == f"#/{ingest.tenant}/seen"
    assert "2018-00-10T22:07:56Z" in error["message"]


@pytest.mark.documented("data-access.yaml: retrieveDatasetPreview")
def test_preview_of_a_dataset(ingest: Any) -> None:
    rows = b"".join(json.dumps({"_id": str(number)}).encode() + b"\n" for number in range(150))
    ingest.ingest(rows)
    assert len(ingest.preview()) == 100


@pytest.mark.assumed("no page says what the files of an open batch are; a call to Adobe would settle it")
def test_a_batch_that_cannot_be_seen_has_no_files(ingest: Any, people: bytes) -> None:
    batch_id = ingest.batch()
    ingest.put(batch_id, "people.json", people)
    assert ingest.api.get(f"/export/batches/{batch_id}/files").json()["data"] == []
    assert ingest.api.get(f"/export/files/{batch_id}-1").status_code == 404
    assert ingest.api.get("/export/batches/NOPE/files").status_code == 404
