"""What is large is refused or kept short: nobody's request makes the answers of others long or slow."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.flow_service.coercion import coerced


def test_a_token_is_short_however_long_the_names_are(emulator: Any) -> None:
    for letter in "ba":
        emulator.call("POST", "/connections", {**emulator.bodies["connections"], "name": letter * 100_000})
    page = emulator.call("GET", "/connections?orderby=name&limit=1")
    href = page["_links"]["next"]["href"]
    assert len(href) < 1000
    following = emulator.call("GET", href)["items"]
    assert page["items"][0]["name"][:2] == "aa"
    assert following[0]["id"] != page["items"][0]["id"]


def test_an_order_is_by_the_beginning_of_a_text_and_then_by_creation(emulator: Any) -> None:
    names = ["x" * 300 + "2", "x" * 300 + "1", "x" * 100]
    spec = emulator.bodies["connections"]
    made = [emulator.call("POST", "/connections", {**spec, "name": name})["id"] for name in names]
    query, seen = f"/connections?orderby=name&limit=1&property=id=={','.join(made)}", []
    while query:
        page = emulator.call("GET", query)
        seen += [item["id"] for item in page["items"]]
        query = page["_links"].get("next", {}).get("href")
    assert seen == [made[2], made[0], made[1]]


def test_not_every_broken_rule_of_many_is_named(emulator: Any) -> None:
    body = {**emulator.bodies["flows"], "sourceConnectionIds": [5] * 10_000}
    answer = emulator.call("POST", "/flows", body)
    assert answer["status"] == 400
    assert len(answer["report"]["errors"]) == 50
    assert answer["report"]["errors"][0]["field"] == "sourceConnectionIds[0]"


def test_a_patch_cannot_grow_without_bound(emulator: Any) -> None:
    made = emulator.call("POST", "/connections", emulator.bodies["connections"])
    patch = [{"op": "add", "path": "/x", "value": 1}] * 1001
    answer = emulator.call("PATCH", f"/connections/{made['id']}", patch, headers={"If-Match": made["etag"]})
    assert (answer["status"], "1000" in answer["detail"]) == (400, True)


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("15", "integer", 15),
        (" -5 ", "integer", -5),
        ("--5", "integer", "--5"),
        ("²", "integer", "²"),
        ("9" * 30, "integer", "9" * 30),
        ("1.5", "number", 1.5),
        ("nan", "number", "nan"),
        ("1e999", "number", "1e999"),
        ("-inf", "number", "-inf"),
        ("True", "boolean", True),
        ("yes", "boolean", "yes"),
        (5, "string", 5),
    ],
)
def test_text_is_read_as_what_a_schema_asks_for_when_it_is_that(value: Any, kind: str, expected: Any) -> None:
    assert coerced({"a": value}, {"properties": {"a": {"type": kind}}}) == {"a": expected}


@pytest.mark.parametrize("schema", [{}, {"properties": {"a": True}}, {"properties": {"a": {"type": ["string"]}}}])
def test_a_schema_that_asks_for_nothing_in_particular_changes_nothing(schema: dict[str, Any]) -> None:
    assert coerced({"a": "1"}, schema) == {"a": "1"}
    assert coerced([1], schema) == [1]
