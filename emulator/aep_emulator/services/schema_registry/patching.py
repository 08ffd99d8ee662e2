"""JSON Patch (RFC 6902) of a resource, all six operations.

Documented: "Update a portion of a schema" (help/xdm/api/schemas.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aep_emulator import json_patch
from aep_emulator.services.schema_registry import errors
from aep_emulator.types import Document


def patched(document: Document, instructions: Sequence[Document]) -> dict[str, Any]:
    """A changed copy; all instructions or none. Raises ApiError 400 naming the one that cannot be applied."""
    if not instructions:
        raise errors.bad_request("The JSON Patch has no instructions.")
    try:
        return json_patch.apply(document, instructions)
    except json_patch.PatchError as error:
        raise errors.bad_request(f"The JSON Patch cannot be applied: {error}") from None
