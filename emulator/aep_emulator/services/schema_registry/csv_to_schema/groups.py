"""Which field group a row of a CSV template means.

Documented: "CSV file requirements" in help/xdm/api/csv-to-schema.md.
Assumed: a CSV template may name a field group of the tenant's like a standard one, by its `$id` or its title; of
several groups with one title, /rpc/csv2schema takes one that suits the class and is not deprecated. Assumed: a
`fieldGroupId` in a CSV template that is of the tenant's form and not taken becomes the `$id` of a new field group.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry import naming
from aep_emulator.services.schema_registry.csv_to_schema.group import Group
from aep_emulator.services.schema_registry.csv_to_schema.rows import Row, shown
from aep_emulator.services.schema_registry.library import Library
from aep_emulator.services.schema_registry.resources import Resources
from aep_emulator.types import Document

MAX_GROUPS = 400
"""Of one template. A payload with more resources than `transfer.MAX_RESOURCES` could not be imported."""

_Key = tuple[str, str]
_IDENTIFIER = re.compile(r"[0-9A-Za-z]{1,64}")


class Groups:
    """The field groups of one template; each is made when a row first means it."""

    def __init__(
        self, scope: Scope, resources: Resources, library: Library, schema_class: Document, new_id: Callable[[], str]
    ) -> None:
        self._scope = scope
        self._resources = resources
        self._library = library
        self._acceptable = {str(schema_class["$id"]), *schema_class.get("meta:extends", ())}
        self._new_id = new_id
        self._groups: dict[_Key, Group] = {}
        self._new: dict[str, _Key] = {}

    def all(self) -> list[Group]:
        """In the documented order: without a name, with a new name, and those with fields of a group there is."""
        return sorted(self._groups.values(), key=lambda group: group.rank)

    def of(self, row: Row) -> Group:
        """The group of a row. Raises ApiError 400 naming row and column."""
        group_id, title = row.text("fieldGroupId"), row.text("fieldGroupName")
        existing = self._by_id(row, group_id) if group_id else self._by_title(title)
        if existing is not None:
            return self._kept(row, ("id", str(existing["$id"])), Group(self._scope.tenant, self._new_id, existing))
        if not row.flag("isCustom"):
            raise row.refused("fieldGroupName", _no_group(title))
        key = ("id", group_id) if group_id else self._new.get(title, ("title", title))
        new_id = (lambda: group_id) if group_id else self._new_id
        group = self._kept(row, key, Group(self._scope.tenant, new_id))
        group.title = group.title or title
        if title:
            self._new.setdefault(title, key)
        return group

    def composed(self, group: Group) -> dict[str, Any]:
        """The fields of the group that is there already; none for a new one."""
        return {} if group.existing is None else self._resources.composed(self._scope, group.existing)

    def _kept(self, row: Row, key: _Key, group: Group) -> Group:
        """The group of this key, from now on this one if there is none yet."""
        if key not in self._groups and len(self._groups) >= MAX_GROUPS:
            raise row.refused("fieldGroupName", f"a schema made of a CSV may have {MAX_GROUPS} field groups, not more.")
        return self._groups.setdefault(key, group)

    def _by_id(self, row: Row, group_id: str) -> Document | None:
        found = self._resources.find(self._scope, "mixins", naming.normal(group_id))
        if found is None:
            start = naming.tenant_id(self._scope.tenant, "mixins", "")
            is_own = group_id.startswith(start) and _IDENTIFIER.fullmatch(group_id.removeprefix(start)) is not None
            if not is_own or not row.flag("isCustom"):
                raise row.refused("fieldGroupId", f"there is no field group '{shown(group_id)}'.")
        return found

    def _by_title(self, title: str) -> Document | None:
        candidates = self._titles.get(title, ()) if title else ()
        best = min(candidates, key=self._unsuited, default=None)
        return None if best is None else self._resources.find_any(self._scope, str(best["$id"]))

    def _unsuited(self, group: Document) -> tuple[bool, bool]:
        intended = group.get("meta:intendedToExtend", ())
        return bool(intended) and self._acceptable.isdisjoint(intended), group.get("meta:status") == "deprecated"

    @functools.cached_property
    def _titles(self) -> dict[str, list[Document]]:
        found: dict[str, list[Document]] = {}
        for group in (*self._library.listed("mixins"), *self._resources.own(self._scope, "mixins")):
            found.setdefault(str(group["title"]), []).append(group)
        return found


def _no_group(title: str) -> str:
    if not title:
        return "a field that is not custom must have the name of its field group."
    return f"there is no field group '{shown(title)}'."
