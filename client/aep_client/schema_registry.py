"""Schema Registry: /data/foundation/schemaregistry.

Documented: schema-registry.yaml and the pages below help/xdm/api. The service has no If-Match.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from aep_client.paging import by_start
from aep_client.paths import path_to
from aep_client.transport import Transport

_BASE = "/data/foundation/schemaregistry"
FULL = "application/vnd.adobe.xed-full+json; version=1"
"""For look-ups: composed, every field in its place."""
RAW = "application/vnd.adobe.xed+json; version=1"
"""For look-ups: as it was written, with `$ref` and `allOf`."""
_LIST = "application/vnd.adobe.xed+json"
_LIST_IDS = "application/vnd.adobe.xed-id+json"
# The only form of this list that has pages.
_LIST_DESCRIPTORS = "application/vnd.adobe.xdm-v2+json"


class Resources:
    """One kind of resource; `container` is `tenant` (your own) or `global` (Adobe's)."""

    def __init__(self, transport: Transport, kind: str) -> None:
        self._transport = transport
        self._kind = kind

    def list(
        self,
        *,
        container: str = "tenant",
        property: str | Sequence[str] | None = None,  # noqa: A002
        orderby: str = "title",
        limit: int | None = None,
        ids_only: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """Every resource: `GET /{container}/{kind}`; with `ids_only` just `$id`, meta:altId, version and title.

        `property` is a filter such as `title==Orders`, or several that must all hold; `limit` the size of a page.
        """
        accept = _LIST_IDS if ids_only else _LIST
        return _pages(self._transport, self._path(container), accept, property, orderby, limit)

    def get(self, resource_id: str, *, container: str = "tenant", accept: str = FULL) -> dict[str, Any]:
        """One resource by `$id` or meta:altId; `accept` chooses the form (FULL, RAW). Raises NotFoundError."""
        path = self._path(container, resource_id)
        return cast(dict[str, Any], self._transport.json("GET", path, headers={"Accept": accept}))

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """`POST /tenant/{kind}`: the new resource with its `$id`."""
        return cast(dict[str, Any], self._transport.json("POST", self._path("tenant"), body=body))

    def replace(self, resource_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """`PUT /tenant/{kind}/{id}`: the resource as it is now."""
        return cast(dict[str, Any], self._transport.json("PUT", self._path("tenant", resource_id), body=body))

    def update(self, resource_id: str, patch: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """`PATCH /tenant/{kind}/{id}` with a JSON Patch: the resource as it is now."""
        return cast(dict[str, Any], self._transport.json("PATCH", self._path("tenant", resource_id), body=[*patch]))

    def delete(self, resource_id: str) -> None:
        """`DELETE /tenant/{kind}/{id}`."""
        self._transport.json("DELETE", self._path("tenant", resource_id))

    def _path(self, container: str, *resource_id: str) -> str:
        return path_to(_BASE, container, self._kind, *resource_id)


class Descriptors:
    """What fields mean beyond their types, an identity for instance. Documented: help/xdm/api/descriptors.md."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._path = f"{_BASE}/tenant/descriptors"

    def list(
        self,
        *,
        property: str | Sequence[str] | None = None,  # noqa: A002
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Every descriptor: `GET /tenant/descriptors`, in the form that has pages.

        `property` is a filter such as `xdm:sourceSchema=={$id}`; `limit` the size of a page.
        """
        return _pages(self._transport, self._path, _LIST_DESCRIPTORS, property, "@id", limit)

    def get(self, descriptor_id: str) -> dict[str, Any]:
        """One descriptor by its `@id`: `GET /tenant/descriptors/{id}`. Raises NotFoundError."""
        return cast(dict[str, Any], self._transport.json("GET", path_to(self._path, descriptor_id)))

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """`POST /tenant/descriptors`: the new descriptor with its `@id`.

        The body has `@type`, `xdm:sourceSchema`, `xdm:sourceVersion`, `xdm:sourceProperty` and what the type needs.
        """
        return cast(dict[str, Any], self._transport.json("POST", self._path, body=body))

    def replace(self, descriptor_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """`PUT /tenant/descriptors/{id}` with all members of a new one: `{"@id"}`."""
        return cast(dict[str, Any], self._transport.json("PUT", path_to(self._path, descriptor_id), body=body))

    def delete(self, descriptor_id: str) -> None:
        """`DELETE /tenant/descriptors/{id}`."""
        self._transport.json("DELETE", path_to(self._path, descriptor_id))


class SchemaRegistry:
    """The kinds of resources, and the tenant's statistics."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.schemas = Resources(transport, "schemas")
        self.classes = Resources(transport, "classes")
        self.field_groups = Resources(transport, "fieldgroups")
        self.data_types = Resources(transport, "datatypes")
        self.descriptors = Descriptors(transport)

    def stats(self) -> dict[str, Any]:
        """`GET /stats`: imsOrg, tenantId, counts and more."""
        return cast(dict[str, Any], self._transport.json("GET", f"{_BASE}/stats", headers={"Accept": _LIST}))


def _pages(
    transport: Transport,
    path: str,
    accept: str,
    property_filter: str | Sequence[str] | None,
    orderby: str,
    limit: int | None,
) -> Iterator[dict[str, Any]]:
    given = {"property": property_filter, "orderby": orderby, "limit": limit}
    params = {name: value for name, value in given.items() if value is not None}
    return by_start(lambda wanted: transport.json("GET", path, params=wanted, headers={"Accept": accept}), params)
