"""Calls of Adobe's services: headers, token, errors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import requests

from aep_client.auth import TokenSource
from aep_client.credentials import Credentials
from aep_client.errors import AEPConnectionError, AEPError, adobe_code, answer_body, api_error
from aep_client.exchange import Exchange

_CHUNK = 1024 * 1024
_BYTES_TYPE = "application/octet-stream"
# Documented: "Oauth token is not valid", in "Request header errors" of help/landing/troubleshooting.md.
_INVALID_TOKEN = "401013"  # noqa: S105  (an error code)


class Transport:
    """Calls below one base URL, in one sandbox of one organisation."""

    def __init__(
        self, exchange: Exchange, tokens: TokenSource, base_url: str, credentials: Credentials, sandbox: str
    ) -> None:
        self.clock = exchange.clock
        self._exchange = exchange
        self._tokens = tokens
        self._base_url = base_url
        self._headers = {
            "x-api-key": credentials.client_id,
            "x-gw-ims-org-id": credentials.org_id,
            "x-sandbox-name": sandbox,
            "Accept": "application/json",
        }
        self._secret = credentials.client_secret

    def json(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The parsed answer, None when it is empty; parameters that are None are left out.

        Raises AEPAPIError, AEPConnectionError, AEPError.
        """
        response = self._send(method, path, body, params, headers or {}, stream=False)
        if not response.content:
            return None
        try:
            return response.json()
        except ValueError:
            raise AEPError(f"{method} {self._base_url}{path} answered something that is not JSON") from None

    def head(self, path: str, *, params: Mapping[str, Any] | None = None) -> Mapping[str, str]:
        """The headers of the answer to HEAD; their names in any case. Raises AEPAPIError, AEPConnectionError."""
        return self._send("HEAD", path, None, params, {}, stream=False).headers

    def upload(self, method: str, path: str, content: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Send bytes as they are. Raises AEPAPIError, AEPConnectionError."""
        self._send(method, path, content, None, {"Content-Type": _BYTES_TYPE, **(headers or {})}, stream=False)

    def stream(self, path: str, params: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """The answer's bytes in pieces. Raises AEPAPIError, AEPConnectionError, also half-way."""
        with self._send("GET", path, None, params, {"Accept": "*/*", **(headers or {})}, stream=True) as response:
            try:
                yield from response.iter_content(_CHUNK)
            except requests.RequestException as error:
                url = self._base_url + path
                raise AEPConnectionError(f"GET {url}: {error}", method="GET", url=url) from error

    def _send(
        self,
        method: str,
        path: str,
        body: Any,
        params: Mapping[str, Any] | None,
        headers: Mapping[str, str],
        *,
        stream: bool,
    ) -> requests.Response:
        url = self._base_url + path
        data = body if body is None or isinstance(body, bytes) else json.dumps(body, allow_nan=False).encode()
        declared = {} if data is None else {"Content-Type": "application/json"}
        given = {name: _text(value) for name, value in (params or {}).items() if value is not None}

        def attempt(token: str) -> requests.Response:
            sent = {**self._headers, **declared, **headers, "Authorization": f"Bearer {token}"}
            return self._exchange.send(method, url, headers=sent, params=given, data=data, stream=stream)

        token = self._tokens.token()
        response = attempt(token)
        if _is_refused_token(method, response) and self._tokens.forget(token):
            token = self._tokens.token()
            response = attempt(token)
        if not 200 <= response.status_code < 300:
            raise api_error(method, url, response, None if isinstance(body, bytes) else body, (token, self._secret))
        return response


def _is_refused_token(method: str, response: requests.Response) -> bool:
    # The answer to HEAD has no body that could say why.
    return response.status_code == 401 and (method == "HEAD" or adobe_code(answer_body(response)) == _INVALID_TOKEN)


def _text(value: Any) -> Any:
    """A query parameter as Adobe writes it: `true`, where Python would say `True`."""
    return str(value).lower() if isinstance(value, bool) else value
