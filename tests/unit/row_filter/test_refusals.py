"""What is refused, and where it goes wrong."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from aep_emulator.row_filter import parse
from tests.unit.row_filter.filters import BIG_QUERY, IS_A, UNKNOWN, apply, column, compares, pql, refusal, rows_of


@pytest.mark.parametrize(
    ("filters", "path", "code"),
    [
        (None, "", "1357-400"),
        ([], "", "1357-400"),
        ("PQL", "", "1357-400"),
        ({}, "type", "1355-400"),
        ({**pql(UNKNOWN), "type": "SQL"}, "type", "1355-400"),
        ({**pql(UNKNOWN), "format": "pql/text"}, "format", "1356-400"),
        ({"type": "PQL", "format": "pql/json"}, "value", "1357-400"),
        (pql(None), "value", "1357-400"),
        (pql(column("c")), "value.nodeType", "1357-400"),
        (pql({"nodeType": "fnApply"}), "value.fnName", "1350-400"),
        (pql(apply(" ")), "value.fnName", "1350-400"),
        (pql(apply("contains", column("c"))), "value.fnName", "1351-400"),
        (pql({"nodeType": "fnApply", "fnName": "and"}), "value.params", "1357-400"),
        (pql(apply("and")), "value.params", "1357-400"),
        (pql(apply("or", UNKNOWN, column("c"))), "value.params[1].nodeType", "1357-400"),
        (pql(apply("not", UNKNOWN, UNKNOWN)), "value.params", "1390-400"),
        (pql(apply("not", apply("not", 5))), "value.params[0].params[0]", "1357-400"),
        (pql(apply("isNull", column("c"), column("c"))), "value.params", "1357-400"),
        (pql(apply("=", column("c"))), "value.params", "1357-400"),
        (pql(apply("=", UNKNOWN, column("c"))), "value.params[0].nodeType", "1357-400"),
        (pql(apply("=", column("c"), column("c"))), "value.params[1].nodeType", "1357-400"),
        (pql(apply("=", column(""), column("c"))), "value.params[0].fieldName", "1357-400"),
        (pql(compares("c", "=", ["a"])), "value.params[1].value", "1357-400"),
        (pql(compares("c", "<", {"a": 1})), "value.params[1].value", "1357-400"),
        (pql(compares("c", "=", "\ud800")), "value.params[1].value", "1357-400"),
        (pql(compares("c", "in", "a")), "value.params[1].value", "1357-400"),
        (pql(compares("c", "in", [])), "value.params[1].value", "1357-400"),
        (pql(compares("c", "in", ["a"] * 1001)), "value.params[1].value", "1357-400"),
        (pql(compares("c", "in", ["a", [1]])), "value.params[1].value[1]", "1357-400"),
        (pql(compares("c", "in", ["a", None])), "value.params[1].value[1]", "1377-400"),
    ],
)
def test_a_filter_of_another_form_is_refused_where_it_goes_wrong(filters: Any, path: str, code: str) -> None:
    error = refusal(filters)
    assert (error.path, error.code) == (path, code)
    assert str(error) == (f"{path}: {error.message}" if path else error.message)


def nested(depth: int) -> dict[str, Any]:
    condition = UNKNOWN
    for _ in range(depth - 1):
        condition = apply("not", condition)
    return condition


def test_conditions_nest_to_a_bound() -> None:
    assert rows_of(pa.RecordBatch.from_pydict({"c": IS_A}), nested(32)) == [1]
    assert "nested more than 32 deep" in refusal(pql(nested(33))).message


def test_depth_far_beyond_the_bound_is_refused_alike() -> None:
    assert "nested more than 32 deep" in refusal(pql(nested(20_000))).message


@pytest.mark.documented("help/sources/tutorials/api/filter.md")
@pytest.mark.parametrize(
    ("operators", "condition", "path"),
    [
        ({**BIG_QUERY, "comparisonOperators": ["="]}, compares("c", "like", "a"), "value.fnName"),
        ({**BIG_QUERY, "comparisonOperators": ["like"]}, compares("c", "==", "a"), "value.fnName"),
        ({**BIG_QUERY, "logicalOperators": ["and"]}, apply("and", apply("NOT", UNKNOWN)), "value.params[0].fnName"),
        ({**BIG_QUERY, "logicalOperators": []}, apply("or", UNKNOWN), "value.fnName"),
    ],
)
def test_an_operator_that_the_connector_lacks_is_refused(operators: Any, condition: Any, path: str) -> None:
    error = refusal(pql(condition), operators=operators)
    assert (error.path, error.code) == (path, "1351-400")
    assert "isNull" in error.message


def test_a_refused_operator_is_answered_with_those_there_are() -> None:
    error = refusal(pql(compares("c", "between", 1)), operators={**BIG_QUERY, "comparisonOperators": ["=", "in"]})
    assert error.message == "'between' is not a function of this source; it has =, in, and, or, not, isNull"


@pytest.mark.parametrize("listed", [["between", 5, None], None, "in", 5])
def test_what_a_connector_lists_beyond_the_known_operators_means_nothing(listed: Any) -> None:
    operators = {**BIG_QUERY, "comparisonOperators": listed}
    for operator in ("between", "5", "none", "in", "="):
        assert refusal(pql(compares("c", operator, 1)), operators=operators).code == "1351-400"
    parse(pql(apply("not", apply("isNull", column("c")))), operators=operators)


@pytest.mark.parametrize("operators", [{}, {"enabled": False}, True])
def test_a_connector_without_filters_refuses_all(operators: Any) -> None:
    assert refusal(pql(UNKNOWN), operators=operators).code == "1353-400"


@pytest.mark.documented("help/sources/errors/sources-errors.md")
@pytest.mark.parametrize(
    ("column_type", "literal", "accepted"),
    [
        ("string", "a", True),
        ("string", 20, True),
        ("string", True, True),
        ("integer", 20, True),
        ("integer", "20", True),
        ("number", " -1.5e3 ", True),
        ("integer", "twenty", False),
        ("number", True, False),
        ("boolean", False, True),
        ("boolean", "FALSE", True),
        ("boolean", 1, False),
        ("date", "2020-04-22", True),
        ("date", 20200422, False),
        ("date-time", "2020-04-22T10:00:00Z", True),
        ("date-time", "April", False),
    ],
)
@pytest.mark.parametrize("in_list", [False, True])
def test_a_literal_must_suit_the_type_of_its_column(
    column_type: str, literal: Any, accepted: bool, in_list: bool
) -> None:
    filters = pql(compares("c", "in", [literal]) if in_list else compares("c", "=", literal))
    columns = {"C": column_type}
    if accepted:
        assert parse(filters, columns=columns).columns == ("C",)
        return
    error = refusal(filters, columns=columns)
    assert (error.path, error.code) == ("value.params[1].value" + ("[0]" if in_list else ""), "1379-400")
    assert f"the column 'C' of type {column_type}" in error.message
