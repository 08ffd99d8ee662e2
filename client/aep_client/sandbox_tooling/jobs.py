"""Export and import jobs. Documented: help/sandboxes/sandbox-tooling-api/packages.md, jobs.md and tools.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from aep_client.errors import WaitTimeoutError
from aep_client.paging import by_offset
from aep_client.paths import path_to
from aep_client.sandbox_tooling.listing import BASE, PAGE, Entries, listed
from aep_client.transport import Transport

ENDED = frozenset({"SUCCESS", "FAILED", "CANCELLED"})
"""The states in which nothing more happens to a job."""


class Jobs:
    """The organisation's jobs."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(
        self,
        *,
        property: str | Sequence[str] | None = None,  # noqa: A002  (Adobe's name for it)
        orderby: str | None = None,
        limit: int = PAGE,
    ) -> Iterator[dict[str, Any]]:
        """Every job, page after page: `GET /packages/jobs`. `limit` is the size of a page.

        `property` is a filter such as `requestType==IMPORT`, or several that must all hold; `orderby` a member, with
        `-` before it for descending.
        """
        params = {"property": property, "orderby": orderby}
        return listed(self._transport, f"{BASE}/packages/jobs", limit, params)

    def of_snapshot(
        self,
        snapshot_id: str,
        request_type: str = "IMPORT",
        *,
        status: str | None = None,
        order_by: str | None = None,
        limit: int = PAGE,
    ) -> Iterator[dict[str, Any]]:
        """Every import job of a snapshot, or every EXPORT job, page after page: `GET /jobs/{requestType}/{id}`.

        `status` is one such as SUCCESS; `order_by` is MODIFIED_DATE:DESC or the like; `limit` is the size of a page.
        The `jobDetails` of a job are a text of JSON.
        """
        path = path_to(f"{BASE}/jobs", request_type, snapshot_id)

        def fetch(wanted: dict[str, Any]) -> Entries:
            return cast(Entries, self._transport.json("GET", path, params=wanted)["object"])

        pages = by_offset(fetch, {"status": status, "orderBy": order_by}, limit)
        return (entry for page in pages for entry in page)

    def get(self, job_id: str) -> dict[str, Any]:
        """`GET /tools/job/{id}`: `{jobStatus, completedTasks, importReplacementMap, …}`. Raises NotFoundError."""
        path = path_to(f"{BASE}/tools/job", job_id)
        return cast(dict[str, Any], self._transport.json("GET", path)["object"])

    def wait(self, job_id: str, *, timeout: float = 600.0, poll: float = 1.0) -> dict[str, Any]:
        """The job, once it has ended well or badly, which its `jobStatus` says.

        Looks every `poll` seconds. Raises WaitTimeoutError after `timeout` seconds.
        """
        clock = self._transport.clock
        deadline = clock.monotonic() + timeout
        while True:
            job = self.get(job_id)
            if job.get("jobStatus") in ENDED:
                return job
            left = deadline - clock.monotonic()
            if left <= 0:
                raise WaitTimeoutError(f"the job {job_id} did not end within {timeout:g} seconds")
            clock.sleep(min(poll, left))
