"""The service without HTTP: worlds, versions, claims, and what is composed when parts change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from aep_emulator.clock import FixedClock
from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.schema_registry import SchemaRegistry, accept
from aep_emulator.store.memory import MemoryStore

PROFILE = "https://ns.adobe.com/xdm/context/profile"
EVENT = "https://ns.adobe.com/xdm/context/experienceevent"
ADHOC = "https://ns.adobe.com/xdm/data/adhoc"
SCOPE = Scope("ORG@AdobeOrg", "acme", "world-1", "prod", "production", "client-1", "user-1@AdobeID")
ELSEWHERE = replace(SCOPE, world="world-2", sandbox_name="dev", sandbox_type="development")
WHOLE = accept.for_lookup("application/vnd.adobe.xed+json; version=1")
FULL = accept.for_lookup("application/vnd.adobe.xed-full+json; version=1")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(1_700_000_000_000)


@pytest.fixture
def registry(clock: FixedClock) -> SchemaRegistry:
    ids = Ids(1)
    return SchemaRegistry(MemoryStore(clock, ids), clock, ids)


def group(title: str = "Group", *intended: str, **fields: str) -> dict[str, Any]:
    """A field group with fields (name=type) in the tenant's namespace."""
    own = {name: {"type": kind} for name, kind in (fields or {"a": "string"}).items()}
    return {
        "title": title,
        "meta:intendedToExtend": list(intended),
        "properties": {"_acme": {"type": "object", "properties": own}},
    }


def schema(*references: str, title: str = "Schema") -> dict[str, Any]:
    return {"title": title, "allOf": [{"$ref": reference} for reference in references]}


def own_fields(document: Any) -> dict[str, Any]:
    found: dict[str, Any] = document["properties"]["_acme"]["properties"]
    return found


def test_one_world_does_not_see_another(registry: SchemaRegistry) -> None:
    created = registry.create(SCOPE, "mixins", group())
    with pytest.raises(ApiError, match="not found"):
        registry.get(ELSEWHERE, "tenant", "mixins", created["$id"], WHOLE)
    with pytest.raises(ApiError, match="leads to nothing"):
        registry.create(ELSEWHERE, "schemas", schema(PROFILE, created["$id"]))
    assert registry.create(ELSEWHERE, "mixins", group())["meta:sandboxType"] == "development"


def test_a_change_adds_to_the_minor_version_and_keeps_who_made_it(registry: SchemaRegistry) -> None:
    created = registry.create(SCOPE, "mixins", group())
    versions = [
        registry.put(replace(SCOPE, client_id="client-2"), "mixins", created["$id"], group(**{f"f{n}": "string"}))
        for n in range(11)
    ]
    assert [version["version"] for version in versions] == [f"1.{number}" for number in range(1, 12)]
    metadata = versions[-1]["meta:registryMetadata"]
    assert (metadata["xdm:createdClientId"], metadata["xdm:lastModifiedClientId"]) == ("client-1", "client-2")
    assert len({version["meta:registryMetadata"]["eTag"] for version in versions}) == 11


def test_a_resource_that_is_sent_back_whole_stays_what_it_is(registry: SchemaRegistry) -> None:
    created = registry.create(SCOPE, "mixins", group("Group", PROFILE, a="integer"))
    again = registry.put(
        SCOPE, "mixins", created["$id"], registry.get(SCOPE, "tenant", "mixins", created["$id"], WHOLE)
    )
    changing = {"version", "meta:registryMetadata"}
    assert {n: v for n, v in again.items() if n not in changing} == {
        n: v for n, v in created.items() if n not in changing
    }


def test_what_the_registry_generates_cannot_be_sent(registry: SchemaRegistry) -> None:
    sent = {"$id": "x", "version": "9.9", "imsOrg": "x", "meta:altId": "x", "meta:extends": ["x"], "refs": 5}
    created = registry.create(SCOPE, "mixins", {**group(), **sent, "meta:registryMetadata": None})
    assert created["$id"].startswith("https://ns.adobe.com/acme/mixins/")
    assert (created["version"], created["imsOrg"], created["refs"]) == ("1.0", "ORG@AdobeOrg", [])
    assert "meta:extends" not in created


def test_a_field_group_extends_the_field_groups_in_it(registry: SchemaRegistry) -> None:
    inner = registry.create(SCOPE, "mixins", group("Inner", PROFILE, a="string"))
    body = {**group("Outer", PROFILE, b="string"), "allOf": [{"$ref": inner["$id"]}]}
    assert registry.create(SCOPE, "mixins", body)["meta:extends"] == [inner["$id"]]


def test_the_composed_form_follows_its_parts(registry: SchemaRegistry) -> None:
    part = registry.create(SCOPE, "mixins", group("Group", PROFILE, a="string"))
    made = registry.create(SCOPE, "schemas", schema(PROFILE, part["$id"]))
    assert list(own_fields(registry.composed(SCOPE, made["$id"]))) == ["a"]
    assert registry.composed(SCOPE, made["$id"]) is registry.composed(SCOPE, made["meta:altId"])
    registry.put(SCOPE, "mixins", part["$id"], group("Group", PROFILE, a="string", b="integer"))
    assert list(own_fields(registry.composed(SCOPE, made["$id"]))) == ["a", "b"]
    registry.delete(SCOPE, "mixins", part["$id"])
    with pytest.raises(ApiError, match=r"Schema: .*leads to nothing") as refusal:
        registry.get(SCOPE, "tenant", "schemas", made["$id"], FULL)
    assert refusal.value.code == "XDM-1413-400"
    assert registry.get(SCOPE, "tenant", "schemas", made["$id"], WHOLE)["title"] == "Schema"


@pytest.mark.documented("help/xdm/troubleshooting-guide.md")
def test_field_groups_that_contradict_are_not_combined(registry: SchemaRegistry) -> None:
    one = registry.create(SCOPE, "mixins", group("One", PROFILE, a="string"))
    two = registry.create(SCOPE, "mixins", group("Two", PROFILE, a="integer"))
    with pytest.raises(ApiError, match=r"/_acme/a .*string and integer") as refusal:
        registry.create(SCOPE, "schemas", schema(PROFILE, one["$id"], two["$id"]))
    assert refusal.value.code == "XDM-1413-400"


@pytest.mark.documented("help/xdm/api/classes.md")
def test_standard_field_groups_do_not_fit_an_own_class(registry: SchemaRegistry) -> None:
    own = {"title": "Hotel", "allOf": [{"$ref": "https://ns.adobe.com/xdm/data/record"}]}
    class_id = registry.create(SCOPE, "classes", own)["$id"]
    with pytest.raises(ApiError, match="not compatible with the class"):
        registry.create(SCOPE, "schemas", schema(class_id, "https://ns.adobe.com/xdm/context/profile-phones"))
    fitting = registry.create(SCOPE, "mixins", group("Fits", class_id))
    general = registry.create(
        SCOPE, "mixins", group("Fits all records", "https://ns.adobe.com/xdm/data/record", b="string")
    )
    made = registry.create(SCOPE, "schemas", schema(class_id, fitting["$id"], general["$id"]))
    assert made["meta:class"] == class_id
    assert made["meta:extends"] == [
        "https://ns.adobe.com/xdm/data/record",
        class_id,
        fitting["$id"],
        general["$id"],
    ]
    with pytest.raises(ApiError, match="not compatible with the class"):
        registry.create(SCOPE, "schemas", schema(EVENT, fitting["$id"], title="Other"))


@pytest.mark.documented("help/xdm/tutorials/ad-hoc.md")
def test_an_ad_hoc_schema_takes_names_as_they_come(registry: SchemaRegistry) -> None:
    fields = {"_adhoc": {"type": "object", "properties": {"field one": {"type": "string"}, "_f2": {"type": "string"}}}}
    own = {"title": "Loaded", "properties": fields, "allOf": [{"$ref": ADHOC}]}
    class_id = registry.create(SCOPE, "classes", own)["$id"]
    made = registry.create(SCOPE, "schemas", schema(class_id, title="Loaded schema"))
    assert made["meta:extends"] == [ADHOC, class_id]
    namespace = "_" + class_id.rpartition("/")[2]
    assert "field one" in registry.composed(SCOPE, made["$id"])["properties"][namespace]["properties"]


def test_nothing_is_composed_of_schemas(registry: SchemaRegistry) -> None:
    made = registry.create(SCOPE, "schemas", schema(PROFILE))["$id"]
    for kind in ("schemas", "classes", "mixins", "datatypes"):
        body = {**schema(PROFILE, made, title="Other"), "meta:intendedToExtend": []}
        with pytest.raises(ApiError, match=made):
            registry.create(SCOPE, kind, body)


def test_an_array_data_type_gives_its_type_to_the_fields_that_use_it(registry: SchemaRegistry) -> None:
    tags = {"title": "Tags", "type": "array", "items": {"type": "string"}}
    data_type = registry.create(SCOPE, "datatypes", tags)
    assert (data_type["type"], data_type["meta:xdmType"]) == ("array", "array")
    own = {"title": "Post", "properties": {"tags": {"$ref": data_type["$id"]}}}
    post = registry.create(SCOPE, "datatypes", own)
    assert post["properties"]["tags"] == {"$ref": data_type["$id"], "type": "array", "meta:xdmType": "array"}
    assert post["refs"] == [data_type["$id"]]
    full = registry.get(SCOPE, "tenant", "datatypes", post["$id"], FULL)["properties"]["tags"]
    assert (full["type"], full["items"]["type"]) == ("array", "string")


def test_a_patch_that_changes_a_type_changes_the_xdm_type(registry: SchemaRegistry) -> None:
    made = registry.create(SCOPE, "datatypes", {"title": "T", "properties": {"a": {"type": "string"}}})
    change = {"op": "replace", "path": "/properties/a/type", "value": "integer"}
    patched = registry.patch(SCOPE, "datatypes", made["$id"], [change])
    assert patched["properties"]["a"] == {"type": "integer", "meta:xdmType": "int"}


def test_of_many_that_want_a_title_one_gets_it(registry: SchemaRegistry) -> None:
    def attempt(number: int) -> bool:
        try:
            registry.create(SCOPE, ("schemas", "classes")[number % 2], schema(PROFILE, title="Wanted"))
        except ApiError as error:
            assert error.code == "XDM-1521-400"  # noqa: PT017
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(40))) == 1


def test_a_title_is_free_again_after_a_rename_or_a_refusal(registry: SchemaRegistry) -> None:
    made = registry.create(SCOPE, "mixins", group("First"))
    registry.put(SCOPE, "mixins", made["$id"], group("Second"))
    with pytest.raises(ApiError):
        registry.create(SCOPE, "schemas", schema(title="First"))
    registry.create(SCOPE, "schemas", schema(PROFILE, title="First"))


@pytest.mark.documented("help/xdm/api/unions.md")
def test_the_union_tag_needs_an_identity_and_stays(registry: SchemaRegistry) -> None:
    made = registry.create(SCOPE, "schemas", schema(PROFILE))
    tag = {"op": "add", "path": "/meta:immutableTags", "value": ["union"]}
    with pytest.raises(ApiError) as refusal:
        registry.patch(SCOPE, "schemas", made["$id"], [tag])
    assert refusal.value.code == "XDM-1528-400"
    identity_map = {"op": "add", "path": "/allOf/-", "value": {"$ref": "https://ns.adobe.com/xdm/context/identitymap"}}
    tagged = registry.patch(SCOPE, "schemas", made["$id"], [identity_map, tag])
    assert tagged["meta:immutableTags"] == ["union"]
    with pytest.raises(ApiError, match="cannot be removed"):
        registry.put(SCOPE, "schemas", made["$id"], schema(PROFILE))
    assert registry.stats(SCOPE)["counts"]["unions"] == 1
