"""What comes along with an object, and what its copy is like."""

from __future__ import annotations

from typing import Any

import pytest

PROFILE = "https://ns.adobe.com/xdm/context/profile"
RECORD = "https://ns.adobe.com/xdm/data/record"
TEXT = {"type": "string", "title": "T"}
NOW = 1_700_000_000_000


def types(job: dict[str, Any]) -> list[str]:
    return [task["artifact"]["type"].removeprefix("REGISTRY_") for task in job["completedTasks"]]


def own(fields: dict[str, Any]) -> dict[str, Any]:
    return {"_emulator": {"type": "object", "properties": fields}}


def test_a_schema_of_an_own_class_comes_with_all_its_parts(emulator: Any) -> None:
    tier = emulator.resource("datatypes", "Tier", properties={"level": TEXT})
    person = emulator.resource("datatypes", "Person", properties={"tier": {"$ref": tier, "title": "T"}})
    shop = emulator.resource("classes", "Shop", allOf=[{"$ref": RECORD}])
    fields = own({"owner": {"$ref": person, "title": "O"}})
    group = emulator.resource("fieldgroups", "Owner", properties=fields, **{"meta:intendedToExtend": [shop]})
    schema = emulator.schema("Shops", shop, group)
    job = emulator.imported(emulator.published(("REGISTRY_SCHEMA", schema)))
    assert types(job) == ["CLASS", "DATATYPE", "DATATYPE", "MIXIN", "SCHEMA"]
    new = job["importReplacementMap"]
    assert set(new) == {tier, person, shop, group, schema}
    shown = emulator.call("GET", f"/schemaregistry/tenant/schemas/{_alt(new[schema])}", sandbox="dev")
    assert shown.json["meta:class"] == new[shop]
    assert {part["$ref"] for part in shown.json["allOf"]} == {new[shop], new[group]}
    copied = emulator.call("GET", f"/schemaregistry/tenant/fieldgroups/{_alt(new[group])}", sandbox="dev").json
    assert copied["meta:intendedToExtend"] == [new[shop]]
    assert copied["properties"]["_emulator"]["properties"]["owner"]["$ref"] == new[person]


def test_a_field_group_brings_the_class_it_is_for(emulator: Any) -> None:
    shop = emulator.resource("classes", "Shop", allOf=[{"$ref": RECORD}])
    group = emulator.resource("fieldgroups", "G", properties=own({"a": TEXT}), **{"meta:intendedToExtend": [shop]})
    job = emulator.imported(emulator.published(("REGISTRY_MIXIN", group)))
    assert types(job) == ["CLASS", "MIXIN"]


def test_data_types_may_refer_to_each_other(emulator: Any) -> None:
    first = emulator.resource("datatypes", "A", properties={"x": TEXT})
    second = emulator.resource("datatypes", "B", properties={"a": {"$ref": first, "title": "A"}})
    patch = [{"op": "add", "path": "/properties/b", "value": {"$ref": second, "title": "B"}}]
    assert emulator.call("PATCH", f"/schemaregistry/tenant/datatypes/{_alt(first)}", patch).status_code == 200
    new = emulator.imported(emulator.published(("REGISTRY_DATATYPE", first)))["importReplacementMap"]
    assert set(new) == {first, second}
    copied = emulator.call("GET", f"/schemaregistry/tenant/datatypes/{_alt(new[first])}", sandbox="dev").json
    assert copied["properties"]["b"]["$ref"] == new[second]
    # They are also taken back together.
    schema = emulator.schema("S", PROFILE, f"{PROFILE}-personal-details")
    broken = emulator.published(("REGISTRY_DATATYPE", first), ("FLOW", _flow(emulator, versions=1, schema=schema)))
    base = emulator.made("/flowservice/connections", _base("unlike"), sandbox="dev")["id"]
    assert sorted(emulator.titles("datatypes")) == ["A", "B"]
    needed = emulator.call("POST", f"/exim/packages/{broken}/children").json
    (old_base,) = [each["id"] for each in needed if each["type"] == "BASE_CONNECTION"]
    job = emulator.imported(broken, alternatives={old_base: {"id": base, "type": "BASE_CONNECTION"}})
    assert (job["jobStatus"], sorted(emulator.titles("datatypes"))) == ("FAILED", ["A", "B"])


def test_an_object_may_be_named_by_its_alternate_id(emulator: Any) -> None:
    schema = emulator.schema("S")
    job = emulator.imported(emulator.published(("REGISTRY_SCHEMA", _alt(schema)), ("REGISTRY_SCHEMA", schema)))
    assert list(job["importReplacementMap"]) == [schema]


@pytest.mark.parametrize("artifact_id", [PROFILE, "https://ns.adobe.com/emulator/classes/0", ""])
def test_standard_and_missing_components_are_not_packaged(emulator: Any, artifact_id: str) -> None:
    package_id = emulator.package(("REGISTRY_CLASS", artifact_id or "x"))
    job = emulator.publish(package_id)
    assert (job["jobStatus"], job["completedTasks"][0]["artifact"]["id"]) == ("FAILED", artifact_id or "x")


def test_an_object_frozen_is_imported_as_it_was(emulator: Any) -> None:
    group = emulator.resource("fieldgroups", "G", properties=own({"a": TEXT}), **{"meta:intendedToExtend": [PROFILE]})
    dataset = emulator.dataset(emulator.schema("Before", PROFILE, group))
    package_id = emulator.published(("CATALOG_DATASET", dataset))
    emulator.call("PATCH", f"/catalog/dataSets/{dataset}", {"name": "After"})
    patch = [{"op": "add", "path": "/properties/_emulator/properties/b", "value": TEXT}]
    assert emulator.call("PATCH", f"/schemaregistry/tenant/fieldgroups/{_alt(group)}", patch).status_code == 200
    new = emulator.imported(package_id)["importReplacementMap"]
    copied = emulator.call("GET", f"/schemaregistry/tenant/fieldgroups/{_alt(new[group])}", sandbox="dev").json
    assert set(copied["properties"]["_emulator"]["properties"]) == {"a"}
    (shown,) = emulator.call("GET", "/catalog/dataSets", sandbox="dev").json.values()
    assert shown["name"] == "Members"


def test_a_taken_title_gets_the_time_behind_it(emulator: Any) -> None:
    package_id = emulator.published(("REGISTRY_SCHEMA", emulator.schema("S")))
    for _ in range(3):
        assert emulator.imported(package_id)["jobStatus"] == "SUCCESS"
    assert emulator.titles("schemas") == ["S", f"S_{NOW}", f"S_{NOW + 1}"]
    # A copy of a copy does not have two times behind it.
    copy = emulator.call("GET", "/schemaregistry/tenant/schemas", sandbox="dev").json["results"][1]["$id"]
    place = {"name": "dev", "imsOrgId": "ACME@AdobeOrg"}
    again = emulator.published(("REGISTRY_SCHEMA", copy), name="again", sourceSandbox=place)
    emulator.imported(again)
    assert emulator.titles("schemas")[-1] == f"S_{NOW + 2}"


def test_a_copy_remembers_its_original(emulator: Any) -> None:
    schema = emulator.schema("S")
    copy = emulator.imported(emulator.published(("REGISTRY_SCHEMA", schema)))["importReplacementMap"][schema]
    place = {"name": "dev", "imsOrgId": "ACME@AdobeOrg"}
    back = emulator.published(("REGISTRY_SCHEMA", copy), name="back", sourceSandbox=place)
    original = f"ACME@AdobeOrg::prod::REGISTRY_SCHEMA::{schema}"
    (conflict,) = emulator.call("GET", f"/exim/packages/{back}/import?targetSandbox=prod").json
    assert conflict["parentID"] == original
    assert [each["id"] for each in conflict["suggestionList"]] == [schema]
    assert emulator.imported(back, "prod")["sourceParentArtifactMap"] == {copy: original}


def test_a_mapping_set_keeps_its_versions(emulator: Any) -> None:
    flow = _flow(emulator, versions=3)
    job = emulator.imported(emulator.published(("FLOW", flow)))
    assert job["jobStatus"] == "SUCCESS"
    (copied,) = [
        task["artifact"]["newId"] for task in job["completedTasks"] if task["artifact"]["type"] == "MAPPING_SET"
    ]
    sources = [
        emulator.call("GET", f"/conversion/mappingSets/{copied}?version={version}", sandbox="dev").json["mappings"][0]
        for version in range(3)
    ]
    assert [mapping["source"] for mapping in sources] == ["v0", "v1", "v2"]


def test_what_was_made_goes_again_when_something_cannot_be_made(emulator: Any) -> None:
    flow = _flow(emulator, versions=1)
    package_id = emulator.published(("FLOW", flow), ("REGISTRY_SCHEMA", emulator.schema("Other")))
    base = emulator.made("/flowservice/connections", _base("unlike"), sandbox="dev")["id"]
    before = _contents(emulator)
    needed = emulator.call("POST", f"/exim/packages/{package_id}/children").json
    (old_base,) = [each["id"] for each in needed if each["type"] == "BASE_CONNECTION"]
    # A base connection of another kind: everything before the source connection is made, and taken back.
    job = emulator.imported(package_id, alternatives={old_base: {"id": base, "type": "BASE_CONNECTION"}})
    assert job["jobStatus"] == "FAILED"
    assert [task["artifact"]["type"] for task in job["completedTasks"]] == ["SOURCE_CONNECTION"]
    assert _contents(emulator) == before


def _alt(resource_id: str) -> str:
    return resource_id.replace("https://ns.adobe.com/", "_").replace("/", ".")


def _base(kind: str = "") -> dict[str, Any]:
    spec = "cfc0fee1-7dc0-40ef-b73e-d8b134c436f5" if kind else "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
    auth = (
        {"specName": "Basic Authentication", "params": {"host": "h", "accessToken": "t"}}
        if not kind
        else {"specName": "Basic Authentication", "params": {"username": "u", "password": "p", "securityToken": "t"}}
    )
    return {"name": "Shop", "auth": auth, "connectionSpec": {"id": spec, "version": "1.0"}}


def _target(emulator: Any, dataset: str, schema: str) -> str:
    body = {
        "name": "Target",
        "data": {"schema": {"id": schema, "version": "application/vnd.adobe.xed-full+json;version=1"}},
        "params": {"dataSetId": dataset},
        "connectionSpec": {"id": "c604ff05-7f1a-43c0-8e18-33bf874cb11c", "version": "1.0"},
    }
    return str(emulator.made("/flowservice/targetConnections", body)["id"])


def _flow(emulator: Any, *, versions: int, schema: str = "") -> str:
    """The id of a dataflow whose mapping set has so many versions."""
    schema = schema or emulator.schema("Members", PROFILE, f"{PROFILE}-personal-details")
    base = emulator.made("/flowservice/connections", _base())["id"]
    source = {
        "name": "Orders",
        "baseConnectionId": base,
        "data": {"format": "tabular"},
        "params": {"tableName": "Shopify.Orders"},
        "connectionSpec": _base()["connectionSpec"],
    }

    def mapping(version: int) -> dict[str, Any]:
        paths = {"sourceType": "ATTRIBUTE", "source": f"v{version}", "destination": "personalEmail.address"}
        return {"xdmSchema": schema, "xdmVersion": "1.0", "mappings": [paths]}

    mapping_set = emulator.made("/conversion/mappingSets", mapping(0))["id"]
    for version in range(1, versions):
        assert emulator.call("PUT", f"/conversion/mappingSets/{mapping_set}", mapping(version)).status_code == 200
    body = {
        "name": "Flow",
        "flowSpec": {"id": "14518937-270c-4525-bdec-c2ba7cce3860", "version": "1.0"},
        "sourceConnectionIds": [emulator.made("/flowservice/sourceConnections", source)["id"]],
        "targetConnectionIds": [_target(emulator, emulator.dataset(schema), schema)],
        "transformations": [{"name": "Mapping", "params": {"mappingId": mapping_set, "mappingVersion": versions - 1}}],
        "scheduleParams": {"startTime": 1604961070, "frequency": "once"},
    }
    return str(emulator.made("/flowservice/flows", body)["id"])


def _contents(emulator: Any) -> list[Any]:
    paths = [
        *(f"/schemaregistry/tenant/{kind}" for kind in ("schemas", "classes", "fieldgroups", "datatypes")),
        "/catalog/dataSets",
        "/catalog/dataSetViews",
        "/conversion/mappingSets",
        *(f"/flowservice/{kind}" for kind in ("connections", "sourceConnections", "targetConnections", "flows")),
    ]
    return [emulator.call("GET", path, sandbox="dev").json for path in paths]
