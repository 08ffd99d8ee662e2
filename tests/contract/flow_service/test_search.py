"""POST /connections/search, /flows/search and /flowSpecs/search: a list request in a body."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.documented("flow-service.yaml: ConnectionFilterRequest, FlowFilterRequest")

PATH = "/flowservice"


@pytest.fixture
def shops(flow: Any) -> Any:
    for name, description in (("a", "x"), ("b", "y"), ("c", "x")):
        flow.make("connections", name=name, description=description)
    return flow


def search(flow: Any, body: dict[str, Any], kind: str = "connections", query: str = "") -> Any:
    response = flow.api.post(f"{PATH}/{kind}/search{query}", body)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ["a", "b", "c"]),
        ({"queryString": "property=name==b"}, ["b"]),
        ({"queryString": "?property=name!=b&property=state==enabled"}, ["a", "c"]),
        ({"queryString": "name==a,c"}, ["a", "c"]),
        ({"queryString": "property=name==%22b%22"}, ["b"]),
        ({"queryString": "property=state==enabled&orderby=-name"}, ["c", "b", "a"]),
        ({"orderby": "-name", "limit": 2}, ["c", "b"]),
        ({"groupByProperty": "description"}, ["a", "c", "b"]),
        ({"queryString": None, "orderby": None, "projectionFields": None, "groupByProperty": None}, ["a", "b", "c"]),
    ],
)
def test_a_search_finds_what_the_list_request_finds(shops: Any, body: dict[str, Any], expected: list[str]) -> None:
    assert [item["name"] for item in search(shops, body)["items"]] == expected


def test_count_is_answered_alone(shops: Any) -> None:
    assert search(shops, {"queryString": "property=description==x", "count": True}) == {"count": 2}


def test_projection_shows_the_named_members_alone(shops: Any) -> None:
    items = search(shops, {"projectionFields": "name, state,nothing", "limit": 1})["items"]
    assert items == [{"name": "a", "state": "enabled"}]


def test_the_token_goes_on_with_the_search(shops: Any) -> None:
    first = search(shops, {"orderby": "-name", "limit": 2})
    token = first["_links"]["next"]["href"].partition("continuationToken=")[2]
    second = search(shops, {"projectionFields": "name"}, query=f"?continuationToken={token}")
    assert second["items"] == [{"name": "a"}]
    assert second["_links"] == {}


def test_flows_and_flow_specs_are_searched_alike(flow: Any) -> None:
    assert flow.flow
    assert [item["id"] for item in search(flow, {"queryString": "property=state==enabled"}, "flows")["items"]] == [
        flow.flow
    ]
    specs = search(flow, {"queryString": "property=name==CRMToAEP", "projectionFields": "name"}, "flowSpecs")
    assert specs["items"] == [{"name": "CRMToAEP"}]


@pytest.mark.parametrize(
    ("body", "code", "named"),
    [
        ({"limit": 0}, "1405-400", "limit"),
        ({"limit": 1001}, "1405-400", "limit"),
        ({"limit": "2"}, "1405-400", "limit"),
        ({"count": "yes"}, "1405-400", "count"),
        ({"queryString": 5}, "1405-400", "queryString"),
        ({"projectionFields": ["name"]}, "1405-400", "projectionFields"),
        ({"groupByProperty": {}}, "1405-400", "groupByProperty"),
        ({"count": True, "limit": 2}, "1401-400", "limit"),
        ({"queryString": "property=name~x"}, "1440-400", "~"),
        ({"queryString": "property===x"}, "1449-400", "property"),
        ({"orderby": "#id"}, "1433-400", "#id"),
    ],
)
@pytest.mark.parametrize("kind", ["connections", "flows", "flowSpecs"])
def test_a_search_that_cannot_be_read_is_refused(
    flow: Any, refused: Any, kind: str, body: dict[str, Any], code: str, named: str
) -> None:
    refused(flow.api.post(f"{PATH}/{kind}/search", body), code, named)
