"""The primary identity of a schema as a field that its records must have."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.schema_registry.primary_identity import with_required
from aep_emulator.services.streaming.record_check import RecordCheck

LEAF = {"type": "string"}
IDENTITY_MAP = "https://ns.adobe.com/xdm/context/identitymap"
PRIMARY = {"xdm:namespace": "Email", "xdm:isPrimary": True}


def obj(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.documented("help/xdm/tutorials/create-schema-api.md")
def test_the_field_and_its_parents_are_required() -> None:
    document = {**obj(a=obj(b=LEAF, c=LEAF), d=LEAF), "required": ["d"]}
    before = repr(document)
    inner = {**obj(b={**LEAF, "minLength": 1}, c=LEAF), "required": ["b"]}
    assert with_required(document, "/a/b") == {**obj(a=inner, d=LEAF), "required": ["d", "a"]}
    assert repr(document) == before


def test_what_is_required_already_is_named_once() -> None:
    document = {**obj(a={**LEAF, "minLength": 3}), "required": ["a"]}
    assert with_required(document, "/xdm:a") == document


def test_only_a_text_can_be_empty() -> None:
    assert with_required(obj(a={"type": "integer"}), "/a") == {**obj(a={"type": "integer"}), "required": ["a"]}


@pytest.mark.assumed("the pages have no primary identity inside an array or a map")
@pytest.mark.parametrize("path", ["/list/sku", "/list[*]/sku", "/map/key", "/gone", "/a/gone"])
def test_what_may_be_missing_stays_optional(path: str) -> None:
    listed = {"type": "array", "items": obj(sku=LEAF)}
    document = obj(list=listed, map={"type": "object", "additionalProperties": obj(key=LEAF)}, a=LEAF)
    assert with_required(document, path) is document


class TestRegistry:
    """The resolved schema, for the API and for those who check records with it."""

    pytestmark = pytest.mark.documented("help/ingestion/tutorials/streaming-record-data.md")

    @pytest.fixture
    def schema(self, acme: Any) -> str:
        return str(acme.schema("S", IDENTITY_MAP, acme.group(key="string", other="string")))

    def composed(self, acme: Any, schema: str) -> dict[str, Any]:
        found: dict[str, Any] = acme.registry.composed(acme.scope, schema)
        return found

    def test_the_schema_follows_the_descriptor(self, acme: Any, schema: str) -> None:
        before = self.composed(acme, schema)
        assert "required" not in before
        descriptor_id = acme.describe(schema, "descriptorIdentity", "/_acme/key", **PRIMARY)
        for composed in (self.composed(acme, schema), acme.look_up("schemas", schema, "-full")):
            assert composed["required"] == ["_acme"]
            assert composed["properties"]["_acme"]["required"] == ["key"]
        body = {
            "@type": "xdm:descriptorIdentity",
            "xdm:sourceSchema": schema,
            "xdm:sourceProperty": "/_acme/other",
            **PRIMARY,
        }
        acme.registry.descriptors.put(acme.scope, descriptor_id, body)
        assert self.composed(acme, schema)["properties"]["_acme"]["required"] == ["other"]
        acme.registry.descriptors.put(acme.scope, descriptor_id, {**body, "xdm:isPrimary": False})
        assert self.composed(acme, schema) is before
        acme.registry.descriptors.put(acme.scope, descriptor_id, body)
        acme.registry.descriptors.delete(acme.scope, descriptor_id)
        assert self.composed(acme, schema) is before

    def test_it_is_the_same_object_as_long_as_nothing_changes(self, acme: Any, schema: str) -> None:
        acme.describe(schema, "descriptorIdentity", "/_acme/key", **PRIMARY)
        first = self.composed(acme, schema)
        acme.describe(schema, "descriptorIdentity", "/_acme/other", **{**PRIMARY, "xdm:isPrimary": False})
        assert self.composed(acme, schema) is first
        acme.registry.patch(acme.scope, "schemas", schema, [{"op": "add", "path": "/description", "value": "New"}])
        changed = self.composed(acme, schema)
        assert changed is not first
        assert (changed["description"], changed["required"]) == ("New", ["_acme"])

    def test_the_form_with_references_requires_nothing(self, acme: Any, schema: str) -> None:
        before = acme.look_up("schemas", schema)
        acme.describe(schema, "descriptorIdentity", "/_acme/key", **PRIMARY)
        assert acme.look_up("schemas", schema) == before

    def test_a_primary_identity_in_the_identity_map_does_not_stand_in(self, acme: Any, schema: str) -> None:
        record = {"_id": "1", "identityMap": {"Email": [{"id": "x", "primary": True}]}}
        assert RecordCheck(self.composed(acme, schema)).errors(record) == []
        acme.describe(schema, "descriptorIdentity", "/_acme/key", **PRIMARY)
        (error,) = RecordCheck(self.composed(acme, schema)).errors(record)
        assert error.message == "required key [_acme] not found"

    @pytest.mark.assumed("no page shows a union of schemas with different primary identities")
    def test_a_union_requires_no_identity(self, acme: Any, schema: str) -> None:
        acme.describe(schema, "descriptorIdentity", "/_acme/key", **PRIMARY)
        tag = {"op": "add", "path": "/meta:immutableTags", "value": ["union"]}
        acme.registry.patch(acme.scope, "schemas", schema, [tag])
        assert "required" not in acme.look_up("unions", "_xdm.context.profile__union", "-full")
