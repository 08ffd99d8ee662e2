"""Data of any kind into a dataset, and its records out of it again."""

from __future__ import annotations

import csv
import io
import json
import pickle
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aep_client import AEPClient, AEPError, BadRequestError, BatchFailedError, WaitTimeoutError

NAMES = ["Ada", "Grace", "Edsger"]
PEOPLE = [{"_id": f"p{number}", "personalEmail": {"address": f"{name}@x.example"}} for number, name in enumerate(NAMES)]
LINES = "".join(f"{json.dumps(person)}\n" for person in PEOPLE).encode()
FILES = "/data/foundation/import/batches/b/datasets/d/files"


def addresses(records: Any) -> list[str]:
    return sorted(record["personalEmail"]["address"] for record in records)


EXPECTED = addresses(PEOPLE)


class Recorded:
    """A service that takes every batch, and what it was sent: `{path: content}`, in parts or whole."""

    def __init__(self, server: Any, status: str = "success") -> None:
        self.server = server
        self.status = status
        self.refuses: str | None = None
        server.rule = self._answer

    def _answer(self, call: Any) -> Any:
        if call.method == self.refuses:
            return self.server.answer({"detail": "refused"}, 400)
        if call.method == "POST" and call.path.endswith("/batches"):
            return self.server.answer({"id": "b"}, 201)
        return self.server.answer({"b": {"status": self.status, "errors": [{"description": "bad rows"}]}})

    @property
    def requests(self) -> list[str]:
        """What was asked for, without the batches' common beginning."""
        asked = [(call.method, call.path.rpartition("/batches")[2], call.query.get("action")) for call in self.calls]
        return [" ".join((method, path, *(action or ()))) for method, path, action in asked]

    @property
    def calls(self) -> list[Any]:
        return list(self.server.calls)

    @property
    def created(self) -> Any:
        return self.calls[0].json

    @property
    def sent(self) -> bytes:
        return b"".join(call.body for call in self.calls if call.method in ("PUT", "PATCH"))


@pytest.fixture
def recorded(server: Any) -> Recorded:
    return Recorded(server)


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["a", "b"], ["1", "2"]])
    return path


def test_rows_become_a_file_of_lines_in_a_batch_that_is_waited_for(client: AEPClient, recorded: Recorded) -> None:
    assert client.upload("d", PEOPLE)["status"] == "success"
    assert recorded.requests == [
        "POST ",
        "PUT /b/datasets/d/files/data.json",
        "POST /b COMPLETE",
        "GET /b",
    ]
    assert recorded.created == {"datasetId": "d", "inputFormat": {"format": "json"}}
    assert recorded.sent == LINES


def test_rows_may_come_one_by_one_and_have_pythons_values(client: AEPClient, recorded: Recorded) -> None:
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    values = {"a": moment, "b": date(2026, 1, 2), "c": Decimal("1.5"), "d": Decimal(7), "e": UUID(int=1)}
    client.upload("d", (row for row in [values]))
    assert json.loads(recorded.sent) == {
        "a": "2026-01-02T03:04:00+00:00",
        "b": "2026-01-02",
        "c": 1.5,
        "d": 7,
        "e": "00000000-0000-0000-0000-000000000001",
    }


def test_a_file_keeps_its_name_and_says_its_format(client: AEPClient, recorded: Recorded, csv_file: Path) -> None:
    client.upload("d", csv_file, enableErrorDiagnostics=True)
    assert recorded.calls[1].path == f"{FILES}/people.csv"
    assert recorded.created["inputFormat"] == {"format": "csv"}
    assert recorded.created["enableErrorDiagnostics"] is True
    assert recorded.sent == csv_file.read_bytes()


def test_a_path_may_be_a_text_and_a_file_may_be_open(client: AEPClient, recorded: Recorded, csv_file: Path) -> None:
    client.upload("d", str(csv_file))
    with csv_file.open("rb") as file:
        client.upload("d", file)
        assert not file.closed
    assert recorded.sent == csv_file.read_bytes() * 2


def test_the_format_and_the_name_can_be_given(client: AEPClient, recorded: Recorded) -> None:
    client.upload("d", io.BytesIO(b"PAR1"), format="parquet", name="2026/people.parquet")
    assert recorded.created["inputFormat"] == {"format": "parquet"}
    assert recorded.calls[1].path == f"{FILES}/2026/people.parquet"


@pytest.mark.parametrize(
    ("content", "multi"), [(LINES, None), (b" \n[{}]", True), (b"\xef\xbb\xbf[{}]", True), (b'{"a": []}', None)]
)
def test_json_that_is_an_array_is_declared_as_one(
    client: AEPClient, recorded: Recorded, content: bytes, multi: bool | None
) -> None:
    client.upload("d", io.BytesIO(content), format="json")
    assert recorded.created["inputFormat"].get("isMultiLineJson") is multi


@pytest.mark.parametrize(
    ("size", "spans"),
    [
        (4, []),
        (5, ["0-3/*", "4-4/5"]),
        (8, ["0-3/*", "4-7/8"]),
        (10, ["0-3/*", "4-7/*", "8-9/10"]),
    ],
)
def test_what_is_larger_than_a_part_goes_in_parts(
    client: AEPClient, recorded: Recorded, size: int, spans: list[str]
) -> None:
    content = bytes(range(65, 65 + size))
    client.upload("d", io.BytesIO(content), format="csv", part_bytes=4)
    parts = [call for call in recorded.calls if call.method == "PATCH"]
    assert [call.headers["Content-Range"] for call in parts] == [f"bytes {span}" for span in spans]
    assert recorded.sent == content
    large = [request for request in recorded.requests if "INITIALIZE" in request or "data.csv COMPLETE" in request]
    assert len(large) == (2 if spans else 0)


def test_a_frame_is_one_whatever_its_columns_are_called(client: AEPClient, recorded: Recorded) -> None:
    client.upload("d", pd.DataFrame([{"read": 1, "name": "x.csv"}]))
    assert recorded.calls[1].path == f"{FILES}/data.parquet"
    assert pq.read_table(io.BytesIO(recorded.sent)).to_pylist() == [{"read": 1, "name": "x.csv"}]


def test_a_temporary_file_has_no_name_to_go_by(client: AEPClient, recorded: Recorded) -> None:
    with TemporaryFile() as file:
        file.write(LINES)
        file.seek(0)
        client.upload("d", file, format="json")
    assert recorded.calls[1].path == f"{FILES}/data.json"


class Pipe(io.RawIOBase):
    """Gives a byte at a time, cannot be wound back, and knows how far ahead of the uploads it was read."""

    def __init__(self, content: bytes, uploaded: Callable[[], int]) -> None:
        self._left = content
        self._given = 0
        self._uploaded = uploaded
        self.most_ahead = 0

    def read(self, _: int = -1) -> bytes:
        piece, self._left = self._left[:1], self._left[1:]
        self._given += len(piece)
        self.most_ahead = max(self.most_ahead, self._given - self._uploaded())
        return piece


def test_a_stream_is_never_held_whole(client: AEPClient, recorded: Recorded) -> None:
    pipe = Pipe(b"x" * 50, lambda: len(recorded.sent))
    client.upload("d", pipe, format="csv", part_bytes=5)
    assert recorded.sent == b"x" * 50
    assert pipe.most_ahead == 10


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_batch_whose_upload_fails_is_aborted(client: AEPClient, recorded: Recorded, method: str) -> None:
    recorded.refuses = method
    with pytest.raises(BadRequestError, match="refused"):
        client.upload("d", io.BytesIO(b"12345"), format="csv", part_bytes=5 if method == "PUT" else 3)
    assert recorded.requests[-1] == "POST /b ABORT"


def test_a_batch_that_fails_is_an_error_that_has_it(client: AEPClient, server: Any) -> None:
    Recorded(server, "failed")
    with pytest.raises(BatchFailedError, match=r"b ended as failed: bad rows") as caught:
        client.upload("d", PEOPLE)
    assert caught.value.batch["errors"] == [{"description": "bad rows"}]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


def test_a_batch_is_not_waited_for_for_ever(client: AEPClient, server: Any, clock: Any) -> None:
    Recorded(server, "staging")
    with pytest.raises(WaitTimeoutError, match=r"batch b did not end within 2\.5 seconds"):
        client.upload("d", PEOPLE, timeout=2.5)
    assert clock.slept == [1.0, 1.0, 0.5]


def test_it_need_not_be_waited_for(client: AEPClient, server: Any, clock: Any) -> None:
    Recorded(server, "loaded")
    assert client.upload("d", PEOPLE, wait=False)["status"] == "loaded"
    assert clock.slept == []


@pytest.mark.parametrize(
    ("data", "options", "error", "message"),
    [
        (PEOPLE[0], {}, TypeError, "not dict"),
        (b"{}", {}, TypeError, "not bytes"),
        (7, {}, TypeError, "not int"),
        ([PEOPLE[0], ["a"]], {}, TypeError, "row 1 must be a dictionary, not list"),
        ([{"a": object()}], {}, TypeError, "type object cannot be sent"),
        ([{"a": float("nan")}], {}, ValueError, "JSON compliant"),
        ([], {}, ValueError, "nothing to upload"),
        (PEOPLE, {"format": "csv"}, ValueError, "sent as json, not as csv"),
        (PEOPLE, {"format": "xml"}, ValueError, "format must be one of"),
        (PEOPLE, {"part_bytes": 0}, ValueError, "at least 1 byte"),
        ("people.xml", {}, ValueError, "does not say the format"),
        (io.BytesIO(b"{}"), {}, ValueError, "does not say the format"),
        (io.StringIO("{}"), {"format": "json"}, TypeError, "binary mode"),
        (io.BytesIO(b""), {"format": "csv"}, ValueError, "nothing to upload"),
        ("no/such/file.csv", {}, FileNotFoundError, "no/such"),
    ],
)
def test_data_that_cannot_be_sent_make_no_batch(
    client: AEPClient, server: Any, data: Any, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        client.upload("d", data, **options)
    assert server.calls == []


def test_large_files_can_be_sent_without_the_helper(client: AEPClient, recorded: Recorded) -> None:
    client.batch_ingestion.put_large("b", "d", "f.csv", io.BytesIO(b"12345"), part_bytes=2)
    assert recorded.sent == b"12345"
    with pytest.raises(ValueError, match="empty"):
        client.batch_ingestion.put_large("b", "d", "f.csv", io.BytesIO())


@pytest.fixture
def take(aep: AEPClient, dataset_id: str) -> Callable[..., dict[str, Any]]:
    """Upload to the emulator."""
    return lambda data, **options: aep.upload(dataset_id, data, poll=0.01, timeout=60, **options)


def parquet() -> io.BytesIO:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(PEOPLE), file)
    file.seek(0)
    return file


@pytest.mark.parametrize(
    ("make", "options"),
    [
        (lambda: PEOPLE, {}),
        (lambda: io.BytesIO(LINES), {"format": "json"}),
        (lambda: io.BytesIO(LINES), {"format": "json", "part_bytes": 40}),
        (lambda: io.BytesIO(json.dumps(PEOPLE, indent=1).encode()), {"format": "json"}),
        (parquet, {"format": "parquet"}),
        (lambda: pd.DataFrame(PEOPLE), {}),
    ],
    ids=["rows", "lines", "parts", "array", "parquet", "frame"],
)
def test_what_is_uploaded_is_read_back(
    aep: AEPClient, take: Callable[..., dict[str, Any]], dataset_id: str, make: Callable[[], Any], options: Any
) -> None:
    batch = take(make(), **options)
    assert (batch["status"], batch["metrics"]["outputRecordCount"]) == ("success", len(PEOPLE))
    assert addresses(aep.read(dataset_id)) == EXPECTED


def test_records_are_read_over_batches_the_oldest_first_without_those_that_failed(
    aep: AEPClient, take: Callable[..., dict[str, Any]], dataset_id: str
) -> None:
    for person in PEOPLE:
        take([person])
    with pytest.raises(BatchFailedError):
        take(io.BytesIO(b"this is no Parquet"), format="parquet")
    assert [record["_id"] for record in aep.read(dataset_id)] == ["p0", "p1", "p2"]


def test_records_have_no_members_without_a_value(
    aep: AEPClient, take: Callable[..., dict[str, Any]], dataset_id: str
) -> None:
    take([{"_id": "1", "person": {"name": {"firstName": "Ada"}}}, *PEOPLE])
    first = next(aep.read(dataset_id))
    assert first["person"] == {"name": {"firstName": "Ada"}}
    assert "personalEmail" not in first


def test_files_that_hold_no_records_are_passed_over(client: AEPClient, server: Any) -> None:
    server.answers({"b": {"status": "success"}}).answers({"data": [{"dataSetFileId": "b-1"}]})
    server.answers({"data": [{"name": "_SUCCESS"}, {"name": "a/part-0.parquet"}]}).answers(parquet().getvalue())
    assert list(client.read("d")) == PEOPLE
    assert [call.query.get("path") for call in server.calls] == [None, None, None, ["a/part-0.parquet"]]


def test_reading_needs_pyarrow(aep: AEPClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(AEPError, match="pyarrow"):
        aep.read("d")
