"""Mapping sets, which come along with the dataflows that use them.

Documented: help/sandboxes/sandbox-tooling-api/packages.md, List all dependent objects: the schema is what a mapping set
needs, and its id is its title.
Assumed: the copy of a mapping set has all its versions, so that a dataflow's mappingVersion stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.data_prep import DataPrep
from aep_emulator.services.sandbox_tooling.artifact_types import MAPPING_SET
from aep_emulator.services.sandbox_tooling.artifacts import Artifact, Key, Taken
from aep_emulator.services.sandbox_tooling.objects.base import ImportFailedError, Listed
from aep_emulator.services.sandbox_tooling.objects.datasets import own_schema
from aep_emulator.services.schema_registry import SchemaRegistry
from aep_emulator.services.schema_registry.copying import replaced
from aep_emulator.types import Document

_MAX_LISTED = 1_000_000
_COPIED = ("name", "tags", "inputSchema", "schemaRef", "xdmSchema", "xdmVersion", "strictMapping", "allowNullValues")
# Data Prep gives these to each mapping of a mapping set anew.
_GENERATED = frozenset({"id", "version", "createdDate", "modifiedDate", "createdBy", "modifiedBy"})


class MappingSets:
    """What Data Prep has."""

    types: tuple[str, ...] = (MAPPING_SET,)

    def __init__(self, data_prep: DataPrep, registry: SchemaRegistry) -> None:
        self._data_prep = data_prep
        self._registry = registry

    def listed(self, scope: Scope, artifact_type: str) -> Iterator[Listed]:
        """See ObjectKinds.listed."""
        for document in self._data_prep.list(scope, limit=_MAX_LISTED, start=0, order_by="+createdDate")["data"]:
            yield Listed(Key(artifact_type, document["id"]), str(document.get("name", "")))

    def shown(self, scope: Scope, key: Key) -> dict[str, Any] | None:
        """See ObjectKinds.shown."""
        return self._data_prep.get(scope, key.id) if self.exists(scope, key) else None

    def take(self, scope: Scope, key: Key) -> Taken | None:
        """See ObjectKinds.take."""
        document = self._data_prep.find_mapping_set(scope, key.id)
        if document is None:
            return None
        schema = own_schema(self._registry, scope, str(document["xdmSchema"]))
        versions = (self._data_prep.find_mapping_set(scope, key.id, each) for each in range(document["version"] + 1))
        body = {"versions": [_copied(version) for version in versions if version is not None]}
        return Taken(key, str(document.get("name") or key.id), body, schema)

    def exists(self, scope: Scope, key: Key) -> bool:
        """See ObjectKinds.exists."""
        return self._data_prep.find_mapping_set(scope, key.id) is not None

    def names(self, old: str, new: str) -> dict[str, str]:
        """See ObjectKinds.names."""
        return {old: new}

    def create(
        self,
        scope: Scope,
        artifacts: Sequence[Artifact],
        names: dict[str, str],
        now_ms: int,  # noqa: ARG002
    ) -> Iterator[tuple[Artifact, str]]:
        """See ObjectKinds.create."""
        for artifact in artifacts:
            first, *later = replaced(artifact["body"]["versions"], names)
            try:
                names[artifact["id"]] = new_id = self._data_prep.create(scope, first)["id"]
                yield artifact, new_id
                for version in later:
                    self._data_prep.update(scope, new_id, version)
            except ApiError as error:
                raise ImportFailedError(artifact["id"], error.detail) from None

    def remove(self, scope: Scope, key: Key) -> None:
        """See ObjectKinds.remove."""
        self._data_prep.delete(scope, key.id)


def _copied(document: Document) -> dict[str, Any]:
    """A mapping set as the body of a request that makes another one."""
    mappings = [
        {name: value for name, value in mapping.items() if name not in _GENERATED} for mapping in document["mappings"]
    ]
    return {**{name: document[name] for name in _COPIED if name in document}, "mappings": mappings}
