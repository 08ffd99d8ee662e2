"""The namespace of ad hoc classes, wherever a class and its schemas go."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry.ad_hoc import ADHOC, renamed
from aep_emulator.services.schema_registry.copying import replaced
from tests.unit.schema_registry.conftest import Tenant

TEXT = {"type": "string"}


def fields(namespace: str = "_adhoc", **changes: Any) -> dict[str, Any]:
    return {"properties": {namespace: {"type": "object", "properties": {"a": TEXT}}}, **changes}


def make_class(acme: Tenant, title: str = "Loaded", **changes: Any) -> dict[str, Any]:
    body = {"title": title, "allOf": [{"$ref": ADHOC}, fields()], **changes}
    return acme.registry.create(acme.scope, "classes", body)


@pytest.mark.documented("help/xdm/tutorials/ad-hoc.md")
def test_fields_move_wherever_they_are_sent() -> None:
    sent = {
        **fields(required=["_adhoc", "b"]),
        "allOf": [fields(), {"allOf": [fields()]}],
        "definitions": {"own": fields(required=["_adhoc"])},
    }
    assert renamed(sent, "_c1") == {
        **fields("_c1", required=["_c1", "b"]),
        "allOf": [fields("_c1"), {"allOf": [fields("_c1")]}],
        "definitions": {"own": fields("_c1", required=["_c1"])},
    }
    with pytest.raises(ApiError, match="'_adhoc' stands for '_c1'"):
        renamed({"properties": {"_adhoc": TEXT, "_c1": TEXT}}, "_c1")


@pytest.mark.assumed("no page has a schema that is based on the behavior without a class")
def test_a_schema_without_a_class_has_a_namespace_of_its_own(acme: Tenant) -> None:
    body = {"title": "Loose", "allOf": [{"$ref": ADHOC}, fields()]}
    made = acme.registry.create(acme.scope, "schemas", body)
    namespace = "_" + made["$id"].rpartition("/")[2]
    assert made["meta:datasetNamespace"] == namespace
    assert list(acme.look_up("schemas", made["meta:altId"], "-full")["properties"]) == [namespace]


def test_a_class_that_extends_an_ad_hoc_class_has_a_namespace_beside_it(acme: Tenant) -> None:
    above = make_class(acme)
    below = make_class(acme, "More", allOf=[{"$ref": above["$id"]}, fields()])
    assert below["meta:datasetNamespace"] not in (None, above["meta:datasetNamespace"])
    schema = acme.look_up("schemas", acme.schema("S", base=below["$id"]), "-full")
    assert schema["meta:datasetNamespace"] == below["meta:datasetNamespace"]
    assert set(schema["properties"]) == {above["meta:datasetNamespace"], below["meta:datasetNamespace"]}


def test_resources_of_other_behaviors_have_none_even_when_they_send_one(acme: Tenant) -> None:
    body = acme.group_body("Group", a="string") | {"meta:datasetNamespace": "_x"}
    assert "meta:datasetNamespace" not in acme.registry.create(acme.scope, "mixins", body)


def test_a_class_is_exported_and_imported_with_its_namespace(acme: Tenant, other: Tenant) -> None:
    made = make_class(acme)
    schema = acme.schema("S", base=made["$id"])
    payload = acme.registry.transfer.exported(acme.scope, schema)
    imported = other.registry.transfer.imported(other.scope, payload)
    assert [resource["meta:datasetNamespace"] for resource in imported] == [made["meta:datasetNamespace"]] * 2
    properties = other.look_up("schemas", imported[1]["meta:altId"], "-full")["properties"]
    assert list(properties) == [made["meta:datasetNamespace"]]


def test_a_copy_of_a_class_has_the_namespace_of_its_own_id(acme: Tenant) -> None:
    copying = acme.registry.copying
    original = make_class(acme)
    schema = acme.registry.find_schema(acme.scope, acme.schema("S", base=original["$id"]))
    assert schema is not None
    payloads = [copying.payload(acme.scope, resource) for resource in (original, schema)]
    copies = copying.copied(acme.scope, payloads, {}, 1_700_000_000_000)
    namespace = "_" + copies[original["$id"]]["$id"].rpartition("/")[2]
    assert namespace != original["meta:datasetNamespace"]
    full = acme.look_up("schemas", copies[schema["$id"]]["$id"], "-full")
    assert (full["meta:datasetNamespace"], list(full["properties"])) == (namespace, [namespace])


def test_paths_follow_the_namespace_of_a_copy() -> None:
    names = {"_c1": "_c2"}
    assert replaced({"_c1": ["/_c1/a", "_c1.a", "x_c1", "_c1_b", "_c11"]}, names) == {
        "_c2": ["/_c2/a", "_c2.a", "x_c1", "_c1_b", "_c11"]
    }
