"""The resolved form: references and parts written out, recursion cut off, contradictions named."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from aep_emulator.services.schema_registry import composition
from aep_emulator.services.schema_registry.composition import CompositionError, compose

NS = "https://ns.adobe.com/acme"


def resource(name: str, kind: str = "datatypes", **members: Any) -> dict[str, Any]:
    return {"$id": f"{NS}/{kind}/{name}", "meta:resourceType": kind, "title": name, "type": "object", **members}


def composed(document: dict[str, Any], *others: dict[str, Any]) -> dict[str, Any]:
    world = {other["$id"]: other for other in (document, *others)}
    return compose(document, world.get)


def field(name: str, **members: Any) -> dict[str, Any]:
    return {"properties": {name: {"type": "string", **members}}}


def test_parts_of_an_all_of_become_properties_of_the_whole() -> None:
    base = resource("base", "classes", **field("id"))
    group = resource("group", "mixins", definitions={"own": field("name")}, allOf=[{"$ref": "#/definitions/own"}])
    schema = resource("schema", "schemas", allOf=[{"$ref": base["$id"]}, {"$ref": group["$id"]}, field("inline")])
    result = composed(schema, base, group)
    assert set(result["properties"]) == {"id", "name", "inline"}
    assert not {"allOf", "definitions", "$ref"} & set(result)
    assert (result["$id"], result["title"], result["meta:xdmType"]) == (schema["$id"], "schema", "object")


def test_a_field_keeps_its_own_title_and_shows_the_data_type_it_refers_to() -> None:
    address = resource("address", description="An address.", **field("city"))
    whole = resource("person", properties={"home": {"$ref": address["$id"], "title": "Home"}})
    home = composed(whole, address)["properties"]["home"]
    assert home["title"] == "Home"
    assert home["meta:referencedFrom"] == address["$id"]
    assert home["properties"]["city"] == {"type": "string", "meta:xdmType": "string"}
    assert not {"description", "$id", "meta:resourceType"} & set(home)


def test_references_inside_items_and_maps_are_written_out() -> None:
    item = resource("item", **field("sku"))
    reference = {"$ref": item["$id"]}
    whole = resource(
        "cart",
        properties={
            "list": {"type": "array", "items": reference},
            "map": {"type": "object", "additionalProperties": reference},
        },
    )
    properties = composed(whole, item)["properties"]
    assert "sku" in properties["list"]["items"]["properties"]
    assert "sku" in properties["map"]["additionalProperties"]["properties"]
    assert (properties["list"]["meta:xdmType"], properties["map"]["meta:xdmType"]) == ("array", "map")


def test_a_reference_to_an_array_data_type_is_an_array() -> None:
    tags = {**resource("tags"), "type": "array", "items": {"type": "string"}}
    whole = resource("post", properties={"tags": {"$ref": tags["$id"], "type": "array"}})
    shown = composed(whole, tags)["properties"]["tags"]
    assert (shown["type"], shown["meta:xdmType"], shown["items"]["type"]) == ("array", "array", "string")


def test_a_type_inside_itself_is_written_out_once() -> None:
    node = resource("node", properties={"value": {"type": "string"}})
    node["properties"]["next"] = {"$ref": node["$id"]}
    node["properties"]["children"] = {"type": "array", "items": {"$ref": node["$id"]}}
    cut = {"type": "object", "meta:xdmType": "object", "meta:referencedFrom": node["$id"]}
    properties = composed(node)["properties"]
    assert properties["next"] == properties["children"]["items"] == cut
    assert properties["value"]["type"] == "string"


def test_types_inside_each_other_end() -> None:
    one, two = resource("one"), resource("two")
    one["properties"] = {"two": {"$ref": two["$id"]}}
    two["properties"] = {"one": {"$ref": one["$id"]}}
    result = composed(one, two)
    assert result["properties"]["two"]["properties"]["one"]["type"] == "object"


def test_a_definition_inside_itself_ends() -> None:
    definitions = {"tree": {"type": "object", "properties": {"left": {"$ref": "#/definitions/tree"}}}}
    whole = resource("tree", definitions=definitions, allOf=[{"$ref": "#/definitions/tree"}])
    assert composed(whole)["properties"]["left"]["type"] == "object"


def test_what_was_cut_off_in_one_place_is_whole_in_another() -> None:
    node = resource("node", properties={"value": {"type": "string"}})
    node["properties"]["next"] = {"$ref": node["$id"]}
    whole = resource("pair", properties={"a": {"$ref": node["$id"]}, "b": {"$ref": node["$id"]}})
    result = composed(whole, node)
    assert result["properties"]["a"] == result["properties"]["b"]
    assert "value" in result["properties"]["b"]["properties"]


@pytest.mark.parametrize(
    "reference",
    [
        f"{NS}/datatypes/missing",
        "#/definitions/missing",
        "#/title",
        "#/default",
        "#/properties",
        "#/definitions/known/meta:enum",
        "#definitions",
        "#/allOf/7",
        "#/allOf/-1",
        "#/items",
        "nonsense",
    ],
)
def test_a_reference_to_nothing_is_named(reference: str) -> None:
    known = {"type": "object", "meta:enum": {"allOf": 5}}
    whole = resource("whole", default={"allOf": 5}, definitions={"known": known}, properties={"a": {"$ref": reference}})
    with pytest.raises(CompositionError, match="leads to nothing"):
        composed(whole)


def test_a_pointer_may_escape_slashes_and_lead_into_parts() -> None:
    definitions = {"a/b~c": {"type": "string"}}
    inline = {"properties": {"x": {"type": "integer"}}}
    whole = resource(
        "whole",
        definitions=definitions,
        allOf=[inline],
        properties={"one": {"$ref": "#/definitions/a~1b~0c"}, "two": {"$ref": "#/allOf/0/properties/x"}},
    )
    properties = composed(whole)["properties"]
    assert (properties["one"]["type"], properties["two"]["type"]) == ("string", "integer")


def test_parts_that_contradict_name_the_path_and_both_types() -> None:
    one = resource(
        "one", "mixins", properties={"person": {"type": "object", "properties": {"name": {"type": "string"}}}}
    )
    two = resource(
        "two", "mixins", properties={"person": {"type": "object", "properties": {"name": {"type": "object"}}}}
    )
    schema = resource("schema", "schemas", allOf=[{"$ref": one["$id"]}, {"$ref": two["$id"]}])
    with pytest.raises(CompositionError, match=r"/person/name .*string and object"):
        composed(schema, one, two)


def test_required_fields_of_all_parts_are_required() -> None:
    parts = [{**field("a"), "required": ["a"]}, {**field("b"), "required": ["b", "a"]}]
    assert composed(resource("whole", allOf=parts))["required"] == ["a", "b"]


def test_a_closed_object_stays_closed() -> None:
    assert composed(resource("whole", additionalProperties=False, **field("a")))["additionalProperties"] is False
    assert "additionalProperties" not in composed(resource("whole", additionalProperties=True, **field("a")))


def test_alternatives_are_no_part_of_xdm() -> None:
    whole = resource("whole", oneOf=[{"required": ["a"]}], anyOf=[{}], patternProperties={"^x": {}}, **field("a"))
    assert not {"oneOf", "anyOf", "patternProperties"} & set(composed(whole))


def test_a_few_lines_cannot_stand_for_billions_of_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composition, "MAX_NODES", 1000)
    types = [resource(f"d{number}") for number in range(40)]
    for one, following in itertools.pairwise(types):
        one["properties"] = {name: {"$ref": following["$id"]} for name in ("a", "b")}
    with pytest.raises(CompositionError, match="more than 1000 fields"):
        composed(types[0], *types[1:])


def test_composing_changes_nothing_it_reads() -> None:
    inner = resource("inner", **field("a"))
    whole = resource("whole", properties={"x": {"$ref": inner["$id"]}})
    before = repr((inner, whole))
    composed(whole, inner)
    assert repr((inner, whole)) == before


def test_a_contradiction_names_the_field_and_both_parts() -> None:
    one = resource("one", "mixins", properties={"a": {"properties": {"b": {"type": "string"}}}})
    two = resource("two", "mixins", properties={"a": {"properties": {"b": {"type": "integer"}}}})
    schema = resource("schema", "schemas", allOf=[{"$ref": part["$id"]} for part in (one, two)])
    with pytest.raises(CompositionError) as conflict:
        composed(schema, one, two)
    for named in ("/a/b", "string and integer", one["$id"], two["$id"]):
        assert named in str(conflict.value)


def test_a_contradiction_deep_inside_is_named_by_its_whole_path() -> None:
    text = resource("text", **field("b"))
    own = {"properties": {"b": {"type": "integer"}}}
    items = {"type": "array", "items": {"allOf": [{"$ref": text["$id"]}, own]}}
    schema = resource("schema", properties={"list": items})
    with pytest.raises(CompositionError, match=rf"/list\[\*\]/b .*{text['$id']} and by the resource itself"):
        composed(schema, text)
