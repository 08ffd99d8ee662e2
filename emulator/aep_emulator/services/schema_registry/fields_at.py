"""The way from a composed form to one of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aep_emulator.types import Document


def element(node: Any) -> Any:
    """What holds the fields: the node, or of an array what its items are, however deep."""
    while isinstance(node.get("items"), dict):
        node = node["items"]
    return node


def field_at(node: Document, names: Sequence[str]) -> Document | None:
    """The definition of the field that the names lead to, through arrays too; None when there is none."""
    for name in names:
        found = element(node).get("properties", {}).get(name)
        if not isinstance(found, dict):
            return None
        node = found
    return node
