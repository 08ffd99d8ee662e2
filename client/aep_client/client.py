"""The client: one object with a member per service."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import requests

from aep_client.catalog import Catalog
from aep_client.credentials import Credentials
from aep_client.data_access import DataAccess
from aep_client.data_prep import DataPrep
from aep_client.flow_service import FlowService
from aep_client.schema_registry import SchemaRegistry
from aep_client.transport import Hook, Transport

ADOBE = "https://platform.adobe.io"
ADOBE_IMS = "https://ims-na1.adobelogin.com"


class AEPClient:
    """Adobe Experience Platform at `base_url`, in one sandbox of one organisation.

    For a base URL that is not Adobe's, IMS is expected there too, as the emulator has it. `timeout` is in seconds and
    applies to each wait for the server; `retries` is for 429 and 503; `hook` sees every answer.
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
        hook: Hook | None = None,
    ) -> None:
        ims = ims_url or (ADOBE_IMS if base_url.rstrip("/") == ADOBE else base_url)
        self._transport = Transport(
            base_url, ims, credentials, sandbox, timeout=timeout, retries=retries, session=session, hook=hook
        )
        self.base_url = self._transport.base_url
        self.flow_service = FlowService(self._transport)
        self.schema_registry = SchemaRegistry(self._transport)
        self.catalog = Catalog(self._transport)
        self.data_prep = DataPrep(self._transport)
        self.data_access = DataAccess(self._transport)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Any) -> AEPClient:
        """From AEP_BASE_URL, AEP_IMS_URL, AEP_SANDBOX and the variables of Credentials.from_env.

        Options are those of the constructor and win over the environment. Raises ValueError for a missing variable.
        """
        values = os.environ if environ is None else environ
        options.setdefault("base_url", values.get("AEP_BASE_URL") or ADOBE)
        options.setdefault("ims_url", values.get("AEP_IMS_URL") or None)
        options.setdefault("sandbox", values.get("AEP_SANDBOX") or "prod")
        if "credentials" not in options:
            options["credentials"] = Credentials.from_env(values)
        return cls(**options)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def __enter__(self) -> AEPClient:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()
