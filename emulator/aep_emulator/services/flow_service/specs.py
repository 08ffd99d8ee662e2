"""Connection specs and flow specs: what connectors exist, what they ask for, how their dataflows look.

Read from the fixtures, where each connector is one short description and what they share is said once.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import aep_fixtures
from aep_emulator.services.flow_service import errors
from aep_emulator.types import Document
from aep_emulator.validation import CompiledSchema

_DRAFT_7 = "http://json-schema.org/draft-07/schema#"


@dataclass(frozen=True)
class ConnectionSpec:
    """One connector. `document` is what the API shows; `kind` is table, file or target."""

    document: Document
    kind: str
    flow_spec_names: tuple[str, ...]

    @property
    def id(self) -> str:
        """The connection spec id."""
        return str(self.document["id"])

    @property
    def name(self) -> str:
        """The name, such as `shopify`."""
        return str(self.document["name"])

    def auth_names(self) -> list[str]:
        """The names of the authentication specs; empty when the connector takes none."""
        return [str(spec["name"]) for spec in self.document.get("authSpec", [])]

    def auth_schema(self, spec_name: str) -> CompiledSchema | None:
        """The compiled schema of auth.params for one authentication spec, or None when there is none such."""
        for spec in self.document.get("authSpec", []):
            if spec["name"] == spec_name:
                return self._compiled(f"auth:{spec_name}", spec["spec"])
        return None

    def params_schema(self) -> CompiledSchema:
        """The compiled schema of params, for a source or, for a target connector, for a target connection."""
        spec = self.document.get("sourceSpec") or self.document.get("targetSpec") or {}
        return self._compiled("params", spec.get("spec", {}))

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

    document: Document

    @property
    def id(self) -> str:
        """The flow spec id."""
        return str(self.document["id"])

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
        return None if spec is None else CompiledSchema(spec["spec"])

    @functools.cached_property
    def option_schema(self) -> CompiledSchema:
        """The compiled schema of options; one that takes anything when the spec has none."""
        return CompiledSchema(self.document.get("optionSpec", {}).get("spec", {}))

    @functools.cached_property
    def _transformations(self) -> dict[str, CompiledSchema]:
        return {spec["name"]: CompiledSchema(spec["spec"]) for spec in self.document.get("transformationSpecs", [])}


class Specs:
    """All connection specs and flow specs; the same for every organisation."""

    def __init__(self) -> None:
        common = aep_fixtures.read_json("connection_specs/common.json")
        self.connection_specs: dict[str, ConnectionSpec] = {}
        for name in aep_fixtures.names("connection_specs"):
            if name != "common":
                spec = _connection_spec(aep_fixtures.read_json(f"connection_specs/{name}.json"), common)
                self.connection_specs[spec.id] = spec
        self.flow_specs: dict[str, FlowSpec] = {}
        for name in aep_fixtures.names("flow_specs"):
            flow_spec = _flow_spec(aep_fixtures.read_json(f"flow_specs/{name}.json"), self.connection_specs.values())
            self.flow_specs[flow_spec.id] = flow_spec

    def connection_spec(self, reference: Any, field: str = "connectionSpec") -> ConnectionSpec:
        """The connection spec a body's `{id, version}` names. Raises FlowServiceError 400."""
        found = self.connection_specs.get(str(reference["id"]))
        if found is None:
            raise errors.unknown_spec("connection spec", str(reference["id"]))
        _check_version(reference, found.document, field)
        return found

    def flow_spec(self, reference: Any) -> FlowSpec:
        """The flow spec a body's `{id, version}` names. Raises FlowServiceError 400."""
        found = self.flow_specs.get(str(reference["id"]))
        if found is None:
            raise errors.unknown_spec("flow spec", str(reference["id"]))
        _check_version(reference, found.document, "flowSpec")
        return found


def _check_version(reference: Any, spec: Document, field: str) -> None:
    version = reference.get("version")
    if version is not None and str(version) not in (spec["version"], spec["version"].removesuffix(".0")):
        raise errors.invalid(
            f"{field}.version: '{spec['name']}' has version {spec['version']}, not '{version}'.", code="1413-400"
        )


def _connection_spec(short: dict[str, Any], common: dict[str, Any]) -> ConnectionSpec:
    is_source = short["kind"] != "target"
    document = {
        "id": short["id"],
        "name": short["name"],
        "providerId": common["providerId"],
        "version": common["version"],
        "authSpec": [_auth_spec(auth) for auth in short["auth"]],
        **common["kinds"][short["kind"]],
        "attributes": {
            "category": short["category"],
            "connectorName": short["connectorName"],
            "isSource": is_source,
            "isDraftModeSupported": True,
            "uiAttributes": {"apiFeatures": {"explorePaginationSupported": False}},
        },
        "permissionsInfo": common["permissionsInfo"],
    }
    return ConnectionSpec(document, short["kind"], tuple(short["flowSpecs"]))


def _auth_spec(short: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for name, kind in {**short["required"], **short.get("optional", {})}.items():
        # `secret` is the fixtures' shorthand; the published specs mark such parameters with format password.
        properties[name] = {"type": "string", "format": "password"} if kind == "secret" else {"type": kind}
        if name in short["required"] and properties[name]["type"] == "string":
            properties[name]["minLength"] = 1
    spec = {"$schema": _DRAFT_7, "type": "object", "properties": properties, "required": list(short["required"])}
    return {"name": short["name"], "type": short["type"], "spec": spec}


def _flow_spec(document: dict[str, Any], connectors: Any) -> FlowSpec:
    sources = [connector.id for connector in connectors if document["name"] in connector.flow_spec_names]
    # Adobe's pages show both spellings of the transformations' key, and clients read one or the other.
    return FlowSpec(
        {
            **document,
            "sourceConnectionSpecIds": sources,
            "transformationSpec": document["transformationSpecs"],
        }
    )
