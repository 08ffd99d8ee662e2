"""Datasets.

Documented: help/sandboxes/ui/sandbox-tooling.md: datasets are copied without the setting for Unified Profile.
Assumed: the copy of a dataset has its name, even where another dataset has it too, and none of its batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.sandbox_tooling.artifact_types import DATASET, SCHEMA
from aep_emulator.services.sandbox_tooling.artifacts import Artifact, Key, Taken
from aep_emulator.services.sandbox_tooling.objects.base import ImportFailedError, Listed
from aep_emulator.services.schema_registry import SchemaRegistry
from aep_emulator.services.schema_registry.copying import replaced

_COPIED = ("name", "description", "schemaRef", "fileDescription", "enableErrorDiagnostics", "extensions")
# Profile's own, and the table name, which Catalog makes.
_TAGS_LEFT_OUT = frozenset({"unifiedProfile", "unifiedIdentity", "adobe/pqs/table"})


class Datasets:
    """What Catalog has."""

    types: tuple[str, ...] = (DATASET,)

    def __init__(self, catalog: Catalog, registry: SchemaRegistry) -> None:
        self._catalog = catalog
        self._registry = registry

    def listed(self, scope: Scope, artifact_type: str) -> Iterator[Listed]:
        """See ObjectKinds.listed."""
        for dataset in self._catalog.all_datasets(scope):
            yield Listed(Key(artifact_type, dataset["id"]), str(dataset["name"]))

    def shown(self, scope: Scope, key: Key) -> dict[str, Any] | None:
        """See ObjectKinds.shown; its id is among the members."""
        dataset = self._catalog.find_dataset(scope, key.id)
        return None if dataset is None else {**dataset, "id": key.id}

    def take(self, scope: Scope, key: Key) -> Taken | None:
        """See ObjectKinds.take."""
        dataset = self._catalog.find_dataset(scope, key.id)
        if dataset is None:
            return None
        body = {name: dataset[name] for name in _COPIED if name in dataset}
        tags = {name: values for name, values in dataset.get("tags", {}).items() if name not in _TAGS_LEFT_OUT}
        schema = own_schema(self._registry, scope, dataset["schemaRef"]["id"])
        return Taken(key, str(dataset["name"]), {**body, **({"tags": tags} if tags else {})}, schema)

    def exists(self, scope: Scope, key: Key) -> bool:
        """See ObjectKinds.exists."""
        return self._catalog.find_dataset(scope, key.id) is not None

    def names(self, old: str, new: str) -> dict[str, str]:
        """See ObjectKinds.names."""
        return {old: new}

    def create(
        self,
        scope: Scope,
        artifacts: Sequence[Artifact],
        names: dict[str, str],
        now_ms: int,  # noqa: ARG002
    ) -> Iterator[tuple[Artifact, str]]:
        """See ObjectKinds.create."""
        for artifact in artifacts:
            try:
                (reference,) = self._catalog.create_dataset(scope, replaced(artifact["body"], names))
            except ApiError as error:
                raise ImportFailedError(artifact["id"], error.detail) from None
            names[artifact["id"]] = reference.rpartition("/")[2]
            yield artifact, names[artifact["id"]]

    def remove(self, scope: Scope, key: Key) -> None:
        """See ObjectKinds.remove."""
        self._catalog.delete_dataset(scope, key.id)


def own_schema(registry: SchemaRegistry, scope: Scope, address: str) -> tuple[Key, ...]:
    """The schema of that `$id` or meta:altId as something to be packaged; nothing for one that every sandbox has."""
    schema = registry.copying.find(scope, "schemas", address)
    if schema is None or schema.get("meta:containerId") != "tenant":
        return ()
    return (Key(SCHEMA, str(schema["$id"])),)
