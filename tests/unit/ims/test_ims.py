"""Identity Management: tokens for any credentials, by form, query or multipart."""

from __future__ import annotations

import base64
from typing import Any

import orjson
import pytest

from aep_emulator.clock import FixedClock
from aep_emulator.services.ims import Ims
from aep_emulator.services.ims.errors import ImsError

OAUTH = {"grant_type": "client_credentials", "client_id": "key", "client_secret": "secret", "scope": "openid"}
JWT = {"client_id": "key", "client_secret": "secret", "jwt_token": "a.b.c"}
NOW = 1_700_000_000_000
DAY_S = 86_399

ROUTES = [
    ("/ims/token/v1", {**OAUTH, "grant_type": "authorization_code", "code": "c"}, DAY_S),
    ("/ims/token/v2", OAUTH, DAY_S),
    ("/ims/token/v3", OAUTH, DAY_S),
    ("/ims/token/v3/", OAUTH, DAY_S),
    ("/ims/exchange/jwt", JWT, DAY_S * 1000),
    ("/ims/exchange/jwt/", JWT, DAY_S * 1000),
]


@pytest.fixture
def client(app: Any) -> Any:
    return app.test_client()


def by_form(parameters: dict[str, str]) -> dict[str, Any]:
    return {"data": parameters}


def by_query(parameters: dict[str, str]) -> dict[str, Any]:
    return {"query_string": parameters}


def by_multipart(parameters: dict[str, str]) -> dict[str, Any]:
    return {"data": parameters, "content_type": "multipart/form-data"}


def by_both(parameters: dict[str, str]) -> dict[str, Any]:
    (name, value), *rest = parameters.items()
    return {"query_string": {name: value}, "data": dict(rest)}


@pytest.mark.documented("help/landing/api-authentication.md: expires_in of the JWT exchange is in milliseconds")
@pytest.mark.parametrize("sending", [by_form, by_query, by_multipart, by_both])
@pytest.mark.parametrize(("path", "parameters", "expires_in"), ROUTES)
def test_a_token_is_given_in_the_documented_form(
    client: Any, sending: Any, path: str, parameters: dict[str, str], expires_in: int
) -> None:
    answer = client.post(path, **sending(parameters))
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert set(answer.json) == {"access_token", "token_type", "expires_in"}
    assert (answer.json["token_type"], answer.json["expires_in"]) == ("bearer", expires_in)


@pytest.mark.parametrize(
    ("path", "parameters", "missing", "error"),
    [
        ("/ims/token/v2", OAUTH, "grant_type", "invalid_request"),
        ("/ims/token/v3", OAUTH, "grant_type", "invalid_request"),
        ("/ims/token/v3", OAUTH, "client_id", "invalid_client"),
        ("/ims/token/v3", OAUTH, "client_secret", "invalid_client"),
        (*ROUTES[0][:2], "code", "invalid_request"),
        ("/ims/exchange/jwt", JWT, "client_id", "invalid_client"),
        ("/ims/exchange/jwt", JWT, "client_secret", "invalid_client"),
        ("/ims/exchange/jwt", JWT, "jwt_token", "invalid_request"),
    ],
)
@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.assumed("which OAuth code a missing parameter has; an answer of real IMS would settle it")
def test_a_missing_parameter_is_named_in_oauths_form(
    client: Any, path: str, parameters: dict[str, str], missing: str, error: str, value: str | None
) -> None:
    kept = {name: text for name, text in parameters.items() if name != missing}
    sent = kept if value is None else {**kept, missing: value}
    answer = client.post(path, data=sent)
    assert answer.status_code == 400
    assert answer.json == {"error": error, "error_description": f"{missing} parameter is missing"}


@pytest.mark.parametrize("grant", ["password", "CLIENT_CREDENTIALS", "client_credentials "])
def test_a_wrong_grant_type_is_unsupported(client: Any, grant: str) -> None:
    answer = client.post("/ims/token/v3", data={**OAUTH, "grant_type": grant})
    assert answer.status_code == 400
    assert answer.json == {
        "error": "unsupported_grant_type",
        "error_description": f"grant_type '{grant}' is not supported",
    }


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"json": OAUTH},
        {"data": b"junk", "content_type": "multipart/form-data"},
        {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"grant_type=%FF%FE", "content_type": "application/x-www-form-urlencoded"},
    ],
)
def test_a_body_without_parameters_is_400(client: Any, options: dict[str, Any]) -> None:
    answer = client.post("/ims/token/v3", **options)
    assert answer.status_code == 400
    assert set(answer.json) == {"error", "error_description"}


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/ims/token/v3", 405, "method_not_allowed"),
        ("POST", "/ims/token/v4", 404, "not_found"),
        ("POST", "/ims/nothing", 404, "not_found"),
    ],
)
def test_other_refusals_have_the_same_form(client: Any, method: str, path: str, status: int, error: str) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.json["error"]) == (status, error)


def test_a_form_of_too_many_parts_is_413(client: Any) -> None:
    answer = client.post("/ims/token/v3", data={f"p{n}": "x" for n in range(1_100)}, content_type="multipart/form-data")
    assert (answer.status_code, answer.json["error"]) == (413, "payload_too_large")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def ims(clock: FixedClock) -> Ims:
    return Ims(clock)


def test_a_token_tells_its_client_scope_and_lifetime(ims: Ims) -> None:
    token = ims.client_credentials(OAUTH)["access_token"]
    part = token.split(".")[1]
    claims = orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert {name: claims[name] for name in ("client_id", "scope", "created_at", "expires_in", "type")} == {
        "client_id": "key",
        "scope": "openid",
        "created_at": str(NOW),
        "expires_in": str(DAY_S * 1000),
        "type": "access_token",
    }


def test_no_two_tokens_are_alike(ims: Ims) -> None:
    assert len({ims.client_credentials(OAUTH)["access_token"] for _ in range(50)}) == 50


@pytest.mark.parametrize("issue", ["client_credentials", "exchange_jwt"])
def test_a_token_is_valid_until_its_expiry(ims: Ims, clock: FixedClock, issue: str) -> None:
    token = getattr(ims, issue)({**OAUTH, **JWT})["access_token"]
    assert ims.is_valid(token)
    clock.advance(DAY_S * 1000 - 1)
    assert ims.is_valid(token)
    clock.advance(1)
    assert not ims.is_valid(token)


def test_revoking_ends_all_tokens_and_new_ones_are_given(ims: Ims) -> None:
    old = ims.client_credentials(OAUTH)["access_token"]
    ims.revoke_all()
    assert not ims.is_valid(old)
    assert ims.is_valid(ims.client_credentials(OAUTH)["access_token"])


@pytest.mark.parametrize("token", ["", ".", "..", "a", "a.b", "a.b.c", "é.ü", "\x00.\x00", "a." * 1_000])
def test_text_that_is_no_token_is_not_valid(ims: Ims, token: str) -> None:
    assert not ims.is_valid(token)


def test_a_refusal_is_a_400(ims: Ims) -> None:
    with pytest.raises(ImsError) as refused:
        ims.exchange_jwt({})
    assert refused.value.status == 400
