"""Freezing what a package holds: the objects it names and everything of the sandbox that they need.

Documented: help/sandboxes/ui/sandbox-tooling.md: the objects that others depend on are found without being asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandbox_tooling.artifacts import Artifact, Key, Reference, Snapshot, Taken
from aep_emulator.services.sandbox_tooling.lineage import Lineage
from aep_emulator.services.sandbox_tooling.objects import Objects
from aep_emulator.types import Document

_SHOWN_CHARACTERS = 200


class MissingError(Exception):
    """An object that is not in the sandbox: one that was asked for, or one that another needs."""

    def __init__(self, key: Key) -> None:
        super().__init__(f"The sandbox has no {key.type} with the ID {key.id[:_SHOWN_CHARACTERS]}.")
        self.key = key


def take(objects: Objects, lineage: Lineage, scope: Scope, snapshot_id: str, wanted: Iterable[Key]) -> Snapshot:
    """The objects as they are now, each behind those it needs. Raises MissingError."""
    found: dict[Key, Taken] = {}
    artifacts: dict[str, Artifact] = {}
    roots: dict[str, None] = {}

    def look_up(key: Key) -> Taken:
        if key not in found:
            taken = objects.take(scope, key)
            if taken is None:
                raise MissingError(key)
            # A root may have been named in another way than by its id.
            found[key] = found[taken.key] = taken
        return found[key]

    for root in wanted:
        top = look_up(root)
        roots[top.key.id] = None
        # Not recursive: a chain of data types may be longer than Python's stack. What is on the way to an object is
        # not waited for again, because data types may refer to each other.
        seen = {top.key}
        way = [(top, iter(top.children))]
        while way:
            taken, children = way[-1]
            child = next((each for each in children if each.id not in artifacts and each not in seen), None)
            if child is not None:
                seen.add(child)
                below = look_up(child)
                way.append((below, iter(below.children)))
                continue
            way.pop()
            titles = [Reference(id=key.id, title=look_up(key).title, type=key.type) for key in taken.children]
            artifacts.setdefault(taken.key.id, _frozen(taken, titles, lambda key: lineage.parent_of(scope, key)))
    return Snapshot(id=snapshot_id, roots=list(roots), artifacts=artifacts)


def reachable(snapshot: Document, instead: Iterable[str]) -> list[Artifact]:
    """What an import has to create when these artifacts are there already, each behind those it needs.

    What only they need is not created either.
    """
    artifacts: dict[str, Artifact] = snapshot["artifacts"]
    there = set(instead)
    wanted: set[str] = set()
    todo: Sequence[str] = [root for root in snapshot["roots"] if root not in there]
    while todo:
        wanted.update(todo)
        needed = {child["id"] for artifact_id in todo for child in artifacts[artifact_id]["children"]}
        todo = sorted(needed - wanted - there)
    return [artifact for artifact in artifacts.values() if artifact["id"] in wanted]


def _frozen(taken: Taken, children: list[Reference], parent_of: Callable[[Key], str]) -> Artifact:
    return Artifact(
        id=taken.key.id,
        type=taken.key.type,
        title=taken.title,
        body=taken.body,
        children=children,
        parentID=parent_of(taken.key),
        inner={part.id: parent_of(part) for part in taken.inner},
    )
