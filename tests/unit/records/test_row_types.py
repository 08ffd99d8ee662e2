"""The documented table of conversions, from row to column."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aep_emulator.lake.arrow_schema import arrow_schema
from aep_emulator.lake.conversion import record_converter
from aep_emulator.records import Origin, RowTypes

MOMENT = "2018-07-10T15:05:59.000-08:00"
TYPES: dict[str, dict[str, Any]] = {
    "String": {"type": "string", "meta:xdmType": "string"},
    "Byte": {"type": "integer", "meta:xdmType": "byte"},
    "Short": {"type": "integer", "meta:xdmType": "short"},
    "Integer": {"type": "integer", "meta:xdmType": "int"},
    "Long": {"type": "integer", "meta:xdmType": "long"},
    "Double": {"type": "number", "meta:xdmType": "number"},
    "Date": {"type": "string", "format": "date", "meta:xdmType": "date"},
    "Date-Time": {"type": "string", "format": "date-time", "meta:xdmType": "date-time"},
    "Object": {"type": "object", "meta:xdmType": "object", "properties": {"a": {"type": "string"}}},
    "Map": {"type": "object", "meta:xdmType": "map", "additionalProperties": {"type": "string"}},
    "Boolean": {"type": "boolean", "meta:xdmType": "boolean"},
    "Array": {"type": "array", "meta:xdmType": "array", "items": {"type": "string"}},
}
NUMBERS = "String Byte Short Integer Long Double"
TABLE = {
    "Byte": (5, NUMBERS),
    "Short": (300, NUMBERS),
    "Integer": (70_000, NUMBERS),
    "Long": (1_531_263_959_000, NUMBERS + " Date Date-Time"),
    "Double": (5.0, NUMBERS),
    "Object": ({"a": "x"}, "Object Map"),
    "Boolean": (True, "Boolean"),
    "Array": (["x"], "Array"),
}
"""A value of each type that JSON has, and the columns it may go to. Texts are tested apart, by what they say."""


def convert(value: Any, column: str, origin: Origin = Origin.JSON) -> tuple[Any, list[str]]:
    """The value in its column, and the codes of what was wrong with it."""
    record, errors = RowTypes({"properties": {"f": TYPES[column]}}, origin).convert({"f": value})
    return record.get("f"), [error.code for error in errors]


@pytest.mark.parametrize("row", TABLE)
@pytest.mark.parametrize("column", TYPES)
def test_the_table(row: str, column: str) -> None:
    value, columns = TABLE[row]
    _, codes = convert(value, column)
    if column in columns.split():
        assert "TypeCompatibilityException" not in codes
    else:
        assert codes == ["TypeCompatibilityException"]


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("String", " x ", " x "),
        ("Byte", "-128", -128),
        ("Short", " 32767 ", 32767),
        ("Integer", "+7", 7),
        ("Integer", "7.0", 7),
        ("Long", "9223372036854775807", 2**63 - 1),
        ("Double", "-1.5e3", -1500.0),
        ("Double", ".5", 0.5),
        ("Date", "2018-07-10", "2018-07-10"),
        ("Date", "20180710", "2018-07-10"),
        ("Date", MOMENT, "2018-07-10"),
        ("Date", "1531263959000", "2018-07-10"),
        ("Date-Time", MOMENT, MOMENT),
        ("Date-Time", "1531263959000", "2018-07-10T23:05:59.000Z"),
    ],
)
def test_texts_become_what_they_say(column: str, text: str, expected: Any) -> None:
    assert convert(text, column) == (expected, [])


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("String", 5, "5"),
        ("String", 1.5, "1.5"),
        ("Long", 5.0, 5),
        ("Date", 1_531_263_959_000, "2018-07-10"),
        ("Date-Time", 1_531_263_959_000, "2018-07-10T23:05:59.000Z"),
        ("Map", {"a": 5, "b": None}, {"a": "5"}),
        ("Object", {"a": 5, "b": 6}, {"a": "5"}),
        ("Array", [5, None, "x"], ["5", "x"]),
        ("Array", [], []),
        ("String", None, None),
    ],
)
def test_values_become_what_their_column_holds(column: str, value: Any, expected: Any) -> None:
    assert convert(value, column) == (expected, [])


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("Byte", 128, "DCVS-1104-400"),
        ("Integer", 2**31, "DCVS-1104-400"),
        ("Integer", "x", "DCVS-1104-400"),
        ("Integer", "", "DCVS-1104-400"),
        ("Integer", "1_000", "DCVS-1104-400"),
        ("Integer", "٣", "DCVS-1104-400"),
        ("Integer", 1.5, "DCVS-1104-400"),
        ("Integer", float("inf"), "DCVS-1104-400"),
        ("Integer", float("nan"), "DCVS-1104-400"),
        ("Integer", "1e999", "DCVS-1104-400"),
        ("Integer", "9" * 30, "DCVS-1104-400"),
        ("Long", 10**4000, "DCVS-1104-400"),
        ("String", 10**4000, "DCVS-1104-400"),
        ("Double", "nan", "DCVS-1104-400"),
        ("Double", "1e999", "DCVS-1104-400"),
        ("Double", float("inf"), "DCVS-1104-400"),
        ("Date", "2018-13-01", "DCVS-1105-400"),
        ("Date-Time", "2018-00-10T22:07:56Z", "DCVS-1105-400"),
        ("Date-Time", "tomorrow", "DCVS-1105-400"),
        ("Date-Time", 2**62, "DCVS-1105-400"),
        ("Date", 10**4000, "DCVS-1105-400"),
    ],
)
def test_values_that_do_not_convert(column: str, value: Any, code: str) -> None:
    assert convert(value, column) == (None, [code])


def test_only_text_files_write_booleans_out() -> None:
    assert convert("true", "Boolean", Origin.TEXT) == (True, [])
    assert convert("FALSE", "Boolean", Origin.TEXT) == (False, [])
    assert convert("yes", "Boolean", Origin.TEXT) == (None, ["DCVS-1104-400"])
    assert convert("true", "Boolean", Origin.JSON) == (None, ["TypeCompatibilityException"])


def test_values_with_types_of_their_own() -> None:
    moment = datetime(2018, 7, 10, 15, 5, 59, tzinfo=UTC)
    assert convert(moment, "Date-Time", Origin.TYPED) == ("2018-07-10T15:05:59.000Z", [])
    assert convert(moment.replace(tzinfo=None), "Date-Time", Origin.TYPED) == ("2018-07-10T15:05:59.000Z", [])
    assert convert(date(2018, 7, 10), "Date", Origin.TYPED) == ("2018-07-10", [])
    assert convert(0, "Date", Origin.TYPED) == ("1970-01-01", [])
    assert convert(b"x", "String", Origin.TYPED) == ("x", [])
    for value, column in ((moment, "Date"), (date(2018, 7, 10), "Date-Time"), (moment, "String"), (date.min, "Long")):
        assert convert(value, column, Origin.TYPED) == (None, ["TypeCompatibilityException"])


def test_errors_name_their_place_and_all_are_told() -> None:
    schema = {
        "properties": {"a": {"properties": {"b": {"type": "array", "items": TYPES["Integer"]}}}, "m": TYPES["Map"]}
    }
    _, errors = RowTypes(schema, Origin.JSON).convert({"a": {"b": [1, "x", True]}, "m": {"k": []}})
    assert [error.path for error in errors] == ["a.b[1]", "a.b[2]", "m.k"]


def test_what_the_schema_does_not_have_is_left_out_and_noted() -> None:
    types = RowTypes({"properties": {"a": {"properties": {"b": TYPES["Integer"]}}}}, Origin.JSON)
    record, errors = types.convert({"a": {"b": 1, "c": 2}, "d": {"e": 3}, "f": None})
    assert (record, errors) == ({"a": {"b": 1}}, [])
    types.convert({f"x{number}": number for number in range(100)})
    assert list(types.left_out)[:3] == ["a.c", "d", "x0"]
    assert len(types.left_out) == 10


def test_a_type_that_contains_itself_ends() -> None:
    person: dict[str, Any] = {"type": "object", "properties": {"name": {"type": "string"}}}
    person["properties"]["boss"] = person
    row: dict[str, Any] = {"name": "x"}
    for _ in range(300):
        row = {"name": "x", "boss": row}
    record, errors = RowTypes({"properties": {"p": person}}, Origin.JSON).convert({"p": row})
    assert record["p"]["boss"]["name"] == "x"
    assert errors == []


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(
        ["2018-07-10", MOMENT, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1531263959000"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(value=anything, column=st.sampled_from(sorted(TYPES)), origin=st.sampled_from(Origin))
def test_what_was_converted_without_an_error_can_be_stored(value: Any, column: str, origin: Origin) -> None:
    schema = {"properties": {"f": TYPES[column]}}
    record, errors = RowTypes(schema, origin).convert({"f": value})
    # Moments that only their zone puts beyond the calendar are left to the column.
    if not errors and not str(value).startswith(("0001-01-01", "9999-12-31")):
        assert set(record_converter(arrow_schema(schema))(record)) <= {"f"}
