"""Access tokens over HTTP, as Adobe's pages, Postman and aepp ask for them."""

from __future__ import annotations

from typing import Any

import pytest
import requests

OAUTH = {"grant_type": "client_credentials", "client_id": "key", "client_secret": "secret", "scope": "openid"}
JWT = {"client_id": "key", "client_secret": "secret", "jwt_token": "a.b.c"}


def token(base_url: str, path: str, **options: Any) -> requests.Response:
    return requests.post(f"{base_url}{path}", timeout=30, **options)


@pytest.mark.documented("help/landing/api-authentication.md, Generate an access token")
@pytest.mark.parametrize("path", ["/ims/token/v2", "/ims/token/v3"])
@pytest.mark.parametrize("part", ["data", "params"])
def test_oauth_tokens_tell_their_lifetime_in_seconds(base_url: str, path: str, part: str) -> None:
    answer = token(base_url, path, **{part: OAUTH})
    assert answer.status_code == 200
    body = answer.json()
    assert body["token_type"] == "bearer"
    assert 3_600 < body["expires_in"] <= 86_400
    assert len(body["access_token"]) > 100


@pytest.mark.documented("help/landing/api-authentication.md, Generate a JSON Web Token")
def test_exchanged_tokens_tell_it_in_milliseconds(base_url: str) -> None:
    parts = {name: (None, value) for name, value in JWT.items()}
    body = token(base_url, "/ims/exchange/jwt", files=parts).json()
    assert body["token_type"] == "bearer"
    assert 3_600_000 < body["expires_in"] <= 86_400_000


@pytest.mark.assumed("RFC 6749, 5.2, has it so, no page shows it; a call to Adobe would settle it")
@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/ims/token/v3", {}),
        ("/ims/token/v3", {**OAUTH, "grant_type": "password"}),
        ("/ims/token/v2", {**OAUTH, "client_secret": ""}),
        ("/ims/exchange/jwt", {**JWT, "jwt_token": ""}),
    ],
)
def test_a_refusal_is_a_400_in_oauths_form(base_url: str, path: str, parameters: dict[str, str]) -> None:
    answer = token(base_url, path, data=parameters)
    assert answer.status_code == 400
    assert {"error", "error_description"} <= answer.json().keys()


@pytest.mark.documented("help/landing/api-authentication.md, Test access credentials")
def test_a_given_token_opens_the_platform(base_url: str, api: Any) -> None:
    given = token(base_url, "/ims/token/v3", data=OAUTH).json()["access_token"]
    assert api.get("/flowservice/flows", headers={"Authorization": f"Bearer {given}"}).status_code == 200


@pytest.mark.assumed("RFC 7009, 2.2, has it so, no page shows it; a call to Adobe would settle it")
def test_a_revoked_token_is_answered_with_an_empty_200(base_url: str) -> None:
    given = token(base_url, "/ims/token/v3", data=OAUTH).json()["access_token"]
    answer = token(base_url, "/ims/revoke", data={"token": given}, auth=("key", "secret"))
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.assumed("RFC 7009, 2.1, needs the token, no page shows the answer; a call to Adobe would settle it")
@pytest.mark.parametrize("options", [{"data": b"\xff\xfe"}, {"json": []}, {"data": {"token": ""}}])
def test_a_revocation_without_a_token_is_400(base_url: str, options: dict[str, Any]) -> None:
    answer = token(base_url, "/ims/revoke", **options)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
