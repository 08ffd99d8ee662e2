"""The resolved form against a resolver of another kind.

That one merges nothing and remembers nothing: it follows every reference again wherever it stands, writes down what is
said of each path, and adds it up in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from aep_emulator.services.schema_registry.composition import CompositionError, compose

NS = "https://ns.adobe.com/acme"
NAMES = ("a", "b", "c")
DATA_TYPES = tuple(f"{NS}/datatypes/{name}" for name in ("one", "two", "three"))
GROUPS = tuple(f"{NS}/mixins/{name}" for name in ("red", "green", "blue"))
BASE = f"{NS}/classes/base"
LARGEST_WORLD = 2_000
"""In statements about paths. Three types that contain each other in every field come to more than a test should."""

Path = tuple[str, ...]
World = Mapping[str, dict[str, Any]]
Said = tuple[Path, dict[str, Any]]
"""A path, and members that one definition gives the field there."""

# A resource's statements about itself, of those that the strategies below make.
ABOUT_ITSELF = ("title", "$id", "meta:resourceType")
DEEPER = ("$ref", "allOf", "properties", "items", "additionalProperties", "definitions")


class ContradictionError(Exception):
    """Two definitions of a path that nothing can satisfy."""


def naive(schema: dict[str, Any], world: World) -> dict[Path, dict[str, Any]]:
    """What is said of each path of a schema, added up. Raises ContradictionError."""
    said: dict[Path, dict[str, Any]] = {}
    for count, (path, members) in enumerate(statements(schema, schema, world, (schema["$id"] + "#",))):
        assume(count < LARGEST_WORLD)
        field = said.setdefault(path, {})
        for name, value in members.items():
            field[name] = value if name not in field else added(name, field[name], value)
    steps: dict[Path, set[str]] = {}
    for path in said:
        steps.setdefault(path[:-1], set()).update(path[-1:])
    for path, field in said.items():
        field["meta:xdmType"] = called(field, is_map=steps.get(path) == {"{*}"})
    return said


def statements(node: dict[str, Any], root: dict[str, Any], world: World, trail: Sequence[str]) -> Iterator[Said]:
    """Everything said about a node and what is inside it, whoever refers before what is referred to.

    `trail` holds the places that lead here: one that comes up again is left open.
    """
    yield (), {name: value for name, value in node.items() if name not in DEEPER and name != "required"}
    if "properties" in node:
        yield (), {"type": "object"}
    if "$ref" in node:
        yield from referenced(node["$ref"], root, world, trail)
    for part in node.get("allOf", ()):
        yield from without("meta:referencedFrom", statements(part, root, world, trail))
    for step, child in [
        *node.get("properties", {}).items(),
        *((step, node[name]) for name, step in (("items", "[*]"), ("additionalProperties", "{*}")) if name in node),
    ]:
        yield from (((step, *path), said) for path, said in statements(child, root, world, trail))
    if "required" in node:
        yield (), {"required": frozenset(node["required"])}


def referenced(reference: str, root: dict[str, Any], world: World, trail: Sequence[str]) -> Iterator[Said]:
    address, _, pointer = reference.partition("#")
    target = world[address] if address else root
    place = f"{target['$id']}#{pointer}"
    node = target["definitions"][pointer.rpartition("/")[2]] if pointer else target
    if place in trail:
        yield (), {"type": node["type"], "meta:referencedFrom": reference}
        return
    found = statements(node, target, world, (*trail, place))
    if not address:
        yield from found
        return
    if address in DATA_TYPES:
        # Of a data type inside a data type the outer one is shown.
        yield (), {"meta:referencedFrom": address}
    for name in ABOUT_ITSELF:
        found = without(name, found)
    yield from found


def without(name: str, said: Iterator[Said]) -> Iterator[Said]:
    """The statements without a member of the node itself."""
    for path, members in said:
        yield path, members if path else {other: value for other, value in members.items() if other != name}


def added(name: str, one: Any, other: Any) -> Any:
    """What a field must be when two definitions say this of it."""
    if name == "required":
        return one | other
    if name.startswith("min"):
        return max(one, other)
    if name.startswith("max"):
        return min(one, other)
    if name == "enum":
        if not set(one) & set(other):
            raise ContradictionError(name)
        return [value for value in one if value in other]
    if name in ("type", "format") and one != other:
        raise ContradictionError(name)
    return one


def called(field: dict[str, Any], *, is_map: bool) -> str:
    """The meta:xdmType of a field."""
    if field["type"] == "object":
        return "map" if is_map else "object"
    if field["type"] == "integer":
        return {100: "byte", 1_000: "short"}[field["maximum"]] if {"minimum", "maximum"} <= field.keys() else "int"
    return str(field.get("format") or field["type"])


def flat(node: dict[str, Any], path: Path = ()) -> Iterator[Said]:
    """The same of a resolved document: the members of each path. Fails where anything is left to resolve."""
    assert not {"$ref", "allOf"} & node.keys()
    members = {name: value for name, value in node.items() if name not in DEEPER}
    if "required" in members:
        members["required"] = frozenset(members["required"])
    yield path, members
    steps = {**node.get("properties", {})}
    steps |= {step: node[name] for name, step in (("items", "[*]"), ("additionalProperties", "{*}")) if name in node}
    for step, child in steps.items():
        yield from flat(child, (*path, step))


SCALARS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "title": st.sampled_from(("First", "Second")),
            "minLength": st.integers(0, 5),
            "maxLength": st.integers(6, 9),
            "enum": st.lists(st.sampled_from("xyz"), min_size=2, unique=True),
        },
    ),
    st.just({"type": "string", "format": "date-time"}),
    st.fixed_dictionaries(
        {"type": st.just("integer")},
        optional={"minimum": st.integers(-50, 50), "maximum": st.sampled_from((100, 1_000))},
    ),
    st.sampled_from(({"type": "boolean"}, {"type": "number"})),
)
REFERENCES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"$ref": st.sampled_from(DATA_TYPES)}, optional={"title": st.just("Referred")}
)


def objects(children: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "type": st.just("object"),
            "properties": st.dictionaries(st.sampled_from(NAMES), children, min_size=1, max_size=2),
        },
        optional={"required": st.lists(st.sampled_from(NAMES), min_size=1, unique=True)},
    )


def containers(children: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        objects(children),
        st.fixed_dictionaries({"type": st.just("array"), "items": children}),
        st.fixed_dictionaries({"type": st.just("object"), "additionalProperties": children}),
    )


FIELDS = REFERENCES | st.recursive(SCALARS | REFERENCES, containers, max_leaves=4)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """A schema of a class, field groups and a part of its own, and all that they refer to."""
    # Names mostly mean the same everywhere: else hardly a world would be without contradiction.
    usual = {name: draw(FIELDS) for name in NAMES}

    def resource(address: str, kind: str) -> dict[str, Any]:
        names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
        fields = {name: draw(FIELDS) if draw(st.integers(0, 9)) == 0 else usual[name] for name in names}
        return {"$id": address, "meta:resourceType": kind, "title": address, "type": "object", "properties": fields}

    def in_definitions(whole: dict[str, Any]) -> dict[str, Any]:
        """As aepp and the pages write it, with a definition that may contain itself."""
        own = {"type": "object", "properties": whole.pop("properties")}
        if draw(st.booleans()):
            own["properties"]["again"] = {"$ref": "#/definitions/own"}
        return {**whole, "definitions": {"own": own}, "allOf": [{"$ref": "#/definitions/own"}]}

    def either(whole: dict[str, Any]) -> dict[str, Any]:
        """With its fields at its root or in a definition, and now and then all fields of a data type as well."""
        made = in_definitions(whole) if draw(st.booleans()) else whole
        if draw(st.integers(0, 9)) == 0:
            made["allOf"] = [*made.get("allOf", ()), {"$ref": draw(st.sampled_from(DATA_TYPES))}]
        return made

    world = {address: either(resource(address, "datatypes")) for address in DATA_TYPES}
    world |= {address: either(resource(address, "mixins")) for address in GROUPS}
    world[BASE] = either(resource(BASE, "classes"))
    if draw(st.booleans()):
        tags = {"$id": DATA_TYPES[0], "meta:resourceType": "datatypes", "title": "Tags", "type": "array"}
        world[DATA_TYPES[0]] = {**tags, "items": draw(FIELDS)}
    schema = resource(f"{NS}/schemas/whole", "schemas")
    groups = draw(st.lists(st.sampled_from(GROUPS), min_size=1, unique=True))
    schema["allOf"] = [{"$ref": address} for address in (BASE, *groups)]
    return schema, world


def outcome(resolve: Callable[[], Any], contradiction: type[Exception]) -> Any:
    try:
        return resolve()
    except contradiction:
        return "a contradiction"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(worlds())
def test_a_resolved_schema_says_of_each_path_what_its_parts_say_together(
    drawn: tuple[dict[str, Any], dict[str, dict[str, Any]]],
) -> None:
    schema, world = drawn
    expected = outcome(lambda: naive(schema, world), ContradictionError)
    event("contradiction" if isinstance(expected, str) else f"{len(expected) // 20 * 20} or more paths")
    assert outcome(lambda: dict(flat(compose(schema, world.get))), CompositionError) == expected


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ({"type": "string"}, {"type": "string", "format": "date"}, "date"),
        ({"type": "integer", "minimum": 0}, {"type": "integer", "maximum": 100}, "byte"),
    ],
)
def test_the_type_of_a_field_is_what_its_definitions_make_it_together(
    one: dict[str, Any], other: dict[str, Any], name: str
) -> None:
    parts = [{"properties": {"a": one}}, {"properties": {"a": other}}]
    for order in (parts, parts[::-1]):
        composed = compose({"$id": f"{NS}/schemas/whole", "type": "object", "allOf": order}, lambda _: None)
        assert composed["properties"]["a"]["meta:xdmType"] == name
