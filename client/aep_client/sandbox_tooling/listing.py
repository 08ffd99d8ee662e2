"""How sandbox tooling hands out its lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from aep_client.paging import by_offset
from aep_client.transport import Transport

BASE = "/data/foundation/exim"
PAGE = 50

Entries = list[dict[str, Any]]


def listed(transport: Transport, path: str, limit: int, params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The entries of `{totalElements, hasNextPage, data, …}`, page after page of `limit` entries."""

    def fetch(wanted: dict[str, Any]) -> Entries:
        return cast(Entries, transport.json("GET", path, params=wanted)["data"])

    return (entry for page in by_offset(fetch, params, limit) for entry in page)
