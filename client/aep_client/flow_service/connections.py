"""Base connections."""

from __future__ import annotations

from typing import Any, cast

from aep_client.flow_service.collections import Searchable, Writable
from aep_client.flow_service.exploring import Explorable
from aep_client.paths import path_to


class Connections(Writable, Searchable, Explorable):
    """Accounts with a source."""

    def test(self, connection_id: str) -> bool:
        """`GET /connections/{id}/test`: whether the source can be reached."""
        return bool(self._transport.json("GET", path_to(self._path, connection_id, "test"))["result"])

    def configs(self, connection_id: str, object: str | None = None) -> list[dict[str, Any]]:  # noqa: A002
        """`GET /connections/{id}/configs`: the columns of a table, `[{columnName, columnType}, …]`."""
        path = path_to(self._path, connection_id, "configs")
        return cast("list[dict[str, Any]]", self._transport.json("GET", path, params={"object": object})["items"])
