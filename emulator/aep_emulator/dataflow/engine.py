"""Turns flows into runs: decides when a flow is due and carries the run out in the background."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace

from aep_emulator.clock import AdjustableClock
from aep_emulator.dataflow import report
from aep_emulator.dataflow.context import RunContext
from aep_emulator.dataflow.lifetime import Lifetime, LifetimeOverError
from aep_emulator.dataflow.progress import ProgressBook
from aep_emulator.dataflow.schedule import next_due_ms
from aep_emulator.dataflow.scheduler import Planned, Scheduler
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.flow_service import states
from aep_emulator.services.flow_service.flow_fields import Schedule, schedule_of
from aep_emulator.services.flow_service.on_demand import Window
from aep_emulator.store.base import NotFoundError, Record

_Key = tuple[str, str]


class DataflowEngine:
    """Listens to Flow Service and runs what is due: of one flow, never two scheduled runs at once."""

    def __init__(self, context: RunContext, clock: AdjustableClock) -> None:
        self._context = context
        self._clock = clock
        self._scheduler = Scheduler(clock)
        self._book = ProgressBook(context.store)
        self._lock = threading.RLock()
        self._lifetime = Lifetime()
        self._planned: dict[_Key, Planned] = {}
        """The next run of each flow."""
        self._running: set[_Key] = set()
        """The flows whose scheduled run is under way; the next one is planned when it has ended."""

    def flow_changed(self, scope: Scope, flow_id: str, flow: Record | None) -> None:  # noqa: ARG002
        """Plan the next run of a flow that was created, changed or deleted."""
        self._plan(scope, flow_id)

    def start_run(self, scope: Scope, flow_id: str, run_id: str, window: Window | None, starts_ms: int) -> None:
        """Carry out a run that was asked for, at once or at that time in milliseconds since the epoch."""
        lifetime = self._lifetime

        def job() -> None:
            flow = self._context.flow_service.flows.find(scope, flow_id)
            if flow is None:
                with suppress(LifetimeOverError, NotFoundError), lifetime.lasting():
                    never = report.never_begun(self._clock.now_ms(), "The flow was deleted before the run began.")
                    self._context.flow_service.runs.report(scope, run_id, never, [])
                return
            started_ms = self._clock.now_ms()
            with suppress(LifetimeOverError):
                if self._execute(scope, flow, window, lifetime, run_id) and window is not None:
                    self._note_read(scope, flow, window, started_ms, lifetime)

        self._scheduler.at(starts_ms, job)

    def move_clock(self, target_ms: int) -> int:
        """Move the clock forward and run everything that falls due, in order: the number of runs.

        A time that has passed moves nothing.
        """
        return self._scheduler.run_until(target_ms, self._clock.move_to)

    def reset(self) -> None:
        """Forget everything planned. Runs under way come to nothing: they find their lifetime over."""
        with self._lock:
            ended, self._lifetime = self._lifetime, Lifetime()
            self._planned.clear()
            self._running = set()
        # Not with our own lock: a run that holds the lifetime may be waiting for that.
        ended.end()
        self._scheduler.clear()
        self._clock.reset()

    def _plan(self, scope: Scope, flow_id: str) -> None:
        """Plan the next run by what the flow is now; not while one is under way, which does it when it ends."""
        key = (scope.world, flow_id)
        with self._lock:
            # Read with the lock: of two changes at the same time the later one must have the last word.
            flow = self._context.flow_service.flows.find(scope, flow_id)
            schedule = None if flow is None else self._schedule(scope, flow)
            progress = self._book.read(scope, flow_id)
            due_ms = None if schedule is None else next_due_ms(schedule, progress.last_due_ms, self._clock.now_ms())
            earlier = self._planned.pop(key, None)
            if earlier is not None:
                self._scheduler.cancel(earlier)
            if due_ms is None or key in self._running:
                return
            lifetime = self._lifetime
            self._planned[key] = self._scheduler.at(due_ms, lambda: self._fire(scope, flow_id, due_ms, lifetime))

    def _schedule(self, scope: Scope, flow: Record) -> Schedule | None:
        """The flow's schedule, or None for one that is off and for one whose kind has none, such as streaming flows."""
        spec = self._context.flow_service.specs.flows.find(scope, str(flow.body["flowSpec"]["id"]))
        if flow.body["state"] != states.ENABLED or spec is None or spec.schedule_schema is None:
            return None
        return schedule_of(flow.body)

    def _fire(self, scope: Scope, flow_id: str, due_ms: int, lifetime: Lifetime) -> None:
        key = (scope.world, flow_id)
        with self._lock:
            planned = self._planned.get(key)
            if lifetime is not self._lifetime or planned is None or planned.due_ms != due_ms or planned.cancelled:
                return
            del self._planned[key]
            running = self._running
            running.add(key)
        try:
            with suppress(LifetimeOverError):
                self._run(scope, flow_id, due_ms, lifetime)
        finally:
            with self._lock:
                running.discard(key)
                if lifetime is self._lifetime:
                    self._plan(scope, flow_id)

    def _run(self, scope: Scope, flow_id: str, due_ms: int, lifetime: Lifetime) -> None:
        with lifetime.lasting():
            flow = self._context.flow_service.flows.find(scope, flow_id)
            if flow is None:
                return
            progress = self._book.read(scope, flow_id)
            # Noted before the run: a change of the flow meanwhile must not plan the same run again.
            self._book.write(scope, flow_id, replace(progress, last_due_ms=due_ms))
        window = progress.next_window(_first_from_ms(flow), self._clock.now_ms())
        if self._execute(scope, flow, window, lifetime):
            self._note_read(scope, flow, window, window.end_ms, lifetime)

    def _execute(
        self, scope: Scope, flow: Record, window: Window | None, lifetime: Lifetime, run_id: str | None = None
    ) -> bool:
        # What a run needs is imported with the first run: every module counts when the server starts.
        from aep_emulator.dataflow.run import FlowRun

        return FlowRun(self._context, scope, flow, window, lifetime).execute(run_id)

    def _note_read(self, scope: Scope, flow: Record, window: Window, now_ms: int, lifetime: Lifetime) -> None:
        with lifetime.lasting():
            progress = self._book.read(scope, flow.id)
            self._book.write(scope, flow.id, progress.extended(window, _first_from_ms(flow), now_ms))


def _first_from_ms(flow: Record) -> int:
    """From when on the first run reads: from the beginning, or without backfill from the start of the schedule."""
    schedule = schedule_of(flow.body)
    return 0 if schedule is None or schedule.backfill else schedule.start_s * 1000
