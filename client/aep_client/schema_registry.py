"""Schema Registry: /data/foundation/schemaregistry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from aep_client.transport import Transport

_BASE = "/data/foundation/schemaregistry"
FULL = "application/vnd.adobe.xed-full+json; version=1"
RAW = "application/vnd.adobe.xed+json; version=1"
_LIST = "application/vnd.adobe.xed+json"
_LIST_IDS = "application/vnd.adobe.xed-id+json"


class Resources:
    """One kind of resource; `container` is `tenant` (your own) or `global` (Adobe's)."""

    def __init__(self, transport: Transport, kind: str) -> None:
        self._transport = transport
        self._kind = kind

    def _path(self, container: str, resource_id: str | None = None) -> str:
        path = f"{_BASE}/{container}/{self._kind}"
        return path if resource_id is None else f"{path}/{quote(resource_id, safe='')}"

    def list(
        self,
        *,
        container: str = "tenant",
        property: str | Sequence[str] | None = None,  # noqa: A002
        orderby: str = "title",
        ids_only: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """Every resource: `GET /{container}/{kind}`; with `ids_only` just `$id`, meta:altId, version and title."""
        params: dict[str, Any] = {"orderby": orderby} | ({"property": property} if property else {})
        headers = {"Accept": _LIST_IDS if ids_only else _LIST}
        while True:
            page = self._transport.json("GET", self._path(container), params=params, headers=headers)
            yield from page["results"]
            following = page.get("_page", {}).get("next")
            if not following:
                return
            params["start"] = following

    def get(self, resource_id: str, *, container: str = "tenant", accept: str = FULL) -> dict[str, Any]:
        """One resource by `$id` or meta:altId; `accept` chooses the form (FULL, RAW)."""
        path = self._path(container, resource_id)
        resource: dict[str, Any] = self._transport.json("GET", path, headers={"Accept": accept})
        return resource

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """`POST /tenant/{kind}`: the new resource with its `$id`."""
        created: dict[str, Any] = self._transport.json("POST", self._path("tenant"), body=body)
        return created

    def replace(self, resource_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """`PUT /tenant/{kind}/{id}`: the resource as it is now."""
        replaced: dict[str, Any] = self._transport.json("PUT", self._path("tenant", resource_id), body=body)
        return replaced

    def update(self, resource_id: str, patch: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """`PATCH /tenant/{kind}/{id}` with a JSON Patch: the resource as it is now."""
        updated: dict[str, Any] = self._transport.json("PATCH", self._path("tenant", resource_id), body=[*patch])
        return updated

    def delete(self, resource_id: str) -> None:
        """`DELETE /tenant/{kind}/{id}`."""
        self._transport.json("DELETE", self._path("tenant", resource_id))


class SchemaRegistry:
    """The kinds of resources, and the tenant's statistics."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.schemas = Resources(transport, "schemas")
        self.classes = Resources(transport, "classes")
        self.field_groups = Resources(transport, "fieldgroups")
        self.data_types = Resources(transport, "datatypes")

    def stats(self) -> dict[str, Any]:
        """`GET /stats`: imsOrg, tenantId, counts and more."""
        stats: dict[str, Any] = self._transport.json("GET", f"{_BASE}/stats", headers={"Accept": _LIST})
        return stats
