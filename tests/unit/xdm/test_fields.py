"""What published fields become on the platform."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from aep_emulator.services.schema_registry.composition import compose
from aep_emulator.services.schema_registry.published.fields import UnusableError, platform_field

STRING = {"type": "string"}


@pytest.mark.parametrize(
    "field",
    [
        {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^a", "format": "uri"},
        {"type": "integer", "minimum": 0, "maximum": 10, "meta:xdmType": "int"},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "multipleOf": 0.5},
        {"type": "string", "enum": ["a", "b"], "meta:enum": {"a": "A", "b": "B"}, "default": "a"},
        {"type": "string", "const": "x", "title": "X", "description": "An X.", "meta:status": "deprecated"},
        {"type": "array", "items": STRING, "minItems": 1, "maxItems": 2, "uniqueItems": True},
        {"type": "object", "additionalProperties": {"type": "array", "items": STRING}, "meta:xdmType": "map"},
        {"type": "object", "additionalProperties": False, "minProperties": 1, "maxProperties": 3},
        {"$ref": "https://ns.adobe.com/xdm/common/address"},
        {"allOf": [{"$ref": "#/definitions/a"}, {"minLength": 1}]},
    ],
)
def test_what_constrains_or_describes_a_field_stays(field: dict[str, Any]) -> None:
    assert platform_field(field) == field


@pytest.mark.parametrize(
    "dropped",
    [
        {"oneOf": [{"format": "ipv4"}, {"format": "ipv6"}]},
        {"anyOf": [{"required": ["a"]}]},
        {"patternProperties": {"^x": {}}},
        {"meta:titleId": "1", "meta:descriptionId": "2", "meta:usereditable": False, "examples": ["x"]},
        {"xdm:stray": {"$ref": "https://ns.adobe.com/xdm/datatypes/currency"}},
    ],
)
def test_what_the_platform_does_not_know_goes(dropped: dict[str, Any]) -> None:
    assert platform_field({"type": "object", **dropped}) == {"type": "object"}


def test_a_prefix_becomes_an_object_around_the_field() -> None:
    field = platform_field({"properties": {"repo:a": STRING, "repo:b": STRING, "xdm:c": STRING, "d": STRING}})
    assert field["properties"] == {
        "_repo": {
            "type": "object",
            "meta:xedConverted": True,
            "properties": {"a": {**STRING, "meta:xdmField": "repo:a"}, "b": {**STRING, "meta:xdmField": "repo:b"}},
        },
        "c": STRING,
        "d": {**STRING, "meta:xdmField": "d"},
    }


def test_what_is_required_is_required_at_every_level() -> None:
    field = platform_field({"required": ["xdm:a", "@id", "https://ns.adobe.com/experience/x/y", "repo:b"]})
    assert field["required"] == ["a", "_id", "_experience", "_repo"]
    experience = field["properties"]["_experience"]
    assert experience["required"] == ["x"]
    assert experience["properties"]["x"]["required"] == ["y"]
    assert field["properties"]["_repo"]["required"] == ["b"]


@pytest.mark.parametrize("parent_first", [True, False])
@pytest.mark.parametrize("parent", [{"$ref": "https://x.test/a"}, {"type": "object", "properties": {"xdm:b": STRING}}])
def test_a_field_that_is_also_the_object_around_others_is_both(parent: dict[str, Any], parent_first: bool) -> None:
    outer, inner = "https://ns.adobe.com/experience/a", "https://ns.adobe.com/experience/a/c"
    names = [outer, inner] if parent_first else [inner, outer]
    fields = {outer: parent, inner: STRING}
    translated = platform_field({"properties": {name: fields[name] for name in names}, "required": [inner]})
    target = {"$id": "https://x.test/a", "properties": {"b": STRING}}
    composed = compose({"$id": "https://x.test/root", **translated}, lambda _: target)
    both = composed["properties"]["_experience"]["properties"]["a"]
    assert set(both["properties"]) == {"b", "c"}
    assert both["required"] == ["c"]


def test_two_names_that_become_one_both_count() -> None:
    field = platform_field(
        {"properties": {"xdm:a-b": {**STRING, "minLength": 1}, "xdm:aB": {**STRING, "maxLength": 3}}}
    )
    composed = compose({"$id": "https://x.test/root", **field}, lambda _: None)
    assert composed["properties"]["aB"]["minLength"] == 1
    assert composed["properties"]["aB"]["maxLength"] == 3


def test_keys_of_maps_and_values_are_no_names() -> None:
    field = {"additionalProperties": STRING, "default": {"xdm:a": 1}, "enum": [{"repo:a": 1}]}
    assert platform_field(field) == field


def test_a_reference_may_point_to_a_field() -> None:
    pointer = "#/definitions/properties/properties/xdm:a/items/properties/repo:b"
    assert platform_field({"$ref": pointer})["$ref"] == (
        "#/definitions/properties/properties/a/items/properties/_repo/properties/b"
    )
    assert platform_field({"$ref": "https://x.test/a#/definitions/b-c"})["$ref"] == "https://x.test/a#/definitions/b-c"


def test_an_object_made_for_a_prefix_is_as_closed_as_the_one_around_it() -> None:
    field = {"properties": {"repo:a": STRING}, "additionalProperties": False}
    assert platform_field(field)["properties"]["_repo"]["additionalProperties"] is False


def test_references_to_the_json_ld_context_go() -> None:
    context = {"$ref": "https://ns.adobe.com/xdm/common/extensible#/definitions/@context"}
    assert platform_field({"allOf": [context, {"$ref": "#/definitions/a"}]}) == {"allOf": [{"$ref": "#/definitions/a"}]}
    assert platform_field({"properties": {"xdm:a": context}}) == {"properties": {"a": {}}}


def test_a_field_that_lists_strings_is_a_string() -> None:
    assert platform_field({"enum": ["a", "b"]})["type"] == "string"
    assert platform_field({"const": ""})["type"] == "string"
    assert "type" not in platform_field({"enum": ["a", 1]})
    assert "type" not in platform_field({"const": None})


def test_a_list_of_values_becomes_labels() -> None:
    assert platform_field({"meta:enum": ["ims", "b"]})["meta:enum"] == {"ims": "ims", "b": "b"}


@pytest.mark.parametrize(
    ("node", "named"),
    [
        ([], "must be an object"),
        ({"properties": []}, ".properties"),
        ({"properties": {"xdm:a": 5}}, "xdm:a"),
        ({"items": {"properties": {"xdm:a": {"pattern": "("}}}}, ".items.xdm:a.pattern"),
        ({"pattern": 5}, ".pattern"),
        ({"required": "xdm:a"}, ".required"),
        ({"allOf": {}}, ".allOf"),
        ({"allOf": [5]}, ".allOf[0]"),
        ({"$ref": 5}, ".$ref"),
        ({"enum": 5}, "enum"),
    ],
)
def test_what_is_no_schema_is_refused_by_place(node: Any, named: str) -> None:
    with pytest.raises(UnusableError) as caught:
        platform_field(node)
    assert named in str(caught.value)


# No two of these become one name, and only an object is around others: both have tests of their own above.
NAMES = [
    *("xdm:a", "xdm:b-c", "d", "@id", "repo:e", "repo:f", "dc:title"),
    *(
        "https://ns.adobe.com/experience/g",
        "https://ns.adobe.com/experience/h/i",
        "https://ns.adobe.com/experience/h/j",
    ),
]
SCALARS = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "minLength": st.integers(0, 2),
            "maxLength": st.integers(1, 3),
            "enum": st.lists(st.sampled_from(["", "a", "ab", "abc"]), min_size=1, unique=True),
            "pattern": st.sampled_from(["^a", "b$", "^.?$"]),
        },
    ),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])},
        optional={
            "minimum": st.integers(-2, 2),
            "exclusiveMaximum": st.integers(0, 3),
            "multipleOf": st.sampled_from([1, 2]),
            "const": st.integers(-1, 1),
        },
    ),
    st.just({"type": "boolean"}),
)


def containers(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    arrays = st.fixed_dictionaries(
        {"type": st.just("array"), "items": inner},
        optional={"minItems": st.integers(0, 2), "maxItems": st.integers(1, 3), "uniqueItems": st.booleans()},
    )
    maps = st.fixed_dictionaries(
        {"type": st.just("object"), "additionalProperties": inner},
        optional={"minProperties": st.integers(0, 2), "maxProperties": st.integers(1, 3)},
    )
    return st.one_of(arrays, maps, objects(inner))


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    properties = draw(st.dictionaries(st.sampled_from(NAMES), inner, min_size=1, max_size=4))
    field: dict[str, Any] = {"type": "object", "properties": properties}
    if draw(st.booleans()):
        field["required"] = draw(st.lists(st.sampled_from(sorted(properties)), max_size=2, unique=True))
    if draw(st.booleans()):
        field["additionalProperties"] = False
    return field


FIELDS = objects(st.recursive(SCALARS, containers, max_leaves=5))
VALUES = st.recursive(
    st.one_of(st.sampled_from(["", "a", "ab", "abcd"]), st.integers(-3, 3), st.booleans(), st.just(0.5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from([*NAMES, "other"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@st.composite
def values_for(draw: st.DrawFn, field: dict[str, Any]) -> Any:
    """A value that is often almost valid: of the right shape, with anything in it."""
    if draw(st.integers(0, 19)) == 19:
        return draw(VALUES)
    if field["type"] == "array":
        return draw(st.lists(values_for(field["items"]), max_size=3))
    if "properties" in field:
        names = draw(st.lists(st.sampled_from([*field["properties"], "other"]), unique=True))
        return {name: draw(values_for(field["properties"].get(name, {"type": "boolean"}))) for name in names}
    if "additionalProperties" in field:
        keys = draw(st.lists(st.sampled_from([*NAMES, "other"]), max_size=3, unique=True))
        return {key: draw(values_for(field["additionalProperties"])) for key in keys}
    scalars = {
        "string": st.sampled_from([*field.get("enum", []), "", "a", "ab", "abcd"]),
        "integer": st.integers(-3, 3),
        "number": st.one_of(st.integers(-3, 3), st.just(0.5)),
        "boolean": st.booleans(),
    }
    return draw(scalars[field["type"]])


def broken(schema: dict[str, Any], document: Any) -> list[tuple[str, Any]]:
    """The rules that a document breaks. Names are different on the platform, so what is about names is left out."""
    errors = Draft7Validator(schema).iter_errors(document)
    about_names = ("required", "additionalProperties")
    return sorted(
        (error.validator, str(error.validator_value)) for error in errors if error.validator not in about_names
    )


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_constraint_is_lost_and_none_is_made(platform_value: Callable[..., Any], data: st.DataObject) -> None:
    """A document breaks the same rules of a published field as it does, translated, of the translated one."""
    field = data.draw(FIELDS)
    value = data.draw(values_for(field))
    translated = compose({"$id": "https://x.test/root", **platform_field(field)}, lambda _: None)
    platform = platform_value(value, field)
    assert Draft7Validator(translated).is_valid(platform) == Draft7Validator(field).is_valid(value)
    assert broken(translated, platform) == broken(field, value)
