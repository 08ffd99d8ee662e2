"""How far each flow has read its source, kept beside the flow so that a run does not make its etag stale."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.flow_service.flows import PROGRESS
from aep_emulator.services.flow_service.on_demand import Window
from aep_emulator.store.base import AlreadyExistsError, Store


@dataclass(frozen=True, slots=True)
class Progress:
    """When the flow was due last, and up to when its runs have read; in milliseconds since the epoch."""

    last_due_ms: int | None = None
    read_up_to_ms: int | None = None

    def next_window(self, first_from_ms: int, now_ms: int) -> Window:
        """Everything since the last run that succeeded; in the first one, everything after `first_from_ms`."""
        return Window(min(self._read_up_to(first_from_ms), now_ms), now_ms)

    def extended(self, window: Window, first_from_ms: int, now_ms: int) -> Progress:
        """The progress after a run that read this window at that time.

        A run on demand, or one that is carried out again after a failure, counts when it goes on where the flow had
        got to: otherwise the next scheduled run would read the same rows. What lies after `now_ms` cannot have been
        read.
        """
        end_ms = min(window.end_ms, now_ms)
        goes_on = window.start_ms <= self._read_up_to(first_from_ms) < end_ms
        return replace(self, read_up_to_ms=end_ms) if goes_on else self

    def _read_up_to(self, first_from_ms: int) -> int:
        return first_from_ms if self.read_up_to_ms is None else self.read_up_to_ms


class ProgressBook:
    """Progress by flow, in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self, scope: Scope, flow_id: str) -> Progress:
        """The flow's progress; an empty one when it has not run."""
        record = self._store.find(scope.world, PROGRESS, flow_id)
        return Progress() if record is None else Progress(**record.body)

    def write(self, scope: Scope, flow_id: str, progress: Progress) -> None:
        """Remember the flow's progress; not for a flow that has been deleted meanwhile."""
        if self._store.find(scope.world, "flows", flow_id) is None:
            return
        body = {"last_due_ms": progress.last_due_ms, "read_up_to_ms": progress.read_up_to_ms}
        try:
            self._store.create(scope.world, PROGRESS, flow_id, body)
        except AlreadyExistsError:
            self._store.replace(scope.world, PROGRESS, flow_id, body)
