"""Where resources live: the protocol every store implements.

A *world* is one organisation's sandbox: nothing in one world is visible from another. A *kind* is a collection
of a world, such as `connections`. A record's body must be treated as read-only by everyone: the store hands out
the object it keeps, because copying on every read would cost more than the read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from aep_emulator.types import Document


@dataclass(frozen=True, slots=True)
class Record:
    """One stored resource.

    `etag` changes with every write. `seq` is the position in order of creation and never changes.
    `created_ms` and `updated_ms` are milliseconds since the epoch.
    """

    id: str
    etag: str
    seq: int
    created_ms: int
    updated_ms: int
    body: Document


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a listing. `cursor` continues it; None when there is nothing more."""

    records: list[Record]
    cursor: str | None


class NotFoundError(Exception):
    """There is no such record."""


class AlreadyExistsError(Exception):
    """The id, or a claimed name, is taken. `claim` is the name, or None when it was the id."""

    def __init__(self, claim: str | None = None) -> None:
        super().__init__(claim or "id is taken")
        self.claim = claim


class StaleEtagError(Exception):
    """The record has changed since the etag was read. `current` is the etag it has now."""

    def __init__(self, current: str) -> None:
        super().__init__(f"current etag is {current}")
        self.current = current


class BadCursorError(Exception):
    """The cursor was not one that this store gave out."""


SortKey = Callable[[Record], Any]
Filter = Callable[[Record], bool]


class Records(Protocol):
    """Scoped collections with atomic create, compare-and-set and delete. Every method is safe under threads."""

    def create(self, world: str, kind: str, record_id: str, body: Document) -> Record:
        """Add a record. Raises AlreadyExistsError."""
        ...

    def get(self, world: str, kind: str, record_id: str) -> Record:
        """The record. Raises NotFoundError."""
        ...

    def find(self, world: str, kind: str, record_id: str) -> Record | None:
        """The record, or None."""
        ...

    def replace(self, world: str, kind: str, record_id: str, body: Document, *, if_etag: str | None = None) -> Record:
        """Put another body in place of the present one, with `if_etag` only if that is still the record's etag.

        Raises NotFoundError, StaleEtagError.
        """
        ...

    def delete(self, world: str, kind: str, record_id: str, *, if_etag: str | None = None) -> Record:
        """Remove a record and return what it was. Raises NotFoundError, StaleEtagError."""
        ...

    def list(self, world: str, kind: str, *, where: Filter | None = None, limit: int | None = None) -> Page:
        """The records that `where` lets through, in order of creation."""
        ...

    def count(self, world: str, kind: str, *, where: Filter | None = None) -> int:
        """How many records `where` lets through."""
        ...

    def together(self, world: str) -> AbstractContextManager[object]:
        """While this is held, other threads' writes to the world wait: what was looked up stays true until the write.

        Hold it for no longer than that takes.
        """
        ...


class Store(Records, Protocol):
    """All records of all worlds, with unique names and listings that can be continued."""

    def create(self, world: str, kind: str, record_id: str, body: Document, *, claims: Iterable[str] = ()) -> Record:
        """See Records.create.

        `claims` are names that must be unique in the world across all kinds (a schema's title, say); they are
        held until the record is deleted or replaced with other claims. Raises AlreadyExistsError.
        """
        ...

    def replace(
        self,
        world: str,
        kind: str,
        record_id: str,
        body: Document,
        *,
        if_etag: str | None = None,
        claims: Iterable[str] | None = None,
    ) -> Record:
        """See Records.replace. `claims` None keeps the present claims. Raises AlreadyExistsError as well."""
        ...

    def list(
        self,
        world: str,
        kind: str,
        *,
        where: Filter | None = None,
        sort_key: SortKey | None = None,
        descending: bool = False,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page:
        """The records that `where` lets through, in order of creation or of `sort_key`.

        Without `sort_key` a cursor names a position in order of creation: every record that exists during the
        whole listing is visited exactly once, whatever is written meanwhile. With `sort_key` it names an offset
        into the sorted listing. Raises BadCursorError.
        """
        ...

    def drop_world(self, world: str) -> None:
        """Remove everything in one world."""
        ...

    def reset(self) -> None:
        """Remove everything."""
        ...
