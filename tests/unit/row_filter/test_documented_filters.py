"""The filters of the page."""

from __future__ import annotations

import pytest

from aep_emulator.row_filter import decode, parse
from tests.unit.row_filter.filters import (
    BIG_QUERY,
    CURL_LINE,
    DOCUMENTED,
    PEOPLE,
    apply,
    column,
    compares,
    pql,
    rows_of,
)


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
