"""What base, source and target connections and flows have in common: how they are kept, shown, changed and removed."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.flow_service import errors, patching, states
from aep_emulator.services.flow_service.listing import ListQuery, list_page
from aep_emulator.services.flow_service.spec_catalog import SpecCatalog
from aep_emulator.store.base import NotFoundError, Record, StaleEtagError, Store
from aep_emulator.types import Document
from aep_emulator.validation import CompiledSchema, Failure, request_schema

_PACKAGE = "aep_emulator.services.flow_service"
# Keywords by which schemas ask for members: `anyOf` and `oneOf` choose between sets of required ones.
_MAX_FAILURES = 50
_COMPLETENESS = frozenset({"required", "anyOf", "oneOf"})


class Datasets(Protocol):
    """What Flow Service needs of Catalog."""

    def find_dataset(self, scope: Scope, dataset_id: str) -> Document | None:
        """The dataset, or None."""
        ...

    def all_datasets(self, scope: Scope) -> list[Document]:
        """Every dataset of the sandbox, oldest first, with `id` and `name`."""
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
    specs: SpecCatalog
    datasets: Datasets
    mapping_sets: MappingSets


class Resources:
    """One kind of resource. Subclasses say what makes a body valid and what is shown beside it."""

    kind: str
    """The path segment, which is also the store's name for the collection."""

    spec_member = "connectionSpec"
    """The member that names the spec."""

    actions: tuple[str, ...] = (states.PUBLISH,)
    """What `POST /{kind}/{id}/action` takes."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._store = context.store

    def create(self, scope: Scope, body: Document, *, draft: bool = False) -> dict[str, str]:
        """Check and keep a new resource: `{id, etag}`. Raises FlowServiceError 400 when the body breaks a rule.

        A draft may leave out what is required; what it has is checked all the same.
        """
        fields = {name: value for name, value in body.items() if name not in patching.READ_ONLY}
        # What the body refers to is not deleted between the check and the write.
        with self._store.together(scope.world):
            self.check(scope, fields, None, draft=draft)
            record = self._store.create(
                scope.world,
                self.kind,
                self.context.ids.uuid(),
                {
                    **fields,
                    self.spec_member: {**fields[self.spec_member], **self._spec_version(scope, fields)},
                    "state": states.DRAFT if draft else states.ENABLED,
                    "createdBy": scope.user_id,
                    "updatedBy": scope.user_id,
                    "createdClient": scope.client_id,
                    "updatedClient": scope.client_id,
                    **self.kept_on_create(fields),
                },
            )
        self.created(scope, record)
        return reference(record)

    def _spec_version(self, scope: Scope, fields: Document) -> dict[str, str]:
        """The version of the spec that the body names, as every documented resource shows one.

        Assumed: what is created without a version gets that of its spec.
        """
        specs = self.context.specs.flows if self.spec_member == "flowSpec" else self.context.specs.connections
        reference = fields[self.spec_member]
        if "version" in reference:
            return {}
        return {"version": str(specs.named(scope, reference).document["version"])}

    def list(self, scope: Scope, query: ListQuery) -> dict[str, Any]:
        """`{items, _links[, count]}`."""
        return list_page(self._store, scope.world, self.kind, query, lambda record: self.render(scope, record))

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
        expected = expected_etag(if_match, record)
        before = {name: value for name, value in record.body.items() if name not in patching.READ_ONLY}
        after = patching.apply(before, instructions)
        kept = {name: value for name, value in record.body.items() if name in patching.READ_ONLY}
        body = {
            **after,
            **kept,
            "updatedBy": scope.user_id,
            "updatedClient": scope.client_id,
            **self.kept_on_update(instructions),
        }
        with self._store.together(scope.world):
            self.check(scope, after, before, draft=record.body["state"] == states.DRAFT)
            changed = self._replace(scope, record, body, expected)
        self.changed(scope, changed)
        return reference(changed)

    def act(
        self, scope: Scope, resource_id: str, op: str | None, sub_ops: Sequence[str], if_match: str | None, report: Any
    ) -> dict[str, str]:
        """Carry out an action: `{id, etag}`.

        `report` is the optional body, `{percentCompleted, status}`. Raises FlowServiceError 404; 400 for an unknown
        action, one that does not fit the state, or a draft that is not complete yet; 412 for a stale If-Match.
        """
        record = self.record(scope, resource_id)
        action = states.read_action(op, sub_ops, self.actions)
        states.check_report(report, sub_ops)
        expected = expected_etag(if_match, record) if if_match else record.etag
        before = str(record.body["state"])
        after = states.next_state(action, before)
        if after == before:
            return reference(record)
        fields = {name: value for name, value in record.body.items() if name not in patching.READ_ONLY}
        body = {**record.body, "state": after, "updatedBy": scope.user_id, "updatedClient": scope.client_id}
        with self._store.together(scope.world):
            if action == states.PUBLISH:
                self.check(scope, fields, None)
            changed = self._replace(scope, record, {**body, **self.kept_on_action(action)}, expected)
        self.changed(scope, changed)
        return reference(changed)

    def _replace(self, scope: Scope, record: Record, body: Document, expected_etag: str) -> Record:
        try:
            return self._store.replace(scope.world, self.kind, record.id, body, if_etag=expected_etag)
        except StaleEtagError as error:
            raise errors.stale(expected_etag, error.current) from None
        except NotFoundError:
            raise errors.not_found(self.kind, record.id) from None

    def delete(self, scope: Scope, resource_id: str) -> None:
        """Remove the resource. Raises FlowServiceError 404, and 400 while something else uses it."""
        record = self.record(scope, resource_id)
        with self._store.together(scope.world):
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

    def all(self, scope: Scope) -> Sequence[Record]:
        """Every resource of the sandbox, oldest first."""
        return self._store.list(scope.world, self.kind).records

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

    def check(self, scope: Scope, fields: Document, before: Document | None, *, draft: bool = False) -> None:
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

    def kept_on_action(self, action: str) -> dict[str, Any]:  # noqa: ARG002
        """Members the service itself keeps when an action changes the state."""
        return {}

    def check_unused(self, scope: Scope, record: Record) -> None:
        """Raise FlowServiceError 400 while other resources need this one."""

    def created(self, scope: Scope, record: Record) -> None:
        """Called after creation."""

    def changed(self, scope: Scope, record: Record) -> None:
        """Called after a change."""

    def deleted(self, scope: Scope, record: Record) -> None:
        """Called after removal."""

    def check_shape(self, fields: Document, *, draft: bool = False) -> None:
        """Raise FlowServiceError 400 unless the body has the documented shape."""
        raise_failures(request_schema(_PACKAGE, self.kind), fields, "", draft=draft)

    def require_published(self, kind: str, record: Record, field: str) -> None:
        """Raise FlowServiceError 400 when the resource that `field` names is still a draft."""
        if record.body.get("state") == states.DRAFT:
            raise errors.invalid(
                f"{field}: the {kind} '{record.id}' is a draft. Publish it first, then what is built on it.",
                code="1422-400",
            )


def reference(record: Record) -> dict[str, str]:
    """`{id, etag}`: the etag's own quotes are part of the string."""
    return {"id": record.id, "etag": f'"{record.etag}"'}


def raise_failures(schema: CompiledSchema, instance: Any, prefix: str, *, draft: bool = False) -> None:
    """Raise FlowServiceError 400 naming the broken rules; `prefix` is the path of the instance in the body.

    A draft may lack what is required.
    """
    broken = (failure for failure in schema.iter_failures(instance) if not (draft and failure.keyword in _COMPLETENESS))
    failures = list(itertools.islice(broken, _MAX_FAILURES))
    if failures:
        described = [{"field": _field(prefix, failure), "rule": _rule(schema, failure)} for failure in failures]
        detail = "; ".join(f"{item['field']}: {item['rule']}" if item["field"] else item["rule"] for item in described)
        raise errors.invalid(detail, errors=described)


def spec_reference(fields: Document, name: str) -> Mapping[str, Any]:
    """The `{id, version}` member, whose presence the request schema has already established."""
    value: Mapping[str, Any] = fields[name]
    return value


def _rule(schema: CompiledSchema, failure: Failure) -> str:
    """What is asked for. A choice between sets of required members is told by their names."""
    if failure.keyword in ("anyOf", "oneOf") and not failure.path:
        choices = [", ".join(branch.get("required") or ()) for branch in schema.schema[failure.keyword]]
        if all(choices):
            return f"one of these is required: {'; '.join(choices)}"
    return failure.message


def _field(prefix: str, failure: Failure) -> str:
    return f"{prefix}.{failure.path}" if prefix and failure.path else prefix or failure.path


def expected_etag(if_match: str | None, record: Record) -> str:
    """The etag an If-Match header names, without quotes; with and without them it occurs in Adobe's pages.

    Raises FlowServiceError 400 when the header is missing, 412 when it does not name the present etag.
    """
    if not if_match or not if_match.strip():
        raise errors.if_match_missing()
    supplied = if_match.strip().removeprefix("W/").strip('"\\')
    if supplied == "*":
        return record.etag
    if supplied != record.etag:
        raise errors.stale(supplied, record.etag)
    return supplied
