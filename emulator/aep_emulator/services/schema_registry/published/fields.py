"""A published field, or any other part of a published file, in platform form."""

from __future__ import annotations

import re
from typing import Any

from aep_emulator.services.schema_registry.published.names import platform_path
from aep_emulator.types import Document, Json

# What a field keeps as it is. Whatever else is in a file says nothing on the platform: `oneOf`, `anyOf` and
# `patternProperties`, with which many documents that Adobe publishes as valid would be refused; translation ids;
# fields that were written beside `properties` by mistake.
_KEPT = frozenset(
    {
        *("title", "description", "type", "format", "pattern", "enum", "const", "default", "$ref"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
        *("meta:enum", "meta:status", "meta:xdmType"),
    }
)
_TYPED_BY = frozenset({"type", "$ref", "properties", "items", "additionalProperties", "allOf", "oneOf", "anyOf"})

_CONTEXT = "#/definitions/@context"
"""JSON-LD's `@context`, which nearly every file allows in its documents and the platform does not know."""


class UnusableError(ValueError):
    """A file, or something in it, that is no component; the message names the place and the reason."""


def platform_field(node: Json, path: str = "") -> dict[str, Any]:
    """The field and everything in it. `path` is where it is in the file, for messages. Raises UnusableError.

    meta:xdmField is stated where it is not `xdm:` and the field's own name; objects that exist on the platform only,
    to nest a prefixed name, have meta:xedConverted instead.
    """
    if not isinstance(node, dict):
        raise UnusableError(f"{path or 'the file'}: must be an object.")
    field = {name: value for name, value in node.items() if name in _KEPT}
    if _is_context(node):
        del field["$ref"]
    elif "$ref" in node:
        field["$ref"] = _reference(node["$ref"], path)
    if isinstance(field.get("meta:enum"), list):
        field["meta:enum"] = {str(value): str(value) for value in field["meta:enum"]}
    if _TYPED_BY.isdisjoint(node) and _only_strings(node):
        field["type"] = "string"
    if "pattern" in field:
        _check_pattern(field["pattern"], f"{path}.pattern")
    if node.get("additionalProperties") is False:
        field["additionalProperties"] = False
    _add_properties(field, node, path)
    for name in ("items", "additionalProperties"):
        if isinstance(node.get(name), dict):
            field[name] = platform_field(node[name], f"{path}.{name}")
    if "allOf" in node:
        parts = _list(node["allOf"], f"{path}.allOf")
        field["allOf"] = [
            platform_field(part, f"{path}.allOf[{index}]") for index, part in enumerate(parts) if not _is_context(part)
        ]
    return field


def _add_properties(field: dict[str, Any], node: Document, path: str) -> None:
    """The properties and what is required of them, each where its platform name puts it."""
    properties = node.get("properties", {})
    if not isinstance(properties, dict):
        raise UnusableError(f"{path}.properties: must be an object.")
    if "properties" in node:
        field["properties"] = {}
    for name, child in properties.items():
        *outer, own = platform_path(name)
        translated = platform_field(child, f"{path}.{name}" if path else name)
        if outer or own != name.removeprefix("xdm:") or own == name:
            translated["meta:xdmField"] = name
        inner = _inside(field, outer).setdefault("properties", {})
        inner[own] = _both(inner[own], translated) if own in inner else translated
    for name in _list(node.get("required", []), f"{path}.required"):
        *outer, own = platform_path(str(name))
        for depth in range(len(outer)):
            _require(_inside(field, outer[:depth]), outer[depth])
        _require(_inside(field, outer), own)


def _inside(field: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The object that these names lead to; those that are missing are made, closed if the field is."""
    made = {"type": "object", "meta:xedConverted": True}
    if field.get("additionalProperties") is False:
        made["additionalProperties"] = False
    for name in names:
        field = field.setdefault("properties", {}).setdefault(name, dict(made))
    return field


def _both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two published fields with one name on the platform, or a field that is also the object around others."""
    if "meta:xedConverted" in one:
        inner = {name: value for name, value in one.items() if name in ("properties", "required")}
        return {**other, **inner} if other.keys().isdisjoint(inner) else _with_part(other, inner)
    return _with_part(one, other)


def _with_part(field: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    return {**field, "allOf": [*field.get("allOf", ()), part]}


def _require(field: dict[str, Any], name: str) -> None:
    required = field.setdefault("required", [])
    if name not in required:
        required.append(name)


def _is_context(part: Json) -> bool:
    return isinstance(part, dict) and str(part.get("$ref", "")).endswith(_CONTEXT)


def _reference(reference: Json, path: str) -> str:
    """The reference with the platform's names in its pointer: `#/definitions/a/properties/xdm:b` names a field."""
    if not isinstance(reference, str):
        raise UnusableError(f"{path}.$ref: must be a string.")
    address, hash_sign, pointer = reference.partition("#")
    steps = iter(pointer.split("/"))
    translated = []
    for step in steps:
        translated.append(step)
        name = next(steps, None) if step in ("properties", "definitions") else None
        if name is not None and step == "properties":
            name = "/properties/".join(platform_path(name.replace("~1", "/").replace("~0", "~")))
        if name is not None:
            translated.append(name)
    return f"{address}{hash_sign}{'/'.join(translated)}"


def _only_strings(node: Document) -> bool:
    values = [*_list(node.get("enum", []), "enum"), *([node["const"]] if "const" in node else [])]
    return bool(values) and all(isinstance(value, str) for value in values)


def _list(value: Json, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise UnusableError(f"{path}: must be a list.")
    return value


def _check_pattern(pattern: Json, path: str) -> None:
    try:
        re.compile(pattern)
    except (re.error, TypeError, OverflowError, RecursionError) as error:
        raise UnusableError(f"{path}: '{str(pattern)[:80]}' is not a regular expression: {error}") from None
