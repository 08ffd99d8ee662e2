"""Datasets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from aep_client.catalog.objects import BASE, Changes, Writable
from aep_client.paths import path_to

_MAX_PAGE = 100


class Datasets(Writable):
    """Datasets."""

    def merge(
        self,
        dataset_id: str,
        changes: Changes | Callable[[dict[str, Any]], Changes],
        *,
        version: str | None = None,
    ) -> None:
        """`PATCH /v2/dataSets/{id}`: as `update`, but members below the changed ones stay."""
        self._update(path_to(f"{BASE}/v2/dataSets", dataset_id), dataset_id, changes, version)

    def views(self, dataset_id: str, *, limit: int = _MAX_PAGE, **filters: Any) -> Iterator[dict[str, Any]]:
        """The dataset's views: `GET /dataSets/{id}/views`."""
        return self._listed(path_to(self._path, dataset_id, "views"), limit, filters)

    def row_expiration(self, dataset_id: str) -> dict[str, Any]:
        """`GET /ttl/{id}`: how long rows may be kept, `{extensions: {adobe_lakeHouse: {rowExpiration}}}`.

        Documented: help/catalog/datasets/experience-event-dataset-retention-ttl-guide.md.
        """
        return cast(dict[str, Any], self._transport.json("GET", path_to(BASE, "ttl", dataset_id)))

    def credentials(self, dataset_id: str, *, batch_id: str | None = None) -> dict[str, Any]:
        """`GET /dataSets/{id}/credentials`: access to the files in their storage. Adobe has deprecated it."""
        path = path_to(self._path, dataset_id, "credentials")
        return cast(dict[str, Any], self._transport.json("GET", path, params={"batchId": batch_id}))
