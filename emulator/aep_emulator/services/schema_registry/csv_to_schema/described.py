"""The descriptors that a CSV template asks for.

Documented: the example answer of help/xdm/api/csv-to-schema.md; help/xdm/api/descriptors.md.
Assumed: a `fieldDescription` of a standard field in a CSV template becomes the `xdm:description` of its alternate
display information. Assumed: an identity in a CSV template that is not primary has `xdm:isPrimary` false.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.services.schema_registry.csv_to_schema.rows import Row
from aep_emulator.services.schema_registry.descriptors import IDENTITY
from aep_emulator.services.schema_registry.transfer import MAX_DESCRIPTORS

_LANGUAGE = "en_us"


class Described:
    """The descriptors of one schema that is to come, in the order of the rows."""

    def __init__(self, schema_id: str) -> None:
        self.schema_id = schema_id
        self.descriptors: list[dict[str, Any]] = []
        self._primary: int | None = None

    def name(self, row: Row, pointer: str) -> None:
        """Another name or description for a standard field, where the row has one. Raises ApiError 400."""
        texts = {"xdm:title": row.text("displayName"), "xdm:description": row.text("fieldDescription")}
        said = {member: {_LANGUAGE: text} for member, text in texts.items() if text}
        if said:
            self._add(row, "displayName", "xdm:alternateDisplayInfo", {"xdm:sourceProperty": pointer, **said})

    def identify(self, row: Row, pointer: str) -> None:
        """An identity, where the row says so. Raises ApiError 400 naming row and column."""
        is_primary = row.flag("isPrimaryIdentity")
        if not row.flag("isIdentity"):
            if is_primary:
                raise row.refused("isIdentity", "a primary identity is an identity; this must be true.")
            return
        namespace = row.text("identityNamespace")
        if not namespace:
            raise row.refused("identityNamespace", "an identity must have a namespace.")
        if is_primary and self._primary is not None:
            raise row.refused("isPrimaryIdentity", f"row {self._primary} is the primary identity already.")
        if is_primary:
            self._primary = row.number
        members = {"xdm:namespace": namespace, "xdm:property": "xdm:code", "xdm:isPrimary": is_primary}
        self._add(row, "isIdentity", IDENTITY, {"xdm:sourceProperty": pointer, **members})

    def _add(self, row: Row, column: str, kind: str, members: dict[str, Any]) -> None:
        if len(self.descriptors) == MAX_DESCRIPTORS:
            raise row.refused(column, f"a payload may have {MAX_DESCRIPTORS} descriptors, not more.")
        place = {
            "@type": kind,
            "meta:resourceType": "descriptors",
            "xdm:sourceSchema": self.schema_id,
            "xdm:sourceVersion": 1,
        }
        self.descriptors.append({**place, **members})
