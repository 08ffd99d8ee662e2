"""Rows as text."""

from __future__ import annotations

from aep_emulator.demo.tables import table_lines

ROWS = [
    {"person.name": "Ada", "city": "Rome", "email": "ada@example.com"},
    {"person.name": "Bartholomew", "email": "b@example.com", "phone": 5},
]


def test_columns_line_up_and_nothing_is_padded_at_the_end() -> None:
    assert table_lines(ROWS) == [
        "name         city  email            phone",
        "Ada          Rome  ada@example.com",
        "Bartholomew        b@example.com    5",
    ]


def test_columns_that_do_not_fit_are_named_instead_of_cut() -> None:
    assert table_lines(ROWS, width=25) == [
        "name         city  phone",
        "Ada          Rome",
        "Bartholomew        5",
        "(left out here: email)",
    ]


def test_one_column_is_shown_however_narrow() -> None:
    assert table_lines(ROWS, width=3)[:2] == ["name", "Ada"]


def test_no_rows_are_no_lines() -> None:
    assert table_lines([]) == []


def test_a_value_is_one_line() -> None:
    assert table_lines([{"a": "one\ntwo\t three", "b": None}]) == ["a              b", "one two three"]
