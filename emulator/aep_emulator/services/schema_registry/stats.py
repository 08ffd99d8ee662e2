"""`GET /stats`: how an organisation uses the registry.

Documented: "Know your TENANT_ID" in help/xdm/api/getting-started.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.types import Document

_RECENT = 10
_COUNTED = ("schemas", "mixins", "datatypes", "classes")


def stats(scope: Scope, documents: Iterable[Document], class_titles: dict[str, str]) -> dict[str, Any]:
    """The answer, from every resource of the tenant. `class_titles` holds the titles of classes by `$id`."""
    every = list(documents)
    counts = {kind: sum(document["meta:resourceType"] == kind for document in every) for kind in _COUNTED}
    schemas = [document for document in every if document["meta:resourceType"] == "schemas"]
    # Relational schemas have none, and with it no union.
    with_class = [document for document in schemas if "meta:class" in document]
    unions = {document["meta:class"] for document in with_class if "union" in document.get("meta:immutableTags", ())}
    usage: dict[str, list[dict[str, Any]]] = {}
    for document in with_class:
        usage.setdefault(document["meta:class"], []).append(_chosen(document, "$id", "title", "description"))
    return {
        "imsOrg": scope.org_id,
        "tenantId": scope.tenant,
        "counts": {**counts, "unions": len(unions)},
        "recentlyCreatedResources": _recent(every, "repo:createdDate", "meta:created", class_titles),
        "recentlyUpdatedResources": _recent(every, "repo:lastModifiedDate", "meta:updated", class_titles),
        "classUsage": usage,
    }


def _recent(every: list[Document], order: str, member: str, class_titles: dict[str, str]) -> list[dict[str, Any]]:
    newest = sorted(every, key=lambda document: -document["meta:registryMetadata"][order])[:_RECENT]
    return [
        {
            **_chosen(document, "$id", "meta:altId", "title", "description", "meta:resourceType", "version"),
            member: _moment(document["meta:registryMetadata"][order]),
            **_chosen(document, "meta:class"),
            **({"meta:classTitle": class_titles[document["meta:class"]]} if _has_title(document, class_titles) else {}),
        }
        for document in newest
    ]


def _has_title(document: Document, class_titles: dict[str, str]) -> bool:
    return document.get("meta:class") in class_titles


def _chosen(document: Document, *names: str) -> dict[str, Any]:
    return {name: document[name] for name in names if name in document}


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%a %b %d %Y %H:%M:%S GMT+0000 (UTC)")
