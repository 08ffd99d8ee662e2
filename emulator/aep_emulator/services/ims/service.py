"""Identity Management: access tokens for any credentials.

Tokens are signed and carry their own expiry, so nothing is stored per token. Documented: "Authenticate and access
Experience Platform APIs"; lifetime 24 hours; JWT exchange answers expires_in in milliseconds, OAuth in seconds.
Assumed: the claims inside the token, and which OAuth error code a missing parameter has.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any

import orjson

from aep_emulator.clock import Clock
from aep_emulator.gateway.auth import user_id_of
from aep_emulator.services.ims.errors import ImsError

TOKEN_LIFETIME_S = 86_399


class Ims:
    """Issues and checks access tokens."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)

    def revoke_all(self) -> None:
        """Make every token issued so far invalid."""
        self._key = secrets.token_bytes(32)

    def client_credentials(self, parameters: dict[str, str]) -> dict[str, Any]:
        """`POST /ims/token/v2` and `/v3`: `{access_token, token_type, expires_in}`, in seconds.

        aepp also sends grant_type authorization_code with a `code`, of which any is taken.
        Raises ImsError 400.
        """
        grant = parameters.get("grant_type")
        if not grant:
            raise ImsError("invalid_request", "grant_type parameter is missing")
        if grant not in ("client_credentials", "authorization_code"):
            raise ImsError("unsupported_grant_type", f"grant_type '{grant}' is not supported")
        client_id = _required(parameters, "client_id")
        _required(parameters, "client_secret")
        if grant == "authorization_code":
            _required(parameters, "code")
        return {
            "access_token": self._issue(client_id, parameters.get("scope", "")),
            "token_type": "bearer",
            "expires_in": TOKEN_LIFETIME_S,
        }

    def exchange_jwt(self, parameters: dict[str, str]) -> dict[str, Any]:
        """`POST /ims/exchange/jwt`: the same with milliseconds. Raises ImsError 400."""
        client_id = _required(parameters, "client_id")
        _required(parameters, "client_secret")
        _required(parameters, "jwt_token")
        return {
            "token_type": "bearer",
            "access_token": self._issue(client_id, ""),
            "expires_in": TOKEN_LIFETIME_S * 1000,
        }

    def is_valid(self, token: str) -> bool:
        """Whether this server issued the token and it has not expired."""
        content, _, signature = token.rpartition(".")
        # As bytes: a header may hold any Latin-1 text, and compare_digest takes none but ASCII.
        if not content or not hmac.compare_digest(self._sign(content).encode(), signature.encode()):
            return False
        claims = orjson.loads(_decode(content.split(".")[1]))
        return bool(int(claims["created_at"]) + int(claims["expires_in"]) > self._clock.now_ms())

    def _issue(self, client_id: str, scope: str) -> str:
        claims = {
            "id": secrets.token_hex(8),
            "type": "access_token",
            "client_id": client_id,
            "user_id": user_id_of(client_id),
            "as": "ims-na1",
            "scope": scope,
            "created_at": str(self._clock.now_ms()),
            "expires_in": str(TOKEN_LIFETIME_S * 1000),
        }
        content = f"{_encode(orjson.dumps({'alg': 'HS256', 'typ': 'JWT'}))}.{_encode(orjson.dumps(claims))}"
        return f"{content}.{self._sign(content)}"

    def _sign(self, content: str) -> str:
        return _encode(hmac.new(self._key, content.encode(), hashlib.sha256).digest())


def _required(parameters: dict[str, str], name: str) -> str:
    value = parameters.get(name)
    if not value:
        raise ImsError(
            "invalid_client" if name.startswith("client") else "invalid_request", f"{name} parameter is missing"
        )
    return value


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
