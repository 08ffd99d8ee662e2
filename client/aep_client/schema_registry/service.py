"""Schema Registry as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any, cast

from urllib3 import encode_multipart_formdata

from aep_client.paths import path_to
from aep_client.schema_registry.descriptors import Descriptors
from aep_client.schema_registry.resources import BASE, LIST, Behaviors, Resources, Unions
from aep_client.transport import Transport

_CALLS = f"{BASE}/rpc"


class SchemaRegistry:
    """The kinds of resources, and what can be done with any of them.

    `mixins` is the former name of `field_groups`; both lead to the same resources.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.schemas = Resources(transport, "schemas")
        self.classes = Resources(transport, "classes")
        self.field_groups = Resources(transport, "fieldgroups")
        self.mixins = Resources(transport, "mixins")
        self.data_types = Resources(transport, "datatypes")
        self.behaviors = Behaviors(transport, "behaviors")
        self.unions = Unions(transport, "unions")
        self.descriptors = Descriptors(transport)

    def stats(self) -> dict[str, Any]:
        """`GET /stats`: imsOrg, tenantId, counts and more."""
        return cast(dict[str, Any], self._get(f"{BASE}/stats"))

    def export(self, resource_id: str) -> list[dict[str, Any]]:
        """`GET /rpc/export/{id}`: the resource and all of yours that it needs, for `import_` elsewhere.

        Documented: help/xdm/api/export.md; the tenant's id is replaced by a placeholder.
        """
        return cast("list[dict[str, Any]]", self._get(path_to(_CALLS, "export", resource_id)))

    def import_(self, resources: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """`POST /rpc/import`: the resources that were made of an export. Documented: help/xdm/api/import.md."""
        answer = self._transport.json("POST", f"{_CALLS}/import", body=[*resources], headers={"Accept": LIST})
        return cast("list[dict[str, Any]]", answer)

    def csv_to_schema(
        self, csv: bytes | str | PathLike[str], *, class_id: str, name: str, description: str = ""
    ) -> list[dict[str, Any]]:
        """`POST /rpc/csv2schema`: a payload for `import_`, made of a CSV template; nothing is stored.

        `csv` is the template's content, or the path of its file. Documented: help/xdm/api/csv-to-schema.md.
        """
        content = csv if isinstance(csv, bytes) else Path(csv).read_bytes()
        parts: dict[str, str | bytes | tuple[str, str | bytes] | tuple[str, str | bytes, str]] = {
            "csv-file": ("schema.csv", content, "text/csv"),
            "schema-class-id": class_id,
            "schema-name": name,
            "schema-description": description,
        }
        form, kind = encode_multipart_formdata(parts)
        headers = {"Accept": LIST, "Content-Type": kind}
        answer = self._transport.json("POST", f"{_CALLS}/csv2schema", body=form, headers=headers)
        return cast("list[dict[str, Any]]", answer)

    def sample(self, schema_id: str) -> dict[str, Any]:
        """`GET /rpc/sampledata/{id}`: a record as the schema wants it. Documented: help/xdm/api/sample-data.md."""
        return cast(dict[str, Any], self._get(path_to(_CALLS, "sampledata", schema_id)))

    def audit_log(self, resource_id: str) -> list[dict[str, Any]]:
        """`GET /rpc/auditlog/{id}`: the changes of a resource, the newest first.

        Each has `updatedUser`, `updatedTime`, `requestId` and `updates: [{action, path, value}]`.

        Documented: help/xdm/api/audit-log.md.
        """
        return cast("list[dict[str, Any]]", self._get(path_to(_CALLS, "auditlog", resource_id)))

    def _get(self, path: str) -> Any:
        return self._transport.json("GET", path, headers={"Accept": LIST})
