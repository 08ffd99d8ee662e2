"""Mapping sets. Documented: help/data-prep/api/mapping-set.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from aep_client.data_prep.listing import BASE, PAGE, Entries, listed
from aep_client.paths import path_to
from aep_client.transport import Transport


class MappingSets:
    """Mapping sets."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._path = f"{BASE}/mappingSets"

    def list(self, *, limit: int = PAGE, **filters: Any) -> Iterator[dict[str, Any]]:
        """Every mapping set, page after page: `GET /mappingSets`, which takes `name`, `orderBy`, `expandSchema`.

        `limit` is the size of a page.

        Assumed: `start` counts mapping sets, as in the other services; the reference speaks of an "offset".
        """
        return listed(self._transport, self._path, limit, filters)

    def get(self, mapping_set_id: str, *, version: int | None = None) -> dict[str, Any]:
        """One mapping set, the newest version without `version`: `GET /mappingSets/{id}`. Raises NotFoundError."""
        params = None if version is None else {"version": version}
        path = path_to(self._path, mapping_set_id)
        return cast(dict[str, Any], self._transport.json("GET", path, params=params))

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """`POST /mappingSets`: `{id, version, createdDate, …}`.

        The body has `outputSchema: {schemaRef}` and `mappings: [{sourceType, source, destination}, …]`.
        """
        return cast(dict[str, Any], self._transport.json("POST", self._path, body=body))

    def replace(self, mapping_set_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """`PUT /mappingSets/{id}`: a new version."""
        return cast(dict[str, Any], self._transport.json("PUT", path_to(self._path, mapping_set_id), body=body))

    def delete(self, mapping_set_id: str) -> None:
        """`DELETE /mappingSets/{id}`. Assumed: Adobe's reference does not list it, other clients call it."""
        self._transport.json("DELETE", path_to(self._path, mapping_set_id))

    def mappings(self, mapping_set_id: str) -> Entries:
        """`GET /mappingSets/{id}/mappings`: the mappings of a set."""
        return cast(Entries, self._transport.json("GET", path_to(self._path, mapping_set_id, "mappings")))

    def mapping(self, mapping_set_id: str, mapping_id: str) -> dict[str, Any]:
        """`GET /mappingSets/{id}/mappings/{id}`: one of them. Raises NotFoundError."""
        path = path_to(self._path, mapping_set_id, "mappings", mapping_id)
        return cast(dict[str, Any], self._transport.json("GET", path))

    def validate(self, body: dict[str, Any]) -> Any:
        """`POST /mappingSets/validate`: `{validationResponse: [{status, errors}, …]}`, one entry per mapping."""
        return self._transport.json("POST", f"{self._path}/validate", body=body)

    def preview(self, rows: Sequence[dict[str, Any]], mapping_set: dict[str, Any]) -> Any:
        """`POST /mappingSets/preview`: what the mapping set makes of the rows, `[{data, errors}, …]`."""
        return self._transport.json("POST", f"{self._path}/preview", body={"data": [*rows], "mappingSet": mapping_set})
