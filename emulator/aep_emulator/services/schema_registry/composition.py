"""The resolved ("full") form of a resource: every $ref and allOf replaced by what it stands for.

Pure: takes a document and a way to find others. The result is a draft 7 JSON Schema that rows can be checked with,
in which each field also carries its meta:xdmType. Parts of it may be shared; treat it as read-only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from aep_emulator.services.schema_registry.field_types import xdm_type
from aep_emulator.services.schema_registry.merging import MergeConflictError, merge
from aep_emulator.services.schema_registry.ref_property import REF_PROPERTY, UnknownFieldError, only, paths_of
from aep_emulator.types import Document

Find = Callable[[str], Document | None]
"""Finds a resource by `$id`."""

MAX_NODES = 50_000
"""More fields than this are not written out: a few lines of nested references can stand for billions."""

_Part = tuple[str, dict[str, Any]]
"""What is merged into a node: the reference it comes from, and its fields."""

_ITSELF = "the resource itself"

_STRUCTURE = frozenset(
    {"$ref", "allOf", "properties", "definitions", "items", "additionalProperties", "required", REF_PROPERTY}
)

# XDM has no alternatives: with these kept, many of the documents Adobe publishes as valid would be refused.
_NOT_XDM = frozenset(
    {
        "oneOf",
        "anyOf",
        "not",
        "if",
        "then",
        "else",
        "patternProperties",
        "propertyNames",
        "dependencies",
        "contains",
        "additionalItems",
    }
)

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
        "meta:behaviorType",
        "meta:containerId",
        "meta:datasetNamespace",
        "meta:sandboxId",
        "meta:sandboxType",
        "meta:tenantNamespace",
        "meta:registryMetadata",
        "meta:intendedToExtend",
        "meta:immutableTags",
        "meta:status",
    }
)


class CompositionError(Exception):
    """Parts that do not fit together, a reference to nothing, or too many fields; the message names them."""


def compose(document: Document, find: Find) -> dict[str, Any]:
    """The document, which has an `$id`, with everything it refers to written out. Raises CompositionError."""
    resolver = _Resolver(find)
    try:
        composed = resolver.resolve(document, document, (f"{document['$id']}#",))
    except MergeConflictError as error:
        raise CompositionError(str(error)) from None
    for name in _OF_THE_RESOURCE:
        if name in document:
            composed[name] = document[name]
    return composed


class _Resolver:
    def __init__(self, find: Find) -> None:
        self._find = find
        self._nodes = 0
        self._cuts = 0
        # What was written out before, and how many nodes it has: a schema uses one address type many times.
        self._written: dict[tuple[str, bool], tuple[dict[str, Any], int]] = {}

    def resolve(self, node: Document, root: Document, path: tuple[str, ...]) -> dict[str, Any]:
        """A node of `root` written out. `path` holds the references being written out, to cut recursion off."""
        self._count(1)
        result = {name: value for name, value in node.items() if name not in _STRUCTURE and name not in _NOT_XDM}
        parts: list[_Part] = []
        if isinstance(node.get("$ref"), str):
            # What is referred to knows better: a field that refers to a map says `object` itself.
            result.pop("meta:xdmType", None)
            parts.append((node["$ref"], self._referenced(node["$ref"], root, path)))
        for part in node.get("allOf", ()):
            resolved = self.resolve(part, root, path)
            named = str(part.get("$ref", _ITSELF))
            if paths := paths_of(part):
                resolved = _only(resolved, named, paths)
            parts.append((named, {name: value for name, value in resolved.items() if name != "meta:referencedFrom"}))
        own: dict[str, Any] = {}
        if isinstance(node.get("properties"), dict):
            own["properties"] = {
                name: self._inside(f"/{name}", child, root, path) for name, child in node["properties"].items()
            }
        for name in ("items", "additionalProperties"):
            if isinstance(node.get(name), dict):
                own[name] = self._inside("[*]", node[name], root, path)
        if node.get("additionalProperties") is False:
            own["additionalProperties"] = False
        if isinstance(node.get("required"), list):
            own["required"] = list(node["required"])
        result = _merged(result, [*parts, (_ITSELF, own)])
        if "properties" in result or "additionalProperties" in result:
            result.setdefault("type", "object")
        result["meta:xdmType"] = xdm_type(result)
        return result

    def _inside(self, step: str, child: Document, root: Document, path: tuple[str, ...]) -> dict[str, Any]:
        try:
            return self.resolve(child, root, path)
        except MergeConflictError as error:
            raise error.inside(step) from None

    def _referenced(self, reference: str, root: Document, path: tuple[str, ...]) -> dict[str, Any]:
        address, _, pointer = reference.partition("#")
        target: Document | None = root if not address else self._find(address)
        if target is None:
            raise CompositionError(f"the reference '{reference}' leads to nothing")
        place = f"{target['$id']}#{pointer}"
        if place in path:
            # A type that contains itself: one level is written out, the next stays open.
            self._cuts += 1
            kind = at_pointer(target, reference, pointer).get("type", "object")
            return {"type": kind, "meta:xdmType": xdm_type({"type": kind}), "meta:referencedFrom": reference}
        known = self._written.get((place, bool(address)))
        if known is not None:
            self._count(known[1])
            return known[0]
        nodes, cuts = self._nodes, self._cuts
        resolved = self.resolve(at_pointer(target, reference, pointer), target, (*path, place))
        if address:
            resolved = {name: value for name, value in resolved.items() if name not in _OF_THE_RESOURCE}
            if target.get("meta:resourceType") == "datatypes":
                resolved["meta:referencedFrom"] = address
        if cuts == self._cuts:
            # What was cut off somewhere inside depends on where it stands, and is not used again.
            self._written[place, bool(address)] = (resolved, self._nodes - nodes)
        return resolved

    def _count(self, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise CompositionError(f"it has more than {MAX_NODES} fields when its references are written out")


def _only(resolved: Document, reference: str, paths: Sequence[str]) -> dict[str, Any]:
    try:
        return only(resolved, paths)
    except UnknownFieldError as error:
        raise CompositionError(f"{REF_PROPERTY}: '{reference}' has no field '{error}'") from None


def _merged(node: dict[str, Any], parts: Sequence[_Part]) -> dict[str, Any]:
    """The node's own members and its parts as one. Raises MergeConflictError naming the two that contradict."""
    result = node
    for index, (name, part) in enumerate(parts):
        try:
            result = merge(result, part)
        except MergeConflictError as error:
            raise error.between(_first_conflict(parts[:index], part), name) from None
    return result


def _first_conflict(parts: Sequence[_Part], part: Document) -> str:
    for name, earlier in parts:
        try:
            merge(earlier, dict(part))
        except MergeConflictError:
            return name
    return _ITSELF


def at_pointer(root: Document, reference: str, pointer: str) -> Document:
    """What the JSON pointer leads to in `root`. Raises CompositionError naming the whole reference."""
    start, *parts = pointer.split("/")
    keys = iter([part.replace("~1", "/").replace("~0", "~") for part in parts])
    node: Any = None if start else root
    for key in keys:
        # Only along the members that hold fields: any other object (a default, say) is not a field's definition.
        if key in ("properties", "definitions"):
            node = node.get(key, {}).get(next(keys, None))
        elif key == "allOf":
            index, members = next(keys, ""), node.get(key, ())
            node = members[int(index)] if index in map(str, range(len(members))) else None
        else:
            node = node.get(key) if key in ("items", "additionalProperties") else None
        if not isinstance(node, dict):
            break
    if not isinstance(node, dict):
        raise CompositionError(f"the reference '{reference}' leads to nothing")
    return node
