"""Accounts, connections and connectors: kinds of objects that Flow Service has taken over.

Documented: help/catalog/api/list-objects.md and look-up-object.md still name them among the objects; no page shows
how one is made.
Assumed: no sandbox has any, so that lists are empty and look-ups find nothing.
"""

from __future__ import annotations

from aep_emulator.clock import Clock
from aep_emulator.services.catalog.objects import CatalogObjects
from aep_emulator.store.base import Records

LABELS = {"accounts": "Account", "connections": "Connection", "connectors": "Connector"}


class RetiredObjects(CatalogObjects):
    """One of these collections."""

    def __init__(self, store: Records, clock: Clock, kind: str) -> None:
        super().__init__(store, clock)
        self.kind = kind
        self.label = LABELS[kind]
