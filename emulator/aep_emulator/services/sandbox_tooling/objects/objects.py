"""All kinds of objects together, in the order in which an import creates them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.data_prep import DataPrep
from aep_emulator.services.flow_service import FlowService
from aep_emulator.services.sandbox_tooling.artifact_types import PACKAGED
from aep_emulator.services.sandbox_tooling.artifacts import Artifact, Key, Taken
from aep_emulator.services.sandbox_tooling.objects.base import Listed, ObjectKinds
from aep_emulator.services.sandbox_tooling.objects.dataflows import Dataflows
from aep_emulator.services.sandbox_tooling.objects.datasets import Datasets
from aep_emulator.services.sandbox_tooling.objects.mapping_sets import MappingSets
from aep_emulator.services.sandbox_tooling.objects.registry import RegistryObjects
from aep_emulator.services.schema_registry import SchemaRegistry


class Objects:
    """The objects of a sandbox by type and id."""

    def __init__(
        self, registry: SchemaRegistry, catalog: Catalog, data_prep: DataPrep, flow_service: FlowService
    ) -> None:
        self._kinds: tuple[ObjectKinds, ...] = (
            RegistryObjects(registry),
            Datasets(catalog, registry),
            MappingSets(data_prep, registry),
            Dataflows(flow_service),
        )
        self._by_type = {artifact_type: kinds for kinds in self._kinds for artifact_type in kinds.types}

    def knows(self, artifact_type: str) -> bool:
        """Whether there can be objects of this type."""
        return artifact_type in self._by_type

    def whole_sandbox(self, scope: Scope) -> Iterator[Key]:
        """Everything that can be packaged by itself."""
        for artifact_type in PACKAGED:
            yield from (listed.key for listed in self.listed(scope, artifact_type))

    def listed(self, scope: Scope, artifact_type: str) -> Iterator[Listed]:
        """Every object of a type, oldest first."""
        return self._by_type[artifact_type].listed(scope, artifact_type)

    def shown(self, scope: Scope, key: Key) -> dict[str, Any] | None:
        """The object as its own service shows it, or None."""
        return self._by_type[key.type].shown(scope, key)

    def take(self, scope: Scope, key: Key) -> Taken | None:
        """The object as it is now, or None."""
        return self._by_type[key.type].take(scope, key)

    def exists(self, scope: Scope, key: Key) -> bool:
        """Whether the sandbox has the object."""
        return self.knows(key.type) and self._by_type[key.type].exists(scope, key)

    def names(self, old: Key, new_id: str) -> dict[str, str]:
        """Every name by which others refer to an object, and the name of the one in its place."""
        return self._by_type[old.type].names(old.id, new_id)

    def create(
        self, scope: Scope, artifacts: Sequence[Artifact], names: dict[str, str], now_ms: int
    ) -> Iterator[tuple[Artifact, str]]:
        """Make objects of artifacts, each with its new id once it is there. Raises ImportFailedError."""
        for kinds in self._kinds:
            own = [artifact for artifact in artifacts if artifact["type"] in kinds.types]
            if own:
                yield from kinds.create(scope, own, names, now_ms)

    def remove(self, scope: Scope, key: Key) -> None:
        """Take back what an import has made. Raises ApiError when it is used already."""
        self._by_type[key.type].remove(scope, key)
