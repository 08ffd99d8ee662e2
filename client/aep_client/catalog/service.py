"""Catalog as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from aep_client.catalog.batches import Batches
from aep_client.catalog.datasets import Datasets
from aep_client.catalog.objects import BASE, Objects, Readable, Writable
from aep_client.paths import path_to
from aep_client.transport import Transport


class Catalog:
    """The kinds of objects. `accounts`, `connections` and `connectors` are what Flow Service has replaced."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.datasets = Datasets(transport, "dataSets")
        self.batches = Batches(transport, "batches")
        self.last_batches = Readable(transport, "lastBatches")
        self.dataset_files = Objects(transport, "dataSetFiles")
        self.dataset_views = Writable(transport, "dataSetViews")
        self.accounts = Objects(transport, "accounts")
        self.connections = Objects(transport, "connections")
        self.connectors = Objects(transport, "connectors")

    def resources(self) -> dict[str, Any]:
        """`GET /`: the kinds of objects there are."""
        return cast(dict[str, Any], self._transport.json("GET", f"{BASE}/"))

    def multi(self, requests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """`POST /`: several requests in one, `{id, resource, method, body}` each: `[{id, code, body}, …]`.

        A later request may use an earlier answer as `<<id.member>>`. When a change fails none is made, which only the
        codes say: no exception is raised.

        Documented: "Make multiple requests in a single call" (help/catalog/api/appendix.md).
        """
        return cast("list[dict[str, Any]]", self._transport.json("POST", f"{BASE}/", body=[*requests]))

    def tags(self, namespace: str) -> dict[str, Any]:
        """`GET /tags/{namespace}`: the objects that carry a tag, and its values. Raises NotFoundError."""
        return cast(dict[str, Any], self._transport.json("GET", path_to(BASE, "tags", namespace)))
