"""JSON Patch as Flow Service takes it: a list of instructions, operations add, replace and remove.

Documented: "Update dataflows using the Flow Service API" lists the three operations; flow-service.yaml spells them in
upper case, the pages in lower case: both are taken. Move and copy are refused with 1434-400; test, which RFC 6902
has, is taken because it can only make a patch safer (assumed).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from aep_emulator import json_patch
from aep_emulator.services.flow_service import errors
from aep_emulator.types import Document

_SHOWN_CHARACTERS = 200
_PYTHON_TYPE = re.compile(r" \(<class '\w+'>\)")
_OPERATIONS = ("add", "replace", "remove", "test")

READ_ONLY = frozenset(
    {
        "id",
        "etag",
        "version",
        "state",
        "createdAt",
        "updatedAt",
        "createdBy",
        "updatedBy",
        "createdClient",
        "updatedClient",
        "sandboxId",
        "sandboxName",
        "imsOrgId",
        "inheritedAttributes",
        "runs",
        "lastOperation",
        "lastRunDetails",
    }
)


def apply(document: Document, instructions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A changed copy of the document; all instructions or none.

    Raises FlowServiceError 400 naming the instruction that cannot be applied.
    """
    if not instructions:
        raise errors.empty_body()
    normal = [_normal(index, instruction) for index, instruction in enumerate(instructions)]
    try:
        return json_patch.apply(document, normal)
    except json_patch.PatchError as error:
        path = "" if error.index is None else f" (path '{normal[error.index]['path'][:_SHOWN_CHARACTERS]}')"
        reason = _PYTHON_TYPE.sub("", str(error))
        raise errors.invalid(
            f"An error has occurred while validating patch instructions: {reason}{path}", code="1455-400"
        ) from None


def _normal(index: int, instruction: dict[str, Any]) -> dict[str, Any]:
    operation = instruction.get("op")
    if not isinstance(operation, str) or operation.lower() not in _OPERATIONS:
        raise errors.invalid(
            f"Unsupported operation '{operation}' received in instruction {index}. "
            "Please use one of the supported operation types and try again.",
            code="1434-400",
        )
    path = instruction.get("path")
    if not isinstance(path, str) or not path.startswith("/") or path == "/":
        raise errors.invalid(
            f"An error has occurred while validating patch instructions: instruction {index} needs a 'path' that "
            f"begins with '/', not {path!r}.",
            code="1455-400",
        )
    member = path.split("/")[1]
    if member in READ_ONLY and operation.lower() != "test":
        raise errors.invalid(
            f"An error has occurred while validating patch instructions: '/{member}' cannot be changed.",
            code="1455-400",
        )
    if operation.lower() != "remove" and "value" not in instruction:
        raise errors.invalid(
            f'An error has occurred while validating patch instructions: Missing field "value" in instruction {index}.',
            code="1455-400",
        )
    return {**instruction, "op": operation.lower()}
