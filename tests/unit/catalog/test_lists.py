"""The query parameters of Catalog's lists, on datasets."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.clock import FixedClock
from aep_emulator.services.catalog.query import matches_wildcard

RECORD_SCHEMA = "https://ns.adobe.com/acme/schemas/people"


@pytest.fixture
def three(http: Any, clock: FixedClock) -> dict[str, str]:
    """Datasets alpha, beta and gamma by name, created a millisecond apart from 1700000000001 on."""
    found = {}
    for number, name in enumerate(("alpha", "beta", "gamma")):
        clock.advance(1)
        body = {"name": name, "schemaRef": {"id": RECORD_SCHEMA}, "tags": {"rank": [str(number)], name: ["x"]}}
        found[name] = http.post("/dataSets", json=body).json[0].rpartition("/")[2]
    return found


def names(http: Any, query: str) -> list[str]:
    answer = http.get(f"/dataSets?{query}")
    assert answer.status_code == 200, answer.json
    return [dataset["name"] for dataset in answer.json.values()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "alpha beta gamma"),
        ("limit=2", "alpha beta"),
        ("start=1", "beta gamma"),
        ("start=1&limit=1", "beta"),
        ("start=9", ""),
        ("orderBy=desc:name", "gamma beta alpha"),
        ("orderBy=desc:created", "gamma beta alpha"),
        ("orderBy=state,desc:name", "gamma beta alpha"),
        ("sort=desc:created&limit=1&start=1", "beta"),
        ("orderBy=nothing", "alpha beta gamma"),
        ("name=beta", "beta"),
        ("name=alpha,gamma", "alpha gamma"),
        ("name=!alpha,gamma", "beta"),
        ("name=*a", "alpha beta gamma"),
        ("name=g*a", "gamma"),
        ("name=!b*", "alpha gamma"),
        ("version=1.0.0&createdUser=user-1@AdobeID", "alpha beta gamma"),
        ("schemaRef.id=other", ""),
        ("createdAfter=1700000000001", "beta gamma"),
        ("createdBefore=1700000000003", "alpha beta"),
        ("createdAfter=1700000000001&createdBefore=1700000000003", "beta"),
        ("tags=rank:1", "beta"),
        ("tags=rank:*,gamma:x", "gamma"),
        ("tags=adobe/pqs/table:al*", "alpha"),
        ("tags=nothing:*", ""),
        ("property=name==beta", "beta"),
        ("property=name!=beta", "alpha gamma"),
        ("property=name==*mm*", "gamma"),
        ("property=name~^al", "alpha"),
        ("property=name>alpha", "beta gamma"),
        (f"property=schemaRef.id=={RECORD_SCHEMA}&property=name==alpha", "alpha"),
        ("property=lastBatchId", ""),
        ("property=!lastBatchId", "alpha beta gamma"),
        ("property=created>=1700000000002", "beta gamma"),
    ],
)
def test_list(http: Any, three: dict[str, str], query: str, expected: str) -> None:
    assert names(http, query) == expected.split()


def test_keys_are_ids(http: Any, three: dict[str, str]) -> None:
    assert list(http.get("/dataSets").json) == list(three.values())


def test_properties(http: Any, three: dict[str, str]) -> None:
    answer = http.get("/dataSets?properties=name,description,files&name=alpha").json
    assert answer == {three["alpha"]: {"name": "alpha", "files": f"@/dataSetFiles?dataSetId={three['alpha']}"}}


def test_versions_compare_as_numbers(http: Any, three: dict[str, str]) -> None:
    for _ in range(10):
        http.patch(f"/dataSets/{three['beta']}", json={"description": "again"})
    assert names(http, "property=version>1.0.3") == ["beta"]
    http.patch(f"/dataSets/{three['alpha']}", json={"description": "once"})
    assert names(http, "orderBy=desc:version") == ["beta", "alpha", "gamma"]


def test_twenty_unless_told(http: Any) -> None:
    for number in range(25):
        http.post("/dataSets", json={"name": str(number), "schemaRef": {"id": RECORD_SCHEMA}})
    assert len(http.get("/dataSets").json) == 20
    assert len(http.get("/dataSets?limit=100").json) == 25
    assert len(http.get("/dataSets?limit=100&properties=observableSchema").json) == 20


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("limit=-1", "limit"),
        ("start=-1", "start"),
        ("start=99999999999999999999", "start"),
        ("orderBy=up:name", "orderBy"),
        ("orderBy=asc:", "orderBy"),
        ("createdAfter=yesterday", "createdAfter"),
        ("tags=rank", "tags"),
        ("property==x", "property"),
        ("property=name~(", "property"),
    ],
)
def test_bad_queries_name_the_parameter(http: Any, query: str, named: str) -> None:
    answer = http.get(f"/dataSets?{query}")
    assert answer.status_code == 400
    assert named in answer.json["detail"]


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("te*st", "test", True),
        ("te*st", "tempest", True),
        ("te*st", "tes", False),
        ("*", "", True),
        ("a*a", "a", False),
        ("a**b", "a*b", True),
        ("a**b", "axb", False),
        ("*b*d*", "abcde", True),
        ("*d*b*", "abcde", False),
        ("abc", "abc", True),
        ("abc", "abcd", False),
    ],
)
def test_wildcards(pattern: str, text: str, fits: bool) -> None:
    assert matches_wildcard(pattern, text) is fits


def test_many_wildcards_take_no_time() -> None:
    assert matches_wildcard("*a" * 500 + "b", "a" * 5_000) is False
