"""JSON Patch as Flow Service takes it."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.flow_service.errors import FlowServiceError
from aep_emulator.services.flow_service.patching import apply

FLOW: dict[str, Any] = {"name": "a", "scheduleParams": {"frequency": "week"}, "transformations": [{"name": "Copy"}]}


def test_operations_in_either_case_leave_the_original_alone() -> None:
    changed = apply(
        FLOW,
        [
            {"op": "REPLACE", "path": "/scheduleParams/frequency", "value": "day"},
            {"op": "add", "path": "/description", "value": "d"},
            {"op": "Remove", "path": "/transformations/0"},
        ],
    )
    assert changed == {"name": "a", "scheduleParams": {"frequency": "day"}, "transformations": [], "description": "d"}
    assert FLOW["scheduleParams"] == {"frequency": "week"}


@pytest.mark.parametrize(
    ("instruction", "code"),
    [
        ({"op": "move", "path": "/name", "from": "/x"}, "1434-400"),
        ({"op": None, "path": "/name"}, "1434-400"),
        ({"path": "/name", "value": 1}, "1434-400"),
        ({"op": "replace", "path": "/missing", "value": 1}, "1455-400"),
        ({"op": "replace", "path": "/missing/deep", "value": 1}, "1455-400"),
        ({"op": "replace", "path": "name", "value": 1}, "1455-400"),
        ({"op": "replace", "path": "/", "value": 1}, "1455-400"),
        ({"op": "replace", "path": "/name"}, "1455-400"),
        ({"op": "replace", "path": "/id", "value": "x"}, "1455-400"),
        ({"op": "add", "path": "/state", "value": "disabled"}, "1455-400"),
        ({"op": "add", "path": "/transformations/7", "value": {}}, "1455-400"),
        ({"op": "add", "path": "/transformations/x", "value": {}}, "1455-400"),
        ({"op": "add", "path": "/name/x", "value": {}}, "1455-400"),
        ({"op": "test", "path": "/name", "value": "b"}, "1455-400"),
    ],
)
def test_bad_instruction_is_refused_with_the_catalogues_code(instruction: dict[str, Any], code: str) -> None:
    with pytest.raises(FlowServiceError) as refused:
        apply(FLOW, [instruction])
    assert refused.value.code == code


def test_one_bad_instruction_undoes_the_others() -> None:
    with pytest.raises(FlowServiceError):
        apply(FLOW, [{"op": "replace", "path": "/name", "value": "b"}, {"op": "test", "path": "/name", "value": "c"}])
    assert FLOW["name"] == "a"


def test_empty_patch_is_refused() -> None:
    with pytest.raises(FlowServiceError):
        apply(FLOW, [])
