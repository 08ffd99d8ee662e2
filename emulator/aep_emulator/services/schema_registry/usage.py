"""What a resource's users do not allow to be done to it.

Documented: "Schema evolution principles" in help/xdm/schema/composition.md, "When does a schema start preventing
breaking changes?" in the troubleshooting guide, and "More actions" in help/xdm/ui/resources/schemas.md: from the moment
a dataset is made for a schema or it is enabled for Profile, neither it nor what it is made of may be deleted or changed
in a way that breaks its records.
Assumed: what no such schema uses may be deleted although others refer to it; no page refuses that.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry import errors, naming
from aep_emulator.services.schema_registry.evolution import breaking_changes
from aep_emulator.services.schema_registry.resources import Resources, composed_with
from aep_emulator.services.schema_registry.unions import Unions, is_enabled
from aep_emulator.types import Document

UsedSchemas = Callable[[Scope], Collection[str]]
"""The `$id` or meta:altId of every schema that a dataset of the sandbox was made for."""

_SHOWN = 5


class Usage:
    """Asks `used_schemas` which schemas have datasets; without it, none has."""

    def __init__(self, resources: Resources, unions: Unions) -> None:
        self._resources = resources
        self._unions = unions
        self.used_schemas: UsedSchemas = lambda _scope: ()

    def check_change(self, scope: Scope, before: Document, after: Document) -> None:
        """Raises ApiError 400 when schemas in use that the resource is or is part of do not allow the change.

        `before` is the resource as it is kept, `after` what is to take its place, with its `$id`.
        """
        for schema in self._in_use(scope, before):
            changed = after if schema["$id"] == before["$id"] else schema
            composed = composed_with(changed, self._resources.finder(scope, {str(after["$id"]): after}))
            self._check_records(scope, before, schema, composed)
            if is_enabled(schema):
                self._unions.check_fit(scope, schema, composed)

    def check_delete(self, scope: Scope, resource: Document) -> None:
        """Raises ApiError 400 when a schema in use is, or is made of, the resource."""
        users = list(itertools.islice(self._in_use(scope, resource), _SHOWN))
        if users:
            named = ", ".join(f"'{schema['$id']}'" for schema in users)
            by = "a dataset or Profile" if users[0]["$id"] == resource["$id"] else f"the schemas {named}"
            raise errors.in_use(str(resource["$id"]), by, "it cannot be deleted.")

    def _check_records(self, scope: Scope, resource: Document, schema: Document, composed: Document) -> None:
        try:
            present = self._resources.composed(scope, schema)
        except ApiError:
            return  # It does not fit together now; whatever makes it fit again is welcome.
        changes = list(itertools.islice(breaking_changes(present, composed), _SHOWN))
        if changes:
            detail = f"breaking changes are not allowed: {'; '.join(changes)}."
            raise errors.in_use(str(resource["$id"]), f"the schema '{schema['$id']}'", detail)

    def _in_use(self, scope: Scope, resource: Document) -> Iterator[Document]:
        """The schema itself or the schemas it is part of, as far as they are in use."""
        schema_ids = {naming.normal(used) for used in self.used_schemas(scope)}

        def is_used(schema: Document) -> bool:
            return is_enabled(schema) or schema["meta:altId"] in schema_ids

        if resource["meta:resourceType"] == "schemas":
            if is_used(resource):
                yield resource
        elif schema_ids or any(is_enabled(record.body) for record in self._resources.records(scope, "schemas")):
            yield from filter(is_used, self._resources.schemas_made_of(scope, str(resource["$id"])))
