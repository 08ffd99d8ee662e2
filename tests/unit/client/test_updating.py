"""Updates send the version that was read, and try again when someone else was faster."""

from __future__ import annotations

from typing import Any

import pytest

from aep_client import AEPClient, ConflictError, StaleError

RENAME = [{"op": "replace", "path": "/name", "value": "new"}]


def item(etag: str, **members: Any) -> dict[str, Any]:
    return {"items": [{"id": "f", "etag": etag, **members}]}


def methods(server: Any) -> list[str]:
    return [call.method for call in server.calls]


def test_flow_service_update_sends_the_etag_that_was_read(client: AEPClient, server: Any) -> None:
    server.answers(item('"1"')).answers({"id": "f", "etag": '"2"'})
    assert client.flow_service.flows.update("f", RENAME) == {"id": "f", "etag": '"2"'}
    get, patch = server.calls
    assert (get.method, patch.method) == ("GET", "PATCH")
    assert patch.headers["If-Match"] == '"1"'
    assert patch.json == RENAME


def test_a_given_etag_is_sent_without_reading(client: AEPClient, server: Any) -> None:
    server.answers({"id": "f", "etag": '"2"'})
    client.flow_service.connections.update("f", RENAME, etag='"mine"')
    assert methods(server) == ["PATCH"]
    assert server.calls[0].headers["If-Match"] == '"mine"'


def test_a_given_etag_that_is_stale_is_an_error_at_once(client: AEPClient, server: Any) -> None:
    server.answers({"errorMessage": 'Supplied version=["mine"] does not match the current version'}, 412)
    with pytest.raises(StaleError, match="Supplied version") as caught:
        client.flow_service.flows.update("f", RENAME, etag='"mine"')
    assert isinstance(caught.value, ConflictError)
    assert methods(server) == ["PATCH"]


def test_a_stale_update_is_made_again_from_what_is_there_now(client: AEPClient, server: Any) -> None:
    server.answers(item('"1"', tags=["a"])).answers(status=412)
    server.answers(item('"2"', tags=["a", "b"])).answers({"id": "f", "etag": '"3"'})

    def add_tag(flow: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"op": "replace", "path": "/tags", "value": [*flow["tags"], "mine"]}]

    client.flow_service.flows.update("f", add_tag)
    assert methods(server) == ["GET", "PATCH", "GET", "PATCH"]
    assert server.calls[3].headers["If-Match"] == '"2"'
    assert server.calls[3].json[0]["value"] == ["a", "b", "mine"]


def test_an_update_that_stays_stale_gives_up_after_five_attempts(client: AEPClient, server: Any) -> None:
    for n in range(5):
        server.answers(item(f'"{n}"')).answers(status=412)
    with pytest.raises(StaleError):
        client.flow_service.flows.update("f", RENAME)
    assert methods(server) == ["GET", "PATCH"] * 5


def test_a_conflict_of_another_kind_is_not_tried_again(client: AEPClient, server: Any) -> None:
    server.answers(item('"1"')).answers(status=409)
    with pytest.raises(ConflictError) as caught:
        client.flow_service.flows.update("f", RENAME)
    assert not isinstance(caught.value, StaleError)
    assert methods(server) == ["GET", "PATCH"]


def test_a_function_with_an_etag_has_one_attempt(client: AEPClient, server: Any) -> None:
    server.answers(item('"2"', name="old")).answers(status=412)
    with pytest.raises(StaleError):
        client.flow_service.flows.update("f", lambda _: RENAME, etag='"1"')
    assert methods(server) == ["GET", "PATCH"]
    assert server.calls[1].headers["If-Match"] == '"1"'


def test_a_run_is_made_again_from_what_is_there_now(client: AEPClient, server: Any) -> None:
    server.answers(item('"1"', params={})).answers(status=412)
    server.answers(item('"2"', params={"a": 1})).answers({"id": "f"})
    client.flow_service.runs.replace("f", lambda run: {"params": {**run["params"], "b": 2}})
    assert methods(server) == ["GET", "PUT", "GET", "PUT"]
    assert (server.calls[3].headers["If-Match"], server.calls[3].json) == ('"2"', {"params": {"a": 1, "b": 2}})


@pytest.mark.parametrize(
    ("changes", "content_type"),
    [({"name": "new"}, "application/json"), (RENAME, "application/json-patch+json")],
)
def test_catalog_takes_members_or_a_json_patch(client: AEPClient, server: Any, changes: Any, content_type: str) -> None:
    server.answers(["@/dataSets/d"])
    client.catalog.datasets.update("d", changes)
    (call,) = server.calls
    assert (call.method, call.json, call.headers["Content-Type"]) == ("PATCH", changes, content_type)
    assert "If-Match" not in call.headers


def test_catalog_update_sends_the_given_version(client: AEPClient, server: Any) -> None:
    server.answers(["@/dataSets/d"]).answers(["@/dataSets/d"])
    client.catalog.datasets.update("d", {"name": "new"}, version="1.0.3")
    client.catalog.datasets.replace("d", {"name": "new"}, version="1.0.4")
    assert [(call.method, call.headers["If-Match"]) for call in server.calls] == [("PATCH", "1.0.3"), ("PUT", "1.0.4")]


def test_catalog_changes_made_by_a_function_are_made_again_when_stale(client: AEPClient, server: Any) -> None:
    server.answers({"d": {"version": "1.0.1", "tags": {"a": ["1"]}}}).answers(status=412)
    server.answers({"d": {"version": "1.0.2", "tags": {"b": ["2"]}}}).answers(["@/dataSets/d"])
    client.catalog.datasets.update("d", lambda dataset: {"tags": {**dataset["tags"], "mine": ["3"]}})
    assert methods(server) == ["GET", "PATCH", "GET", "PATCH"]
    assert [call.headers.get("If-Match") for call in server.calls] == [None, "1.0.1", None, "1.0.2"]
    assert server.calls[3].json == {"tags": {"b": ["2"], "mine": ["3"]}}
