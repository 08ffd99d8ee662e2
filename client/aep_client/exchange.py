"""One request and its answer, sent again while the server says that it did nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import ProtocolError

from aep_client.clock import Clock
from aep_client.errors import AEPConnectionError
from aep_client.retries import wait_before

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One request that was sent, for whoever watches: neither headers nor bodies nor query parameters.

    `status` is None when no answer came; `milliseconds` lasts until the answer's headers, or its whole body unless that
    is read in pieces; `request_id` is the answer's x-request-id, if it has one.
    """

    method: str
    path: str
    status: int | None
    milliseconds: float
    request_id: str | None = None


OnExchange = Callable[[Exchanged], object]
"""Called after each request, repeated ones and those for tokens included. What it raises reaches the caller."""


class Exchange:
    """Sends requests. `timeout` is in seconds, for each wait for the server; `retries` how often 429 and 503 are."""

    def __init__(
        self,
        session: requests.Session,
        clock: Clock,
        *,
        timeout: float,
        retries: int,
        on_exchange: OnExchange | None = None,
    ) -> None:
        if not timeout > 0:
            raise ValueError(f"timeout must be a number of seconds above 0, not {timeout!r}")
        self.clock = clock
        self._session = session
        self._timeout = timeout
        self._retries = retries
        self._on_exchange = on_exchange

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, Any] | None = None,
        data: bytes | dict[str, str] | None = None,
        stream: bool = False,
    ) -> requests.Response:
        """The answer, whatever its status. Raises AEPConnectionError when none comes.

        A GET is sent once more when the server closes the connection instead of answering: it may have been idle for
        too long.
        """
        repeats = 0
        reconnects = method in ("GET", "HEAD")
        while True:
            try:
                response = self._once(method, url, headers, params, data, stream)
            except AEPConnectionError as error:
                if not reconnects or not _was_closed(error):
                    raise
                reconnects = False
                continue
            wait = wait_before(response, repeats, self.clock.now()) if repeats < self._retries else None
            _log.debug("%s %s answered %s", method, url, response.status_code)
            if wait is None:
                return response
            _log.info("%s %s answered %s, again in %.1f s", method, url, response.status_code, wait)
            response.close()
            self.clock.sleep(wait)
            repeats += 1

    def _once(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        params: Mapping[str, Any] | None,
        data: bytes | dict[str, str] | None,
        stream: bool,
    ) -> requests.Response:
        began = self.clock.monotonic()
        try:
            response = self._session.request(
                method,
                url,
                headers=headers,
                params=params,
                data=data,
                timeout=self._timeout,
                stream=stream,
                # Without an auth of its own the session would put an entry of ~/.netrc in the place of the token.
                auth=_as_it_is,
                # A redirected POST would arrive as a GET.
                allow_redirects=method == "GET",
            )
        except requests.RequestException as error:
            self._tell(method, url, began, None)
            raise AEPConnectionError(f"{method} {url}: {error}", method=method, url=url) from error
        self._tell(method, url, began, response)
        return response

    def _tell(self, method: str, url: str, began: float, response: requests.Response | None) -> None:
        if self._on_exchange is None:
            return
        took_ms = (self.clock.monotonic() - began) * 1000
        status = None if response is None else response.status_code
        request_id = None if response is None else response.headers.get("x-request-id")
        self._on_exchange(Exchanged(method, urlsplit(url).path, status, took_ms, request_id))


def _was_closed(error: AEPConnectionError) -> bool:
    """Whether the connection was there and ended without an answer."""
    cause = error.__cause__
    return isinstance(cause, requests.ConnectionError) and any(isinstance(of, ProtocolError) for of in cause.args)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
