"""One request and its answer, sent again while the server says that it did nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import requests

from aep_client.clock import Clock
from aep_client.errors import AEPConnectionError
from aep_client.retries import wait_before

_log = logging.getLogger(__name__)


class Exchange:
    """Sends requests. `timeout` is in seconds, for each wait for the server; `retries` how often 429 and 503 are."""

    def __init__(self, session: requests.Session, clock: Clock, *, timeout: float, retries: int) -> None:
        if not timeout > 0:
            raise ValueError(f"timeout must be a number of seconds above 0, not {timeout!r}")
        self.clock = clock
        self._session = session
        self._timeout = timeout
        self._retries = retries

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
        """The answer, whatever its status. Raises AEPConnectionError when none comes."""
        repeats = 0
        while True:
            response = self._once(method, url, headers, params, data, stream)
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
        try:
            return self._session.request(
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
            raise AEPConnectionError(f"{method} {url}: {error}", method=method, url=url) from error


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
