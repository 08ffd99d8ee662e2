"""Which artifacts of a sandbox need which, without any package.

Documented: help/sandboxes/sandbox-tooling-api/tools.md, Display all dependent artifacts: an edge for each artifact and
each that it needs, behind each artifact's edges those of what it needs; one that needs nothing has an edge to null;
`found` is true at the beginning of an edge and false at its end.
Assumed: a tree of dependent artifacts has the edges of each artifact once, and the visibility tenant at the end of
every edge; it is refused when an artifact is missing, be it one that was asked for or one that another needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandbox_tooling import artifact_types, envelope, errors, snapshots
from aep_emulator.services.sandbox_tooling.artifacts import Artifact, Key, Reference, Snapshot
from aep_emulator.services.sandbox_tooling.lineage import Lineage
from aep_emulator.services.sandbox_tooling.objects import Objects
from aep_emulator.types import Document


class Dependencies:
    """`GET /tools/artifacts/dependencies`."""

    def __init__(self, objects: Objects, lineage: Lineage) -> None:
        self._objects = objects
        self._lineage = lineage

    def find(self, scope: Scope, body: Document) -> dict[str, Any]:
        """The `object` is `[{from, to}]`. Raises ApiError 400."""
        errors.check("artifactDependencies", body)
        roots = [Key(artifact["type"], artifact["id"]) for artifact in body["artifacts"]]
        for index, root in enumerate(roots):
            artifact_types.check_present(root.type, f"artifacts[{index}].type")
        try:
            snapshot = snapshots.take(self._objects, self._lineage, scope, "", roots)
        except snapshots.MissingError as error:
            where = f"artifacts[{roots.index(error.key)}].id" if error.key in roots else "artifacts"
            needed = "" if error.key in roots else " One of these needs it, or what they need does."
            raise errors.invalid(f"{where}: {error}{needed}") from None
        return envelope.found("Artifact dependencies found", list(_edges(snapshot)))


def _edges(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    # Not recursive, as in snapshots.py.
    todo, seen = snapshot["roots"][::-1], set[str]()
    while todo:
        artifact = snapshot["artifacts"][todo.pop()]
        if artifact["id"] in seen:
            continue
        seen.add(artifact["id"])
        beginning = _beginning(artifact)
        if not artifact["children"]:
            yield {"from": beginning, "to": None}
        for child in artifact["children"]:
            yield {"from": beginning, "to": _end(child)}
        todo += (child["id"] for child in reversed(artifact["children"]))


def _beginning(artifact: Artifact) -> dict[str, Any]:
    return {"id": artifact["id"], "type": artifact["type"], "title": artifact["title"], "found": True}


def _end(child: Reference) -> dict[str, Any]:
    return {"id": child["id"], "type": child["type"], "title": child["title"], "visibility": "tenant", "found": False}
