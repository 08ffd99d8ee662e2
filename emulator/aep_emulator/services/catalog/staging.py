"""A store that keeps its changes to itself until all of them may happen.

Documented: "Make multiple requests in a single call" (help/catalog/api/appendix.md): if one change fails, all revert.
Nobody else sees a staged change, and a failed request leaves nothing to take back.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace

from aep_emulator.store.base import (
    AlreadyExistsError,
    Filter,
    NotFoundError,
    Page,
    Record,
    Records,
    StaleEtagError,
)
from aep_emulator.types import Document

_Place = tuple[str, str, str]
"""World, kind and id of a record."""


class StagedRecords:
    """Implements `Records` over a store; `commit` carries the changes out there."""

    def __init__(self, base: Records) -> None:
        self._base = base
        self._found: dict[_Place, Record | None] = {}
        """What the records that are changed here were in the other store."""
        self._changed: dict[_Place, Record | None] = {}
        """What they are to be; None for one that is to be deleted."""

    def commit(self) -> None:
        """Carry out all changes, or none. Raises StaleEtagError when somebody else changed one of the records."""
        with ExitStack() as held:
            for world in sorted({place[0] for place in self._found}):
                held.enter_context(self._base.together(world))
            self._commit()

    def _commit(self) -> None:
        for place, before in self._found.items():
            now = self._base.find(*place)
            if (None if before is None else before.etag) != (None if now is None else now.etag):
                raise StaleEtagError("" if now is None else now.etag)
        for place, after in self._changed.items():
            before = self._found[place]
            if after is None:
                if before is not None:
                    self._base.delete(*place, if_etag=before.etag)
            elif before is None:
                self._base.create(*place, after.body)
            else:
                self._base.replace(*place, after.body, if_etag=before.etag)

    def create(self, world: str, kind: str, record_id: str, body: Document) -> Record:
        """See Records.create."""
        if self.find(world, kind, record_id) is not None:
            raise AlreadyExistsError
        return self._stage((world, kind, record_id), Record(record_id, "staged-0", 0, 0, 0, body))

    def get(self, world: str, kind: str, record_id: str) -> Record:
        """See Records.get."""
        record = self.find(world, kind, record_id)
        if record is None:
            raise NotFoundError(record_id)
        return record

    def find(self, world: str, kind: str, record_id: str) -> Record | None:
        """See Records.find."""
        place = (world, kind, record_id)
        return self._changed[place] if place in self._changed else self._base.find(*place)

    def replace(self, world: str, kind: str, record_id: str, body: Document, *, if_etag: str | None = None) -> Record:
        """See Records.replace."""
        before = self.get(world, kind, record_id)
        if if_etag is not None and before.etag != if_etag:
            raise StaleEtagError(before.etag)
        # Different from every etag the record had before, here or in the other store.
        return self._stage((world, kind, record_id), replace(before, etag=f"staged-{before.etag}", body=body))

    def delete(self, world: str, kind: str, record_id: str, *, if_etag: str | None = None) -> Record:
        """See Records.delete."""
        before = self.get(world, kind, record_id)
        if if_etag is not None and before.etag != if_etag:
            raise StaleEtagError(before.etag)
        self._stage((world, kind, record_id), before)
        self._changed[world, kind, record_id] = None
        return before

    def list(self, world: str, kind: str, *, where: Filter | None = None, limit: int | None = None) -> Page:
        """See Records.list."""
        before = self._base.list(world, kind).records
        records = [self._changed.get((world, kind, record.id), record) for record in before]
        known = {record.id for record in before}
        records += [
            record
            for (of_world, of_kind, record_id), record in self._changed.items()
            if (of_world, of_kind) == (world, kind) and record_id not in known
        ]
        found = [record for record in records if record is not None and (where is None or where(record))]
        return Page(found[:limit], None)

    def count(self, world: str, kind: str, *, where: Filter | None = None) -> int:
        """See Records.count."""
        return len(self.list(world, kind, where=where).records)

    def together(self, world: str) -> AbstractContextManager[object]:
        """See Records.together."""
        return self._base.together(world)

    def _stage(self, place: _Place, record: Record) -> Record:
        if place not in self._found:
            self._found[place] = self._base.find(*place)
        self._changed[place] = record
        return record
