"""From what a caller sends to what is kept: the members the registry derives, and how parts may be combined.

Documented: help/xdm/api/{schemas,classes,field-groups,data-types}.md and the create-schema tutorial.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry import ad_hoc, errors, relational
from aep_emulator.services.schema_registry.ad_hoc import ADHOC, DATASET_NAMESPACE
from aep_emulator.services.schema_registry.checks import check_fields, check_names, check_shape
from aep_emulator.services.schema_registry.composition import Find
from aep_emulator.services.schema_registry.field_types import with_types
from aep_emulator.services.schema_registry.ref_property import REF_PROPERTY
from aep_emulator.types import Document

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
        DATASET_NAMESPACE,
        "version",
        "imsOrg",
        "refs",
    }
)

_SHOWN = 5

_Parents = Mapping[str, Document]
"""The resources in an allOf, by reference, in its order."""


def drafted(scope: Scope, kind: str, body: Document, resource_id: str, find: Find) -> dict[str, Any]:
    """The resource to keep, with its `$id`: the caller's members, completed.

    Raises ApiError 400 naming what is wrong.
    """
    sent = sent_members(body)
    check_shape(sent)
    check_fields(sent)
    _check_kind(kind, sent)
    is_relational = kind == "schemas" and relational.is_relational(sent)
    if not is_relational:
        sent.pop("meta:extends", None)
    draft = _typed(sent, find)
    parents = _parents(kind, draft, find)
    _check_parts(draft, parents)
    if is_relational:
        draft.update(relational.members(draft, parents))
    elif kind == "schemas":
        draft["meta:class"] = _class_of(draft, parents)
        _check_field_groups(draft["meta:class"], parents)
    elif kind == "classes":
        _check_behavior(parents)
    ad_hoc_namespace = ad_hoc.own_namespace(draft, resource_id, parents)
    if ad_hoc_namespace is not None:
        draft = {**ad_hoc.renamed(draft, ad_hoc_namespace), DATASET_NAMESPACE: ad_hoc_namespace}
    # The fields of a relational schema stand at the root, like those of a data type.
    check_names(scope.tenant, "datatypes" if is_relational else kind, draft, ad_hoc_namespace)
    draft["refs"] = _refs(draft, parents)
    extends = [] if is_relational else _extends(kind, draft, parents)
    if extends:
        draft["meta:extends"] = extends
    return {**draft, "meta:xdmType": draft["type"], "$id": resource_id}


def sent_members(body: Document) -> dict[str, Any]:
    """What a caller has a say in: the body without what the registry generates.

    What a resource extends is generated, too, except that a schema says by it that it is relational.
    """
    sent = {name: value for name, value in body.items() if name not in _GENERATED}
    return {**sent, "meta:extends": body["meta:extends"]} if relational.is_relational(body) else sent


def _check_kind(kind: str, sent: Document) -> None:
    """What only one kind of resource may or must have."""
    if sent.get("type") == "array":
        # Documented in schema-registry.yaml alone.
        if kind != "datatypes":
            raise errors.bad_request("type: only a data type may be an array.")
        if "items" not in sent or "properties" in sent:
            raise errors.bad_request("items: a data type that is an array has items and no properties.")
    if kind == "mixins" and "meta:intendedToExtend" not in sent:
        raise errors.bad_request(
            "meta:intendedToExtend: a field group must list the classes it is compatible with; the property is missing."
        )


def _typed(sent: Document, find: Find) -> dict[str, Any]:
    """The members sent, with types; empty definitions and allOf are left out."""

    def type_of(reference: str) -> str:
        return str((find(reference) or {}).get("type", "object"))

    draft = {"type": "object", **with_types(sent, type_of)}
    for member in ("definitions", "allOf"):
        if not draft.get(member):
            draft.pop(member, None)
    if "definitions" in draft:
        draft["definitions"] = {name: with_types(part, type_of) for name, part in draft["definitions"].items()}
    if "allOf" in draft:
        kind = draft["type"]
        draft["allOf"] = [
            {"type": kind, **with_types(part, type_of), "meta:xdmType": part.get("type", kind)}
            for part in draft["allOf"]
        ]
    return draft


def _parents(kind: str, draft: Document, find: Find) -> _Parents:
    parents: dict[str, Document] = {}
    for part in draft.get("allOf", ()):
        reference = part.get("$ref", "#")
        if reference.startswith("#") or reference in parents:
            continue
        found = find(reference.partition("#")[0])
        if found is None:
            raise errors.merge(f"allOf: the reference '{reference}' leads to nothing.")
        if found["meta:resourceType"] == "schemas" and kind != "schemas":
            raise errors.merge(f"allOf: '{reference}' is a schema, and nothing can be composed of schemas.")
        parents[reference] = found
    return parents


def _check_parts(draft: Document, parents: _Parents) -> None:
    """Only of a field group, some of the fields may be chosen; a class is there as a whole."""
    for part in draft.get("allOf", ()):
        reference = part.get("$ref", "#")
        if REF_PROPERTY in part and parents.get(reference, {}).get("meta:resourceType") != "mixins":
            raise errors.merge(f"allOf: {REF_PROPERTY} stands beside '{reference}', which is not a field group.")


def _refs(draft: Document, parents: _Parents) -> list[str]:
    """What the resource refers to: its parts in the order of meta:extends, then the data types of its fields."""
    class_id = draft.get("meta:class")
    standard, custom = _by_owner(parents, class_id)
    base = [str(class_id)] if class_id in parents else []
    return list(dict.fromkeys([*standard, *base, *custom, *_references(draft)]))


def _references(node: Document) -> Iterator[str]:
    reference = str(node.get("$ref", "#"))
    if not reference.startswith("#"):
        yield reference
    for member in ("definitions", "properties"):
        for child in node.get(member, {}).values():
            yield from _references(child)
    for member in ("items", "additionalProperties"):
        if isinstance(node.get(member), dict):
            yield from _references(node[member])
    for part in node.get("allOf", ()):
        yield from _references(part)


def _by_owner(parents: _Parents, class_id: str | None) -> tuple[list[str], list[str]]:
    """The standard and the tenant's own parts, without the class."""
    standard: list[str] = []
    custom: list[str] = []
    for reference, parent in parents.items():
        if reference != class_id:
            (custom if parent.get("meta:containerId") == "tenant" else standard).append(reference)
    return standard, custom


def _class_of(draft: Document, parents: _Parents) -> str:
    """The class a schema is based on: the one class (or the ad hoc behavior) in its allOf."""
    classes = [r for r, parent in parents.items() if parent["meta:resourceType"] == "classes" or r == ADHOC]
    if len(classes) != 1:
        found = ", ".join(classes[:_SHOWN]) or "none"
        raise errors.merge(f"allOf: a schema must be based on exactly one class; found: {found}.")
    stated = draft.get("meta:class")
    if stated is not None and stated != classes[0]:
        raise errors.merge(f"meta:class: '{stated}' is not the class in allOf, which is '{classes[0]}'.")
    return classes[0]


def _check_field_groups(class_id: str, parents: _Parents) -> None:
    """Each field group must be meant for the class or for something the class extends."""
    acceptable = {class_id, *parents[class_id].get("meta:extends", ())}
    for reference, parent in parents.items():
        if reference == class_id:
            continue
        if parent["meta:resourceType"] != "mixins":
            raise errors.merge(f"allOf: '{reference}' is neither a class nor a field group.")
        intended = parent.get("meta:intendedToExtend")
        if intended and acceptable.isdisjoint(intended):
            raise errors.merge(
                f"allOf: the field group '{reference}' is not compatible with the class '{class_id}'; "
                f"it is intended to extend: {', '.join(intended[:_SHOWN])}."
            )


def _check_behavior(parents: _Parents) -> None:
    """A class must extend record or time-series, itself or through another class."""
    for reference, parent in parents.items():
        if reference.startswith(_BEHAVIORS) or any(e.startswith(_BEHAVIORS) for e in parent.get("meta:extends", ())):
            return
    raise errors.merge(f"allOf: a class must refer to {_BEHAVIORS}record or {_BEHAVIORS}time-series.")


def _extends(kind: str, draft: Document, parents: _Parents) -> list[str]:
    """meta:extends in the documented order: standard field groups, what the class extends, the class, custom ones."""
    if kind == "schemas":
        class_id = draft["meta:class"]
        # The documented answer lists the audit trail before the behavior, whatever the class says.
        above = sorted(parents[class_id].get("meta:extends", ()), key=lambda r: r.startswith(_BEHAVIORS))
        standard, custom = _by_owner(parents, class_id)
        return list(dict.fromkeys([*standard, *above, class_id, *custom]))
    if kind == "classes":
        inherited = [e for parent in parents.values() for e in parent.get("meta:extends", ())]
        return list(dict.fromkeys([*parents, *inherited]))
    # Assumed: a field group extends field groups only; aepp looks each id listed here up as one.
    return [reference for reference, parent in parents.items() if parent.get("meta:resourceType") == "mixins"]
