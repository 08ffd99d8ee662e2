"""What the objects of a published package need of each other, and what the caller may do with them.

Documented: help/sandboxes/sandbox-tooling-api/packages.md, List all dependent objects and Check role-based permissions.
Assumed: a request for dependent objects without a body asks about all objects of the package, for the aepp package
sends none; which permissions an object needs is made up, after the examples.
Differs: the emulator has no access control, so that no permission is ever missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandbox_tooling import artifact_types as types
from aep_emulator.services.sandbox_tooling import errors
from aep_emulator.services.sandbox_tooling.artifacts import Artifact
from aep_emulator.services.sandbox_tooling.packages import SNAPSHOT, Packages
from aep_emulator.services.sandbox_tooling.places import Places
from aep_emulator.types import Document

_ALL = ("read", "write", "delete")
_RESOURCES: dict[str, tuple[str, ...]] = {
    types.DATASET: ("Schema", "Dataset"),
    types.MAPPING_SET: ("Schema", "Source"),
    types.BASE_CONNECTION: ("Source",),
    types.SOURCE_CONNECTION: ("Source",),
    types.TARGET_CONNECTION: ("Dataset", "Source"),
    types.FLOW: ("Schema", "Dataset", "Source"),
}
_SCHEMA_ONLY = ("Schema",)


class Dependents:
    """`POST /packages/{id}/children` and `GET /packages/preflight/{id}/export`."""

    def __init__(self, packages: Packages, places: Places) -> None:
        self._packages = packages
        self._places = places

    def children(self, scope: Scope, package_id: str, body: Sequence[Document] | None) -> list[dict[str, Any]]:
        """`[{id, title, type, children}]`. Raises ApiError 404, and 400 for a package that is not published."""
        if body is not None:
            errors.check("dependentObjects", body)
        package = self._packages.stored(scope.org_id, package_id)
        if SNAPSHOT not in package:
            raise errors.wrong_status(package_id, package["status"], "asked for dependent objects", "PUBLISHED")
        artifacts: dict[str, Artifact] = package[SNAPSHOT]["artifacts"]
        if body is None:
            return [_with_children(artifact) for artifact in artifacts.values()]
        found = []
        for index, wanted in enumerate(body):
            artifact = artifacts.get(wanted["id"])
            if artifact is None or artifact["type"] != wanted["type"]:
                raise errors.invalid(
                    f"[{index}].id: the package has no {wanted['type'][:80]} with the ID {wanted['id'][:200]}."
                )
            found.append(_with_children(artifact))
        return found

    def permissions(self, scope: Scope, package_id: str, sandbox_name: str) -> dict[str, Any]:
        """`{packageID, targetSandboxName, permissionResponse}`. Raises ApiError 404."""
        package = self._packages.stored(scope.org_id, package_id)
        if self._places.find(scope, sandbox_name) is None:
            raise errors.no_sandbox(sandbox_name)
        artifacts = package[SNAPSHOT]["artifacts"].values() if SNAPSHOT in package else package["artifactsList"]
        return {
            "packageID": package_id,
            "targetSandboxName": sandbox_name,
            "permissionResponse": [_permissions(artifact) for artifact in artifacts],
        }


def _with_children(artifact: Artifact) -> dict[str, Any]:
    return {
        "id": artifact["id"],
        "title": artifact["title"],
        "type": artifact["type"],
        "children": list(artifact["children"]),
    }


def _permissions(artifact: Document) -> dict[str, Any]:
    *needed, own = _RESOURCES.get(artifact["type"], _SCHEMA_ONLY)
    resources = [("Sandbox", ["view"]), *((name, ["read"]) for name in needed), (own, list(_ALL))]
    return {
        "artifactID": artifact["id"],
        "requiredPermissions": {
            "resources": [
                {"palmResourceType": name, "resourcePermissions": permissions} for name, permissions in resources
            ]
        },
        "missingPermissions": {"resources": []},
        "artifactType": artifact["type"],
        "creationAllowed": True,
    }
