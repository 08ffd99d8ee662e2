"""meta:xdmType: what a field is called on the platform, beside its JSON type.

Documented: "XDM field type constraints" (help/xdm/schema/field-constraints.md); the answers of the create pages show
the member on every field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aep_emulator.types import Document

# A whole number is the smallest of these that holds its bounds.
_INTEGERS = (("byte", 2**7), ("short", 2**15), ("int", 2**31))
INTEGERS = ("byte", "short", "int", "long")
"""The names of whole numbers, the narrowest first."""

_DATES = ("date", "date-time")
_SAME_NAME = ("number", "boolean", "array")

TypeOf = Callable[[str], str]
"""The JSON type of the resource with this `$id`: `object`, or `array` for some data types."""


def xdm_type(node: Document) -> str:
    """The meta:xdmType of a field: what type, format and bounds make it.

    The stated one counts where they leave a choice: a map, or the width of an integer without bounds. Everywhere else
    it may be what an earlier version of the field was.
    """
    kind, stated = node.get("type"), node.get("meta:xdmType")
    if kind == "string":
        return data_type(node)
    if kind == "integer":
        return _integer_type(node.get("minimum"), node.get("maximum"), stated)
    if kind in _SAME_NAME:
        return str(kind)
    if "properties" not in node and (stated == "map" or isinstance(node.get("additionalProperties"), dict)):
        return "map"
    return "object" if kind == "object" or not stated else str(stated)


def data_type(node: Document) -> str:
    """What two fields must have in common to be the same field: the JSON type, or that it is a date or date-time."""
    return str(node["format"] if node.get("format") in _DATES else node.get("type", "object"))


def _integer_type(lowest: float | None, highest: float | None, stated: str | None) -> str:
    if lowest is None or highest is None:
        # Without bounds the create-schema tutorial shows int.
        return stated if stated in INTEGERS else "int"
    return next((name for name, limit in _INTEGERS if -limit <= lowest and highest <= limit), "long")


def with_types(node: Document, type_of: TypeOf = lambda _: "object") -> dict[str, Any]:
    """A copy of a field, or of a part of a resource, in which it and every field inside carries its meta:xdmType."""
    typed: dict[str, Any] = dict(node)
    if isinstance(node.get("properties"), dict):
        typed["properties"] = {name: with_types(child, type_of) for name, child in node["properties"].items()}
    for name in ("items", "additionalProperties"):
        if isinstance(node.get(name), dict):
            typed[name] = with_types(node[name], type_of)
    reference = node.get("$ref")
    if "properties" in node:
        typed.setdefault("type", "object")
    elif isinstance(reference, str) and "#" not in reference:
        # One into `definitions` can lead to anything.
        typed.setdefault("type", type_of(reference))
    if reference is None or "type" in typed:
        typed["meta:xdmType"] = xdm_type(typed)
    return typed
