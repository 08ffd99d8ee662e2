"""Flow Service: /data/foundation/flowservice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from aep_client.errors import WaitTimeoutError
from aep_client.transport import Transport

_BASE = "/data/foundation/flowservice"
ENDED = ("success", "failed")
"""The states in which a run stays."""


class Readable:
    """A collection that can be listed and looked up."""

    def __init__(self, transport: Transport, name: str) -> None:
        self._transport = transport
        self._path = f"{_BASE}/{name}"

    def list(
        self,
        *,
        property: str | Sequence[str] | None = None,  # noqa: A002  (Adobe's name for it)
        orderby: str | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Every item, page after page: `GET /{collection}`. `property` is a filter such as `state==enabled`."""
        params: dict[str, Any] | None = {
            name: value
            for name, value in (("property", property), ("orderby", orderby), ("limit", limit))
            if value is not None
        }
        path = self._path
        while True:
            page = self._transport.json("GET", path, params=params)
            yield from page["items"]
            following = page.get("_links", {}).get("next", {}).get("href")
            if not following:
                return
            path, params = _BASE + following, None

    def get(self, resource_id: str) -> dict[str, Any]:
        """One item: `GET /{collection}/{id}`, out of the list the service wraps it in."""
        answer = self._transport.json("GET", f"{self._path}/{quote(resource_id, safe='')}")
        item: dict[str, Any] = answer["items"][0] if "items" in answer else answer
        return item


class Writable(Readable):
    """A collection that can be changed too."""

    def create(self, body: dict[str, Any]) -> dict[str, str]:
        """`POST /{collection}`: `{id, etag}`."""
        created: dict[str, str] = self._transport.json("POST", self._path, body=body)
        return created

    def update(self, resource_id: str, patch: list[dict[str, Any]], *, etag: str | None = None) -> dict[str, str]:
        """`PATCH /{collection}/{id}` with a JSON Patch: `{id, etag}`.

        Without `etag` the present one is looked up first, so that the last writer wins; pass the one you read to be
        refused (ConflictError) when someone else was faster.
        """
        expected = etag or self.get(resource_id)["etag"]
        path = f"{self._path}/{quote(resource_id, safe='')}"
        updated: dict[str, str] = self._transport.json("PATCH", path, body=patch, headers={"If-Match": expected})
        return updated

    def delete(self, resource_id: str) -> None:
        """`DELETE /{collection}/{id}`."""
        self._transport.json("DELETE", f"{self._path}/{quote(resource_id, safe='')}")


class Connections(Writable):
    """Base connections."""

    def test(self, connection_id: str) -> bool:
        """`GET /connections/{id}/test`: whether the source can be reached."""
        return bool(self._transport.json("GET", f"{self._path}/{quote(connection_id, safe='')}/test")["result"])

    def explore(self, connection_id: str, object_type: str, object: str | None = None, **params: Any) -> Any:  # noqa: A002
        """`GET /connections/{id}/explore`: a list for objectType `root`, a structure with rows for `table`."""
        query = {"objectType": object_type, "object": object, **params}
        given = {name: value for name, value in query.items() if value is not None}
        return self._transport.json("GET", f"{self._path}/{quote(connection_id, safe='')}/explore", params=given)


class FlowService:
    """The collections of Flow Service."""

    def __init__(self, transport: Transport) -> None:
        self.connections = Connections(transport, "connections")
        self.source_connections = Writable(transport, "sourceConnections")
        self.target_connections = Writable(transport, "targetConnections")
        self.flows = Writable(transport, "flows")
        self.runs = Readable(transport, "runs")
        self.connection_specs = Readable(transport, "connectionSpecs")
        self.flow_specs = Readable(transport, "flowSpecs")

    def wait_for_run(
        self,
        flow_id: str,
        *,
        timeout: float = 600.0,
        poll: float = 1.0,
        on_progress: Callable[[dict[str, Any] | None], None] | None = None,
    ) -> dict[str, Any]:
        """The flow's newest run, once it has ended well or badly.

        Looks every `poll` seconds; `on_progress` is given the run each time, None before there is one. Raises
        WaitTimeoutError after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while True:
            runs = list(self.runs.list(property=f"flowId=={flow_id}"))
            run = max(runs, key=lambda item: item.get("createdAt", 0)) if runs else None
            if on_progress is not None:
                on_progress(run)
            if run is not None and run["metrics"].get("statusSummary", {}).get("status") in ENDED:
                return run
            if time.monotonic() + poll > deadline:
                raise WaitTimeoutError(f"no run of the flow {flow_id} ended within {timeout:g} seconds")
            time.sleep(poll)
