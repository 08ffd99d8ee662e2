"""What a request for a run on demand may ask for.

Documented: "Create a flow run for on-demand ingestion" (help/sources/tutorials/api/on-demand-ingestion.md): the flow
is scheduled once; a table-based source needs a delta column in its first run, later ones may leave it out and may not
change it; file-based sources take none. The codes are in help/sources/errors/sources-errors.md.
Assumed: a start time may be missing, as on the page's earlier edition; a request without any params reads everything;
a window that ends when it starts is refused like one that ends before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.flow_service import errors, provider_errors, states
from aep_emulator.services.flow_service.flow_fields import COPY, delta_column_of, schedule_of
from aep_emulator.services.flow_service.resources import Context
from aep_emulator.store.base import Record
from aep_emulator.types import Document

# Times are in seconds on the pages and said to be milliseconds in flow-service.yaml; in seconds, this is the year 5138.
_FIRST_MILLISECONDS = 100_000_000_000
# The year 9999, where Python's dates end.
_LATEST_MS = 253_370_764_800_000


@dataclass(frozen=True, slots=True)
class Window:
    """What a run reads: changes after `start_ms` up to `end_ms`, both in milliseconds since the epoch."""

    start_ms: int
    end_ms: int


def window_of(params: Document) -> Window | None:
    """The window a request asks for, or None for everything there is."""
    if "windowStartTime" not in params:
        return None
    return Window(milliseconds(params["windowStartTime"]), milliseconds(params["windowEndTime"]))


def milliseconds(moment: Any) -> int:
    """A time as the pages or flow-service.yaml write it, in milliseconds since the epoch, at most the year 9999."""
    value = int(moment)
    return min(value if value >= _FIRST_MILLISECONDS else value * 1000, _LATEST_MS)


def check_request(context: Context, scope: Scope, flow: Record, params: Document) -> None:
    """Raises FlowServiceError 400 unless the flow can be run on demand with these params."""
    if flow.body["state"] != states.ENABLED:
        raise errors.invalid(f"flowId: Flow {flow.id} is not in expected state enabled.", code="1444-400")
    schedule = schedule_of(flow.body)
    if schedule is None or schedule.frequency != "once":
        frequency = None if schedule is None else schedule.frequency
        raise provider_errors.refused("1386-400", flowId=flow.id, frequency=frequency)
    window = window_of(params)
    if window is not None and window.end_ms <= window.start_ms:
        raise provider_errors.refused(
            "1381-400",
            "params.windowEndTime: the window must end after it starts.",
            endTime=params["windowEndTime"],
            startTime=params["windowStartTime"],
        )
    _check_delta_column(context, scope, flow, params, window)


def _check_delta_column(context: Context, scope: Scope, flow: Record, params: Document, window: Window | None) -> None:
    asked, kept = params.get("deltaColumn"), delta_column_of(flow.body)
    if _reads_files(context, scope, flow):
        if asked is not None:
            raise errors.invalid("params.deltaColumn: a file-based source takes no delta column.")
    elif kept is None:
        if asked is None and window is not None and _keeps_delta_column(context, scope, flow):
            raise provider_errors.refused("1383-400", "params.deltaColumn: a table-based source's first run needs it.")
    elif asked is not None and asked["name"] != kept["name"]:
        raise provider_errors.refused("1382-400", f"params.deltaColumn.name: it must be '{kept['name']}'.")


def _keeps_delta_column(context: Context, scope: Scope, flow: Record) -> bool:
    return COPY in context.specs.flows.named(scope, flow.body["flowSpec"]).transformation_names()


def _reads_files(context: Context, scope: Scope, flow: Record) -> bool:
    source = context.store.find(scope.world, "sourceConnections", flow.body["sourceConnectionIds"][0])
    if source is None:
        return False
    return context.specs.connections.named(scope, source.body["connectionSpec"]).kind == "file"
