"""From a CSV template to the payload that `/rpc/import` makes a schema of. Nothing is stored.

Documented: help/xdm/api/csv-to-schema.md.
Assumed: /rpc/csv2schema refuses a template whose field groups or schema the registry would not accept; whether their
titles are free shows at the import.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry import errors, naming, tenant
from aep_emulator.services.schema_registry.csv_to_schema.described import Described
from aep_emulator.services.schema_registry.csv_to_schema.fields import field_of
from aep_emulator.services.schema_registry.csv_to_schema.form import CLASS, FILE, Template
from aep_emulator.services.schema_registry.csv_to_schema.group import Group
from aep_emulator.services.schema_registry.csv_to_schema.groups import Groups
from aep_emulator.services.schema_registry.csv_to_schema.rows import Row, rows_of, shown
from aep_emulator.services.schema_registry.library import Library
from aep_emulator.services.schema_registry.resources import Resources
from aep_emulator.services.schema_registry.writing import Writing
from aep_emulator.types import Document

_ALL = "all"


class CsvToSchema:
    """Makes payloads."""

    def __init__(self, resources: Resources, library: Library, writing: Writing) -> None:
        self._resources = resources
        self._library = library
        self._writing = writing

    def payload(self, scope: Scope, template: Template) -> list[dict[str, Any]]:
        """Field groups, the schema and its descriptors. Raises ApiError 400 naming the part, or row and column."""
        schema_class = self._resources.find(scope, "classes", naming.normal(template.class_id))
        if schema_class is None:
            raise errors.bad_request(f"{CLASS}: there is no class '{shown(template.class_id)}'.")
        class_id = str(schema_class["$id"])
        rows = rows_of(template.content)
        groups = Groups(
            scope, self._resources, self._library, schema_class, lambda: self._writing.new_id(scope, "mixins")
        )
        described = Described(self._writing.new_id(scope, "schemas"))
        for row in rows:
            self._take(scope, row, groups, described)
        mixins = [_mixin(group, class_id) for group in groups.all() if group.has_custom_fields]
        schema = {
            **_header("schemas", described.schema_id, template.name, template.description),
            "meta:extends": [class_id],
            "allOf": [{"$ref": class_id}, *map(_part, groups.all())],
        }
        self._check(scope, [*mixins, schema])
        return [*mixins, schema, *described.descriptors]

    def _take(self, scope: Scope, row: Row, groups: Groups, described: Described) -> None:
        if not row.text("isCustom"):
            raise row.refused("isCustom", "the value must be true or false.")
        is_custom = row.flag("isCustom")
        if not row.text("fieldPath"):
            raise row.refused("fieldPath", "the path of the field is missing.")
        group = groups.of(row)
        if row.text("fieldPath").lower() == _ALL:
            group.take_all(row)
        elif is_custom:
            field = field_of(row, self._resources.finder(scope))
            described.identify(row, group.add(row, field, groups.composed(group)))
        else:
            pointer = group.choose(row, groups.composed(group))
            described.name(row, pointer)
            described.identify(row, pointer)

    def _check(self, scope: Scope, resources: list[dict[str, Any]]) -> None:
        """The registry takes what is made, and all of it fits together."""
        beside: dict[str, Document] = {}
        for resource in resources:
            resource_id, kind = resource["$id"], resource["meta:resourceType"]
            try:
                draft = self._writing.draft(scope, kind, resource, resource_id, beside)
            except ApiError as error:
                raise errors.bad_request(f"{FILE}: {resource['title']}: {error.detail}") from None
            beside[resource_id] = {**draft, **tenant.identity(kind)}


def _header(kind: str, resource_id: str, title: str, description: str) -> dict[str, Any]:
    return {
        "$id": resource_id,
        "$schema": "http://json-schema.org/draft-06/schema#",
        "type": "object",
        "meta:xdmType": "object",
        "meta:resourceType": kind,
        "title": title,
        "description": description,
    }


def _mixin(group: Group, class_id: str) -> dict[str, Any]:
    """The field group for the custom fields; one that extends another has that group's fields too."""
    generated = f"Generated field group {group.new_id.rpartition('/')[2]}"
    title = group.title or generated
    if group.existing is not None:
        title = f"{group.existing['title']}:{generated}"
    mixin = {**_header("mixins", group.new_id, title, generated), "meta:intendedToExtend": [class_id]}
    if group.existing is None:
        return {**mixin, **group.fields}
    extended = str(group.existing["$id"])
    return {**mixin, "meta:extends": [extended], "allOf": [group.fields, {"$ref": extended}]}


def _part(group: Group) -> dict[str, Any]:
    """The group as the schema refers to it."""
    made = group.has_custom_fields or group.existing is None
    part: dict[str, Any] = {"$ref": group.new_id if made else str((group.existing or {})["$id"])}
    return part if group.is_whole else {**part, "meta:refProperty": group.chosen}
