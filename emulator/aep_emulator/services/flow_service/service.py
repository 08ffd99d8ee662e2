"""Flow Service: the collections that make a dataflow, and what a connection can tell about its source."""

from __future__ import annotations

from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.flow_service import activation_datasets, errors, states
from aep_emulator.services.flow_service.connections import (
    BaseConnections,
    SourceConnections,
    TargetConnections,
    check_auth,
)
from aep_emulator.services.flow_service.encryption_keys import EncryptionKeys
from aep_emulator.services.flow_service.explore import Explore, ExploreQuery
from aep_emulator.services.flow_service.flows import Flows
from aep_emulator.services.flow_service.landing_zone import LandingZone
from aep_emulator.services.flow_service.resources import Context, Datasets, MappingSets, Resources
from aep_emulator.services.flow_service.runs import Runs
from aep_emulator.services.flow_service.spec_catalog import SpecCatalog
from aep_emulator.services.flow_service.specs import ConnectionSpec
from aep_emulator.sources import Sources
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
        sources: Sources,
    ) -> None:
        self.specs = SpecCatalog(store, ids)
        context = Context(store, clock, ids, self.specs, datasets, mapping_sets)
        self.connections = BaseConnections(context)
        self.source_connections = SourceConnections(context)
        self.target_connections = TargetConnections(context)
        self.encryption_keys = EncryptionKeys(store, clock, ids)
        self.flows = Flows(context, self.encryption_keys)
        self.runs = Runs(context, self.flows)
        self._explore = Explore(sources)
        self.landing_zone = LandingZone(store, clock, ids)
        self._datasets = datasets

    def owner_of_action(self, scope: Scope, kind: str, resource_id: str, op: str | None) -> Resources:
        """The collection that carries out an action asked of `kind`.

        Documented in the curl lines of help/sources/tutorials/api/draft.md: source and target connections are also
        published through `/connections/{id}/action?op=publish`.
        """
        collections: dict[str, Resources] = {
            resources.kind: resources
            for resources in (self.connections, self.source_connections, self.target_connections, self.flows)
        }
        if kind == self.connections.kind and (op or "").upper() == states.PUBLISH:
            for resources in (self.connections, self.source_connections, self.target_connections):
                if resources.find(scope, resource_id) is not None:
                    return resources
        return collections[kind]

    def test_connection(self, scope: Scope, connection_id: str) -> dict[str, bool]:
        """`GET /connections/{id}/test`: `{result}`. Any credentials of the right form connect to the demo sources.

        Raises FlowServiceError 404, and 400 when what is stored no longer satisfies the connection spec.
        """
        record = self.connections.record(scope, connection_id)
        check_auth(self.connections.spec_of(scope, record), record.body.get("auth"))
        return {"result": True}

    def explore_connection(self, scope: Scope, connection_id: str, query: ExploreQuery) -> Any:
        """`GET /connections/{id}/explore`; see Explore.explore. Raises FlowServiceError 404 or 400."""
        record = self.connections.record(scope, connection_id)
        return self._explore.explore(self.connections.spec_of(scope, record), query)

    def explore_connection_spec(self, scope: Scope, spec_id: str, query: ExploreQuery) -> Any:
        """`GET /connectionSpecs/{id}/explore`, for what needs no connection: the Data Landing Zone."""
        return self._explore.explore(self._spec(scope, spec_id), query)

    def configs_of_connection(self, scope: Scope, connection_id: str, name: str | None) -> dict[str, Any]:
        """`GET /connections/{id}/configs`: `{items: [{columnName, columnType}]}`. Raises FlowServiceError 404, 400."""
        record = self.connections.record(scope, connection_id)
        return {"items": self._explore.configs(self.connections.spec_of(scope, record), name)}

    def configs_of_connection_spec(
        self,
        scope: Scope,
        spec_id: str,
        name: str | None,
        *,
        output_type: str | None,
        limit: int | None,
        start: int,
    ) -> dict[str, Any]:
        """`GET /connectionSpecs/{id}/configs`: columns of a table, or with outputType activationDatasets datasets.

        Raises FlowServiceError 404, and 400 for another outputType.
        """
        spec = self._spec(scope, spec_id)
        if output_type is None:
            return {"items": self._explore.configs(spec, name)}
        if output_type != "activationDatasets":
            raise errors.invalid(
                f"The query parameter 'outputType' must be 'activationDatasets', not '{output_type}'.", code="1451-400"
            )
        return activation_datasets.page(self._datasets.all_datasets(scope), start, limit)

    def _spec(self, scope: Scope, spec_id: str) -> ConnectionSpec:
        spec = self.specs.connections.find(scope, spec_id)
        if spec is None:
            raise errors.not_found("connectionSpecs", spec_id)
        return spec
