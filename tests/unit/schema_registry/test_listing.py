"""Lists: filters, order, pages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry.listing import PAGE_SIZE, ListQuery, page_of, short


def documents(*titles: str, **members: Any) -> list[dict[str, Any]]:
    return [{"$id": f"id{number}", "title": title, **members} for number, title in enumerate(titles)]


def page(found: list[dict[str, Any]], **query: Any) -> tuple[list[str], str | None]:
    answer = page_of(found, ListQuery(url="http://host/list", **query), lambda document: str(document["$id"]))
    assert answer.info["count"] == len(answer.documents)
    return [str(document["$id"]) for document in answer.documents], answer.info["next"]


@pytest.mark.documented("help/xdm/api/appendix.md")
def test_start_is_a_value_of_the_first_sort_property() -> None:
    found = documents("a", "b", "c")
    assert page(found, orderby="title", limit=1) == (["id0"], "a")
    assert page(found, orderby="title", start="a", limit=1) == (["id1"], "b")
    assert page(found, orderby="title", start="b") == (["id2"], None)
    assert page(found, orderby="-title", start="b") == (["id0"], None)
    assert page(found, orderby="title,-$id", start="aa") == (["id1", "id2"], None)


def test_equal_values_are_told_apart_by_id() -> None:
    found = documents("a", "a", "a", "b")
    assert page(found, orderby="title", limit=2) == (["id0", "id1"], "a;id1")
    assert page(found, orderby="title", start="a;id1", limit=2) == (["id2", "id3"], None)
    assert page(found, orderby="title", start="a") == (["id3"], None)


def test_a_semicolon_in_a_value_is_no_id() -> None:
    found = documents("a;b", "a;c")
    assert page(found, orderby="title", limit=1) == (["id0"], "a;b")
    assert page(found, orderby="title", start="a;b") == (["id1"], None)


@pytest.mark.documented("help/xdm/api/schemas.md")
def test_no_page_is_longer_than_the_documented_limit() -> None:
    found = documents(*(f"{number:03}" for number in range(PAGE_SIZE + 1)))
    for limit in (None, 0, 500):
        ids, following = page(found, orderby="title", limit=limit)
        assert (len(ids), following) == (300, "299")


def test_times_are_found_in_the_registry_metadata() -> None:
    found = [
        {"$id": str(number), "meta:registryMetadata": {"repo:lastModifiedDate": number, "repo:createdDate": -number}}
        for number in (2, 3, 1)
    ]
    assert page(found)[0] == ["1", "2", "3"]
    assert page(found, orderby="-updated")[0] == ["3", "2", "1"]
    assert page(found, orderby="created")[0] == ["3", "2", "1"]
    assert page(found, start="1", limit=1) == (["2"], "2")


@pytest.mark.parametrize("orderby", [",", "-", "+", "nothing", "meta:registryMetadata", "a.b.c", "title,,"])
def test_an_order_that_says_nothing_leaves_the_documents_as_they_are(orderby: str) -> None:
    assert page(documents("x", "x"), orderby=orderby) == (["id0", "id1"], None)


def test_values_of_different_types_can_be_sorted() -> None:
    values = ["text", 5, None, True, [1], {"a": 1}, 2.5]
    found = [{"$id": str(number), "v": value} for number, value in enumerate(values)]
    ids, _ = page(found, orderby="v")
    assert sorted(ids) == [str(number) for number in range(len(values))]


@pytest.mark.parametrize("expression", ["==x", "title~(", "title~(a+)+", "!"])
def test_a_filter_that_cannot_be_read_is_refused(expression: str) -> None:
    with pytest.raises(ApiError, match=r"^property: ") as refusal:
        page(documents("a"), property=(expression,))
    assert refusal.value.status == 400


def test_an_order_of_very_many_properties_is_refused() -> None:
    assert page_of([], ListQuery(orderby=",".join(["a"] * 10)), str).documents == []
    with pytest.raises(ApiError, match="orderby: it names 11 properties"):
        page_of([], ListQuery(orderby=",".join(["a"] * 11)), str)


def test_the_next_link_repeats_the_question() -> None:
    query = ListQuery(url="http://host/list", property=("title>a", "x==1&2"), orderby="title", limit=1)
    answer = page_of(documents("b", "c", x="1&2"), query, lambda document: str(document["$id"]))
    assert answer.next_link(query) == {
        "href": "http://host/list?property=title%3Ea&property=x%3D%3D1%262&orderby=title&start=b&limit=1"
    }


def test_the_short_form_has_four_members() -> None:
    whole = {"$id": "i", "meta:altId": "a", "version": "1", "title": "t", "description": "d"}
    assert short(whole) == {"$id": "i", "meta:altId": "a", "version": "1", "title": "t"}


@given(st.lists(st.sampled_from(["a", "b", "a;b", "", "1"]), max_size=12), st.integers(1, 4), st.booleans())
def test_paging_visits_each_document_once(titles: list[str], limit: int, descending: bool) -> None:
    found = documents(*titles)
    orderby = "-title" if descending else "title"
    seen, start = [], None
    for _ in range(len(titles) + 1):
        ids, start = page(found, orderby=orderby, start=start, limit=limit)
        seen += ids
        if start is None:
            break
    assert seen == page(found, orderby=orderby)[0]
    assert sorted(seen) == sorted(document["$id"] for document in found)
