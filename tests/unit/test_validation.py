"""JSON Schema failures as (path, message), and the depth of a document."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aep_emulator.validation import CompiledSchema, Failure, deeper_than, dotted, request_schema

SCHEMA = CompiledSchema(
    {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "minLength": 1},
            "auth": {"type": "object", "required": ["specName"], "properties": {"port": {"type": "integer"}}},
            "items": {"type": "array", "items": {"enum": ["a", "b"]}},
        },
        "additionalProperties": False,
    }
)


@pytest.mark.parametrize(
    ("instance", "path", "keyword", "told"),
    [
        ({}, "", "required", "'name' is a required property"),
        ([], "", "type", "is not of type 'object'"),
        ({"name": 1}, "name", "type", "1 is not of type 'string'"),
        ({"name": "x", "auth": {}}, "auth", "required", "'specName' is a required property"),
        ({"name": "x", "auth": {"specName": "s", "port": "1"}}, "auth.port", "type", "'1' is not of type 'integer'"),
        ({"name": "x", "auth": {"specName": "s", "port": True}}, "auth.port", "type", "True is not of type 'integer'"),
        ({"name": "x", "items": ["a", "c"]}, "items[1]", "enum", "'c' is not one of"),
        ({"name": "x", "other": 1}, "", "additionalProperties", "'other' was unexpected"),
    ],
)
def test_a_broken_rule_is_told_with_its_path(instance: Any, path: str, keyword: str, told: str) -> None:
    (failure,) = SCHEMA.failures(instance)
    assert (failure.path, failure.keyword) == (path, keyword)
    assert told in failure.message
    assert SCHEMA.first_failure(instance) == failure


def test_every_broken_rule_is_told() -> None:
    found = SCHEMA.failures({"auth": {"port": "x"}, "items": ["c", "a", "d"], "other": 1})
    assert {failure.path for failure in found} == {"", "auth", "auth.port", "items[0]", "items[2]"}
    assert len(found) == 6


def test_a_valid_instance_has_no_failure() -> None:
    assert SCHEMA.failures({"name": "x"}) == []
    assert SCHEMA.first_failure({"name": "x"}) is None


def test_a_message_about_a_large_value_is_short_and_keeps_the_rule() -> None:
    (failure,) = SCHEMA.failures({"name": ["x" * 100_000]})
    assert len(failure.message) < 600
    assert failure.message.startswith("['xxx")
    assert failure.message.endswith("is not of type 'string'")


@pytest.mark.parametrize(("path", "text"), [("a", "a: m"), ("", "m")])
def test_a_failure_as_text(path: str, text: str) -> None:
    assert str(Failure(path, "m", "type")) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [([], ""), (["a"], "a"), (["a", "b", 0, "c"], "a.b[0].c"), ([0, 1], "[0][1]"), ([0, "a"], "[0].a")],
)
def test_dotted_paths(path: list[str | int], text: str) -> None:
    assert dotted(path) == text


def test_a_request_schema_is_compiled_once() -> None:
    package = "aep_emulator.services.flow_service"
    assert request_schema(package, "connections") is request_schema(package, "connections")


def depth(value: Any) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if children is None else 1 + max(map(depth, children), default=0)


@settings(deadline=None)
@given(
    st.recursive(
        st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
        max_leaves=8,
    ),
    st.integers(0, 6),
)
def test_deeper_than_counts_levels_of_arrays_and_objects(value: Any, limit: int) -> None:
    assert deeper_than(value, limit) is (depth(value) > limit)
