"""Data Access over HTTP, with a lake and a catalog of its own."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pyarrow.parquet as pq
import pytest
from flask import Flask, g, request

from aep_emulator.clock import FixedClock
from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.gateway.request import json_response
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.lake.base import DATA, FAILED, INPUT_FILES, ROW_ERRORS
from aep_emulator.lake.memory import MemoryLake
from aep_emulator.lake.parquet import ParquetBatchWriter
from aep_emulator.services import data_access
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.data_access import DataAccess
from aep_emulator.store.memory import MemoryStore

SCHEMA: dict[str, Any] = {
    "properties": {"_id": {"type": "string"}, "born": {"type": "string", "format": "date", "meta:xdmType": "date"}}
}
BASE = "/data/foundation/export"
SCOPE = Scope("ORG@AdobeOrg", "acme", "world-1", "prod", "production", "client-1", "user-1@AdobeID")


class OneSchema:
    def find_schema(self, scope: Scope, schema_id: str) -> dict[str, Any]:  # noqa: ARG002
        return {"$id": schema_id}

    def composed(self, scope: Scope, schema_id: str) -> dict[str, Any]:  # noqa: ARG002
        return SCHEMA


@dataclass
class Place:
    """Everything a test works with."""

    http: Any
    catalog: Catalog
    lake: MemoryLake
    clock: FixedClock
    dataset_id: str

    def get(self, path: str, **options: Any) -> Any:
        return self.http.get(BASE + path, **options)

    def batch(self, rows: list[dict[str, Any]], status: str | None = "success", parts: int = 1) -> str:
        """A batch with that many files of these rows; `status` None leaves it loading."""
        batch_id = str(self.catalog.create_batch(SCOPE, self.dataset_id)["id"])
        for part in range(parts):
            with ParquetBatchWriter(self.lake, SCOPE.world, batch_id, SCHEMA, f"part-{part}.parquet") as writer:
                writer.write(rows)
        if status is not None:
            self.catalog.complete_batch(SCOPE, batch_id, status=status, metrics={})
        self.clock.advance(1)
        return batch_id

    def write(self, batch_id: str, area: Any, name: str, content: bytes) -> None:
        with self.lake.create(SCOPE.world, batch_id, area, name) as file:
            file.write(content)


@pytest.fixture
def place() -> Place:
    clock, ids, lake = FixedClock(1_700_000_000_000), Ids(1), MemoryLake()
    catalog = Catalog(MemoryStore(clock, ids), clock, ids, OneSchema())
    reference = catalog.create_dataset(SCOPE, {"name": "People", "schemaRef": {"id": "s"}})[0]
    app = Flask(__name__)
    app.register_blueprint(data_access.routes.blueprint(DataAccess(lake, catalog, clock)), url_prefix=BASE)

    @app.before_request
    def enter() -> None:
        g.scope = replace(SCOPE, world=request.headers.get("x-world", SCOPE.world))

    @app.errorhandler(ApiError)
    def refuse(error: ApiError) -> Any:
        return json_response(data_access.errors.render(error, ErrorContext("r", 0)), error.status)

    return Place(app.test_client(), catalog, lake, clock, reference.rpartition("/")[2])


def file_url(place: Place, batch_id: str) -> str:
    """The path of the batch's first file, below the base path."""
    (file,) = place.get(f"/files/{batch_id}-1").json["data"]
    return str(file["_links"]["self"]["href"]).removeprefix(f"http://localhost{BASE}")


def test_files_of_a_batch(place: Place) -> None:
    batch_id = place.batch([{"_id": "1"}])
    answer = place.get(f"/batches/{batch_id}/files").json
    (entry,) = answer["data"]
    file_id = entry["dataSetFileId"]
    dataset = place.catalog.find_dataset(SCOPE, place.dataset_id)
    assert dataset is not None
    assert entry["dataSetViewId"] == dataset["viewId"]
    assert (entry["version"], entry["isValid"], entry["created"]) == ("1.0.0", True, "1700000000000")
    assert entry["_links"]["self"]["href"] == f"http://localhost{BASE}/files/{file_id}"
    assert answer["_page"] == {"limit": 100, "count": 1}
    (file,) = place.get(f"/files/{file_id}").json["data"]
    assert (file["name"], file["length"]) == ("part-0.parquet", entry["size"])
    assert file["_links"]["self"]["href"] == f"http://localhost{BASE}/files/{file_id}?path=part-0.parquet"


def test_paging(place: Place) -> None:
    batch_id = place.batch([{"_id": "1"}], parts=3)
    path = f"/batches/{batch_id}/files"
    first = place.get(f"{path}?start=0&limit=2").json
    assert (len(first["data"]), first["_page"]) == (2, {"limit": 2, "count": 3})
    assert first["_links"]["page"]["templated"] is True
    following = place.http.get(first["_links"]["next"]["href"]).json
    assert [entry["dataSetFileId"] for entry in following["data"]] == [f"{batch_id}-3"]
    assert "_links" not in following
    for query in ("limit=0", "limit=101", "limit=x", "start=-1"):
        assert place.get(f"{path}?{query}").status_code == 400


@pytest.mark.parametrize("status", [None, "failed", "aborted", "inactive"])
def test_files_of_a_batch_that_is_not_visible(place: Place, status: str | None) -> None:
    batch_id = place.batch([{"_id": "1"}], status)
    assert place.get(f"/batches/{batch_id}/files").json["data"] == []
    assert place.get(f"/files/{batch_id}-1").status_code == 404
    assert place.get(f"/files/{batch_id}-1?path=part-0.parquet").status_code == 404
    assert place.get(f"/datasets/{place.dataset_id}/preview").json == {"data": []}


def test_download(place: Place) -> None:
    batch_id = place.batch([{"_id": "1", "born": "1990-01-02"}])
    answer = place.get(file_url(place, batch_id))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/parquet"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert pq.read_table(io.BytesIO(answer.data)).column_names == ["_id", "born"]


def test_head(place: Place) -> None:
    batch_id = place.batch([{"_id": "1"}])
    url = file_url(place, batch_id)
    answer = place.http.head(BASE + url)
    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) == len(place.get(url).data)
    assert answer.headers["Content-Type"] == "application/parquet"
    assert place.http.head(f"{BASE}/files/{batch_id}-1").status_code == 400
    assert place.http.head(f"{BASE}/files/{batch_id}-9?path=x").status_code == 404


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-99", lambda whole: whole[:100]),
        ("bytes=4-4", lambda whole: whole[4:5]),
        ("bytes=100-", lambda whole: whole[100:]),
        ("bytes=-4", lambda whole: whole[-4:]),
        ("bytes=-999999999", lambda whole: whole),
        ("bytes=10-999999999", lambda whole: whole[10:]),
        ("BYTES=0-0", lambda whole: whole[:1]),
    ],
)
def test_ranges(place: Place, header: str, part: Callable[[bytes], bytes]) -> None:
    url = file_url(place, place.batch([{"_id": "1"}]))
    whole = place.get(url).data
    answer = place.get(url, headers={"Range": header})
    assert answer.status_code == 206
    assert answer.data == part(whole)
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    first = whole.index(answer.data) if len(answer.data) > 50 else None
    unit, _, span = answer.headers["Content-Range"].partition(" ")
    bounds, _, size = span.partition("/")
    start, _, end = bounds.partition("-")
    assert (unit, int(size), int(end) - int(start) + 1) == ("bytes", len(whole), len(answer.data))
    assert first is None or first == int(start)


@pytest.mark.parametrize("header", ["bytes=5-2", "bytes=-", "lines=0-1", "bytes=0-1,4-5", "bytes=a-b", "nonsense"])
def test_ranges_that_ask_for_nothing_definite_get_the_whole(place: Place, header: str) -> None:
    url = file_url(place, place.batch([{"_id": "1"}]))
    answer = place.get(url, headers={"Range": header})
    assert (answer.status_code, answer.data) == (200, place.get(url).data)


@pytest.mark.parametrize("header", ["bytes=999999999-", "bytes=999999999-9999999999", "bytes=-0"])
def test_ranges_behind_the_end(place: Place, header: str) -> None:
    url = file_url(place, place.batch([{"_id": "1"}]))
    answer = place.get(url, headers={"Range": header})
    assert (answer.status_code, answer.json["status"]) == (416, 416)
    assert answer.headers["Content-Range"] == f"bytes */{len(place.get(url).data)}"


def test_an_empty_file(place: Place) -> None:
    batch_id = place.batch([{"_id": "1"}])
    place.write(batch_id, ROW_ERRORS, "empty.json", b"")
    answer = place.get(f"/batches/{batch_id}/failed?path=empty.json")
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", "0")


@pytest.mark.parametrize(
    "name", ["../part-0.parquet", "/part-0.parquet", "part-0.parquet/", "..%2F..%2Fetc%2Fpasswd", "", "other"]
)
def test_names_never_leave_the_file(place: Place, name: str) -> None:
    batch_id = place.batch([{"_id": "1"}])
    place.write(batch_id, ROW_ERRORS, "secret", b"x")
    assert place.get(f"/files/{batch_id}-1?path={name}").status_code == 404
    assert place.get(f"/batches/{batch_id}/failed?path={name}").status_code == 404
    assert place.get(f"/batches/{batch_id}/meta?path=row_errors/../data/{name}").status_code == 404


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "", "99999999999999", "\u0661"])
def test_file_ids_that_name_nothing(place: Place, number: str) -> None:
    batch_id = place.batch([{"_id": "1"}])
    assert place.get(f"/files/{batch_id}-{number}").status_code == 404


def test_other_worlds_see_nothing(place: Place) -> None:
    batch_id = place.batch([{"_id": "1"}])
    for path in (
        f"/batches/{batch_id}/files",
        f"/batches/{batch_id}/failed",
        f"/batches/{batch_id}/meta",
        f"/files/{batch_id}-1",
        f"/files/{batch_id}-1?path=part-0.parquet",
        f"/datasets/{place.dataset_id}/preview",
    ):
        assert place.get(path).status_code == 200
        assert place.get(path, headers={"x-world": "world-2"}).status_code == 404


def test_refused_rows(place: Place) -> None:
    batch_id = place.batch([{"_id": "1"}])
    line = json.dumps({"_corrupt_record": "{}", "_errors": [{"code": "1401"}]}).encode() + b"\n"
    place.write(batch_id, ROW_ERRORS, "conversion_errors_0.json", line * 150)
    place.write(batch_id, INPUT_FILES, "input_files_0.json", b'{"path":"F1.json"}\n')

    (failed,) = place.get(f"/batches/{batch_id}/failed").json["data"]
    assert (failed["name"], failed["length"]) == ("conversion_errors_0.json", str(150 * len(line)))
    assert place.http.get(failed["_links"]["self"]["href"]).data == line * 150

    root = place.get(f"/batches/{batch_id}/meta").json["data"]
    assert [entry["name"] for entry in root] == ["input_files", "row_errors", "row_error_samples.json"]
    (listed,) = place.get(f"/batches/{batch_id}/meta?path=row_errors").json["data"]
    assert "path=row_errors%2Fconversion_errors_0.json" in listed["_links"]["self"]["href"]
    answer = place.http.get(listed["_links"]["self"]["href"], headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.data) == (206, line[:10])
    assert place.get(f"/batches/{batch_id}/meta?path=input_files/input_files_0.json").json == {"path": "F1.json"}
    for name in ("row_error_samples.json", "row_errors_sample.json"):
        assert place.get(f"/batches/{batch_id}/meta?path={name}").data == line * 100


def test_meta_of_what_is_not_there(place: Place) -> None:
    batch_id = place.batch([{"_id": "1"}])
    assert place.get(f"/batches/{batch_id}/meta").json["data"] == []
    assert place.get(f"/batches/{batch_id}/meta?path=row_errors").json["data"] == []
    for path in ("row_errors/x", "row_error_samples.json", "data", "data/part-0.parquet"):
        assert place.get(f"/batches/{batch_id}/meta?path={path}").status_code == 404
    assert place.get("/batches/unknown/meta").status_code == 404


def test_diagnostics_are_kept_for_thirty_days(place: Place) -> None:
    batch_id = place.batch([{"_id": "1"}])
    place.write(batch_id, ROW_ERRORS, "e.json", b"{}\n")
    place.clock.advance(29 * 24 * 3600 * 1000)
    assert place.get(f"/batches/{batch_id}/failed?path=e.json").status_code == 200
    place.clock.advance(2 * 24 * 3600 * 1000)
    assert place.get(f"/batches/{batch_id}/failed").json["data"] == []
    assert place.get(f"/batches/{batch_id}/failed?path=e.json").status_code == 404
    assert len(place.get(f"/batches/{batch_id}/files").json["data"]) == 1


def test_preview(place: Place) -> None:
    place.batch([{"_id": f"old-{number}"} for number in range(90)])
    place.batch([{"_id": f"bad-{number}"} for number in range(5)], status="failed")
    place.batch([{"_id": "new-0", "born": "1990-01-02"}, *({"_id": f"new-{number}"} for number in range(1, 50))])
    rows = place.get(f"/datasets/{place.dataset_id}/preview").json["data"]
    assert len(rows) == 100
    assert rows[0] == {"_id": "new-0", "born": "1990-01-02"}
    assert [row["_id"] for row in rows[49:51]] == ["new-49", "old-0"]
    assert place.get("/datasets/5ba9452f7de80400007fc52a/preview").status_code == 404


def test_files_go_with_their_dataset(place: Place) -> None:
    batch_id = place.batch([{"_id": "1"}])
    place.catalog.delete_dataset(SCOPE, place.dataset_id)
    assert place.get(f"/batches/{batch_id}/files").status_code == 404
    assert place.lake.files(SCOPE.world, batch_id, DATA) == []


def test_downloads_and_previews_run_off_the_event_loop() -> None:
    app = Flask(__name__)
    clock, ids = FixedClock(0), Ids(1)
    catalog = Catalog(MemoryStore(clock, ids), clock, ids, OneSchema())
    app.register_blueprint(data_access.routes.blueprint(DataAccess(MemoryLake(), catalog, clock)))
    long = {name for name, view in app.view_functions.items() if getattr(view, "long_running", False)}
    assert long == {f"data_access.{name}" for name in ("get_failed", "get_meta", "get_file", "preview")}


def test_failed_shows_the_files_of_its_own_where_there_are_some(place: Place) -> None:
    dataflow, upload = place.batch([], status="failed"), place.batch([], status="failed")
    for batch_id in (dataflow, upload):
        place.write(batch_id, ROW_ERRORS, "conversion_errors_0.json", b"{}\n")
    place.write(upload, FAILED, "_SUCCESS", b"")
    place.write(upload, FAILED, "part-00000-c000.json", b"{}\n")

    def listed(batch_id: str) -> list[str]:
        return [entry["name"] for entry in place.get(f"/batches/{batch_id}/failed").json["data"]]

    assert listed(dataflow) == ["conversion_errors_0.json"]
    assert listed(upload) == ["_SUCCESS", "part-00000-c000.json"]
    assert place.get(f"/batches/{upload}/failed?path=_SUCCESS").data == b""
    assert place.get(f"/batches/{upload}/failed?path=conversion_errors_0.json").status_code == 404
