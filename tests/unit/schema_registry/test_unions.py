"""Unions: there as long as a schema of the class is enabled, with the fields of all of them."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError

PROFILE = "https://ns.adobe.com/xdm/context/profile"
UNION = f"{PROFILE}__union"
RECORD = "https://ns.adobe.com/xdm/data/record"
TAG = [{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}]

pytestmark = pytest.mark.documented("help/xdm/api/unions.md")


def own_fields(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["properties"]["_acme"]["properties"]
    return found


def test_a_union_has_the_fields_of_every_enabled_schema_of_its_class(acme: Any) -> None:
    one, two, three = (acme.group(name.upper(), **{name: "string"}) for name in "abc")
    acme.enabled("One", one)
    acme.enabled("Two", one, two)
    acme.schema("Not enabled", three)
    union = acme.look_up("unions", UNION, "-full")
    assert list(own_fields(union)) == ["a", "b"]
    assert {"identityMap", "timeSeriesEvents", "segmentMembership", "personID"} <= set(union["properties"])
    assert "allOf" not in union
    assert acme.look_up("schemas", "_xdm.context.profile__union", "-full") == union
    assert acme.registry.composed(acme.scope, UNION)["properties"] == union["properties"]
    whole = acme.look_up("unions", UNION)
    assert [part["$ref"].rpartition("/")[2] for part in whole["allOf"]][:2] == ["profile", "identitymap"]
    assert whole["allOf"][2:] == [{"$ref": one}, {"$ref": two}]


def test_a_union_of_an_own_class_is_named_after_it(acme: Any) -> None:
    body = {"title": "Hotel", "allOf": [{"$ref": RECORD}]}
    class_id = acme.registry.create(acme.scope, "classes", body)["$id"]
    # An identity map fits profiles; here a field is the identity.
    group = acme.group("Fields", intended=class_id, code="string")
    schema = acme.schema("Hotels", group, base=class_id)
    identity = {"xdm:namespace": "Hotel", "xdm:isPrimary": True}
    acme.describe(schema, "descriptorIdentity", "/_acme/code", **identity)
    acme.registry.patch(acme.scope, "schemas", schema, TAG)
    union = acme.look_up("unions", f"{class_id}__union")
    assert (union["title"], union["meta:class"], union["version"]) == ("Hotel", class_id, "1")
    assert union["meta:altId"] == f"_acme.classes.{class_id.rpartition('/')[2]}__union"
    assert {schema, group, class_id, RECORD} <= set(union["meta:extends"])
    assert own_fields(acme.look_up("unions", union["meta:altId"], "-full"))["code"]["type"] == "string"


@pytest.mark.documented("help/ingestion/tutorials/streaming-record-data.md")
def test_a_new_schema_may_bring_the_tag_along_and_get_its_identity_later(acme: Any) -> None:
    parts = ("profile", "profile-person-details", "profile-work-details")
    body = {
        "type": "object",
        "title": "Sample schema",
        "allOf": [{"$ref": f"https://ns.adobe.com/xdm/context/{part}"} for part in parts],
        "meta:immutableTags": ["union"],
    }
    made = acme.registry.create(acme.scope, "schemas", body)
    assert made["meta:immutableTags"] == ["union"]
    identity = {"xdm:namespace": "Email", "xdm:property": "xdm:code", "xdm:isPrimary": True}
    acme.describe(made["$id"], "descriptorIdentity", "/workEmail/address", **identity)
    assert "workEmail" in acme.look_up("unions", UNION, "-full")["properties"]


def test_a_union_follows_its_schemas(acme: Any) -> None:
    group = acme.group("G", a="string")
    acme.enabled("One", group)
    before = acme.look_up("unions", UNION)["meta:registryMetadata"]["eTag"]
    acme.change_group(group, "G", a="string", b="integer")
    assert list(own_fields(acme.look_up("unions", UNION, "-full"))) == ["a", "b"]
    acme.enabled("Two", acme.group("H", c="string"))
    assert list(own_fields(acme.look_up("unions", UNION, "-full"))) == ["a", "b", "c"]
    assert acme.look_up("unions", UNION)["meta:registryMetadata"]["eTag"] != before


def test_a_union_is_of_one_sandbox(acme: Any, other: Any) -> None:
    acme.enabled("One")
    with pytest.raises(ApiError, match="union resource"):
        other.look_up("unions", UNION)


def test_the_descriptors_of_a_union_are_those_of_its_schemas(acme: Any) -> None:
    ids = [
        acme.describe(acme.enabled(title, acme.group(f"G{title}", **{title: "string"})), "descriptorLabel", path)
        for title, path in (("a", "/_acme/a"), ("b", "/_acme/b"))
    ]
    shown = acme.look_up("unions", UNION, "-full-desc")["meta:descriptors"]
    assert [descriptor["@id"] for descriptor in shown] == ids


@pytest.mark.documented("help/xdm/troubleshooting-guide.md")
def test_a_field_has_one_type_in_all_schemas_of_a_union(acme: Any) -> None:
    text, number = acme.group("Text", a="string"), acme.group("Number", a="integer")
    first, second = acme.enabled("First", text), acme.schema("Second", number)
    identity_map = {"op": "add", "path": "/allOf/-", "value": {"$ref": "https://ns.adobe.com/xdm/context/identitymap"}}
    with pytest.raises(ApiError) as refusal:
        acme.registry.patch(acme.scope, "schemas", second, [identity_map, *TAG])
    assert refusal.value.code == "XDM-1413-400"
    assert refusal.value.detail.startswith(
        f"Cannot merge incompatible data types. The path /_acme/a has already been defined in schema (id={first}) "
        "using a different data type. Types: string, integer"
    )
    assert second in refusal.value.detail
    with pytest.raises(ApiError, match="Types: string, integer"):
        acme.enabled("Third", number)


@pytest.mark.documented("help/xdm/troubleshooting-guide.md")
def test_a_part_of_an_enabled_schema_cannot_come_to_contradict_another(acme: Any) -> None:
    acme.enabled("First", acme.group("Text", a="string"))
    group = acme.group("Other", b="string")
    second = acme.enabled("Second", group)
    with pytest.raises(ApiError, match="Types: string, integer") as refusal:
        acme.change_group(group, "Other", b="string", a="integer")
    assert second in refusal.value.detail
    acme.change_group(group, "Other", b="string", c="integer")


def test_what_two_schemas_bound_differently_is_wide_in_the_union(acme: Any) -> None:
    for number, values in enumerate((["a", "b"], ["b", "c"])):
        acme.enabled(f"S{number}", acme.group(f"G{number}", a={"type": "string", "enum": values}))
    assert own_fields(acme.look_up("unions", UNION, "-full"))["a"]["enum"] == ["a", "b", "c"]


class TestRelationships:
    """XDM-1526 and XDM-1527: a schema with a relationship joins a union only if the identities match."""

    pytestmark = pytest.mark.documented("help/xdm/troubleshooting-guide.md")

    @pytest.fixture
    def schemas(self, acme: Any) -> tuple[str, str]:
        """A schema that refers to another by /_acme/ref, whose primary identity is /_acme/key."""
        source = acme.schema("Source", "https://ns.adobe.com/xdm/context/identitymap", acme.group("R", ref="string"))
        destination = acme.schema("Destination", acme.group("K", key="string"))
        identity = {"xdm:namespace": "Key", "xdm:isPrimary": True}
        acme.describe(destination, "descriptorIdentity", "/_acme/key", **identity)
        acme.describe(source, "descriptorOneToOne", "/_acme/ref", **{"xdm:destinationSchema": destination})
        return source, destination

    def reference(self, acme: Any, source: str, namespace: str) -> None:
        members = {"xdm:identityNamespace": namespace}
        acme.describe(source, "descriptorReferenceIdentity", "/_acme/ref", **members)

    def test_the_field_needs_a_reference_identity(self, acme: Any, schemas: tuple[str, str]) -> None:
        source, destination = schemas
        with pytest.raises(ApiError, match="/_acme/ref") as refusal:
            acme.registry.patch(acme.scope, "schemas", source, TAG)
        assert refusal.value.code == "XDM-1526-400"
        assert refusal.value.detail.startswith(
            "If a schema contains properties that are associated with an xdm:descriptorOneToOne descriptor, those "
            "properties must also have a xdm:descriptorReferenceIdentity descriptor for that schema to participate "
            "in a union."
        )
        acme.registry.patch(acme.scope, "schemas", destination, TAG)
        self.reference(acme, source, "KEY")
        acme.registry.patch(acme.scope, "schemas", source, TAG)

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_the_namespaces_must_match_once_both_are_enabled(
        self, acme: Any, schemas: tuple[str, str], order: tuple[int, int]
    ) -> None:
        self.reference(acme, schemas[0], "Other")
        acme.registry.patch(acme.scope, "schemas", schemas[order[0]], TAG)
        with pytest.raises(ApiError, match=r"'Other' of /_acme/ref, 'Key' of ") as refusal:
            acme.registry.patch(acme.scope, "schemas", schemas[order[1]], TAG)
        assert refusal.value.code == "XDM-1527-400"
        assert refusal.value.detail.startswith(
            "If both schemas from an existing xdm:descriptorOneToOne descriptor are promoted to union, and one of "
            "those schemas contains a primary identity, the xdm:identityNamespace of the source schema's "
            "descriptorReferenceIdentity field must match the xdm:namespace field of destination schema's "
            "xdm:descriptorIdentity field."
        )
