"""Records to Parquet and back."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pyarrow.parquet as pq
import pytest

from aep_emulator.lake.base import DATA
from aep_emulator.lake.memory import MemoryLake
from aep_emulator.lake.parquet import ParquetBatchWriter, UnfitRecordError, read_rows

SCHEMA: dict[str, Any] = {
    "properties": {
        "_id": {"type": "string"},
        "timestamp": {"type": "string", "format": "date-time", "meta:xdmType": "date-time"},
        "person": {
            "type": "object",
            "properties": {
                "birthDate": {"type": "string", "format": "date", "meta:xdmType": "date"},
                "name": {"type": "object", "properties": {"first": {"type": "string"}}},
            },
        },
        "orders": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "total": {"type": "number"},
                    "count": {"type": "integer", "meta:xdmType": "int"},
                    "placed": {"type": "string", "format": "date-time"},
                },
            },
        },
        "labels": {"type": "array", "items": {"type": "string"}},
        "scores": {
            "type": "object",
            "meta:xdmType": "map",
            "additionalProperties": {"type": "object", "properties": {"value": {"type": "number"}}},
        },
        "active": {"type": "boolean"},
        "level": {"type": "integer", "meta:xdmType": "byte"},
        "nothing": {"type": "object", "properties": {}},
    }
}


def stored(records: list[dict[str, Any]], chunk: int = 10) -> Any:
    lake = MemoryLake()
    with ParquetBatchWriter(lake, "w", "b", SCHEMA) as writer:
        for start in range(0, len(records), chunk):
            writer.write(records[start : start + chunk])
    assert writer.rows_written == len(records)
    file = lake.open("w", "b", DATA, "part-00000.parquet")
    assert file is not None
    assert writer.bytes_written == lake.files("w", "b", DATA)[0].size
    return file


def test_round_trip_of_everything() -> None:
    record = {
        "_id": "é-1",
        "timestamp": "2024-02-29T12:30:15.250Z",
        "person": {"birthDate": "1990-05-17", "name": {"first": "Ana"}},
        "orders": [{"total": 12.5, "count": 3, "placed": "2024-01-01T00:00:00.000Z"}, {"total": 1.0}],
        "labels": ["a", "b"],
        "scores": {"x": {"value": 0.5}, "y": {"value": 2.0}},
        "active": False,
        "level": -128,
    }
    assert read_rows(stored([record]), 10) == [record]


def test_types_in_the_file_are_those_of_the_schema() -> None:
    record = {"timestamp": "2024-02-29T12:30:15.250Z", "person": {"birthDate": "1990-05-17"}, "scores": {"x": {}}}
    (row,) = pq.read_table(stored([record])).to_pylist()
    assert row["timestamp"] == datetime(2024, 2, 29, 12, 30, 15, 250_000, tzinfo=UTC)
    assert row["person"]["birthDate"] == date(1990, 5, 17)
    assert row["scores"] == [("x", {"value": None})]
    assert "nothing" not in row


def test_nulls_and_unknown_members_are_left_out() -> None:
    record = {"_id": "1", "active": None, "person": {"birthDate": None}, "unknown": 1, "labels": ["a", None]}
    assert read_rows(stored([record]), 10) == [{"_id": "1", "person": {}, "labels": ["a", None]}]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2024-01-01T00:00:00+02:00", "2023-12-31T22:00:00.000Z"),
        ("2024-01-01T00:00:00.123456Z", "2024-01-01T00:00:00.123Z"),
        ("2024-01-01T00:00:00", "2024-01-01T00:00:00.000Z"),
        ("2024-01-01", "2024-01-01T00:00:00.000Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
    ],
)
def test_date_times_become_utc_milliseconds(sent: str, kept: str) -> None:
    assert read_rows(stored([{"timestamp": sent}]), 1) == [{"timestamp": kept}]


def test_a_date_may_be_given_as_a_date_time() -> None:
    record = {"person": {"birthDate": "1990-05-17T10:00:00Z"}}
    assert read_rows(stored([record]), 1) == [{"person": {"birthDate": "1990-05-17"}}]


def test_whole_numbers_may_be_written_as_floats() -> None:
    assert read_rows(stored([{"level": 3.0, "orders": [{"total": 3}]}]), 1) == [
        {"level": 3, "orders": [{"total": 3.0}]}
    ]


@pytest.mark.parametrize(
    ("record", "path"),
    [
        ({"_id": 1}, "_id"),
        ({"_id": "\ud800"}, "_id"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"timestamp": 17}, "timestamp"),
        ({"person": "Ana"}, "person"),
        ({"person": {"birthDate": "1990-13-01"}}, "person.birthDate"),
        ({"orders": {"total": 1}}, "orders"),
        ({"orders": [{"total": 1}, {"total": "1"}]}, "orders[1].total"),
        ({"orders": [{"count": 2**31}]}, "orders[0].count"),
        ({"orders": [{"total": 10**400}]}, "orders[0].total"),
        ({"labels": [["a"]]}, "labels[0]"),
        ({"scores": {"x": {"value": True}}}, "scores.x.value"),
        ({"scores": []}, "scores"),
        ({"active": "true"}, "active"),
        ({"level": 128}, "level"),
        ({"level": 1.5}, "level"),
    ],
)
def test_a_value_that_does_not_fit_is_named_and_nothing_is_written(record: dict[str, Any], path: str) -> None:
    lake = MemoryLake()
    with pytest.raises(UnfitRecordError) as caught, ParquetBatchWriter(lake, "w", "b", SCHEMA) as writer:
        writer.write([{"_id": "good"}, record])
    assert (caught.value.path, caught.value.index) == (path, 1)
    assert lake.files("w", "b", DATA) == []


def test_a_refused_chunk_leaves_the_others() -> None:
    lake = MemoryLake()
    with ParquetBatchWriter(lake, "w", "b", SCHEMA) as writer:
        writer.write([{"_id": "1"}])
        with pytest.raises(UnfitRecordError):
            writer.write([{"_id": "2"}, {"_id": 3}])
        writer.write([{"_id": "4"}])
    file = lake.open("w", "b", DATA, "part-00000.parquet")
    assert file is not None
    assert [row["_id"] for row in read_rows(file, 10)] == ["1", "4"]


@pytest.mark.parametrize(("limit", "offset"), [(3, 0), (5, 8), (100, 0), (4, 10), (2, 24), (5, 25), (5, 99), (0, 0)])
def test_a_part_of_the_rows(limit: int, offset: int) -> None:
    records = [{"_id": str(number)} for number in range(25)]
    assert read_rows(stored(records), limit, offset) == records[offset : offset + limit]


def test_one_row_group_per_chunk() -> None:
    assert pq.ParquetFile(stored([{"_id": str(number)} for number in range(25)])).num_row_groups == 3


def test_no_records_make_an_empty_file() -> None:
    assert read_rows(stored([]), 10) == []


def test_what_is_no_parquet_is_refused() -> None:
    with pytest.raises(ValueError, match="not a Parquet file"):
        read_rows(io.BytesIO(b"a,b\n1,2\n"), 10)


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_moments_that_only_their_zone_puts_beyond_the_calendar_are_refused(text: str) -> None:
    with pytest.raises(UnfitRecordError), ParquetBatchWriter(MemoryLake(), "w", "b", SCHEMA) as writer:
        writer.write([{"timestamp": text}])


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z"])
def test_the_first_and_the_last_moment_come_back(text: str) -> None:
    lake = MemoryLake()
    with ParquetBatchWriter(lake, "w", "b", SCHEMA) as writer:
        writer.write([{"timestamp": text}])
    file = lake.open("w", "b", DATA, "part-00000.parquet")
    assert file is not None
    assert read_rows(file, 1) == [{"timestamp": text}]
