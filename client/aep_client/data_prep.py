"""Data Prep: /data/foundation/conversion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from aep_client.transport import Transport

_BASE = "/data/foundation/conversion"
_PAGE = 100


class MappingSets:
    """Mapping sets."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._path = f"{_BASE}/mappingSets"

    def list(self) -> Iterator[dict[str, Any]]:
        """Every mapping set: `GET /mappingSets`."""
        start = 0
        while True:
            page = self._transport.json("GET", self._path, params={"limit": _PAGE, "start": start})["data"]
            yield from page
            if len(page) < _PAGE:
                return
            start += _PAGE

    def get(self, mapping_set_id: str, *, version: int | None = None) -> dict[str, Any]:
        """One mapping set, the newest version without `version`: `GET /mappingSets/{id}`."""
        params = None if version is None else {"version": version}
        path = f"{self._path}/{quote(mapping_set_id, safe='')}"
        found: dict[str, Any] = self._transport.json("GET", path, params=params)
        return found

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """`POST /mappingSets`: `{id, version, createdDate, …}`."""
        created: dict[str, Any] = self._transport.json("POST", self._path, body=body)
        return created

    def replace(self, mapping_set_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """`PUT /mappingSets/{id}`: a new version."""
        path = f"{self._path}/{quote(mapping_set_id, safe='')}"
        replaced: dict[str, Any] = self._transport.json("PUT", path, body=body)
        return replaced

    def preview(self, rows: Sequence[dict[str, Any]], mapping_set: dict[str, Any]) -> Any:
        """`POST /mappingSets/preview`: what the mapping set makes of the rows."""
        return self._transport.json("POST", f"{self._path}/preview", body={"data": [*rows], "mappingSet": mapping_set})


class DataPrep:
    """Mapping sets."""

    def __init__(self, transport: Transport) -> None:
        self.mapping_sets = MappingSets(transport)
