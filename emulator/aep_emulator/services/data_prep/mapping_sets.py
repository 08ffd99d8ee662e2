"""Mapping sets as they are written and as they are read back.

Documented: help/data-prep/api/mapping-set.md and help/data-prep/mapping-set.md. A body may name its schema as
`outputSchema.schemaRef`, `schemaRef` or `xdmSchema`, and its paths `source` and `destination` or `sourceAttribute`
and `destinationXdmPath`; whatever was written is read back under all names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aep_emulator.services.data_prep import errors
from aep_emulator.services.data_prep.source_types import ATTRIBUTE, EXPRESSION, SOURCE_TYPES
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

_PACKAGE = "aep_emulator.services.data_prep"
_DEFAULT_VERSION = "1.0"

# How the source types read back. Documented for the first two; a constant has no documented text/ form.
_READ_BACK = {ATTRIBUTE: "text/x.schema-path", EXPRESSION: "text/x.aep-xl"}
_OPTIONAL_MEMBERS = ("name", "description", "identityGroup", "namespaceCode")


@dataclass(frozen=True, slots=True)
class Names:
    """How one mapping of a body spells its two paths; messages use the same words."""

    source: str
    destination: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A mapping set as a body describes it. `mappings` have `sourceType`, `source` and `destination` for certain.

    `schema_field` is the member of the body that named the schema; without one `schema_id` is None.
    """

    body: Document
    schema_id: str | None
    schema_field: str
    content_type: str
    mappings: list[dict[str, Any]]
    names: list[Names]


def read_body(body: Document) -> Draft:
    """What a body describes. Raises ApiError 400."""
    failure = request_schema(_PACKAGE, "mappingSet").first_failure(body)
    if failure is not None:
        raise errors.invalid(f"{failure}.")
    schema_id, schema_field, content_type = _schema_reference(body)
    read = [_read_mapping(index, mapping) for index, mapping in enumerate(body["mappings"])]
    return Draft(
        body=body,
        schema_id=schema_id,
        schema_field=schema_field,
        content_type=content_type,
        mappings=[mapping for mapping, _ in read],
        names=[names for _, names in read],
    )


def _schema_reference(body: Document) -> tuple[str | None, str, str]:
    output = (body.get("outputSchema") or {}).get("schemaRef") or {}
    direct = body.get("schemaRef") or {}
    named = [
        ("outputSchema.schemaRef.id", output.get("id")),
        ("schemaRef.id", direct.get("id")),
        ("xdmSchema", body.get("xdmSchema")),
    ]
    given = [(field, schema_id) for field, schema_id in named if schema_id]
    for field, schema_id in given[1:]:
        if schema_id != given[0][1]:
            raise errors.invalid(f"{given[0][0]} and {field} name different schemas.")
    content_type = output.get("contentType") or direct.get("contentType") or body.get("xdmVersion") or _DEFAULT_VERSION
    field, schema_id = given[0] if given else ("outputSchema.schemaRef.id", None)
    return schema_id, field, content_type


def _read_mapping(index: int, mapping: Document) -> tuple[dict[str, Any], Names]:
    names = Names(
        "sourceAttribute" if mapping.get("source") is None and mapping.get("sourceAttribute") is not None else "source",
        "destinationXdmPath"
        if mapping.get("destination") is None and mapping.get("destinationXdmPath") is not None
        else "destination",
    )
    for member, other in ((names.source, "sourceAttribute"), (names.destination, "destinationXdmPath")):
        value = mapping.get(member)
        if not value:
            raise errors.invalid(f"mappings[{index}]: '{member}' (or '{other}') is required and must not be empty.")
        if mapping.get(other) is not None and mapping[other] != value:
            raise errors.invalid(f"mappings[{index}]: '{member}' and '{other}' differ; give one of them.")
    source_type = mapping.get("sourceType") or ATTRIBUTE
    if source_type not in SOURCE_TYPES:
        raise errors.invalid(
            f"mappings[{index}].sourceType: '{source_type}' is not a source type; expected one of "
            f"{', '.join(SOURCE_TYPES)}."
        )
    kind = SOURCE_TYPES[source_type]
    normal = {
        **mapping,
        "sourceType": _READ_BACK.get(kind, kind),
        "source": mapping[names.source],
        "destination": mapping[names.destination],
    }
    return normal, names


def stored(
    draft: Draft, mapping_set_id: str, *, version: int, created_ms: int, created_by: str, now_ms: int, user_id: str,
    new_id: Callable[[], str],
) -> dict[str, Any]:  # fmt: skip
    """The mapping set as the store keeps it: everything but the schema itself. Times are milliseconds."""
    schema_ref = {"id": draft.schema_id, "contentType": draft.content_type}
    body = draft.body
    document: dict[str, Any] = {
        "id": mapping_set_id,
        "version": version,
        "createdDate": created_ms,
        "modifiedDate": now_ms,
        "createdBy": created_by,
        "modifiedBy": user_id,
        "supportVersion": "1.1",
        "inputSchema": body.get("inputSchema") or {},
        "outputSchema": {"id": new_id(), "version": 0, "schemaRef": schema_ref},
        "mappings": [_stored_mapping(mapping, new_id(), now_ms, user_id) for mapping in draft.mappings],
        "status": body.get("status") or "DRAFT",
        "strictMapping": bool(body.get("strictMapping")),
        "allowNullValues": bool(body.get("allowNullValues")),
        "xdmVersion": draft.content_type,
        "schemaRef": schema_ref,
        "xdmSchema": draft.schema_id,
    }
    for member in ("name", "tags"):
        if body.get(member) is not None:
            document[member] = body[member]
    return document


def _stored_mapping(mapping: Document, mapping_id: str, now_ms: int, user_id: str) -> dict[str, Any]:
    return {
        "id": mapping_id,
        "version": 0,
        "createdDate": now_ms,
        "modifiedDate": now_ms,
        "createdBy": user_id,
        "modifiedBy": user_id,
        "sourceType": mapping["sourceType"],
        "source": mapping["source"],
        "destination": mapping["destination"],
        **{member: mapping[member] for member in _OPTIONAL_MEMBERS if mapping.get(member) is not None},
        "identity": bool(mapping.get("identity")),
        "primaryIdentity": bool(mapping.get("primaryIdentity")),
        "matchScore": mapping.get("matchScore") or 0.0,
        "functionVersion": mapping.get("functionVersion") or 1,
        "sourceAttribute": mapping["source"],
        "destinationXdmPath": mapping["destination"],
    }


def summary(document: Document) -> dict[str, Any]:
    """What creating a mapping set answers."""
    members = ("id", "version", "createdDate", "modifiedDate", "createdBy", "modifiedBy")
    return {member: document[member] for member in members}


def with_schema(document: Document, json_schema: Document | None) -> dict[str, Any]:
    """The mapping set with its output schema written out, when there is one."""
    if json_schema is None:
        return dict(document)
    output = document["outputSchema"]
    expanded = {"id": output["id"], "version": output["version"], "jsonSchema": json_schema}
    return {**document, "outputSchema": {**expanded, "schemaRef": output["schemaRef"]}}
