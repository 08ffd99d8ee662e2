"""What the collections of Schema Registry have in common.

Documented: schema-registry.yaml and help/xdm/api; the service has no If-Match.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from aep_client.paging import by_start
from aep_client.paths import path_to
from aep_client.transport import Transport

BASE = "/data/foundation/schemaregistry"
FULL = "application/vnd.adobe.xed-full+json; version=1"
"""For look-ups: composed, every field in its place."""
RAW = "application/vnd.adobe.xed+json; version=1"
"""For look-ups: as it was written, with `$ref` and `allOf`."""
LIST = "application/vnd.adobe.xed+json"
LIST_IDS = "application/vnd.adobe.xed-id+json"


class Readable:
    """One kind of resource; `container` is `tenant` (your own) or `global` (Adobe's), or else the kind's usual one."""

    container = "tenant"

    def __init__(self, transport: Transport, kind: str) -> None:
        self._transport = transport
        self._kind = kind

    def list(
        self,
        *,
        container: str | None = None,
        property: str | Sequence[str] | None = None,  # noqa: A002
        orderby: str = "title",
        limit: int | None = None,
        ids_only: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """Every resource: `GET /{container}/{kind}`; with `ids_only` just `$id`, meta:altId, version and title.

        `property` is a filter such as `title==Orders`, or several that must all hold; `limit` the size of a page.
        """
        accept = LIST_IDS if ids_only else LIST
        return pages(self._transport, self._place(container), accept, property, orderby, limit)

    def get(self, resource_id: str, *, container: str | None = None, accept: str = FULL) -> dict[str, Any]:
        """One resource by `$id` or meta:altId; `accept` chooses the form (FULL, RAW). Raises NotFoundError."""
        path = self._place(container, resource_id)
        return cast(dict[str, Any], self._transport.json("GET", path, headers={"Accept": accept}))

    def _place(self, container: str | None, *resource_id: str) -> str:
        return path_to(BASE, container or self.container, self._kind, *resource_id)


class Behaviors(Readable):
    """How data behave: as a record, or as events in time. Adobe's alone. Documented: help/xdm/api/behaviors.md."""

    container = "global"


class Unions(Readable):
    """All schemas of a class that are enabled for Profile, as one. Documented: help/xdm/api/unions.md."""


class Resources(Readable):
    """One kind of resource of which you can have your own."""

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """`POST /tenant/{kind}`: the new resource with its `$id`."""
        return cast(dict[str, Any], self._transport.json("POST", self._place("tenant"), body=body))

    def replace(self, resource_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """`PUT /tenant/{kind}/{id}`: the resource as it is now."""
        return cast(dict[str, Any], self._transport.json("PUT", self._place("tenant", resource_id), body=body))

    def update(self, resource_id: str, patch: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """`PATCH /tenant/{kind}/{id}` with a JSON Patch: the resource as it is now."""
        return cast(dict[str, Any], self._transport.json("PATCH", self._place("tenant", resource_id), body=[*patch]))

    def delete(self, resource_id: str) -> None:
        """`DELETE /tenant/{kind}/{id}`."""
        self._transport.json("DELETE", self._place("tenant", resource_id))


def pages(
    transport: Transport,
    path: str,
    accept: str,
    property_filter: str | Sequence[str] | None,
    orderby: str,
    limit: int | None,
) -> Iterator[dict[str, Any]]:
    """Every entry of a list, page after page."""
    given = {"property": property_filter, "orderby": orderby, "limit": limit}
    params = {name: value for name, value in given.items() if value is not None}
    return by_start(lambda wanted: transport.json("GET", path, params=wanted, headers={"Accept": accept}), params)
