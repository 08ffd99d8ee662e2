"""Filters, orders and pages."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.sandbox_tooling.listing import ListQuery, page, timestamp

ORDERS = {"createdDate": "created", "name": "name"}
THINGS = [
    {"name": "b", "created": 1_683_829_800_000, "status": "DRAFT", "requestType": "IMPORT"},
    {"name": "a", "created": 1_684_000_000_000, "status": "PUBLISHED", "requestType": "EXPORT"},
    {"name": "c", "created": 1_685_000_000_000, "status": "PUBLISHED"},
]


def names(**query: Any) -> list[str]:
    return [each["name"] for each in page(THINGS, ListQuery(**query), ORDERS)["data"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "bac"),
        ({"property": ("status==PUBLISHED",)}, "ac"),
        ({"property": ("status==DRAFT,PUBLISHED", "name!=a")}, "bc"),
        ({"property": ("created>=2023-05-11T18:30:00Z", "created<=2023-05-16T18:29:59.999Z")}, "ba"),
        ({"property": ("created>2023-05-11T18:30:00.000Z",)}, "ac"),
        ({"property": ("status==PUBLISHED&property=name==c",)}, "c"),
        ({"fields": {"status": "DRAFT"}}, "b"),
        ({"fields": {"requestType": "import"}}, "b"),
        ({"fields": {"status": ""}}, "bac"),
        ({"order": "name"}, "abc"),
        ({"order": "-createdDate"}, "cab"),
        ({"order": " createdDate"}, "bac"),
        ({"order": "desc:name"}, "cba"),
        ({"order": "asc:createdDate,name"}, "bac"),
        ({"start": 1, "limit": 1}, "a"),
        ({"start": 9}, ""),
    ],
)
def test_things_are_found_in_order(query: dict[str, Any], found: str) -> None:
    assert names(**query) == list(found)


@pytest.mark.parametrize("query", [{"property": ("==",)}, {"order": "size"}, {"order": "up:name"}, {"order": "-"}])
def test_what_cannot_be_read_is_refused(query: dict[str, Any]) -> None:
    with pytest.raises(ApiError) as refused:
        names(**query)
    assert refused.value.status == 400


@pytest.mark.parametrize(("start", "current", "before", "after"), [(0, 0, False, True), (2, 1, True, False)])
def test_pages_are_counted(start: int, current: int, before: bool, after: bool) -> None:
    found = page(THINGS, ListQuery(start=start, limit=2), ORDERS)
    del found["data"]
    assert found == {
        "totalElements": 3,
        "currentPage": current,
        "totalPages": 2,
        "hasPreviousPage": before,
        "hasNextPage": after,
    }


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-05-20T20:05:10Z", 1_684_613_110_000),
        ("2023-05-20T20:05:10.250Z", 1_684_613_110_250),
        ("2023-05-20T22:05:10+02:00", 1_684_613_110_000),
        ("2023-05-20T20:05:10", 1_684_613_110_000),
        ("2023-05-20", None),
        ("2023-13-20T20:05:10Z", None),
        ("0001-01-01T00:00:00+23:59", -62_135_683_140_000),
        ("", None),
    ],
)
def test_timestamps_are_read(text: str, moment: int | None) -> None:
    assert timestamp(text) == moment
