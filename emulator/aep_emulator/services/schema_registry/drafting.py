"""From what a caller sends to what is kept: checks, and the members the registry generates.

Documented: help/xdm/api/{schemas,classes,field-groups,data-types}.md and the create-schema tutorial.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry import errors
from aep_emulator.services.schema_registry.composition import Find
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

ADHOC = "https://ns.adobe.com/xdm/data/adhoc"
_PACKAGE = "aep_emulator.services.schema_registry"
_BEHAVIORS = "https://ns.adobe.com/xdm/data/"
_MAX_DEPTH = 60

GENERATED = frozenset(
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


def sent_by_caller(body: Document) -> dict[str, Any]:
    """The body without what the registry generates; clients send whole resources back."""
    return {name: value for name, value in body.items() if name not in GENERATED}


def drafted(scope: Scope, kind: str, body: Document, find: Find) -> dict[str, Any]:
    """The resource to keep: the caller's members, completed. Raises ApiError 400 naming what is wrong."""
    _check_shape(body)
    draft = {"type": "object", **body}
    draft["allOf"] = [
        {**part, "type": "object", "meta:xdmType": "object"} if "$ref" in part else part
        for part in body.get("allOf", ())
    ]
    if not draft["allOf"]:
        del draft["allOf"]
    parents = [(part["$ref"], _parent(part["$ref"], find)) for part in draft.get("allOf", ()) if _is_external(part)]
    if kind == "schemas":
        draft["meta:class"] = _class_of(draft, parents)
        _check_field_groups(draft["meta:class"], parents, find)
    elif kind == "classes":
        _check_behavior(parents)
    if kind != "datatypes" and draft.get("meta:class") != ADHOC:
        _check_namespace(scope, draft)
    others = [reference for reference, _ in parents if reference != draft.get("meta:class")]
    draft["refs"] = [*others, *([draft["meta:class"]] if kind == "schemas" else [])]
    extends = _extends(kind, draft, others, parents, find)
    if extends:
        draft["meta:extends"] = extends
    draft["meta:xdmType"] = "object"
    return draft


def _check_shape(body: Document) -> None:
    failures = request_schema(_PACKAGE, "resources").failures(body)
    if failures:
        raise errors.bad_request("; ".join(str(failure) for failure in failures))
    _check_depth(body, 0)


def _check_depth(node: Any, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise errors.bad_request(f"The resource nests deeper than {_MAX_DEPTH} levels.")
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        _check_depth(child, depth + 1)


def _is_external(part: Document) -> bool:
    return isinstance(part.get("$ref"), str) and not part["$ref"].startswith("#")


def _parent(reference: str, find: Find) -> Document:
    found = find(reference.partition("#")[0])
    if found is None:
        raise errors.merge(f"allOf: the reference '{reference}' leads to nothing.")
    return found


def _class_of(draft: Document, parents: Sequence[tuple[str, Document]]) -> str:
    """The class a schema is based on: the one class (or the ad hoc behavior) in its allOf."""
    classes = [
        reference
        for reference, parent in parents
        if parent["meta:resourceType"] == "classes" or (reference == ADHOC and len(parents) >= 1)
    ]
    if len(classes) != 1:
        found = ", ".join(classes) or "none"
        raise errors.merge(f"allOf: a schema must be based on exactly one class; found: {found}.")
    stated = draft.get("meta:class")
    if stated is not None and stated != classes[0]:
        raise errors.merge(f"meta:class: '{stated}' is not the class in allOf, which is '{classes[0]}'.")
    return classes[0]


def _check_field_groups(class_id: str, parents: Sequence[tuple[str, Document]], find: Find) -> None:
    """Each field group must be meant for the class or for something the class extends."""
    known = find(class_id) or {}
    acceptable = {class_id, *known.get("meta:extends", ())}
    for reference, parent in parents:
        if reference == class_id or parent["meta:resourceType"] == "behaviors":
            continue
        if parent["meta:resourceType"] != "mixins":
            raise errors.merge(f"allOf: '{reference}' is neither a class nor a field group.")
        intended = parent.get("meta:intendedToExtend")
        if intended and acceptable.isdisjoint(intended):
            raise errors.merge(
                f"allOf: the field group '{reference}' is not compatible with the class '{class_id}'; "
                f"it is intended to extend: {', '.join(intended)}."
            )


def _check_behavior(parents: Sequence[tuple[str, Document]]) -> None:
    """A class must extend record or time-series, itself or through another class."""
    for reference, parent in parents:
        if reference.startswith(_BEHAVIORS) or any(e.startswith(_BEHAVIORS) for e in parent.get("meta:extends", ())):
            return
    raise errors.merge(f"allOf: a class must refer to {_BEHAVIORS}record or {_BEHAVIORS}time-series.")


def _check_namespace(scope: Scope, draft: Document) -> None:
    namespace = f"_{scope.tenant}"
    for name, child in _own_fields(draft):
        if name != namespace:
            raise errors.namespace(
                f"For custom fields, you must use a top level field named {namespace} and all the other fields must "
                f"be defined under it; found '{name}'."
            )
        for nested in child.get("properties", {}):
            if nested.startswith("_"):
                raise errors.namespace(f"The field '{namespace}.{nested}' may not begin with an underscore.")


def _own_fields(draft: Document) -> Iterator[tuple[str, Document]]:
    yield from draft.get("properties", {}).items()
    for definition in draft.get("definitions", {}).values():
        fields = definition.get("properties", {})
        if not isinstance(fields, dict) or not all(isinstance(child, dict) for child in fields.values()):
            raise errors.bad_request("definitions: 'properties' must be an object of objects.")
        yield from fields.items()


def _extends(
    kind: str, draft: Document, others: Sequence[str], parents: Sequence[tuple[str, Document]], find: Find
) -> list[str]:
    """meta:extends in the documented order: standard field groups, what the class extends, the class, custom ones."""
    if kind == "schemas":
        class_id = draft["meta:class"]
        above = [*(find(class_id) or {}).get("meta:extends", ())]
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
