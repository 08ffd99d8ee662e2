"""Batches: what arrived in datasets, and whether it went well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from aep_client.catalog.objects import Writable
from aep_client.errors import WaitTimeoutError
from aep_client.paths import path_to

VISIBLE = frozenset({"success", "active"})
"""The states in which the records of a batch can be read."""
ENDED = VISIBLE | {"failed", "failure", "aborted", "abandoned", "inactive", "deleted", "archived", "retained"}
"""The states in which nothing more is done with a batch unless someone asks for it."""


class Batches(Writable):
    """Batches. To send files use `batch_ingestion`; changes made here are notes of what happened elsewhere."""

    def create_with_id(self, batch_id: str, body: dict[str, Any]) -> str:
        """`POST /batches/{id}`: the id of the new batch, which you have chosen."""
        return self._create(path_to(self._path, batch_id), body)

    def unique_values(self, field: str, **filters: Any) -> list[Any]:
        """`GET /batches/uniques/{field}`: the different values of a member, in the batches that filters leave."""
        return cast("list[Any]", self._transport.json("GET", path_to(self._path, "uniques", field), params=filters))

    def wait(
        self,
        batch_id: str,
        *,
        timeout: float = 600.0,
        poll: float = 1.0,
        on_progress: Callable[[dict[str, Any]], None] | None = None,
    ) -> dict[str, Any]:
        """The batch, once it has ended well or badly, which its `status` says.

        Looks every `poll` seconds; `on_progress` is given the batch each time. Raises WaitTimeoutError after `timeout`
        seconds.
        """
        clock = self._transport.clock
        deadline = clock.monotonic() + timeout
        while True:
            batch = self.get(batch_id)
            if on_progress is not None:
                on_progress(batch)
            if str(batch.get("status", "")).lower() in ENDED:
                return batch
            left = deadline - clock.monotonic()
            if left <= 0:
                raise WaitTimeoutError(f"the batch {batch_id} did not end within {timeout:g} seconds")
            clock.sleep(min(poll, left))
