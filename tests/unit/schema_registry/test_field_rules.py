"""Enums and maps as Adobe's pages allow them."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry.checks import check_fields
from aep_emulator.services.schema_registry.field_rules import broken_rules
from tests.unit.schema_registry.conftest import Tenant

TEXT = {"type": "string"}
MAP = {"type": "object", "meta:xdmType": "map"}


@pytest.mark.documented("help/xdm/tutorials/custom-fields-api.md")
@pytest.mark.parametrize(
    "field",
    [
        {**TEXT, "enum": ["a", "b"]},
        {**TEXT, "enum": ["a", "b"], "meta:enum": {"a": "A", "b": "B"}, "default": "a"},
        {**TEXT, "enum": ["a", "b"], "meta:enum": {"a": "A"}},
        {**TEXT, "meta:enum": {"a": "A"}},
        {"$ref": "https://ns.adobe.com/acme/datatypes/1", "enum": ["a"]},
        {"type": "array", "items": {**TEXT, "enum": ["a"]}},
        {**MAP, "additionalProperties": TEXT},
        {**MAP, "additionalProperties": {"type": "integer"}},
        {"type": "object", "additionalProperties": TEXT},
        {"type": "object", "additionalProperties": True},
        {"type": "object", "properties": {"a": TEXT}, "additionalProperties": {"type": "number"}},
        {**MAP, "$ref": "https://ns.adobe.com/acme/datatypes/1"},
        {**TEXT, "meta:xdmType": "map"},
    ],
)
def test_what_the_pages_show_is_accepted(field: dict[str, Any]) -> None:
    assert list(broken_rules(field)) == []


@pytest.mark.documented("help/xdm/tutorials/custom-fields-api.md")
@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ({"type": "integer", "enum": [1, 2]}, "an enum must be of the type string, not integer."),
        ({"type": "array", "items": TEXT, "enum": ["a"]}, "an enum must be of the type string, not array."),
        ({**MAP, "additionalProperties": TEXT, "properties": {}}, "a map must not have properties."),
        (MAP, "a map must have additionalProperties of the type string or integer; found: None."),
        (
            {**MAP, "additionalProperties": True},
            "a map must have additionalProperties of the type string or integer; found: None.",
        ),
        (
            {**MAP, "additionalProperties": {"type": "number"}},
            "a map must have additionalProperties of the type string or integer; found: number.",
        ),
        (
            {"additionalProperties": {"type": "object", "properties": {"a": TEXT}}},
            "a map must have additionalProperties of the type string or integer; found: object.",
        ),
    ],
)
def test_other_enums_and_maps_break_a_rule(field: dict[str, Any], rule: str) -> None:
    assert list(broken_rules(field)) == [rule]


@pytest.mark.documented("help/xdm/tutorials/suggested-values.md")
def test_values_beyond_an_enum_are_named() -> None:
    field = {**TEXT, "enum": ["a"], "meta:enum": {"a": "A", **{f"x{number}": "" for number in range(9)}}}
    (rule,) = broken_rules(field)
    assert rule == "meta:enum must have no further values than enum; found: x0, x1, x2, x3, x4."


@pytest.mark.parametrize("part", ["properties", "definitions"])
def test_the_place_is_named(part: str) -> None:
    with pytest.raises(ApiError, match=rf"^{part}\.a: an enum") as refusal:
        check_fields({part: {"a": {"type": "number", "enum": [1]}}})
    assert (refusal.value.status, refusal.value.code) == (400, None)


def test_what_was_accepted_can_be_sent_back(acme: Tenant) -> None:
    fields = {"kind": {**TEXT, "enum": ["a"]}, "map": {"additionalProperties": TEXT}, "other": {**TEXT}}
    made = acme.registry.create(acme.scope, "datatypes", {"title": "T", "properties": fields})
    assert made["properties"]["map"]["meta:xdmType"] == "map"
    assert acme.registry.put(acme.scope, "datatypes", made["$id"], made)["version"] == "1.1"
