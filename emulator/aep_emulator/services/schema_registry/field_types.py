"""meta:xdmType: what a field is called on the platform, beside its JSON type.

Documented: "XDM field type constraints" (help/xdm/schema/field-constraints.md); the answers of the create pages show
the member on every field.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.types import Document

# A whole number is the smallest of these that holds its bounds.
_INTEGERS = (("byte", 2**7), ("short", 2**15), ("int", 2**31))
_SAME_NAME = ("number", "boolean", "array")


def xdm_type(node: Document) -> str:
    """The meta:xdmType of a field: the stated one, or what type, format and bounds make it."""
    stated = node.get("meta:xdmType")
    if stated:
        return str(stated)
    kind = node.get("type")
    if kind == "string":
        return str(node["format"]) if node.get("format") in ("date", "date-time") else "string"
    if kind == "integer":
        return _integer_type(node.get("minimum"), node.get("maximum"))
    if kind in _SAME_NAME:
        return str(kind)
    if isinstance(node.get("additionalProperties"), dict) and "properties" not in node:
        return "map"
    return "object"


def _integer_type(lowest: float | None, highest: float | None) -> str:
    # Without both bounds the create-schema tutorial shows int.
    if lowest is None or highest is None:
        return "int"
    return next((name for name, limit in _INTEGERS if -limit <= lowest and highest <= limit), "long")


def with_types(node: Document) -> dict[str, Any]:
    """A copy of a field, or of a part of a resource, in which it and every field inside carries its meta:xdmType."""
    typed: dict[str, Any] = dict(node)
    if isinstance(node.get("properties"), dict):
        typed["properties"] = {name: with_types(child) for name, child in node["properties"].items()}
    for name in ("items", "additionalProperties"):
        if isinstance(node.get(name), dict):
            typed[name] = with_types(node[name])
    # A reference to a resource always leads to an object; one into `definitions` can lead to anything.
    reference = node.get("$ref")
    if "properties" in node or (isinstance(reference, str) and "#" not in reference):
        typed.setdefault("type", "object")
    if reference is None or "type" in typed:
        typed["meta:xdmType"] = xdm_type(typed)
    return typed
