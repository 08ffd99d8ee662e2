"""The in-memory store: a dictionary per world and kind, so that one tenant's size never slows another's look-up."""

from __future__ import annotations

import threading
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from aep_emulator.clock import Clock
from aep_emulator.ids import Ids
from aep_emulator.store.base import (
    AlreadyExistsError,
    BadCursorError,
    Filter,
    NotFoundError,
    Page,
    Record,
    SortKey,
    StaleEtagError,
)
from aep_emulator.types import Document

# A listing looks at this many records between two looks at the lock, so that a long one never holds up a writer.
_CHUNK = 512


@dataclass(slots=True)
class _Collection:
    records: dict[str, Record] = field(default_factory=dict)
    by_seq: dict[int, Record] = field(default_factory=dict)
    seqs: list[int] = field(default_factory=list)
    next_seq: int = 1


@dataclass(slots=True)
class _World:
    lock: threading.RLock = field(default_factory=threading.RLock)
    collections: dict[str, _Collection] = field(default_factory=dict)
    claims: dict[str, tuple[str, str]] = field(default_factory=dict)
    claimed_by: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)


class MemoryStore:
    """Implements `Store` in memory; one lock per world."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._worlds: dict[str, _World] = {}
        self._worlds_lock = threading.Lock()

    def _world(self, world: str) -> _World:
        found = self._worlds.get(world)
        if found is None:
            with self._worlds_lock:
                found = self._worlds.setdefault(world, _World())
        return found

    def create(self, world: str, kind: str, record_id: str, body: Document, *, claims: Iterable[str] = ()) -> Record:
        """See Store.create."""
        place = self._world(world)
        wanted = frozenset(claims)
        now = self._clock.now_ms()
        with place.lock:
            collection = place.collections.setdefault(kind, _Collection())
            if record_id in collection.records:
                raise AlreadyExistsError
            self._claim(place, (kind, record_id), wanted)
            record = Record(record_id, self._ids.etag(now), collection.next_seq, now, now, body)
            collection.next_seq += 1
            collection.records[record_id] = record
            collection.by_seq[record.seq] = record
            insort(collection.seqs, record.seq)
        return record

    def get(self, world: str, kind: str, record_id: str) -> Record:
        """See Store.get."""
        record = self.find(world, kind, record_id)
        if record is None:
            raise NotFoundError(record_id)
        return record

    def find(self, world: str, kind: str, record_id: str) -> Record | None:
        """See Store.find."""
        collection = self._world(world).collections.get(kind)
        return None if collection is None else collection.records.get(record_id)

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
        """See Store.replace."""
        place = self._world(world)
        now = self._clock.now_ms()
        with place.lock:
            current = self._current(place, kind, record_id, if_etag)
            if claims is not None:
                self._claim(place, (kind, record_id), frozenset(claims))
            record = replace(current, etag=self._ids.etag(now), updated_ms=now, body=body)
            collection = place.collections[kind]
            collection.records[record_id] = record
            collection.by_seq[record.seq] = record
        return record

    def delete(self, world: str, kind: str, record_id: str, *, if_etag: str | None = None) -> Record:
        """See Store.delete."""
        place = self._world(world)
        with place.lock:
            record = self._current(place, kind, record_id, if_etag)
            self._claim(place, (kind, record_id), frozenset())
            collection = place.collections[kind]
            del collection.records[record_id]
            del collection.by_seq[record.seq]
            del collection.seqs[bisect_right(collection.seqs, record.seq) - 1]
        return record

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
        """See Store.list."""
        position = _parse_cursor(cursor)
        if sort_key is None and not descending:
            return self._in_order_of_creation(world, kind, where, limit, position)
        matching = list(self._scan(world, kind, 0, where))
        matching.sort(key=sort_key or (lambda record: record.seq), reverse=descending)
        end = len(matching) if limit is None else position + limit
        return Page(matching[position:end], str(end) if end < len(matching) else None)

    def count(self, world: str, kind: str, *, where: Filter | None = None) -> int:
        """See Store.count."""
        if where is None:
            collection = self._world(world).collections.get(kind)
            return 0 if collection is None else len(collection.records)
        return sum(1 for _ in self._scan(world, kind, 0, where))

    def together(self, world: str) -> AbstractContextManager[object]:
        """See Store.together."""
        return self._world(world).lock

    def drop_world(self, world: str) -> None:
        """See Store.drop_world."""
        with self._worlds_lock:
            self._worlds.pop(world, None)

    def reset(self) -> None:
        """See Store.reset."""
        with self._worlds_lock:
            self._worlds.clear()

    def _in_order_of_creation(self, world: str, kind: str, where: Filter | None, limit: int | None, after: int) -> Page:
        records: list[Record] = []
        for record in self._scan(world, kind, after, where):
            if limit is not None and len(records) == limit:
                # There is at least one more; the next page starts behind the last one given out.
                return Page(records, str(records[-1].seq if records else after))
            records.append(record)
        return Page(records, None)

    def _scan(self, world: str, kind: str, after: int, where: Filter | None) -> Iterator[Record]:
        place = self._world(world)
        while True:
            with place.lock:
                collection = place.collections.get(kind)
                if collection is None:
                    return
                start = bisect_right(collection.seqs, after)
                chunk = [collection.by_seq[seq] for seq in collection.seqs[start : start + _CHUNK]]
            if not chunk:
                return
            after = chunk[-1].seq
            for record in chunk:
                if where is None or where(record):
                    yield record

    @staticmethod
    def _current(place: _World, kind: str, record_id: str, if_etag: str | None) -> Record:
        collection = place.collections.get(kind)
        record = None if collection is None else collection.records.get(record_id)
        if record is None:
            raise NotFoundError(record_id)
        if if_etag is not None and if_etag != record.etag:
            raise StaleEtagError(record.etag)
        return record

    @staticmethod
    def _claim(place: _World, owner: tuple[str, str], wanted: frozenset[str]) -> None:
        for claim in wanted:
            if place.claims.get(claim, owner) != owner:
                raise AlreadyExistsError(claim)
        for claim in place.claimed_by.pop(owner, frozenset()) - wanted:
            del place.claims[claim]
        for claim in wanted:
            place.claims[claim] = owner
        if wanted:
            place.claimed_by[owner] = wanted


def _parse_cursor(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise BadCursorError(cursor)
    return int(cursor)
