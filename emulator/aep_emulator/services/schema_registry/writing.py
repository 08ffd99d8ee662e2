"""Making, changing and removing a tenant's resources: checked as a whole, stored at once, noted in the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.schema_registry import errors, joining, naming, tenant
from aep_emulator.services.schema_registry.audit_log import AuditLog
from aep_emulator.services.schema_registry.descriptors import Descriptors
from aep_emulator.services.schema_registry.drafting import drafted
from aep_emulator.services.schema_registry.patching import patched
from aep_emulator.services.schema_registry.resources import Resources, composed_with
from aep_emulator.services.schema_registry.tenant import KINDS, store_kind
from aep_emulator.services.schema_registry.unions import Unions, is_enabled
from aep_emulator.services.schema_registry.usage import Usage
from aep_emulator.store.base import AlreadyExistsError, NotFoundError, Record, StaleEtagError, Store
from aep_emulator.types import Document


class Writing:
    """The operations that change resources, by kind and by `$id` or meta:altId."""

    def __init__(
        self,
        store: Store,
        ids: Ids,
        resources: Resources,
        descriptors: Descriptors,
        unions: Unions,
        usage: Usage,
        audit_log: AuditLog,
    ) -> None:
        self._store = store
        self._ids = ids
        self._resources = resources
        self._descriptors = descriptors
        self._unions = unions
        self._usage = usage
        self._audit_log = audit_log

    def create(self, scope: Scope, kind: str, body: Document) -> dict[str, Any]:
        """A new resource of the tenant. Raises ApiError 400 naming what is wrong."""
        resource_id = self.new_id(scope, kind)
        draft = self.draft(scope, kind, body, resource_id)
        self._check_union(scope, kind, draft, before=None)
        return tenant.rendered(scope, kind, self.insert(scope, kind, draft))

    def new_id(self, scope: Scope, kind: str) -> str:
        """The `$id` of a resource that is to come."""
        return naming.tenant_id(scope.tenant, kind, self._ids.hex(48))

    def put(self, scope: Scope, kind: str, address: str, body: Document) -> dict[str, Any]:
        """Replace a resource. Raises ApiError 400, 404."""
        return self._replace(scope, kind, self._resources.record(scope, kind, address), body)

    def patch(self, scope: Scope, kind: str, address: str, instructions: Sequence[Document]) -> dict[str, Any]:
        """Change a resource with a JSON Patch; all instructions or none. Raises ApiError 400, 404."""
        record = self._resources.record(scope, kind, address)
        body = patched(tenant.rendered(scope, kind, record), instructions)
        return {**self._replace(scope, kind, record, body), "meta:descriptorStatus": {"result": []}}

    def delete(self, scope: Scope, kind: str, address: str) -> None:
        """Remove a resource, with its descriptors and its log. Raises ApiError 404, and 400 when it is in use."""
        record = self._resources.record(scope, kind, address)
        self._usage.check_delete(scope, tenant.rendered(scope, kind, record))
        self.remove(scope, kind, record)

    def draft(
        self,
        scope: Scope,
        kind: str,
        body: Document,
        resource_id: str,
        beside: Mapping[str, Document] | None = None,
    ) -> dict[str, Any]:
        """The checked resource with its `$id`. `beside` holds resources that are to come to be with it, by `$id`.

        Composing it once finds references to nothing and fields that contradict. Raises ApiError 400.
        """
        draft = drafted(scope, kind, body, resource_id, self._resources.finder(scope, beside))
        # What it is made of may refer to it.
        itself = {resource_id: {**draft, **tenant.identity(kind)}}
        composed_with(draft, self._resources.finder(scope, {**(beside or {}), **itself}))
        return draft

    def insert(self, scope: Scope, kind: str, draft: Document) -> Record:
        """Store a new resource. Raises ApiError 400 when its title is taken, AlreadyExistsError when its id is."""
        kept = tenant.kept(scope, draft, draft["$id"])
        record = self._write(
            scope,
            kind,
            draft,
            lambda claims: self._store.create(
                scope.world, store_kind(kind), naming.alt_id(draft["$id"]), kept, claims=claims
            ),
        )
        self._audit_log.write(scope, kind, None, record)
        return record

    def remove(self, scope: Scope, kind: str, record: Record) -> None:
        """Remove a resource that nothing holds. Raises ApiError 404 when it has gone already."""
        with self._store.together(scope.world):
            try:
                self._store.delete(scope.world, store_kind(kind), record.id)
            except NotFoundError:
                raise errors.not_found(kind, record.id) from None
            self._audit_log.forget(scope, record.id)
            self._descriptors.delete_of_schema(scope, str(record.body["$id"]))

    def _replace(self, scope: Scope, kind: str, record: Record, body: Document) -> dict[str, Any]:
        resource_id = str(record.body["$id"])
        draft = self.draft(scope, kind, body, resource_id)
        self._check_union(scope, kind, draft, before=record.body)
        self._usage.check_change(scope, tenant.rendered(scope, kind, record), {**draft, **tenant.identity(kind)})
        kept = tenant.kept(scope, draft, resource_id, before=record.body)
        try:
            changed = self._write(
                scope,
                kind,
                draft,
                lambda claims: self._store.replace(
                    scope.world, store_kind(kind), record.id, kept, claims=claims, if_etag=record.etag
                ),
            )
        except NotFoundError:
            raise errors.not_found(kind, resource_id) from None
        except StaleEtagError:
            raise errors.bad_request("The resource was changed by another request at the same time.") from None
        self._audit_log.write(scope, kind, record.body, changed)
        return tenant.rendered(scope, kind, changed)

    def _check_union(self, scope: Scope, kind: str, draft: Document, *, before: Document | None) -> None:
        """The union tag stays once it is there, and not every schema may have it.

        A new schema may bring the tag along: it can have no descriptor yet, and the tutorial gives it one afterwards
        (help/ingestion/tutorials/streaming-record-data.md).
        """
        was_enabled = before is not None and is_enabled(before)
        if was_enabled and not is_enabled(draft):
            raise errors.bad_request("meta:immutableTags: 'union' cannot be removed.")
        if was_enabled or not is_enabled(draft):
            return
        composed = composed_with(draft, self._resources.finder(scope))
        if before is not None:
            joining.check_identity(self._descriptors, scope, composed)
        if kind == "schemas":
            joining.check_relationships(self._descriptors, self._resources, scope, draft["$id"])
            self._unions.check_fit(scope, draft, composed)

    def _write(self, scope: Scope, kind: str, draft: Document, write: Callable[[Sequence[str]], Record]) -> Record:
        claims = tenant.title_claims(kind, draft["title"])
        try:
            return write(claims)
        except AlreadyExistsError as error:
            if error.claim is None:
                raise
            raise errors.title_taken(self._owner_of(scope, draft["title"], claims)) from None

    def _owner_of(self, scope: Scope, title: str, claims: Sequence[str]) -> str:
        kinds = [kind for kind in KINDS if not set(claims).isdisjoint(tenant.title_claims(kind, title))]
        records = (record for kind in kinds for record in self._resources.records(scope, kind))
        return next((str(record.body["$id"]) for record in records if record.body["title"] == title), "")
