"""Descriptors. Documented: help/xdm/api/descriptors.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from aep_client.paths import path_to
from aep_client.schema_registry.resources import BASE, pages
from aep_client.transport import Transport

# The only form of this list that has pages.
_LIST = "application/vnd.adobe.xdm-v2+json"


class Descriptors:
    """What fields mean beyond their types, an identity for instance."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._path = f"{BASE}/tenant/descriptors"

    def list(
        self,
        *,
        property: str | Sequence[str] | None = None,  # noqa: A002
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Every descriptor: `GET /tenant/descriptors`, in the form that has pages.

        `property` is a filter such as `xdm:sourceSchema=={$id}`; `limit` the size of a page.
        """
        return pages(self._transport, self._path, _LIST, property, "@id", limit)

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
