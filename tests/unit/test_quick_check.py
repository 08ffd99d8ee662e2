"""The quick check never lets through what the validator refuses, and knows the good rows of ordinary schemas."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aep_emulator.quick_check import quick_check
from aep_emulator.validation import CompiledSchema

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([0.0, 1.0, 1.5, float("inf")])
    | st.sampled_from(["", "a", "ab", "1", "true"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=5,
)
names = st.sampled_from(["string", "boolean", "integer", "number", "object", "array", "null"])
schemas: st.SearchStrategy[Any] = st.recursive(
    st.just({}) | st.booleans(),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": names | st.lists(names, min_size=1, max_size=2, unique=True),
            "properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
            "required": st.lists(st.sampled_from("ab"), unique=True, max_size=2),
            "additionalProperties": inner,
            "items": inner | st.lists(inner, min_size=1, max_size=2),
            "enum": st.lists(values, min_size=1, max_size=3),
            "const": values,
            "pattern": st.sampled_from(["^a", "b$", "1"]),
            "minLength": st.integers(0, 2),
            "maxLength": st.integers(0, 2),
            "minimum": st.integers(-2, 2),
            "maximum": st.integers(-2, 2),
            "exclusiveMinimum": st.integers(-2, 2),
            "exclusiveMaximum": st.integers(-2, 2),
            "minItems": st.integers(0, 2),
            "not": inner,
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "title": st.just("x"),
        },
    ),
    max_leaves=6,
)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(schema=schemas, value=values)
def test_what_it_lets_through_is_valid(schema: Any, value: Any) -> None:
    if quick_check(schema)(value):
        assert CompiledSchema(schema).failures(value) == []


ORDINARY = {
    "type": "object",
    "title": "People",
    "required": ["_id"],
    "properties": {
        "_id": {"type": "string", "minLength": 1, "meta:xdmType": "string"},
        "age": {"type": "integer", "minimum": 0, "maximum": 200},
        "score": {"type": ["number", "null"], "exclusiveMinimum": 0},
        "gender": {"type": "string", "enum": ["female", "male"]},
        "tags": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+$"}},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


@pytest.mark.parametrize(
    "row",
    [
        {"_id": "1"},
        {"_id": "1", "age": 0, "score": 1.5, "gender": "male", "tags": ["a", "b"], "labels": {"k": "v"}},
        {"_id": "1", "tags": [], "labels": {}, "other": [1]},
    ],
)
def test_good_rows_are_known(row: dict[str, Any]) -> None:
    assert quick_check(ORDINARY)(row)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"_id": ""},
        {"_id": "1", "age": 201},
        {"_id": "1", "score": 0},
        {"_id": "1", "gender": "x"},
        {"_id": "1", "tags": ["A"]},
        {"_id": "1", "labels": {"k": 1}},
        [],
    ],
)
def test_bad_rows_are_left_to_the_validator(row: Any) -> None:
    assert not quick_check(ORDINARY)(row)


def test_a_schema_that_contains_itself() -> None:
    schema: dict[str, Any] = {"type": "object", "properties": {}}
    schema["properties"]["a"] = schema
    assert quick_check(schema)({"a": {"a": {}}})
    assert not quick_check(schema)({"a": {"a": 1}})
