"""The specs one sandbox sees: the standard ones, and its own in addition or in their place.

Documented: flow-service.yaml (POST and PUT of connectionSpecs and flowSpecs) and the self-serve sources pages
(help/sources/sources-sdk), which add a connection spec and name it in the standard flow spec for REST sources.
Assumed: a change of a standard spec is seen in the sandbox that made it only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.flow_service import errors
from aep_emulator.services.flow_service.listing import ListQuery, list_documents
from aep_emulator.services.flow_service.spec_schemas import check_spec
from aep_emulator.services.flow_service.specs import ConnectionSpec, FlowSpec, Specs
from aep_emulator.store.base import AlreadyExistsError, Record, Store
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

_PACKAGE = "aep_emulator.services.flow_service"
_GENERATED = frozenset(
    {
        "id",
        "createdAt",
        "updatedAt",
        "createdBy",
        "updatedBy",
        "createdClient",
        "updatedClient",
        "sandboxId",
        "sandboxName",
        "imsOrgId",
        "etag",
    }
)

_MAX_MADE = 1_000

Spec = TypeVar("Spec", ConnectionSpec, FlowSpec)


class SpecKind(Generic[Spec]):
    """`/connectionSpecs` or `/flowSpecs`."""

    def __init__(self, store: Store, ids: Ids, kind: str, noun: str, standard: Any, make: Any) -> None:
        self.kind = kind
        self._store = store
        self._ids = ids
        self._noun = noun
        self._standard = standard
        self._make = make
        # Compiled validators hang on the spec object, so it is kept for as long as its record is the same. Ids and
        # etags do not tell: after a reset with the same seed they come again.
        self._made: dict[tuple[str, str], tuple[Record, Spec]] = {}

    def find(self, scope: Scope, spec_id: str) -> Spec | None:
        """The spec with this id, or None."""
        record = self._store.find(scope.world, self.kind, spec_id)
        if record is None:
            found: Spec | None = self._standard.get(spec_id)
            return found
        return self._from_record(scope, record)

    def named(self, scope: Scope, reference: Any) -> Spec:
        """The spec a body's `{id, version}` names. Raises FlowServiceError 400."""
        found = self.find(scope, str(reference["id"]))
        if found is None:
            raise errors.unknown_spec(self._noun, str(reference["id"]))
        version, own = reference.get("version"), str(found.document["version"])
        if version is not None and str(version) not in (own, own.removesuffix(".0")):
            raise errors.invalid(
                f"{self.kind[:-1]}.version: '{found.document['name']}' has version {own}, not '{version}'.",
                code="1413-400",
            )
        return found

    def list(self, scope: Scope, query: ListQuery) -> dict[str, Any]:
        """`{items, _links}` or `{count}`: all on one page unless limited, because clients look names up there."""
        return list_documents(list(self.documents(scope)), query, self.kind)

    def documents(self, scope: Scope) -> Iterator[Document]:
        """Every spec the sandbox sees."""
        own = {record.id: record for record in self._store.list(scope.world, self.kind).records}
        for spec_id, spec in self._standard.items():
            yield self._from_record(scope, own.pop(spec_id)).document if spec_id in own else spec.document
        for record in own.values():
            yield self._from_record(scope, record).document

    def get(self, scope: Scope, spec_id: str) -> dict[str, Any]:
        """`{items: [spec]}`. Raises FlowServiceError 404."""
        found = self.find(scope, spec_id)
        if found is None:
            raise errors.not_found(self.kind, spec_id)
        return {"items": [found.document]}

    def create(self, scope: Scope, body: Document) -> dict[str, Any]:
        """The new spec. Raises FlowServiceError 400 naming what is wrong."""
        kept = self._kept(scope, body, None)
        self._check_name(scope, str(body["name"]), None)
        try:
            record = self._store.create(scope.world, self.kind, self._ids.uuid(), kept, claims=[self._claim(body)])
        except AlreadyExistsError:
            raise self._name_taken(str(body["name"])) from None
        return dict(self._from_record(scope, record).document)

    def put(self, scope: Scope, spec_id: str, body: Document) -> dict[str, Any]:
        """The changed spec. Raises FlowServiceError 400, 404."""
        present = self.find(scope, spec_id)
        if present is None:
            raise errors.not_found(self.kind, spec_id)
        kept = self._kept(scope, body, present.document)
        self._check_name(scope, str(body["name"]), spec_id)
        try:
            if self._store.find(scope.world, self.kind, spec_id) is None:
                record = self._store.create(scope.world, self.kind, spec_id, kept, claims=[self._claim(body)])
            else:
                record = self._store.replace(scope.world, self.kind, spec_id, kept, claims=[self._claim(body)])
        except AlreadyExistsError:
            raise self._name_taken(str(body["name"])) from None
        return dict(self._from_record(scope, record).document)

    def _check_name(self, scope: Scope, name: str, own_id: str | None) -> None:
        """Assumed: a name is taken once, since clients look specs up by it; the store sees to the sandbox's own."""
        for spec_id, spec in self._standard.items():
            if spec.name == name and spec_id != own_id and self._store.find(scope.world, self.kind, spec_id) is None:
                raise self._name_taken(name)

    def _name_taken(self, name: str) -> errors.FlowServiceError:
        return errors.invalid(f"name: there is a {self._noun} '{name}' already.")

    def _claim(self, body: Document) -> str:
        return f"{self.kind}:{body['name']}"

    def _kept(self, scope: Scope, body: Document, before: Document | None) -> dict[str, Any]:
        fields = {name: value for name, value in body.items() if name not in _GENERATED}
        failures = request_schema(_PACKAGE, self.kind).failures(fields)
        if failures:
            raise errors.invalid(
                "; ".join(str(failure) for failure in failures[:5]),
                errors=[{"field": failure.path, "rule": failure.message} for failure in failures],
            )
        check_spec(fields)
        # flow-service.yaml calls them so in requests, and transformationSpecs in answers.
        if "transformationSpecDTOS" in fields:
            fields.setdefault("transformationSpecs", fields.pop("transformationSpecDTOS"))
        created = before or {}
        fields.setdefault("version", str(created.get("version", "1.0")))
        return {
            **fields,
            "createdBy": created.get("createdBy", scope.user_id),
            "createdClient": created.get("createdClient", scope.client_id),
            "updatedBy": scope.user_id,
            "updatedClient": scope.client_id,
        }

    def _from_record(self, scope: Scope, record: Record) -> Spec:
        key = (scope.world, record.id)
        made = self._made.get(key)
        if made is None or made[0] is not record:
            document = {
                "id": record.id,
                "createdAt": record.created_ms,
                "updatedAt": record.updated_ms,
                **record.body,
                "sandboxId": scope.sandbox_id,
                "sandboxName": scope.sandbox_name,
                "imsOrgId": scope.org_id,
            }
            made = (record, self._make(document))
            if len(self._made) >= _MAX_MADE:
                self._made.clear()
            self._made[key] = made
        return made[1]


class SpecCatalog:
    """Both kinds of specs."""

    def __init__(self, store: Store, ids: Ids) -> None:
        standard = Specs()
        self.connections: SpecKind[ConnectionSpec] = SpecKind(
            store,
            ids,
            "connectionSpecs",
            "connection spec",
            standard.connection_specs,
            ConnectionSpec.from_document,
        )
        self.flows: SpecKind[FlowSpec] = SpecKind(
            store, ids, "flowSpecs", "flow spec", standard.flow_specs, FlowSpec.from_document
        )
