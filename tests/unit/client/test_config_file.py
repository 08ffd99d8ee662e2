"""Configuration files as aepp has them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aep_client import AEPClient, Credentials

CONFIG = {
    "org_id": "ORG@AdobeOrg",
    "client_id": "id",
    "secret": "shh-secret",
    "scopes": "openid, session",
    "sandbox-name": "dev",
    "environment": "prod",
}


@pytest.fixture
def config(tmp_path: Path) -> Callable[..., Path]:
    """The file with changed members; without those that are None."""

    def write(**changes: Any) -> Path:
        path = tmp_path / "config.json"
        members = {name: value for name, value in {**CONFIG, **changes}.items() if value is not None}
        path.write_text(json.dumps(members))
        return path

    return write


def token_form(server: Any) -> str:
    return str(server.token_calls[0].body.decode())


def test_every_member_of_the_file_is_used(config: Callable[..., Path], server: Any) -> None:
    server.answers({})
    client = AEPClient.from_file(config(), adapter=server)
    client.schema_registry.stats()
    assert (client.base_url, client.org_id, client.sandbox) == ("https://platform.adobe.io", "ORG@AdobeOrg", "dev")
    assert server.token_calls[0].path == "https://ims-na1.adobelogin.com/ims/token/v3"
    assert token_form(server).endswith("client_id=id&client_secret=shh-secret&scope=openid%2Csession")


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None, "api_key": "id"},
        {"client_id": None, "Client_ID": "id"},
        {"secret": None, "client_secret": "shh-secret"},
        {"secret": None, "client_secrets": ["shh-secret", "other"]},
        {"scopes": ["openid", "session"]},
    ],
)
def test_the_other_names_that_aepp_reads_are_read_too(
    config: Callable[..., Path], server: Any, changes: dict[str, Any]
) -> None:
    server.answers({})
    AEPClient.from_file(config(**changes), adapter=server).schema_registry.stats()
    assert token_form(server).endswith("client_id=id&client_secret=shh-secret&scope=openid%2Csession")


def test_what_is_optional_has_defaults(config: Callable[..., Path], server: Any) -> None:
    server.answers({})
    path = config(scopes=None, environment=None, **{"sandbox-name": None})
    client = AEPClient.from_file(path, adapter=server)
    client.schema_registry.stats()
    assert (client.base_url, client.sandbox) == ("https://platform.adobe.io", "prod")
    assert "scope=openid%2CAdobeID" in token_form(server)


def test_another_environment_has_addresses_of_its_own(config: Callable[..., Path], server: Any) -> None:
    server.answers({})
    client = AEPClient.from_file(config(environment="stage"), adapter=server)
    client.schema_registry.stats()
    assert client.base_url == "https://platform-stage.adobe.io"
    assert server.token_calls[0].path == "https://ims-na1-stg1.adobelogin.com/ims/token/v3"


def test_options_win_over_the_file(config: Callable[..., Path], credentials: Credentials) -> None:
    path = config(secret=None, environment="support")
    client = AEPClient.from_file(path, base_url="http://127.0.0.1:1", sandbox="x", credentials=credentials)
    assert (client.base_url, client.sandbox, client.org_id) == ("http://127.0.0.1:1", "x", "ORG@AdobeOrg")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"org_id": None}, "org_id is missing"),
        ({"client_id": None}, "client_id is missing"),
        ({"secret": None}, "secret is missing"),
        ({"secret": ["shh-secret"]}, "secret is missing"),
        ({"secret": None, "client_secrets": []}, "secret is missing"),
        ({"auth_code": "shh-secret"}, "auth_code is not supported"),
        ({"environment": "support"}, "base_url must begin with"),
        ({"environment": "a b"}, "environment"),
        ({"environment": "evil.example/"}, "environment"),
    ],
)
def test_a_file_that_cannot_be_right_is_explained_without_its_secrets(
    config: Callable[..., Path], changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        AEPClient.from_file(config(**changes))
    assert "shh-secret" not in str(caught.value)


@pytest.mark.parametrize(("text", "message"), [("{'secret': 1", "not a JSON file"), ("[]", "JSON object")])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "config.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        AEPClient.from_file(path)


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        AEPClient.from_file(tmp_path / "none.json")
