"""Flow Service: connections, flows and their runs."""

from aep_emulator.services.flow_service import connectors_routes, errors, routes
from aep_emulator.services.flow_service.service import FlowService

__all__ = ["FlowService", "connectors_routes", "errors", "routes"]
