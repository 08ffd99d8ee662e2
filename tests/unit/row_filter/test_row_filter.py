"""Row filters at the source: what may be said, what is refused, and which rows are taken."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aep_emulator.row_filter import RowFilterError, decode, parse

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


@pytest.mark.documented("help/sources/tutorials/api/filter.md")
@pytest.mark.parametrize("example", DOCUMENTED)
def test_every_filter_of_the_page_works(example: str) -> None:
    condition, expected = DOCUMENTED[example]
    row_filter = parse(pql(condition), columns=PEOPLE.schema.names, operators=BIG_QUERY)
    kept = row_filter.apply(PEOPLE)
    assert kept.to_pylist() == PEOPLE.take(expected).to_pylist()
    assert kept.schema == PEOPLE.schema


@pytest.mark.documented("help/sources/tutorials/api/filter.md")
def test_the_filter_of_the_pages_curl_line_works_with_its_stray_backslash() -> None:
    filters = decode(CURL_LINE)
    assert filters == pql(apply("and", compares("city", "like", "M%")))
    assert rows_of(PEOPLE, filters["value"]) == [0, 1]


@pytest.mark.documented("help/sources/tutorials/api/filter.md")
def test_the_pages_two_spellings_of_equality_are_one() -> None:
    assert rows_of(PEOPLE, compares("city", "==", "DDN")) == rows_of(PEOPLE, compares("city", "=", "DDN")) == [3]
    parse(pql(compares("city", "==", "DDN")), operators=BIG_QUERY)


@pytest.mark.parametrize("name", ["AND", "And", "and"])
def test_functions_are_compared_without_case(name: str) -> None:
    assert rows_of(PEOPLE, apply(name, compares("city", "LIKE", "M%"), apply("ISNULL", column("complaint_type")))) == [
        1
    ]


# Columns


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


# Comparisons

OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
LESS_EQUAL_GREATER = {
    "=": [False, True, False],
    "!=": [True, False, True],
    "<": [True, False, False],
    "<=": [True, True, False],
    ">": [False, False, True],
    ">=": [False, True, True],
}
MOMENTS = [datetime(2020, 4, 21, 23, 59, 59), datetime(2020, 4, 22), datetime(2020, 4, 22, 0, 0, 1)]
DAYS = [date(2020, 4, 21), date(2020, 4, 22), date(2020, 4, 23)]
COMPARED = {
    "texts": (["a", "b", "c"], "b"),
    "large texts": (pa.array(["a", "b", "c"], pa.large_string()), "b"),
    "viewed texts": (pa.array(["a", "b", "c"], pa.string_view()), "b"),
    "repeated texts": (pa.array(["a", "b", "c"]).dictionary_encode(), "b"),
    "integers": ([1, 2, 3], 2),
    "integers, and a whole double": ([1, 2, 3], 2.0),
    "integers, and a text": ([1, 2, 3], " 2 "),
    "small integers": (pa.array([1, 2, 3], pa.int8()), 2),
    "unsigned integers": (pa.array([1, 2, 3], pa.uint64()), 2),
    "long integers": ([2**62 - 1, 2**62, 2**62 + 1], 2**62),
    "doubles": ([1.5, 2.5, 3.5], 2.5),
    "doubles, and an integer": ([1.5, 2.0, 3.5], 2),
    "doubles, and a text": ([1.5, 2.5, 3.5], "2.5"),
    "floats": (pa.array([0.1, 0.2, 0.3], pa.float32()), 0.2),
    "half floats": (pa.array([1.5, 2.5, 3.5], pa.float16()), 2.5),
    "decimals": ([Decimal("0.10"), Decimal("0.20"), Decimal("0.30")], 0.2),
    "decimals, and an integer": ([Decimal("1.10"), Decimal("2.00"), Decimal("2.10")], 2),
    "numbers in texts": (["3", "20", "100.5"], 20),
    "long numbers in texts": ([str(2**59 - 1), str(2**59), str(2**59 + 1)], 2**59),
    "booleans": ([False, True], True),
    "booleans, and a text": ([False, True], "True"),
    "booleans in texts": (["false", " TRUE"], True),
    "days": (DAYS, "2020-04-22"),
    "days in milliseconds": (pa.array(DAYS, pa.date64()), "2020-04-22"),
    "days, and a moment": (DAYS, "2020-04-22T00:00:00Z"),
    "moments, and a day": (MOMENTS, "2020-04-22"),
    "moments, and another zone": (MOMENTS, "2020-04-22T02:00:00+02:00"),
    "moments in seconds": (pa.array(MOMENTS, pa.timestamp("s")), "2020-04-22 00:00:00"),
    "moments in nanoseconds": (pa.array(MOMENTS, pa.timestamp("ns")), "2020-04-22"),
    "moments with a zone": (
        pa.array([moment.replace(tzinfo=UTC) for moment in MOMENTS], pa.timestamp("ms", "Asia/Tokyo")),
        "2020-04-22T00:00:00",
    ),
    "times of day": ([time(9), time(10, 30), time(11)], "10:30:00.000000"),
}


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("case", COMPARED)
def test_values_below_equal_and_above_the_literal(case: str, operator: str) -> None:
    values, literal = COMPARED[case]
    assert answers(values, operator, literal) == LESS_EQUAL_GREATER[operator][: len(values)]


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize(
    ("values", "literal"),
    [
        ([1, 2], "two"),
        ([1, 2], True),
        ([1.5], ""),
        (["n/a", "", "1,5", "0x10", "inf", "nan", "1e9999"], 20),
        (["yes", "1", ""], True),
        ([True, False], 1),
        ([True], "yes"),
        (DAYS, 20),
        (DAYS, "yesterday"),
        (MOMENTS, True),
        (MOMENTS, "0001-01-01T00:00:00+23:59"),
        ([[1], [2]], 1),
        ([{"a": 1}], "a"),
        ([b"a"], "a"),
        (pa.nulls(2), "a"),
    ],
)
def test_values_of_another_kind_are_unknown(values: Any, literal: Any, operator: str) -> None:
    assert answers(values, operator, literal) == [None] * len(values)


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize(
    ("values", "above"),
    [
        (pa.array([-128, 0, 127], pa.int8()), 128),
        ([-(2**63), 2**63 - 1], 10**30),
        (pa.array([0, 2**63], pa.uint64()), 2**80),
        ([1.5, -1e300], 10**400),
        ([Decimal("99.99")], 1e50),
        (pa.array(MOMENTS, pa.timestamp("ns")), "9999-12-31"),
        (["1", "99999999999999999999"], 1e300),
        ([1, 2], 2.5),
    ],
)
def test_a_literal_beyond_the_columns_type_is_above_all_its_values(values: Any, above: Any, operator: str) -> None:
    assert answers(values, operator, above) == [LESS_EQUAL_GREATER[operator][0]] * len(values)


def test_a_negative_literal_is_below_unsigned_integers() -> None:
    assert answers(pa.array([0, 1], pa.uint8()), ">", -1) == [True, True]


def test_a_fraction_of_a_second_is_not_lost() -> None:
    seconds = pa.array([datetime(2020, 1, 1), datetime(2020, 1, 1, 0, 0, 1)], pa.timestamp("s"))
    assert answers(seconds, "<", "2020-01-01T00:00:00.5") == [True, False]


def test_long_numbers_that_are_one_double_stay_apart() -> None:
    assert answers([str(2**54), str(2**54 + 1)], "=", 2**54) == [True, False]
    assert answers([2**54, 2**54 + 1], "=", str(2**54)) == [True, False]


# in


@pytest.mark.parametrize(
    ("values", "wanted", "expected"),
    [
        (["a", "b", None], ["b", "c"], [False, True, None]),
        (pa.array(["a", None], pa.large_string()), ["a"], [True, None]),
        ([1, 2, None], [2, 3.0], [False, True, None]),
        ([1, 2], ["2", "x"], [None, True]),
        (["1", "2", "x"], [1, "x"], [True, False, True]),
        ([True, False], [1, True], [True, None]),
        (DAYS, ["2020-04-22", "2020-04-23"], [False, True, True]),
        ([[1]], [1], [None]),
    ],
)
def test_in_takes_values_equal_to_any(values: Any, wanted: list[Any], expected: list[bool | None]) -> None:
    assert answers(values, "in", wanted) == expected


# like


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("M%", "MZN", True),
        ("M%", "AMZN", False),
        ("m%", "MZN", False),
        ("%", "", True),
        ("", "", True),
        ("", "a", False),
        ("%s", "Jones", True),
        ("J_n", "Jan", True),
        ("J_n", "Jaan", False),
        ("_", "é", True),
        ("_", "日", True),
        ("a%c", "a\nb\nc", True),
        ("a_c", "a\nc", True),
        ("a", "a\n", False),
        ("a.c", "abc", False),
        ("(a|b)*[c]$^+?", "(a|b)*[c]$^+?", True),
        (r"100\%", "100%", True),
        (r"100\%", "1000", False),
        (r"a\_c", "a_c", True),
        (r"a\_c", "abc", False),
        (r"a\\%", "a\\b", True),
        (r"\d", "d", True),
        (r"\d", "1", False),
        ("a\x00%", "a\x00b", True),
        ("_%" * 500, "a" * 500, True),
    ],
)
def test_like(pattern: str, text: str, expected: bool) -> None:
    assert answers([text, None], "like", pattern) == [expected, None]


@pytest.mark.parametrize(
    ("values", "pattern", "expected"),
    [
        ([12, 21, None], "1%", [True, False, None]),
        ([True, False], "t%", [True, False]),
        (DAYS, "%-22", [False, True, False]),
        (MOMENTS, "2020-04-22%", [False, True, True]),
        ([Decimal("1.50")], "%.50", [True]),
        ([[1]], "%", [None]),
        ([{"a": 1}], "%", [None]),
        (pa.array(["x", None]).dictionary_encode(), "x", [True, None]),
    ],
)
def test_like_sees_other_types_as_text(values: Any, pattern: str, expected: list[bool | None]) -> None:
    assert answers(values, "like", pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ("a\\", "the pattern ends in a lone backslash"),
        ("a" * 1001, "longer than 1000"),
        (5, "as a string"),
        ([], "an array"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused(pattern: Any, rule: str) -> None:
    error = refusal(pql(compares("c", "like", pattern)))
    assert error.path == "value.params[1].value"
    assert rule in error.message


# Null, and the unknown

UNKNOWN = compares("c", "=", "a")
IS_A = ["a", "b", None]


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


# What is refused


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


# Base64

# Its Base64 has both characters in which the alphabets differ.
PLUS_AND_SLASH = pql(compares("c", ">=", "~~~~???????>>>>>"))


@pytest.mark.parametrize(
    "variant",
    [
        lambda text: text,
        lambda text: text.rstrip("="),
        lambda text: text.replace("+", "-").replace("/", "_"),
        lambda text: text.replace("+", " "),
        lambda text: f" {text}\n",
        lambda text: f"{text}\\",
        lambda text: f"{text[:40]}\r\n{text[40:]}",
        lambda text: f"{text[:40]}  {text[40:]}",
    ],
    ids=[
        "standard",
        "no padding",
        "URL-safe",
        "blank for plus",
        "blanks around",
        "backslash",
        "lines",
        "blanks inside",
    ],
)
def test_every_way_to_write_base64_is_read(variant: Any) -> None:
    text = base64.b64encode(json.dumps(PLUS_AND_SLASH).encode()).decode()
    assert {"+", "/", "="} <= set(text)
    assert decode(variant(text)) == PLUS_AND_SLASH


@pytest.mark.parametrize(
    "text", ["", "=", "\\", "{}", "a", "é", "\x00", "AAAA", "////", base64.b64encode(b"{'type':").decode(), "\ud800"]
)
def test_what_is_not_json_in_base64_is_refused(text: str) -> None:
    with pytest.raises(RowFilterError) as caught:
        decode(text)
    assert (caught.value.path, caught.value.code) == ("", "1389-400")


def test_json_nested_without_end_is_refused() -> None:
    with pytest.raises(RowFilterError):
        decode(base64.b64encode(b"[" * 100_000).decode())


# Anything at all

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
LITERALS = st.builds(
    lambda value: {"nodeType": "literal", "value": value},
    SCALARS
    | st.lists(SCALARS, max_size=3)
    | st.sampled_from(["2020-04-22", "2020-04-22T10:00:00Z", "20", "-1.5", "true", "%a_", "\\%", 10**30, 0.1]),
)
TYPED = pa.RecordBatch.from_arrays(
    [
        pa.array(["a", "20", "true", None]),
        pa.array([1, -5, 2**62, None]),
        pa.array([0.5, float("nan"), float("inf"), None]),
        pa.array([True, False, True, None]),
        pa.array([date(2020, 4, 22), date.min, date.max, None]),
        pa.array([datetime(2020, 4, 22), datetime.min, datetime.max, None]),
        pa.array([Decimal("1.5"), Decimal("-99.9"), Decimal(0), None]),
        pa.array([[1], [], None, [2]]),
    ],
    ["text", "integer", "double", "boolean", "day", "moment", "decimal", "list"],
)
TESTS = st.builds(
    lambda name, function, literal: apply(function, column(name), *literal),
    st.sampled_from([*TYPED.schema.names, "LIST", "unknown"]),
    st.sampled_from([*OPERATORS, "like", "in", "isNull", "between"]),
    st.lists(LITERALS | ANYTHING, max_size=2),
)
CONDITIONS = st.recursive(
    TESTS | ANYTHING,
    lambda inner: st.builds(
        lambda name, parts: apply(name, *parts), st.sampled_from(["and", "or", "NOT"]), st.lists(inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(ANYTHING | CONDITIONS.map(pql))
def test_no_filter_does_worse_than_being_refused(filters: Any) -> None:
    try:
        kept = parse(filters, operators=BIG_QUERY).apply(TYPED)
    except RowFilterError:
        return
    assert kept.num_rows <= TYPED.num_rows


@settings(deadline=None)
@given(
    st.sampled_from(TYPED.schema.names),
    st.sampled_from([*OPERATORS, "like", "in"]),
    LITERALS.map(lambda literal: literal["value"]),
)
def test_a_condition_and_its_opposite_share_no_row(name: str, operator: str, literal: Any) -> None:
    condition = compares(name, operator, literal)
    try:
        taken, left = (set(rows_of(TYPED, part)) for part in (condition, apply("not", condition)))
    except RowFilterError:
        return
    assert not taken & left


@settings(deadline=None)
@given(st.text() | st.binary().map(lambda content: base64.b64encode(content).decode()))
def test_no_parameter_does_worse_than_being_refused(text: str) -> None:
    with contextlib.suppress(RowFilterError):
        json.dumps(decode(text))


@settings(deadline=None)
@given(ANYTHING)
def test_what_was_encoded_is_decoded(filters: Any) -> None:
    content = json.dumps(filters, allow_nan=False) if _finite(filters) else "{}"
    assert decode(base64.b64encode(content.encode()).decode()) == json.loads(content)


def _finite(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_finite, value))
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    # Beyond 64 bits orjson gives a double.
    return not isinstance(value, float | int) or -(2**63) <= value < 2**63


def test_reading_a_filter_does_not_load_arrow() -> None:
    code = (
        "import sys; from aep_emulator.row_filter import parse; "
        f"parse({pql(NESTED)!r}); sys.exit('pyarrow' in sys.modules or 'flask' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
