"""meta:xdmType: derived from type, format and bounds."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.schema_registry.field_types import with_types, xdm_type

LONG = 9007199254740992


@pytest.mark.documented("help/xdm/tutorials/custom-fields-api.md")
@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"type": "string"}, "string"),
        ({"type": "string", "format": "uri"}, "string"),
        ({"type": "string", "enum": ["a"]}, "string"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "date-time"}, "date-time"),
        ({"type": "number"}, "number"),
        ({"type": "number", "minimum": 0, "maximum": 1}, "number"),
        ({"type": "boolean"}, "boolean"),
        ({"type": "integer"}, "int"),
        ({"type": "integer", "minimum": -128, "maximum": 128}, "byte"),
        ({"type": "integer", "minimum": -32768, "maximum": 32768}, "short"),
        ({"type": "integer", "minimum": 1, "maximum": 32767}, "short"),
        ({"type": "integer", "minimum": -2147483648, "maximum": 2147483648}, "int"),
        ({"type": "integer", "minimum": -LONG, "maximum": LONG}, "long"),
        ({"type": "array", "items": {"type": "string"}}, "array"),
        ({"type": "object", "properties": {}}, "object"),
        ({"type": "object"}, "object"),
        ({"type": "object", "meta:xdmType": "map", "additionalProperties": {"type": "string"}}, "map"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "map"),
        ({"type": "object", "properties": {"a": {}}, "additionalProperties": {"type": "string"}}, "object"),
    ],
)
def test_type_format_and_bounds_make_the_xdm_type(field: dict[str, Any], expected: str) -> None:
    assert xdm_type(field) == expected


@pytest.mark.assumed("no page says what becomes of a stated meta:xdmType that does not fit; a call to Adobe would")
@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"type": "string", "meta:xdmType": "int"}, "string"),
        ({"type": "string", "format": "date", "meta:xdmType": "string"}, "date"),
        ({"type": "integer", "meta:xdmType": "long"}, "long"),
        ({"type": "integer", "meta:xdmType": "string"}, "int"),
        ({"type": "integer", "minimum": 0, "maximum": 9, "meta:xdmType": "long"}, "byte"),
        ({"type": "object", "meta:xdmType": "string"}, "object"),
        ({"type": "object", "properties": {}, "meta:xdmType": "map"}, "object"),
        ({"type": "array", "meta:xdmType": "object"}, "array"),
    ],
)
def test_a_stated_type_counts_only_where_there_is_a_choice(field: dict[str, Any], expected: str) -> None:
    assert xdm_type(field) == expected


def test_every_field_inside_is_typed() -> None:
    typed = with_types(
        {
            "properties": {
                "list": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
                "map": {"type": "object", "additionalProperties": {"type": "string"}},
            }
        }
    )
    assert (typed["type"], typed["meta:xdmType"]) == ("object", "object")
    listed = typed["properties"]["list"]
    assert (listed["meta:xdmType"], listed["items"]["properties"]["n"]["meta:xdmType"]) == ("array", "int")
    assert typed["properties"]["map"]["additionalProperties"]["meta:xdmType"] == "string"


def test_a_reference_to_a_resource_has_the_resources_type() -> None:
    reference = {"$ref": "https://ns.adobe.com/xdm/common/address"}
    assert with_types(reference) == {**reference, "type": "object", "meta:xdmType": "object"}
    assert with_types(reference, lambda _: "array") == {**reference, "type": "array", "meta:xdmType": "array"}


def test_a_reference_into_definitions_can_lead_to_anything() -> None:
    assert with_types({"$ref": "#/definitions/a"}) == {"$ref": "#/definitions/a"}


def test_the_given_definition_is_not_changed() -> None:
    field: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}
    with_types(field)
    assert field == {"type": "object", "properties": {"a": {"type": "string"}}}
