"""Watching the requests of a client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from aep_client import AEPClient, AEPConnectionError, Exchanged


@pytest.fixture
def seen() -> list[Exchanged]:
    return []


@pytest.fixture
def watched(make_client: Callable[..., AEPClient], seen: list[Exchanged]) -> AEPClient:
    return make_client(on_exchange=seen.append)


def test_each_request_is_told_with_the_ones_for_tokens(watched: AEPClient, server: Any, seen: list[Exchanged]) -> None:
    server.answers({"items": []}, x_request_id="r-1")
    list(watched.flow_service.flows.list(property="name==secret"))
    assert [(one.method, one.path, one.status, one.request_id) for one in seen] == [
        ("POST", "/ims/token/v3", 200, None),
        ("GET", "/data/foundation/flowservice/flows", 200, "r-1"),
    ]


def test_repeated_requests_are_told_each_time(watched: AEPClient, server: Any, seen: list[Exchanged]) -> None:
    server.answers({}, 503, Retry_After="3").answers({})
    watched.schema_registry.stats()
    assert [one.status for one in seen] == [200, 503, 200]


def test_the_time_is_that_of_the_request_without_the_waiting(
    watched: AEPClient, server: Any, clock: Any, seen: list[Exchanged]
) -> None:
    def slow(_: Any) -> Any:
        clock.time += 0.25
        return server.answer({}, 503 if len(seen) == 1 else 200, Retry_After="30")

    server.rule = slow
    watched.schema_registry.stats()
    assert [one.milliseconds for one in seen] == [0, 250, 250]


def test_a_request_without_an_answer_has_no_status(watched: AEPClient, server: Any, seen: list[Exchanged]) -> None:
    server.fails(requests.ConnectionError("gone"))
    with pytest.raises(AEPConnectionError):
        watched.schema_registry.stats()
    assert [one.status for one in seen] == [200, None]


def test_nothing_secret_is_told(watched: AEPClient, server: Any, seen: list[Exchanged]) -> None:
    server.answers({"id": "i"})
    watched.flow_service.connections.create({"auth": {"params": {"password": "p4ssword"}}})
    told = repr(seen)
    assert not [secret for secret in ("p4ssword", "s3cret-of-the-client", "token-1") if secret in told]
