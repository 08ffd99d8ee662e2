"""The target's type decides what a value is converted to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "byte": {"type": "integer", "meta:xdmType": "byte"},
    "short": {"type": "integer", "meta:xdmType": "short"},
    "int": {"type": "integer", "meta:xdmType": "int"},
    "long": {"type": "integer"},
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "date-time": {"type": "string", "format": "date-time"},
    "strings": {"type": "array", "items": {"type": "string"}},
    "map": {"type": "object", "additionalProperties": {"type": "integer"}},
    "object": {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}},
    "open": {},
}

Convert = Callable[[str, Any], tuple[Any, list[str]]]


@pytest.fixture
def convert(map_row: Callable[..., Any]) -> Convert:
    """`convert(type, value)`: what the value becomes, and the warnings."""

    def run(kind: str, value: Any) -> tuple[Any, list[str]]:
        document, warnings = map_row([("value", "field")], {"value": value}, {"field": TYPES[kind]})
        return document.get("field"), [f"{warning.destination}: {warning.message}" for warning in warnings]

    return run


@pytest.mark.documented("help/data-prep/data-handling.md")
@pytest.mark.parametrize("word", ["y", "yes", "Y", "YES", "on", "ON", "true", "TRUE"])
def test_words_for_true(convert: Convert, word: str) -> None:
    assert convert("boolean", word) == (True, [])


@pytest.mark.documented("help/data-prep/data-handling.md")
@pytest.mark.parametrize("word", ["n", "N", "no", "NO", "off", "OFF", "false", "FALSE"])
def test_words_for_false(convert: Convert, word: str) -> None:
    assert convert("boolean", word) == (False, [])


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("string", 1234, "1234"),
        ("string", 12.5, "12.5"),
        ("string", True, "true"),
        ("string", "", ""),
        ("boolean", True, True),
        ("int", "12", 12),
        ("int", " -12 ", -12),
        ("int", 12.0, 12),
        ("int", "1e3", 1000),
        ("byte", 127, 127),
        ("short", "-32768", -32768),
        ("long", 2**63 - 1, 2**63 - 1),
        ("number", "1.5", 1.5),
        ("number", 3, 3),
        ("number", "-.5", -0.5),
        ("date", 1571829875000, "2019-10-23"),
        ("date-time", 1571829875000, "2019-10-23T11:24:35Z"),
        ("date-time", "2019-10-23T11:24:35.120+02:00", "2019-10-23T11:24:35.120+02:00"),
        ("strings", [1, None, "a", True], ["1", "a", "true"]),
        ("map", {"x": "1", "y": 2}, {"x": 1, "y": 2}),
        ("object", {"a": "1", "b": 2, "unknown": 3}, {"a": 1, "b": "2"}),
        ("open", {"any": [1, {"thing": None}]}, {"any": [1, {"thing": None}]}),
        ("open", 2**70, float(2**70)),
    ],
)
def test_what_fits_is_converted(convert: Convert, kind: str, value: Any, expected: Any) -> None:
    converted, warnings = convert(kind, value)
    assert (converted, warnings) == (expected, [])
    assert type(converted) is type(expected)


@pytest.mark.parametrize("kind", ["boolean", "int", "number", "date", "date-time"])
@pytest.mark.assumed("an empty cell of a CSV file is no value; a run against Adobe would settle it")
def test_an_empty_string_is_no_value(convert: Convert, kind: str) -> None:
    assert convert(kind, " ") == (None, [])


@pytest.mark.documented("help/data-prep/troubleshooting-guide.md")
@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("string", {"a": 1}, "an object"),
        ("string", ["a"], "an array"),
        ("boolean", "maybe", "'maybe'"),
        ("boolean", 1, "a boolean"),
        ("int", "twelve", "'twelve'"),
        ("int", 1.5, "a whole number"),
        ("int", True, "a whole number"),
        ("int", 2**31, "32 bits"),
        ("byte", 128, "8 bits"),
        ("long", "9223372036854775808", "64 bits"),
        ("number", "1,5", "'1,5'"),
        ("number", "NaN", "a number"),
        ("number", "1_000", "a number"),
        ("date", "tomorrow", "none of the date formats"),
        ("date-time", True, "a date"),
        ("date-time", 10**18, "outside the years"),
        ("strings", "a", "an array"),
        ("object", "a", "an object"),
        ("map", [1], "an object"),
    ],
)
def test_what_does_not_fit_leaves_the_attribute_out_with_a_warning(
    convert: Convert, kind: str, value: Any, words: str
) -> None:
    converted, (warning,) = convert(kind, value)
    assert converted is None
    assert warning.startswith("field: ")
    assert words in warning


def test_one_bad_child_does_not_spoil_the_others(convert: Convert) -> None:
    converted, (warning,) = convert("object", {"a": "x", "b": "y"})
    assert converted == {"b": "y"}
    assert warning.startswith("field.a: ")
    converted, (warning,) = convert("map", {"one": 1, "two": "x"})
    assert converted == {"one": 1}
    assert warning.startswith("field.two: ")
    converted, (warning,) = convert("strings", ["a", {}, "b"])
    assert converted == ["a", "b"]
    assert warning.startswith("field[1]: ")


def test_a_long_value_is_shown_shortened(convert: Convert) -> None:
    _, (warning,) = convert("int", "x" * 10_000)
    assert len(warning) < 200
