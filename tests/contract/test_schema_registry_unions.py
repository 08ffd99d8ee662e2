"""Schema Registry's unions over HTTP."""

from __future__ import annotations

import urllib.parse
from typing import Any

import pytest

ROOT = "/schemaregistry/tenant"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
IDENTITY_MAP = "https://ns.adobe.com/xdm/context/identitymap"
UNION = f"{PROFILE}__union"
IDS = {"Accept": "application/vnd.adobe.xed-id+json"}
WHOLE = {"Accept": "application/vnd.adobe.xed+json"}
TAG = {"op": "add", "path": "/meta:immutableTags", "value": ["union"]}

pytestmark = pytest.mark.documented("help/xdm/api/unions.md")


def form(variant: str = "", family: str = "xed") -> dict[str, str]:
    """The Accept header of a look-up: `form("-full")`."""
    return {"Accept": f"application/vnd.adobe.{family}{variant}+json; version=1"}


def quoted(resource_id: str) -> str:
    return urllib.parse.quote(resource_id, safe="")


@pytest.fixture
def schema(api: Any) -> dict[str, Any]:
    """A profile schema that can be enabled."""
    parts = [PROFILE, f"{PROFILE}-person-details", IDENTITY_MAP]
    response = api.post(f"{ROOT}/schemas", {"title": "Members", "allOf": [{"$ref": part} for part in parts]})
    assert response.status_code == 201, response.text
    created: dict[str, Any] = response.json()
    return created


@pytest.fixture
def enabled(api: Any, schema: dict[str, Any]) -> dict[str, Any]:
    """The same, enabled."""
    # aepp puts a slash at the end.
    response = api.call("PATCH", f"{ROOT}/schemas/{schema['meta:altId']}/", json=[TAG])
    assert response.status_code == 200, response.text
    changed: dict[str, Any] = response.json()
    return changed


def test_there_is_no_union_before_a_schema_is_enabled(api: Any, schema: dict[str, Any]) -> None:
    assert api.get(f"{ROOT}/unions", headers=IDS).json()["results"] == []
    for path in (f"{ROOT}/unions/{quoted(UNION)}", f"{ROOT}/schemas/{quoted(UNION)}"):
        assert api.get(path, headers=form()).status_code == 404
    assert api.get("/schemaregistry/stats").json()["counts"]["unions"] == 0


def test_unions_are_listed(api: Any, enabled: dict[str, Any]) -> None:
    short = {
        "title": "XDM Individual Profile",
        "$id": UNION,
        "meta:altId": "_xdm.context.profile__union",
        "version": "1",
    }
    for slash in ("", "/"):
        answer = api.get(f"{ROOT}/unions{slash}", headers=IDS).json()
        assert answer["results"] == [short]
        assert answer["_page"] == {"orderby": "updated", "next": None, "count": 1}
    (whole,) = api.get(f"{ROOT}/unions", headers=WHOLE).json()["results"]
    assert whole.items() >= short.items()
    assert whole["meta:resourceType"] == "unions"
    assert whole["meta:class"] == PROFILE
    for query, count in (("property=title==Nothing", 0), ("property=meta:class==" + PROFILE, 1), ("limit=1", 1)):
        assert len(api.get(f"{ROOT}/unions?{query}", headers=IDS).json()["results"]) == count
    assert api.get("/schemaregistry/stats").json()["counts"]["unions"] == 1
    members = f"{ROOT}/schemas?property=meta:immutableTags==union&property=meta:class=={PROFILE}"
    found = api.get(members, headers=IDS).json()
    assert [item["$id"] for item in found["results"]] == [enabled["$id"]]
    assert found["_links"]["global_schemas"]["href"].endswith(members.replace("/tenant/", "/global/"))


@pytest.mark.parametrize("collection", ["unions", "schemas"])
@pytest.mark.parametrize("family", ["xed", "xdm"])
def test_a_union_is_looked_up_in_each_form(api: Any, enabled: dict[str, Any], collection: str, family: str) -> None:
    for address in (quoted(UNION), "_xdm.context.profile__union", UNION, quoted(UNION) + "/"):
        raw = api.get(f"{ROOT}/{collection}/{address}", headers=form("", family))
        assert raw.status_code == 200, raw.text
        assert {"$ref": PROFILE} in raw.json()["allOf"]
        assert raw.headers["Content-Type"].startswith(f"application/vnd.adobe.{family}+json")

    def shown(variant: str) -> dict[str, Any]:
        response = api.get(f"{ROOT}/{collection}/{quoted(UNION)}", headers=form(variant, family))
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    full = shown("-full")
    assert {"person", "identityMap", "timeSeriesEvents", "segmentMembership"} <= set(full["properties"])
    assert full["meta:class"] == PROFILE
    assert "title" not in shown("-notext")
    assert "title" not in shown("-full-notext")["properties"]["person"]
    assert shown("-full-desc")["meta:descriptors"] == []
    assert "person/name/firstName" in shown("-full-flat")["properties"]
    assert "person" in shown("-deprecatefield")["properties"]


def test_a_union_needs_its_accept_header(api: Any, enabled: dict[str, Any]) -> None:
    path = f"{ROOT}/unions/{quoted(UNION)}"
    for headers, target, code in (
        ({"Accept": "*/*"}, f"{ROOT}/unions", "XDM-1006-400"),
        (form(), f"{ROOT}/unions", "XDM-1006-400"),
        ({"Accept": "*/*"}, path, "XDM-1007-400"),
        (WHOLE, path, "XDM-1007-400"),
    ):
        response = api.get(target, headers=headers)
        assert (response.status_code, response.json()["type"].rpartition("/")[2]) == (400, code)


def test_an_unknown_union_is_not_found(api: Any, enabled: dict[str, Any]) -> None:
    for address in ("nothing", "__union", "_xdm.context.experienceevent__union", quoted(PROFILE), "%00"):
        response = api.get(f"{ROOT}/unions/{address}", headers=form())
        assert response.status_code == 404
        assert "union" in response.json()["detail"]
    version = {"Accept": "application/vnd.adobe.xed+json; version=2"}
    assert api.get(f"{ROOT}/unions/{quoted(UNION)}", headers=version).status_code == 404


def test_a_union_is_read_only(api: Any, enabled: dict[str, Any]) -> None:
    for method, body in (("PUT", {"title": "Mine"}), ("PATCH", [TAG]), ("DELETE", None)):
        assert api.call(method, f"{ROOT}/unions/{quoted(UNION)}", json=body).status_code == 405
        assert api.call(method, f"{ROOT}/schemas/{quoted(UNION)}", json=body).status_code == 404
    assert api.post(f"{ROOT}/unions", {"title": "Mine"}).status_code == 405


def test_the_union_tag_and_an_enabled_schema_stay(api: Any, enabled: dict[str, Any]) -> None:
    path = f"{ROOT}/schemas/{enabled['meta:altId']}"
    for instruction in ({"op": "remove", "path": "/meta:immutableTags"}, {**TAG, "op": "replace", "value": []}):
        response = api.call("PATCH", path, json=[instruction])
        assert (response.status_code, "union" in response.json()["detail"]) == (400, True)
    response = api.call("DELETE", path)
    assert (response.status_code, enabled["$id"] in response.json()["detail"]) == (400, True)
    assert len(api.get(f"{ROOT}/unions", headers=IDS).json()["results"]) == 1


@pytest.mark.documented("help/catalog/api/create-dataset.md")
def test_a_dataset_can_be_made_for_a_union(api: Any, enabled: dict[str, Any]) -> None:
    reference = {"id": UNION, "contentType": "application/vnd.adobe.xed-full+json; version=1"}
    response = api.post("/catalog/dataSets", {"name": "Profile export", "schemaRef": reference})
    assert response.status_code == 201, response.text
