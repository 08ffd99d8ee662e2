"""Schema Registry: the standard library and each tenant's own resources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.schema_registry import errors, naming, tenant
from aep_emulator.services.schema_registry.accept import Accepted
from aep_emulator.services.schema_registry.audit_log import AuditLog
from aep_emulator.services.schema_registry.copying import Copying
from aep_emulator.services.schema_registry.descriptors import Descriptors, deprecated_paths
from aep_emulator.services.schema_registry.friendly_names import with_friendly_names
from aep_emulator.services.schema_registry.library import Library
from aep_emulator.services.schema_registry.listing import ListQuery, needs_summaries_only, page_of, short
from aep_emulator.services.schema_registry.primary_identity import PrimaryIdentities
from aep_emulator.services.schema_registry.resources import Resources
from aep_emulator.services.schema_registry.sample_data import sample
from aep_emulator.services.schema_registry.stats import stats
from aep_emulator.services.schema_registry.tenant import KINDS
from aep_emulator.services.schema_registry.transfer import Transfer
from aep_emulator.services.schema_registry.unions import Unions
from aep_emulator.services.schema_registry.usage import Usage, UsedSchemas
from aep_emulator.services.schema_registry.views import deprecated, flattened, without_text
from aep_emulator.services.schema_registry.writing import Writing
from aep_emulator.store.base import Store
from aep_emulator.types import Document

if TYPE_CHECKING:
    from aep_emulator.services.schema_registry.csv_to_schema.form import Template


class SchemaRegistry:
    """Resources are addressed by kind (schemas, classes, mixins, datatypes) and by `$id` or meta:altId.

    `descriptors` and `transfer` (export and import) are operations of their own, `copying` is for sandbox tooling.
    Without a `library` there are the built-in standard components.
    """

    # Every service is made from the first three; what is written here gets its times from the store.
    def __init__(self, store: Store, clock: Clock, ids: Ids, library: Library | None = None) -> None:  # noqa: ARG002
        self._library = library or Library()
        self._resources = Resources(store, self._library)
        self._unions = Unions(self._resources)
        self._usage = Usage(self._resources, self._unions)
        self._audit_log = AuditLog(store, ids)
        self.descriptors = Descriptors(store, ids, self.composed, self._composed_any)
        self._identities = PrimaryIdentities(self.descriptors)
        self._writing = Writing(
            store, ids, self._resources, self.descriptors, self._unions, self._usage, self._audit_log
        )
        self.transfer = Transfer(self._resources, self._writing, self.descriptors)
        self.copying = Copying(self._resources, self._writing)

    def ask_for_used_schemas(self, used_schemas: UsedSchemas) -> None:
        """From now on, schemas that this names for a sandbox are protected against breaking changes."""
        self._usage.used_schemas = used_schemas

    # What other services ask

    def find_schema(self, scope: Scope, schema_id: str) -> Document | None:
        """The schema as kept, or the union, by `$id` or meta:altId, or None."""
        return self._find(scope, "schemas", naming.normal(schema_id))

    def composed(self, scope: Scope, schema_id: str) -> Document:
        """The schema or union with everything it refers to written out: a JSON Schema for its records.

        Raises ApiError 404, and 400 when its parts no longer fit together.
        """
        document = self.find_schema(scope, schema_id)
        if document is None:
            raise errors.not_found("schemas", schema_id)
        return self._composed(scope, document)

    # Reading

    def get(self, scope: Scope, container: str, kind: str, address: str, accepted: Accepted) -> dict[str, Any]:
        """A resource in the wanted form. Standard ones are found in the tenant container too, as aepp asks there.

        Raises ApiError 404, also when the Accept header names a major version the resource does not have.
        """
        wanted = naming.normal(address)
        document = self._library.find(kind, wanted) if container == "global" else self._find(scope, kind, wanted)
        if document is None:
            raise errors.not_found(kind, address, accepted.version)
        if naming.major(accepted.version or "") != naming.major(str(document["version"])):
            raise errors.not_found(kind, str(document["$id"]), accepted.version)
        return self._in_form(scope, document, accepted)

    def list(self, scope: Scope, container: str, kind: str, query: ListQuery, accepted: Accepted) -> dict[str, Any]:
        """`{results, _page, _links}`. Raises ApiError 400 for a bad filter."""
        only_ids = "id" in accepted.flags
        documents = self._listed(scope, container, kind, query, only_ids=only_ids)
        page = page_of(documents, query, lambda document: str(document["meta:altId"]))
        shown = [short(document) for document in page.documents] if only_ids else page.documents
        links: dict[str, Any] = {"next": page.next_link(query)}
        if kind not in ("behaviors", "unions"):
            links["global_schemas"] = {"href": query.in_global()}
        return {"results": shown, "_page": page.info, "_links": links}

    def stats(self, scope: Scope) -> dict[str, Any]:
        """`GET /stats`."""
        documents = [document for kind in KINDS for document in self._resources.own(scope, kind)]
        classes = [*self._library.listed("classes"), *self._resources.own(scope, "classes")]
        return stats(scope, documents, {document["$id"]: document["title"] for document in classes})

    def sample(self, scope: Scope, address: str) -> dict[str, Any]:
        """A record of a schema, the same every time. Raises ApiError 404, and 400 when it would be too large."""
        composed = self.composed(scope, address)
        return sample(composed, seed=str(composed["$id"]))

    def from_csv(self, scope: Scope, template: Template) -> Sequence[dict[str, Any]]:
        """A payload for `transfer`, made of a CSV template; nothing is stored. Raises ApiError 400."""
        from aep_emulator.services.schema_registry.csv_to_schema.payload import CsvToSchema  # Rarely asked for.

        return CsvToSchema(self._resources, self._library, self._writing).payload(scope, template)

    def audit_log(self, scope: Scope, address: str) -> Sequence[dict[str, Any]]:
        """The changes of a resource of any kind, the latest first; none of a standard one. Raises ApiError 404."""
        resource = self._resources.at(scope, address)
        return self._audit_log.of(scope, resource, self._resources.own_parts(scope, resource))

    # Writing

    def create(self, scope: Scope, kind: str, body: Document) -> dict[str, Any]:
        """A new resource of the tenant. Raises ApiError 400 naming what is wrong."""
        return self._writing.create(scope, kind, body)

    def put(self, scope: Scope, kind: str, address: str, body: Document) -> dict[str, Any]:
        """Replace a resource. Raises ApiError 400, 404."""
        return self._writing.put(scope, kind, address, body)

    def patch(self, scope: Scope, kind: str, address: str, instructions: Sequence[Document]) -> dict[str, Any]:
        """Change a resource with a JSON Patch; all instructions or none. Raises ApiError 400, 404."""
        return self._writing.patch(scope, kind, address, instructions)

    def delete(self, scope: Scope, kind: str, address: str) -> None:
        """Remove a resource of the tenant. Raises ApiError 404, and 400 when it is in use."""
        self._writing.delete(scope, kind, address)

    # Inside

    def _listed(
        self, scope: Scope, container: str, kind: str, query: ListQuery, *, only_ids: bool
    ) -> Sequence[Document]:
        """What the page is taken from, with no more of each resource than the answer needs."""
        if container == "global":
            about = (*query.property, query.orderby or "")
            return self._library.listed(kind, about) if only_ids else self._library.all(kind)
        if kind == "unions":
            return self._unions.all(scope)
        if only_ids and needs_summaries_only(query):
            return [tenant.summary(record) for record in self._resources.records(scope, kind)]
        return self._resources.own(scope, kind)

    def _find(self, scope: Scope, kind: str, alt_id: str) -> Document | None:
        found = None if kind == "unions" else self._resources.find(scope, kind, alt_id)
        return self._unions.find(scope, alt_id) if found is None and kind in ("schemas", "unions") else found

    def _composed(self, scope: Scope, document: Document) -> dict[str, Any]:
        if document["meta:resourceType"] == "unions":
            return self._unions.composed(scope, document)
        composed = self._resources.composed(scope, document)
        is_schema = document["meta:resourceType"] == "schemas"
        return self._identities.required(scope, composed) if is_schema else composed

    def _composed_any(self, scope: Scope, address: str) -> Document:
        """The composed form of a schema, union or other resource. Raises ApiError 404."""
        document = self.find_schema(scope, address)
        return self._composed(scope, self._resources.at(scope, address) if document is None else document)

    def _descriptors_of(self, scope: Scope, document: Document) -> Sequence[Document]:
        """The descriptors of a resource, of a union those of its members."""
        schema_ids = [str(document["$id"])]
        if document["meta:resourceType"] == "unions":
            schema_ids = [str(member["$id"]) for member in self._unions.members(scope, document["meta:class"])]
        return [descriptor for schema_id in schema_ids for descriptor in self.descriptors.of_schema(scope, schema_id)]

    def _in_form(self, scope: Scope, document: Document, accepted: Accepted) -> dict[str, Any]:
        shown = dict(self._composed(scope, document) if accepted.full else document)
        with_descriptors = "desc" in accepted.flags
        descriptors = self._descriptors_of(scope, document) if accepted.full or with_descriptors else []
        if accepted.full:
            shown = with_friendly_names(shown, descriptors)
        if accepted.marks_deprecated:
            shown = deprecated(shown, deprecated_paths(descriptors))
        if "flat" in accepted.flags:
            shown = flattened(shown)
        if with_descriptors:
            shown["meta:descriptors"] = descriptors
        if "notext" in accepted.flags:
            shown = without_text(shown)
        return {**shown, "meta:allFieldAccess": True}
