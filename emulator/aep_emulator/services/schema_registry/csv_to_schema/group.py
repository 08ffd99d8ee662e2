"""One field group of the schema that a CSV template describes: custom fields, fields chosen from it, or both.

Documented: the example answer of help/xdm/api/csv-to-schema.md.
Assumed: /rpc/csv2schema makes a schema require only custom fields; what a CSV template says about the type and the
limits of a standard field is ignored. Assumed: a custom field inside a standard field group is under the tenant's
namespace in one of the group's objects, or at the top.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from aep_emulator.services.schema_registry.csv_to_schema.rows import Row, shown
from aep_emulator.services.schema_registry.fields_at import element, field_at
from aep_emulator.services.schema_registry.naming import field_names
from aep_emulator.types import Document

MAX_NAMES = 20
"""Of one path; a resource may nest 60 levels, of which each name takes two."""

_NAME = re.compile(r"[A-Za-z0-9-][A-Za-z0-9_-]*")
_NEW, _NAMED, _EXISTING = range(3)


class Group:
    """Takes rows. `existing` is the group that is there already; a new one may be given a title."""

    def __init__(self, tenant: str, new_id: Callable[[], str], existing: Document | None = None) -> None:
        self._namespace = f"_{tenant}"
        self._new_id = new_id
        self._rows: dict[str, int] = {}
        self.existing = existing
        self.title = ""
        self.fields: dict[str, Any] = {"properties": {}}
        """The custom fields, as `properties` and `required`."""
        self.chosen: list[str] = []
        """The fields that rows name, as JSON pointers."""
        self.is_whole = existing is None
        """Whether all fields belong to the schema, and not the chosen ones alone."""

    @functools.cached_property
    def new_id(self) -> str:
        """The `$id` of the field group that is to be made for the custom fields."""
        return self._new_id()

    @property
    def rank(self) -> int:
        """Where the group stands among others."""
        return _EXISTING if self.existing is not None else _NAMED if self.title else _NEW

    @property
    def has_custom_fields(self) -> bool:
        """Whether a field group is to be made."""
        return bool(self.fields["properties"])

    def take_all(self, row: Row) -> None:
        """A row that stands for every field of the group. Raises ApiError 400."""
        if row.flag("isCustom"):
            raise row.refused("fieldPath", "ALL stands for the fields of a standard field group, not for custom ones.")
        for column in ("displayName", "fieldDescription", "isIdentity", "isPrimaryIdentity"):
            if row.flag(column) if column.startswith("is") else row.text(column):
                raise row.refused(column, "a row for ALL fields cannot have this; give the field a row of its own.")
        self.is_whole = True

    def choose(self, row: Row, composed: Document) -> str:
        """A field that the group has; its JSON pointer. Raises ApiError 400."""
        names = _names(row)
        if field_at(composed, names) is None:
            title = (self.existing or {}).get("title")
            raise row.refused("fieldPath", f"the field group '{title}' has no field '{shown(row.text('fieldPath'))}'.")
        return self._note(row, names)

    def add(self, row: Row, field: dict[str, Any], composed: Document) -> str:
        """A custom field; its JSON pointer. Raises ApiError 400."""
        names = _names(row)
        self._check_custom(row, names)
        pointer = self._note(row, names)
        above = self._above(row, names[:-1], composed)
        beside = element(above[-1])["properties"]
        if names[-1] in beside:
            raise row.refused("fieldPath", f"another row has said what '{pointer}' is.")
        beside[names[-1]] = field
        if row.flag("isRequired"):
            for node, name in zip(above, names, strict=True):
                required = element(node).setdefault("required", [])
                if name not in required:
                    required.append(name)
        return pointer

    def _note(self, row: Row, names: list[str]) -> str:
        pointer = f"/{'/'.join(names)}"
        if pointer in self._rows:
            raise row.refused("fieldPath", f"row {self._rows[pointer]} has the field '{pointer}' already.")
        self._rows[pointer] = row.number
        self.chosen.append(pointer)
        return pointer

    def _check_custom(self, row: Row, names: list[str]) -> None:
        """The namespace comes first, or behind names of the group that is there already."""
        at = names.index(self._namespace) if self._namespace in names else -1
        if at < 0 or (at > 0 and self.existing is None) or at + 1 == len(names):
            where = f"/{self._namespace}" if self.existing is None else f"{self._namespace} somewhere in the group"
            raise row.refused(
                "fieldPath", f"'{shown(row.text('fieldPath'))}' is no custom field: these are under {where}."
            )
        for name in names[at + 1 :]:
            if _NAME.fullmatch(name) is None:
                raise row.refused(
                    "fieldPath",
                    f"the name '{shown(name)}' may only contain letters, digits, dashes and underscores, "
                    "and may not begin with an underscore.",
                )

    def _above(self, row: Row, names: list[str], composed: Document) -> list[dict[str, Any]]:
        """The nodes from the top down to the one that is to hold the field, made where they are missing."""
        above, known = [self.fields], composed
        is_standard = self.existing is not None
        for index, name in enumerate(names):
            known = element(known).get("properties", {}).get(name, {})
            is_standard = is_standard and name != self._namespace
            if is_standard and "properties" not in element(known):
                path = "/".join(names[: index + 1])
                raise row.refused("fieldPath", f"the field group has no object '/{shown(path)}' to add a field to.")
            node = element(above[-1])["properties"].setdefault(name, _object(is_array="items" in known))
            if "properties" not in element(node):
                path = "/".join(names[: index + 1])
                raise row.refused("fieldPath", f"'/{shown(path)}' is a field that can have no others inside.")
            above.append(node)
        return above


def _object(*, is_array: bool) -> dict[str, Any]:
    node: dict[str, Any] = {"properties": {}, "type": "object"}
    return {"type": "array", "items": node} if is_array else node


def _names(row: Row) -> list[str]:
    """The names in a path, which has slashes as in the template or dots as in the page's table."""
    path = row.text("fieldPath")
    names = field_names(path if "/" in path else path.replace(".", "/"))
    if not all(names):
        raise row.refused("fieldPath", f"'{shown(path)}' is no path of a field.")
    if len(names) > MAX_NAMES:
        raise row.refused("fieldPath", f"'{shown(path)}' has more than {MAX_NAMES} names.")
    return names
