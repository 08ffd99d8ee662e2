"""Null, and the unknown."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from aep_emulator.row_filter import parse
from tests.unit.row_filter.filters import (
    DOCUMENTED,
    IS_A,
    OPERATORS,
    PEOPLE,
    UNKNOWN,
    answers,
    apply,
    column,
    compares,
    pql,
    refusal,
    rows_of,
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (UNKNOWN, [True, False, None]),
        (apply("not", UNKNOWN), [False, True, None]),
        (apply("not", compares("c", "in", ["a"])), [False, True, None]),
        (apply("not", compares("c", "like", "a")), [False, True, None]),
        (apply("not", apply("not", UNKNOWN)), [True, False, None]),
        (apply("isNull", column("c")), [False, False, True]),
        (apply("not", apply("isNull", column("c"))), [True, True, False]),
        (apply("or", UNKNOWN, apply("isNull", column("c"))), [True, False, True]),
        (apply("or", UNKNOWN, compares("c", "=", "b")), [True, True, None]),
        (apply("and", UNKNOWN, apply("isNull", column("c"))), [False, False, None]),
        (apply("and", UNKNOWN, apply("not", apply("isNull", column("c")))), [True, False, False]),
    ],
)
def test_the_unknown_follows_sql(condition: Any, expected: list[bool | None]) -> None:
    batch = pa.RecordBatch.from_pydict({"c": IS_A})
    row_filter = parse(pql(condition))
    assert row_filter.mask(batch).to_pylist() == expected
    kept = [value for value, answer in zip(IS_A, expected, strict=True) if answer]
    assert row_filter.apply(batch).column("c").to_pylist() == kept


@pytest.mark.parametrize(
    "values", [pa.nulls(2), pa.array([None, None], pa.int64()), pa.array([None, None], pa.list_(pa.int8()))]
)
def test_is_null_works_for_every_type(values: pa.Array) -> None:
    assert answers(values, "isNull") == [True, True]


@pytest.mark.documented("help/sources/errors/sources-errors.md")
@pytest.mark.parametrize("operator", [*OPERATORS, "like", "in"])
def test_a_null_literal_is_refused_and_is_null_recommended(operator: str) -> None:
    error = refusal(pql(compares("c", operator, None)))
    assert (error.path, error.code) == ("value.params[1].value", "1377-400")
    assert "isNull" in error.message


@pytest.mark.parametrize("condition", [value for value, _ in DOCUMENTED.values()])
def test_a_batch_without_rows_stays_one(condition: Any) -> None:
    assert parse(pql(condition)).apply(PEOPLE.slice(0, 0)).num_rows == 0


def test_a_slice_of_a_batch_is_filtered_by_its_own_rows() -> None:
    assert rows_of(PEOPLE.slice(1, 3), compares("age", ">", 20)) == [0, 2]
