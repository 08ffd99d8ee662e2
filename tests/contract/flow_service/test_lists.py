"""Lists: `property` filters, order, count, pages. Documented: help/dataflows/api/sort-and-filter.md."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.documented("help/dataflows/api/sort-and-filter.md")

PATH = "/flowservice"
SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
SNOWFLAKE = "b2e08744-4f1a-40ce-af30-7abac3e23cf3"
UNKNOWN = "00000000-0000-0000-0000-000000000000"


def names(flow: Any, kind: str, query: str) -> list[str]:
    response = flow.api.get(f"{PATH}/{kind}?{query}")
    assert response.status_code == 200, response.text
    return [item["name"] for item in response.json()["items"]]


@pytest.fixture
def shops(flow: Any) -> Any:
    """Five connections, one of them a draft and one of another connector."""
    flow.make("connections", name="a", description="Test description")
    flow.make("connections", name="b, c", description="12")
    flow.make("connections", name="B")
    flow.draft("connections", name="d")
    flow.make(
        "connections",
        name="e",
        connectionSpec={"id": SNOWFLAKE},
        auth={"specName": "ConnectionString", "params": {"connectionString": "x"}},
    )
    return flow


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("property=name==a", ["a"]),
        ("property=name=a", ["a"]),
        ('property=name=="a"', ["a"]),
        ("property=name==%22a%22", ["a"]),
        ("property=name%3D%3Da", ["a"]),
        ("property=name==a,B,nothing", ["a", "B"]),
        ("property=name==%22b, c%22", ["b, c"]),
        ("property=name!=a", ["b, c", "B", "d", "e"]),
        ("property=name!=a,B", ["b, c", "d", "e"]),
        ("property=name>=d", ["d", "e"]),
        ("property=name>d", ["e"]),
        ("property=name<b", ["a", "B"]),
        ("property=name<=a", ["a", "B"]),
        ("property=description==Test%20description", ["a"]),
        ("property=description==12", ["b, c"]),
        ("property=state==draft", ["d"]),
        ("property=state==ENABLED&property=name!=a", ["b, c", "B", "e"]),
        ("property=state==enabled,name==B", ["B"]),
        (f"property=connectionSpec.id=={SNOWFLAKE},{UNKNOWN}", ["e"]),
        ("property=auth.params.host==h", ["a", "b, c", "B", "d"]),
        ("property=createdAt>1", ["a", "b, c", "B", "d", "e"]),
        ("property=createdAt<1", []),
        ("property=createdAt>2020-01-01T00:00:00Z", ["a", "b, c", "B", "d", "e"]),
        ("property=createdAt<2020-01-01", []),
        ("property=auth.nothing.here==1", []),
        ("orderby=name", ["B", "a", "b, c", "d", "e"]),
        ("orderby=%2Bname", ["B", "a", "b, c", "d", "e"]),
        ("orderby=-name", ["e", "d", "b, c", "a", "B"]),
        ("orderby=-connectionSpec.id&limit=1", ["e"]),
        ("property=state==enabled&orderby=createdAt", ["a", "b, c", "B", "e"]),
    ],
)
def test_filters_and_order(shops: Any, query: str, expected: list[str]) -> None:
    assert names(shops, "connections", query) == expected


def test_count_is_answered_without_the_items(shops: Any) -> None:
    assert shops.api.get(f"{PATH}/connections?property=state==enabled&count=true").json() == {"count": 4}
    assert shops.api.get(f"{PATH}/connections?count=True").json() == {"count": 5}


def test_a_quotation_mark_may_be_sent_as_it_is(flow: Any) -> None:
    target = urlsplit(flow.api.base_url)
    kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
    connection = kind(target.netloc, timeout=30)
    connection.putrequest("GET", f'/data/foundation{PATH}/flowSpecs?property=name=="CloudStorageToAEP"')
    for name, value in flow.api.session.headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    body = connection.getresponse().read().decode()
    connection.close()
    assert body.count('"name":"CloudStorageToAEP"') == 1


def test_members_of_lists_are_named_with_brackets(flow: Any) -> None:
    other = flow.make("sourceConnections", name="customers", params={"tableName": "Shopify.Customers"})["id"]
    made = flow.flow
    one = f"property=name==orders&property=params.tableName==Shopify.Orders&property=baseConnectionId=={flow.base},1"
    assert names(flow, "sourceConnections", one) == ["orders"]
    assert names(flow, "sourceConnections", "property=params.columns[].name==Email") == ["orders"]
    for query in (
        f"property=id=={UNKNOWN},{made}",
        f"property=sourceConnectionIds[]=={UNKNOWN},{flow.source}",
        f"property=targetConnectionIds[]=={flow.target}",
        f"property=transformations[].params.mappingId=={flow.mapping_set}",
        "property=inheritedAttributes.targetConnections[].connectionSpec.id==c604ff05-7f1a-43c0-8e18-33bf874cb11c",
        "property=inheritedAttributes.properties.isSourceFlow==true",
        f"property=inheritedAttributes.sourceConnections[].baseConnection.id=={flow.base}",
    ):
        assert names(flow, "flows", query) == ["shop to profiles"], query
    for query in (
        f"property=sourceConnectionIds[]=={other}",
        "property=inheritedAttributes.properties.isDestinationFlow==true",
        "property=transformations[].params.segmentSelectors.selectors[].value.id==1",
    ):
        assert names(flow, "flows", query) == [], query


def test_runs_are_found_by_flow_state_and_time(flow: Any) -> None:
    run = flow.make("runs")["id"]
    started = flow.finished(run)["metrics"]["durationSummary"]["startedAtUTC"]
    time = "metrics.durationSummary.startedAtUTC"
    for query, found in (
        ("property=state==success", True),
        ("property=metrics.statusSummary.status==Success", True),
        ("property=metrics.statusSummary.status==Failed", False),
        (f"property={time}>{started - 1}&property={time}<{started + 1}", True),
        (f"property={time}>{started}", False),
        ("orderby=-createdAt", True),
    ):
        items = flow.api.get(f"{PATH}/runs?property=flowId=={flow.flow}&{query}").json()["items"]
        assert [item["id"] for item in items] == [run] * found, query
        of_flow = flow.api.get(f"{PATH}/flows/{flow.flow}/runs?{query}").json()["items"]
        assert of_flow == items


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"property=id=={SHOPIFY},{UNKNOWN}", ["shopify"]),
        ("property=name==google-big-query", ["google-big-query"]),
        ('property=attributes.category="eCommerce"&orderby=-name', ["shopify-streaming", "shopify", "sap-commerce"]),
        ("property=attributes.filterAtSource.enabled==true&orderby=name&limit=1", ["dynamics-online"]),
    ],
)
def test_connection_specs_are_filtered_alike(flow: Any, query: str, expected: list[str]) -> None:
    assert names(flow, "connectionSpecs", query) == expected


def test_specs_come_on_one_page_because_clients_look_names_up_there(flow: Any) -> None:
    answer = flow.api.get(f"{PATH}/connectionSpecs").json()
    assert len(answer["items"]) >= 51
    assert answer["_links"] == {}


def pages(flow: Any, path: str) -> Iterator[list[Any]]:
    """The items of each page, following the links alone."""
    href: str | None = path
    while href:
        answer = flow.api.get(f"{PATH}{href}").json()
        yield answer["items"]
        href = answer["_links"].get("next", {}).get("href")
        assert href is None or href.count("=") == 1, "the aepp client splits the link at every ="


@pytest.mark.not_compared("others write between the pages")
@pytest.mark.parametrize("query", ["limit=3", "limit=3&orderby=-name", "limit=3&orderby=name&property=state==enabled"])
def test_pages_show_every_item_once_while_others_are_written_and_deleted(flow: Any, query: str) -> None:
    kept = [flow.make("connections", name=f"kept {number:02}")["id"] for number in range(12)]
    doomed = [flow.make("connections", name=f"a doomed {number}")["id"] for number in range(6)]
    failures: list[Exception] = []

    def write() -> None:
        try:
            for number in range(18):
                flow.make("connections", name="a new one")
                flow.make("connections", name="z new one")
                if number % 3 == 0:
                    assert flow.delete("connections", doomed.pop()).status_code == 204
        except Exception as error:
            failures.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    seen = [item for items in pages(flow, f"/connections?{query}") for item in items]
    writer.join()
    assert failures == []
    assert sorted(item["id"] for item in seen if item["name"].startswith("kept")) == sorted(kept)
    assert len({item["id"] for item in seen}) == len(seen)


@pytest.mark.parametrize("kind", ["flowSpecs", "connectionSpecs"])
def test_pages_of_specs(flow: Any, kind: str) -> None:
    whole = [item["id"] for item in flow.api.get(f"{PATH}/{kind}?orderby=name").json()["items"]]
    paged = [item["id"] for items in pages(flow, f"/{kind}?orderby=name&limit=4") for item in items]
    assert paged == whole


def test_a_token_goes_on_with_its_own_filter_order_and_limit(shops: Any) -> None:
    found = [
        [item["name"] for item in items]
        for items in pages(shops, "/connections?property=name!=d&orderby=-name&limit=2")
    ]
    assert found == [["e", "b, c"], ["a", "B"]]
