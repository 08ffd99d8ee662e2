"""Two schemas' fields in one union: nothing that a record of either has is refused."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.schema_registry.uniting import DataTypeConflictError, unite


@pytest.mark.parametrize(
    ("one", "other", "united"),
    [
        ({"title": "A"}, {"title": "B"}, {"title": "A"}),
        ({"title": "A"}, {"description": "B"}, {"title": "A", "description": "B"}),
        ({"enum": ["a", "b"]}, {"enum": ["b", "c"]}, {"enum": ["a", "b", "c"]}),
        ({"enum": ["a"]}, {}, {}),
        ({"meta:enum": {"a": "A"}}, {"meta:enum": {"a": "B", "c": "C"}}, {"meta:enum": {"a": "A", "c": "C"}}),
        ({"minimum": 1, "maximum": 5}, {"minimum": 0, "maximum": 9}, {"minimum": 0, "maximum": 9}),
        ({"minLength": 3}, {"minLength": 3}, {"minLength": 3}),
        ({"maxLength": 3}, {}, {}),
        ({"pattern": "a"}, {"pattern": "b"}, {}),
        ({"pattern": "a"}, {"pattern": "a"}, {"pattern": "a"}),
        ({"required": ["a", "b"]}, {"required": ["b", "c"]}, {"required": ["b"]}),
        ({"required": ["a"]}, {"required": ["b"]}, {}),
        ({"additionalProperties": False}, {}, {}),
        ({"type": "string", "format": "uri"}, {"type": "string", "format": "email"}, {"type": "string"}),
        (
            {"type": "integer", "meta:xdmType": "int"},
            {"type": "integer", "meta:xdmType": "long"},
            {"type": "integer", "meta:xdmType": "long"},
        ),
    ],
)
def test_the_wider_rule_holds(one: dict[str, Any], other: dict[str, Any], united: dict[str, Any]) -> None:
    assert unite(one, other) == united
    nested = [{"properties": {"a": {"type": "array", "items": {"properties": {"b": node}}}}} for node in (one, other)]
    items = unite(*nested)["properties"]["a"]["items"]
    assert items["properties"]["b"] == united


def test_each_field_of_either_is_there_with_its_rules() -> None:
    one = {"properties": {"a": {"type": "string", "pattern": "x"}}}
    other = {"properties": {"b": {"type": "integer", "minimum": 1}}}
    assert unite(one, other) == {"properties": {**one["properties"], **other["properties"]}}
    assert list(one["properties"]) == ["a"]


@pytest.mark.documented("help/xdm/troubleshooting-guide.md")
@pytest.mark.parametrize(
    ("one", "other", "types"),
    [
        ({"type": "string"}, {"type": "integer"}, ("string", "integer")),
        ({"type": "object", "properties": {}}, {"type": "string"}, ("object", "string")),
        ({"type": "string", "format": "date"}, {"type": "string"}, ("date", "string")),
        ({"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}, ("date", "date-time")),
    ],
)
def test_another_data_type_is_a_conflict(one: dict[str, Any], other: dict[str, Any], types: tuple[str, str]) -> None:
    nested = ({"properties": {"a": {"type": "array", "items": node}}} for node in (one, other))
    with pytest.raises(DataTypeConflictError) as conflict:
        unite(*nested)
    assert (conflict.value.path, conflict.value.types) == ("/a[*]", types)
