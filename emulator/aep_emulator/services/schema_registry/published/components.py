"""A published file as the facts of a component.

Facts are `{"$id", "title", "definitions", "allOf", ...}`: the resource in platform form without what all resources of
its kind have in common. Members that say the usual are left out. `kind` is one of KINDS.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from aep_emulator.services.schema_registry.published.fields import UnusableError, platform_field
from aep_emulator.types import Document, Json

Facts: TypeAlias = dict[str, Any]

KINDS = ("behaviors", "classes", "mixins", "datatypes", "schemas")

BEHAVIORS = frozenset(f"https://ns.adobe.com/xdm/data/{name}" for name in ("record", "time-series", "adhoc"))

_STRINGS = {"$id": "$id", "title": "title", "description": "description", "meta:status": "status"}
_SWITCHES = {"meta:abstract": "abstract", "meta:extensible": "extensible"}


def facts(published: Json) -> Facts:
    """The facts of one file's content, all but its class. Raises UnusableError."""
    if not isinstance(published, dict):
        raise UnusableError("the file must hold a JSON object.")
    found: Facts = {}
    for member, name in _STRINGS.items():
        value = published.get(member)
        if isinstance(value, str):
            # Some titles end with a space that the documentation does not show.
            if value.strip():
                found[name] = value.strip()
        elif value is not None:
            raise UnusableError(f"{member}: must be a string.")
    for needed in ("$id", "title"):
        if needed not in found:
            raise UnusableError(f"{needed}: the member is missing.")
    for member, name in _SWITCHES.items():
        if isinstance(published.get(member), bool):
            found[name] = published[member]
    intended = published.get("meta:intendedToExtend")
    if intended is not None:
        if not isinstance(intended, list) or not all(isinstance(reference, str) for reference in intended):
            raise UnusableError("meta:intendedToExtend: must be a list of strings.")
        found["intendedToExtend"] = intended
    return {**found, **_body(published)}


def _body(published: Document) -> Facts:
    """What the component's own fields are: its definitions, what it is put together from, fields of its root."""
    body = platform_field({name: value for name, value in published.items() if name not in ("title", "description")})
    for member in ("meta:status", "meta:xdmType", "$ref"):
        body.pop(member, None)
    if body.get("type") == "object":
        del body["type"]
    definitions = published.get("definitions", {})
    if not isinstance(definitions, dict):
        raise UnusableError("definitions: must be an object.")
    body["definitions"] = {
        name: platform_field(part, f"definitions.{name}") for name, part in definitions.items() if name != "@context"
    }
    return {name: part for name, part in body.items() if part not in ({}, [])}


def kind_of(published: Document, path: str, classes: frozenset[str]) -> str:
    """The kind of resource the file is. `path` is where it was found, `classes` the `$id`s of the classes.

    Assumed: the files do not say. A field group has meta:intendedToExtend; a class is in a folder of that name; what
    is neither abstract nor extensible and is based on a class or a behavior is a schema; all else is a data type.
    """
    if published["$id"] in BEHAVIORS:
        return "behaviors"
    if "meta:intendedToExtend" in published:
        return "mixins"
    if is_class(published, path):
        return "classes"
    bases = set(references(published.get("allOf", [])))
    concrete = published.get("meta:extensible") is False and published.get("meta:abstract") is False
    if concrete and not bases.isdisjoint(classes | BEHAVIORS):
        return "schemas"
    return "datatypes"


def is_class(published: Document, path: str) -> bool:
    """Whether the file is a class: by its folder, its `$id`, or because it is abstract and has a behavior."""
    folders = PurePosixPath(path).parent.parts
    if "intendedToExtend" in published or "meta:intendedToExtend" in published or published["$id"] in BEHAVIORS:
        return False
    if "classes" in folders or "/classes/" in str(published["$id"]):
        return True
    behaves = not BEHAVIORS.isdisjoint(references(published.get("allOf", [])))
    return behaves and published.get("meta:extensible") is not False and "datatypes" not in folders


def references(parts: Json) -> Iterator[str]:
    """The `$id`s of other resources that an allOf is put together from, in its order."""
    for part in parts if isinstance(parts, list) else ():
        reference = part.get("$ref") if isinstance(part, dict) else None
        if isinstance(reference, str) and reference and "#" not in reference:
            yield reference
