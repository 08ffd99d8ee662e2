"""What streaming validation has against a record, and in which words."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.streaming.record_check import RecordCheck, closed

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "_id": {"type": "string", "meta:xdmType": "string"},
        "age": {"type": "integer", "minimum": 0, "maximum": 150, "meta:xdmType": "int"},
        "score": {"type": "number", "meta:xdmType": "number"},
        "active": {"type": "boolean", "meta:xdmType": "boolean"},
        "kind": {"type": "string", "enum": ["a", "b"], "meta:xdmType": "string"},
        "code": {"type": "string", "pattern": "^[a-z]+$", "minLength": 2, "maxLength": 3, "meta:xdmType": "string"},
        "seen": {"type": "string", "format": "date-time", "meta:xdmType": "date-time"},
        "labels": {
            "type": "object",
            "additionalProperties": {"type": "string", "meta:xdmType": "string"},
            "meta:xdmType": "map",
        },
        "items": {
            "type": "array",
            "maxItems": 2,
            "meta:xdmType": "array",
            "items": {
                "type": "object",
                "meta:xdmType": "object",
                "properties": {"name": {"type": "string", "meta:xdmType": "string"}},
                "required": ["name"],
            },
        },
    },
    "required": ["_id"],
}


def found(record: Any) -> list[tuple[str, str, str, str]]:
    """Pointer, keyword, message and the number in the code of each violation."""
    errors = RecordCheck(SCHEMA).errors(record)
    shown = [(error.as_validation_error(), error.code) for error in errors]
    return [
        (str(e["pointerToViolation"]), str(e["keyword"]), str(e["message"]), code.split("-")[1]) for e, code in shown
    ]


@pytest.mark.parametrize(
    "record",
    [
        {"_id": "1"},
        {"_id": "1", "age": 0, "score": 1, "active": False, "kind": "a", "code": "ab", "seen": "2020-01-01T00:00:00Z"},
        {"_id": "1", "labels": {"anything": "x"}, "items": [{"name": "x"}, {"name": "y"}], "seen": "2020-01-01T00:00Z"},
    ],
)
def test_a_record_that_fits_has_no_violations(record: Any) -> None:
    assert found(record) == []


@pytest.mark.documented("help/ingestion/quality/streaming-validation.md")
@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"_id": 1}, ("#/_id", "type", "expected type: String, found: Long", "1104")),
        ({"_id": "1", "x": 1}, ("#", "additionalProperties", "extraneous key [x] is not permitted", "1105")),
    ],
)
def test_documented_violations_have_the_documented_words(record: Any, expected: tuple[str, ...]) -> None:
    assert found(record) == [expected]


@pytest.mark.assumed("pages show two of these texts; the rest is what the library behind them writes")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"_id": True}, ("#/_id", "type", "expected type: String, found: Boolean", "1104")),
        ({"_id": 1.5}, ("#/_id", "type", "expected type: String, found: Double", "1104")),
        ({"_id": None}, ("#/_id", "type", "expected type: String, found: Null", "1104")),
        ({"age": "4"}, ("#/age", "type", "expected type: Integer, found: String", "1104")),
        ({"score": []}, ("#/score", "type", "expected type: Number, found: JSONArray", "1104")),
        ({"active": {}}, ("#/active", "type", "expected type: Boolean, found: JSONObject", "1104")),
        ({"labels": {"a": 1}}, ("#/labels/a", "type", "expected type: String, found: Long", "1104")),
        ({"items": {}}, ("#/items", "type", "expected type: JSONArray, found: JSONObject", "1104")),
        ({"labels": ""}, ("#/labels", "type", "expected type: JSONObject, found: String", "1104")),
        ({"kind": "c"}, ("#/kind", "enum", "c is not a valid enum value", "1106")),
        ({"age": -1}, ("#/age", "minimum", "-1 is not greater or equal to 0", "1105")),
        ({"age": 151}, ("#/age", "maximum", "151 is not less or equal to 150", "1105")),
        ({"code": "A1"}, ("#/code", "pattern", "string [A1] does not match pattern ^[a-z]+$", "1105")),
        ({"code": "a"}, ("#/code", "minLength", "expected minLength: 2, actual: 1", "1105")),
        ({"code": "abcd"}, ("#/code", "maxLength", "expected maxLength: 3, actual: 4", "1105")),
        ({"items": [{}]}, ("#/items/0", "required", "required key [name] not found", "1111")),
        (
            {"items": [{"name": "x"}] * 3},
            ("#/items", "maxItems", "expected maximum item count: 2, found: 3", "1105"),
        ),
        (
            {"items": [{"name": "x", "y": 1}]},
            ("#/items/0", "additionalProperties", "extraneous key [y] is not permitted", "1105"),
        ),
    ],
)
def test_each_broken_rule_is_told_by_its_place_and_value(change: Any, expected: tuple[str, ...]) -> None:
    assert found({"_id": "1", **change}) == [expected]


@pytest.mark.documented("help/ingestion/quality/retrieve-failed-batches.md")
@pytest.mark.parametrize("value", ["2018-00-10T22:07:56Z", "yesterday", ""])
def test_a_date_time_that_is_none_has_the_documented_words(value: str) -> None:
    ((pointer, keyword, message, code),) = found({"_id": "1", "seen": value})
    assert (pointer, keyword, code) == ("#/seen", "format", "1105")
    assert message.startswith(f"[{value}] is not a valid date-time. Expected [yyyy-MM-dd'T'HH:mm:ssZ, ")


@pytest.mark.documented("help/ingestion/quality/streaming-validation.md")
def test_no_more_than_five_violations_are_told() -> None:
    assert len(found({f"key{number}": 1 for number in range(20)})) == 5


def test_only_objects_with_named_members_are_closed() -> None:
    schema = {
        "properties": {
            "named": {"properties": {"a": {}}},
            "open": {"type": "object"},
            "map": {"additionalProperties": {"properties": {"b": {}}}},
            "either": {"properties": {"c": {}}, "anyOf": [{"required": ["c"]}, {}]},
            "many": {"items": {"properties": {"d": {}}}},
        }
    }
    made = closed(schema)
    assert made["additionalProperties"] is False
    properties = made["properties"]
    assert properties["named"]["additionalProperties"] is False
    assert properties["open"] == {"type": "object"}
    assert properties["map"]["additionalProperties"]["additionalProperties"] is False
    assert "additionalProperties" not in properties["either"]
    assert properties["many"]["items"]["additionalProperties"] is False
    assert "additionalProperties" not in schema
