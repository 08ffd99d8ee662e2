"""From what a caller sends to what is kept: the members the registry derives, and how parts may be combined.

Documented: help/xdm/api/{schemas,classes,field-groups,data-types}.md and the create-schema tutorial.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry import errors
from aep_emulator.services.schema_registry.checks import check_names, check_shape
from aep_emulator.services.schema_registry.composition import Find
from aep_emulator.services.schema_registry.field_types import with_types
from aep_emulator.types import Document

ADHOC = "https://ns.adobe.com/xdm/data/adhoc"
_BEHAVIORS = "https://ns.adobe.com/xdm/data/"

# What the registry generates and ignores in a body: clients send whole resources back.
_GENERATED = frozenset(
    {
        "$id",
        "$schema",
        "meta:altId",
        "meta:resourceType",
        "meta:containerId",
        "meta:registryMetadata",
        "meta:sandboxId",
        "meta:sandboxType",
        "meta:tenantNamespace",
        "meta:extends",
        "meta:extensible",
        "meta:abstract",
        "meta:descriptorStatus",
        "meta:allFieldAccess",
        "meta:createdDate",
        "version",
        "imsOrg",
        "refs",
    }
)

_Parents = Sequence[tuple[str, Document]]


def drafted(scope: Scope, kind: str, body: Document, find: Find) -> dict[str, Any]:
    """The resource to keep: the caller's members, completed. Raises ApiError 400 naming what is wrong."""
    sent = {name: value for name, value in body.items() if name not in _GENERATED}
    check_shape(sent)
    draft = {"type": "object", **with_types(sent)}
    for member in ("definitions", "allOf"):
        if not draft.get(member):
            draft.pop(member, None)
    if "definitions" in draft:
        draft["definitions"] = {name: with_types(part) for name, part in draft["definitions"].items()}
    if "allOf" in draft:
        draft["allOf"] = [_part(part) for part in draft["allOf"]]
    parents = [(part["$ref"], _parent(part["$ref"], find)) for part in draft.get("allOf", ()) if _is_external(part)]
    if kind == "schemas":
        draft["meta:class"] = _class_of(draft, parents)
        _check_field_groups(draft["meta:class"], parents)
    elif kind == "classes":
        _check_behavior(parents)
    adhoc = any(reference == ADHOC or ADHOC in parent.get("meta:extends", ()) for reference, parent in parents)
    check_names(scope.tenant, kind, draft, adhoc=adhoc)
    base = [draft["meta:class"]] if kind == "schemas" else []
    others = [reference for reference, _ in parents if reference not in base]
    draft["refs"] = [*others, *base]
    extends = _extends(kind, draft, others, parents)
    if extends:
        draft["meta:extends"] = extends
    draft["meta:xdmType"] = "object"
    return draft


def _part(part: Document) -> dict[str, Any]:
    return {"type": "object", **with_types(part), "meta:xdmType": "object"}


def _is_external(part: Document) -> bool:
    return "$ref" in part and not part["$ref"].startswith("#")


def _parent(reference: str, find: Find) -> Document:
    found = find(reference.partition("#")[0])
    if found is None:
        raise errors.merge(f"allOf: the reference '{reference}' leads to nothing.")
    return found


def _class_of(draft: Document, parents: _Parents) -> str:
    """The class a schema is based on: the one class (or the ad hoc behavior) in its allOf."""
    classes = [
        reference for reference, parent in parents if parent["meta:resourceType"] == "classes" or reference == ADHOC
    ]
    if len(classes) != 1:
        found = ", ".join(classes) or "none"
        raise errors.merge(f"allOf: a schema must be based on exactly one class; found: {found}.")
    stated = draft.get("meta:class")
    if stated is not None and stated != classes[0]:
        raise errors.merge(f"meta:class: '{stated}' is not the class in allOf, which is '{classes[0]}'.")
    return classes[0]


def _check_field_groups(class_id: str, parents: _Parents) -> None:
    """Each field group must be meant for the class or for something the class extends."""
    acceptable = {class_id, *(e for r, parent in parents if r == class_id for e in parent.get("meta:extends", ()))}
    for reference, parent in parents:
        if reference == class_id:
            continue
        if parent["meta:resourceType"] != "mixins":
            raise errors.merge(f"allOf: '{reference}' is neither a class nor a field group.")
        intended = parent.get("meta:intendedToExtend")
        if intended and acceptable.isdisjoint(intended):
            raise errors.merge(
                f"allOf: the field group '{reference}' is not compatible with the class '{class_id}'; "
                f"it is intended to extend: {', '.join(intended)}."
            )


def _check_behavior(parents: _Parents) -> None:
    """A class must extend record or time-series, itself or through another class."""
    for reference, parent in parents:
        if reference.startswith(_BEHAVIORS) or any(e.startswith(_BEHAVIORS) for e in parent.get("meta:extends", ())):
            return
    raise errors.merge(f"allOf: a class must refer to {_BEHAVIORS}record or {_BEHAVIORS}time-series.")


def _extends(kind: str, draft: Document, others: Sequence[str], parents: _Parents) -> list[str]:
    """meta:extends in the documented order: standard field groups, what the class extends, the class, custom ones."""
    if kind == "schemas":
        class_id = draft["meta:class"]
        above = [e for reference, parent in parents if reference == class_id for e in parent.get("meta:extends", ())]
        # The documented answer lists the audit trail before the behavior, whatever the class says.
        above.sort(key=lambda reference: reference.startswith(_BEHAVIORS))
        custom = [r for r, parent in parents if parent.get("meta:containerId") == "tenant" and r != class_id]
        standard = [reference for reference in others if reference not in custom]
        return list(dict.fromkeys([*standard, *above, class_id, *custom]))
    if kind == "classes":
        inherited = [e for _, parent in parents for e in parent.get("meta:extends", ())]
        return list(dict.fromkeys([*others, *inherited]))
    # Field groups and data types: aepp would look every id listed here up as a field group.
    return []
