"""Filters, and what the tests of row filters do with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from aep_emulator.row_filter import RowFilterError, parse

# "Filter row-level data for a source", the response of "Look up connection specifications".
BIG_QUERY = {
    "enabled": True,
    "queryLanguage": "SQL",
    "logicalOperators": ["and", "or", "not"],
    "comparisonOperators": ["=", "!=", "<", "<=", ">", ">=", "like", "in"],
    "columnNameEscapeChar": "`",
    "valueEscapeChar": "'",
}
PEOPLE = pa.RecordBatch.from_pydict(
    {
        "FIRSTNAME": ["Shivam", "Rakul", "James", "Ramen", None],
        "CITY": ["MZN", "MUM", "PUD", "DDN", None],
        "AGE": ["25", "42", "16", "30", None],
        "JOINEDDATE": [date(2022, 6, 22), date(2022, 9, 7), date(2020, 4, 22), None, date(2020, 4, 22)],
        "COMPLAINT_TYPE": ["noise", None, "smell", None, "noise"],
    }
)
# The `filters` parameter of the page's curl line: an `and` of one `city like M%`.
CURL_LINE = (
    "ewogICJ0eXBlIjogIlBRTCIsCiAgImZvcm1hdCI6ICJwcWwvanNvbiIsCiAgInZhbHVlIjogewogICAgIm5vZGVUeXBlIjogImZuQXBwbHkiLAog"
    "ICAgImZuTmFtZSI6ICJhbmQiLAogICAgInBhcmFtcyI6IFsKICAgICAgewogICAgICAgICJub2RlVHlwZSI6ICJmbkFwcGx5IiwKICAgICAgICAi"
    "Zm5OYW1lIjogImxpa2UiLAogICAgICAgICJwYXJhbXMiOiBbCiAgICAgICAgICB7CiAgICAgICAgICAgICJub2RlVHlwZSI6ICJmaWVsZExvb2t1"
    "cCIsCiAgICAgICAgICAgICJmaWVsZE5hbWUiOiAiY2l0eSIKICAgICAgICAgIH0sCiAgICAgICAgICB7CiAgICAgICAgICAgICJub2RlVHlwZSI6"
    "ICJsaXRlcmFsIiwKICAgICAgICAgICAgInZhbHVlIjogIk0lIgogICAgICAgICAgfQogICAgICAgIF0KICAgICAgfQogICAgXQogIH0KfQ==\\"
)


def pql(value: Any) -> dict[str, Any]:
    """A filter with this condition."""
    return {"type": "PQL", "format": "pql/json", "value": value}


def apply(name: str, *params: Any) -> dict[str, Any]:
    return {"nodeType": "fnApply", "fnName": name, "params": list(params)}


def column(name: str) -> dict[str, Any]:
    return {"nodeType": "fieldLookup", "fieldName": name}


def compares(name: str, operator: str, value: Any) -> dict[str, Any]:
    """The condition `name operator value`."""
    return apply(operator, column(name), {"nodeType": "literal", "value": value})


def rows_of(batch: pa.RecordBatch, condition: Any) -> list[int]:
    """The positions of the rows that the condition takes."""
    mask = parse(pql(condition)).mask(batch)
    assert len(mask) == batch.num_rows
    return [index for index, wanted in enumerate(mask.to_pylist()) if wanted]


def answers(values: Sequence[Any] | pa.Array, operator: str, *literal: Any) -> list[bool | None]:
    """What `column operator literal` is for each value: true, false or unknown."""
    array = values if isinstance(values, pa.Array) else pa.array(values)
    batch = pa.RecordBatch.from_arrays([array], ["c"])
    condition = compares("c", operator, *literal) if literal else apply(operator, column("c"))
    return list(parse(pql(condition)).mask(batch).to_pylist())


def refusal(filters: Any, **known: Any) -> RowFilterError:
    with pytest.raises(RowFilterError) as caught:
        parse(filters, **known)
    return caught.value


OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
UNKNOWN = compares("c", "=", "a")
IS_A = ["a", "b", None]
NESTED = apply(
    "and",
    compares("age", ">=", 20),
    compares("age", "<=", 30),
    apply("or", compares("city", "!=", "PUD"), compares("joinedDate", "=", "2020-04-22")),
)
DOCUMENTED = {
    "equality": (compares("city", "=", "DDN"), [3]),
    "a single condition": (compares("firstname", "like", "%s"), [2]),
    "in": (apply("and", compares("firstname", "in", ["Ramen", "John"])), [3]),
    "isNull": (apply("isNull", column("complaint_type")), [1, 3]),
    "NOT": (apply("NOT", apply("isNull", column("complaint_type"))), [0, 2, 4]),
    "nested conditions": (NESTED, [0, 3]),
}
