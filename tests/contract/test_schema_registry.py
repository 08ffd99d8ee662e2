"""Schema Registry: the requests of Adobe's API guide. What it refuses is in test_schema_registry_refusals.py."""

from __future__ import annotations

import re
import urllib.parse
from typing import Any

import pytest

ROOT = "/schemaregistry/tenant"
GLOBAL = "/schemaregistry/global"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
RECORD = "https://ns.adobe.com/xdm/data/record"
IDS = {"Accept": "application/vnd.adobe.xed-id+json"}
WHOLE = {"Accept": "application/vnd.adobe.xed+json"}
KINDS = ("schemas", "classes", "fieldgroups", "datatypes")

GENERATED = {
    *("$id", "meta:altId", "meta:resourceType", "version", "imsOrg", "meta:extensible", "meta:abstract"),
    *("meta:xdmType", "meta:registryMetadata", "meta:containerId", "meta:sandboxId", "meta:sandboxType"),
    "meta:tenantNamespace",
}


def form(variant: str = "", family: str = "xed") -> dict[str, str]:
    """The Accept header of a look-up: `form("-full")`."""
    return {"Accept": f"application/vnd.adobe.{family}{variant}+json; version=1"}


def quoted(resource_id: str) -> str:
    return urllib.parse.quote(resource_id, safe="")


@pytest.fixture
def tenant(api: Any) -> str:
    """The tenant id, without underscore."""
    return str(api.get("/schemaregistry/stats").json()["tenantId"])


def body(kind: str, tenant: str, title: str = "Property", **changes: Any) -> dict[str, Any]:
    """A valid body of each kind, after the examples of the API guide."""
    field = {"title": "Property Name", "type": "string", "description": "Name of the property"}
    namespace = {"properties": {f"_{tenant}": {"type": "object", "properties": {"propertyName": field}}}}
    local = [{"$ref": "#/definitions/property"}]
    members: dict[str, Any] = {
        "schemas": {"allOf": [{"$ref": PROFILE}]},
        "classes": {"definitions": {"property": namespace}, "allOf": [{"$ref": RECORD}, *local]},
        "fieldgroups": {
            "meta:intendedToExtend": [PROFILE],
            "definitions": {"property": namespace},
            "allOf": local,
        },
        "datatypes": {"properties": {"yearBuilt": {"type": "integer"}, "propertyName": field}},
    }[kind]
    return {"title": title, "description": "About a property.", "type": "object", **members, **changes}


def make(api: Any, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    response = api.post(f"{ROOT}/{kind}", content)
    assert response.status_code == 201, response.text
    created: dict[str, Any] = response.json()
    return created


def patch(api: Any, kind: str, resource_id: str, *instructions: dict[str, Any]) -> Any:
    return api.call("PATCH", f"{ROOT}/{kind}/{quoted(resource_id)}", json=list(instructions))


@pytest.mark.emulator_only("counts what is in a sandbox that was empty")
@pytest.mark.documented("help/xdm/api/{schemas,classes,field-groups,data-types}.md")
@pytest.mark.parametrize("kind", KINDS)
def test_a_resource_is_made_found_changed_and_removed(api: Any, tenant: str, kind: str) -> None:
    content = body(kind, tenant)
    created = make(api, kind, content)
    segment = "mixins" if kind == "fieldgroups" else kind
    identifier = created["$id"].rpartition("/")[2]
    assert re.fullmatch(r"[0-9a-f]{32,48}", identifier)
    assert created["$id"] == f"https://ns.adobe.com/{tenant}/{segment}/{identifier}"
    assert created["meta:altId"] == f"_{tenant}.{segment}.{identifier}"
    assert created["meta:resourceType"] == segment
    assert set(created) >= GENERATED
    assert {name: created[name] for name in ("title", "description", "type", "version")} == {
        **{name: content[name] for name in ("title", "description", "type")},
        "version": "1.0",
    }
    assert created["meta:extensible"] is created["meta:abstract"] is (kind != "schemas")
    metadata = created["meta:registryMetadata"]
    assert metadata["repo:createdDate"] == metadata["repo:lastModifiedDate"]
    assert re.fullmatch(r"[0-9a-f]{64}", metadata["eTag"])

    # aepp does not always encode the $id.
    for address in (created["meta:altId"], quoted(created["$id"]), created["$id"]):
        for slash in ("", "/"):
            found = api.get(f"{ROOT}/{kind}/{address}{slash}", headers=form())
            assert found.status_code == 200, found.text
            assert found.json() == {**created, "meta:allFieldAccess": True}

    path = f"{ROOT}/{kind}/{created['meta:altId']}"
    replaced = api.call("PUT", path, json={**content, "title": "Property II"})
    assert (replaced.status_code, replaced.json()["title"]) == (200, "Property II")
    changed = patch(api, kind, created["$id"], {"op": "replace", "path": "/description", "value": "Changed."})
    assert changed.status_code == 200
    assert changed.json()["description"] == "Changed."
    assert changed.json()["version"] == "1.2"
    assert changed.json()["meta:descriptorStatus"] == {"result": []}

    removed = api.call("DELETE", path)
    assert (removed.status_code, removed.content) == (204, b"")
    for response in (api.get(path, headers=form()), api.call("DELETE", path), api.call("PUT", path, json=content)):
        assert response.status_code == 404
    assert api.get(f"{ROOT}/{kind}", headers=IDS).json()["results"] == []


@pytest.mark.documented("schema-registry.yaml: /mixins, the older name of /fieldgroups")
def test_field_groups_go_by_their_older_name_too(api: Any, tenant: str) -> None:
    content = body("fieldgroups", tenant)
    created = make(api, "mixins", content)
    path = f"{ROOT}/mixins/{created['meta:altId']}"
    assert (
        api.get(path, headers=form()).json() == api.get(path.replace("mixins/", "fieldgroups/"), headers=form()).json()
    )
    assert created["$id"] in [found["$id"] for found in api.get(f"{ROOT}/mixins", headers=IDS).json()["results"]]
    replaced = api.call("PUT", path, json={**content, "title": "Property II"})
    assert (replaced.status_code, replaced.json()["title"]) == (200, "Property II")
    assert api.call("DELETE", path).status_code == 204
    assert api.get(path.replace("mixins/", "fieldgroups/"), headers=form()).status_code == 404


@pytest.mark.emulator_only("enables a schema for Profile, which cannot be deleted afterwards")
@pytest.mark.documented("help/xdm/tutorials/create-schema-api.md")
def test_the_create_schema_tutorial(api: Any, tenant: str) -> None:
    schema = make(api, "schemas", body("schemas", tenant, "Loyalty Members"))
    assert schema["refs"] == [PROFILE]
    assert schema["meta:class"] == PROFILE
    assert schema["meta:extends"] == ["https://ns.adobe.com/xdm/common/auditable", RECORD, PROFILE]
    assert schema["allOf"] == [{"$ref": PROFILE, "type": "object", "meta:xdmType": "object"}]

    standard = [
        "https://ns.adobe.com/xdm/context/profile-person-details",
        "https://ns.adobe.com/xdm/context/profile-personal-details",
        "https://ns.adobe.com/xdm/mixins/profile/profile-loyalty-details",
    ]
    group = make(api, "fieldgroups", body("fieldgroups", tenant, "Loyalty Tier"))
    assert group["refs"] == []
    parts = [{"op": "add", "path": "/allOf/-", "value": {"$ref": ref}} for ref in (*standard, group["$id"])]
    patched = patch(api, "schemas", schema["$id"], *parts).json()
    assert patched["version"] == "1.1"
    assert patched["refs"] == [*standard, PROFILE, group["$id"]]
    assert patched["meta:extends"] == [*standard, *schema["meta:extends"], group["$id"]]

    # The tutorial gives the data type the field group's title.
    tier = make(api, "datatypes", body("datatypes", tenant, "Loyalty Tier"))
    value = {"loyaltyTier": {"title": "Loyalty Tier", "$ref": tier["$id"], "description": "Loyalty tier info"}}
    path = f"/definitions/property/properties/_{tenant}/properties"
    referring = patch(api, "fieldgroups", group["$id"], {"op": "replace", "path": path, "value": value}).json()
    shown = referring["definitions"]["property"]["properties"][f"_{tenant}"]["properties"]["loyaltyTier"]
    assert shown == {**value["loyaltyTier"], "type": "object", "meta:xdmType": "object"}
    assert referring["refs"] == [tier["$id"]]
    full = api.get(f"{ROOT}/schemas/{schema['meta:altId']}", headers=form("-full")).json()
    field = full["properties"][f"_{tenant}"]["properties"]["loyaltyTier"]
    assert field["meta:referencedFrom"] == tier["$id"]
    assert field["title"] == "Loyalty Tier"
    assert field["properties"]["yearBuilt"] == {"type": "integer", "meta:xdmType": "int"}

    identity = {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": schema["$id"],
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/personalEmail/address",
        "xdm:namespace": "Email",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": True,
    }
    union = {"op": "add", "path": "/meta:immutableTags", "value": ["union"]}
    early = patch(api, "schemas", schema["$id"], union)
    assert early.json()["type"].endswith("XDM-1528-400")
    assert api.post(f"{ROOT}/descriptors", identity).status_code == 201
    enabled = patch(api, "schemas", schema["$id"], union)
    assert enabled.json()["meta:immutableTags"] == ["union"]
    assert patch(api, "schemas", schema["$id"], {**union, "op": "remove"}).status_code == 400


@pytest.mark.documented("help/xdm/api/getting-started.md")
@pytest.mark.parametrize("family", ["xed", "xdm"])
def test_the_accept_header_chooses_the_form(api: Any, tenant: str, family: str) -> None:
    group = make(api, "fieldgroups", body("fieldgroups", tenant))
    content = body("schemas", tenant, "Hotels", allOf=[{"$ref": PROFILE}, {"$ref": group["$id"]}])
    path = f"{ROOT}/schemas/{make(api, 'schemas', content)['meta:altId']}"

    def shown(variant: str) -> dict[str, Any]:
        response = api.get(path, headers=form(variant, family))
        assert response.status_code == 200, response.text
        assert response.headers["Content-Type"].startswith(f"application/vnd.adobe.{family}{variant}+json")
        answer: dict[str, Any] = response.json()
        return answer

    assert [part["$ref"] for part in shown("")["allOf"]] == [PROFILE, group["$id"]]
    assert not {"title", "description"} & set(shown("-notext"))
    full = shown("-full")
    assert "allOf" not in full
    name = full["properties"][f"_{tenant}"]["properties"]["propertyName"]
    assert (name["title"], name["meta:xdmType"]) == ("Property Name", "string")
    bare = shown("-full-notext")["properties"][f"_{tenant}"]["properties"]["propertyName"]
    assert bare == {"type": "string", "meta:xdmType": "string"}
    assert shown("-full-desc")["meta:descriptors"] == []
    assert f"_{tenant}/propertyName" in shown("-full-flat")["properties"]


@pytest.mark.documented("help/xdm/tutorials/field-deprecation-api.md")
def test_deprecated_fields_are_marked_where_asked_for(api: Any, tenant: str) -> None:
    contact = {"$ref": "https://ns.adobe.com/xdm/context/profile-personal-details"}
    schema = make(api, "schemas", body("schemas", tenant, allOf=[{"$ref": PROFILE}, contact]))
    descriptor = {
        "@type": "xdm:descriptorDeprecated",
        "xdm:sourceSchema": schema["$id"],
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": ["/faxPhone", "/xdm:personalEmail/address"],
    }
    assert api.post(f"{ROOT}/descriptors", descriptor).status_code == 201
    path = f"{ROOT}/schemas/{schema['meta:altId']}"
    marked = api.get(path, headers=form("-deprecatefield")).json()["properties"]
    assert marked["faxPhone"]["meta:status"] == "deprecated"
    assert marked["personalEmail"]["properties"]["address"]["meta:status"] == "deprecated"
    assert "meta:status" not in marked["mobilePhone"]
    assert "meta:status" not in api.get(path, headers=form("-full")).json()["properties"]["faxPhone"]


@pytest.mark.emulator_only("counts what is in a sandbox that was empty")
@pytest.mark.documented("help/xdm/api/appendix.md")
def test_lists_are_sorted_filtered_and_paged(api: Any, tenant: str) -> None:
    for title, description in (("B", "x"), ("A", "y"), ("C", "x"), ("D", "y")):
        make(api, "datatypes", body("datatypes", tenant, title, description=description))

    def titles(query: str) -> list[str]:
        response = api.get(f"{ROOT}/datatypes?{query}", headers=IDS)
        assert response.status_code == 200, response.text
        answer = response.json()
        assert answer["_page"]["count"] == len(answer["results"])
        assert all(set(item) == {"$id", "meta:altId", "version", "title"} for item in answer["results"])
        return [item["title"] for item in answer["results"]]

    assert titles("") == ["B", "A", "C", "D"]
    assert titles("orderby=title") == ["A", "B", "C", "D"]
    assert titles("orderby=-title") == ["D", "C", "B", "A"]
    assert titles("orderby=description,-title") == ["C", "B", "D", "A"]
    assert titles("orderby=title&start=B&limit=1") == ["C"]
    assert titles("orderby=title&limit=500") == ["A", "B", "C", "D"]
    assert titles("property=title==C") == ["C"]
    assert titles("property=title~%5E[AB]$") == ["B", "A"]
    assert titles("property=description!=x&property=title>A") == ["D"]
    assert titles("property=version&orderby=title") == ["A", "B", "C", "D"]
    assert titles("property=nothing") == []

    for orderby in ("title", "-title", "description", "-description,title", "updated"):
        seen: list[str] = []
        url: str | None = f"{api.base_url}/data/foundation{ROOT}/datatypes?orderby={orderby}&limit=1"
        while url:
            page = api.session.get(url, headers=WHOLE, timeout=30).json()
            seen += [item["title"] for item in page["results"]]
            url = (page["_links"]["next"] or {}).get("href")
        assert seen == titles(f"orderby={orderby}"), orderby
        assert page["_page"] == {"orderby": orderby, "next": None, "count": 1}


@pytest.mark.documented("help/xdm/api/list-resources.md")
def test_the_global_container_is_read_only(api: Any, tenant: str) -> None:
    listed = api.get(f"{GLOBAL}/classes", headers=IDS).json()
    assert {
        "title": "XDM Individual Profile",
        "$id": PROFILE,
        "meta:altId": "_xdm.context.profile",
        "version": "1",
    } in (listed["results"])
    compatible = api.get(f"{GLOBAL}/fieldgroups?property=meta:intendedToExtend=={PROFILE}", headers=WHOLE).json()
    assert compatible["results"]
    assert all(PROFILE in group["meta:intendedToExtend"] for group in compatible["results"])
    href = compatible["_links"]["global_schemas"]["href"]
    assert href.endswith(f"/schemaregistry/global/fieldgroups?property=meta:intendedToExtend=={PROFILE}")
    for address in ("_xdm.context.profile", quoted(PROFILE), quoted(PROFILE) + "/"):
        assert api.get(f"{GLOBAL}/classes/{address}", headers=form()).json()["$id"] == PROFILE
    for method in ("PUT", "PATCH", "DELETE"):
        assert api.call(method, f"{GLOBAL}/classes/_xdm.context.profile", json={}).status_code == 405
        response = api.call(method, f"{ROOT}/classes/_xdm.context.profile", json=[{}] if method == "PATCH" else {})
        assert response.status_code == 404
    assert api.post(f"{GLOBAL}/classes", body("classes", tenant)).status_code == 405


@pytest.mark.documented("help/xdm/api/behaviors.md")
def test_behaviors(api: Any) -> None:
    listed = api.get(f"{GLOBAL}/behaviors", headers=IDS).json()
    assert {item["$id"].rpartition("/")[2] for item in listed["results"]} == {"record", "adhoc", "time-series"}
    assert listed["_page"] == {"orderby": "updated", "next": None, "count": 3}
    assert listed["_links"] == {"next": None}
    record = api.get(f"{GLOBAL}/behaviors/_xdm.data.record", headers=form()).json()
    assert record["definitions"]["record"]["properties"]["_id"]["meta:xdmField"] == "@id"
    assert record["meta:resourceType"] == "behaviors"


@pytest.mark.emulator_only("counts what is in a sandbox that was empty")
@pytest.mark.documented("help/xdm/api/getting-started.md")
def test_stats_count_and_name_what_the_organisation_has(api: Any, tenant: str) -> None:
    assert set(api.get("/schemaregistry/stats/").json()["counts"].values()) == {0}
    own_class = make(api, "classes", body("classes", tenant, "Hotel"))
    content = body("schemas", tenant, "Hotels", allOf=[{"$ref": own_class["$id"]}])
    schema = make(api, "schemas", content)
    stats = api.get("/schemaregistry/stats").json()
    assert stats["counts"] == {"schemas": 1, "mixins": 0, "datatypes": 0, "classes": 1, "unions": 0}
    assert stats["classUsage"] == {
        own_class["$id"]: [{"$id": schema["$id"], "title": "Hotels", "description": "About a property."}]
    }
    (recent,) = [item for item in stats["recentlyCreatedResources"] if item["$id"] == schema["$id"]]
    assert (recent["meta:class"], recent["meta:classTitle"]) == (own_class["$id"], "Hotel")
    assert re.fullmatch(r"\w{3} \w{3} \d\d \d{4} \d\d:\d\d:\d\d GMT\+0000 \(UTC\)", recent["meta:created"])
