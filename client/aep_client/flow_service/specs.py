"""Connectors and the ways data can flow from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from aep_client.flow_service.collections import Readable, Searchable
from aep_client.flow_service.exploring import Explorable
from aep_client.paging import by_offset
from aep_client.paths import path_to

_PAGE = 100


class Specs(Readable):
    """Specs, which can be added and replaced. Documented: flow-service.yaml."""

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """`POST /{collection}`: the new spec's `id` and more."""
        return cast(dict[str, Any], self._transport.json("POST", self._path, body=body))

    def replace(self, spec_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """`PUT /{collection}/{id}`: the body takes the spec's place."""
        return cast(dict[str, Any], self._transport.json("PUT", path_to(self._path, spec_id), body=body))


class FlowSpecs(Specs, Searchable):
    """Flow specs."""


class ConnectionSpecs(Specs, Explorable):
    """Connection specs. The landing zone's can be explored without a connection."""

    def configs(self, spec_id: str, object: str | None = None) -> list[dict[str, Any]]:  # noqa: A002
        """`GET /connectionSpecs/{id}/configs`: the columns of a table, `[{columnName, columnType}, …]`."""
        path = path_to(self._path, spec_id, "configs")
        return cast("list[dict[str, Any]]", self._transport.json("GET", path, params={"object": object})["items"])

    def datasets(self, spec_id: str, *, limit: int = _PAGE) -> Iterator[dict[str, Any]]:
        """The datasets a destination can take: `GET /connectionSpecs/{id}/configs?outputType=activationDatasets`.

        `limit` is the size of a page. Documented: help/destinations/api/export-datasets.md.
        """
        path = path_to(self._path, spec_id, "configs")
        params = {"outputType": "activationDatasets", "outputField": "datasets"}
        pages = by_offset(lambda wanted: self._transport.json("GET", path, params=wanted)["items"], params, limit)
        return (entry for page in pages for entry in page)
