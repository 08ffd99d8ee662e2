"""Sandbox tooling: objects of a sandbox in packages, published, imported elsewhere and shared with organisations."""

from __future__ import annotations

from aep_emulator.clock import Clock
from aep_emulator.ids import Ids
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.data_prep import DataPrep
from aep_emulator.services.flow_service import FlowService
from aep_emulator.services.sandbox_tooling.conflicts import Conflicts
from aep_emulator.services.sandbox_tooling.dependencies import Dependencies
from aep_emulator.services.sandbox_tooling.dependents import Dependents
from aep_emulator.services.sandbox_tooling.files import Files
from aep_emulator.services.sandbox_tooling.handshakes import Handshakes
from aep_emulator.services.sandbox_tooling.importing import Imports
from aep_emulator.services.sandbox_tooling.jobs import Jobs
from aep_emulator.services.sandbox_tooling.lineage import Lineage
from aep_emulator.services.sandbox_tooling.looking_up import ArtifactLookUp
from aep_emulator.services.sandbox_tooling.objects import Objects
from aep_emulator.services.sandbox_tooling.packages import Packages
from aep_emulator.services.sandbox_tooling.places import Places, Sandboxes
from aep_emulator.services.sandbox_tooling.publishing import Publishing
from aep_emulator.services.sandbox_tooling.snapshot_jobs import SnapshotJobs
from aep_emulator.services.sandbox_tooling.transfers import Transfers
from aep_emulator.services.schema_registry import SchemaRegistry
from aep_emulator.store.base import Store


class SandboxTooling:
    """Each thing that can be done is a member.

    Packages, jobs, partnerships and transfers belong to the organisation and outlive its sandboxes: a published
    package can be imported into the sandbox it came from after that has been reset.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        ids: Ids,
        *,
        sandboxes: Sandboxes,
        registry: SchemaRegistry,
        catalog: Catalog,
        data_prep: DataPrep,
        flow_service: FlowService,
    ) -> None:
        places, lineage = Places(sandboxes), Lineage(store)
        objects = Objects(registry, catalog, data_prep, flow_service)
        self.packages = Packages(store, clock, ids, places)
        self.jobs = Jobs(store, clock, ids)
        self.snapshot_jobs = SnapshotJobs(self.jobs)
        self.artifacts = ArtifactLookUp(objects)
        self.dependencies = Dependencies(objects, lineage)
        self.files = Files(self.packages, self.jobs)
        self.publishing = Publishing(clock, ids, self.packages, self.jobs, objects, lineage, places)
        self.imports = Imports(clock, self.packages, self.jobs, objects, lineage, places)
        self.conflicts = Conflicts(self.packages, objects, lineage, places)
        self.dependents = Dependents(self.packages, places)
        self.handshakes = Handshakes(store, clock, ids)
        self.transfers = Transfers(store, clock, ids, self.packages, self.handshakes)
