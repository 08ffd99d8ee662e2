"""Turns flows into runs: decides when a flow is due and carries the run out in the background."""

from __future__ import annotations

from aep_emulator.clock import Clock
from aep_emulator.dataflow.run import FlowRun, RunContext
from aep_emulator.dataflow.scheduler import Scheduler
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.flow_service.flows import schedule_of
from aep_emulator.store.base import Record

_PERIOD_S = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}


class DataflowEngine:
    """Listens to Flow Service and runs what is due."""

    def __init__(self, context: RunContext, clock: Clock) -> None:
        self._context = context
        self._clock = clock
        self._scheduler = Scheduler(clock)
        self._generation = 0

    def flow_changed(self, scope: Scope, flow: Record) -> None:
        """Plan the next run of a flow that was created or changed.

        Documented: a one-time flow whose start has passed runs at once.
        """
        if flow.body.get("lastOperation", {}).get("operation") == "create":
            self._plan(scope, flow.id, flow, earliest_ms=None)

    def reset(self) -> None:
        """Forget everything planned. Runs under way notice that their flow is gone and leave nothing behind."""
        self._generation += 1
        self._scheduler.clear()

    def _plan(self, scope: Scope, flow_id: str, flow: Record, earliest_ms: int | None) -> None:
        schedule = schedule_of(flow.body)
        if schedule is None:
            return
        due_ms = schedule.start_s * 1000
        if earliest_ms is not None:
            if schedule.frequency == "once":
                return
            period_ms = _PERIOD_S[schedule.frequency] * schedule.interval * 1000
            missed = max(0, (earliest_ms - due_ms) // period_ms)
            due_ms += (missed + 1) * period_ms
        if schedule.end_s is not None and due_ms > schedule.end_s * 1000:
            return
        generation = self._generation
        self._scheduler.at(due_ms, lambda: self._fire(scope, flow_id, generation))

    def _fire(self, scope: Scope, flow_id: str, generation: int) -> None:
        flow = self._context.flow_service.flows.find(scope, flow_id)
        if flow is None or generation != self._generation:
            return
        if flow.body["state"] == "enabled":
            FlowRun(self._context, scope, flow).execute()
        self._plan(scope, flow_id, flow, earliest_ms=self._clock.now_ms())
