"""Secrets and tokens are in no representation, exception or log line."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest
import requests

from aep_client import AEPAPIError, AEPClient, AEPError, Credentials
from aep_client.redaction import redacted, scrubbed

SECRET = "s3cret-of-the-client"


def everything_about(error: BaseException) -> str:
    return repr(error) + str(vars(error)) + "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"client_secret": "x", "client_id": "y"}, {"client_secret": "***", "client_id": "y"}),
        ({"accessToken": "x"}, {"accessToken": "***"}),
        ({"refresh_token": "x", "expires_in": 3}, {"refresh_token": "***", "expires_in": 3}),
        ([{"connectionString": "x"}], [{"connectionString": "***"}]),
        (
            {"s3SecretKey": "x", "sasUri": "y", "passPhrase": "z"},
            {"s3SecretKey": "***", "sasUri": "***", "passPhrase": "***"},
        ),
        ({"password": None}, {"password": None}),
        ({"credentials": {"type": "t", "keys": ["a", 1]}}, {"credentials": {"type": "***", "keys": ["***", "***"]}}),
        (
            {"name": "n", "auth": {"specName": "Basic", "params": {"host": "h", "pwd": "x"}}},
            {"name": "n", "auth": {"specName": "Basic", "params": {"host": "***", "pwd": "***"}}},
        ),
        (
            [{"op": "replace", "path": "/auth/params", "value": {"pwd": "x"}}],
            [{"op": "replace", "path": "/auth/params", "value": {"pwd": "***"}}],
        ),
        (
            [{"op": "add", "path": "/auth/params/host", "value": "x"}],
            [{"op": "add", "path": "/auth/params/host", "value": "***"}],
        ),
        ([{"op": "add", "path": "/name", "value": "x"}], [{"op": "add", "path": "/name", "value": "x"}]),
        ({"params": {"tableName": "t"}}, {"params": {"tableName": "t"}}),
        ("text", "text"),
        (None, None),
    ],
)
def test_values_are_hidden_for_their_name_or_their_place(value: Any, expected: Any) -> None:
    assert redacted(value) == expected


def test_redaction_leaves_the_original_alone() -> None:
    body = {"auth": {"params": {"accessToken": "x"}}}
    redacted(body)
    assert body == {"auth": {"params": {"accessToken": "x"}}}


def test_known_secrets_are_hidden_wherever_they_stand() -> None:
    value = {"detail": "abcd and abcdef", "more": ["abcdef!", 3]}
    assert scrubbed(value, {"abcd", "abcdef", "a"}) == {"detail": "*** and ***", "more": ["***!", 3]}


def test_representations_have_no_secrets(client: AEPClient, credentials: Credentials) -> None:
    given = Credentials(client_id="k", org_id="O", access_token="the-token")
    shown = repr(client) + repr(credentials) + repr(given)
    assert SECRET not in shown
    assert "the-token" not in shown
    assert repr(client) == "AEPClient(base_url='https://aep.example', org_id='ORG@AdobeOrg', sandbox='prod')"


def test_a_refused_token_request_does_not_show_the_secret(client: AEPClient, server: Any) -> None:
    server.ims_answers({"error": "invalid_client", "error_description": f"{SECRET} is wrong"}, 400)
    with pytest.raises(AEPAPIError) as caught:
        client.flow_service.flows.get("f")
    assert SECRET not in everything_about(caught.value)
    assert caught.value.sent["client_secret"] == "***"
    assert caught.value.message == "*** is wrong"


def test_a_refused_request_does_not_show_what_it_carried(client: AEPClient, server: Any) -> None:
    server.answers({"detail": "accessToken 'shop-token' is wrong; you sent Bearer token-1"}, 400)
    body = {"name": "shop", "auth": {"specName": "Basic Authentication", "params": {"accessToken": "shop-token"}}}
    with pytest.raises(AEPAPIError) as caught:
        client.flow_service.connections.create(body)
    shown = everything_about(caught.value)
    assert "shop-token" not in shown
    assert "token-1" not in shown
    assert caught.value.message == "accessToken '***' is wrong; you sent Bearer ***"
    assert server.calls[0].json == body


def test_a_failed_token_request_does_not_show_the_secret(client: AEPClient, server: Any, monkeypatch: Any) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise requests.ConnectionError("no route")

    monkeypatch.setattr(server, "send", fail)
    with pytest.raises(AEPError) as caught:
        client.flow_service.flows.get("f")
    assert SECRET not in everything_about(caught.value)


def test_the_log_has_neither_bodies_nor_tokens(
    client: AEPClient, server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers(status=503).answers({"id": "c", "etag": "e"}, 201)
    client.flow_service.connections.create({"auth": {"params": {"accessToken": "shop-token"}}})
    assert "POST https://aep.example/data/foundation/flowservice/connections answered 503, again in" in caplog.text
    assert all(secret not in caplog.text for secret in (SECRET, "shop-token", "token-1"))


@pytest.mark.parametrize("token", ["secret\nvalue", "secret value", "sécret", "secret\x00"])
def test_a_token_that_cannot_be_sent_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(ValueError, match="access_token must be printable") as caught:
        Credentials(client_id="k", org_id="O", access_token=token)
    assert token not in everything_about(caught.value)


def test_an_address_with_a_password_is_refused_without_showing_it(make_client: Callable[..., AEPClient]) -> None:
    with pytest.raises(ValueError, match="base_url must have neither a user") as caught:
        make_client(base_url="https://me:hush@aep.example")
    assert "hush" not in str(caught.value)
