"""Flow Service: /data/foundation/flowservice.

Documented: flow-service.yaml and the pages below help/sources/tutorials/api.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from aep_client.errors import AEPError, WaitTimeoutError
from aep_client.paging import by_link
from aep_client.paths import path_to
from aep_client.transport import Transport
from aep_client.updating import read_modify_write

_BASE = "/data/foundation/flowservice"

ENDED = frozenset({"success", "completed", "partialsuccess", "failed", "partialfailure"})
"""The states in which a run stays, in lower case and without underscores: answers have both spellings."""

Patch = Sequence[dict[str, Any]]
"""A JSON Patch: `[{op, path, value}, …]`."""


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
        """Every item, page after page: `GET /{collection}`.

        `property` is a filter such as `state==enabled`, or several that must all hold; `orderby` a member, with `-`
        before it for descending; `limit` the size of a page.
        """
        given = {"property": property, "orderby": orderby, "limit": limit}
        params = {name: value for name, value in given.items() if value is not None}
        return by_link(lambda wanted: self._transport.json("GET", self._path, params=wanted), params)

    def get(self, resource_id: str) -> dict[str, Any]:
        """One item: `GET /{collection}/{id}`, out of the list the service wraps it in. Raises NotFoundError."""
        path = path_to(self._path, resource_id)
        answer = self._transport.json("GET", path)
        # Look-ups of specs are shown with and without the list.
        items = answer.get("items", [answer])
        if not items:
            raise AEPError(f"GET {path} answered no item")
        return cast(dict[str, Any], items[0])


class Writable(Readable):
    """A collection that can be changed too."""

    def create(self, body: dict[str, Any]) -> dict[str, str]:
        """`POST /{collection}`: `{id, etag}`."""
        return cast(dict[str, str], self._transport.json("POST", self._path, body=body))

    def update(
        self,
        resource_id: str,
        patch: Patch | Callable[[dict[str, Any]], Patch],
        *,
        etag: str | None = None,
    ) -> dict[str, str]:
        """`PATCH /{collection}/{id}`: `{id, etag}`.

        `patch` is a JSON Patch, or a function that makes one from the present item. The item is read first, and read
        and written again when it changes in between; StaleError is raised when that goes on. With the `etag` of an
        item you have read there is one attempt, and StaleError when someone else was faster.
        """

        def write(item: dict[str, Any]) -> dict[str, str]:
            changes = patch(item) if callable(patch) else patch
            headers = {"If-Match": etag or str(item["etag"])}
            answer = self._transport.json("PATCH", path_to(self._path, resource_id), body=[*changes], headers=headers)
            return cast(dict[str, str], answer)

        if etag is None:
            return read_modify_write(lambda: self.get(resource_id), write)
        return write(self.get(resource_id) if callable(patch) else {})

    def delete(self, resource_id: str) -> None:
        """`DELETE /{collection}/{id}`. Raises NotFoundError, and BadRequestError while something else uses it."""
        self._transport.json("DELETE", path_to(self._path, resource_id))


class Connections(Writable):
    """Base connections."""

    def test(self, connection_id: str) -> bool:
        """`GET /connections/{id}/test`: whether the source can be reached."""
        return bool(self._transport.json("GET", path_to(self._path, connection_id, "test"))["result"])

    def explore(self, connection_id: str, object_type: str, object: str | None = None, **params: Any) -> Any:  # noqa: A002
        """`GET /connections/{id}/explore`, with further query parameters such as `preview=True` or `fileType`.

        For the objectType `root` a list of `{type, name, path, canPreview, canFetchSchema}`; for `table` one
        `{format, schema: {columns}, data}`.
        """
        query = {"objectType": object_type, "object": object, **params}
        given = {name: value for name, value in query.items() if value is not None}
        return self._transport.json("GET", path_to(self._path, connection_id, "explore"), params=given)


class FlowService:
    """The collections of Flow Service."""

    def __init__(self, transport: Transport) -> None:
        self._clock = transport.clock
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
        """The flow's newest run, once it has ended well or badly: `GET /runs?property=flowId=={id}`.

        Looks every `poll` seconds; `on_progress` is given the run each time, None before there is one. How it ended
        is in `metrics.statusSummary.status`. Raises WaitTimeoutError after `timeout` seconds.
        """
        deadline = self._clock.monotonic() + timeout
        while True:
            run = next(self.runs.list(property=f"flowId=={flow_id}", orderby="-createdAt", limit=1), None)
            if on_progress is not None:
                on_progress(run)
            if run is not None and _status(run) in ENDED:
                return run
            left = deadline - self._clock.monotonic()
            if left <= 0:
                raise WaitTimeoutError(f"no run of the flow {flow_id} ended within {timeout:g} seconds")
            self._clock.sleep(min(poll, left))


def _status(run: dict[str, Any]) -> str:
    summary = (run.get("metrics") or {}).get("statusSummary") or {}
    return str(summary.get("status", "")).replace("_", "").lower()
