"""Flow Service: connections, flows and their runs."""

from aep_emulator.services.flow_service import errors, routes
from aep_emulator.services.flow_service.service import FlowService

__all__ = ["FlowService", "errors", "routes"]
