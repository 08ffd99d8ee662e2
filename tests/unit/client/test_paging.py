"""Lists of any length in the services' three styles."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest

from aep_client import AEPClient, AEPError


def test_flow_service_pages_are_followed_by_their_token(client: AEPClient, server: Any) -> None:
    server.answers({"items": [{"id": "1"}], "_links": {"next": {"href": "/flows?continuationToken=a"}}})
    server.answers({"items": [], "_links": {"next": {"href": "/flows?continuationToken=b"}}})
    server.answers({"items": [{"id": "2"}], "_links": {}})
    listed = client.flow_service.flows.list(property=["state==enabled", 'name=="x"'], orderby="-name", limit=1)
    assert [flow["id"] for flow in listed] == ["1", "2"]
    asked = {"property": ["state==enabled", 'name=="x"'], "orderby": ["-name"], "limit": ["1"]}
    assert [call.query for call in server.calls] == [
        asked,
        {**asked, "continuationToken": ["a"]},
        {**asked, "continuationToken": ["b"]},
    ]


@pytest.mark.parametrize(
    "href",
    [
        "https://elsewhere.example/steal?continuationToken=a",
        "//elsewhere.example/steal?continuationToken=a",
        "/data/foundation/flowservice/flows?continuationToken=a",
        "?continuationToken=a",
    ],
)
def test_wherever_a_link_points_the_token_goes_to_the_base_url_alone(client: AEPClient, server: Any, href: str) -> None:
    server.answers({"items": [], "_links": {"next": {"href": href}}}).answers({"items": []})
    assert list(client.flow_service.flows.list()) == []
    assert server.calls[1].path == "/data/foundation/flowservice/flows"
    assert server.calls[1].query == {"continuationToken": ["a"]}


@pytest.mark.parametrize("links", [{}, None, {"next": None}, {"next": {}}, {"next": {"href": ""}}])
def test_flow_service_lists_end_without_a_link(client: AEPClient, server: Any, links: Any) -> None:
    server.answers({"items": [{"id": "1"}], "_links": links})
    assert len(list(client.flow_service.runs.list())) == 1


def test_schema_registry_pages_begin_behind_the_last_title(client: AEPClient, server: Any) -> None:
    server.answers({"results": [{"title": "A"}], "_page": {"orderby": "title", "next": "A", "count": 1}})
    server.answers({"results": [{"title": "B"}], "_page": {"orderby": "title", "next": None, "count": 1}})
    listed = client.schema_registry.schemas.list(container="global", property="version==1", limit=1)
    assert [schema["title"] for schema in listed] == ["A", "B"]
    asked = {"orderby": ["title"], "property": ["version==1"], "limit": ["1"]}
    assert [call.query for call in server.calls] == [asked, {**asked, "start": ["A"]}]
    assert {call.path for call in server.calls} == {"/data/foundation/schemaregistry/global/schemas"}
    assert {call.headers["Accept"] for call in server.calls} == {"application/vnd.adobe.xed+json"}


def test_descriptors_are_listed_in_the_form_that_has_pages(client: AEPClient, server: Any) -> None:
    server.answers({"results": [{"@id": "1"}], "_page": {"next": "1"}}).answers({"results": [], "_page": {}})
    assert list(client.schema_registry.descriptors.list()) == [{"@id": "1"}]
    assert {call.headers["Accept"] for call in server.calls} == {"application/vnd.adobe.xdm-v2+json"}
    assert server.calls[1].query == {"orderby": ["@id"], "start": ["1"]}


@pytest.mark.parametrize(
    ("make", "page"),
    [
        (
            lambda aep: aep.flow_service.flows.list(),
            {"items": [{}], "_links": {"next": {"href": "/flows?continuationToken=a"}}},
        ),
        (lambda aep: aep.schema_registry.classes.list(), {"results": [{}], "_page": {"next": "A"}}),
    ],
)
def test_a_list_that_goes_in_a_circle_is_an_error(client: AEPClient, server: Any, make: Any, page: Any) -> None:
    server.answers(page).answers(page)
    with pytest.raises(AEPError, match="same page"):
        list(make(client))


def test_catalog_pages_are_counted_and_carry_their_ids(client: AEPClient, server: Any) -> None:
    server.answers({"a": {"name": "A"}, "b": {"name": "B"}}).answers({"c": {"name": "C"}})
    listed = list(client.catalog.datasets.list(limit=2, name="x", orderBy="asc:created"))
    assert listed == [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}, {"id": "c", "name": "C"}]
    asked = {"name": ["x"], "orderBy": ["asc:created"], "limit": ["2"]}
    assert [call.query for call in server.calls] == [{**asked, "start": ["0"]}, {**asked, "start": ["2"]}]


def test_a_full_last_page_is_followed_by_an_empty_one(client: AEPClient, server: Any) -> None:
    server.answers({"a": {}}).answers({})
    assert len(list(client.catalog.batches.list(limit=1, dataSet="d"))) == 1


def test_a_catalog_list_can_begin_later(client: AEPClient, server: Any) -> None:
    server.answers({"a": {}}).answers({})
    list(client.catalog.batches.list(limit=1, start=7))
    assert [call.query["start"] for call in server.calls] == [["7"], ["8"]]


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_catalog_has_no_such_pages(client: AEPClient, limit: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 100"):
        client.catalog.datasets.list(limit=limit)


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda aep: aep.data_prep.mapping_sets.list(), "/data/foundation/conversion/mappingSets"),
        (lambda aep: aep.data_access.batch_files("b"), "/data/foundation/export/batches/b/files"),
        (lambda aep: aep.data_access.file_parts("f-1"), "/data/foundation/export/files/f-1"),
    ],
)
def test_lists_in_a_data_member_are_counted_too(client: AEPClient, server: Any, make: Any, path: str) -> None:
    server.answers({"data": [{"n": n} for n in range(100)]}).answers({"data": [{"n": 100}]})
    assert [entry["n"] for entry in make(client)] == list(range(101))
    assert [(call.path, call.query) for call in server.calls] == [
        (path, {"limit": ["100"], "start": ["0"]}),
        (path, {"limit": ["100"], "start": ["100"]}),
    ]


def test_pages_are_fetched_only_when_they_are_needed(client: AEPClient, server: Any) -> None:
    server.answers({"items": [{"id": "1"}, {"id": "2"}], "_links": {"next": {"href": "/flows?continuationToken=a"}}})
    listed = client.flow_service.flows.list()
    assert server.calls == []
    assert len(list(islice(listed, 2))) == 2
    assert len(server.calls) == 1
