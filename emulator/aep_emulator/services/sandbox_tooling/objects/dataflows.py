"""Dataflows and the connections they need.

Documented: help/sandboxes/ui/sandbox-tooling.md: the credentials of a source are not copied, and a dataflow is copied
as a draft.
Assumed: the connections of a copied dataflow are drafts too, the base connection with nothing of its authentication
but the name of its kind; whoever adds the credentials publishes them, and the dataflow last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.flow_service import FlowService
from aep_emulator.services.flow_service.flow_fields import MAPPING
from aep_emulator.services.sandbox_tooling.artifact_types import (
    BASE_CONNECTION,
    DATASET,
    FLOW,
    MAPPING_SET,
    SOURCE_CONNECTION,
    TARGET_CONNECTION,
)
from aep_emulator.services.sandbox_tooling.artifacts import Artifact, Key, Taken
from aep_emulator.services.sandbox_tooling.objects.base import ImportFailedError, Listed
from aep_emulator.services.schema_registry.copying import replaced
from aep_emulator.types import Document, Json

# What Flow Service says about a resource and does not take from whoever creates one.
_OWN = frozenset({"state", "createdBy", "updatedBy", "createdClient", "updatedClient", "lastOperation"})


class Dataflows:
    """What Flow Service has."""

    types: tuple[str, ...] = (BASE_CONNECTION, SOURCE_CONNECTION, TARGET_CONNECTION, FLOW)

    def __init__(self, flow_service: FlowService) -> None:
        self._resources = dict(
            zip(
                self.types,
                (
                    flow_service.connections,
                    flow_service.source_connections,
                    flow_service.target_connections,
                    flow_service.flows,
                ),
                strict=True,
            )
        )

    def listed(self, scope: Scope, artifact_type: str) -> Iterator[Listed]:
        """See ObjectKinds.listed."""
        for record in self._resources[artifact_type].all(scope):
            yield Listed(Key(artifact_type, record.id), str(record.body.get("name", "")))

    def shown(self, scope: Scope, key: Key) -> dict[str, Any] | None:
        """See ObjectKinds.shown."""
        record = self._resources[key.type].find(scope, key.id)
        return None if record is None else self._resources[key.type].render(scope, record)

    def take(self, scope: Scope, key: Key) -> Taken | None:
        """See ObjectKinds.take."""
        record = self._resources[key.type].find(scope, key.id)
        if record is None:
            return None
        body = {name: value for name, value in record.body.items() if name not in _OWN}
        if key.type == BASE_CONNECTION and "auth" in body:
            body["auth"] = {name: value for name, value in (body["auth"] or {}).items() if name == "specName"}
        return Taken(key, str(body.get("name") or key.id), body, tuple(_needed(key.type, body)))

    def exists(self, scope: Scope, key: Key) -> bool:
        """See ObjectKinds.exists."""
        return self._resources[key.type].find(scope, key.id) is not None

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
        """See ObjectKinds.create, type by type."""
        for artifact in sorted(artifacts, key=lambda each: self.types.index(each["type"])):
            body = replaced(artifact["body"], names)
            try:
                created = self._resources[artifact["type"]].create(scope, body, draft=True)
            except ApiError as error:
                raise ImportFailedError(artifact["id"], error.detail) from None
            names[artifact["id"]] = created["id"]
            yield artifact, created["id"]

    def remove(self, scope: Scope, key: Key) -> None:
        """See ObjectKinds.remove."""
        self._resources[key.type].delete(scope, key.id)


def _needed(artifact_type: str, body: Document) -> Iterator[Key]:
    if body.get("baseConnectionId"):
        yield Key(BASE_CONNECTION, str(body["baseConnectionId"]))
    if artifact_type == TARGET_CONNECTION and (body.get("params") or {}).get("dataSetId"):
        yield Key(DATASET, str(body["params"]["dataSetId"]))
    if artifact_type == FLOW:
        yield from (Key(SOURCE_CONNECTION, each) for each in body.get("sourceConnectionIds") or ())
        yield from (Key(TARGET_CONNECTION, each) for each in body.get("targetConnectionIds") or ())
        yield from (Key(MAPPING_SET, mapping_id) for mapping_id in _mapping_ids(body.get("transformations")))


def _mapping_ids(transformations: Json) -> Iterator[str]:
    for transformation in transformations or ():
        mapping_id = (transformation.get("params") or {}).get("mappingId")
        if transformation.get("name") == MAPPING and isinstance(mapping_id, str):
            yield mapping_id
