"""`GET /rpc/auditlog`: what was changed in a resource, by whom and when.

Documented: help/xdm/api/audit-log.md. Assumed: a resource's log begins with its creation, shows changes of what it is
made of from then on, holds the last MAX_ENTRIES, and goes with the resource.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.schema_registry import naming
from aep_emulator.services.schema_registry.changes import changes
from aep_emulator.services.schema_registry.limits import values_in
from aep_emulator.store.base import AlreadyExistsError, NotFoundError, Record, StaleEtagError, Store
from aep_emulator.types import Document

KIND = "xdm:auditlog"

MAX_ENTRIES = 100
"""Entries of one resource; the oldest go first."""

MAX_UPDATES = 500
"""Updates of one entry; a change of more is cut off there."""

MAX_LOGGED_VALUES = 200_000
"""Objects, arrays and scalars in all updates of one resource; beyond that the oldest entries go."""

_NOT_LOGGED = frozenset({"version", "refs", "$id"})


class AuditLog:
    """Keeps the entries of each resource in one record beside it, the latest first."""

    def __init__(self, store: Store, ids: Ids) -> None:
        self._store = store
        self._ids = ids
        self._order = itertools.count()

    def write(self, scope: Scope, kind: str, before: Document | None, record: Record) -> None:
        """Note that `record` has come to be, or has taken the place of `before`."""
        after = record.body
        updates = list(itertools.islice(changes(_logged(before or {}), _logged(after)), MAX_UPDATES))
        if not updates:
            return
        entry = {
            "updatedUser": scope.user_id,
            "updatedTime": record.updated_ms,
            "requestId": self._ids.hex(32),
            "clientId": scope.client_id,
            "updates": [{"id": after["$id"], "xdmType": kind, **update} for update in updates],
            "order": next(self._order),
            "created": before is None,
            "values": values_in(updates),
        }
        while not self._prepend(scope.world, record.id, entry):
            pass  # Another change of the same resource came in between.

    def forget(self, scope: Scope, alt_id: str) -> None:
        """Drop the entries of a resource that is gone."""
        try:
            self._store.delete(scope.world, KIND, alt_id)
        except NotFoundError:
            return

    def of(self, scope: Scope, resource: Document, parts: Sequence[Document]) -> list[dict[str, Any]]:
        """The entries of a resource and of what it is made of, the latest first."""
        own = self._entries(scope, resource)
        since = own[-1]["order"] if own else 0
        later = [entry for part in parts for entry in self._entries(scope, part) if not entry["created"]]
        shown = [*own, *(entry for entry in later if own and entry["order"] > since)]
        shown.sort(key=lambda entry: -entry["order"])
        return [_rendered(scope, str(resource["$id"]), entry) for entry in shown[:MAX_ENTRIES]]

    def _entries(self, scope: Scope, resource: Document) -> Sequence[Document]:
        record = self._store.find(scope.world, KIND, naming.alt_id(resource["$id"]))
        entries: Sequence[Document] = () if record is None else record.body["entries"]
        return entries

    def _prepend(self, world: str, alt_id: str, entry: Document) -> bool:
        record = self._store.find(world, KIND, alt_id)
        try:
            if record is None:
                self._store.create(world, KIND, alt_id, {"entries": [entry]})
            else:
                entries = _bounded([entry, *record.body["entries"]])
                self._store.replace(world, KIND, alt_id, {"entries": entries}, if_etag=record.etag)
        except (AlreadyExistsError, NotFoundError, StaleEtagError):
            return False
        return True


def _bounded(entries: Sequence[Document]) -> list[Document]:
    """The latest entries, as many as may be kept; the first in any case."""
    totals = itertools.accumulate(entry["values"] for entry in entries)
    kept = sum(1 for _ in itertools.takewhile(lambda total: total <= MAX_LOGGED_VALUES, totals))
    return list(entries[: min(max(kept, 1), MAX_ENTRIES)])


def _logged(body: Document) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in _NOT_LOGGED and not name.startswith("_")}


def _rendered(scope: Scope, resource_id: str, entry: Document) -> dict[str, Any]:
    moment = datetime.fromtimestamp(entry["updatedTime"] / 1000, UTC)
    return {
        "id": resource_id,
        "updatedUser": entry["updatedUser"],
        "imsOrg": scope.org_id,
        "updatedTime": moment.strftime("%m-%d-%Y %H:%M:%S"),
        "requestId": entry["requestId"],
        "clientId": entry["clientId"],
        "sandBoxId": scope.sandbox_id,
        "updates": entry["updates"],
    }
