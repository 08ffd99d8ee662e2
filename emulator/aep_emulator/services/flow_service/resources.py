"""What base, source and target connections and flows have in common: how they are kept, shown, changed and removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.flow_service import errors, patching
from aep_emulator.services.flow_service.listing import ListQuery, list_page
from aep_emulator.services.flow_service.specs import Specs
from aep_emulator.store.base import NotFoundError, Record, StaleEtagError, Store
from aep_emulator.types import Document
from aep_emulator.validation import CompiledSchema, Failure, request_schema

_PACKAGE = "aep_emulator.services.flow_service"


class Datasets(Protocol):
    """What Flow Service needs of Catalog."""

    def find_dataset(self, scope: Scope, dataset_id: str) -> Document | None:
        """The dataset, or None."""
        ...


class MappingSets(Protocol):
    """What Flow Service needs of Data Prep."""

    def find_mapping_set(self, scope: Scope, mapping_set_id: str, version: int | None = None) -> Document | None:
        """The mapping set in that version (None: the newest), or None."""
        ...


@dataclass(frozen=True)
class Context:
    """What every kind of resource works with."""

    store: Store
    clock: Clock
    ids: Ids
    specs: Specs
    datasets: Datasets
    mapping_sets: MappingSets


class Resources:
    """One kind of resource. Subclasses say what makes a body valid and what is shown beside it."""

    kind: str
    """The path segment, which is also the store's name for the collection."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._store = context.store

    def create(self, scope: Scope, body: Document) -> dict[str, str]:
        """Check and keep a new resource: `{id, etag}`. Raises FlowServiceError 400 when the body breaks a rule."""
        fields = {name: value for name, value in body.items() if name not in patching.READ_ONLY}
        self.check(scope, fields, None)
        record = self._store.create(
            scope.world,
            self.kind,
            self.context.ids.uuid(),
            {
                **fields,
                "state": "enabled",
                "createdBy": scope.user_id,
                "updatedBy": scope.user_id,
                "createdClient": scope.client_id,
                "updatedClient": scope.client_id,
                **self.kept_on_create(fields),
            },
        )
        self.created(scope, record)
        return reference(record)

    def list(self, scope: Scope, query: ListQuery) -> dict[str, Any]:
        """`{items, _links[, count]}`."""
        return list_page(
            self._store, scope.world, self.kind, self.kind, query, lambda record: self.render(scope, record)
        )

    def get(self, scope: Scope, resource_id: str) -> dict[str, Any]:
        """`{items: [resource]}`, the documented form of a single look-up. Raises FlowServiceError 404."""
        return {"items": [self.render(scope, self.record(scope, resource_id))]}

    def patch(
        self, scope: Scope, resource_id: str, if_match: str | None, instructions: Sequence[dict[str, Any]]
    ) -> dict[str, str]:
        """Apply a JSON Patch: `{id, etag}` with the new etag.

        Raises FlowServiceError 404; 400 when If-Match is missing or the patch or its result breaks a rule; 412 when
        the etag is stale.
        """
        record = self.record(scope, resource_id)
        expected = _expected_etag(if_match, record)
        before = {name: value for name, value in record.body.items() if name not in patching.READ_ONLY}
        after = patching.apply(before, instructions)
        self.check(scope, after, before)
        kept = {name: value for name, value in record.body.items() if name in patching.READ_ONLY}
        body = {
            **after,
            **kept,
            "updatedBy": scope.user_id,
            "updatedClient": scope.client_id,
            **self.kept_on_update(instructions),
        }
        try:
            changed = self._store.replace(scope.world, self.kind, record.id, body, if_etag=expected)
        except StaleEtagError as error:
            raise errors.stale(expected, error.current) from None
        except NotFoundError:
            raise errors.not_found(self.kind, resource_id) from None
        self.changed(scope, changed)
        return reference(changed)

    def delete(self, scope: Scope, resource_id: str) -> None:
        """Remove the resource. Raises FlowServiceError 404, and 400 while something else uses it."""
        record = self.record(scope, resource_id)
        self.check_unused(scope, record)
        try:
            self._store.delete(scope.world, self.kind, record.id)
        except NotFoundError:
            raise errors.not_found(self.kind, resource_id) from None
        self.deleted(scope, record)

    def record(self, scope: Scope, resource_id: str) -> Record:
        """The stored record. Raises FlowServiceError 404."""
        try:
            return self._store.get(scope.world, self.kind, resource_id)
        except NotFoundError:
            raise errors.not_found(self.kind, resource_id) from None

    def find(self, scope: Scope, resource_id: str) -> Record | None:
        """The stored record, or None."""
        return self._store.find(scope.world, self.kind, resource_id)

    def render(self, scope: Scope, record: Record) -> dict[str, Any]:
        """The resource as the API shows it; times in milliseconds since the epoch."""
        etag = f'"{record.etag}"'
        return {
            "id": record.id,
            "createdAt": record.created_ms,
            "updatedAt": record.updated_ms,
            **record.body,
            "sandboxId": scope.sandbox_id,
            "sandboxName": scope.sandbox_name,
            "imsOrgId": scope.org_id,
            "version": etag,
            "etag": etag,
            **self.derived(scope, record),
        }

    def check(self, scope: Scope, fields: Document, before: Document | None) -> None:
        """Raise FlowServiceError 400 unless the fields are a valid resource. `before` is None on creation."""
        raise NotImplementedError

    def derived(self, scope: Scope, record: Record) -> dict[str, Any]:  # noqa: ARG002
        """Members that are shown but follow from other resources."""
        return {}

    def kept_on_create(self, fields: Document) -> dict[str, Any]:  # noqa: ARG002
        """Members the service itself keeps with a new resource."""
        return {}

    def kept_on_update(self, instructions: Sequence[dict[str, Any]]) -> dict[str, Any]:  # noqa: ARG002
        """Members the service itself keeps with a changed resource."""
        return {}

    def check_unused(self, scope: Scope, record: Record) -> None:
        """Raise FlowServiceError 400 while other resources need this one."""

    def created(self, scope: Scope, record: Record) -> None:
        """Called after creation."""

    def changed(self, scope: Scope, record: Record) -> None:
        """Called after a change."""

    def deleted(self, scope: Scope, record: Record) -> None:
        """Called after removal."""

    def check_shape(self, fields: Document) -> None:
        """Raise FlowServiceError 400 unless the body has the documented shape."""
        raise_failures(request_schema(_PACKAGE, self.kind), fields, "")


def reference(record: Record) -> dict[str, str]:
    """`{id, etag}`: the etag's own quotes are part of the string."""
    return {"id": record.id, "etag": f'"{record.etag}"'}


def raise_failures(schema: CompiledSchema, instance: Any, prefix: str) -> None:
    """Raise FlowServiceError 400 naming every broken rule; `prefix` is the path of the instance in the body."""
    failures = schema.failures(instance)
    if failures:
        described = [{"field": _field(prefix, failure), "rule": failure.message} for failure in failures]
        detail = "; ".join(f"{item['field']}: {item['rule']}" if item["field"] else item["rule"] for item in described)
        raise errors.invalid(detail, errors=described)


def spec_reference(fields: Document, name: str) -> Mapping[str, Any]:
    """The `{id, version}` member, whose presence the request schema has already established."""
    value: Mapping[str, Any] = fields[name]
    return value


def _field(prefix: str, failure: Failure) -> str:
    return f"{prefix}.{failure.path}" if prefix and failure.path else prefix or failure.path


def _expected_etag(if_match: str | None, record: Record) -> str:
    """Both forms occur in Adobe's pages: with the etag's quotes and without."""
    if not if_match or not if_match.strip():
        raise errors.if_match_missing()
    supplied = if_match.strip().removeprefix("W/").strip('"\\')
    if supplied == "*":
        return record.etag
    if supplied != record.etag:
        raise errors.stale(supplied, record.etag)
    return supplied
