"""Connection specs and flow specs: what connectors exist, what they ask for, how their dataflows look.

Nothing is read before the first request that needs a spec, a document is built when it is first asked for, and a
schema is compiled when it is first used. All of it is shared by every emulator in the process: nobody changes it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aep_emulator.services.flow_service import spec_documents
from aep_emulator.types import Document
from aep_emulator.validation import CompiledSchema


@dataclass(frozen=True)
class ConnectionSpec:
    """One connector.

    `kind` says what it gives or takes: a source is a table, a file, rest, a stream or a dataset of the data lake;
    target is the data lake as a target, destination any other.
    """

    id: str
    name: str
    kind: str
    flow_spec_names: tuple[str, ...]
    build: Callable[[], Document] = field(repr=False, compare=False)
    checks: Document = field(default_factory=dict, repr=False, compare=False)
    """The schemas that requests are held against where they are not the published ones, by `params` or `auth:NAME`."""

    @classmethod
    def from_document(cls, document: Document) -> ConnectionSpec:
        """The connector that a public document describes, which must have `id` and `name`."""
        kind = spec_documents.kind_of(document)
        return cls(str(document["id"]), str(document["name"]), kind, (), lambda: document)

    @functools.cached_property
    def document(self) -> Document:
        """What the API shows."""
        return self.build()

    @property
    def is_source(self) -> bool:
        """Whether source connections can use it."""
        return self.kind not in ("target", "destination")

    @property
    def streams_tables(self) -> bool:
        """Whether it is a stream of a table's rows: its tables can be explored, and rows come as they change."""
        explore = self.document.get("exploreSpec")
        return self.kind == "stream" and isinstance(explore, Mapping) and explore.get("type") == "Tabular"

    def auth_names(self) -> list[str]:
        """The names of the authentication specs; empty when the connector takes none."""
        return [str(spec["name"]) for spec in self._auth_specs()]

    def auth_schema(self, spec_name: str) -> CompiledSchema | None:
        """The compiled schema of auth.params for one authentication spec, or None when there is none such."""
        key = f"auth:{spec_name}"
        for spec in self._auth_specs():
            if spec["name"] == spec_name:
                return self._compiled(key, self.checks.get(key) or spec.get("spec") or {})
        return None

    def params_schema(self) -> CompiledSchema:
        """The compiled schema of params, for a source or, for a target connector, for a target connection."""
        spec = self.document.get("sourceSpec") or self.document.get("targetSpec") or {}
        return self._compiled("params", self.checks.get("params") or spec.get("spec") or {})

    def data_schema(self) -> CompiledSchema:
        """The compiled schema of a connection's `data`: its formats and, for files, `data.properties`.

        Documented: "Create a dataflow for cloud storage sources" and the tables of formats on the other collect pages;
        no connection spec contains it. Assumed: the formats of streams besides json, which older pages list.
        """
        return self._compiled(
            "data", spec_documents.common(spec_documents.CONNECTION_SPECS)["kinds"][self.kind]["data"]
        )

    def _auth_specs(self) -> list[Any]:
        return list(self.document.get("authSpec") or ())

    @functools.cached_property
    def _cache(self) -> dict[str, CompiledSchema]:
        return {}

    def _compiled(self, key: str, schema: Document) -> CompiledSchema:
        if key not in self._cache:
            self._cache[key] = CompiledSchema(schema)
        return self._cache[key]


@dataclass(frozen=True)
class FlowSpec:
    """One kind of dataflow."""

    id: str
    name: str
    build: Callable[[], Document] = field(repr=False, compare=False)

    @classmethod
    def from_document(cls, document: Document) -> FlowSpec:
        """The flow spec that a public document describes, which must have `id` and `name`.

        Its transformations may come under either spelling of their key and are shown under both.
        """
        return cls(str(document["id"]), str(document["name"]), lambda: spec_documents.with_both_spellings(document))

    @functools.cached_property
    def document(self) -> Document:
        """What the API shows."""
        return self.build()

    def transformation_names(self) -> list[str]:
        """The transformations this flow spec knows."""
        return list(self._transformations)

    def transformation_schema(self, name: str) -> CompiledSchema | None:
        """The compiled schema of one transformation's params, or None."""
        return self._transformations.get(name)

    @functools.cached_property
    def schedule_schema(self) -> CompiledSchema | None:
        """The compiled schema of scheduleParams, or None when flows of this spec have no schedule."""
        spec = self.document.get("scheduleSpec")
        return CompiledSchema(spec_documents.schedule_check(spec.get("spec") or {})) if spec else None

    @functools.cached_property
    def option_schema(self) -> CompiledSchema:
        """The compiled schema of options; one that takes anything when the spec has none."""
        return CompiledSchema((self.document.get("optionSpec") or {}).get("spec") or {})

    @functools.cached_property
    def _transformations(self) -> dict[str, CompiledSchema]:
        specs = self.document.get("transformationSpecs") or ()
        return {str(spec["name"]): CompiledSchema(spec.get("spec") or {}) for spec in specs}


Spec = TypeVar("Spec")


class _Catalogue(Mapping[str, Spec]):
    """Id → spec, read when somebody first looks into it: the server is up before that."""

    def __init__(self, read: Callable[[], dict[str, Spec]]) -> None:
        self._read = read

    @functools.cached_property
    def _specs(self) -> dict[str, Spec]:
        return self._read()

    def __getitem__(self, spec_id: str) -> Spec:
        return self._specs[spec_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._specs)

    def __len__(self) -> int:
        return len(self._specs)


class Specs:
    """All connection specs and flow specs that Adobe documents, by id; the same for every organisation."""

    def __init__(self) -> None:
        self.connection_specs: Mapping[str, ConnectionSpec] = _CONNECTION_SPECS
        self.flow_specs: Mapping[str, FlowSpec] = _FLOW_SPECS


@functools.cache
def _connectors() -> list[dict[str, Any]]:
    return spec_documents.descriptions(spec_documents.CONNECTION_SPECS)


def _read_connection_specs() -> dict[str, ConnectionSpec]:
    return {
        short["id"]: ConnectionSpec(
            short["id"],
            short["name"],
            short["kind"],
            tuple(short["flowSpecs"]),
            functools.partial(spec_documents.connection_document, short),
            spec_documents.connection_checks(short),
        )
        for short in _connectors()
    }


def _read_flow_specs() -> dict[str, FlowSpec]:
    return {
        short["id"]: FlowSpec(
            short["id"], short["name"], functools.partial(spec_documents.flow_document, short, _connectors())
        )
        for short in spec_documents.descriptions(spec_documents.FLOW_SPECS)
    }


_CONNECTION_SPECS = _Catalogue(_read_connection_specs)
_FLOW_SPECS = _Catalogue(_read_flow_specs)
