"""Classes, field groups, data types and schemas with their descriptors.

Documented: help/sandboxes/ui/sandbox-tooling.md: schemas come without the Unified Profile option, with their labels and
without relationships; help/sandboxes/sandbox-tooling-api/tools.md, Job details, has descriptors in the map of
replacements and not among the artifacts.
Assumed: a field group needs the tenant's own classes that it is intended to extend; standard components are never
packaged, for every sandbox has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandbox_tooling.artifact_types import CLASS, DATATYPE, MIXIN, SCHEMA
from aep_emulator.services.sandbox_tooling.artifacts import Artifact, Key, Taken
from aep_emulator.services.sandbox_tooling.objects.base import ImportFailedError, Listed
from aep_emulator.services.schema_registry import SchemaRegistry
from aep_emulator.services.schema_registry.accept import Accepted
from aep_emulator.services.schema_registry.copying import CopyError, renamed, replaced

_KINDS = {DATATYPE: "datatypes", CLASS: "classes", MIXIN: "mixins", SCHEMA: "schemas"}
_TYPES = {kind: artifact_type for artifact_type, kind in _KINDS.items()}
_DESCRIPTOR = "REGISTRY_DESCRIPTOR"
_RELATIONSHIPS = frozenset({"xdm:descriptorOneToOne", "xdm:descriptorRelationship", "xdm:descriptorReferenceIdentity"})


class RegistryObjects:
    """What the Schema Registry has."""

    types: tuple[str, ...] = tuple(_KINDS)

    def __init__(self, registry: SchemaRegistry) -> None:
        self._registry = registry

    def listed(self, scope: Scope, artifact_type: str) -> Iterator[Listed]:
        """See ObjectKinds.listed."""
        for summary in self._registry.copying.summaries(scope, _KINDS[artifact_type]):
            yield Listed(Key(artifact_type, summary["$id"]), summary["title"])

    def shown(self, scope: Scope, key: Key) -> dict[str, Any] | None:
        """See ObjectKinds.shown; the id may be a meta:altId."""
        kind = _KINDS[key.type]
        resource = self._registry.copying.find(scope, kind, key.id)
        if resource is None or resource.get("meta:containerId") != "tenant":
            return None
        as_kept = Accepted("application/vnd.adobe.xed+json", frozenset(), str(resource["version"]))
        return self._registry.get(scope, "tenant", kind, key.id, as_kept)

    def take(self, scope: Scope, key: Key) -> Taken | None:
        """See ObjectKinds.take; the id may be a meta:altId."""
        copying = self._registry.copying
        resource = copying.find(scope, _KINDS[key.type], key.id)
        if resource is None or resource.get("meta:containerId") != "tenant":
            return None
        resource_id = str(resource["$id"])
        described = self._registry.descriptors.of_schema(scope, resource_id)
        descriptors = [descriptor for descriptor in described if descriptor["@type"] not in _RELATIONSHIPS]
        parts = copying.parts(scope, resource)
        return Taken(
            Key(key.type, resource_id),
            str(resource["title"]),
            {"resource": copying.payload(scope, resource), "descriptors": descriptors},
            tuple(Key(_TYPES[part["meta:resourceType"]], str(part["$id"])) for part in parts),
            tuple(Key(_DESCRIPTOR, descriptor["@id"]) for descriptor in descriptors),
        )

    def exists(self, scope: Scope, key: Key) -> bool:
        """See ObjectKinds.exists; standard components are as good."""
        found = self._registry.copying.find(scope, _KINDS[key.type], key.id)
        return found is not None and found["$id"] == key.id

    def names(self, old: str, new: str) -> dict[str, str]:
        """See ObjectKinds.names: `$id` and meta:altId."""
        return renamed(old, new)

    def create(
        self, scope: Scope, artifacts: Sequence[Artifact], names: dict[str, str], now_ms: int
    ) -> Iterator[tuple[Artifact, str]]:
        """See ObjectKinds.create: the resources all at once, because they may refer to each other."""
        payloads = [artifact["body"]["resource"] for artifact in artifacts]
        try:
            copies = self._registry.copying.copied(scope, payloads, names, now_ms)
        except CopyError as error:
            raise ImportFailedError(error.resource_id, str(error)) from None
        for artifact in artifacts:
            new_id = str(copies[artifact["id"]]["$id"])
            names |= renamed(artifact["id"], new_id)
            yield artifact, new_id
        for artifact in artifacts:
            self._describe(scope, artifact, names)

    def remove(self, scope: Scope, key: Key) -> None:
        """See ObjectKinds.remove; descriptors go with their schema."""
        self._registry.copying.take_back(scope, _KINDS[key.type], key.id)

    def _describe(self, scope: Scope, artifact: Artifact, names: dict[str, str]) -> None:
        for descriptor in artifact["body"]["descriptors"]:
            try:
                created = self._registry.descriptors.create(scope, replaced(descriptor, names))
            except ApiError as error:
                raise ImportFailedError(artifact["id"], f"{descriptor['@type']}: {error.detail}") from None
            names[descriptor["@id"]] = created["@id"]
