"""Values against literals, `in` and `like`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from aep_emulator.row_filter.values import comparable
from tests.unit.row_filter.filters import OPERATORS, answers, compares, pql, refusal

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


@pytest.mark.parametrize("kind", ["integer", "long", "number"])
def test_a_literal_that_is_no_number_fits_no_column_of_numbers(kind: str) -> None:
    assert comparable(" 2 ", kind)
    assert not comparable("two", kind)
