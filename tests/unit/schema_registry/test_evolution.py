"""What counts as a breaking change: the table of "Schema evolution principles"."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.schema_registry.evolution import breaking_changes

TEXT = {"type": "string", "meta:xdmType": "string"}

pytestmark = pytest.mark.documented("help/xdm/schema/composition.md")


def within(node: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": {"type": "array", "items": node}}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"properties": {"a": TEXT}}, {"properties": {"a": TEXT, "b": TEXT}}),
        ({"properties": {"a": TEXT}}, {"properties": {"a": TEXT}, "required": ["a"]}),
        ({"properties": {"a": TEXT}, "required": ["a"]}, {"properties": {"a": TEXT}}),
        ({**TEXT, "title": "A"}, {**TEXT, "title": "B", "description": "B", "meta:status": "deprecated"}),
        ({**TEXT, "enum": ["a"]}, {**TEXT, "enum": ["b", "a"]}),
        ({**TEXT, "enum": ["a"]}, TEXT),
        ({**TEXT, "pattern": "a", "maxLength": 5}, {**TEXT, "maxLength": 6}),
        ({"type": "integer", "minimum": 0}, {"type": "integer", "minimum": -1}),
        ({"type": "integer", "meta:xdmType": "int"}, {"type": "integer", "meta:xdmType": "long"}),
        ({"additionalProperties": False}, {}),
    ],
)
def test_what_stays_allowed_breaks_nothing(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert list(breaking_changes(before, after)) == []
    assert list(breaking_changes(within(before), within(after))) == []


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ({"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}, "/a: a field cannot be removed"),
        (TEXT, {"type": "integer"}, "its type was string and cannot become integer"),
        ({**TEXT, "format": "date"}, TEXT, "its type was date"),
        ({"type": "integer", "meta:xdmType": "long"}, {"type": "integer", "meta:xdmType": "int"}, "was long"),
        ({**TEXT, "enum": ["a", "b"]}, {**TEXT, "enum": ["b"]}, "the values a cannot be removed"),
        (TEXT, {**TEXT, "enum": ["a"]}, "restricted to a list"),
        (TEXT, {**TEXT, "pattern": "a"}, "its pattern cannot become a"),
        ({**TEXT, "pattern": "a"}, {**TEXT, "pattern": "b"}, "its pattern cannot become b"),
        ({"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 1}, "its minimum cannot rise to 1"),
        ({"type": "integer"}, {"type": "integer", "maximum": 1}, "its maximum cannot fall to 1"),
        ({**TEXT, "maxLength": 5}, {**TEXT, "maxLength": 4}, "its maxLength cannot fall to 4"),
        ({"type": "array"}, {"type": "array", "uniqueItems": True}, "cannot become unique"),
        ({}, {"additionalProperties": False}, "cannot be forbidden"),
        ({}, {"additionalProperties": TEXT}, "cannot become a map"),
    ],
)
def test_what_is_restricted_is_named(before: dict[str, Any], after: dict[str, Any], named: str) -> None:
    (found,) = breaking_changes(before, after)
    assert named in found
    (nested,) = breaking_changes(within(before), within(after))
    assert nested.startswith("/a[*]")
    assert named in nested


def test_changes_inside_a_map_are_found() -> None:
    maps = ({"type": "object", "additionalProperties": node} for node in (TEXT, {"type": "integer"}))
    assert list(breaking_changes(*maps)) == ["[*]: its type was string and cannot become integer"]
