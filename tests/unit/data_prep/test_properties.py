"""Rules that hold for any input."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aep_emulator.services.data_prep.language import regexes
from aep_emulator.services.data_prep.language.compiler import compile_expression
from aep_emulator.services.data_prep.language.date_formats import format_date, parse
from aep_emulator.services.data_prep.language.dates import milliseconds, read_date
from aep_emulator.services.data_prep.language.errors import ExpressionError, TransformError
from aep_emulator.services.data_prep.language.functions.registry import functions, methods
from aep_emulator.services.data_prep.language.values import iso, parse_number
from aep_emulator.services.data_prep.program import MappingError, compile_program

INTEGERS = st.integers(-(10**12), 10**12)
FLOATS = st.floats(allow_nan=False, allow_infinity=False, width=32)
MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 1),
    max_value=datetime(2100, 1, 1),
    timezones=st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours))),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)

WORDS = [
    *functions(), *methods(), "a", "b.c", "${x y}", "x", "->", "(", ")", "[", "]", "{", "}", "[*]", ",", ":", ".", "?",
    "?:", "??", "+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||", "!", "~", "and", "or", "not", "div", "mod",
    "=~", "=^", "!$", "<<", ">>>", "&", "|", "^", "1", "0", "2.5", "1e9", "0xF", "'s'", '"t"', "'yyyy-MM-dd'", "null",
    "true", "if", "new", "'(a+)+'", "\\", "'", '"', "$", "${", "é", "\n", " ",
]  # fmt: skip
SOUP = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
CALLS = st.builds(
    lambda name, arguments: f"{name}({', '.join(arguments)})",
    st.sampled_from(sorted(functions())),
    st.lists(
        st.sampled_from(
            ["a", "b", "c", "null", "1", "-1", "2.5", "''", "'x y'", "','", "[a, b]", "{'k': a}", "true", "9999999",
             "'2020-01-01'", "'MM'", "'UTF-16'", "date('2020-01-01')", "x -> x", "x -> a", "now()", "'.*'"]
        ),
        max_size=8,
    ),
)  # fmt: skip


def evaluate(expression: str, **columns: Any) -> Any:
    return compile_expression(expression).evaluate(columns)


@settings(deadline=None)
@given(INTEGERS, INTEGERS, INTEGERS)
def test_whole_numbers_add_subtract_and_multiply_as_in_python(a: int, b: int, c: int) -> None:
    assert evaluate(f"{a} + {b} * {c} - {a}") == a + b * c - a
    assert evaluate("(a + b) * c", a=a, b=b, c=c) == (a + b) * c


@settings(deadline=None)
@given(INTEGERS, INTEGERS.filter(bool))
def test_division_and_remainder_belong_together(a: int, b: int) -> None:
    quotient, remainder = evaluate("[a / b, a % b]", a=a, b=b)
    assert quotient == int(math.copysign(abs(a) // abs(b), a * b)) if a else quotient == 0
    assert quotient * b + remainder == a
    assert abs(remainder) < abs(b)


@settings(deadline=None)
@given(FLOATS, FLOATS)
def test_fractions_as_in_python(a: float, b: float) -> None:
    assert evaluate("a + b", a=a, b=b) == a + b
    assert evaluate("a * b", a=a, b=b) == a * b
    assert evaluate("a < b", a=a, b=b) is (a < b)
    assert evaluate("a == b", a=a, b=b) is (a == b)
    if b:
        assert evaluate("a / b", a=a, b=b) == a / b
        assert evaluate("a % b", a=a, b=b) == math.fmod(a, b)


@settings(deadline=None)
@given(INTEGERS, INTEGERS, st.integers(0, 20))
def test_bits_as_in_python(a: int, b: int, shift: int) -> None:
    assert evaluate("[a & b, a | b, a ^ b, ~a]", a=a, b=b) == [a & b, a | b, a ^ b, ~a]
    assert evaluate("[a << n, a >> n]", a=a, n=shift) == [a << shift, a >> shift]


@settings(deadline=None)
@given(st.booleans(), st.booleans(), st.booleans())
def test_conditions_as_in_python(a: bool, b: bool, c: bool) -> None:
    assert evaluate("a and b or not c", a=a, b=b, c=c) is ((a and b) or not c)


@settings(deadline=None)
@given(st.integers(-(10**20), 10**20) | FLOATS)
def test_a_number_read_back_from_its_digits_is_the_same(number: float) -> None:
    assert parse_number(repr(number)) == number


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\\'", exclude_categories=["Cs"]), max_size=50))
def test_a_quoted_string_is_itself(value: str) -> None:
    assert evaluate(f"'{value}'") == value


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\\}", exclude_categories=["Cs"]), min_size=1, max_size=50))
def test_any_name_can_be_quoted(name: str) -> None:
    assert evaluate(f"${{{name}}}", **{name: 1}) == 1


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters=",", exclude_categories=["Cs"]), min_size=1), min_size=1))
def test_join_undoes_explode(parts: list[str]) -> None:
    assert evaluate("join(',', explode(s))", s=",".join(parts)) == ",".join(parts)


@settings(deadline=None)
@given(MOMENTS)
def test_a_date_written_as_iso_reads_back(moment: datetime) -> None:
    to_milliseconds = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert read_date(iso(moment)) == to_milliseconds


@settings(deadline=None)
@given(MOMENTS)
@pytest.mark.parametrize(
    "pattern", ["yyyy-MM-dd HH:mm:ss.SSSZ", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "M/d/yyyy h:m:s.SSS a Z"]
)
def test_a_formatted_date_reads_back_in_the_same_format(pattern: str, moment: datetime) -> None:
    to_milliseconds = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert parse(format_date(moment, pattern), pattern) == to_milliseconds


@settings(deadline=None)
@given(st.dates(min_value=date(1000, 1, 1)))
@pytest.mark.parametrize(
    "pattern", ["yyyy-MM-dd", "yyyy/MM/dd", "yyyy-MMM-dd", "dd-MMM-yyyy", "M/dd/yyyy", "dd.M.yyyy"]
)
def test_a_day_in_an_automatic_format_reads_back(pattern: str, day: date) -> None:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert read_date(format_date(moment, pattern)) == moment


@settings(deadline=None)
@given(st.integers(0, 4_000_000_000_000))
def test_milliseconds_survive(value: int) -> None:
    assert milliseconds(read_date(evaluate("dformat(n, \"yyyy-MM-dd'T'HH:mm:ss.SSSX\")", n=value))) == value


@given(st.text(max_size=80) | SOUP)
@settings(max_examples=300, deadline=None)
def test_any_text_compiles_or_is_an_expression_error(text: str) -> None:
    try:
        compile_expression(text)
    except ExpressionError as error:
        mistake = error
    else:
        return
    assert mistake.message
    assert mistake.position is None or 0 <= mistake.position <= len(text)


@given(CALLS | SOUP, VALUES, VALUES, VALUES)
@settings(max_examples=500, deadline=None)
def test_what_compiles_gives_json_or_a_warning(expression: str, a: Any, b: Any, c: Any) -> None:
    try:
        program = compile_program([{"source": expression, "destination": "x", "sourceType": "EXPRESSION"}], None)
    except MappingError:
        return
    document, warnings = program.run({"a": a, "b": b, "c": c})
    orjson.dumps(document)
    assert all(warning.message for warning in warnings)


@given(VALUES, st.sampled_from(["byte", "int", "long", "string", "boolean", "number", "date", "date-time", "array"]))
@settings(max_examples=300, deadline=None)
def test_any_value_is_converted_or_warned_about(value: Any, kind: str) -> None:
    schema = {"properties": {"x": {"meta:xdmType": kind}}}
    document, warnings = compile_program([{"source": "a", "destination": "x"}], schema).run({"a": value})
    orjson.dumps(document)
    assert not (document and warnings) or kind == "array"


@given(st.text(st.sampled_from("ab(|)*+?{}12,[^].\\wds$"), max_size=14), st.text(st.sampled_from("ab1 "), max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_pattern_matches_in_bounded_time_or_is_refused(pattern: str, subject: str) -> None:
    try:
        found = regexes.search(pattern, subject)
    except TransformError:
        return
    assert found is None or found.group() in subject
