"""Relational schemas where other parts of the registry meet them."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry.relational import ADHOC_V2, is_relational
from aep_emulator.services.schema_registry.relational_descriptors import check
from tests.unit.schema_registry.conftest import PROFILE, UNION, Tenant

TEXT = {"type": "string"}


def make(acme: Tenant, title: str = "T", **members: Any) -> dict[str, Any]:
    body = {"title": title, "properties": {"id": TEXT}, "required": ["id"], "meta:extends": [ADHOC_V2], **members}
    return acme.registry.create(acme.scope, "schemas", body)


@pytest.mark.parametrize("extends", [None, "adhoc-v2", ADHOC_V2, [], [PROFILE], {ADHOC_V2: 1}, 5])
def test_only_a_list_with_the_value_makes_a_schema_relational(extends: Any) -> None:
    assert not is_relational({"meta:extends": extends})
    assert is_relational({"meta:extends": [ADHOC_V2]})


@pytest.mark.parametrize("kind", ["classes", "mixins", "datatypes"])
def test_other_resources_do_not_keep_what_they_say_they_extend(acme: Tenant, kind: str) -> None:
    body = {"title": "T", "meta:extends": [ADHOC_V2], "meta:intendedToExtend": [PROFILE]}
    if kind == "classes":
        body["allOf"] = [{"$ref": "https://ns.adobe.com/xdm/data/record"}]
    assert ADHOC_V2 not in acme.registry.create(acme.scope, kind, body).get("meta:extends", ())


@pytest.mark.documented("help/xdm/schema/relational.md")
def test_the_union_tag_brings_a_schema_into_no_union(acme: Tenant) -> None:
    member = acme.enabled("Member")
    tagged = make(acme, **UNION)
    assert [union["meta:class"] for union in acme.registry._unions.all(acme.scope)] == [PROFILE]
    changed = {"title": "T", "properties": {"id": TEXT, "b": TEXT}, "meta:extends": [ADHOC_V2], **UNION}
    acme.registry.put(acme.scope, "schemas", tagged["$id"], changed)
    assert acme.look_up("unions", f"{PROFILE}__union", "-full")["meta:extends"].count(member) == 1
    stats = acme.registry.stats(acme.scope)
    assert (stats["counts"]["schemas"], stats["counts"]["unions"], list(stats["classUsage"])) == (2, 1, [PROFILE])


def test_a_schema_of_a_union_cannot_become_relational(acme: Tenant) -> None:
    member = acme.enabled("Member")
    body = {"title": "Member", "properties": {"id": TEXT}, "meta:extends": [ADHOC_V2], **UNION}
    with pytest.raises(ApiError, match="'union' cannot be removed"):
        acme.registry.put(acme.scope, "schemas", member, body)


@pytest.mark.documented("help/xdm/api/getting-started.md")
def test_names_of_fields_are_checked_as_everywhere(acme: Tenant) -> None:
    with pytest.raises(ApiError, match="/_id"):
        make(acme, properties={"_id": TEXT})


def test_a_copy_is_relational_too(acme: Tenant) -> None:
    copying = acme.registry.copying
    original = make(acme)
    copies = copying.copied(acme.scope, [copying.payload(acme.scope, original)], {}, 1_700_000_000_000)
    copy = acme.look_up("schemas", copies[original["$id"]]["$id"])
    assert (copy["meta:extends"], "meta:class" in copy) == ([ADHOC_V2], False)


def test_its_fields_may_refer_to_data_types(acme: Tenant) -> None:
    address = acme.data_type("Address", city="string")
    made = make(acme, properties={"id": TEXT, "home": {"$ref": address}})
    assert "city" in acme.look_up("schemas", made["$id"], "-full")["properties"]["home"]["properties"]


def test_keys_of_other_schemas_are_not_checked() -> None:
    schema = {"properties": {"a": TEXT}}
    check({**schema, "meta:extends": [PROFILE]}, "xdm:descriptorPrimaryKey", ["/a"])
    check({**schema, "meta:extends": [ADHOC_V2]}, "xdm:descriptorIdentity", ["/a"])
    with pytest.raises(ApiError, match="'/a' of a descriptor of the type xdm:descriptorVersion must be required"):
        check({**schema, "meta:extends": [ADHOC_V2]}, "xdm:descriptorVersion", ["/a"])


def test_what_is_in_an_array_is_required_there() -> None:
    items = {"type": "object", "properties": {"n": TEXT}, "required": ["n"]}
    array = {"type": "array", "items": items}
    schema = {"properties": {"list": array}, "required": ["list"], "meta:extends": [ADHOC_V2]}
    check(schema, "xdm:descriptorVersion", ["/list[*]/n"])
