"""Finding and composing resources: the tenant's own before the standard library's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry import errors, naming, tenant
from aep_emulator.services.schema_registry.composed_cache import ComposedCache
from aep_emulator.services.schema_registry.composition import CompositionError, Find, compose
from aep_emulator.services.schema_registry.library import Library
from aep_emulator.services.schema_registry.tenant import KINDS, store_kind
from aep_emulator.store.base import Record, Store
from aep_emulator.types import Document


class Resources:
    """Resources by kind (schemas, classes, mixins, datatypes) and meta:altId, or by `$id`."""

    def __init__(self, store: Store, library: Library) -> None:
        self._store = store
        self._library = library
        self._composed = ComposedCache()

    def own(self, scope: Scope, kind: str) -> list[Document]:
        """Every resource of one kind that the tenant made, oldest first."""
        return [tenant.rendered(scope, kind, record) for record in self.records(scope, kind)]

    def records(self, scope: Scope, kind: str) -> Sequence[Record]:
        """The same as they are kept."""
        return self._store.list(scope.world, store_kind(kind)).records

    def record(self, scope: Scope, kind: str, address: str) -> Record:
        """One of the tenant's own as it is kept, by `$id` or meta:altId. Raises ApiError 404."""
        record = self._store.find(scope.world, store_kind(kind), naming.normal(address))
        if record is None:
            raise errors.not_found(kind, address)
        return record

    def find(self, scope: Scope, kind: str, alt_id: str) -> Document | None:
        """A resource of one kind by meta:altId, or None."""
        record = self._store.find(scope.world, store_kind(kind), alt_id)
        return self._library.find(kind, alt_id) if record is None else tenant.rendered(scope, kind, record)

    def find_any(self, scope: Scope, resource_id: str) -> Document | None:
        """A resource of any kind by `$id`, or None."""
        standard = self._library.find_any(resource_id)
        if standard is not None:
            return standard
        kind = naming.kind_of(scope.tenant, resource_id)
        return None if kind is None else self.find(scope, kind, naming.alt_id(resource_id))

    def is_standard(self, resource_id: str) -> bool:
        """Whether this `$id` is of the standard library."""
        return self._library.find_any(resource_id) is not None

    def at(self, scope: Scope, address: str) -> Document:
        """A resource of any kind by `$id` or meta:altId, as paths that do not name the kind have it.

        Raises ApiError 404.
        """
        wanted = naming.normal(address)
        found = (self.find(scope, kind, wanted) for kind in KINDS)
        document = next((document for document in found if document is not None), None)
        if document is None:
            raise errors.not_found(next((kind for kind in KINDS if f".{kind}." in wanted), "schemas"), address)
        return document

    def finder(self, scope: Scope, instead: Mapping[str, Document] | None = None) -> Find:
        """Finds by `$id`; what is in `instead` is found in place of what is kept."""
        changed = instead or {}

        def find(wanted: str) -> Document | None:
            return changed.get(wanted) or self.find_any(scope, wanted)

        return find

    def composed(self, scope: Scope, document: Document) -> dict[str, Any]:
        """The resource with everything it refers to written out. Raises ApiError 400 when it does not fit together."""
        resource_id = str(document["$id"])
        known = self._composed.get(scope.world, resource_id, lambda part: self._state(scope, part))
        if known is not None:
            return known
        states = {resource_id: self._state(scope, resource_id)}

        def find(wanted: str) -> Document | None:
            # The state is read first: a change in between makes the kept form stale, never the other way round.
            states.setdefault(wanted, self._state(scope, wanted))
            return self.find_any(scope, wanted)

        composed = composed_with(document, find)
        self._composed.put(scope.world, resource_id, states, composed)
        return composed

    def own_parts(self, scope: Scope, document: Document) -> list[Document]:
        """The tenant's own resources that this one is made of, each behind those that it is made of itself."""
        return list(self._parts(scope, document, {str(document["$id"])}))

    def schemas_made_of(self, scope: Scope, resource_id: str) -> Iterator[Document]:
        """The tenant's schemas that refer to this resource, directly or through others."""
        users: dict[str, list[Record]] = {}
        for kind in KINDS:
            for record in self.records(scope, kind):
                for reference in record.body["refs"]:
                    users.setdefault(reference.partition("#")[0], []).append(record)
        seen, todo = {resource_id}, [resource_id]
        while todo:
            for record in users.get(todo.pop(), ()):
                user_id = str(record.body["$id"])
                if user_id in seen:
                    continue
                seen.add(user_id)
                todo.append(user_id)
                if naming.kind_of(scope.tenant, user_id) == "schemas":
                    yield tenant.rendered(scope, "schemas", record)

    def _parts(self, scope: Scope, document: Document, seen: set[str]) -> Iterator[Document]:
        for reference in _addresses(document.get("refs", ())):
            if reference not in seen:
                seen.add(reference)
                part = self.find_any(scope, reference)
                if part is not None and part.get("meta:containerId") == "tenant":
                    yield from self._parts(scope, part, seen)
                    yield part

    def _state(self, scope: Scope, resource_id: str) -> object:
        """What changes when the resource does: a standard one never, another with every write."""
        kind = naming.kind_of(scope.tenant, resource_id)
        if kind is None:
            return self._library.find_any(resource_id)
        record = self._store.find(scope.world, store_kind(kind), naming.alt_id(resource_id))
        return None if record is None else record.body


def composed_with(document: Document, find: Find) -> dict[str, Any]:
    """The composed form, from whatever `find` finds. Raises ApiError 400 naming what does not fit together."""
    try:
        return compose(document, find)
    except CompositionError as error:
        raise errors.merge(f"{document['title']}: {error}.") from None


def _addresses(references: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(reference.partition("#")[0] for reference in references))
