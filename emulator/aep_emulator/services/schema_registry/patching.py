"""JSON Patch (RFC 6902) of a resource, all six operations.

Documented: "Update a portion of a schema" (help/xdm/api/schemas.md).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from aep_emulator.services.schema_registry import errors
from aep_emulator.types import Document, Json

_MAX_VALUES = 200_000


def patched(document: Document, instructions: Sequence[Document]) -> dict[str, Any]:
    """A changed copy; all instructions or none. Raises ApiError 400 naming the one that cannot be applied."""
    import jsonpatch
    import jsonpointer

    if not instructions:
        raise errors.bad_request("The JSON Patch has no instructions.")
    changed: Json = copy.deepcopy(dict(document))
    for index, instruction in enumerate(instructions):
        try:
            changed = jsonpatch.JsonPatch([dict(instruction)]).apply(changed, in_place=True)
        except (
            jsonpatch.JsonPatchException,
            jsonpointer.JsonPointerException,
            AttributeError,
            IndexError,
            KeyError,
            RecursionError,
            TypeError,
            ValueError,
        ) as error:
            raise errors.bad_request(f"The JSON Patch cannot be applied: instruction {index}: {error}") from None
        # Thirty copies of a member into itself make a billion values.
        if instruction.get("op") == "copy" and _values(changed) > _MAX_VALUES:
            raise errors.bad_request(f"The JSON Patch makes more than {_MAX_VALUES} values.")
    if not isinstance(changed, dict):
        raise errors.bad_request("The JSON Patch does not leave an object.")
    return changed


def _values(node: Json) -> int:
    count, todo = 0, [node]
    while todo:
        value = todo.pop()
        count += 1
        if isinstance(value, dict):
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)
    return count
