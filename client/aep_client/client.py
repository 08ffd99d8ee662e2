"""The client: one object with a member per service."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

from aep_client.auth import TokenSource
from aep_client.catalog import Catalog
from aep_client.clock import Clock
from aep_client.credentials import Credentials, require_header_value
from aep_client.data_access import DataAccess
from aep_client.data_prep import DataPrep
from aep_client.exchange import Exchange
from aep_client.flow_service import FlowService
from aep_client.schema_registry import SchemaRegistry
from aep_client.transport import Transport

ADOBE = "https://platform.adobe.io"
ADOBE_IMS = "https://ims-na1.adobelogin.com"


class AEPClient:
    """Adobe Experience Platform at `base_url`, in one sandbox of one organisation. Safe to share between threads.

    Tokens come from `{ims_url}/ims/token/v3`: Adobe's IMS for addresses of Adobe, the base URL itself for others, as
    the emulator has it. `timeout` is in seconds and applies to each wait for the server; `retries` is how often a
    request is sent again that was answered 429 or 503. `session` brings proxies and certificates of your own and stays
    yours to close; `adapter` takes the network's place (`aep_client.wsgi`), `clock` the time's.
    Raises ValueError for an argument that cannot be right.
    """

    def __init__(
        self,
        *,
        credentials: Credentials,
        base_url: str = ADOBE,
        ims_url: str | None = None,
        sandbox: str = "prod",
        timeout: float = 60.0,
        retries: int = 3,
        session: requests.Session | None = None,
        adapter: BaseAdapter | None = None,
        clock: Clock | None = None,
    ) -> None:
        require_header_value("sandbox", sandbox)
        self.base_url = _address("base_url", base_url)
        self.sandbox = sandbox
        self.org_id = credentials.org_id
        ims = _address("ims_url", ims_url) if ims_url else ADOBE_IMS if _is_adobe(self.base_url) else self.base_url
        self._session = session or requests.Session()
        self._owns_session = session is None
        if adapter is not None:
            self._session.mount("http://", adapter)
            self._session.mount("https://", adapter)
        exchange = Exchange(self._session, clock or Clock(), timeout=timeout, retries=retries)
        tokens = TokenSource(exchange, ims, credentials)
        transport = Transport(exchange, tokens, self.base_url, credentials, sandbox)
        self.flow_service = FlowService(transport)
        self.schema_registry = SchemaRegistry(transport)
        self.catalog = Catalog(transport)
        self.data_prep = DataPrep(transport)
        self.data_access = DataAccess(transport)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Any) -> AEPClient:
        """From AEP_BASE_URL, AEP_IMS_URL, AEP_SANDBOX and the variables of Credentials.from_env.

        Options are those of the constructor and win over the environment. Raises ValueError for a missing variable.
        """
        values = os.environ if environ is None else environ
        options.setdefault("base_url", values.get("AEP_BASE_URL", "").strip() or ADOBE)
        options.setdefault("ims_url", values.get("AEP_IMS_URL", "").strip() or None)
        options.setdefault("sandbox", values.get("AEP_SANDBOX", "").strip() or "prod")
        if "credentials" not in options:
            options["credentials"] = Credentials.from_env(values)
        return cls(**options)

    def close(self) -> None:
        """Close the connections, unless the session was given."""
        if self._owns_session:
            self._session.close()

    def __enter__(self) -> AEPClient:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    def __repr__(self) -> str:
        """Where and for whom; no secrets."""
        return f"AEPClient(base_url={self.base_url!r}, org_id={self.org_id!r}, sandbox={self.sandbox!r})"


def _address(name: str, url: str) -> str:
    """The address without a slash at its end. Raises ValueError, without the address: it may hold a password."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{name} must begin with http:// or https:// and name a host")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"{name} must have neither a user nor a query nor a fragment")
    return url.rstrip("/")


def _is_adobe(base_url: str) -> bool:
    """Whether this is `platform.adobe.io` or one of its regions (`platform-nld2.adobe.io`)."""
    return (urlsplit(base_url).hostname or "").endswith(".adobe.io")
