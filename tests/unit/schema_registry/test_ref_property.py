"""Only some fields of a field group, in the resolved form and whatever is made from it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry.ref_property import UnknownFieldError, only, paths_of
from tests.unit.schema_registry.conftest import PROFILE, Tenant

pytestmark = pytest.mark.documented("help/xdm/tutorials/specific-fields-api.md")

TEXT = {"type": "string"}


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


GROUP = obj(
    "person",
    "b",
    person=obj("name", "age", name=obj("first", first=TEXT, last=TEXT), age={"type": "integer"}),
    b=TEXT,
    orders={"type": "array", "items": obj("sku", sku=TEXT, price={"type": "number"})},
)


@pytest.mark.parametrize("whole", ["/orders[*]", "/orders"])
def test_a_field_chosen_as_a_whole_stays_whole_beside_what_is_inside_it(whole: str) -> None:
    kept = {"type": "object", "properties": {"orders": GROUP["properties"]["orders"]}}
    for paths in ([whole, "/orders/sku"], ["/orders/sku", whole]):
        assert only(GROUP, paths) == kept


def test_one_path_or_several_stand_beside_a_reference() -> None:
    assert paths_of({"meta:refProperty": "/a"}) == ["/a"]
    assert paths_of({"meta:refProperty": ["/a", "/b"]}) == ["/a", "/b"]
    assert paths_of({}) == []


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["/b"], obj("b", b=TEXT)),
        (["/person/name/last"], obj("person", person=obj("name", name=obj(last=TEXT)))),
        (["/person/name/first", "/b"], obj("person", "b", person=obj("name", name=obj("first", first=TEXT)), b=TEXT)),
        (["/person/age"], obj("person", person=obj("age", age={"type": "integer"}))),
        (
            ["/person/name/first", "/person/name"],
            obj("person", person=obj("name", name=GROUP["properties"]["person"]["properties"]["name"])),
        ),
        (["/orders/sku"], obj(orders={"type": "array", "items": obj("sku", sku=TEXT)})),
        (["/orders[*]/price"], obj(orders={"type": "array", "items": obj(price={"type": "number"})})),
    ],
)
def test_what_is_chosen_and_what_leads_to_it_is_left(paths: list[str], expected: dict[str, Any]) -> None:
    before = copy.deepcopy(GROUP)
    assert only(GROUP, paths) == expected
    assert before == GROUP


@pytest.mark.parametrize("path", ["/x", "/person/x", "/b/x", "/properties/b", "/orders/0/sku"])
def test_a_path_to_nothing_is_named(path: str) -> None:
    with pytest.raises(UnknownFieldError, match=path):
        only(GROUP, ["/b", path])


def choose(acme: Tenant, group: str, *fields: str) -> dict[str, Any]:
    paths = [f"/_{acme.scope.tenant}/{field}" for field in fields]
    return {"$ref": group, "meta:refProperty": paths[0] if len(paths) == 1 else paths}


def make(acme: Tenant, title: str, *parts: dict[str, Any]) -> str:
    body = {"title": title, "allOf": [{"$ref": PROFILE}, *parts]}
    return str(acme.registry.create(acme.scope, "schemas", body)["$id"])


def own_fields(acme: Tenant, schema_id: str) -> set[str]:
    properties = acme.look_up("schemas", schema_id, "-full")["properties"]
    return set(properties[f"_{acme.scope.tenant}"]["properties"])


def test_entries_with_the_same_group_add_up(acme: Tenant) -> None:
    group = acme.group(a="string", b="string", c="string")
    assert own_fields(acme, make(acme, "One", choose(acme, group, "a"))) == {"a"}
    assert own_fields(acme, make(acme, "Two", choose(acme, group, "a"), choose(acme, group, "b"))) == {"a", "b"}
    assert own_fields(acme, make(acme, "All", choose(acme, group, "a"), {"$ref": group})) == {"a", "b", "c"}
    # Other schemas have the whole group all the same.
    assert own_fields(acme, acme.schema("Plain", group)) == {"a", "b", "c"}


def test_the_choice_is_kept_but_not_shown_in_the_resolved_form(acme: Tenant) -> None:
    group = acme.group(a="string", b="string")
    schema_id = make(acme, "S", choose(acme, group, "a"))
    path = f"/_{acme.scope.tenant}/a"
    assert acme.look_up("schemas", schema_id)["allOf"][1]["meta:refProperty"] == path
    assert "meta:refProperty" not in acme.look_up("schemas", schema_id, "-full")


def test_a_changed_choice_is_seen_at_once(acme: Tenant) -> None:
    group = acme.group(a="string", b="string")
    schema_id = make(acme, "S", choose(acme, group, "a"))
    assert own_fields(acme, schema_id) == {"a"}
    added = [{"op": "add", "path": "/allOf/-", "value": choose(acme, group, "b")}]
    acme.registry.patch(acme.scope, "schemas", schema_id, added)
    assert own_fields(acme, schema_id) == {"a", "b"}
    acme.change_group(group, a="string", b="string", c="string")
    assert own_fields(acme, schema_id) == {"a", "b"}


def test_in_use_a_chosen_field_stays(acme: Tenant) -> None:
    group = acme.group(a="string", b="string")
    schema_id = make(acme, "S", choose(acme, group, "a", "b"))
    acme.registry.ask_for_used_schemas(lambda _scope: [schema_id])
    less = [{"op": "replace", "path": "/allOf/1/meta:refProperty", "value": f"/_{acme.scope.tenant}/a"}]
    with pytest.raises(ApiError, match="/b: a field cannot be removed"):
        acme.registry.patch(acme.scope, "schemas", schema_id, less)


@pytest.mark.assumed("the page chooses fields of field groups only and does not say what becomes of a class's")
def test_of_a_class_no_fields_are_chosen(acme: Tenant) -> None:
    body = {"title": "S", "allOf": [{"$ref": PROFILE, "meta:refProperty": "/_id"}]}
    with pytest.raises(ApiError, match="not a field group"):
        acme.registry.create(acme.scope, "schemas", body)
