"""The states of connections and flows, and the actions that lead from one to another.

Documented: help/sources/tutorials/api/draft.md for drafts, flow-service.yaml for the names of
actions and sub-actions, help/sources/errors/flow-service-errors.md for what is refused. Actions are compared without
case: the pages write `op=publish`, flow-service.yaml `PUBLISH`.
Assumed: enabling what is enabled and disabling what is disabled changes nothing and succeeds.
Differs: Adobe refuses FINALIZE and FINALIZE_UPDATE to user tokens (1402-400). They are how a provider ends an operation
that takes long; here every operation has ended when it is answered, so they are taken from anybody and change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aep_emulator.services.flow_service import errors

DRAFT = "draft"
ENABLED = "enabled"
DISABLED = "disabled"

PUBLISH = "PUBLISH"
ENABLE = "ENABLE"
DISABLE = "DISABLE"
FINALIZE = "FINALIZE"
FINALIZE_UPDATE = "FINALIZE_UPDATE"

_SUB_ACTIONS = ("APPLY", "ROLLBACK", "PROGRESS")
_STATUS_VALUES = (
    "IN_PROGRESS",
    "COMPLETED",
    "SUCCESS",
    "PARTIAL_SUCCESS",
    "FAILED",
    "PARTIAL_FAILURE",
    "QUEUED",
    "SCHEDULED",
)
_FAILED = "FAILED"
_ENDED = ("COMPLETED", _FAILED)

# Action → state it starts in → state it ends in.
_TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    PUBLISH: {DRAFT: ENABLED},
    ENABLE: {DISABLED: ENABLED, ENABLED: ENABLED},
    DISABLE: {ENABLED: DISABLED, DISABLED: DISABLED},
    FINALIZE: {ENABLED: ENABLED, DISABLED: DISABLED},
    FINALIZE_UPDATE: {ENABLED: ENABLED, DISABLED: DISABLED},
}


def read_action(op: str | None, sub_ops: Sequence[str], allowed: Sequence[str]) -> str:
    """The action in upper case. Raises FlowServiceError 400 unless it and its sub-actions are known here."""
    action = (op or "").upper().replace("-", "_")
    if action not in allowed:
        raise errors.invalid(
            f"op: Unsupported operation '{op or ''}' received. It must be one of: {', '.join(allowed)}.",
            code="1434-400",
        )
    named = [part.strip().upper() for sub_op in sub_ops for part in sub_op.split(",") if part.strip()]
    for name in named:
        if name not in _SUB_ACTIONS:
            raise errors.invalid(
                f"subOp: Unsupported sub action '{name.lower()}' received. It must be one of: "
                f"{', '.join(_SUB_ACTIONS)}.",
                code="1435-400",
            )
    if "PROGRESS" in named and action in (ENABLE, DISABLE, PUBLISH):
        raise errors.invalid(
            f"subOp: Unsupported sub operation PROGRESS received for operation {action.lower()}.", code="1436-400"
        )
    if "PROGRESS" in named and len(named) > 1:
        raise errors.invalid(
            "subOp: The sub operation 'progress' cannot be applied with other sub operations. "
            "Please update the sub operations list and try again.",
            code="1406-400",
        )
    return action


def check_report(body: Any, sub_ops: Sequence[str]) -> None:
    """Raises FlowServiceError 400 unless the optional body `{percentCompleted, status{value}}` is consistent."""
    if body is None:
        return
    if not isinstance(body, dict):
        raise errors.invalid("The request body must be a JSON object.")
    status = body.get("status")
    value = status.get("value") if isinstance(status, dict) else status
    if value is None:
        return
    if not isinstance(value, str) or _plain(value) not in map(_plain, _STATUS_VALUES):
        raise errors.invalid(
            f"status.value: Unsupported status value '{value}' received. Please update the status value and try again.",
            code="1437-400",
        )
    if _plain(value) == _FAILED and any(sub_op.upper() == "PROGRESS" for sub_op in sub_ops):
        raise errors.invalid(
            "The status failed cannot be used with the `progress` subOp. Please remove the `progress` subOp or use "
            "the status='inProgress' and try again.",
            code="1407-400",
        )
    if _plain(value) in _ENDED and body.get("percentCompleted") not in (None, 100, 100.0):
        raise errors.invalid(
            "percentCompleted: The percent-completed should be 100 for the completed or failed states. Please update "
            "the percent-completed and try again.",
            code="1408-400",
        )


def next_state(action: str, state: str) -> str:
    """The state after the action. Raises FlowServiceError 400 when it cannot be applied in the present one."""
    after = _TRANSITIONS[action].get(state)
    if after is None:
        raise errors.invalid(
            f"The action {action.lower()} cannot be applied on the current state {state}. "
            "Please update the action and try again.",
            code="1422-400",
        )
    return after


def _plain(value: str) -> str:
    return value.upper().replace("_", "")
