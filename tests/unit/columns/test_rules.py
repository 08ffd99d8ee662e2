"""The rules for single values are those of JSON Schema; what cannot be checked on columns is said to be impossible."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aep_emulator.dataflow.columns.rules import (
    UnsupportedError,
    check_object,
    is_range,
    takes_every_string,
    value_rule,
)
from aep_emulator.types import Document
from aep_emulator.validation import CompiledSchema

VALUES: list[Any] = [
    "", "a", "A", "ab", "abc", "é", "1", "true", "\ud83d", "a\nb",
    0, 1, -1, 2, 3, 10, 2**53 + 1, -(2**63), 2**70,
    0.0, -0.0, 1.0, 1.5, 0.1, 0.3, 1e300,
    True, False,
]  # fmt: skip

NODES: list[Document] = [
    {},
    *({"type": kind} for kind in ("string", "boolean", "number", "integer")),
    {"type": ["string", "null"]},
    {"type": ["integer", "boolean"]},
    {"enum": ["a", "ab", "\ud83d"]},
    {"enum": [1, "1"]},
    {"enum": [1.0, False]},
    {"enum": [True]},
    {"enum": [0, [1], {"a": 1}, None]},
    {"enum": []},
    {"const": "a"},
    {"const": 1},
    {"const": False},
    {"const": None},
    {"pattern": "b"},
    {"pattern": "^a$"},
    {"pattern": ""},
    {"minimum": 1},
    {"maximum": 1.5},
    {"exclusiveMinimum": 1},
    {"exclusiveMaximum": 1},
    {"minimum": -(2**63), "maximum": 2**63 - 1},
    {"minLength": 2},
    {"maxLength": 1},
    {"minLength": 1, "maxLength": 2, "pattern": "a", "type": "string"},
    {"multipleOf": 2},
    {"multipleOf": 0.1},
    {"format": "date", "title": "A day", "description": "Any", "default": 1, "meta:xdmType": "date"},
    {"minItems": 2, "required": ["a"], "properties": {"a": False}, "items": False},
]


@pytest.mark.parametrize("node", NODES, ids=str)
def test_a_value_is_valid_exactly_when_the_row_by_row_check_says_so(node: Document) -> None:
    rule, schema = value_rule(node), CompiledSchema(node)
    assert {repr(value): rule(value) for value in VALUES} == {
        repr(value): not schema.failures(value) for value in VALUES
    }


@given(
    node=st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "number", "integer", "boolean", ["string", "number"]]),
            "enum": st.lists(st.sampled_from(VALUES), min_size=1),
            "minimum": st.integers() | st.floats(allow_nan=False, allow_infinity=False),
            "exclusiveMaximum": st.integers() | st.floats(allow_nan=False, allow_infinity=False),
            "maxLength": st.integers(0, 3),
        },
    ),
    value=st.sampled_from(VALUES) | st.text() | st.integers() | st.floats(allow_nan=False),
)
def test_keywords_are_combined_as_the_row_by_row_check_combines_them(node: Document, value: Any) -> None:
    assert value_rule(node)(value) == (not CompiledSchema(node).failures(value))


@pytest.mark.parametrize(
    "node",
    [
        {"$ref": "#/definitions/a"},
        {"allOf": [{}]},
        {"anyOf": [{}]},
        {"oneOf": [{}]},
        {"not": {}},
        {"if": {}, "then": {}},
        {"type": "object"},
        {"type": ["string", "array"]},
        {"type": "text"},
        {"pattern": "["},
        {"pattern": 1},
    ],
    ids=str,
)
def test_a_field_that_no_column_can_be_checked_for_is_refused(node: Document) -> None:
    with pytest.raises(UnsupportedError):
        value_rule(node)


@pytest.mark.parametrize("node", NODES, ids=str)
def test_a_field_is_said_to_take_every_string_only_if_it_does(node: Document) -> None:
    schema = CompiledSchema(node)
    takes_all = all(not schema.failures(value) for value in VALUES if isinstance(value, str))
    assert takes_every_string(node) <= takes_all


@pytest.mark.parametrize("node", NODES, ids=str)
@pytest.mark.parametrize("kind", ["integer", "number"])
def test_a_field_is_said_to_be_a_range_only_if_nothing_between_two_valid_values_is_invalid(
    node: Document, kind: str
) -> None:
    schema = CompiledSchema(node)
    values = sorted(
        v for v in VALUES if isinstance(v, int if kind == "integer" else float) and v is not True and v is not False
    )
    valid = [not schema.failures(value) for value in values]
    gapless = "01" not in "".join("1" if good else "0" for good in valid).strip("0")
    assert is_range(node, kind) <= gapless


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"type": "string"}, True),
        ({}, True),
        ({"type": ["string", "null"], "minimum": 3}, True),
        ({"type": "integer"}, False),
        ({"type": "string", "minLength": 0}, False),
    ],
)
def test_common_fields_that_take_every_string_are_recognised(node: Document, expected: bool) -> None:
    assert takes_every_string(node) is expected


@pytest.mark.parametrize(
    ("node", "kind", "expected"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 3}, "integer", True),
        ({"type": "number", "exclusiveMinimum": 1}, "number", True),
        ({"type": "integer"}, "number", False),
        ({"type": "number", "multipleOf": 2}, "number", False),
        ({"type": "integer", "enum": [1, 3]}, "integer", False),
    ],
)
def test_common_ranges_are_recognised(node: Document, kind: str, expected: bool) -> None:
    assert is_range(node, kind) is expected


class TestObjects:
    @staticmethod
    def object_of(**further: Any) -> Document:
        return {"type": "object", "properties": {"a": {}, "b": {}}, **further}

    @pytest.mark.parametrize(
        ("further", "required"),
        [
            ({}, []),
            ({"required": ["a", "c"]}, ["a", "c"]),
            ({"additionalProperties": False}, []),
            ({"type": ["object", "null"], "minLength": 3, "pattern": "x", "title": "An object"}, []),
        ],
    )
    def test_only_required_members_can_make_an_object_of_known_members_invalid(
        self, further: Document, required: list[str]
    ) -> None:
        assert check_object(self.object_of(**further), {"a", "b"}) == required

    @pytest.mark.parametrize(
        "further",
        [
            {"type": "array"},
            {"type": ["string", "null"]},
            {"patternProperties": {}},
            {"dependencies": {}},
            {"propertyNames": {}},
            {"minProperties": 1},
            {"maxProperties": 1},
            {"enum": [{}]},
            {"const": {}},
            {"not": {}},
            {"anyOf": []},
            {"$ref": "#"},
        ],
        ids=str,
    )
    def test_an_object_with_any_other_rule_is_refused(self, further: Document) -> None:
        with pytest.raises(UnsupportedError):
            check_object(self.object_of(**further), {"a"})

    def test_a_member_that_the_schema_does_not_name_is_refused(self) -> None:
        with pytest.raises(UnsupportedError):
            check_object(self.object_of(), {"a", "z"})
