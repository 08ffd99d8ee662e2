"""The real published files: all can be used, and Adobe's own example documents stay valid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from aep_emulator.services.schema_registry.composition import compose
from aep_emulator.services.schema_registry.importing import Published, load
from aep_emulator.services.schema_registry.library import Library
from aep_emulator.services.schema_registry.naming import alt_id
from aep_emulator.services.schema_registry.published.names import platform_path
from aep_emulator.validation import CompiledSchema


@cache
def loaded(source: Path) -> Published:
    return load(source)


@cache
def library(source: Path) -> Library:
    return Library(loaded(source).components)


def test_every_file_can_be_used(real: Path) -> None:
    published = loaded(real)
    assert published.problems == []
    assert len(published.paths) == sum(1 for _ in real.rglob("*.schema.json"))
    assert len(published.counts()) == 5
    assert all(published.counts().values())


def test_every_component_composes_without_references(real: Path) -> None:
    def check(node: dict[str, Any], path: str) -> None:
        assert "$ref" not in node, path
        assert "allOf" not in node, path
        assert node["meta:xdmType"], path
        for name, child in node.get("properties", {}).items():
            assert ":" not in name, path
            check(child, f"{path}.{name}")
        for member in ("items", "additionalProperties"):
            if isinstance(node.get(member), dict):
                check(node[member], f"{path}[]")

    for kind in loaded(real).components:
        for document in library(real).all(kind):
            check(compose(document, library(real).find_any), document["$id"])


CONSTRAINTS = {
    *("type", "format", "pattern", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "meta:status", "default"),
}


def missing(node: Any, composed: Any, files: dict[str, Any], root: Any, place: tuple[str, ...]) -> Iterator[str]:
    """The fields and constraints of a published file, as it is written, that a composed component does not have."""
    here = "/".join(place)
    if not isinstance(composed, dict):
        yield here
        return
    # A type inside itself is written out once.
    if place[:-1].count(place[-1]) > 1 or len(place) > 40:
        return
    # The status of a component is not that of a field that refers to it.
    wanted = CONSTRAINTS & node.keys() - ({"meta:status"} if "$id" in node else set())
    yield from (f"{here}: {name}" for name in wanted - composed.keys())
    reference = node.get("$ref", "")
    if reference and not reference.endswith("@context"):
        address, _, pointer = reference.partition("#")
        target_root = files[address] if address else root
        target = target_root
        for step in filter(None, pointer.split("/")):
            target = target[step]
        if composed.get("meta:referencedFrom") != reference or "properties" in composed:
            yield from missing(target, composed, files, target_root, (*place, reference))
    for part in node.get("allOf", ()):
        yield from missing(part, composed, files, root, (*place, "allOf"))
    for name, child in node.get("properties", {}).items():
        yield from missing(child, inside(composed, platform_path(name)), files, root, (*place, name))
    for name in node.get("required", ()):
        *outer, own = platform_path(name)
        if own not in (inside(composed, outer) or {}).get("required", ()):
            yield f"{here}: required {name}"
    for member in ("items", "additionalProperties"):
        if isinstance(node.get(member), dict):
            yield from missing(node[member], composed.get(member), files, root, (*place, member))


def inside(composed: dict[str, Any], names: Sequence[str]) -> Any:
    found: Any = composed
    for name in names:
        found = (found or {}).get("properties", {}).get(name)
    return found


def test_every_published_field_and_constraint_is_at_its_platform_path(real: Path) -> None:
    files = {content["$id"]: content for content in map(read, real.rglob("*.schema.json"))}
    for resource_id, content in files.items():
        document = library(real).find_any(resource_id)
        assert document is not None
        composed = compose(document, library(real).find_any)
        assert list(missing(content, composed, files, content, (resource_id,))) == []


def read(path: Path) -> Any:
    return orjson.loads(path.read_bytes())


def test_the_one_recursive_type_comes_to_an_end(real: Path) -> None:
    document = library(real).find_any("https://ns.adobe.com/experience/offer-management/filter-expression")
    assert document is not None
    assert "$ref" in str(document["definitions"])
    assert compose(document, library(real).find_any)["properties"]


def test_published_examples_stay_valid(real: Path, platform_value: Callable[..., Any]) -> None:
    """An example document that is valid by its own file is valid by the composed component, names translated."""
    examples = sorted(real.rglob("*.example.*.json"))
    if not examples:
        pytest.skip("the published example documents are not there")
    refused = {}
    for example in examples:
        path = example.with_name(f"{example.name.partition('.example.')[0]}.schema.json")
        if not path.is_file():
            continue
        resource_id = orjson.loads(path.read_bytes())["$id"]
        kind = next(kind for kind, found in loaded(real).components.items() if alt_id(resource_id) in found)
        document = library(real).find(kind, alt_id(resource_id))
        assert document is not None
        composed = compose(document, library(real).find_any)
        value = platform_value(orjson.loads(example.read_bytes()), as_published(composed))
        failure = CompiledSchema(composed).first_failure(value)
        if failure is not None:
            refused[example.name] = str(failure)
    # The published files themselves refuse 34 of their examples.
    assert len(refused) <= 34, refused


def as_published(node: Any) -> Any:
    """A composed resource with its fields under their published names again."""
    if not isinstance(node, dict):
        return node
    named = dict(node)
    named["properties"] = dict(fields_by_published_name(node))
    for member in ("items", "additionalProperties"):
        named[member] = as_published(node.get(member))
    return named


def fields_by_published_name(node: dict[str, Any]) -> Any:
    for name, child in node.get("properties", {}).items():
        if "meta:xedConverted" in child:
            yield from fields_by_published_name(child)
        if "meta:xdmField" in child:
            yield child["meta:xdmField"], as_published(child)
            # A field that is also the object around others.
            yield from fields_by_published_name({"properties": outside_of(child)})
        elif "meta:xedConverted" not in child:
            yield name, as_published(child)


def outside_of(field: dict[str, Any]) -> dict[str, Any]:
    """The fields inside that have the address of this one in front of their published names."""
    prefix = f"{field['meta:xdmField']}/"
    inside = field.get("properties", {})
    return {name: child for name, child in inside.items() if str(child.get("meta:xdmField", "")).startswith(prefix)}
