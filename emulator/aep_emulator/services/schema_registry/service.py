"""Schema Registry: the standard library and each tenant's own resources."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.schema_registry import errors, naming
from aep_emulator.services.schema_registry.accept import Accepted
from aep_emulator.services.schema_registry.composition import (
    CompositionError,
    compose,
    flattened,
    without_text,
)
from aep_emulator.services.schema_registry.descriptors import IDENTITY, Descriptors
from aep_emulator.services.schema_registry.drafting import drafted, sent_by_caller
from aep_emulator.services.schema_registry.library import LIBRARY_VERSION, Library
from aep_emulator.services.schema_registry.listing import ListQuery, listed
from aep_emulator.store.base import AlreadyExistsError, NotFoundError, Record, StaleEtagError, Store
from aep_emulator.types import Document

KINDS = ("schemas", "classes", "mixins", "datatypes")
_MAX_COMPOSED = 500


class SchemaRegistry:
    """Resources are addressed by kind (schemas, classes, mixins, datatypes) and by `$id` or meta:altId."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self.library = Library()
        self.descriptors = Descriptors(store, ids, self.composed)
        self._composed: OrderedDict[tuple[str, str], tuple[str, dict[str, Any]]] = OrderedDict()

    # What other services ask

    def find_schema(self, scope: Scope, schema_id: str) -> Document | None:
        """The schema as kept, by `$id` or meta:altId, or None."""
        return self._find(scope, "schemas", naming.normal(schema_id))

    def composed(self, scope: Scope, schema_id: str) -> Document:
        """The schema with everything it refers to written out: a JSON Schema for its records.

        Raises ApiError 404, and 400 when its parts no longer fit together.
        """
        address = naming.normal(schema_id)
        document = self._find(scope, "schemas", address)
        if document is None:
            raise errors.not_found("schemas", schema_id)
        return self._compose(scope, document)

    # Reading

    def get(self, scope: Scope, container: str, kind: str, address: str, accepted: Accepted) -> dict[str, Any]:
        """A resource in the wanted form. Standard ones are found in the tenant container too, as aepp asks there.

        Raises ApiError 404, and 400 when the Accept header names no version or another than the present one.
        """
        document = self._in_container(scope, container, kind, naming.normal(address))
        if document is None:
            raise errors.not_found(kind, address)
        if accepted.version is None:
            raise errors.version_missing()
        if accepted.version.split(".")[0] != str(document["version"]).split(".")[0]:
            raise errors.not_found(kind, f"{document['$id']} with version {accepted.version}")
        return self._in_form(scope, document, accepted)

    def list(self, scope: Scope, container: str, kind: str, query: ListQuery, accepted: Accepted) -> dict[str, Any]:
        """`{results, _page, _links}`."""
        if container == "global":
            documents: list[Document] = list(self.library.by_kind.get(kind, {}).values())
        else:
            records = self._store.list(scope.world, _store_kind(kind)).records
            documents = [self._render(scope, kind, record) for record in records]
        return listed(documents, query, accepted, "fieldgroups" if kind == "mixins" else kind)

    def stats(self, scope: Scope) -> dict[str, Any]:
        """`GET /stats`."""
        counts = {kind: self._store.count(scope.world, _store_kind(kind)) for kind in KINDS}
        every = [
            self._render(scope, kind, record)
            for kind in KINDS
            for record in self._store.list(scope.world, _store_kind(kind)).records
        ]
        usage: dict[str, int] = {}
        for document in every:
            if "meta:class" in document:
                usage[document["meta:class"]] = usage.get(document["meta:class"], 0) + 1
        return {
            "imsOrg": scope.org_id,
            "tenantId": scope.tenant,
            "counts": {**counts, "unions": 0},
            "recentlyCreatedResources": _newest(every, "repo:createdDate"),
            "recentlyUpdatedResources": _newest(every, "repo:lastModifiedDate"),
            "classUsage": usage,
        }

    # Writing

    def create(self, scope: Scope, kind: str, body: Document) -> dict[str, Any]:
        """A new resource of the tenant. Raises ApiError 400 naming what is wrong."""
        resource_id = naming.tenant_id(scope.tenant, kind, self._ids.hex(48))
        draft = self._draft(scope, kind, body, resource_id)
        kept = {**draft, "$id": resource_id, "version": "1.0", **_changed_by(scope), **_created_by(scope)}
        record = self._write(
            scope,
            draft["title"],
            lambda claims: self._store.create(
                scope.world, _store_kind(kind), naming.alt_id(resource_id), kept, claims=claims
            ),
        )
        return self._render(scope, kind, record)

    def put(self, scope: Scope, kind: str, address: str, body: Document) -> dict[str, Any]:
        """Replace a resource. Raises ApiError 400, 404."""
        record = self._record(scope, kind, address)
        return self._replace(scope, kind, record, sent_by_caller(body))

    def patch(self, scope: Scope, kind: str, address: str, instructions: Sequence[Document]) -> dict[str, Any]:
        """Change a resource with a JSON Patch; all instructions or none. Raises ApiError 400, 404."""
        import jsonpatch
        import jsonpointer

        record = self._record(scope, kind, address)
        before = {name: value for name, value in record.body.items() if not name.startswith("_by:")}
        try:
            after = jsonpatch.apply_patch(before, list(instructions), in_place=False)
        except (
            jsonpatch.JsonPatchException,
            jsonpointer.JsonPointerException,
            TypeError,
            ValueError,
            KeyError,
        ) as error:
            raise errors.bad_request(f"The JSON Patch cannot be applied: {error}") from None
        if not isinstance(after, dict):
            raise errors.bad_request("The JSON Patch does not leave an object.")
        return {**self._replace(scope, kind, record, sent_by_caller(after)), "meta:descriptorStatus": {"result": []}}

    def delete(self, scope: Scope, kind: str, address: str) -> None:
        """Remove a resource of the tenant. Raises ApiError 404."""
        record = self._record(scope, kind, address)
        try:
            self._store.delete(scope.world, _store_kind(kind), record.id)
        except NotFoundError:
            raise errors.not_found(kind, address) from None

    # Inside

    def _draft(self, scope: Scope, kind: str, body: Document, resource_id: str) -> dict[str, Any]:
        """The checked resource. Composing it once finds references to nothing and fields that contradict."""
        draft = drafted(scope, kind, sent_by_caller(body), lambda wanted: self._find_any(scope, wanted))
        try:
            compose({**draft, "$id": resource_id}, lambda wanted: self._find_any(scope, wanted))
        except CompositionError as error:
            raise errors.merge(f"{draft['title']}: {error}.") from None
        return draft

    def _replace(self, scope: Scope, kind: str, record: Record, body: Document) -> dict[str, Any]:
        resource_id = record.body["$id"]
        draft = self._draft(scope, kind, body, resource_id)
        self._check_union(scope, draft, record)
        kept = {
            **draft,
            "$id": resource_id,
            "version": _next_version(record.body["version"]),
            **{name: value for name, value in record.body.items() if name.startswith("_by:created")},
            **_changed_by(scope),
        }
        try:
            changed = self._write(
                scope,
                draft["title"],
                lambda claims: self._store.replace(
                    scope.world, _store_kind(kind), record.id, kept, claims=claims, if_etag=record.etag
                ),
            )
        except NotFoundError:
            raise errors.not_found(kind, resource_id) from None
        except StaleEtagError:
            raise errors.bad_request("The resource was changed by another request at the same time.") from None
        return self._render(scope, kind, changed)

    def _check_union(self, scope: Scope, draft: Document, record: Record) -> None:
        """The union tag stays once it is there, and needs an identity. Documented: help/xdm/api/unions.md."""
        had = "union" in record.body.get("meta:immutableTags", ())
        wants = "union" in draft.get("meta:immutableTags", ())
        if had and not wants:
            raise errors.bad_request("meta:immutableTags: 'union' cannot be removed.")
        if wants and not had:
            schema_id = record.body["$id"]
            primary = any(
                descriptor["@type"] == IDENTITY and descriptor.get("xdm:isPrimary")
                for descriptor in self.descriptors.of_schema(scope, schema_id)
            )
            if not primary and "identityMap" not in self.composed(scope, schema_id).get("properties", {}):
                raise ApiError(
                    400,
                    "Union descriptor validation error",
                    f"The schema '{schema_id}' needs a primary identity or an identityMap to take part in a union.",
                    code="XDM-1528-400",
                )

    def _write(self, scope: Scope, title: str, write: Callable[[Sequence[str]], Record]) -> Record:
        claim = f"xdm-title:{title}"
        try:
            return write([claim])
        except AlreadyExistsError:
            raise errors.title_taken(title, self._owner_of(scope, title)) from None

    def _owner_of(self, scope: Scope, title: str) -> str:
        for kind in KINDS:
            for record in self._store.list(scope.world, _store_kind(kind)).records:
                if record.body["title"] == title:
                    return str(record.body["$id"])
        return ""

    def _record(self, scope: Scope, kind: str, address: str) -> Record:
        record = self._store.find(scope.world, _store_kind(kind), naming.normal(address))
        if record is None:
            raise errors.not_found(kind, address)
        return record

    def _in_container(self, scope: Scope, container: str, kind: str, alt_id: str) -> Document | None:
        return self.library.find(kind, alt_id) if container == "global" else self._find(scope, kind, alt_id)

    def _find(self, scope: Scope, kind: str, alt_id: str) -> Document | None:
        record = self._store.find(scope.world, _store_kind(kind), alt_id)
        return self.library.find(kind, alt_id) if record is None else self._render(scope, kind, record)

    def _find_any(self, scope: Scope, resource_id: str) -> Document | None:
        standard = self.library.find_any(resource_id)
        if standard is not None:
            return standard
        alt_id = naming.normal(resource_id)
        for kind in KINDS:
            if f"/{kind}/" in resource_id:
                return self._find(scope, kind, alt_id)
        return None

    def _compose(self, scope: Scope, document: Document) -> dict[str, Any]:
        """The composed form, kept as long as neither the resource nor what it is made of has changed."""
        key = (scope.world, str(document["$id"]))
        used: list[str] = []

        def find(resource_id: str) -> Document | None:
            found = self._find_any(scope, resource_id)
            if found is not None and found["meta:containerId"] == "tenant":
                used.append(resource_id)
            return found

        cached = self._composed.get(key)
        if cached is not None and cached[0] == self._fingerprint(scope, document, cached[1]["_used"]):
            return dict(cached[1]["composed"])
        try:
            composed = compose(document, find)
        except CompositionError as error:
            raise errors.merge(f"{document['title']}: {error}.") from None
        parts = list(dict.fromkeys(used))
        self._composed[key] = (
            self._fingerprint(scope, document, parts),
            {"composed": composed, "_used": parts},
        )
        while len(self._composed) > _MAX_COMPOSED:
            self._composed.popitem(last=False)
        return dict(composed)

    def _fingerprint(self, scope: Scope, document: Document, used: Sequence[str]) -> str:
        etags = [str(document["meta:registryMetadata"].get("eTag", ""))]
        for resource_id in used:
            part = self._find_any(scope, resource_id)
            etags.append("" if part is None else str(part["meta:registryMetadata"].get("eTag", "")))
        return "/".join(etags)

    def _in_form(self, scope: Scope, document: Document, accepted: Accepted) -> dict[str, Any]:
        shown = dict(document)
        if accepted.full:
            shown = self._compose(scope, document)
            if "flat" in accepted.flags:
                shown = flattened(shown)
        if "desc" in accepted.flags:
            shown["meta:descriptors"] = [*self.descriptors.of_schema(scope, document["$id"])]
        if "notext" in accepted.flags:
            shown = without_text(shown)
        return {**shown, "meta:allFieldAccess": True}

    def _render(self, scope: Scope, kind: str, record: Record) -> dict[str, Any]:
        """The resource as the API shows it; times in milliseconds since the epoch."""
        body = {name: value for name, value in record.body.items() if not name.startswith("_by:")}
        is_schema = kind == "schemas"
        return {
            **body,
            "meta:altId": record.id,
            "meta:resourceType": kind,
            "imsOrg": scope.org_id,
            "meta:extensible": not is_schema,
            "meta:abstract": not is_schema,
            "meta:containerId": "tenant",
            "meta:sandboxId": scope.sandbox_id,
            "meta:sandboxType": scope.sandbox_type,
            "meta:tenantNamespace": f"_{scope.tenant}",
            "meta:registryMetadata": {
                "repo:createdDate": record.created_ms,
                "repo:lastModifiedDate": record.updated_ms,
                "xdm:createdClientId": record.body["_by:createdClient"],
                "xdm:lastModifiedClientId": record.body["_by:client"],
                "xdm:createdUserId": record.body["_by:createdUser"],
                "xdm:lastModifiedUserId": record.body["_by:user"],
                "eTag": hashlib.sha256(record.etag.encode()).hexdigest(),
                "meta:globalLibVersion": LIBRARY_VERSION,
            },
        }


def _store_kind(kind: str) -> str:
    return f"xdm:{kind}"


def _changed_by(scope: Scope) -> dict[str, str]:
    return {"_by:client": scope.client_id, "_by:user": scope.user_id}


def _created_by(scope: Scope) -> dict[str, str]:
    return {"_by:createdClient": scope.client_id, "_by:createdUser": scope.user_id}


def _next_version(version: str) -> str:
    major, _, minor = version.partition(".")
    return f"{major}.{int(minor) + 1}"


def _newest(documents: Sequence[Document], member: str) -> list[dict[str, Any]]:
    ordered = sorted(documents, key=lambda document: -document["meta:registryMetadata"][member])
    return [{name: document[name] for name in ("title", "$id", "meta:altId", "version")} for document in ordered[:10]]
