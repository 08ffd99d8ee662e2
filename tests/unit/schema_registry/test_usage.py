"""What is in use is neither deleted nor changed in a way that breaks its records."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError

pytestmark = pytest.mark.documented("help/xdm/schema/composition.md")


@pytest.fixture(params=["enabled for Profile", "with a dataset", "with a dataset that names it by meta:altId"])
def in_use(request: pytest.FixtureRequest, acme: Any) -> tuple[str, str, str]:
    """A schema in use, its field group, and the data type of a field of that."""
    data_type = acme.data_type("Type", x="string")
    group = acme.group("Group", a="string", b={"$ref": data_type})
    if request.param == "enabled for Profile":
        return acme.enabled("Schema", group), group, data_type
    schema = acme.schema("Schema", group)
    named = acme.look_up("schemas", schema)["meta:altId"] if "altId" in request.param else schema
    acme.registry.ask_for_used_schemas(lambda scope: [named] if scope.world == acme.scope.world else [])
    return schema, group, data_type


def test_no_part_of_it_is_deleted(acme: Any, in_use: tuple[str, str, str]) -> None:
    schema, group, data_type = in_use
    for kind, resource_id in (("schemas", schema), ("mixins", group), ("datatypes", data_type)):
        with pytest.raises(ApiError, match="in use") as refusal:
            acme.registry.delete(acme.scope, kind, resource_id)
        assert refusal.value.status == 400
        assert acme.look_up(kind, resource_id)["version"] == "1.0"


def test_its_fields_stay_what_they_are(acme: Any, in_use: tuple[str, str, str]) -> None:
    schema, group, data_type = in_use
    with pytest.raises(ApiError, match="/_acme/b: a field cannot be removed") as refusal:
        acme.change_group(group, a="string")
    assert schema in refusal.value.detail
    with pytest.raises(ApiError, match="/_acme/a: its type was string and cannot become integer"):
        acme.change_group(group, a="integer", b={"$ref": data_type})
    with pytest.raises(ApiError, match="/_acme/b/x: a field cannot be removed"):
        acme.registry.put(acme.scope, "datatypes", data_type, {"title": "Type", "properties": {}})
    parts = [part for part in acme.look_up("schemas", schema)["allOf"] if part["$ref"] != group]
    with pytest.raises(ApiError, match="/_acme: a field cannot be removed"):
        acme.registry.patch(acme.scope, "schemas", schema, [{"op": "replace", "path": "/allOf", "value": parts}])


def test_fields_are_added_to_it(acme: Any, in_use: tuple[str, str, str]) -> None:
    schema, group, data_type = in_use
    acme.change_group(group, a="string", b={"$ref": data_type}, c="integer")
    added = {"op": "add", "path": "/allOf/-", "value": {"$ref": acme.group("Further", d="string")}}
    acme.registry.patch(acme.scope, "schemas", schema, [added, {"op": "add", "path": "/description", "value": "New"}])
    fields = acme.look_up("schemas", schema, "-full")["properties"]["_acme"]["properties"]
    assert list(fields) == ["a", "b", "c", "d"]


def test_what_nobody_uses_changes_as_it_likes(acme: Any, other: Any, in_use: tuple[str, str, str]) -> None:
    for tenant in (acme, other):
        group = tenant.group("Free", f="string")
        schema = tenant.schema("Free schema", group)
        tenant.change_group(group, "Free", f="integer")
        tenant.registry.delete(tenant.scope, "mixins", group)
        tenant.registry.delete(tenant.scope, "schemas", schema)


@pytest.mark.assumed("no page says what becomes of the descriptors of a deleted schema")
def test_a_deleted_schema_takes_its_descriptors_along(acme: Any) -> None:
    group = acme.group("Group", a="string")
    gone, kept = acme.schema("Gone", group), acme.schema("Kept", group)
    for schema in (gone, kept):
        acme.describe(schema, "descriptorIdentity", "/_acme/a", **{"xdm:namespace": "A", "xdm:isPrimary": True})
    acme.registry.delete(acme.scope, "schemas", gone)
    assert not acme.registry.descriptors.of_schema(acme.scope, gone)
    assert len(acme.registry.descriptors.of_schema(acme.scope, kept)) == 1
