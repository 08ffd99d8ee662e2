"""The look at the files that a batch has got so far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest


def look(place: Any, batch_id: str, query: str = "", status: int = 200) -> Any:
    path = f"/import/batches/{batch_id}/datasets/{place.dataset_id}/preview{query}"
    return place.call("GET", path, status).json


def named(answer: dict[str, Any]) -> list[dict[str, str]]:
    """The rows by the names of their columns."""
    names = {column["cid"]: column["name"] for column in answer["preview"]["columns"]}
    return [{names[cid]: value for cid, value in row.items()} for row in answer["preview"]["rows"]]


def test_before_any_file(place: Any) -> None:
    answer = look(place, place.batch(), "?format=json")
    assert answer["preview"] == {"columns": [], "rows": []}
    assert answer["formatParams"] == {
        "delimiter": ",",
        "quote": '"',
        "escape": "\\",
        "charset": "UTF-8",
        "header": True,
        "format": "json",
    }


def test_nested_fields_have_slashes_and_values_are_text(place: Any, json_lines: Callable[..., bytes]) -> None:
    batch_id = place.batch()
    place.put(batch_id, json_lines({"person": {"first": "Ann", "x": {"y": 1}}, "tags": [1], "ok": True, "no": None}))
    answer = look(place, batch_id)
    assert answer["preview"]["columns"][0] == {"cid": "0", "name": "person/first"}
    assert named(answer) == [{"person/first": "Ann", "person/x/y": "1", "tags": "[1]", "ok": "true"}]


@pytest.mark.parametrize(("query", "count"), [("", 10), ("?nrow=0", 10), ("?nrow=3", 3), ("?nrow=1000", 12)])
def test_the_number_of_rows(place: Any, json_lines: Callable[..., bytes], query: str, count: int) -> None:
    batch_id = place.batch()
    place.put(batch_id, json_lines(*({"_id": str(number)} for number in range(7))), "a")
    place.put(batch_id, json_lines(*({"_id": str(number)} for number in range(5))), "b")
    assert len(look(place, batch_id, query)["preview"]["rows"]) == count


def test_csv_is_read_as_the_parameters_say(place: Any) -> None:
    batch_id = place.batch("csv")
    place.put(batch_id, b"a;b\n1;'x;y'\n")
    # As aepp sends it: no format, the charset in small letters, a boolean of Python.
    answer = look(place, batch_id, "?delimiter=%3B&quote=%27&escape=%5C&charset=utf-8&header=True&nrow=5")
    assert named(answer) == [{"a": "1", "b": "x;y"}]
    assert (answer["formatParams"]["delimiter"], answer["formatParams"]["format"]) == (";", "csv")


def test_parquet(place: Any, parquet_bytes: Callable[..., bytes]) -> None:
    batch_id = place.batch("parquet")
    place.put(batch_id, parquet_bytes([{"a": {"b": date(2018, 7, 10)}, "c": 1.5}]))
    assert named(look(place, batch_id)) == [{"a/b": "2018-07-10", "c": "1.5"}]


@pytest.mark.parametrize(
    "query", ["?format=xml", "?delimiter=ab", "?charset=x", "?nrow=-1", "?nrow=1001", "?nrow=x", "?format=parquet"]
)
def test_wrong_parameters_are_refused(place: Any, query: str) -> None:
    batch_id = place.batch()
    place.put(batch_id, b'{"_id":"1"}')
    assert look(place, batch_id, query, 400)["status"] == 400


def test_an_unknown_batch(place: Any) -> None:
    look(place, "NOPE", "?format=json", 404)
