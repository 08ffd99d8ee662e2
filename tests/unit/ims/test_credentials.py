"""Strict mode with a list of credentials: who gets a token, and what the token opens."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.clock import FixedClock
from aep_emulator.services.ims import read_credentials
from aep_emulator.services.ims.errors import ImsError
from aep_emulator.settings import Settings

NOW = 1_700_000_000_000
DATASETS = "/data/foundation/catalog/dataSets"
ONE = {"client_id": "one", "client_secret": "s-one", "org_id": "ONE@AdobeOrg", "scopes": ["openid", "AdobeID"]}
TWO = {"client_id": "two", "client_secret": "s-two", "org_id": "TWO@AdobeOrg"}
TROUBLESHOOTING = "help/landing/troubleshooting.md, Request header errors"

Write = Callable[[Any], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a credentials file: text as it is, anything else as JSON."""

    def make(content: Any) -> Path:
        path = tmp_path / "credentials.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return make


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def client(write: Write, clock: FixedClock) -> Any:
    """A strict emulator with two integrations, of two organisations."""
    return create_app(Settings(auth="strict", credentials=write([ONE, TWO]), rows=1), clock=clock).test_client()


def ask(client: Any, client_id: str = "one", secret: str = "s-one", scope: str = "openid") -> Any:  # noqa: S107
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret, "scope": scope}
    return client.post("/ims/token/v3", data=form)


def token(client: Any, client_id: str = "one") -> str:
    return str(ask(client, client_id, f"s-{client_id}").json["access_token"])


def call(client: Any, bearer: str, key: str | None = "one", org: str | None = "ONE@AdobeOrg") -> tuple[int, Any]:
    sent = {"Authorization": f"Bearer {bearer}", "x-api-key": key, "x-gw-ims-org-id": org, "x-sandbox-name": "prod"}
    answer = client.get(DATASETS, headers={name: value for name, value in sent.items() if value is not None})
    return answer.status_code, answer.json.get("error_code")


def test_a_listed_client_gets_a_token_that_opens_its_organisation(client: Any) -> None:
    assert call(client, token(client)) == (200, None)
    assert call(client, token(client, "two"), "two", "TWO@AdobeOrg") == (200, None)


def test_the_token_names_client_organisation_and_scope(client: Any) -> None:
    part = ask(client, scope="openid,AdobeID").json["access_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert (claims["client_id"], claims["org"], claims["scope"]) == ("one", "ONE@AdobeOrg", "openid,AdobeID")


@pytest.mark.assumed("the texts; the codes are OAuth's own")
@pytest.mark.parametrize(
    ("client_id", "secret", "scope", "error", "named"),
    [
        ("three", "s-one", "openid", "invalid_client", "client_id"),
        ("one", "s-two", "openid", "invalid_client", "client_secret"),
        ("one", "é", "openid", "invalid_client", "client_secret"),
        ("one", "s-one", "openid, other", "invalid_scope", "other"),
    ],
)
def test_others_get_none(client: Any, client_id: str, secret: str, scope: str, error: str, named: str) -> None:
    answer = ask(client, client_id, secret, scope)
    assert (answer.status_code, answer.json["error"]) == (400, error)
    assert named in answer.json["error_description"]
    assert secret not in answer.text


@pytest.mark.parametrize("scope", ["", "openid", "AdobeID openid", "anything"])
def test_an_entry_without_scopes_grants_any(client: Any, scope: str) -> None:
    assert ask(client, "two", "s-two", scope).status_code == 200


@pytest.mark.parametrize(("secret", "status"), [("s-one", 200), ("wrong", 400)])
def test_the_jwt_exchange_asks_for_the_secret_too(client: Any, secret: str, status: int) -> None:
    form = {"client_id": "one", "client_secret": secret, "jwt_token": "a.b.c"}
    assert client.post("/ims/exchange/jwt", data=form).status_code == status


@pytest.mark.documented(TROUBLESHOOTING)
@pytest.mark.parametrize(
    ("key", "org", "expected"),
    [
        ("two", "ONE@AdobeOrg", (403, "403003")),
        ("unknown", "TWO@AdobeOrg", (403, "403003")),
        ("one", "TWO@AdobeOrg", (403, "403025")),
        ("one", "NOBODY@AdobeOrg", (403, "403027")),
        ("one", "ONE", (403, "403027")),
        (None, "ONE@AdobeOrg", (403, "403000")),
        ("one", None, (400, "400003")),
    ],
)
def test_key_and_organisation_must_be_those_of_the_token(
    client: Any, key: str | None, org: str | None, expected: tuple[int, str]
) -> None:
    assert call(client, token(client), key, org) == expected


def test_a_bad_token_is_noticed_before_a_bad_key(client: Any) -> None:
    assert call(client, "any", "unknown") == (401, "401013")
    assert client.get(DATASETS).json["error_code"] == "403010"


def test_a_token_ends_after_its_lifetime(client: Any, clock: FixedClock) -> None:
    bearer = token(client)
    clock.advance(86_399_000 - 1)
    assert call(client, bearer) == (200, None)
    clock.advance(1)
    assert call(client, bearer) == (401, "401013")


def test_a_revoked_token_opens_nothing_and_others_still_do(client: Any) -> None:
    revoked, other = token(client), token(client)
    form = {"token": revoked, "client_id": "one", "client_secret": "s-one"}
    assert client.post("/ims/revoke", data=form).status_code == 200
    assert client.post("/ims/revoke", data=form).status_code == 200
    assert call(client, revoked) == (401, "401013")
    assert call(client, other) == (200, None)


@pytest.mark.parametrize(
    ("form", "auth", "status"),
    [
        ({}, ("one", "s-one"), 200),
        ({}, ("one", "wrong"), 400),
        ({}, ("two", "s-two"), 400),
        ({}, None, 400),
        ({"client_id": "one", "client_secret": "s-one"}, ("two", "s-two"), 200),
        ({"token": ""}, ("one", "s-one"), 400),
    ],
)
def test_a_client_revokes_its_own_tokens_alone(
    client: Any, form: dict[str, str], auth: tuple[str, str] | None, status: int
) -> None:
    bearer = token(client)
    answer = client.post("/ims/revoke", data={"token": bearer, **form}, auth=auth)
    assert answer.status_code == status
    assert call(client, bearer)[0] == (401 if status == 200 else 200)


def test_without_a_list_anybody_revokes(app: Any) -> None:
    client = app.test_client()
    bearer = ask(client).json["access_token"]
    assert client.post("/ims/revoke", data={"token": bearer}).status_code == 200
    assert client.post("/ims/revoke", data={"token": "no token"}).status_code == 200


def test_strict_mode_without_a_list_asks_for_no_key_in_particular() -> None:
    client = create_app(Settings(auth="strict", rows=1)).test_client()
    assert call(client, token(client, "anybody"), "other", "THIRD@AdobeOrg") == (200, None)


def test_a_reset_of_the_emulator_ends_all_tokens(client: Any) -> None:
    bearer = token(client)
    client.post("/_emulator/reset")
    assert call(client, bearer) == (401, "401013")
    assert call(client, token(client)) == (200, None)


def test_a_list_is_for_strict_mode(write: Write) -> None:
    with pytest.raises(ValueError, match=r"^credentials: .*--auth strict"):
        create_app(Settings(credentials=write([ONE])))


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", "JSON"),
        ("{}", "list"),
        ("[]", "list"),
        ("[7]", r"\[0\]"),
        ([{**ONE, "client_id": ""}], r"\[0\]\.client_id"),
        ([ONE, {**TWO, "client_secret": 7}], r"\[1\]\.client_secret"),
        ([{name: value for name, value in ONE.items() if name != "org_id"}], r"\[0\]\.org_id"),
        ([{**ONE, "scopes": 7}], r"\[0\]\.scopes"),
        ([{**ONE, "scopes": [7]}], r"\[0\]\.scopes"),
        ([{**ONE, "secret": "x"}], r"\[0\]\.secret"),
        ([ONE, ONE], r"\[1\]\.client_id"),
    ],
)
def test_a_bad_file_is_named_with_the_place_and_never_the_secret(write: Write, content: Any, named: str) -> None:
    with pytest.raises(ValueError, match=f"^credentials: .*{named}") as refused:
        read_credentials(write(content))
    assert "s-one" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^credentials: .*nothing\.json"):
        read_credentials(tmp_path / "nothing.json")


@pytest.mark.parametrize("scopes", [["openid", "AdobeID"], "openid,AdobeID", "openid AdobeID", "openid, AdobeID"])
def test_scopes_are_a_list_or_one_text(write: Write, scopes: Any) -> None:
    found = read_credentials(write([{**ONE, "scopes": scopes}]))
    assert found.check("one", "s-one", "AdobeID,openid").scopes == {"openid", "AdobeID"}
    with pytest.raises(ImsError):
        found.check("one", "s-one", "other")


def test_secrets_are_not_shown(write: Write) -> None:
    assert "s-one" not in repr(read_credentials(write([ONE])).check("one", "s-one", ""))
