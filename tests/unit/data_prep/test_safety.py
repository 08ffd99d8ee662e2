"""Expressions come from users: no way to Python, and nothing without a bound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.services.data_prep.language import regexes
from aep_emulator.services.data_prep.language.compiler import compile_expression
from aep_emulator.services.data_prep.language.errors import ExpressionError, TransformError
from aep_emulator.services.data_prep.language.parser import MAX_DEPTH
from aep_emulator.services.data_prep.language.paths import parse_path
from aep_emulator.services.data_prep.language.values import MAX_ITEMS, MAX_TEXT
from aep_emulator.services.data_prep.language.work import MAX_WORK
from aep_emulator.services.data_prep.program import MAX_ROW_WEIGHT


@pytest.mark.parametrize(
    "expression",
    [
        "a.__class__",
        "a.__class__.__mro__[1]",
        "a['__class__']",
        "''.__class__",
        "[].__class__.__base__",
        "{'x': 1}.keys",
        "{'x': 1}['__init__']",
        "o.__dict__",
        "o.get('__class__')",
        "a.get('__class__')",
        "l.get('append')",
        "l[name]",
        "a[name]",
        "date('2020-01-01').year",
        "transformArray([1], x -> x.__class__)[0]",
    ],
)
def test_members_of_python_objects_are_not_there(evaluate: Callable[..., Any], expression: str) -> None:
    assert evaluate(expression, a="text", o={"x": 1}, l=[1], name="__class__") is None


@pytest.mark.parametrize(
    "expression",
    [
        "a.format('x')",
        "a.join(a)",
        "l.append(1)",
        "a.__len__()",
        "__import__('os')",
        "eval('1')",
        "getattr(a, '__class__')",
        "open('file')",
        "nullify.__globals__()",
        "concat.__call__('a')",
    ],
)
def test_only_registered_functions_and_methods_can_be_called(expression: str) -> None:
    with pytest.raises(ExpressionError, match=r"unknown (function|method)"):
        compile_expression(expression)


def test_a_column_may_have_any_name(evaluate: Callable[..., Any]) -> None:
    assert evaluate("__class__", __class__="a value") == "a value"
    assert evaluate("o.__class__", o={"__class__": "a value"}) == "a value"


@pytest.mark.parametrize(
    "expression",
    [
        "-" * 1000 + "1",
        "not " * 1000 + "true",
        "[" * 1000 + "]" * 1000,
        "a" + ".b" * 1000,
        "a[" * 1000 + "0" + "]" * 1000,
        "1" + "+1" * 1000,
        "upper(" * 500 + "a" + ")" * 500,
        "transformArray(a, x -> " * 150 + "x" + ")" * 150,
        "1 ? " * 1000 + "1" + " : 1" * 900,
    ],
    ids=["signs", "words", "arrays", "members", "indexes", "sums", "calls", "functions", "choices"],
)
def test_nesting_is_bounded(expression: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(expression)


def test_what_nests_as_deep_as_allowed_can_be_evaluated(evaluate: Callable[..., Any]) -> None:
    depth = MAX_DEPTH - 1
    assert evaluate("upper(" * depth + "a" + ")" * depth, a="x") == "X"
    assert evaluate("(" * 2000 + "a" + ")" * 2000, a="x") == "x"


CATASTROPHIC = [
    r"(a+)+b",
    r"(a*)*b",
    r"(a|aa)+b",
    r"(a|b|ab)*c",
    r"(.*a){20}b",
    r"(?:a?){30}a{30}",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(?=(a+)+b)a",
    r"(x+x+)+y",
    r"(?:(?:a{1,30}){1,30}){1,30}b",
    r"(?i)(?:a1|A1)+b",
    r"(?i:(?:ax|AX)+)b",
    r"(?s)(?:.|\n)+x",
    r"(\w+\s?)+$",
]


@pytest.mark.parametrize("pattern", CATASTROPHIC)
def test_a_pattern_that_could_run_away_is_refused_before_it_runs(pattern: str) -> None:
    with pytest.raises(TransformError, match="could take too long"):
        regexes.compile_pattern(pattern)


@pytest.mark.parametrize(
    "function", ["matches_regex(s, '(a+)+$')", "extract_regex(s, '(a+)+$')", "explode(s, '(a+)+$')"]
)
def test_every_function_that_takes_a_pattern_checks_it(evaluate: Callable[..., Any], function: str) -> None:
    with pytest.raises(TransformError, match="could take too long"):
        evaluate(function, s="a" * 40 + "b")
    with pytest.raises(TransformError, match="could take too long"):
        evaluate("s =~ '(a+)+$'", s="a" * 40 + "b")


def test_a_pattern_with_many_choices_takes_short_texts_only(evaluate: Callable[..., Any]) -> None:
    expression = "matches_regex(s, '(.*)-(.*)-(.*)-(.*)')"
    assert evaluate(expression, s="2024-05-05-x") is True
    with pytest.raises(TransformError, match="text of 5000 characters"):
        evaluate(expression, s="-" * 5000)


@pytest.mark.parametrize(
    ("pattern", "subject", "matches"),
    [
        (r"[^@]+@[^.]+\.com", "joe@example.com", True),
        (r"(\d{4})-(\d\d)-(\d\d)", "2024-05-05", True),
        (r"(a|b)*c", "ab" * 100 + "c", True),
        (r"(?i)abc", "ABC", True),
        (r"(?<year>\d+)/\d+", "2020/10", True),
        (r"\w+", "größe", False),
        (r".*foo.*", "x" * 5000, False),
    ],
)
def test_ordinary_patterns_work_as_in_java(
    evaluate: Callable[..., Any], pattern: str, subject: str, matches: bool
) -> None:
    assert evaluate("matches_regex(subject, pattern)", subject=subject, pattern=pattern) is matches


@pytest.mark.parametrize("pattern", ["(", "[", "*", "a{2,1}", r"\p{Nonsense}", "(?u)a", "a" * 1001])
def test_what_is_no_pattern_is_a_transform_error(evaluate: Callable[..., Any], pattern: str) -> None:
    with pytest.raises(TransformError, match="regular expression"):
        evaluate("matches_regex('a', pattern)", pattern=pattern)


@pytest.mark.parametrize(
    "expression",
    [
        "lpad('a', 1000001, 'x')",
        "rpad('a', 99999999999999, 'x')",
        "replacestr(s, 'x', s)",
        "join(s, l)",
        "concat(s, s, s, s)",
        "s + s + s + s",
        "upper([s, s, s, s])",
        "add_to_array(many, 1)",
        "join_arrays(many, many)",
        "n * n * n * n * n * n",
        "n + n * n * n * n",
    ],
)
def test_results_are_bounded(evaluate: Callable[..., Any], expression: str) -> None:
    columns = {"s": "x" * (MAX_TEXT // 3), "l": [1] * 10, "many": [1] * MAX_ITEMS, "n": 10**200}
    with pytest.raises(TransformError, match=r"more than|too large"):
        evaluate(expression, **columns)


@pytest.mark.parametrize(
    "expression",
    [
        "transformArray(" * 60 + "[1]" + ", x -> [x, x])" * 60,
        "transformArray(l, x -> transformArray(l, y -> transformArray(l, z -> 1)))",
        "size_of(transformArray(l, x -> lpad('', 900000, 'x')))",
        "filterArray(l, x -> filterArray(l, y -> filterArray(l, z -> z)))",
    ],
    ids=["doubling", "nested", "large", "filters"],
)
def test_functions_within_an_expression_have_a_budget(evaluate: Callable[..., Any], expression: str) -> None:
    with pytest.raises(TransformError, match=f"more than {MAX_WORK} steps"):
        evaluate(expression, l=[1] * 1000)


def test_the_budget_is_for_one_row(evaluate: Callable[..., Any]) -> None:
    expression = compile_expression("size_of(transformArray(l, x -> lpad('', 900, 'x')))")
    sizes = [expression.evaluate({"l": [1] * 1000}) for _ in range(3)]
    assert sizes == [1000] * 3


def test_one_row_cannot_become_arbitrarily_large(map_row: Callable[..., Any]) -> None:
    mappings = [("lpad('', 900000, 'x')", f"f{index}", "EXPRESSION") for index in range(10)]
    document, warnings = map_row(mappings, {})
    assert sum(map(len, document.values())) <= MAX_ROW_WEIGHT
    assert len(document) + len(warnings) == len(mappings)
    assert str(MAX_ROW_WEIGHT) in warnings[0].message


def test_copies_of_an_array_count_too(map_row: Callable[..., Any]) -> None:
    document, warnings = map_row([("a", f"f{index}") for index in range(100)], {"a": [0] * 100_000})
    assert sum(map(len, document.values())) <= MAX_ROW_WEIGHT
    assert len(document) + len(warnings) == 100


def test_what_nests_too_deep_is_left_out_with_a_warning(map_row: Callable[..., Any]) -> None:
    deep: list[Any] = []
    for _ in range(2000):
        deep = [deep]
    document, warnings = map_row([("deep", "copied"), ("join(',', deep)", "joined", "EXPRESSION")], {"deep": deep})
    assert document == {}
    assert ["deeper than 100 levels" in warning.message for warning in warnings] == [True, True]


@pytest.mark.parametrize("path", ["a[1000]", "a[999][1]", "a" + "[500]" * 3, "a" + ".b" * 60, "x" * 1001])
def test_paths_are_bounded(path: str) -> None:
    with pytest.raises(ExpressionError):
        parse_path(path)
