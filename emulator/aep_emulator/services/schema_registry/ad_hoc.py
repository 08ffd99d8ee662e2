"""Ad hoc classes: the namespace of their fields is made of the class's id.

Documented: help/xdm/tutorials/ad-hoc.md shows a class that is sent with its fields under `_adhoc` and answered with
them under an underscore and the last part of its `$id`, which meta:datasetNamespace names in the class and in its
schemas.
Assumed: a schema that is based on the behavior itself, without a class, has a namespace made of its own id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aep_emulator.services.schema_registry import errors
from aep_emulator.types import Document

ADHOC = "https://ns.adobe.com/xdm/data/adhoc"
DATASET_NAMESPACE = "meta:datasetNamespace"

_SENT = "_adhoc"


def namespace(resource_id: str) -> str:
    """The namespace of the fields of the ad hoc class with this `$id`."""
    return "_" + resource_id.rpartition("/")[2]


def own_namespace(draft: Document, resource_id: str, parents: Mapping[str, Document]) -> str | None:
    """The namespace of a class or schema of the ad hoc behavior; None for every other.

    `parents` are the resources in its allOf, by `$id`.
    """
    if ADHOC not in parents and not any(ADHOC in parent.get("meta:extends", ()) for parent in parents.values()):
        return None
    class_id = draft.get("meta:class", ADHOC)
    return namespace(resource_id if class_id == ADHOC else class_id)


def renamed(part: Document, own: str) -> dict[str, Any]:
    """The resource, or a part of it, with its fields under `own` where they were under `_adhoc`.

    Raises ApiError 400 when it has both.
    """
    changed = dict(part)
    if _SENT in part.get("properties", {}):
        if own in part["properties"]:
            raise errors.bad_request(f"properties: '{_SENT}' stands for '{own}', and both are there.")
        changed["properties"] = {own if name == _SENT else name: field for name, field in part["properties"].items()}
    if _SENT in part.get("required", ()):
        changed["required"] = [own if name == _SENT else name for name in part["required"]]
    if "allOf" in part:
        changed["allOf"] = [renamed(inner, own) for inner in part["allOf"]]
    if "definitions" in part:
        changed["definitions"] = {name: renamed(inner, own) for name, inner in part["definitions"].items()}
    return changed
