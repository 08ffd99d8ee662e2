"""What all kinds of Catalog objects have in common: versions, preconditions, lists and look-ups.

An object's version is 1.0.0 at first and its last number rises with every change. It travels in the `E-Tag` header
and comes back in `If-Match`. Documented: "Additional request headers", help/catalog/api/appendix.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog import errors
from aep_emulator.services.catalog.query import ListQuery
from aep_emulator.store.base import AlreadyExistsError, NotFoundError, Record, Records, StaleEtagError
from aep_emulator.types import Document

FIRST_VERSION = "1.0.0"

READ_ONLY = frozenset(
    {"imsOrg", "sandboxId", "created", "updated", "createdClient", "createdUser", "updatedUser", "version"}
)
"""What only Catalog sets, on every object."""

Change = Callable[[Document], dict[str, Any]]
"""Makes the next body of an object from the present one. May be called again when another change came first."""


@dataclass(frozen=True, slots=True)
class Precondition:
    """The versions a request names in If-Match and If-None-Match, or None."""

    if_match: str | None = None
    if_none_match: str | None = None

    def check(self, version: str) -> None:
        """Raises ApiError 412 unless the object's version is one the request allows."""
        if self.if_match is not None and not _names(self.if_match, version):
            raise errors.version_mismatch("If-Match", self.if_match, version)
        if self.if_none_match is not None and _names(self.if_none_match, version):
            raise errors.version_mismatch("If-None-Match", self.if_none_match, version)


class CatalogObjects:
    """One collection. `kind` is its name in paths and in the store, `label` what one of them is called in errors."""

    kind = ""
    label = ""

    def __init__(self, store: Records, clock: Clock) -> None:
        self.store = store
        self.clock = clock

    def view(self, scope: Scope, record: Record) -> dict[str, Any]:  # noqa: ARG002
        """The object as it is shown, before `properties` is applied."""
        return dict(record.body)

    def shown(self, scope: Scope, document: Document, properties: tuple[str, ...] | None) -> dict[str, Any]:  # noqa: ARG002
        """The members of a viewed object that were asked for; those it lacks are left out."""
        if properties is None:
            return dict(document)
        return {name: document[name] for name in properties if name in document}

    def find(self, scope: Scope, object_id: str) -> Document | None:
        """The object as it is shown, or None."""
        record = self.store.find(scope.world, self.kind, object_id)
        return None if record is None else self.view(scope, record)

    def look_up(self, scope: Scope, ids: str, properties: tuple[str, ...] | None) -> dict[str, dict[str, Any]]:
        """The objects of a comma-separated list of ids, by id; those that do not exist are left out.

        Raises ApiError 404 when none exists.
        """
        wanted = dict.fromkeys(part.strip() for part in ids.split(","))
        found = {object_id: document for object_id in wanted if (document := self.find(scope, object_id)) is not None}
        if not found:
            raise errors.not_found(self.label, ids)
        return {object_id: self.shown(scope, document, properties) for object_id, document in found.items()}

    def version(self, scope: Scope, object_id: str) -> str | None:
        """The object's version, or None when there is no such object."""
        record = self.store.find(scope.world, self.kind, object_id)
        return None if record is None else str(record.body["version"])

    def listing(self, scope: Scope, query: ListQuery) -> dict[str, dict[str, Any]]:
        """The objects the query asks for, by id, oldest first unless it says otherwise."""
        # Without an order of its own the listing can stop as soon as the page is full.
        return self.page(scope, query, self.matching(scope, query, None if query.order else query.start + query.limit))

    def matching(self, scope: Scope, query: ListQuery, enough: int | None = None) -> list[tuple[str, Document]]:
        """The (id, object) pairs that the query's filters let through, oldest first; the first `enough` of them."""
        page = self.store.list(
            scope.world, self.kind, where=lambda record: query.matches(self.view(scope, record)), limit=enough
        )
        return [(record.id, self.view(scope, record)) for record in page.records]

    def page(self, scope: Scope, query: ListQuery, found: list[tuple[str, Document]]) -> dict[str, dict[str, Any]]:
        """Of the (id, object) pairs that match, those on the page that was asked for, as they are shown."""
        wanted = query.ordered(found)[query.start : query.start + query.limit]
        return {object_id: self.shown(scope, document, query.properties) for object_id, document in wanted}

    def insert(self, scope: Scope, object_id: str, body: Document) -> Record:
        """Records a new object. Raises ApiError 409 when the id is taken."""
        try:
            return self.store.create(scope.world, self.kind, object_id, body)
        except AlreadyExistsError:
            raise errors.taken(self.label, object_id) from None

    def change(
        self, scope: Scope, object_id: str, make: Change, precondition: Precondition, *, persist: bool = True
    ) -> Record:
        """Put another body in place, with the next version, whoever else changes the object meanwhile.

        `persist` False only checks. Raises NotFoundError, ApiError 412 for the precondition, and what `make` raises.
        """
        while True:
            record = self.store.get(scope.world, self.kind, object_id)
            precondition.check(str(record.body["version"]))
            changed = {**make(record.body), **self._change_stamp(scope, record.body)}
            if not persist:
                return record
            try:
                return self.store.replace(scope.world, self.kind, object_id, changed, if_etag=record.etag)
            except StaleEtagError:
                continue

    def modify(
        self, scope: Scope, object_id: str, make: Change, precondition: Precondition, *, persist: bool = True
    ) -> Record:
        """As `change`, for an object named by a request. Raises ApiError 404, 412, and what `make` raises."""
        try:
            return self.change(scope, object_id, make, precondition, persist=persist)
        except NotFoundError:
            raise errors.not_found(self.label, object_id) from None

    def remove(self, scope: Scope, object_id: str) -> bool:
        """Delete the object; False when there was none."""
        try:
            self.store.delete(scope.world, self.kind, object_id)
        except NotFoundError:
            return False
        return True

    def creation_stamp(self, scope: Scope) -> dict[str, Any]:
        """The members every object has from its creation on."""
        now = self.clock.now_ms()
        return {
            "imsOrg": scope.org_id,
            "sandboxId": scope.sandbox_id,
            "created": now,
            "updated": now,
            "createdClient": scope.client_id,
            "createdUser": scope.user_id,
            "updatedUser": scope.user_id,
            "version": FIRST_VERSION,
        }

    def _change_stamp(self, scope: Scope, before: Document) -> dict[str, Any]:
        head, _, last = str(before["version"]).rpartition(".")
        return {"updated": self.clock.now_ms(), "updatedUser": scope.user_id, "version": f"{head}.{int(last) + 1}"}


def keep_read_only(before: Document, after: Document, names: frozenset[str]) -> None:
    """Raises ApiError 400 when a change touches a member that only Catalog sets."""
    missing = object()
    for name in sorted(names):
        if before.get(name, missing) != after.get(name, missing):
            raise errors.read_only(name)


def _names(header: str, version: str) -> bool:
    if header.strip() == "*":
        return True
    return version in [part.strip().removeprefix("W/").strip('"') for part in header.split(",")]
