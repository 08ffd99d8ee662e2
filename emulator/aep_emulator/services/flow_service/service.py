"""Flow Service: the collections that make a dataflow, and what a connection can tell about its source."""

from __future__ import annotations

from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.flow_service import errors
from aep_emulator.services.flow_service.connections import (
    BaseConnections,
    SourceConnections,
    TargetConnections,
    check_auth,
)
from aep_emulator.services.flow_service.explore import Explore, Tables
from aep_emulator.services.flow_service.flows import Flows
from aep_emulator.services.flow_service.listing import ListQuery, list_documents
from aep_emulator.services.flow_service.resources import Context, Datasets, MappingSets
from aep_emulator.services.flow_service.runs import Runs
from aep_emulator.services.flow_service.specs import Specs
from aep_emulator.store.base import Store


class FlowService:
    """Each documented collection is a member of the same name in snake_case."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        ids: Ids,
        *,
        datasets: Datasets,
        mapping_sets: MappingSets,
        tables: Tables,
    ) -> None:
        self.specs = Specs()
        context = Context(store, clock, ids, self.specs, datasets, mapping_sets)
        self.connections = BaseConnections(context)
        self.source_connections = SourceConnections(context)
        self.target_connections = TargetConnections(context)
        self.flows = Flows(context)
        self.runs = Runs(context, self.flows)
        self._explore = Explore(tables)

    def list_connection_specs(self, query: ListQuery) -> dict[str, Any]:
        """`GET /connectionSpecs`."""
        return list_documents([spec.document for spec in self.specs.connection_specs.values()], query)

    def get_connection_spec(self, spec_id: str) -> dict[str, Any]:
        """`GET /connectionSpecs/{id}`. Raises FlowServiceError 404."""
        spec = self.specs.connection_specs.get(spec_id)
        if spec is None:
            raise errors.not_found("connectionSpecs", spec_id)
        return {"items": [spec.document]}

    def list_flow_specs(self, query: ListQuery) -> dict[str, Any]:
        """`GET /flowSpecs`."""
        return list_documents([spec.document for spec in self.specs.flow_specs.values()], query)

    def get_flow_spec(self, spec_id: str) -> dict[str, Any]:
        """`GET /flowSpecs/{id}`. Raises FlowServiceError 404."""
        spec = self.specs.flow_specs.get(spec_id)
        if spec is None:
            raise errors.not_found("flowSpecs", spec_id)
        return {"items": [spec.document]}

    def test_connection(self, scope: Scope, connection_id: str) -> dict[str, bool]:
        """`GET /connections/{id}/test`: `{result}`. Any credentials of the right form connect to the demo sources.

        Raises FlowServiceError 404, and 400 when what is stored no longer satisfies the connection spec.
        """
        record = self.connections.record(scope, connection_id)
        check_auth(self.connections.spec_of(record), record.body.get("auth"))
        return {"result": True}

    def explore_connection(self, scope: Scope, connection_id: str, object_type: str | None, name: str | None) -> Any:
        """`GET /connections/{id}/explore`; see Explore.explore. Raises FlowServiceError 404 or 400."""
        record = self.connections.record(scope, connection_id)
        return self._explore.explore(self.connections.spec_of(record), object_type, name)
