"""Tags: the names Adobe keeps for itself, and the values one name has in a sandbox.

Documented: "Filter by tag" (help/catalog/api/filter-data.md) reserves two names; the datasets of
help/catalog/datasets/enable-upsert.md carry them with values such as `enabled:true`. GET /tags/{tagNamespace} in
catalog.yaml.
Assumed: on datasets the reserved names take pairs alone, elsewhere they are refused; a name that no object carries is
404; the collections are called as in paths, where the one example has older names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from aep_emulator.services.catalog import errors
from aep_emulator.types import Document

RESERVED = ("unifiedProfile", "unifiedIdentity")

_PAIR = re.compile(r"[A-Za-z]+:\s*\S+")


def check_reserved(document: Document, *, on_dataset: bool) -> None:
    """Raises ApiError 400 for a reserved name where it may not be, or with values that are not pairs."""
    tags = document.get("tags", {})
    for name in RESERVED:
        if name not in tags:
            continue
        if not on_dataset:
            raise errors.invalid(f"tags.{name}: the name is reserved for datasets.")
        if not all(_PAIR.fullmatch(value) for value in tags[name]):
            raise errors.invalid(f"tags.{name}: the name is reserved; its values are pairs such as 'enabled:true'.")


def of_namespace(namespace: str, collections: Iterable[tuple[str, Iterable[tuple[str, Document]]]]) -> dict[str, Any]:
    """`{objectType: {collection: [references]}, namespace: [values]}` of all objects that carry the name.

    `collections` are names with the (id, object) pairs in them. Raises ApiError 404 when no object does.
    """
    found: dict[str, list[str]] = {}
    values: dict[str, None] = {}
    for collection, objects in collections:
        for object_id, document in objects:
            tags = document.get("tags")
            if not isinstance(tags, dict) or namespace not in tags:
                continue
            found.setdefault(collection, []).append(f"@/{collection}/{object_id}")
            carried = tags[namespace]
            values.update(dict.fromkeys(str(value) for value in (carried if isinstance(carried, list) else [carried])))
    if not found:
        raise errors.not_found("Tag", namespace)
    return {"objectType": found, namespace: list(values)}
