"""The client: one object with a member per service."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

from aep_client.auth import TokenSource
from aep_client.batch_ingestion import PART_BYTES, BatchIngestion
from aep_client.catalog import Catalog
from aep_client.catalog.batches import VISIBLE
from aep_client.clock import Clock
from aep_client.config_file import read_config
from aep_client.credentials import Credentials, require_header_value
from aep_client.data_access import DataAccess
from aep_client.data_prep import DataPrep
from aep_client.errors import BatchFailedError
from aep_client.exchange import Exchange, OnExchange
from aep_client.flow_service import FlowService
from aep_client.observability import Observability
from aep_client.reading import read_dataset
from aep_client.sandbox_tooling import SandboxTooling
from aep_client.sandboxes import Sandboxes
from aep_client.schema_registry import SchemaRegistry
from aep_client.streaming import Streaming
from aep_client.transport import Transport
from aep_client.uploading import upload

ADOBE = "https://platform.adobe.io"
ADOBE_IMS = "https://ims-na1.adobelogin.com"
ADOBE_STREAMING = "https://dcs.adobedc.net"


class AEPClient:
    """Adobe Experience Platform at `base_url`, in one sandbox of one organisation. Safe to share between threads.

    Tokens come from `{ims_url}/ims/token/v3`: Adobe's IMS for addresses of Adobe, the base URL itself for others, as
    the emulator has it; messages go to `streaming_url` in the same manner. `timeout` is in seconds and applies to each
    wait for the server; `retries` is how often a request is sent again that was answered 429 or 503. `session` brings
    proxies and certificates of your own and stays yours to close; `adapter` takes the network's place
    (`aep_client.wsgi`), `clock` the time's; `on_exchange` is called after each request (`Exchanged`).
    Raises ValueError for an argument that cannot be right.
    """

    def __init__(
        self,
        *,
        credentials: Credentials,
        base_url: str = ADOBE,
        ims_url: str | None = None,
        streaming_url: str | None = None,
        sandbox: str = "prod",
        timeout: float = 60.0,
        retries: int = 3,
        session: requests.Session | None = None,
        adapter: BaseAdapter | None = None,
        clock: Clock | None = None,
        on_exchange: OnExchange | None = None,
    ) -> None:
        require_header_value("sandbox", sandbox)
        self.base_url = _address("base_url", base_url)
        self.sandbox = sandbox
        self.org_id = credentials.org_id
        ims = _beside("ims_url", ims_url, self.base_url, ADOBE_IMS)
        streaming = _beside("streaming_url", streaming_url, self.base_url, ADOBE_STREAMING)
        self._session = session or requests.Session()
        self._owns_session = session is None
        if adapter is not None:
            self._session.mount("http://", adapter)
            self._session.mount("https://", adapter)
        exchange = Exchange(self._session, clock or Clock(), timeout=timeout, retries=retries, on_exchange=on_exchange)
        tokens = TokenSource(exchange, ims, credentials)
        transport = Transport(exchange, tokens, self.base_url, credentials, sandbox)
        self.flow_service = FlowService(transport)
        self.schema_registry = SchemaRegistry(transport)
        self.catalog = Catalog(transport)
        self.data_prep = DataPrep(transport)
        self.data_access = DataAccess(transport)
        self.batch_ingestion = BatchIngestion(transport)
        self.observability = Observability(transport)
        self.sandboxes = Sandboxes(transport)
        self.sandbox_tooling = SandboxTooling(transport, self.org_id)
        self.streaming = Streaming(Transport(exchange, tokens, streaming, credentials, sandbox), self.org_id)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Any) -> AEPClient:
        """From AEP_BASE_URL, AEP_IMS_URL, AEP_STREAMING_URL, AEP_SANDBOX and the variables of Credentials.from_env.

        Options are those of the constructor and win over the environment. Raises ValueError for a missing variable.
        """
        values = os.environ if environ is None else environ
        options.setdefault("base_url", values.get("AEP_BASE_URL", "").strip() or ADOBE)
        options.setdefault("ims_url", values.get("AEP_IMS_URL", "").strip() or None)
        options.setdefault("streaming_url", values.get("AEP_STREAMING_URL", "").strip() or None)
        options.setdefault("sandbox", values.get("AEP_SANDBOX", "").strip() or "prod")
        if "credentials" not in options:
            options["credentials"] = Credentials.from_env(values)
        return cls(**options)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], **options: Any) -> AEPClient:
        """From a JSON file as aepp has it: `{org_id, client_id, secret, scopes, sandbox-name, environment}`.

        Options are those of the constructor and win over the file. Raises OSError for a file that cannot be read,
        ValueError for one that does not have what is needed.
        """
        return cls(**{**read_config(path, credentials=options.get("credentials")), **options})

    def upload(
        self,
        dataset_id: str,
        data: Any,
        *,
        format: str | None = None,  # noqa: A002
        name: str | None = None,
        part_bytes: int = PART_BYTES,
        wait: bool = True,
        timeout: float = 600.0,
        poll: float = 1.0,
        **members: Any,
    ) -> dict[str, Any]:
        """Put data into a dataset: a batch is created, filled, completed and waited for. The batch, as it is then.

        `data` is one of
        - rows: an iterable of dictionaries, sent as JSON lines; dates are written in ISO 8601;
        - a path to a file `.json`, `.jsonl`, `.ndjson`, `.csv` or `.parquet`, or a binary file object: sent as it is,
          in parts of `part_bytes` when it is larger than that; `format` (json, csv, parquet) where the name does not
          say it; JSON that begins with `[` is one array;
        - a DataFrame (anything with pandas' `to_parquet`), sent as Parquet without its index.

        `name` is the file's name in the batch; `members` are further ones of the batch, such as
        `enableErrorDiagnostics=True`. Without `wait` the batch is returned as it is being ingested. Raises
        BatchFailedError when it ends badly, WaitTimeoutError when it does not end within `timeout` seconds, ValueError
        and TypeError for data that cannot be sent. A batch whose upload fails is aborted.
        """
        batch_id = upload(
            self.batch_ingestion, dataset_id, data, format=format, name=name, part_bytes=part_bytes, members=members
        )
        if not wait:
            return self.catalog.batches.get(batch_id)
        batch = self.catalog.batches.wait(batch_id, timeout=timeout, poll=poll)
        if str(batch["status"]).lower() not in VISIBLE:
            reasons = [str(error.get("description", error)) for error in batch.get("errors") or ()]
            told = f": {'; '.join(reasons)}" if reasons else ""
            raise BatchFailedError(f"the batch {batch_id} ended as {batch['status']}{told}", batch=batch)
        return batch

    def read(self, dataset_id: str) -> Iterator[dict[str, Any]]:
        """Every record of a dataset, batch by batch, the oldest first; members without a value are left out.

        Fetches the Parquet files, one at a time, into temporary storage; needs pyarrow, and raises AEPError without it.
        """
        return read_dataset(self.catalog, self.data_access, dataset_id)

    def wait_for_run(
        self,
        flow_id: str,
        *,
        timeout: float = 600.0,
        poll: float = 1.0,
        on_progress: Callable[[dict[str, Any] | None], None] | None = None,
    ) -> dict[str, Any]:
        """The newest run of a dataflow, once it has ended well or badly; see `flow_service.wait_for_run`."""
        return self.flow_service.wait_for_run(flow_id, timeout=timeout, poll=poll, on_progress=on_progress)

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


def _beside(name: str, url: str | None, base_url: str, adobe: str) -> str:
    """The address of something that Adobe has on a host of its own, and others beside the rest."""
    if url:
        return _address(name, url)
    return adobe if _is_adobe(base_url) else base_url


def _is_adobe(base_url: str) -> bool:
    """Whether this is `platform.adobe.io` or one of its regions (`platform-nld2.adobe.io`)."""
    return (urlsplit(base_url).hostname or "").endswith(".adobe.io")
