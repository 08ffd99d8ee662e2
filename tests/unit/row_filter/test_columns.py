"""Which column a filter means."""

from __future__ import annotations

import pyarrow as pa
import pytest

from aep_emulator.row_filter import RowFilterError, parse
from tests.unit.row_filter.filters import NESTED, PEOPLE, apply, compares, pql, refusal, rows_of


def test_columns_are_found_without_case_and_kept_as_the_table_spells_them() -> None:
    row_filter = parse(pql(NESTED), columns=PEOPLE.schema.names)
    assert row_filter.columns == ("AGE", "CITY", "JOINEDDATE")


def test_columns_are_kept_as_written_when_the_table_is_not_known() -> None:
    assert parse(pql(NESTED)).columns == ("age", "city", "joinedDate")


def test_a_column_of_the_same_spelling_goes_before_one_that_differs_in_case() -> None:
    batch = pa.RecordBatch.from_pydict({"CITY": ["a", "b"], "city": ["b", "a"]})
    assert rows_of(batch, compares("city", "=", "a")) == [1]
    assert rows_of(batch, compares("City", "=", "a")) == [0]


def test_two_columns_of_one_name_are_no_accident_waiting_to_happen() -> None:
    batch = pa.RecordBatch.from_arrays([pa.array(["a", "b"]), pa.array([1, 2])], ["c", "c"])
    assert rows_of(batch, compares("c", "=", "b")) == [1]


def test_an_unknown_column_is_named_with_the_columns_there_are() -> None:
    error = refusal(pql(apply("and", compares("town", "=", "x"))), columns=["CITY", "AGE"])
    assert error.path == "value.params[0].params[0].fieldName"
    assert error.message == "there is no column 'town'; there are: CITY, AGE"
    assert error.code == "1378-400"


def test_a_batch_without_the_column_is_refused_too() -> None:
    with pytest.raises(RowFilterError, match="no column 'town'; there are: FIRSTNAME, CITY"):
        parse(pql(compares("town", "=", "x"))).mask(PEOPLE)
