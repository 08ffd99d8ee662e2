"""The artifacts of a sandbox, without any package: which there are of a type, and what one of them is like.

Documented: help/sandboxes/sandbox-tooling-api/tools.md, List all artifacts of a specific type and Retrieve JSON of a
specific artifact.
Assumed: a list of the artifacts of a type has all of them at once, oldest first, and of schemas and their parts the
tenant's own; a mapping set without a name goes by its id there; the JSON of a schema or of a part of one has its
references as they are.
Differs: artifacts of types that the emulator has no objects of, such as JOURNEY, are refused when they are asked for.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandbox_tooling import artifact_types, envelope, errors
from aep_emulator.services.sandbox_tooling.artifacts import Key, Reference
from aep_emulator.services.sandbox_tooling.objects import Objects
from aep_emulator.types import Document


class ArtifactLookUp:
    """`/tools/artifacts`."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def list(self, scope: Scope, artifact_type: str) -> dict[str, Any]:
        """`GET /tools/artifacts/{type}`: the `object` is `[{id, type, title}]`. Raises ApiError 400."""
        artifact_types.check_present(artifact_type, "ARTIFACT_TYPE")
        references = [
            Reference(id=listed.key.id, type=artifact_type, title=listed.title or listed.key.id)
            for listed in self._objects.listed(scope, artifact_type)
        ]
        return envelope.found(f"{len(references)} Artifacts found for type {artifact_type}", references)

    def get(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`GET /tools/artifacts`: the `object` is what the artifact's own service shows. Raises ApiError 400, 404."""
        errors.check("artifact", body)
        key = Key(body["type"], body["id"])
        artifact_types.check_present(key.type, "type")
        document = self._objects.shown(scope, key)
        if document is None:
            raise errors.not_found(key.type, key.id)
        return envelope.found(f"Found Artifact of type {key.type} for ID {key.id}", document)
