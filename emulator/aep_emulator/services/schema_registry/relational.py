"""Relational (formerly model-based) schemas: fields at the root, without class, field groups and union.

Documented: "Create a relational schema" in help/xdm/api/schemas.md: the value adhoc-v2 in meta:extends makes a schema
relational, and it may refer to no class or field group; help/xdm/schema/relational.md: its fields need no tenant
namespace, and it takes part in no union.
Assumed: a relational schema without meta:behaviorType holds records.
Differs: primary keys and versions of relational schemas can be described but are not enforced when rows are ingested:
every batch is kept as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aep_emulator.services.schema_registry import errors
from aep_emulator.types import Document

ADHOC_V2 = "https://ns.adobe.com/xdm/data/adhoc-v2"
BEHAVIOR_TYPE = "meta:behaviorType"
TIME_SERIES = "time-series"

_BEHAVIOR_TYPES = ("record", TIME_SERIES)


def is_relational(document: Document) -> bool:
    """Whether a schema, as sent, kept, shown or resolved, says that it is relational."""
    extends = document.get("meta:extends")
    return isinstance(extends, list) and ADHOC_V2 in extends


def members(draft: Document, parents: Mapping[str, Document]) -> dict[str, Any]:
    """What a relational schema says of itself. `parents` are the resources in its allOf, by `$id`.

    Raises ApiError 400.
    """
    for reference in parents:
        raise errors.merge(f"allOf: a relational schema refers to no class or field group, but to '{reference}'.")
    for extended in draft["meta:extends"]:
        if extended != ADHOC_V2:
            raise errors.merge(f"meta:extends: a relational schema extends nothing but {ADHOC_V2}; found: {extended}.")
    if "meta:class" in draft:
        raise errors.merge(f"meta:class: a relational schema has no class; found: {draft['meta:class']}.")
    behavior = draft.get(BEHAVIOR_TYPE, "record")
    if behavior not in _BEHAVIOR_TYPES:
        raise errors.bad_request(f"{BEHAVIOR_TYPE}: must be one of {', '.join(_BEHAVIOR_TYPES)}; found: {behavior}.")
    return {"meta:extends": [ADHOC_V2], BEHAVIOR_TYPE: behavior}
