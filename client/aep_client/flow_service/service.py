"""Flow Service as a whole, and waiting for what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aep_client.errors import WaitTimeoutError
from aep_client.flow_service.collections import Writable
from aep_client.flow_service.connections import Connections
from aep_client.flow_service.encryption_keys import EncryptionKeys
from aep_client.flow_service.flows import Flows, Runs
from aep_client.flow_service.landing_zone import LandingZone
from aep_client.flow_service.specs import ConnectionSpecs, FlowSpecs
from aep_client.transport import Transport

ENDED = frozenset({"success", "completed", "partialsuccess", "failed", "partialfailure"})
"""The states in which a run stays, in lower case and without underscores: answers have both spellings."""


class FlowService:
    """The collections of Flow Service."""

    def __init__(self, transport: Transport) -> None:
        self._clock = transport.clock
        self.connections = Connections(transport, "connections")
        self.source_connections = Writable(transport, "sourceConnections")
        self.target_connections = Writable(transport, "targetConnections")
        self.flows = Flows(transport, "flows")
        self.runs = Runs(transport, "runs")
        self.connection_specs = ConnectionSpecs(transport, "connectionSpecs")
        self.flow_specs = FlowSpecs(transport, "flowSpecs")
        self.landing_zone = LandingZone(transport)
        self.encryption_keys = EncryptionKeys(transport)

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
