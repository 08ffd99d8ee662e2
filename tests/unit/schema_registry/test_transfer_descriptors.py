"""Payloads with descriptors, as a CSV template gives them: imported behind the schemas, or nothing is."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry import transfer
from tests.unit.schema_registry.csv_templates import CHOSEN, CUSTOM, of

pytestmark = pytest.mark.documented("help/xdm/api/csv-to-schema.md")


@pytest.fixture
def payload(acme: Any) -> list[dict[str, Any]]:
    identity = {"isIdentity": "TRUE", "identityNamespace": "email", "isPrimaryIdentity": "TRUE"}
    return of(
        acme,
        {**CHOSEN, "fieldPath": "person/name/firstName", "displayName": "First"},
        {**CUSTOM, "fieldPath": "_acme/a", **identity},
    )


def imported(tenant: Any, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list(tenant.registry.transfer.imported(tenant.scope, entries))


@pytest.mark.parametrize("order", [1, -1])
def test_descriptors_are_imported_after_the_schemas_whatever_their_order(
    acme: Any, payload: list[dict[str, Any]], order: int
) -> None:
    answer = imported(acme, payload[::order])[::order]
    assert [entry["meta:resourceType"] for entry in answer] == ["mixins", "schemas", "descriptors", "descriptors"]
    kept = acme.registry.descriptors.of_schema(acme.scope, payload[1]["$id"])
    assert {entry["@id"] for entry in answer[2:]} == {descriptor["@id"] for descriptor in kept}
    assert all("meta:resourceType" not in descriptor for descriptor in kept)


@pytest.mark.parametrize(
    "change",
    [
        {"xdm:sourceProperty": "/_acme/nothing"},
        {"xdm:sourceSchema": "https://ns.adobe.com/acme/schemas/0"},
        {"xdm:sourceSchema": 5},
        {"@type": "nothing"},
        {"xdm:namespace": None},
    ],
)
def test_a_descriptor_that_is_refused_leaves_nothing_behind(
    acme: Any, payload: list[dict[str, Any]], change: dict[str, Any]
) -> None:
    before = acme.registry.stats(acme.scope)["counts"]
    with pytest.raises(ApiError) as refusal:
        imported(acme, [*payload[:-1], {**payload[-1], **change}])
    assert (refusal.value.status, refusal.value.code) == (400, "XDM-3005-400")
    assert "[3]: " in refusal.value.detail
    assert acme.registry.stats(acme.scope)["counts"] == before
    assert acme.registry.descriptors.of_schema(acme.scope, payload[1]["$id"]) == []
    imported(acme, payload)


def test_descriptors_can_come_alone_and_go_alone(acme: Any, payload: list[dict[str, Any]]) -> None:
    imported(acme, payload[:2])
    schema_id, (named, identity) = payload[1]["$id"], payload[2:]
    with pytest.raises(ApiError):
        imported(acme, [named, identity, identity])
    assert acme.registry.descriptors.of_schema(acme.scope, schema_id) == []
    assert len(imported(acme, [named, identity])) == 2
    assert len(acme.registry.descriptors.of_schema(acme.scope, schema_id)) == 2


def test_a_payload_has_a_limited_number_of_descriptors(acme: Any, payload: list[dict[str, Any]]) -> None:
    with pytest.raises(ApiError, match="descriptors"):
        imported(acme, [payload[-1]] * (transfer.MAX_DESCRIPTORS + 1))
