"""Access tokens from IMS, renewed before they end."""

from __future__ import annotations

import threading
from typing import Any

from aep_client.credentials import Credentials, is_header_value
from aep_client.errors import answer_body, api_error
from aep_client.exchange import Exchange

_RENEW_BEFORE_S = 60.0
_USUAL_LIFETIME_S = 86_399.0


class TokenSource:
    """Gives a valid access token. Safe under threads: one of them fetches, the others wait.

    Documented: "Authenticate and access Experience Platform APIs" (help/landing/api-authentication.md):
    `POST {ims_url}/ims/token/v3` with a form of grant_type, client_id, client_secret and scope, answered with
    `{access_token, token_type, expires_in}`, in seconds.
    """

    def __init__(self, exchange: Exchange, ims_url: str, credentials: Credentials) -> None:
        self._exchange = exchange
        self._url = f"{ims_url}/ims/token/v3"
        self._credentials = credentials
        self._lock = threading.Lock()
        self._token = credentials.access_token
        self._renew_at = float("inf")

    def token(self) -> str:
        """A token that is valid for a while yet. Raises AEPAPIError or AEPConnectionError when IMS gives none."""
        with self._lock:
            if self._token is None or self._exchange.clock.monotonic() >= self._renew_at:
                self._token = self._fetch()
            return self._token

    def forget(self, refused: str) -> bool:
        """Forget a token that was refused; False when there is no way to get another."""
        if not self._credentials.client_secret:
            return False
        with self._lock:
            # Another thread may have been refused with the same token and have fetched its successor already.
            if self._token == refused:
                self._token = None
        return True

    def _fetch(self) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret,
            "scope": self._credentials.scopes,
        }
        response = self._exchange.send("POST", self._url, headers={"Accept": "application/json"}, data=form)
        body = answer_body(response)
        token = body.get("access_token") if isinstance(body, dict) else None
        if response.status_code != 200 or not isinstance(token, str) or not is_header_value(token):
            raise api_error("POST", self._url, response, form)
        lifetime_s = _lifetime(body)
        # A short-lived token is renewed at half its life, so that it is never used at its very end.
        self._renew_at = self._exchange.clock.monotonic() + max(lifetime_s - _RENEW_BEFORE_S, lifetime_s / 2)
        return token


def _lifetime(body: dict[str, Any]) -> float:
    seconds = body.get("expires_in")
    if isinstance(seconds, int | float) and seconds > 0:
        return float(seconds)
    # Taken for too long-lived, a token is refused once and then renewed.
    return _USUAL_LIFETIME_S
