"""JSON Patch (RFC 6902), all six operations, with bounds on what comes out.

What a request may contain is checked when its body is read; a patch can still put one deep value into another, or copy
a member into itself thirty times and make a billion of it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from aep_emulator.types import Document, Json
from aep_emulator.validation import MAX_DEPTH, deeper_than

MAX_INSTRUCTIONS = 1_000
"""Instructions of one patch."""

_MAX_VALUES = 100_000
_SHOWN_CHARACTERS = 200


class PatchError(ValueError):
    """An instruction cannot be applied. `index` is its place in the list, None when the list or its result is wrong."""

    def __init__(self, index: int | None, message: str) -> None:
        super().__init__(message if index is None else f"instruction {index}: {message}")
        self.index = index
        self.message = message


def apply(document: Document, instructions: Sequence[Json]) -> dict[str, Any]:
    """A changed copy of the document; all instructions or none. Raises PatchError."""
    import jsonpatch
    import jsonpointer

    if len(instructions) > MAX_INSTRUCTIONS:
        raise PatchError(None, f"The JSON Patch has more than {MAX_INSTRUCTIONS} instructions.")
    changed: Json = copy.deepcopy(dict(document))
    copied = 0
    for index, instruction in enumerate(instructions):
        if not isinstance(instruction, Mapping) or not isinstance(instruction.get("path"), str):
            raise PatchError(index, "it must be an object with op, path and value.")
        try:
            if instruction.get("op") == "copy":
                copied += _values(jsonpointer.resolve_pointer(changed, instruction["from"]))
                if copied > _MAX_VALUES:
                    raise PatchError(index, f"the patch copies more than {_MAX_VALUES} values.")
            changed = jsonpatch.JsonPatch([dict(instruction)]).apply(changed, in_place=True)
        except PatchError:
            raise
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
            raise PatchError(index, str(error)[:_SHOWN_CHARACTERS]) from None
    if not isinstance(changed, dict):
        raise PatchError(None, "The JSON Patch does not leave an object.")
    if deeper_than(changed, MAX_DEPTH):
        raise PatchError(None, f"The JSON Patch leaves an object that is nested more than {MAX_DEPTH} levels deep.")
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
