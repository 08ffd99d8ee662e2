"""A registry without HTTP, and short ways to fill it."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.clock import FixedClock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.schema_registry import SchemaRegistry, accept
from aep_emulator.store.memory import MemoryStore

PROFILE = "https://ns.adobe.com/xdm/context/profile"
IDENTITY_MAP = "https://ns.adobe.com/xdm/context/identitymap"
UNION = {"meta:immutableTags": ["union"]}


class Tenant:
    """One sandbox of a registry: makes resources with the least that each needs."""

    def __init__(self, registry: SchemaRegistry, scope: Scope) -> None:
        self.registry = registry
        self.scope = scope

    def group(self, title: str = "Group", *, intended: str = PROFILE, **fields: Any) -> str:
        """A field group with fields (a name and a type, or a definition); its `$id`."""
        return str(self.registry.create(self.scope, "mixins", self.group_body(title, intended, **fields))["$id"])

    def group_body(self, title: str, intended: str = PROFILE, /, **fields: Any) -> dict[str, Any]:
        own = {name: {"type": field} if isinstance(field, str) else field for name, field in fields.items()}
        namespace = {f"_{self.scope.tenant}": {"type": "object", "properties": own}}
        return {"title": title, "meta:intendedToExtend": [intended], "properties": namespace}

    def data_type(self, title: str, **fields: str) -> str:
        """A data type with fields (a name and a type); its `$id`."""
        properties = {name: {"type": kind} for name, kind in fields.items()}
        return str(self.registry.create(self.scope, "datatypes", {"title": title, "properties": properties})["$id"])

    def schema(self, title: str, *parts: str, base: str = PROFILE, **members: Any) -> str:
        """A schema of a class (Profile unless `base` says otherwise) and field groups; its `$id`."""
        body = {"title": title, "allOf": [{"$ref": part} for part in (base, *parts)], **members}
        return str(self.registry.create(self.scope, "schemas", body)["$id"])

    def enabled(self, title: str, *parts: str, base: str = PROFILE) -> str:
        """The same, enabled for Profile."""
        return self.schema(title, IDENTITY_MAP, *parts, base=base, **UNION)

    def change_group(self, resource_id: str, title: str = "Group", **fields: Any) -> dict[str, Any]:
        return self.registry.put(self.scope, "mixins", resource_id, self.group_body(title, **fields))

    def describe(self, schema_id: str, kind: str, path: str, **members: Any) -> str:
        """A descriptor of a field; its `@id`."""
        body = {"@type": f"xdm:{kind}", "xdm:sourceSchema": schema_id, "xdm:sourceProperty": path, **members}
        return str(self.registry.descriptors.create(self.scope, body)["@id"])

    def look_up(self, kind: str, address: str, variant: str = "") -> dict[str, Any]:
        header = f"application/vnd.adobe.xed{variant}+json; version=1"
        return self.registry.get(self.scope, "tenant", kind, address, accept.for_lookup(header))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(1_700_000_000_000)


@pytest.fixture
def store(clock: FixedClock) -> MemoryStore:
    return MemoryStore(clock, Ids(1))


@pytest.fixture
def acme(store: MemoryStore, clock: FixedClock) -> Tenant:
    """The sandbox prod of the tenant acme."""
    registry = SchemaRegistry(store, clock, Ids(2))
    scope = Scope("ACME@AdobeOrg", "acme", "world-1", "prod", "production", "client-1", "user-1@AdobeID")
    return Tenant(registry, scope)


@pytest.fixture
def other(acme: Tenant) -> Tenant:
    """A sandbox of another organisation, which has a tenant id of its own."""
    scope = Scope("OTHER@AdobeOrg", "other", "world-2", "dev", "development", "client-2", "user-2@AdobeID")
    return Tenant(acme.registry, scope)
