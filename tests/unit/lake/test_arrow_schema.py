"""The Arrow schema of a composed XDM schema."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from aep_emulator.lake.arrow_schema import arrow_schema


def kind_of(definition: dict[str, Any]) -> Any:
    schema = arrow_schema({"properties": {"field": definition}})
    return schema.field("field").type if "field" in schema.names else None


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ({"type": "string", "meta:xdmType": "string"}, pa.string()),
        ({"type": "string", "format": "date"}, pa.date32()),
        ({"type": "string", "format": "date-time"}, pa.timestamp("ms", tz="UTC")),
        ({"type": "string", "format": "date-time", "meta:xdmType": "date-time"}, pa.timestamp("ms", tz="UTC")),
        ({"type": "string", "format": "email"}, pa.string()),
        ({"type": "number"}, pa.float64()),
        ({"type": "boolean"}, pa.bool_()),
        ({"type": "integer"}, pa.int32()),
        ({"type": "integer", "minimum": 0}, pa.int32()),
        ({"type": "integer", "minimum": -128, "maximum": 127}, pa.int8()),
        ({"type": "integer", "minimum": -32768, "maximum": 32767}, pa.int16()),
        ({"type": "integer", "minimum": -2147483648, "maximum": 2147483647}, pa.int32()),
        ({"type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991}, pa.int64()),
        ({"type": "integer", "meta:xdmType": "long"}, pa.int64()),
        ({"type": "integer", "meta:xdmType": "short"}, pa.int16()),
        ({"type": "integer", "meta:xdmType": "byte"}, pa.int8()),
        ({"type": ["null", "string"]}, pa.string()),
        ({"type": "array", "items": {"type": "string"}}, pa.list_(pa.string())),
        ({"type": "object", "additionalProperties": {"type": "number"}}, pa.map_(pa.string(), pa.float64())),
        (
            {"meta:xdmType": "map", "type": "object", "additionalProperties": {"type": "integer"}},
            pa.map_(pa.string(), pa.int32()),
        ),
        ({"properties": {"a": {"type": "boolean"}}}, pa.struct([pa.field("a", pa.bool_())])),
    ],
)
def test_type_of_a_field(definition: dict[str, Any], expected: Any) -> None:
    assert kind_of(definition) == expected


@pytest.mark.parametrize(
    "definition",
    [
        {"type": "object", "properties": {}},
        {"type": "object", "properties": {"inner": {"type": "object", "properties": {}}}},
        {"type": "array", "items": {"type": "object", "properties": {}}},
        {"type": "array"},
        {"meta:xdmType": "map", "type": "object"},
        {},
    ],
)
def test_what_can_hold_no_value_is_left_out(definition: dict[str, Any]) -> None:
    assert kind_of(definition) is None


def test_a_type_inside_itself_is_cut_off() -> None:
    node: dict[str, Any] = {"type": "object", "properties": {"name": {"type": "string"}}}
    node["properties"]["children"] = {"type": "array", "items": node}
    node["properties"]["twin"] = node
    assert kind_of(node) == pa.struct([pa.field("name", pa.string())])


def test_the_same_definition_in_two_places_is_no_recursion() -> None:
    shared = {"type": "object", "properties": {"a": {"type": "string"}}}
    schema = arrow_schema({"properties": {"one": shared, "two": shared}})
    assert schema.names == ["one", "two"]
    assert schema.field("one").type == schema.field("two").type


def test_nesting_without_end_is_no_error() -> None:
    definition: dict[str, Any] = {"type": "string"}
    for _ in range(300):
        definition = {"type": "object", "properties": {"deeper": definition, "name": {"type": "string"}}}
    assert kind_of(definition) is not None
