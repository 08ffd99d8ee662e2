"""Access tokens: signed, and carrying their own expiry, so that nothing is stored per token but what was revoked."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from typing import Any

import orjson

from aep_emulator.clock import Clock
from aep_emulator.gateway.auth import user_id_of

LIFETIME_S = 86_399


class Tokens:
    """Issues and reads tokens."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._key = secrets.token_bytes(32)
        self._revoked: dict[str, int] = {}
        """The ids of revoked tokens, with the time in milliseconds at which they expire anyway."""

    def issue(self, client_id: str, scope: str, org_id: str | None) -> str:
        """A new token. Assumed: the claims in a token; `org` is there when it is known."""
        claims = {
            "id": secrets.token_hex(8),
            "type": "access_token",
            "client_id": client_id,
            "user_id": user_id_of(client_id),
            "as": "ims-na1",
            "scope": scope,
            **({} if org_id is None else {"org": org_id}),
            "created_at": str(self._clock.now_ms()),
            "expires_in": str(LIFETIME_S * 1000),
        }
        content = f"{_encode(orjson.dumps({'alg': 'HS256', 'typ': 'JWT'}))}.{_encode(orjson.dumps(claims))}"
        return f"{content}.{self._sign(content)}"

    def read(self, token: str) -> dict[str, Any] | None:
        """The claims of a token that was issued here, has not expired and was not revoked; else None."""
        content, _, signature = token.rpartition(".")
        # As bytes: a header may hold any Latin-1 text, and compare_digest takes none but ASCII.
        if not content or not hmac.compare_digest(
            self._sign(content).encode(), signature.encode("utf-8", "surrogatepass")
        ):
            return None
        claims: dict[str, Any] = orjson.loads(_decode(content.split(".")[1]))
        return claims if _expiry_ms(claims) > self._clock.now_ms() and claims["id"] not in self._revoked else None

    def revoke(self, token: str) -> None:
        """Make one token invalid; text that is no valid token changes nothing."""
        claims = self.read(token)
        if claims is None:
            return
        now_ms = self._clock.now_ms()
        with self._lock:
            kept = {token_id: expiry for token_id, expiry in self._revoked.items() if expiry > now_ms}
            self._revoked = {**kept, claims["id"]: _expiry_ms(claims)}

    def revoke_all(self) -> None:
        """Make every token issued so far invalid."""
        with self._lock:
            self._key = secrets.token_bytes(32)
            self._revoked = {}

    def _sign(self, content: str) -> str:
        return _encode(hmac.new(self._key, content.encode("utf-8", "surrogatepass"), hashlib.sha256).digest())


def _expiry_ms(claims: dict[str, Any]) -> int:
    return int(claims["created_at"]) + int(claims["expires_in"])


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
