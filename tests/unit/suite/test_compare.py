"""What counts as drift, and what is allowed to differ."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.support.compare import Drift, compare

LINE = "GET /things/<id 1>"


def exchange(body: Any = None, *, status: int = 200, path: str = "/things/<id 1>", **headers: str) -> dict[str, Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "request": {"method": "GET", "path": path, "headers": {}, "body": None},
        "response": {"status": status, "headers": named, "body": body},
    }


def found(recorded: Any, now: Any) -> list[tuple[str, str, str]]:
    """Where two bodies differ."""
    drifts = compare([exchange(recorded)], [exchange(now)])
    assert all((drift.number, drift.request) == (1, LINE) for drift in drifts)
    return [(drift.where, drift.recorded, drift.found) for drift in drifts]


@pytest.mark.parametrize(
    ("recorded", "now", "expected"),
    [
        ({"a": 1}, {"a": "1"}, [("body.a", "number", "string")]),
        ({"a": 1}, {"a": None}, [("body.a", "number", "null")]),
        ({"a": True}, {"a": 1}, [("body.a", "boolean", "number")]),
        ({"a": [1]}, {"a": {"b": 1}}, [("body.a", "list", "object")]),
        ({"a": 1, "b": "x"}, {"a": 1}, [("body.b", "string", "missing")]),
        ({"a": 1}, {"a": 1, "b": []}, [("body.b", "missing", "list")]),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": []}}}, [("body.a.b.c", "number", "list")]),
        ([{"a": 1}, {"a": 2}], [{"b": 1}], [("body[].a", "number", "missing"), ("body[].b", "missing", "number")]),
        ({"a": "<milliseconds>"}, {"a": "<time>"}, [("body.a", "number", "string")]),
        ({"a": "<id 1>"}, {"a": "no id"}, [("body.a", "<id>", "another kind of text")]),
        ({"<id 1>": {"a": 1}}, {"<id 1>": {"a": ""}}, [("body.<id>.a", "number", "string")]),
        ({"<id 1>": {}}, {}, [("body.<id>", "object", "missing")]),
    ],
)
def test_keys_and_types_are_compared(recorded: Any, now: Any, expected: list[tuple[str, str, str]]) -> None:
    assert found(recorded, now) == expected


@pytest.mark.parametrize(
    ("recorded", "now"),
    [
        ({"a": 1, "b": "x"}, {"b": "y", "a": 2.5}),
        ([{"a": 1}], [{"a": 2}, {"a": 3}]),
        ([], [{"a": 2}]),
        ([{"a": 1}, {"b": 1}], [{"b": 1}, {"b": 2, "a": 0}]),
        ({"a": "<milliseconds>"}, {"a": 5}),
        ({"detail": "no <id 9>"}, {"detail": "nothing has that id"}),
        ({}, {"<id 1>": {}}),
        ({"lastRunDetails": {}}, {}),
    ],
    ids=str,
)
def test_values_order_and_length_are_not(recorded: Any, now: Any) -> None:
    assert found(recorded, now) == []


def test_numbers_of_placeholders_do_not_matter_but_equality_does() -> None:
    recorded = [exchange({"id": "<id 1>"}), exchange({"id": "<id 1>"}), exchange({"id": "<id 2>"})]
    other_numbers = [exchange({"id": "<id 1>"}), exchange({"id": "<id 1>"}), exchange({"id": "<id 7>"})]
    assert compare(recorded, other_numbers) == []
    another = [exchange({"id": "<id 1>"}), exchange({"id": "<id 5>"}), exchange({"id": "<id 2>"})]
    assert compare(recorded, another) == [Drift(2, LINE, "body.id", "<id 1>, as before", "<id 5>, another")]
    always_one = [exchange({"id": "<id 1>"})] * 3
    assert compare(recorded, always_one) == [Drift(3, LINE, "body.id", "<id 2>, as before", "<id 1>, another")]


@pytest.mark.parametrize(
    ("recorded", "now", "expected"),
    [
        ({"Content_Type": "application/json"}, {"Content_Type": "application/JSON;charset=UTF-8"}, []),
        (
            {"Content_Type": "application/json"},
            {"Content_Type": "text/html"},
            [("headers.Content-Type", "application/json", "text/html")],
        ),
        ({"Location": "<target>/a/<id 1>"}, {"Location": "<target>/a/<id 4>"}, []),
        (
            {"Location": "<target>/a/<id 1>"},
            {"Location": "/a/<id 1>"},
            [("headers.Location", "<target>/a/<id>", "/a/<id>")],
        ),
        ({"ETag": "<etag 1>"}, {"ETag": "<etag 2>"}, []),
        ({"ETag": "<etag 1>"}, {}, [("headers.ETag", "present", "missing")]),
    ],
)
def test_headers_that_matter_are_compared(
    recorded: dict[str, str], now: dict[str, str], expected: list[tuple[str, str, str]]
) -> None:
    drifts = compare([exchange(**recorded)], [exchange(**now)])
    assert [(drift.where, drift.recorded, drift.found) for drift in drifts] == expected


def test_a_status_is_compared() -> None:
    assert compare([exchange(status=404)], [exchange()]) == [Drift(1, LINE, "status", "404", "200")]


def test_where_a_test_goes_on_differently_the_rest_is_not_compared() -> None:
    recorded = [exchange(path="/a"), exchange(path="/b"), exchange(path="/c")]
    now = [exchange(path="/a"), exchange(path="/x"), exchange(path="/c", status=500)]
    assert compare(recorded, now) == [Drift(2, "GET /b", "request", "GET /b", "GET /x")]


def test_requests_that_are_missing_are_told() -> None:
    recorded = [exchange(path="/a"), exchange(path="/b")]
    assert compare(recorded, recorded[:1]) == [Drift(1, "all", "requests", "2", "1")]
