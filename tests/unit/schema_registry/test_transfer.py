"""Export payloads: complete, free of the tenant's name, imported as a whole or not at all."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry import transfer

PROFILE = "https://ns.adobe.com/xdm/context/profile"
RECORD = "https://ns.adobe.com/xdm/data/record"
KINDS = ("schemas", "classes", "mixins", "datatypes")


@pytest.fixture
def schema(acme: Any) -> str:
    """A schema of an own class, with a field group, which has a data type, which has another."""
    inner = acme.data_type("Inner", x="string")
    outer_body = {"title": "Outer", "properties": {"inner": {"$ref": inner}}}
    outer = acme.registry.create(acme.scope, "datatypes", outer_body)["$id"]
    own_class = {"title": "Hotel", "allOf": [{"$ref": RECORD}]}
    class_id = acme.registry.create(acme.scope, "classes", own_class)["$id"]
    return str(acme.schema("Hotels", acme.group("Fields", intended=class_id, o={"$ref": outer}), base=class_id))


def exported(tenant: Any, resource_id: str) -> list[Any]:
    found: list[Any] = tenant.registry.transfer.exported(tenant.scope, resource_id)
    return found


def imported(tenant: Any, payload: Any) -> list[Any]:
    found: list[Any] = tenant.registry.transfer.imported(tenant.scope, payload)
    return found


def refused(tenant: Any, payload: Any, *named: str) -> None:
    """The payload is refused, and nothing of it is there."""
    before = tenant.registry.stats(tenant.scope)["counts"]
    with pytest.raises(ApiError) as refusal:
        imported(tenant, payload)
    assert (refusal.value.status, refusal.value.code) == (400, "XDM-3005-400")
    assert refusal.value.detail.startswith("Failed to import resources.")
    assert all(name in refusal.value.detail for name in named), refusal.value.detail
    assert tenant.registry.stats(tenant.scope)["counts"] == before


@pytest.mark.documented("help/xdm/api/export.md")
def test_a_payload_has_all_that_is_needed_before_what_needs_it(acme: Any, schema: str) -> None:
    payload = exported(acme, schema)
    titles = [part["title"] for part in payload]
    assert set(titles) == {"Inner", "Outer", "Hotel", "Fields", "Hotels"}
    for earlier, later in (("Inner", "Outer"), ("Outer", "Fields"), ("Hotel", "Hotels"), ("Fields", "Hotels")):
        assert titles.index(earlier) < titles.index(later)
    assert "acme" not in json.dumps(payload)
    left_out = {"imsOrg", "refs", "meta:registryMetadata", "meta:containerId", "meta:tenantNamespace"}
    assert all(left_out.isdisjoint(part) for part in payload)


@pytest.mark.documented("help/xdm/api/import.md")
def test_another_tenant_gets_the_same_under_its_own_name(acme: Any, other: Any, schema: str) -> None:
    answer = imported(other, exported(acme, schema))
    assert [document["title"] for document in answer][-1] == "Hotels"
    assert all(document["$id"].startswith("https://ns.adobe.com/other/") for document in answer)
    assert {document["imsOrg"] for document in answer} == {"OTHER@AdobeOrg"}
    assert {document["meta:tenantNamespace"] for document in answer} == {"_other"}
    ours = acme.look_up("schemas", schema, "-full")["properties"]
    theirs = other.look_up("schemas", schema.replace("/acme/", "/other/"), "-full")["properties"]
    assert json.loads(json.dumps(ours).replace("acme", "other")) == theirs
    assert exported(other, answer[-1]["$id"]) != []
    assert len(other.registry.audit_log(other.scope, answer[-1]["$id"])) == 1


@pytest.mark.documented("help/xdm/api/import.md")
@pytest.mark.parametrize("order", [1, -1])
def test_another_sandbox_gets_the_same_ids_in_whatever_order(acme: Any, schema: str, order: int) -> None:
    elsewhere = type(acme)(acme.registry, replace(acme.scope, world="world-3", sandbox_name="dev"))
    payload = exported(acme, schema)
    assert [document["$id"] for document in imported(elsewhere, payload[::order])][::order][-1] == schema
    assert elsewhere.look_up("schemas", schema)["meta:extends"] == acme.look_up("schemas", schema)["meta:extends"]
    assert exported(elsewhere, schema) == [{**part, "meta:sandboxId": "world-3"} for part in payload]


@pytest.mark.assumed("schema-registry.yaml asks for unique ids; no source says what a partly known payload does")
def test_only_what_is_missing_is_made(acme: Any, other: Any, schema: str) -> None:
    payload = exported(acme, schema)
    known = [part for part in payload if part["meta:resourceType"] == "datatypes"]
    imported(other, known)
    assert len(imported(other, payload)) == len(payload)
    assert other.registry.stats(other.scope)["counts"]["datatypes"] == len(known)


@pytest.mark.documented("schema-registry.yaml importError")
def test_ids_and_titles_must_be_unique(acme: Any, other: Any, schema: str) -> None:
    payload = exported(acme, schema)
    refused(acme, payload, "$id must be unique", "already exists")
    taken = other.group("Hotels", a="string")
    refused(other, payload, "Error: Title must be unique. An object", taken)
    other.registry.delete(other.scope, "mixins", taken)
    imported(other, payload[:1])
    changed = copy.deepcopy(payload)
    changed[0]["description"] = "Another"
    refused(other, changed, "already exists with other content")
    refused(other, [*payload, payload[-1]], "the same $id")
    twin = {**payload[0], "$id": payload[0]["$id"] + "0"}
    refused(other, [*payload[1:], twin, {**twin, "$id": payload[0]["$id"] + "1"}], "Title must be unique")


@pytest.mark.parametrize(
    ("payload", "named"),
    [
        (None, "an array"),
        ({}, "an array"),
        ([], "an array"),
        ("text", "an array"),
        ([5], "[0]"),
        ([None], "[0]"),
        ([{}], "$id"),
        ([{"$id": 5}], "$id"),
        ([{"$id": "x", "title": "T", "meta:resourceType": "mixins"}], "is not of the form"),
        ([{"$id": "https://ns.adobe.com/acme/mixins/1", "title": "T", "meta:resourceType": "mixins"}], "form"),
        ([{"$id": "https://ns.adobe.com/other/mixins/a.b", "title": "T", "meta:resourceType": "mixins"}], "form"),
        ([{"$id": "https://ns.adobe.com/other/mixins/1", "title": "T", "meta:resourceType": "schemas"}], "form"),
        ([{"$id": "https://ns.adobe.com/other/x/1", "title": "T", "meta:resourceType": "x"}], "meta:resourceType"),
        ([{"$id": "https://ns.adobe.com/other/mixins/1", "title": "T", "meta:resourceType": "mixins"}], "intended"),
        (
            [{"$id": "https://ns.adobe.com/other/schemas/1", "title": "T", "meta:resourceType": "schemas", "allOf": 5}],
            "allOf",
        ),
        (
            [
                {
                    "$id": "https://ns.adobe.com/other/schemas/1",
                    "title": "T",
                    "meta:resourceType": "schemas",
                    "allOf": [{"$ref": PROFILE}, {"$ref": "https://ns.adobe.com/other/mixins/2"}],
                }
            ],
            "leads to nothing",
        ),
    ],
)
def test_what_is_no_payload_is_refused(other: Any, payload: Any, named: str) -> None:
    refused(other, payload, named)


def test_one_bad_resource_spoils_the_payload(acme: Any, other: Any, schema: str) -> None:
    payload = exported(acme, schema)
    bad = copy.deepcopy(payload)
    bad[-1]["allOf"].append({"$ref": "https://ns.adobe.com/xdm/context/nothing"})
    refused(other, bad, "nothing")
    bad = [
        {**part, "properties": {"loose": {"type": "string"}}} if part["title"] == "Fields" else part for part in payload
    ]
    refused(other, bad, "/loose")
    refused(other, [payload[0]] * (transfer.MAX_RESOURCES + 1), "more than")


@pytest.mark.assumed("the identity that the union tag needs is not part of a payload")
def test_the_union_tag_stays_at_home(acme: Any, other: Any) -> None:
    schema = acme.enabled("Enabled")
    (payload,) = exported(acme, schema)
    assert "meta:immutableTags" not in payload
    assert "meta:immutableTags" not in imported(other, [payload])[0]


@pytest.mark.assumed("no page says what the export of a standard resource is")
def test_a_standard_resource_is_exported_alone_and_skipped_by_an_import(acme: Any, other: Any) -> None:
    payload = exported(acme, "_xdm.context.profile")
    assert [part["$id"] for part in payload] == [PROFILE]
    counts = other.registry.stats(other.scope)["counts"]
    assert [document["$id"] for document in imported(other, payload)] == [PROFILE]
    assert other.registry.stats(other.scope)["counts"] == counts


def test_data_types_inside_each_other_are_transferred(acme: Any, other: Any) -> None:
    one = acme.data_type("One", x="string")
    two_body = {"title": "Two", "properties": {"one": {"$ref": one}}}
    two = acme.registry.create(acme.scope, "datatypes", two_body)["$id"]
    acme.registry.put(acme.scope, "datatypes", one, {"title": "One", "properties": {"two": {"$ref": two}}})
    answer = imported(other, exported(acme, one))
    assert {document["title"] for document in answer} == {"One", "Two"}
