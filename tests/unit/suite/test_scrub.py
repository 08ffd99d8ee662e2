"""What a recording keeps, and what stands for the rest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.support.scrub import Scrubber

ID = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
OTHER = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"


@pytest.fixture
def scrubber() -> Scrubber:
    return Scrubber({"http://127.0.0.1:8080": "target", "my-client": "token", "contract12 ": ""})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ID, "<id 1>"),
        (f"/flows/{ID}/runs", "/flows/<id 1>/runs"),
        ("@/dataSets/5f3a0bcd5f3a0bcd5f3a0bcd", "@/dataSets/<id 1>"),
        ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "<id 1>"),
        ("Customers 1795636388323123456", "Customers <id 1>"),
        ("0123456789ABCDEF01234567@AdobeOrg", "<org 1>"),
        ("at 2026-02-01T10:20:30.123Z", "at <time>"),
        ("createdAt>1795636388323", "createdAt><time>"),
        ("?limit=2&continuationToken=W1tbMiwwLjA%3D", "?limit=2&continuationToken=<page>"),
        ("ann.bee@example.com", "<email>"),
        ("http://127.0.0.1:8080/data/foundation", "<target>/data/foundation"),
        ("by my-client", "by <token>"),
        ("contract12 Visits", "Visits"),
        ("2100-404", "2100-404"),
        ("a decade of facades", "a decade of facades"),
    ],
)
def test_what_differs_from_run_to_run_has_a_placeholder(scrubber: Scrubber, text: str, expected: str) -> None:
    assert scrubber.text(text) == expected


def test_equal_ids_have_one_number_wherever_they_stand(scrubber: Scrubber) -> None:
    body = {"id": ID, "uses": [OTHER, ID], OTHER: {"href": f"/flows/{OTHER}"}}
    assert scrubber.json(body) == {"id": "<id 1>", "uses": ["<id 2>", "<id 1>"], "<id 2>": {"href": "/flows/<id 2>"}}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("access_token", "abc", "<secret>"),
        ("client_secret", "abc", "<secret>"),
        ("connectionString", "abc", "<secret>"),
        ("Authorization", "Bearer abc", "<secret>"),
        ("auth", {"specName": "Key", "params": {"host": "h", "port": 5}}, {"host": "<secret>", "port": 5}),
        ("password", {"old": ["a"], "new": None}, {"old": ["<secret>"], "new": None}),
    ],
)
def test_secrets_are_hidden_by_name_and_place(scrubber: Scrubber, name: str, value: Any, expected: Any) -> None:
    found = scrubber.json({name: value})[name]
    assert (found["params"] if name == "auth" else found) == expected


@pytest.mark.parametrize("name", ["etag", "ETag", "If-Match"])
def test_an_etag_is_one_with_and_without_quotes(scrubber: Scrubber, name: str) -> None:
    assert scrubber.json({name: '"1400dd53-0000"', "etag": "1400dd53-0000"}) | {name: ""} == {
        "etag": "<etag 1>",
        name: "",
    }


@pytest.mark.parametrize("value", ["1.0.0", "*", 3])
def test_a_version_is_no_etag(scrubber: Scrubber, value: Any) -> None:
    assert scrubber.json({"E-Tag": value}) == {"E-Tag": value}


def test_a_moment_stays_a_number(scrubber: Scrubber) -> None:
    assert scrubber.json({"created": 1795636388323, "count": 12}) == {"created": "<milliseconds>", "count": 12}


def test_the_tenant_is_hidden_once_it_is_known(scrubber: Scrubber) -> None:
    scrubber.learn(f'"$id": "https://ns.adobe.com/acme/schemas/{ID}"')
    body = {"meta:altId": "_acme.schemas.1", "_acme": 1, "$ref": "https://ns.adobe.com/acme/mixins/1", "name": "acme"}
    assert scrubber.json(body) == {
        "meta:altId": "_<tenant>.schemas.1",
        "_<tenant>": 1,
        "$ref": "https://ns.adobe.com/<tenant>/mixins/1",
        "name": "acme",
    }


def test_standard_components_have_no_tenant(scrubber: Scrubber) -> None:
    reference = "https://ns.adobe.com/xdm/context/profile"
    scrubber.learn(reference)
    assert scrubber.text(reference) == reference
