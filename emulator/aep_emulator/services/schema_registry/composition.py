"""The resolved ("full") form of a resource: every $ref and allOf replaced by what it stands for.

Pure: takes a document and a way to find others. The result is a draft 7 JSON Schema that rows can be checked with,
in which each field also carries its meta:xdmType.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aep_emulator.types import Document

Find = Callable[[str], Document | None]
"""Finds a resource by `$id`."""

_STRUCTURE = frozenset({"$ref", "allOf", "properties", "definitions", "items", "additionalProperties", "required"})
_LARGER_WINS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems"})
_SMALLER_WINS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems"})

# What a resource says of itself and must not be copied into whoever refers to it.
_OF_THE_RESOURCE = frozenset(
    {
        "$id",
        "$schema",
        "version",
        "title",
        "description",
        "imsOrg",
        "refs",
        "meta:altId",
        "meta:resourceType",
        "meta:extensible",
        "meta:abstract",
        "meta:extends",
        "meta:class",
        "meta:containerId",
        "meta:sandboxId",
        "meta:sandboxType",
        "meta:tenantNamespace",
        "meta:registryMetadata",
        "meta:intendedToExtend",
        "meta:immutableTags",
        "meta:status",
    }
)

_INT_RANGES = (("byte", 2**7), ("short", 2**15), ("int", 2**31))


class CompositionError(Exception):
    """Parts that do not fit together, or a reference to nothing; the message names them."""


def compose(document: Document, find: Find) -> dict[str, Any]:
    """The document with everything it refers to written out. Raises CompositionError."""
    resolver = _Resolver(find)
    composed = resolver.resolve(document, document, (str(document.get("$id", "")),))
    for name in _OF_THE_RESOURCE:
        if name in document:
            composed[name] = document[name]
    return composed


def xdm_type(node: Document) -> str:
    """The meta:xdmType of a field: the stated one, or what type, format and bounds make it.

    Documented: help/xdm/schema/field-constraints.md.
    """
    stated = node.get("meta:xdmType")
    if stated:
        return str(stated)
    kind = node.get("type")
    if kind == "string":
        return str(node["format"]) if node.get("format") in ("date", "date-time") else "string"
    if kind == "integer":
        lowest, highest = node.get("minimum"), node.get("maximum")
        if lowest is None or highest is None:
            return "int"
        for name, limit in _INT_RANGES:
            if -limit <= lowest and highest <= limit:
                return name
        return "long"
    if kind in ("number", "boolean", "array"):
        return str(kind)
    if "additionalProperties" in node and isinstance(node["additionalProperties"], dict) and "properties" not in node:
        return "map"
    return "object"


class _Resolver:
    def __init__(self, find: Find) -> None:
        self._find = find

    def resolve(self, node: Document, root: Document, path: tuple[str, ...]) -> dict[str, Any]:
        """A node of `root` written out. `path` holds the ids being written out, to cut recursion off."""
        result = {name: value for name, value in node.items() if name not in _STRUCTURE}
        parts: list[dict[str, Any]] = []
        reference = node.get("$ref")
        if isinstance(reference, str):
            parts.append(self._referenced(reference, root, path))
        for part in node.get("allOf", ()):
            resolved = self.resolve(part, root, path)
            resolved.pop("meta:referencedFrom", None)
            parts.append(resolved)
        own: dict[str, Any] = {}
        if isinstance(node.get("properties"), dict):
            own["properties"] = {name: self.resolve(child, root, path) for name, child in node["properties"].items()}
        if isinstance(node.get("items"), dict):
            own["items"] = self.resolve(node["items"], root, path)
        if isinstance(node.get("additionalProperties"), dict):
            own["additionalProperties"] = self.resolve(node["additionalProperties"], root, path)
        elif node.get("additionalProperties") is False:
            own["additionalProperties"] = False
        if isinstance(node.get("required"), list):
            own["required"] = list(node["required"])
        for part in (*parts, own):
            result = merge(result, part, "")
        if "properties" in result or "additionalProperties" in result:
            result.setdefault("type", "object")
        result["meta:xdmType"] = xdm_type(result)
        return result

    def _referenced(self, reference: str, root: Document, path: tuple[str, ...]) -> dict[str, Any]:
        if reference.startswith("#"):
            return self.resolve(_at_pointer(root, reference), root, path)
        address, _, pointer = reference.partition("#")
        target = self._find(address)
        if target is None:
            raise CompositionError(f"the reference '{reference}' leads to nothing")
        if reference in path:
            # A type that contains itself: one level is written out, the next stays open.
            return {"type": "object", "meta:xdmType": "object", "meta:referencedFrom": reference}
        node = _at_pointer(target, "#" + pointer) if pointer else target
        resolved = self.resolve(node, target, (*path, reference))
        resolved = {name: value for name, value in resolved.items() if name not in _OF_THE_RESOURCE}
        if target.get("meta:resourceType") == "datatypes":
            resolved["meta:referencedFrom"] = address
        return resolved


def merge(first: dict[str, Any], second: dict[str, Any], path: str) -> dict[str, Any]:
    """Both sets of rules at once: what satisfies the result satisfies both. Raises CompositionError on a conflict."""
    merged = dict(first)
    for name, value in second.items():
        if name not in merged:
            merged[name] = value
        elif merged[name] == value:
            continue
        elif name == "properties":
            merged[name] = _merge_properties(merged[name], value, path)
        elif name == "required":
            merged[name] = [*merged[name], *(item for item in value if item not in merged[name])]
        elif name in ("items", "additionalProperties") and isinstance(merged[name], dict) and isinstance(value, dict):
            merged[name] = merge(merged[name], value, f"{path}[]")
        elif name in _LARGER_WINS:
            merged[name] = max(merged[name], value)
        elif name in _SMALLER_WINS:
            merged[name] = min(merged[name], value)
        elif name == "enum":
            merged[name] = [item for item in merged[name] if item in value]
        elif name == "type":
            raise CompositionError(f"the field '{path or '/'}' is defined as {merged[name]} and as {value}")
        # Titles and the like: whoever refers knows better than what is referred to.
    return merged


def _merge_properties(first: dict[str, Any], second: dict[str, Any], path: str) -> dict[str, Any]:
    merged = dict(first)
    for name, child in second.items():
        merged[name] = merge(merged[name], child, f"{path}/{name}") if name in merged else child
    return merged


def _at_pointer(root: Document, reference: str) -> Document:
    node: Any = root
    for part in reference.removeprefix("#").split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        node = node.get(key) if isinstance(node, dict) else None
    if not isinstance(node, dict):
        raise CompositionError(f"the reference '{reference}' leads to nothing")
    return node


def without_text(node: Any) -> Any:
    """A copy without titles and descriptions, for the `notext` forms; fields that bear such names stay."""
    if not isinstance(node, dict):
        return node
    copy: dict[str, Any] = {}
    for name, value in node.items():
        if name in ("title", "description") and isinstance(value, str):
            continue
        if name in ("properties", "definitions") and isinstance(value, dict):
            copy[name] = {field: without_text(child) for field, child in value.items()}
        elif name == "allOf":
            copy[name] = [without_text(part) for part in value]
        elif name in ("items", "additionalProperties"):
            copy[name] = without_text(value)
        else:
            copy[name] = value
    return copy


def flattened(composed: Document) -> dict[str, Any]:
    """The composed form with `properties` keyed by path (`person/name/firstName`), leaves only."""
    leaves: dict[str, Any] = {}

    def walk(properties: Document, prefix: str) -> None:
        for name, child in properties.items():
            if isinstance(child.get("properties"), dict):
                walk(child["properties"], f"{prefix}{name}/")
            else:
                leaves[prefix + name] = child

    walk(composed.get("properties", {}), "")
    return {**composed, "properties": leaves}
