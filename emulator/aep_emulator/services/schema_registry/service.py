"""Schema Registry: the standard library and each tenant's own resources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.schema_registry import errors, naming, tenant
from aep_emulator.services.schema_registry.accept import Accepted
from aep_emulator.services.schema_registry.composed_cache import ComposedCache
from aep_emulator.services.schema_registry.composition import CompositionError, compose
from aep_emulator.services.schema_registry.descriptors import Descriptors
from aep_emulator.services.schema_registry.drafting import drafted
from aep_emulator.services.schema_registry.library import Library
from aep_emulator.services.schema_registry.listing import ListQuery, page_of, short
from aep_emulator.services.schema_registry.patching import patched
from aep_emulator.services.schema_registry.stats import stats
from aep_emulator.services.schema_registry.tenant import KINDS, store_kind
from aep_emulator.services.schema_registry.views import deprecated, flattened, without_text
from aep_emulator.store.base import AlreadyExistsError, NotFoundError, Record, StaleEtagError, Store
from aep_emulator.types import Document


class SchemaRegistry:
    """Resources are addressed by kind (schemas, classes, mixins, datatypes) and by `$id` or meta:altId."""

    # Every service is made from these three; what is written here gets its times from the store.
    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:  # noqa: ARG002
        self._store = store
        self._ids = ids
        self._library = Library()
        self._composed = ComposedCache()
        self.descriptors = Descriptors(store, ids, self.composed)

    # What other services ask

    def find_schema(self, scope: Scope, schema_id: str) -> Document | None:
        """The schema as kept, by `$id` or meta:altId, or None."""
        return self._find(scope, "schemas", naming.normal(schema_id))

    def composed(self, scope: Scope, schema_id: str) -> Document:
        """The schema with everything it refers to written out: a JSON Schema for its records.

        Raises ApiError 404, and 400 when its parts no longer fit together.
        """
        document = self.find_schema(scope, schema_id)
        if document is None:
            raise errors.not_found("schemas", schema_id)
        return self._compose(scope, document)

    # Reading

    def get(self, scope: Scope, container: str, kind: str, address: str, accepted: Accepted) -> dict[str, Any]:
        """A resource in the wanted form. Standard ones are found in the tenant container too, as aepp asks there.

        Raises ApiError 404, also when the Accept header names a major version the resource does not have.
        """
        wanted = naming.normal(address)
        document = self._library.find(kind, wanted) if container == "global" else self._find(scope, kind, wanted)
        if document is None:
            raise errors.not_found(kind, address, accepted.version)
        if _major(accepted.version or "") != _major(str(document["version"])):
            raise errors.not_found(kind, str(document["$id"]), accepted.version)
        return self._in_form(scope, document, accepted)

    def list(self, scope: Scope, container: str, kind: str, query: ListQuery, accepted: Accepted) -> dict[str, Any]:
        """`{results, _page, _links}`. Raises ApiError 400 for a bad filter."""
        documents = self._library.all(kind) if container == "global" else self._own(scope, kind)
        page = page_of(documents, query, lambda document: str(document["meta:altId"]))
        shown = [short(document) for document in page.documents] if "id" in accepted.flags else page.documents
        base, _, collection = query.url.rpartition("/")
        return {
            "results": shown,
            "_page": page.info,
            "_links": {
                "next": page.next_link(query),
                "global_schemas": {"href": f"{base.rpartition('/')[0]}/global/{collection}"},
            },
        }

    def stats(self, scope: Scope) -> dict[str, Any]:
        """`GET /stats`."""
        documents = [document for kind in KINDS for document in self._own(scope, kind)]
        classes = [*self._library.all("classes"), *self._own(scope, "classes")]
        return stats(scope, documents, {document["$id"]: document["title"] for document in classes})

    # Writing

    def create(self, scope: Scope, kind: str, body: Document) -> dict[str, Any]:
        """A new resource of the tenant. Raises ApiError 400 naming what is wrong."""
        resource_id = naming.tenant_id(scope.tenant, kind, self._ids.hex(48))
        draft = self._draft(scope, kind, body, resource_id, had_union=False)
        kept = tenant.kept(scope, draft, resource_id)
        record = self._write(
            scope,
            draft["title"],
            lambda claims: self._store.create(
                scope.world, store_kind(kind), naming.alt_id(resource_id), kept, claims=claims
            ),
        )
        return tenant.rendered(scope, kind, record)

    def put(self, scope: Scope, kind: str, address: str, body: Document) -> dict[str, Any]:
        """Replace a resource. Raises ApiError 400, 404."""
        return self._replace(scope, kind, self._record(scope, kind, address), body)

    def patch(self, scope: Scope, kind: str, address: str, instructions: Sequence[Document]) -> dict[str, Any]:
        """Change a resource with a JSON Patch; all instructions or none. Raises ApiError 400, 404."""
        record = self._record(scope, kind, address)
        body = patched(tenant.rendered(scope, kind, record), instructions)
        return {**self._replace(scope, kind, record, body), "meta:descriptorStatus": {"result": []}}

    def delete(self, scope: Scope, kind: str, address: str) -> None:
        """Remove a resource of the tenant. Raises ApiError 404."""
        try:
            self._store.delete(scope.world, store_kind(kind), naming.normal(address))
        except NotFoundError:
            raise errors.not_found(kind, address) from None

    # Inside

    def _draft(self, scope: Scope, kind: str, body: Document, resource_id: str, *, had_union: bool) -> dict[str, Any]:
        """The checked resource. Composing it once finds references to nothing and fields that contradict."""

        def find(wanted: str) -> Document | None:
            return self._find_any(scope, wanted)

        draft = drafted(scope, kind, body, find)
        try:
            composed = compose({**draft, "$id": resource_id}, find)
        except CompositionError as error:
            raise errors.merge(f"{draft['title']}: {error}.") from None
        self._check_union(scope, draft, composed, had_union=had_union)
        return draft

    def _check_union(self, scope: Scope, draft: Document, composed: Document, *, had_union: bool) -> None:
        """The union tag stays once it is there, and needs an identity. Documented: help/xdm/api/unions.md."""
        wants_union = "union" in draft.get("meta:immutableTags", ())
        if had_union and not wants_union:
            raise errors.bad_request("meta:immutableTags: 'union' cannot be removed.")
        if not wants_union or had_union or "identityMap" in composed.get("properties", {}):
            return
        if not self.descriptors.has_primary_identity(scope, composed["$id"]):
            raise errors.no_identity()

    def _replace(self, scope: Scope, kind: str, record: Record, body: Document) -> dict[str, Any]:
        resource_id = str(record.body["$id"])
        had_union = "union" in record.body.get("meta:immutableTags", ())
        draft = self._draft(scope, kind, body, resource_id, had_union=had_union)
        kept = tenant.kept(scope, draft, resource_id, before=record.body)
        try:
            changed = self._write(
                scope,
                draft["title"],
                lambda claims: self._store.replace(
                    scope.world, store_kind(kind), record.id, kept, claims=claims, if_etag=record.etag
                ),
            )
        except NotFoundError:
            raise errors.not_found(kind, resource_id) from None
        except StaleEtagError:
            raise errors.bad_request("The resource was changed by another request at the same time.") from None
        return tenant.rendered(scope, kind, changed)

    def _write(self, scope: Scope, title: str, write: Callable[[Sequence[str]], Record]) -> Record:
        try:
            return write([f"xdm-title:{title}"])
        except AlreadyExistsError:
            raise errors.title_taken(self._owner_of(scope, title)) from None

    def _owner_of(self, scope: Scope, title: str) -> str:
        records = (record for kind in KINDS for record in self._store.list(scope.world, store_kind(kind)).records)
        return next((str(record.body["$id"]) for record in records if record.body["title"] == title), "")

    def _own(self, scope: Scope, kind: str) -> Sequence[Document]:
        records = self._store.list(scope.world, store_kind(kind)).records
        return [tenant.rendered(scope, kind, record) for record in records]

    def _record(self, scope: Scope, kind: str, address: str) -> Record:
        record = self._store.find(scope.world, store_kind(kind), naming.normal(address))
        if record is None:
            raise errors.not_found(kind, address)
        return record

    def _find(self, scope: Scope, kind: str, alt_id: str) -> Document | None:
        record = self._store.find(scope.world, store_kind(kind), alt_id)
        return self._library.find(kind, alt_id) if record is None else tenant.rendered(scope, kind, record)

    def _find_any(self, scope: Scope, resource_id: str) -> Document | None:
        standard = self._library.find_any(resource_id)
        if standard is not None:
            return standard
        kind = naming.kind_of(scope.tenant, resource_id)
        return None if kind is None else self._find(scope, kind, naming.alt_id(resource_id))

    def _state(self, scope: Scope, resource_id: str) -> object:
        """What changes when the resource does: a standard one never, another with every write."""
        kind = naming.kind_of(scope.tenant, resource_id)
        if kind is None:
            return self._library.find_any(resource_id)
        record = self._store.find(scope.world, store_kind(kind), naming.alt_id(resource_id))
        return None if record is None else record.body

    def _compose(self, scope: Scope, document: Document) -> dict[str, Any]:
        resource_id = str(document["$id"])
        known = self._composed.get(scope.world, resource_id, lambda part: self._state(scope, part))
        if known is not None:
            return known
        states = {resource_id: self._state(scope, resource_id)}

        def find(wanted: str) -> Document | None:
            # The state is read first: a change in between makes the kept form stale, never the other way round.
            states.setdefault(wanted, self._state(scope, wanted))
            return self._find_any(scope, wanted)

        try:
            composed = compose(document, find)
        except CompositionError as error:
            raise errors.merge(f"{document['title']}: {error}.") from None
        self._composed.put(scope.world, resource_id, states, composed)
        return composed

    def _in_form(self, scope: Scope, document: Document, accepted: Accepted) -> dict[str, Any]:
        shown = dict(self._compose(scope, document) if accepted.full else document)
        if accepted.marks_deprecated:
            shown = deprecated(shown, self.descriptors.deprecated_paths(scope, document["$id"]))
        if "flat" in accepted.flags:
            shown = flattened(shown)
        if "desc" in accepted.flags:
            shown["meta:descriptors"] = self.descriptors.of_schema(scope, document["$id"])
        if "notext" in accepted.flags:
            shown = without_text(shown)
        return {**shown, "meta:allFieldAccess": True}


def _major(version: str) -> str:
    return version.split(".")[0]
