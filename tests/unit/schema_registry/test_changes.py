"""The difference of two documents, as the audit log shows it."""

from __future__ import annotations

from typing import Any

import jsonpatch
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aep_emulator.services.schema_registry.changes import changes

names = st.text("ab/~", max_size=2)
scalars = st.none() | st.booleans() | st.integers(0, 2) | st.text("xy", max_size=1)
documents = st.dictionaries(
    names,
    st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=3,
)


@pytest.mark.documented("help/xdm/api/audit-log.md")
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({}, {"a": {"b": 1}}, [("add", "/a", {"b": 1})]),
        ({"a": {"b": 1}}, {"a": {}}, [("remove", "/a/b", 1)]),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, [("update", "/a/b", 2)]),
        ({"a": {"b": 1}}, {"a": [1]}, [("update", "/a", [1])]),
        ({"a": 1}, {"a": True}, [("update", "/a", True)]),
        ({"a/b": 1, "~": 1}, {"a/b": 2}, [("update", "/a~1b", 2), ("remove", "/~0", 1)]),
        ({"enum": ["a", "b"]}, {"enum": ["b"]}, [("update", "/enum", ["b"])]),
        ({"allOf": [{"$ref": "a"}]}, {"allOf": [{"$ref": "a"}, {"$ref": "b"}]}, [("add", "/allOf/1", {"$ref": "b"})]),
        (
            {"allOf": [{"a": 1}, {"b": 1}]},
            {"allOf": [{"a": 2}]},
            [("update", "/allOf/0/a", 2), ("remove", "/allOf/1", {"b": 1})],
        ),
    ],
)
def test_each_change_has_its_place(before: dict[str, Any], after: dict[str, Any], expected: list[Any]) -> None:
    found = [(change["action"], change["path"], change["value"]) for change in changes(before, after)]
    assert found == expected


@settings(deadline=None, derandomize=True)
@given(before=documents, after=documents)
def test_the_changes_lead_from_one_document_to_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    found = list(changes(before, after))
    # Of a list's elements the last goes first, or those behind it would move.
    ordered = [c for c in found if c["action"] != "remove"] + [c for c in reversed(found) if c["action"] == "remove"]
    operations = {"add": "add", "update": "replace", "remove": "remove"}
    patch = [{"op": operations[c["action"]], "path": c["path"], "value": c["value"]} for c in ordered]
    assert jsonpatch.apply_patch(before, patch) == after
