"""What is sent again, how often, and after which wait."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import pytest
import requests
from urllib3.exceptions import ProtocolError

from aep_client import AEPAPIError, AEPClient, AEPConnectionError, RateLimitedError, ServerError

CALLS: dict[str, Callable[[AEPClient], Any]] = {
    "GET": lambda aep: aep.flow_service.flows.get("f"),
    "POST": lambda aep: aep.flow_service.flows.create({"name": "n"}),
    "PUT": lambda aep: aep.schema_registry.schemas.replace("s", {"title": "t"}),
    "PATCH": lambda aep: aep.flow_service.flows.update("f", [], etag='"e"'),
    "DELETE": lambda aep: aep.flow_service.flows.delete("f"),
}


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("method", CALLS)
def test_429_and_503_are_sent_again_whatever_the_method(
    client: AEPClient, server: Any, method: str, status: int
) -> None:
    """Both statuses mean that the request was not processed, so that even a POST may be repeated."""
    server.answers(status=status).answers({"id": "f"})
    CALLS[method](client)
    first, second = server.calls
    assert (first.method, first.path, first.body) == (second.method, second.path, second.body)
    assert first.method == method


@pytest.mark.parametrize("status", [400, 404, 409, 500, 502, 504])
def test_other_failures_are_not_sent_again(client: AEPClient, server: Any, status: int) -> None:
    server.answers(status=status)
    with pytest.raises(AEPAPIError):
        CALLS["GET"](client)
    assert len(server.calls) == 1


def test_a_broken_connection_is_not_sent_again(client: AEPClient, server: Any, clock: Any) -> None:
    server.fails(requests.ConnectionError("reset by peer"))
    with pytest.raises(AEPConnectionError, match="reset by peer"):
        CALLS["POST"](client)
    assert len(server.calls) == 1
    assert clock.slept == []


CLOSED = requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError(104)))


def test_a_get_on_a_connection_that_was_closed_is_sent_once_more(client: AEPClient, server: Any, clock: Any) -> None:
    server.fails(CLOSED).answers({"id": "f"})
    CALLS["GET"](client)
    assert (len(server.calls), clock.slept) == (2, [])
    server.fails(CLOSED).fails(CLOSED)
    with pytest.raises(AEPConnectionError, match="aborted"):
        CALLS["GET"](client)
    assert len(server.calls) == 4
    server.fails(CLOSED)
    with pytest.raises(AEPConnectionError, match="aborted"):
        CALLS["POST"](client)
    assert len(server.calls) == 5


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimitedError), (503, ServerError)])
@pytest.mark.parametrize("retries", [0, 2])
def test_it_gives_up_after_as_many_repeats_as_it_was_told(
    make_client: Callable[..., AEPClient], server: Any, clock: Any, retries: int, status: int, kind: type[AEPAPIError]
) -> None:
    for _ in range(retries + 1):
        server.answers(status=status)
    with pytest.raises(kind):
        CALLS["GET"](make_client(retries=retries))
    assert len(server.calls) == retries + 1
    assert len(clock.slept) == retries


def test_without_a_retry_after_the_waits_grow(make_client: Callable[..., AEPClient], server: Any, clock: Any) -> None:
    for _ in range(9):
        server.answers(status=503)
    server.answers({"id": "f"})
    CALLS["GET"](make_client(retries=9))
    longest = [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert all(limit / 2 <= wait <= limit for wait, limit in zip(clock.slept, longest, strict=True))


@pytest.mark.parametrize("seconds", [0, 1, 120])
def test_retry_after_in_seconds_is_honoured(client: AEPClient, server: Any, clock: Any, seconds: int) -> None:
    server.answers(status=429, Retry_After=str(seconds)).answers({"id": "f"})
    CALLS["GET"](client)
    assert clock.slept == [seconds]


@pytest.mark.parametrize(("ahead", "expected"), [(90, 90), (-5, 0)])
@pytest.mark.parametrize("zone", ["GMT", "-0000"])
def test_retry_after_as_a_date_is_honoured(
    client: AEPClient, server: Any, clock: Any, ahead: int, expected: int, zone: str
) -> None:
    date = formatdate(clock.time + ahead, usegmt=True).replace("GMT", zone)
    server.answers(status=503, Retry_After=date).answers({"id": "f"})
    CALLS["GET"](client)
    assert clock.slept == [expected]


@pytest.mark.parametrize("text", ["soon", "-3", "1.5", "²", "Fri, 99 Foo 2020"])
def test_a_retry_after_that_makes_no_sense_is_as_none(client: AEPClient, server: Any, clock: Any, text: str) -> None:
    server.answers(status=429, Retry_After=text).answers({"id": "f"})
    CALLS["GET"](client)
    (wait,) = clock.slept
    assert 0.25 <= wait <= 0.5


def test_a_server_that_wants_to_be_left_alone_for_long_is_not_waited_for(
    client: AEPClient, server: Any, clock: Any
) -> None:
    server.answers(status=429, Retry_After="3600")
    with pytest.raises(RateLimitedError) as caught:
        CALLS["GET"](client)
    assert clock.slept == []
    assert caught.value.retry_after == 3600


def test_each_request_has_retries_of_its_own(make_client: Callable[..., AEPClient], server: Any) -> None:
    client = make_client(retries=1)
    for _ in range(2):
        server.answers(status=503).answers({"id": "f"})
        CALLS["GET"](client)
    assert len(server.calls) == 4
