"""A tenant's resource: what the store keeps of it, and how the API shows it.

Documented: the answers in help/xdm/api/{schemas,classes,field-groups,data-types}.md and in the create-schema tutorial.
"""

from __future__ import annotations

import hashlib
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry.library import LIBRARY_VERSION
from aep_emulator.store.base import Record
from aep_emulator.types import Document

KINDS = ("schemas", "classes", "mixins", "datatypes")
"""The kinds of resources a tenant can have. Mixin is the former name of a field group; ids still say it."""

_CHANGES = "_changes"


def store_kind(kind: str) -> str:
    """The store's name for a kind of resources."""
    return f"xdm:{kind}"


def title_claims(kind: str, title: str) -> list[str]:
    """The names that a resource's title claims; no two resources hold the same.

    Documented: titles are unique across all kinds (troubleshooting guide). The create-schema tutorial all the same
    makes a data type "Loyalty Tier" beside a field group of that title: these two kinds do not see each other's.
    """
    apart = {"mixins": ["field group"], "datatypes": ["data type"]}
    return [f"xdm-title:{side}:{title}" for side in apart.get(kind, ["field group", "data type"])]


def kept(scope: Scope, draft: Document, resource_id: str, *, before: Document | None = None) -> dict[str, Any]:
    """What is kept of a checked draft: itself, its id, its version and who wrote it. `before` is what it replaces.

    All else that the API shows is derived from this and the store's record.
    """
    author = {"client": scope.client_id, "user": scope.user_id}
    return {
        **draft,
        "$id": resource_id,
        "version": "1.0" if before is None else _next(before["version"]),
        _CHANGES: {"created": author if before is None else before[_CHANGES]["created"], "modified": author},
    }


def identity(kind: str) -> dict[str, str]:
    """What others ask about a tenant's resource before it is kept."""
    return {"meta:resourceType": kind, "meta:containerId": "tenant"}


def draft_of(record: Record) -> dict[str, Any]:
    """The draft that was kept, with its `$id`."""
    return {name: value for name, value in record.body.items() if name not in ("version", _CHANGES)}


def summary(record: Record) -> dict[str, Any]:
    """What lists of ids show and sort by, at a fraction of the cost of the whole resource."""
    return {
        "$id": record.body["$id"],
        "meta:altId": record.id,
        "version": record.body["version"],
        "title": record.body["title"],
        "meta:registryMetadata": {
            "repo:createdDate": record.created_ms,
            "repo:lastModifiedDate": record.updated_ms,
        },
    }


def rendered(scope: Scope, kind: str, record: Record) -> dict[str, Any]:
    """The resource as the API shows it; times in milliseconds since the epoch."""
    created, modified = record.body[_CHANGES]["created"], record.body[_CHANGES]["modified"]
    is_schema = kind == "schemas"
    body = {name: value for name, value in record.body.items() if name != _CHANGES}
    return {
        "$id": body["$id"],
        "meta:altId": record.id,
        "meta:resourceType": kind,
        "version": body["version"],
        **body,
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
            "xdm:createdClientId": created["client"],
            "xdm:lastModifiedClientId": modified["client"],
            "xdm:createdUserId": created["user"],
            "xdm:lastModifiedUserId": modified["user"],
            "eTag": hashlib.sha256(record.etag.encode()).hexdigest(),
            "meta:globalLibVersion": LIBRARY_VERSION,
        },
    }


def _next(version: str) -> str:
    major, _, minor = version.partition(".")
    return f"{major}.{int(minor) + 1}"
