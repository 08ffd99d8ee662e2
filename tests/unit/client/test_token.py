"""Where the access token comes from, how long it is used, and that it is fetched once for all threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

import pytest

from aep_client import AEPAPIError, AEPClient, Credentials, RateLimitedError, UnauthorizedError

REFUSED = {"error_code": "401013", "message": "Oauth token is not valid"}


def look_up(client: AEPClient) -> Any:
    return client.flow_service.flows.get("f")


def test_the_token_is_asked_for_with_the_documented_form(client: AEPClient, server: Any) -> None:
    server.answers({"items": [{"id": "f"}]})
    look_up(client)
    (call,) = server.token_calls
    assert (call.method, call.path) == ("POST", "/ims/token/v3")
    assert call.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(call.body.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["key-of-the-client"],
        "client_secret": ["s3cret-of-the-client"],
        "scope": ["openid,AdobeID,read_organizations,additional_info.projectedProductContext,session"],
    }
    assert server.tokens_sent == ["Bearer token-1"]


@pytest.mark.parametrize(
    ("base_url", "ims_url", "expected"),
    [
        ("https://platform.adobe.io", None, "https://ims-na1.adobelogin.com/ims/token/v3"),
        ("https://platform-nld2.adobe.io/", None, "https://ims-na1.adobelogin.com/ims/token/v3"),
        ("http://127.0.0.1:8080/", None, "http://127.0.0.1:8080/ims/token/v3"),
        ("https://adobe.io.evil.example", None, "https://adobe.io.evil.example/ims/token/v3"),
        ("http://127.0.0.1:8080", "https://ims.example/", "https://ims.example/ims/token/v3"),
        ("https://platform.adobe.io", "https://ims.example", "https://ims.example/ims/token/v3"),
    ],
)
def test_ims_is_adobes_for_adobe_and_the_base_url_for_others_unless_it_is_given(
    make_client: Callable[..., AEPClient], server: Any, base_url: str, ims_url: str | None, expected: str
) -> None:
    server.answers({"items": [{"id": "f"}]})
    look_up(make_client(base_url=base_url, ims_url=ims_url))
    assert [call.path for call in server.token_calls] == [expected]


@pytest.mark.parametrize(
    ("expires_in", "still_good_s", "renewed_s"),
    [(86_399, 86_338, 86_340), (100, 49, 51), ("a day", 86_338, 86_340), (None, 86_338, 86_340)],
)
def test_the_token_is_renewed_before_it_ends(
    client: AEPClient, server: Any, clock: Any, expires_in: Any, still_good_s: float, renewed_s: float
) -> None:
    server.expires_in = expires_in
    server.answers({"items": [{}]}).answers({"items": [{}]}).answers({"items": [{}]})
    look_up(client)
    clock.time += still_good_s
    look_up(client)
    clock.time += renewed_s - still_good_s
    look_up(client)
    assert server.tokens_sent == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]


def test_a_refused_token_is_renewed_and_the_request_sent_again_once(client: AEPClient, server: Any) -> None:
    server.answers(REFUSED, 401).answers({"items": [{"id": "f"}]})
    assert look_up(client) == {"id": "f"}
    assert server.tokens_sent == ["Bearer token-1", "Bearer token-2"]


def test_a_body_is_sent_again_with_the_new_token(client: AEPClient, server: Any) -> None:
    server.answers(REFUSED, 401).answers({"id": "f", "etag": '"e"'}, 201)
    client.flow_service.flows.create({"name": "n"})
    assert [call.json for call in server.calls] == [{"name": "n"}, {"name": "n"}]


def test_a_second_refusal_is_the_answer(client: AEPClient, server: Any) -> None:
    server.answers(REFUSED, 401).answers(REFUSED, 401)
    with pytest.raises(UnauthorizedError) as caught:
        look_up(client)
    assert caught.value.code == "401013"
    assert len(server.calls) == 2


def test_another_401_is_no_reason_to_renew(client: AEPClient, server: Any) -> None:
    server.answers("The user has no right to see this.", 401)
    with pytest.raises(UnauthorizedError):
        look_up(client)
    assert len(server.token_calls) == 1


def test_a_given_token_is_used_without_ims(make_client: Callable[..., AEPClient], server: Any) -> None:
    server.answers({"items": [{}]}).answers(REFUSED, 401)
    client = make_client(credentials=Credentials(client_id="k", org_id="O", access_token="given"))
    look_up(client)
    assert server.tokens_sent == ["Bearer given"]
    with pytest.raises(UnauthorizedError):
        look_up(client)
    assert server.token_calls == []


def test_a_given_token_that_is_refused_is_replaced_when_there_is_a_secret(
    make_client: Callable[..., AEPClient], server: Any
) -> None:
    server.answers(REFUSED, 401).answers({"items": [{}]})
    look_up(make_client(credentials=Credentials(client_id="k", org_id="O", access_token="given", client_secret="s")))
    assert server.tokens_sent == ["Bearer given", "Bearer token-1"]


@pytest.mark.parametrize(
    ("status", "body", "code", "message"),
    [
        (400, {"error": "invalid_client", "error_description": "no such client"}, "invalid_client", "no such client"),
        (500, "<html>sorry</html>", None, "<html>sorry</html>"),
        (200, {"token_type": "bearer"}, None, None),
        (200, {"access_token": "two\nlines"}, None, None),
        (200, ["no object"], None, None),
    ],
)
def test_an_answer_of_ims_without_a_token_is_an_error(
    client: AEPClient, server: Any, status: int, body: Any, code: str | None, message: str | None
) -> None:
    server.ims_answers(body, status)
    with pytest.raises(AEPAPIError) as caught:
        look_up(client)
    error = caught.value
    assert (error.status, error.code, error.message) == (status, code, message)
    assert error.url.endswith("/ims/token/v3")
    assert server.calls == []


def test_ims_is_asked_again_when_it_is_busy(client: AEPClient, server: Any, clock: Any) -> None:
    server.ims_answers(status=429, Retry_After="7").answers({"items": [{}]})
    look_up(client)
    assert clock.slept == [7]


def test_ims_that_stays_busy_is_an_error_and_the_next_call_asks_again(client: AEPClient, server: Any) -> None:
    for _ in range(4):
        server.ims_answers(status=429)
    with pytest.raises(RateLimitedError):
        look_up(client)
    server.answers({"items": [{}]})
    look_up(client)
    assert len(server.token_calls) == 5


def test_threads_share_one_token(client: AEPClient, server: Any) -> None:
    threads = 8
    ready = threading.Barrier(threads)
    fetched_twice = threading.Event()
    server.rule = lambda _: server.answer({"items": [{}]})

    def hold(number: int) -> None:
        # IMS takes its time, so that every thread finds no token yet; a second request would end the wait.
        if number == 1:
            fetched_twice.wait(timeout=0.2)
        else:
            fetched_twice.set()

    server.on_token_call = hold

    def work(_: int) -> None:
        ready.wait(timeout=30)
        look_up(client)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    assert not fetched_twice.is_set()
    assert server.tokens_sent == ["Bearer token-1"] * threads


def test_threads_that_are_refused_together_fetch_one_new_token(client: AEPClient, server: Any) -> None:
    threads = 8
    refused_together = threading.Barrier(threads)

    def rule(call: Any) -> Any:
        if call.headers["Authorization"] == "Bearer token-1":
            refused_together.wait(timeout=30)
            return server.answer(REFUSED, 401)
        return server.answer({"items": [{}]})

    server.rule = rule
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda _: look_up(client), range(threads)))
    assert len(server.token_calls) == 2
