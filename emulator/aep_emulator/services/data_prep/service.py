"""Data Prep: mapping sets, their versions, validation and preview, and the programs that dataflows run.

Documented: help/data-prep/api/mapping-set.md, help/data-prep/api/functions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aep_emulator import property_filter
from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.data_prep import errors, listing, mapping_sets
from aep_emulator.services.data_prep.mapper_schemas import MapperSchemas, XdmSchemas
from aep_emulator.services.data_prep.mapping_sets import Draft
from aep_emulator.services.data_prep.samples import Samples
from aep_emulator.store.base import NotFoundError, Record, StaleEtagError, Store
from aep_emulator.types import Document, Json
from aep_emulator.validation import request_schema

if TYPE_CHECKING:
    from aep_emulator.services.data_prep.mapping_language import MappingLanguage
    from aep_emulator.services.data_prep.program import Program

_KIND = "mappingSets"
_PACKAGE = "aep_emulator.services.data_prep"
_ORDERS = {"createdDate": "createdDate", "updatedDate": "modifiedDate", "lastUpdateDate": "modifiedDate"}


class DataPrep:
    """The mapping sets of all sandboxes, with `samples` and `schemas` beside them.

    A record keeps the latest version and, under `older`, every version before it.
    """

    def __init__(self, store: Store, clock: Clock, ids: Ids, schemas: XdmSchemas) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._schemas = schemas
        self.samples = Samples(store, clock, ids)
        self.schemas = MapperSchemas(store, clock, ids, schemas, self.samples)

    def find_mapping_set(self, scope: Scope, mapping_set_id: str, version: int | None = None) -> Document | None:
        """A version of a mapping set, the latest without `version`, or None."""
        record = self._store.find(scope.world, _KIND, mapping_set_id)
        return None if record is None else _version(record, version)

    def program(self, scope: Scope, mapping_set_id: str, version: int | None = None) -> Program:
        """The mapping set, compiled against its schema as it is now.

        Raises ApiError 404 when there is no such version, and 400 when it no longer fits the schema.
        """
        document = self._get(scope, mapping_set_id, version)
        schema = self._composed(scope, str(document["xdmSchema"]), "xdmSchema")
        return self._language.program(document, schema)

    def create(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`POST /mappingSets`. The body's id and version are not used. Raises ApiError 400."""
        draft = self._checked(scope, body)
        now = self._clock.now_ms()
        document = mapping_sets.stored(
            draft,
            self._ids.hex(32),
            version=0,
            created_ms=now,
            created_by=scope.user_id,
            now_ms=now,
            user_id=scope.user_id,
            new_id=self._new_id,
        )
        self._store.create(scope.world, _KIND, document["id"], {"latest": document, "older": []})
        return mapping_sets.summary(document)

    def update(self, scope: Scope, mapping_set_id: str, body: Document) -> dict[str, Any]:
        """`PUT /mappingSets/{id}`: the next version; the ones before stay readable. Raises ApiError 400, 404."""
        self._get(scope, mapping_set_id)
        draft = self._checked(scope, body)
        while True:
            record = self._record(scope, mapping_set_id)
            latest = record.body["latest"]
            document = mapping_sets.stored(
                draft,
                mapping_set_id,
                version=latest["version"] + 1,
                created_ms=latest["createdDate"],
                created_by=latest["createdBy"],
                now_ms=self._clock.now_ms(),
                user_id=scope.user_id,
                new_id=self._new_id,
            )
            kept = {"latest": document, "older": [*record.body["older"], latest]}
            try:
                self._store.replace(scope.world, _KIND, mapping_set_id, kept, if_etag=record.etag)
            except StaleEtagError:
                continue
            except NotFoundError:
                raise errors.mapping_set_not_found(mapping_set_id) from None
            return self._rendered(scope, document, expand_schema=True)

    def delete(self, scope: Scope, mapping_set_id: str) -> None:
        """`DELETE /mappingSets/{id}`, with all versions. Raises ApiError 404.

        Assumed: a mapping set can be deleted, which no page shows but the aepp client does.
        """
        try:
            self._store.delete(scope.world, _KIND, mapping_set_id)
        except NotFoundError:
            raise errors.mapping_set_not_found(mapping_set_id) from None

    def get(
        self, scope: Scope, mapping_set_id: str, version: int | None = None, *, expand_schema: bool | None = None
    ) -> dict[str, Any]:
        """`GET /mappingSets/{id}`. Raises ApiError 404.

        The documented answer to a request without `expandSchema` has the schema in it, that of the listing has not.
        """
        document = self._get(scope, mapping_set_id, version)
        return self._rendered(scope, document, expand_schema=expand_schema is not False)

    def list(
        self,
        scope: Scope,
        *,
        limit: int,
        start: int,
        name: str | None = None,
        order_by: str | None = None,
        properties: Sequence[str] = (),
        expand_schema: bool = False,
    ) -> dict[str, Any]:
        """`GET /mappingSets`: `{data, _page}`, the last changed first unless `order_by` says otherwise.

        `order_by` is `createdDate` or `updatedDate` after + or -. Raises ApiError 400.
        """
        member, descending = listing.read_order(order_by, _ORDERS)
        try:
            conditions = property_filter.parse(properties)
        except property_filter.PropertyFilterError as error:
            raise errors.invalid(f"property: {error}.") from None

        def wanted(record: Record) -> bool:
            document = record.body["latest"]
            return (name is None or document.get("name") == name) and property_filter.matches(conditions, document)

        page = self._store.list(
            scope.world,
            _KIND,
            where=wanted,
            sort_key=lambda record: (record.body["latest"][member], record.seq),
            descending=descending,
            limit=limit,
            cursor=str(start),
        )
        rendered = [
            self._rendered(scope, record.body["latest"], expand_schema=expand_schema) for record in page.records
        ]
        return listing.page(rendered, limit)

    def mappings(self, scope: Scope, mapping_set_id: str) -> Sequence[Document]:
        """`GET /mappingSets/{id}/mappings`. Raises ApiError 404."""
        found: Sequence[Document] = self._get(scope, mapping_set_id)["mappings"]
        return found

    def mapping(self, scope: Scope, mapping_set_id: str, mapping_id: str) -> Document:
        """`GET /mappingSets/{id}/mappings/{mappingId}`. Raises ApiError 404."""
        for mapping in self.mappings(scope, mapping_set_id):
            if mapping["id"] == mapping_id:
                return mapping
        raise errors.mapping_not_found(mapping_set_id, mapping_id)

    def validate(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`POST /mappingSets/validate`: one result per mapping. Raises ApiError 400 for what is no mapping set."""
        draft = mapping_sets.read_body(body)
        schema = self._schema_of(scope, draft)
        return {"validationResponse": self._language.validation(draft.mappings, schema)}

    def preview(self, scope: Scope, body: Document) -> Json:
        """`POST /mappingSets/preview`: what rows become. Raises ApiError 400.

        Documented both ways: a list of rows gives a list, one row alone gives one object.
        """
        failure = request_schema(_PACKAGE, "preview").first_failure(body)
        if failure is not None:
            raise errors.invalid(f"{failure}.")
        draft = mapping_sets.read_body(body["mappingSet"])
        schema = self._schema_of(scope, draft) if draft.schema_id is not None else None
        self._refuse_bad_mappings(draft, schema)
        data = body["data"]
        rows = self._language.preview(draft.mappings, schema, data if isinstance(data, list) else [data])
        return rows if isinstance(data, list) else rows[0]

    def validate_expression(self, body: Document) -> dict[str, Any]:
        """`POST /languages/el/validate`. Raises ApiError 400 when the body has no expression."""
        failure = request_schema(_PACKAGE, "expression").first_failure(body)
        if failure is not None:
            raise errors.invalid(f"{failure}.")
        return self._language.validate_expression(body["expression"])

    def functions(self) -> Json:
        """`GET /languages/el/functions`."""
        return self._language.describe_functions()

    def operators(self) -> Json:
        """`GET /languages/el/operators`."""
        return self._language.describe_operators()

    def _checked(self, scope: Scope, body: Document) -> Draft:
        draft = mapping_sets.read_body(body)
        self._refuse_bad_mappings(draft, self._schema_of(scope, draft))
        return draft

    def _schema_of(self, scope: Scope, draft: Draft) -> Document:
        if draft.schema_id is None:
            raise errors.invalid("The target schema is missing: give outputSchema.schemaRef.id or xdmSchema.")
        return self._composed(scope, draft.schema_id, draft.schema_field)

    def _composed(self, scope: Scope, schema_id: str, field: str) -> Document:
        if self._schemas.find_schema(scope, schema_id) is None:
            raise errors.unknown_schema(field, schema_id)
        return self._schemas.composed(scope, schema_id)

    def _refuse_bad_mappings(self, draft: Draft, schema: Document | None) -> None:
        listed: list[dict[str, Any]] = []
        for index, error in enumerate(self._language.problems(draft.mappings, schema)):
            if error is not None:
                names = draft.names[index]
                field = {"source": names.source, "destination": names.destination}.get(error.field, error.field)
                listed.append({"field": f"mappings[{index}].{field}", "message": error.message})
        if listed:
            more = f" ({len(listed) - 1} more in report.errors)" if len(listed) > 1 else ""
            raise errors.invalid(f"{listed[0]['field']}: {listed[0]['message']}{more}.", listed)

    def _rendered(self, scope: Scope, document: Document, *, expand_schema: bool) -> dict[str, Any]:
        schema_id = document["xdmSchema"]
        # The schema may be gone by now; the mapping set is still there to be read.
        if not expand_schema or self._schemas.find_schema(scope, schema_id) is None:
            return dict(document)
        return mapping_sets.with_schema(document, self._schemas.composed(scope, schema_id))

    def _record(self, scope: Scope, mapping_set_id: str) -> Record:
        record = self._store.find(scope.world, _KIND, mapping_set_id)
        if record is None:
            raise errors.mapping_set_not_found(mapping_set_id)
        return record

    def _get(self, scope: Scope, mapping_set_id: str, version: int | None = None) -> Document:
        record = self._record(scope, mapping_set_id)
        document = _version(record, version)
        if document is None:
            raise errors.version_not_found(mapping_set_id, version or 0, record.body["latest"]["version"])
        return document

    @cached_property
    def _language(self) -> MappingLanguage:
        from aep_emulator.services.data_prep.language.functions.registry import Environment
        from aep_emulator.services.data_prep.mapping_language import MappingLanguage

        return MappingLanguage(Environment(now_ms=self._clock.now_ms, uuid=self._ids.uuid))

    @property
    def _new_id(self) -> Callable[[], str]:
        return lambda: self._ids.hex(32)


def _version(record: Record, version: int | None) -> Document | None:
    latest: Document = record.body["latest"]
    if version is None or version == latest["version"]:
        return latest
    older: Sequence[Document] = record.body["older"]
    return next((document for document in older if document["version"] == version), None)
