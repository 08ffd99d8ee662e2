"""The limits, each with a small value, and the documented ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from aep_emulator.services.ingestion import IngestionLimits
from aep_emulator.settings import Settings

ROW = b'{"_id":"1"}\n'


def test_the_documented_values_are_the_defaults() -> None:
    limits = IngestionLimits.of(Settings())
    assert limits == IngestionLimits()
    assert asdict(limits) == {
        "file_bytes": 256 * 1024 * 1024,
        "part_bytes": 512_000_000,
        "batch_files": 1500,
        "batch_bytes": 100 * 1024**3,
        "row_fields": 10_000,
        "batches_per_minute": 138,
        "url_characters": 2000,
    }


def test_a_file_in_one_piece(make_place: Callable[..., Any]) -> None:
    place = make_place(file_bytes=12)
    batch_id = place.batch()
    place.put(batch_id, ROW)
    assert "at most 12 bytes" in place.put(batch_id, ROW + b" ", status=413).json["detail"]


def test_a_part_of_a_file(make_place: Callable[..., Any], octets: dict[str, str]) -> None:
    place = make_place(part_bytes=4)
    path = place.path(place.batch(), "f")
    place.call("POST", f"{path}?action=INITIALIZE", 201)
    place.call("PATCH", path, 413, data=b"12345", headers={**octets, "Content-Range": "bytes 0-4"})


def test_files_in_a_batch(make_place: Callable[..., Any]) -> None:
    place = make_place(batch_files=2)
    batch_id = place.batch()
    place.put(batch_id, ROW, "a")
    place.call("POST", f"{place.path(batch_id, 'b')}?action=INITIALIZE", 201)
    assert "at most 2 files" in place.put(batch_id, ROW, "c", status=400).json["detail"]
    place.put(batch_id, ROW, "a")


def test_bytes_in_a_batch(make_place: Callable[..., Any], octets: dict[str, str]) -> None:
    place = make_place(batch_bytes=20)
    batch_id = place.batch()
    place.put(batch_id, ROW, "a")
    place.put(batch_id, ROW, "a")
    place.put(batch_id, ROW, "b", status=413)
    path = place.path(batch_id, "c")
    place.call("POST", f"{path}?action=INITIALIZE", 201)
    place.call("PATCH", path, 413, data=ROW, headers={**octets, "Content-Range": "bytes 0-11"})


def test_characters_of_the_url(make_place: Callable[..., Any]) -> None:
    place = make_place(url_characters=200)
    path = place.path(place.batch(), "")
    base = len("/data/foundation") + len(path)
    place.call("POST", f"{path}{'a' * (199 - base - len('?action='))}?action=x", 400)
    answer = place.call("POST", f"{path}{'a' * (200 - base)}?action=INITIALIZE", 414).json
    assert (answer["status"], "200" in answer["detail"]) == (414, True)


def test_batches_in_a_minute(make_place: Callable[..., Any]) -> None:
    place = make_place(batches_per_minute=2)
    place.batch()
    place.clock.advance(30_000)
    place.batch()
    body = {"datasetId": place.dataset_id}
    assert "at most 2" in place.call("POST", "/import/batches", 429, json=body).json["detail"]
    place.clock.advance(30_000)
    place.batch()
    place.call("POST", "/import/batches", 429, json=body)


def test_fields_of_a_json_row(make_place: Callable[..., Any], json_lines: Callable[..., bytes]) -> None:
    place = make_place(row_fields=4)
    rows = json_lines({"_id": "1", "a": 1, "b": [{"c": 1}]}, {"_id": "2", "a": 1, "b": [{"c": 1}, {"c": 2}]})
    batch = place.ingest(rows, partialIngestionPercentage=50)
    assert place.rows(batch["id"]) == [{"_id": "1"}]


def test_fields_of_csv_and_parquet_files(make_place: Callable[..., Any], parquet_bytes: Callable[..., bytes]) -> None:
    place = make_place(row_fields=1)
    for kind, content in (("csv", b"_id,age\n1,2\n"), ("parquet", parquet_bytes([{"_id": "1", "age": 2}]))):
        batch = place.ingest(content, kind)
        assert "1 are allowed" in batch["errors"][0]["description"]
