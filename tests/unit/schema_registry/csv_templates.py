"""CSV templates for tests: written, converted, refused."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry.csv_to_schema.form import Template

PROFILE = "https://ns.adobe.com/xdm/context/profile"
EVENT = "https://ns.adobe.com/xdm/context/experienceevent"
PERSON = "https://ns.adobe.com/xdm/context/profile-person-details"
LOYALTY = "https://ns.adobe.com/xdm/mixins/profile/profile-loyalty-details"
CUSTOM = {"isCustom": "TRUE", "dataType": "string"}
CHOSEN = {"isCustom": "FALSE", "fieldGroupName": "Demographic Details"}


def written(*records: dict[str, str]) -> bytes:
    """A CSV file with the columns that any of the records has."""
    file = io.StringIO()
    columns = list(dict.fromkeys(["isCustom", "fieldPath", *(name for record in records for name in record)]))
    writer = csv.DictWriter(file, columns)
    writer.writeheader()
    writer.writerows(records)
    return file.getvalue().encode()


def converted(tenant: Any, content: bytes, class_id: str = PROFILE) -> list[dict[str, Any]]:
    template = Template(content, class_id, "Made", "Made of a CSV")
    return list(tenant.registry.from_csv(tenant.scope, template))


def of(tenant: Any, *records: dict[str, str], class_id: str = PROFILE) -> list[dict[str, Any]]:
    return converted(tenant, written(*records), class_id)


def field(tenant: Any, **columns: str) -> dict[str, Any]:
    """The definition of a custom field with these columns."""
    mixin = of(tenant, {**CUSTOM, "fieldPath": "_acme/a", **columns})[0]
    found: dict[str, Any] = mixin["properties"]["_acme"]["properties"]["a"]
    return found


def refused(tenant: Any, content: bytes, *named: str, class_id: str = PROFILE) -> None:
    """The file is refused with a message that has these words."""
    with pytest.raises(ApiError) as refusal:
        converted(tenant, content, class_id)
    assert refusal.value.status == 400
    assert all(name in refusal.value.detail for name in named), refusal.value.detail


def by_kind(payload: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [entry for entry in payload if entry["meta:resourceType"] == kind]
