"""Descriptors in the store: a record each, and for every schema that has some one record that names them.

A schema is asked for its descriptors with every message that is streamed, and most have few or none: what that costs
must not depend on how many the other schemas of the sandbox have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aep_emulator.services.schema_registry import naming
from aep_emulator.store.base import Filter, Record, Store
from aep_emulator.types import Document

_KIND = "xdm:descriptors"
_OF_SCHEMA = "xdm:descriptors-of-schema"
_SCHEMA = "xdm:sourceSchema"


class DescriptorRecords:
    """The descriptors of all worlds. Each body has its `xdm:sourceSchema`. Safe under threads."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, world: str, descriptor_id: str, body: Document, claims: Iterable[str]) -> Record:
        """Add one. Raises AlreadyExistsError."""
        with self._store.together(world):
            record = self._store.create(world, _KIND, descriptor_id, body, claims=claims)
            self._name(world, body[_SCHEMA], added=descriptor_id)
        return record

    def replace(self, world: str, descriptor_id: str, body: Document, claims: Iterable[str]) -> Record:
        """Put another body in place of one. Raises NotFoundError, AlreadyExistsError."""
        with self._store.together(world):
            before = self._store.get(world, _KIND, descriptor_id).body[_SCHEMA]
            record = self._store.replace(world, _KIND, descriptor_id, body, claims=claims)
            if before != body[_SCHEMA]:
                self._name(world, before, removed=descriptor_id)
                self._name(world, body[_SCHEMA], added=descriptor_id)
        return record

    def delete(self, world: str, descriptor_id: str) -> None:
        """Remove one. Raises NotFoundError."""
        with self._store.together(world):
            record = self._store.delete(world, _KIND, descriptor_id)
            self._name(world, record.body[_SCHEMA], removed=descriptor_id)

    def find(self, world: str, descriptor_id: str) -> Record | None:
        """One, or None."""
        return self._store.find(world, _KIND, descriptor_id)

    def list(self, world: str, where: Filter | None = None) -> Sequence[Record]:
        """Those of all schemas that `where` lets through, in order of creation."""
        return self._store.list(world, _KIND, where=where).records

    def of_schema(self, world: str, schema_id: str) -> Sequence[Record]:
        """Those of one schema, by its `$id`, in order of creation."""
        named = self._store.find(world, _OF_SCHEMA, naming.alt_id(schema_id))
        if named is None:
            return ()
        found = (self._store.find(world, _KIND, descriptor_id) for descriptor_id in named.body["ids"])
        # Between the two look-ups one may have gone, or to another schema.
        present = (record for record in found if record is not None and record.body[_SCHEMA] == schema_id)
        return sorted(present, key=lambda record: record.seq)

    def _name(self, world: str, schema_id: str, *, added: str | None = None, removed: str | None = None) -> None:
        key = naming.alt_id(schema_id)
        before = self._store.find(world, _OF_SCHEMA, key)
        ids = [] if before is None else [known for known in before.body["ids"] if known != removed]
        ids += [] if added is None else [added]
        if not ids:
            self._store.delete(world, _OF_SCHEMA, key)
        elif before is None:
            self._store.create(world, _OF_SCHEMA, key, {"ids": ids})
        else:
            self._store.replace(world, _OF_SCHEMA, key, {"ids": ids})
