"""How a client is made, and what goes with each of its requests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from aep_client import AEPClient, Credentials

ENVIRONMENT = {
    "AEP_BASE_URL": "https://aep.example/",
    "AEP_IMS_URL": "https://ims.example",
    "AEP_STREAMING_URL": "https://stream.example",
    "AEP_CLIENT_ID": "id",
    "AEP_CLIENT_SECRET": "secret\n",
    "AEP_ORG_ID": "ORG@AdobeOrg",
    "AEP_SANDBOX": "dev",
    "AEP_SCOPES": "openid",
}


def from_env(server: Any, **changes: str | None) -> AEPClient:
    environment = {name: text for name, text in {**ENVIRONMENT, **changes}.items() if text is not None}
    return AEPClient.from_env(environment, adapter=server)


def test_every_variable_of_the_environment_is_used(server: Any) -> None:
    server.answers({"tenantId": "t"}).answers({})
    client = from_env(server)
    client.schema_registry.stats()
    client.streaming.send("i", {})
    (token_call,), (call, message) = server.token_calls, server.calls
    assert message.path == "https://stream.example/collection/i"
    assert client.base_url == "https://aep.example"
    assert token_call.path == "https://ims.example/ims/token/v3"
    assert token_call.body == b"grant_type=client_credentials&client_id=id&client_secret=secret&scope=openid"
    sent = {name: call.headers[name] for name in ("Authorization", "x-api-key", "x-gw-ims-org-id", "x-sandbox-name")}
    assert sent == {
        "Authorization": "Bearer token-1",
        "x-api-key": "id",
        "x-gw-ims-org-id": "ORG@AdobeOrg",
        "x-sandbox-name": "dev",
    }


def test_a_token_in_the_environment_needs_no_secret(server: Any) -> None:
    server.answers({})
    from_env(server, AEP_ACCESS_TOKEN="given\n", AEP_CLIENT_SECRET=None).schema_registry.stats()
    assert server.tokens_sent == ["Bearer given"]


@pytest.mark.parametrize("name", ["AEP_CLIENT_ID", "AEP_CLIENT_SECRET", "AEP_ORG_ID"])
@pytest.mark.parametrize("text", [None, "", " "])
def test_a_missing_variable_is_named(server: Any, name: str, text: str | None) -> None:
    with pytest.raises(ValueError, match=name):
        from_env(server, **{name: text})


def test_adobe_and_prod_are_the_defaults(server: Any) -> None:
    client = from_env(server, AEP_BASE_URL=None, AEP_SANDBOX="")
    assert (client.base_url, client.sandbox) == ("https://platform.adobe.io", "prod")


def test_options_win_over_the_environment(server: Any, credentials: Credentials) -> None:
    client = AEPClient.from_env(ENVIRONMENT, base_url="http://127.0.0.1:1", sandbox="x", credentials=credentials)
    assert (client.base_url, client.sandbox, client.org_id) == ("http://127.0.0.1:1", "x", "ORG@AdobeOrg")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base_url": "aep.example"}, "base_url must begin with"),
        ({"base_url": "ftp://aep.example"}, "base_url must begin with"),
        ({"base_url": "https://"}, "base_url must begin with"),
        ({"base_url": "https://aep.example?x=1"}, "base_url must have neither"),
        ({"ims_url": "ims.example"}, "ims_url must begin with"),
        ({"streaming_url": "stream.example"}, "streaming_url must begin with"),
        ({"sandbox": ""}, "sandbox must be"),
        ({"sandbox": "a b"}, "sandbox must be"),
        ({"timeout": 0}, "timeout must be"),
    ],
)
def test_an_option_that_cannot_be_right_is_refused(
    make_client: Callable[..., AEPClient], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        make_client(**options)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"client_id": "", "org_id": "O", "client_secret": "s"}, "client_id"),
        ({"client_id": "k", "org_id": "O\n", "client_secret": "s"}, "org_id"),
        ({"client_id": "k", "org_id": "O"}, "either client_secret or access_token"),
        ({"client_id": "k", "org_id": "O", "client_secret": "s", "access_token": ""}, "access_token"),
    ],
)
def test_credentials_that_cannot_be_right_are_refused(members: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Credentials(**members)


def test_an_entry_in_netrc_does_not_take_the_tokens_place(
    client: AEPClient, server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = tmp_path / "netrc"
    entries.write_text("machine aep.example login me password mine\n")
    entries.chmod(0o600)
    monkeypatch.setenv("NETRC", str(entries))
    server.answers({})
    client.schema_registry.stats()
    assert server.tokens_sent == ["Bearer token-1"]
    assert "Authorization" not in server.token_calls[0].headers


def test_leaving_the_context_closes_the_clients_own_connections_only(
    make_client: Callable[..., AEPClient], server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    monkeypatch.setattr(requests.Session, "close", lambda session: closed.append(getattr(session, "name", "own")))
    theirs = requests.Session()
    theirs.name = "theirs"  # type: ignore[attr-defined]
    with make_client(session=theirs):
        pass
    assert closed == []
    with make_client():
        pass
    assert closed == ["own"]
