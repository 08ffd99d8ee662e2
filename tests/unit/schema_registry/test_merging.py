"""Two definitions of one field as one: what satisfies the result satisfies both."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aep_emulator.services.schema_registry.merging import MergeConflictError, merge


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ({"type": "string"}, {"title": "T"}, {"type": "string", "title": "T"}),
        ({"title": "first"}, {"title": "second"}, {"title": "first"}),
        ({"minimum": 1, "maximum": 9}, {"minimum": 3, "maximum": 20}, {"minimum": 3, "maximum": 9}),
        ({"minLength": 1, "maxLength": 5}, {"minLength": 0, "maxLength": 2}, {"minLength": 1, "maxLength": 2}),
        ({"minItems": 2}, {"minItems": 1}, {"minItems": 2}),
        ({"uniqueItems": False}, {"uniqueItems": True}, {"uniqueItems": True}),
        ({"multipleOf": 4}, {"multipleOf": 6}, {"multipleOf": 12}),
        ({"enum": ["a", "b", "c"]}, {"enum": ["c", "b", "d"]}, {"enum": ["b", "c"]}),
        ({"enum": [1, 2.0, [1], {"a": 1}]}, {"enum": [{"a": 1}, [1], 2, True]}, {"enum": [2.0, [1], {"a": 1}]}),
        ({"required": ["a", "b"]}, {"required": ["c", "a"]}, {"required": ["a", "b", "c"]}),
        (
            {"additionalProperties": False},
            {"additionalProperties": {"type": "string"}},
            {"additionalProperties": False},
        ),
        ({"items": {"type": "string"}}, {"items": {"maxLength": 2}}, {"items": {"type": "string", "maxLength": 2}}),
        (
            {"properties": {"a": {"type": "string"}}},
            {"properties": {"a": {"maxLength": 2}, "b": {"type": "integer"}}},
            {"properties": {"a": {"type": "string", "maxLength": 2}, "b": {"type": "integer"}}},
        ),
    ],
)
def test_both_rules_hold(one: dict[str, Any], other: dict[str, Any], both: dict[str, Any]) -> None:
    assert merge(one, other) == both


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        ({"type": "string"}, {"type": "integer"}, "types string and integer"),
        ({"format": "date"}, {"format": "date-time"}, "formats date and date-time"),
        ({"const": 1}, {"const": 2}, "consts 1 and 2"),
        ({"enum": ["a"]}, {"enum": ["b"]}, "no common value"),
        ({"enum": [1, 2]}, {"enum": [True, 3]}, "no common value"),
        ({"pattern": "(?i)a"}, {"pattern": "b"}, "cannot be combined"),
        ({"pattern": "(?P<n>a)"}, {"pattern": "(?P<n>b)"}, "cannot be combined"),
    ],
)
def test_what_nothing_can_satisfy_is_a_conflict(one: dict[str, Any], other: dict[str, Any], named: str) -> None:
    nested_one, nested_other = ({"properties": {"a": {"items": node}}} for node in (one, other))
    with pytest.raises(MergeConflictError, match=rf"/a\[\*\] .*{named}"):
        merge(nested_one, nested_other)


def test_two_patterns_must_both_match() -> None:
    pattern = merge({"pattern": "^a"}, {"pattern": "z$"})["pattern"]
    assert [text for text in ("az", "a\nz", "a", "z", "za") if re.search(pattern, text)] == ["az", "a\nz"]


def test_neither_definition_is_changed() -> None:
    one, other = {"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "string"}}}
    merge(one, other)
    assert (list(one["properties"]), list(other["properties"])) == (["a"], ["b"])
