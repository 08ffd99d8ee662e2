"""One HTTP call: headers, retries, errors."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from aep_client.auth import TokenSource
from aep_client.credentials import Credentials
from aep_client.errors import AEPConnectionError, api_error

_log = logging.getLogger(__name__)
_CHUNK = 1024 * 1024

Hook = Callable[[str, str, Any, requests.Response], None]
"""Called after every answer with method, URL, sent JSON body and the answer."""


class Transport:
    """Calls below one base URL."""

    def __init__(
        self,
        base_url: str,
        ims_url: str,
        credentials: Credentials,
        sandbox: str,
        *,
        timeout: float,
        retries: int,
        session: requests.Session | None,
        hook: Hook | None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._credentials = credentials
        self._sandbox = sandbox
        self._timeout = timeout
        self._hook = hook
        self._session = session or _session(retries)
        self._tokens = TokenSource(self._session, ims_url, credentials, timeout)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def json(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The parsed answer, None when it is empty. Raises AEPAPIError, AEPConnectionError."""
        response = self._send(method, path, body, params, headers, stream=False)
        return response.json() if response.content else None

    def stream(self, path: str, params: Mapping[str, Any] | None = None) -> Iterator[bytes]:
        """The answer's bytes in pieces. Raises AEPAPIError, AEPConnectionError."""
        with self._send("GET", path, None, params, None, stream=True) as response:
            yield from response.iter_content(_CHUNK)

    def _send(
        self,
        method: str,
        path: str,
        body: Any,
        params: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
        *,
        stream: bool,
    ) -> requests.Response:
        url = path if path.startswith("http") else self.base_url + path
        response = self._attempt(method, url, body, params, headers, self._tokens.token(), stream)
        if response.status_code == 401 and self._tokens.renew(_bearer(response)):
            response = self._attempt(method, url, body, params, headers, self._tokens.token(), stream)
        if self._hook is not None:
            self._hook(method, response.url, body, response)
        _log.debug("%s %s %s", method, path, response.status_code)
        if not response.ok:
            answer = _body(response)
            raise api_error(response.status_code, method, url, answer, body, response.headers.get("x-request-id"))
        return response

    def _attempt(
        self,
        method: str,
        url: str,
        body: Any,
        params: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
        token: str,
        stream: bool,
    ) -> requests.Response:
        all_headers = {
            "Authorization": f"Bearer {token}",
            "x-api-key": self._credentials.client_id,
            "x-gw-ims-org-id": self._credentials.org_id,
            "x-sandbox-name": self._sandbox,
            "Accept": "application/json",
            **(headers or {}),
        }
        try:
            return self._session.request(
                method, url, json=body, params=params, headers=all_headers, timeout=self._timeout, stream=stream
            )
        except requests.RequestException as error:
            raise AEPConnectionError(method, url, str(error)) from error


def _session(retries: int) -> requests.Session:
    # 429 and 503 say that nothing was done, so that even a POST may be repeated; other failures are not retried.
    retry = Retry(
        total=retries,
        connect=0,
        read=0,
        redirect=0,
        status=retries,
        status_forcelist=(429, 503),
        allowed_methods=None,
        backoff_factor=0.5,
        respect_retry_after_header=True,
        raise_on_status=False,
    )
    session = requests.Session()
    session.mount("http://", HTTPAdapter(max_retries=retry))
    session.mount("https://", HTTPAdapter(max_retries=retry))
    return session


def _bearer(response: requests.Response) -> str:
    return str(response.request.headers.get("Authorization", "")).removeprefix("Bearer ")


def _body(response: requests.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return response.text
