"""Flow Service's collections: lists, look-ups, patches and etags."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
PATH = "/flowservice/connections"


def body(name: str = "shop", **changes: Any) -> dict[str, Any]:
    return {
        "name": name,
        "auth": {"specName": "Basic Authentication", "params": {"host": "h", "accessToken": "t"}},
        "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
        **changes,
    }


def make(api: Any, name: str = "shop") -> dict[str, Any]:
    response = api.post(PATH, body(name))
    assert response.status_code == 201
    created: dict[str, Any] = response.json()
    return created


@pytest.mark.documented("help/sources/tutorials/api/update.md")
def test_look_up_shows_what_was_sent_and_who_did_it(api: Any) -> None:
    created = make(api)
    response = api.get(f"{PATH}/{created['id']}")
    assert response.status_code == 200
    (item,) = response.json()["items"]
    assert item["etag"] == item["version"] == created["etag"]
    assert item["state"] == "enabled"
    assert item["auth"] == body()["auth"]
    assert item["sandboxName"] == "prod"
    assert {"createdAt", "updatedAt", "createdBy", "updatedBy", "createdClient", "updatedClient", "imsOrgId"} <= set(
        item
    )


@pytest.mark.documented("help/sources/errors/flow-service-errors.md")
@pytest.mark.parametrize(
    ("changes", "code", "named"),
    [
        ({"name": None}, "1405-400", "name"),
        ({"connectionSpec": {"id": "11111111-1111-1111-1111-111111111111"}}, "1413-400", "11111111"),
        ({"connectionSpec": {"id": SHOPIFY, "version": "9.9"}}, "1413-400", "9.9"),
        ({"connectionSpec": {}}, "1405-400", "connectionSpec"),
        ({"connectionSpec": "x"}, "1405-400", "connectionSpec"),
        ({"auth": {"specName": "Magic", "params": {}}}, "1415-400", "Magic"),
        ({"auth": {"specName": "Basic Authentication", "params": {"host": "h"}}}, "1405-400", "accessToken"),
        (
            {"auth": {"specName": "Basic Authentication", "params": {"host": 1, "accessToken": []}}},
            "1405-400",
            "auth.params.accessToken",
        ),
        ({"auth": {"params": {}}}, "1405-400", "auth"),
        ({"auth": None}, "1405-400", "auth"),
    ],
)
def test_invalid_connection_is_refused(api: Any, changes: dict[str, Any], code: str, named: str) -> None:
    response = api.post(PATH, body(**changes))
    assert response.status_code == 400
    answer = response.json()
    assert answer["type"].endswith(f"FLOW-{code}"), answer
    assert named in answer["detail"]
    assert api.get(PATH).json()["items"] == []


@pytest.mark.documented("help/sources/tutorials/api/update-dataflows.md")
def test_patch_needs_the_current_etag_in_either_form(api: Any) -> None:
    created = make(api)
    path = f"{PATH}/{created['id']}"
    patch = [{"op": "replace", "path": "/name", "value": "renamed"}]
    missing = api.call("PATCH", path, json=patch)
    assert (missing.status_code, missing.json()["type"][-8:]) == (400, "1403-400")
    stale = api.call("PATCH", path, json=patch, headers={"If-Match": '"00000000-0000-0200-0000-000000000000"'})
    assert stale.status_code == 412
    assert stale.json()["errorMessage"] == (
        'Supplied version=["00000000-0000-0200-0000-000000000000"] does not match the current version on '
        f"entity=[{created['etag']}]"
    )
    first = api.call("PATCH", path, json=patch, headers={"If-Match": created["etag"]})
    assert first.status_code == 200
    assert first.json()["id"] == created["id"]
    assert first.json()["etag"] != created["etag"]
    bare = first.json()["etag"].strip('"')
    patch[0]["value"] = "again"
    assert api.call("PATCH", path + "/", json=patch, headers={"If-Match": bare}).status_code == 200
    assert api.get(path).json()["items"][0]["name"] == "again"


@pytest.mark.documented("help/sources/tutorials/api/update-dataflows.md")
def test_patch_needs_no_content_type(api: Any) -> None:
    created = make(api)
    response = api.call(
        "PATCH",
        f"{PATH}/{created['id']}",
        data='[{"op": "replace", "path": "/name", "value": "x"}]',
        headers={"If-Match": created["etag"], "Content-Type": "application/x-www-form-urlencoded"},
    )
    assert response.status_code == 200


@pytest.mark.assumed("no page says how a patch whose result is invalid is refused; a call to Adobe would settle it")
def test_patch_to_something_invalid_changes_nothing(api: Any) -> None:
    created = make(api)
    path = f"{PATH}/{created['id']}"
    for patch, code in (
        ([{"op": "remove", "path": "/auth/params/host"}], "1405-400"),
        (
            [{"op": "replace", "path": "/connectionSpec/id", "value": "c604ff05-7f1a-43c0-8e18-33bf874cb11c"}],
            "1414-400",
        ),
        ([{"op": "replace", "path": "/id", "value": "x"}], "1455-400"),
        ({"op": "replace"}, "1405-400"),
        ([1], "1405-400"),
    ):
        response = api.call("PATCH", path, json=patch, headers={"If-Match": created["etag"]})
        assert response.status_code == 400, patch
        assert response.json()["type"].endswith(code), (patch, response.text)
    assert api.get(path).json()["items"][0]["etag"] == created["etag"]


@pytest.mark.documented("help/dataflows/api/sort-and-filter.md")
def test_listing_pages_filters_sorts_and_counts(api: Any) -> None:
    names = [f"shop {index}" for index in range(7)]
    for name in names:
        make(api, name)
    seen: list[str] = []
    path: str | None = f"{PATH}?limit=3&property=state==enabled"
    while path:
        page = api.get(path).json()
        seen += [item["name"] for item in page["items"]]
        href = page["_links"].get("next", {}).get("href")
        path = f"/flowservice{href}" if href else None
        assert href is None or href.startswith("/connections?continuationToken=")
    assert seen == names
    by_name = api.get(f"{PATH}?orderby=-name&limit=2&count=true").json()
    assert [item["name"] for item in by_name["items"]] == ["shop 6", "shop 5"]
    assert by_name["count"] == 7
    one = api.get(PATH, params={"property": 'name=="shop 3"'}).json()["items"]
    assert [item["name"] for item in one] == ["shop 3"]
    assert api.get(f"{PATH}?property=auth.specName==Nothing").json() == {"items": [], "_links": {}}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=x",
        "limit=-1",
        "continuationToken=%00",
        "continuationToken=abc",
        "property=%3D%3Dx",
        "orderby=%23id",
        "count=maybe",
    ],
)
def test_bad_query_is_refused(api: Any, query: str) -> None:
    response = api.get(f"{PATH}?{query}")
    assert response.status_code == 400
    assert response.json()["detail"]


def test_unknown_ids_are_404_without_items(api: Any) -> None:
    for kind in (
        "connections",
        "sourceConnections",
        "targetConnections",
        "flows",
        "runs",
        "flowSpecs",
        "connectionSpecs",
    ):
        response = api.get(f"/flowservice/{kind}/00000000-0000-0000-0000-000000000000")
        assert response.status_code == 404, kind
        assert "items" not in response.json()
    for kind in ("connections", "sourceConnections", "targetConnections", "flows"):
        path = f"/flowservice/{kind}/nope"
        assert api.call("DELETE", path).status_code == 404
        assert api.call("PATCH", path, json=[], headers={"If-Match": "x"}).status_code == 404


def test_of_many_writers_with_one_etag_exactly_one_wins(api: Any) -> None:
    created = make(api)
    path = f"{PATH}/{created['id']}"

    def attempt(number: int) -> int:
        patch = [{"op": "replace", "path": "/name", "value": f"writer {number}"}]
        return int(api.call("PATCH", path, json=patch, headers={"If-Match": created["etag"]}).status_code)

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(attempt, range(8)))
    assert statuses == [200] + [412] * 7


def test_source_connection_must_match_its_base_connection(api: Any) -> None:
    source = {
        "name": "s",
        "baseConnectionId": "unknown",
        "data": {"format": "tabular"},
        "params": {"tableName": "Shopify.Orders"},
        "connectionSpec": {"id": SHOPIFY},
    }
    base = make(api)["id"]
    for changes, named in (
        ({}, "baseConnectionId"),
        ({"baseConnectionId": None}, "baseConnectionId"),
        ({"baseConnectionId": base, "params": {}}, "params"),
        ({"baseConnectionId": base, "params": {"tableName": 5}}, "params.tableName"),
        ({"baseConnectionId": base, "data": {"format": "delimited"}}, "data.format"),
        (
            {"baseConnectionId": base, "connectionSpec": {"id": "c604ff05-7f1a-43c0-8e18-33bf874cb11c"}},
            "connectionSpec",
        ),
    ):
        response = api.post("/flowservice/sourceConnections", {**source, **changes})
        assert response.status_code == 400, changes
        assert named in response.json()["detail"], (changes, response.text)
    assert api.post("/flowservice/sourceConnections", {**source, "baseConnectionId": base}).status_code == 201


def test_target_connection_needs_an_existing_dataset(api: Any) -> None:
    response = api.post(
        "/flowservice/targetConnections",
        {
            "name": "t",
            "data": {"format": "parquet_xdm"},
            "params": {"dataSetId": "5fa9c083de62e418dd170b42"},
            "connectionSpec": {"id": "c604ff05-7f1a-43c0-8e18-33bf874cb11c"},
        },
    )
    assert response.status_code == 400
    assert "5fa9c083de62e418dd170b42" in response.json()["detail"]
