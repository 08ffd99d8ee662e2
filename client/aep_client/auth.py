"""Access tokens from IMS, renewed before they end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import requests

from aep_client.credentials import Credentials
from aep_client.errors import AEPConnectionError, api_error

_RENEW_BEFORE_S = 60.0


class TokenSource:
    """Gives a valid access token. Safe under threads: one of them fetches, the others wait."""

    def __init__(
        self,
        session: requests.Session,
        ims_url: str,
        credentials: Credentials,
        timeout: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._url = f"{ims_url.rstrip('/')}/ims/token/v3"
        self._credentials = credentials
        self._timeout = timeout
        self._now = now
        self._lock = threading.Lock()
        self._token: str | None = credentials.access_token
        self._ends = float("inf")

    def token(self) -> str:
        """A token that is valid for a while yet. Raises AEPAPIError or AEPConnectionError when IMS gives none."""
        with self._lock:
            if self._token is None or self._now() >= self._ends:
                self._fetch()
            assert self._token is not None  # noqa: S101  (_fetch sets it or raises)
            return self._token

    def renew(self, refused: str) -> bool:
        """Forget a token that was refused; False when there is no way to get another."""
        if self._credentials.access_token is not None:
            return False
        with self._lock:
            if self._token == refused:
                self._token = None
        return True

    def _fetch(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret,
            "scope": self._credentials.scopes,
        }
        try:
            response = self._session.post(self._url, data=form, timeout=self._timeout)
        except requests.RequestException as error:
            raise AEPConnectionError("POST", self._url, str(error)) from error
        body = _json(response)
        if not response.ok or not isinstance(body, dict) or "access_token" not in body:
            raise api_error(response.status_code, "POST", self._url, body, form, response.headers.get("x-request-id"))
        self._token = str(body["access_token"])
        lifetime_s = float(body.get("expires_in", 3600))
        # A short-lived token is renewed at half its life, so that it is never used at its very end.
        self._ends = self._now() + max(lifetime_s - _RENEW_BEFORE_S, lifetime_s / 2)


def _json(response: requests.Response) -> object:
    try:
        return response.json()
    except ValueError:
        return response.text
