"""Dataflows and their runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from aep_client.flow_service.collections import Readable, Searchable, Writable, if_match
from aep_client.paths import path_to
from aep_client.updating import read_modify_write


class Flows(Writable, Searchable):
    """Dataflows."""

    def enable(self, flow_id: str) -> dict[str, str]:
        """Let a dataflow run again: `{id, etag}`."""
        return self.act(flow_id, "enable")

    def disable(self, flow_id: str) -> dict[str, str]:
        """Keep a dataflow from running: `{id, etag}`."""
        return self.act(flow_id, "disable")

    def runs(
        self,
        flow_id: str,
        *,
        property: str | Sequence[str] | None = None,  # noqa: A002
        orderby: str | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """The runs of one dataflow: `GET /flows/{id}/runs`, the address a dataflow shows as `runs`."""
        path = path_to(self._path, flow_id, "runs")
        return self._pages(path, property=property, orderby=orderby, limit=limit)


class Runs(Readable):
    """Runs of dataflows."""

    def create(self, flow_id: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """`POST /runs`: run a dataflow that is scheduled once, now or later: `{id, etag}`.

        `params` are `{startTime, windowStartTime, windowEndTime, deltaColumn: {name}}`, times in seconds since the
        epoch; the column is needed in the first run of a table.

        Documented: help/sources/tutorials/api/on-demand-ingestion.md, where the answer stands in a list.
        """
        body = {"flowId": flow_id, **({} if params is None else {"params": params})}
        answer = self._transport.json("POST", self._path, body=body)
        return cast(dict[str, Any], answer if "id" in answer else answer["items"][0])

    def replace(
        self,
        run_id: str,
        body: dict[str, Any] | Callable[[dict[str, Any]], dict[str, Any]],
        *,
        etag: str | None = None,
    ) -> dict[str, Any]:
        """`PUT /runs/{id}`: the changed run. `body` is the new run, or a function that makes it from the present one.

        The run is read first, and read and written again when it changes in between. With the `etag` of a run you
        have read there is one attempt, and StaleError when someone else was faster.
        """

        def write(run: dict[str, Any]) -> dict[str, Any]:
            made = body(run) if callable(body) else body
            headers = if_match(etag or str(run["etag"]))
            return cast(
                dict[str, Any],
                self._transport.json("PUT", path_to(self._path, run_id), body=made, headers=headers),
            )

        if etag is None:
            return read_modify_write(lambda: self.get(run_id), write)
        return write(self.get(run_id) if callable(body) else {})

    def re_trigger(self, run_id: str, *, etag: str | None = None) -> dict[str, Any]:
        """`POST /runs/{id}/action?op=RE_TRIGGER`: carry an ended run out again, over the same window."""
        path = path_to(self._path, run_id, "action")
        params = {"op": "RE_TRIGGER"}
        return cast(dict[str, Any], self._transport.json("POST", path, params=params, headers=if_match(etag)))
