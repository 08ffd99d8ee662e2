"""JSON Patch: the six operations, all or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.json_patch import MAX_INSTRUCTIONS
from aep_emulator.services.schema_registry.patching import patched

DOCUMENT = {"title": "T", "allOf": [{"$ref": "a"}], "properties": {"x/y": {"type": "string"}}}


@pytest.mark.documented("help/landing/api-fundamentals.md")
@pytest.mark.parametrize(
    ("instruction", "changes"),
    [
        ({"op": "add", "path": "/allOf/-", "value": {"$ref": "b"}}, {"allOf": [{"$ref": "a"}, {"$ref": "b"}]}),
        ({"op": "add", "path": "/allOf/0", "value": {"$ref": "b"}}, {"allOf": [{"$ref": "b"}, {"$ref": "a"}]}),
        ({"op": "replace", "path": "/title", "value": "U"}, {"title": "U"}),
        ({"op": "remove", "path": "/properties/x~1y"}, {"properties": {}}),
        ({"op": "copy", "from": "/title", "path": "/description"}, {"description": "T"}),
        (
            {"op": "move", "from": "/properties/x~1y", "path": "/properties/z"},
            {"properties": {"z": {"type": "string"}}},
        ),
        ({"op": "test", "path": "/title", "value": "T"}, {}),
    ],
)
def test_each_operation(instruction: dict[str, Any], changes: dict[str, Any]) -> None:
    assert patched(DOCUMENT, [instruction]) == {**DOCUMENT, **changes}


def test_instructions_build_on_each_other_and_leave_the_document_alone() -> None:
    before = repr(DOCUMENT)
    changed = patched(
        DOCUMENT,
        [
            {"op": "add", "path": "/properties/a", "value": {"type": "object"}},
            {"op": "add", "path": "/properties/a/title", "value": "A"},
            {"op": "copy", "from": "/properties/a", "path": "/properties/b"},
            {"op": "replace", "path": "/properties/b/title", "value": "B"},
        ],
    )
    assert changed["properties"]["a"]["title"] == "A"
    assert changed["properties"]["b"] == {"type": "object", "title": "B"}
    assert repr(DOCUMENT) == before


@pytest.mark.parametrize(
    "instruction",
    [
        {"op": "test", "path": "/title", "value": "other"},
        {"op": "remove", "path": "/nothing"},
        {"op": "add", "path": "/allOf/9", "value": 1},
        {"op": "add", "path": "/title/x", "value": 1},
        {"op": "copy", "from": "/nothing", "path": "/x"},
        {"op": "copy", "from": None, "path": "/x"},
        {"op": "move", "path": "/x"},
        {"op": "jump", "path": "/title"},
        {"op": None},
        {"op": {}, "path": "/title"},
        {"path": "/title", "value": 1},
        {"op": "add", "path": ["title"], "value": 1},
        {"op": "add", "path": "title", "value": 1},
        {"op": "add", "path": "/~5", "value": 1},
        {},
    ],
)
def test_an_instruction_that_cannot_be_applied_is_named_by_its_position(instruction: dict[str, Any]) -> None:
    harmless = {"op": "add", "path": "/description", "value": "d"}
    with pytest.raises(ApiError, match="instruction 1") as refusal:
        patched(DOCUMENT, [harmless, instruction])
    assert refusal.value.status == 400


@pytest.mark.parametrize("value", [None, [], "text", 5])
def test_the_result_must_be_an_object(value: Any) -> None:
    with pytest.raises(ApiError):
        patched(DOCUMENT, [{"op": "replace", "path": "", "value": value}])


def test_a_patch_is_limited_in_length_and_in_what_it_copies() -> None:
    with pytest.raises(ApiError, match="no instructions"):
        patched(DOCUMENT, [])
    step = {"op": "add", "path": "/description", "value": "d"}
    assert patched(DOCUMENT, [step] * MAX_INSTRUCTIONS)["description"] == "d"
    with pytest.raises(ApiError, match="more than"):
        patched(DOCUMENT, [step] * (MAX_INSTRUCTIONS + 1))
    doubling = [{"op": "copy", "from": "", "path": f"/p{number}"} for number in range(40)]
    with pytest.raises(ApiError, match="copies more than"):
        patched(DOCUMENT, doubling)


def test_a_huge_value_does_not_fill_the_message() -> None:
    with pytest.raises(ApiError) as refusal:
        patched(DOCUMENT, [{"op": "test", "path": "/title", "value": "x" * 100_000}])
    assert len(refusal.value.detail) < 1000
