"""What JSON, CSV and Parquet files become."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

MOMENT = datetime(2018, 7, 10, 15, 5, 59, tzinfo=UTC)


class TestJson:
    def test_one_object_on_each_line(self, place: Any) -> None:
        batch = place.ingest(b'\xef\xbb\xbf{"_id":"1"}\r\n\n  {"_id":"2"}\n{"_id":"3"}')
        assert [row["_id"] for row in place.rows(batch["id"])] == ["1", "2", "3"]

    def test_a_list_on_one_line_as_clients_send_it(self, place: Any) -> None:
        batch = place.ingest(json.dumps([{"_id": "1"}, {"_id": "2"}]).encode())
        assert [row["_id"] for row in place.rows(batch["id"])] == ["1", "2"]

    def test_a_very_long_list_on_one_line(self, place: Any) -> None:
        batch = place.ingest(json.dumps([{"_id": str(number)} for number in range(40_000)]).encode())
        assert batch["metrics"]["outputRecordCount"] == 40_000

    def test_objects_over_several_lines_need_the_setting(self, place: Any) -> None:
        content = json.dumps([{"_id": "1"}, {"_id": "2", "person": {"first": "Ann"}}], indent=2).encode()
        assert place.ingest(content)["status"] == "failed"
        batch_id = place.batch(inputFormat={"format": "json", "isMultiLineJson": True})
        place.put(batch_id, content)
        place.signal(batch_id, "COMPLETE")
        assert place.ended(batch_id)["status"] == "success"
        assert place.rows(batch_id)[1]["person"] == {"first": "Ann"}

    def test_members_the_schema_lacks_are_left_out(self, place: Any, json_lines: Callable[..., bytes]) -> None:
        batch = place.ingest(json_lines({"_id": "1", "extra": {"deep": [1]}, "person": {"last": "Lee"}}))
        assert place.rows(batch["id"]) == [{"_id": "1", "person": {"first": None}}]

    @pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf"])
    def test_an_empty_file(self, place: Any, content: bytes) -> None:
        batch = place.ingest(content)
        assert (batch["status"], batch["errors"][0]["code"], batch["errors"][0]["rows"]) == ("failed", "106", [])
        assert "metrics" not in batch

    @pytest.mark.parametrize(
        "content",
        [
            b"[" * 100_000,
            b'{"_id":' + b"[" * 5000 + b"]" * 5000 + b"}",
            b'[{"_id": "\\ud800"}]',
            b'{"_id":' + b"9" * 6000 + b"}",
            b"[" + b"9" * 300_000 + b"]",
            b'{"_id": "\xff\xfe"}',
            b'"a,b\\n1,2"',
            b"\x00\x01\x02",
            b"PAR1",
        ],
    )
    def test_what_is_no_row_fails_the_batch_with_a_reason(self, place: Any, content: bytes) -> None:
        for multi_line in (False, True):
            members = {"inputFormat": {"format": "json", "isMultiLineJson": multi_line}}
            batch = place.ingest(content, **members)
            assert batch["status"] == "failed"
            assert batch["errors"][0]["code"] in ("INGEST-1211-400", "INGEST-1002-400")


class TestCsv:
    def test_values_get_the_types_of_their_fields(self, place: Any) -> None:
        content = b'_id,age,visits,score,active,born,seen\n"a, b",7,1531263959000,1.5,TRUE,2018-07-10,1531235159000\n'
        batch = place.ingest(content, "csv")
        assert place.rows(batch["id"]) == [
            {
                "_id": "a, b",
                "age": 7,
                "visits": 1531263959000,
                "score": 1.5,
                "active": True,
                "born": date(2018, 7, 10),
                "seen": MOMENT,
            }
        ]

    def test_csv_batches_have_no_metrics(self, place: Any) -> None:
        assert not place.ingest(b"_id\n1\n", "csv").get("metrics")

    def test_the_description_of_the_dataset(self, place: Any) -> None:
        description = {
            "format": "parquet",
            "delimiters": [";"],
            "quotes": ["'"],
            "escapes": ["!"],
            "header": True,
            "charset": "ISO-8859-1",
        }
        dataset_id = place.dataset(fileDescription=description)
        batch = place.ingest("_id;gender\n'é;!'x';female\n".encode("latin-1"), "csv", dataset_id=dataset_id)
        assert place.rows(batch["id"]) == [{"_id": "é;'x", "gender": "female"}]

    def test_the_documented_misspelling_of_a_charset(self, place: Any) -> None:
        input_format = {"format": "csv", "charset": "ISO-8869-1"}
        batch = place.ingest("_id\né\n".encode("latin-1"), inputFormat=input_format)
        assert place.rows(batch["id"]) == [{"_id": "é"}]

    def test_quotes_escapes_and_line_ends_within_quotes(self, place: Any) -> None:
        batch = place.ingest(b'_id,gender\r\n"a\r\nb",male\r\n"say ""hi""",male\r\n"say \\"ho\\"",male\r\n', "csv")
        assert [row["_id"] for row in place.rows(batch["id"])] == ["a\r\nb", 'say "hi"', 'say "ho"']

    def test_an_empty_field_is_missing(self, place: Any) -> None:
        batch = place.ingest(b"_id,age\n1,\n2,5\n,6\n", "csv", partialIngestionPercentage=50)
        assert place.rows(batch["id"]) == [{"_id": "1"}, {"_id": "2", "age": 5}]

    @pytest.mark.parametrize(
        ("content", "code", "told"),
        [
            (b"", "106", "empty"),
            (b"_id,age\n", "106", "empty"),
            (b",,\n1,2,3\n", "118", "header"),
            (b"_id,full name\n1,2\n", "INGEST-1002-400", "full name"),
            (b"_id,_id\n1,2\n", "INGEST-1002-400", "more than once"),
            (b"_id,height\n1,2\n", "INGEST-1002-400", "height"),
            (b"_id,person\n1,2\n", "INGEST-1002-400", "flat"),
            (b"_id,tags\n1,2\n", "INGEST-1002-400", "flat"),
            (b'_id\n"' + b"x" * 200_000, "INGEST-1002-400", "quote"),
            (b"_id\n" + b"x" * 2_000_000, "INGEST-1002-400", "longer than"),
            (b"\xff\xfe_\x00i\x00d\x00", "INGEST-1002-400", "header"),
            (json.dumps("_id\n1\n").encode(), "INGEST-1002-400", "header"),
        ],
    )
    def test_files_that_cannot_be_used(self, place: Any, content: bytes, code: str, told: str) -> None:
        batch = place.ingest(content, "csv")
        assert (batch["status"], batch["errors"][0]["code"]) == ("failed", code)
        assert told in batch["errors"][0]["description"]

    def test_rows_of_another_width_are_refused(self, place: Any) -> None:
        batch = place.ingest(
            b"_id,age\n1,2,3\n4\n5,6\n", "csv", partialIngestionPercentage=70, enableErrorDiagnostics=True
        )
        assert place.rows(batch["id"]) == [{"_id": "5", "age": 6}]
        lines = place.lines(f"/batches/{batch['id']}/meta?path=row_errors/parsing_errors_0.json")
        assert [line["_corrupt_record"] for line in lines] == ["1,2,3", "4"]

    @pytest.mark.parametrize(
        ("description", "told"),
        [
            ({"header": False}, "header"),
            ({"header": True, "delimiters": [",", ";"]}, "delimiters"),
        ],
    )
    def test_the_dataset_must_describe_its_files(self, place: Any, description: dict[str, Any], told: str) -> None:
        dataset_id = place.dataset(fileDescription={"format": "parquet", **description})
        batch = place.ingest(b"_id\n1\n", "csv", dataset_id=dataset_id)
        assert batch["status"] == "failed"
        assert told in batch["errors"][0]["description"]

    def test_a_dataset_without_a_description_takes_files_with_a_header(self, place: Any) -> None:
        batch = place.ingest(b"_id\n1\n", "csv", dataset_id=place.dataset(fileDescription={"format": "parquet"}))
        assert batch["status"] == "success"

    @pytest.mark.parametrize(
        ("member", "value"), [("delimiter", "ab"), ("quote", "\n"), ("escape", "--"), ("charset", "EBCDIC")]
    )
    def test_what_the_batch_says_of_its_files_must_be_possible(self, place: Any, member: str, value: str) -> None:
        batch = place.ingest(b"_id\n1\n", inputFormat={"format": "csv", member: value})
        assert (batch["status"], member in batch["errors"][0]["description"]) == ("failed", True)


class TestParquet:
    def test_columns_are_a_subset_of_the_schema(self, place: Any, parquet_bytes: Callable[..., bytes]) -> None:
        table = pa.table(
            {
                "_id": ["1"],
                "age": pa.array([5], pa.int8()),
                "visits": pa.array(["12"]),
                "score": pa.array([Decimal("1.25")], pa.decimal128(10, 2)),
                "active": [True],
                "born": pa.array([date(2018, 7, 10)], pa.date32()),
                "seen": pa.array([MOMENT], pa.timestamp("us", tz="UTC")),
                "gender": pa.array(["female"]).dictionary_encode(),
                "tags": [["a", None, "b"]],
                "labels": pa.array([[("k", "v")]], pa.map_(pa.string(), pa.string())),
                "person": [{"first": "Ann"}],
            }
        )
        batch = place.ingest(parquet_bytes(table), "parquet")
        assert batch["status"] == "success", batch
        assert place.rows(batch["id"]) == [
            {
                "_id": "1",
                "age": 5,
                "visits": 12,
                "score": 1.25,
                "active": True,
                "born": date(2018, 7, 10),
                "seen": MOMENT,
                "gender": "female",
                "tags": ["a", "b"],
                "labels": {"k": "v"},
                "person": {"first": "Ann"},
            }
        ]

    def test_a_long_column_becomes_dates_however_small_its_values(
        self, place: Any, parquet_bytes: Callable[..., bytes]
    ) -> None:
        table = pa.table({"_id": ["1"], "born": pa.array([0], pa.int64()), "seen": pa.array([5], pa.int64())})
        (row,) = place.rows(place.ingest(parquet_bytes(table), "parquet")["id"])
        assert row["born"] == date(1970, 1, 1)
        assert row["seen"] == datetime(1970, 1, 1, 0, 0, 0, 5000, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("column", "values"),
        [
            ("_id", pa.array([True])),
            ("_id", pa.array([["x"]])),
            ("_id", pa.array([date(2018, 7, 10)])),
            ("age", pa.array([MOMENT])),
            ("active", pa.array(["true"])),
            ("born", pa.array([5], pa.int32())),
            ("born", pa.array([MOMENT], pa.timestamp("ms"))),
            ("seen", pa.array([date(2018, 7, 10)])),
            ("seen", pa.array([1.5])),
            ("tags", pa.array(["a"])),
            ("tags", pa.array([[True]])),
            ("person", pa.array(["a"])),
            ("labels", pa.array([{"a": "b"}]).field(0)),
            ("score", pa.array([b"1234"], pa.binary(4))),
        ],
    )
    def test_impossible_conversions_fail_the_batch(
        self, place: Any, parquet_bytes: Callable[..., bytes], column: str, values: pa.Array
    ) -> None:
        columns = {"_id": ["1"], column: values}
        batch = place.ingest(parquet_bytes(pa.table(columns)), "parquet", partialIngestionPercentage=100)
        assert (batch["status"], batch["errors"][0]["code"]) == ("failed", "TypeCompatibilityException")
        assert batch["errors"][0]["description"].startswith(column)

    @pytest.mark.parametrize("row", [{"_id": "1", "height": 5}, {"_id": "1", "person": {"last": "x"}}])
    def test_other_columns_fail_the_batch(
        self, place: Any, parquet_bytes: Callable[..., bytes], row: dict[str, Any]
    ) -> None:
        batch = place.ingest(parquet_bytes([row]), "parquet")
        assert (batch["status"], batch["errors"][0]["code"]) == ("failed", "INGEST-1002-400")

    @pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\x00" * 100 + b"PAR1", b'{"_id":"1"}', b"x" * 5000])
    def test_what_is_no_parquet_fails_the_batch(self, place: Any, content: bytes) -> None:
        batch = place.ingest(content, "parquet")
        assert batch["status"] == "failed"
        assert "/" not in batch["errors"][0]["description"]

    def test_a_file_without_rows(self, place: Any, parquet_bytes: Callable[..., bytes]) -> None:
        batch = place.ingest(parquet_bytes(pa.table({"_id": pa.array([], pa.string())})), "parquet")
        assert (batch["status"], batch["errors"][0]["code"]) == ("failed", "106")


def test_a_batch_made_in_catalog_without_a_format_takes_parquet(
    place: Any, parquet_bytes: Callable[..., bytes]
) -> None:
    related = [{"type": "dataSet", "id": place.dataset_id}]
    body = {"status": "loading", "relatedObjects": related}
    batch_id = place.call("POST", "/catalog/batches", 201, json=body).json[0].rpartition("/")[2]
    place.put(batch_id, parquet_bytes([{"_id": "1"}]))
    place.signal(batch_id, "COMPLETE")
    assert place.ended(batch_id)["status"] == "success"


def test_a_format_that_is_not_ingested(place: Any) -> None:
    related = [{"type": "dataSet", "id": place.dataset_id}]
    body = {"status": "loading", "relatedObjects": related, "inputFormat": {"format": "avro"}}
    batch_id = place.call("POST", "/catalog/batches", 201, json=body).json[0].rpartition("/")[2]
    place.put(batch_id, b"x")
    place.signal(batch_id, "COMPLETE")
    assert "avro" in place.ended(batch_id)["errors"][0]["description"]
