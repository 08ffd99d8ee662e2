"""What a sandbox has already that a package would bring.

Documented: help/sandboxes/sandbox-tooling-api/packages.md, Import a package: the artifacts with similar objects in the
target sandbox, and those objects in the order of their rank; the titles there are the artifact's with a time behind it.
Assumed: an object is similar that was imported from the same original, is that original, or has the same title, with or
without a time behind it; in this order they are ranked, the newest first; artifacts without any are left out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandbox_tooling import errors
from aep_emulator.services.sandbox_tooling.artifacts import Artifact, plain
from aep_emulator.services.sandbox_tooling.lineage import Lineage, own_name
from aep_emulator.services.sandbox_tooling.objects import Objects
from aep_emulator.services.sandbox_tooling.objects.base import Listed
from aep_emulator.services.sandbox_tooling.packages import SNAPSHOT, Packages
from aep_emulator.services.sandbox_tooling.places import Places
from aep_emulator.services.schema_registry.copying import original_title


class Conflicts:
    """`GET /packages/{id}/import`."""

    def __init__(self, packages: Packages, objects: Objects, lineage: Lineage, places: Places) -> None:
        self._packages = packages
        self._objects = objects
        self._lineage = lineage
        self._places = places

    def find(self, scope: Scope, package_id: str, sandbox_name: str) -> list[dict[str, Any]]:
        """`[{artifact, suggestionList, parentID}]`. Raises ApiError 404, and 400 when the package is not published."""
        package = self._packages.usable(scope.org_id, package_id, "imported")
        target = self._places.find(scope, sandbox_name)
        if target is None:
            raise errors.no_sandbox(sandbox_name)
        present: dict[str, _Present] = {}
        found = []
        for artifact in package[SNAPSHOT]["artifacts"].values():
            kind = artifact["type"]
            if kind not in present:
                present[kind] = _Present(self._objects, self._lineage, target, kind)
            suggestions = present[kind].similar_to(artifact)
            if suggestions:
                found.append(_conflict(artifact, suggestions))
        return found


class _Present:
    """The objects of one type in a sandbox, so that a package of many artifacts looks through them once."""

    def __init__(self, objects: Objects, lineage: Lineage, target: Scope, artifact_type: str) -> None:
        self._by_parent: dict[str, list[Listed]] = defaultdict(list)
        self._by_name: dict[str, Listed] = {}
        self._by_title: dict[str, list[Listed]] = defaultdict(list)
        for listed in reversed(list(objects.listed(target, artifact_type))):
            self._by_parent[lineage.parent_of(target, listed.key)].append(listed)
            self._by_name[own_name(target, listed.key)] = listed
            if listed.title:
                self._by_title[original_title(listed.title)].append(listed)

    def similar_to(self, artifact: Artifact) -> list[Listed]:
        """Those that could take the artifact's place, the best first."""
        original = self._by_name.get(artifact["parentID"])
        ranked = [
            *self._by_parent.get(artifact["parentID"], ()),
            *(() if original is None else (original,)),
            *self._by_title.get(original_title(artifact["title"]), ()),
        ]
        return list(dict.fromkeys(ranked))


def _conflict(artifact: Artifact, suggestions: list[Listed]) -> dict[str, Any]:
    return {
        "artifact": {
            **plain(artifact["id"], artifact["type"]),
            "messages": [{"status": "FOUND", "attempt": 1, "message": f"Found object with ID: {artifact['id']}"}],
        },
        # The example shows a title that is empty.
        "suggestionList": [{**plain(listed.key.id, listed.key.type), "title": listed.title} for listed in suggestions],
        "parentID": artifact["parentID"],
    }
