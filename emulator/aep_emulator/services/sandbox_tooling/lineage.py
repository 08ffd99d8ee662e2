"""Which object an imported one is a copy of. Kept in the sandbox of the copy, so that it goes when that is emptied.

Documented: parentID in help/sandboxes/sandbox-tooling-api/packages.md, Import a package, and sourceParentArtifactMap in
tools.md, Job details, whose objects had been imported themselves.
"""

from __future__ import annotations

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandbox_tooling.artifacts import Key
from aep_emulator.store.base import Store

_KIND = "eximLineage"


class Lineage:
    """Parents by the ids of their copies."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def parent_of(self, scope: Scope, key: Key) -> str:
        """`organisation::sandbox::type::id` of what the object was copied from, or of itself."""
        record = self._store.find(scope.world, _KIND, key.id)
        return own_name(scope, key) if record is None else str(record.body["parentID"])

    def note(self, scope: Scope, object_id: str, parent_id: str) -> None:
        """Remember what a new object is a copy of."""
        # Its id is new, so that nothing is known of it yet.
        self._store.create(scope.world, _KIND, object_id, {"parentID": parent_id})


def own_name(scope: Scope, key: Key) -> str:
    """The name of an object across organisations and sandboxes."""
    return f"{scope.org_id}::{scope.sandbox_name}::{key.type}::{key.id}"
