"""Changing an object: by fields, by fields at any depth, or by JSON Patch.

Documented: "Update a Catalog object" (help/catalog/api/update-object.md) for the first and the last,
PATCH /v2/dataSets in catalog.yaml for the second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aep_emulator import json_patch
from aep_emulator.services.catalog import errors
from aep_emulator.types import Document, Json


def changed(document: Document, body: Json, *, deep: bool = False) -> dict[str, Any]:
    """A changed copy: a list is a JSON Patch, an object the fields to change, `deep` merges them at every depth.

    Raises ApiError 400.
    """
    if isinstance(body, list):
        return apply_patch(document, body)
    return merge_fields(document, body) if deep else replace_fields(document, body)


def replace_fields(document: Document, fields: Document) -> dict[str, Any]:
    """A copy whose members of the same name are replaced as a whole; null removes one (assumed)."""
    changed = {**document, **fields}
    return {name: value for name, value in changed.items() if value is not None or name not in fields}


def merge_fields(document: Document, fields: Document) -> dict[str, Any]:
    """A copy with the fields merged in at every depth; objects that are missing are made, null removes (assumed)."""
    merged = dict(document)
    for name, value in fields.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, Mapping):
            before = merged.get(name)
            merged[name] = merge_fields(before if isinstance(before, Mapping) else {}, value)
        else:
            merged[name] = value
    return merged


def apply_patch(document: Document, instructions: Sequence[Json]) -> dict[str, Any]:
    """A changed copy; all instructions of the JSON Patch (RFC 6902) or none.

    Raises ApiError 400 naming the instruction that cannot be applied.
    """
    try:
        return json_patch.apply(document, instructions)
    except json_patch.PatchError as error:
        where = "" if error.index is None else f"[{error.index}]: "
        raise errors.invalid(f"{where}the JSON Patch cannot be applied: {error.message}") from None
