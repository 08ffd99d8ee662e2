"""What a regular expression may cost, told before it is used."""

from __future__ import annotations

import pytest

from aep_emulator.pattern_cost import PatternError, check_pattern, cost_of


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|a)*b", "(.*)*x", "(x+x+)+y", "([a-z]+)*", "(a*){5}", "((a?){4}){4}", "a*a*a*a*b", "(?i)(?:a1|A1)+b"],
)
def test_patterns_that_run_away_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match="too long"):
        check_pattern(pattern)


@pytest.mark.parametrize("pattern", ["(", "[", "a{99999999999}", "(" * 5000, "*"])
def test_what_is_no_regular_expression_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match="not a regular expression"):
        check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "^[A-Z]{2}$",
        "[0-1][0-9]-[0-9][0-9]",
        "^((a|b)c)*$",
        "a*b*c*d*e*",
        "(a|a){0,3}b",
        r"^[a-z]+(-[0-9])?\.(com|org)$",
    ],
)
def test_ordinary_patterns_are_let_through(pattern: str) -> None:
    check_pattern(pattern)


def test_the_cost_counts_choices_and_places() -> None:
    assert cost_of("abc").fixed == 1
    assert cost_of("(a|a){2}").fixed == 4
    assert cost_of("a*a*b").degree == cost_of("a*b").degree + 1
