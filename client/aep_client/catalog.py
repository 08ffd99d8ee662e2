"""Catalog: /data/foundation/catalog."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from aep_client.errors import AEPError
from aep_client.transport import Transport

_BASE = "/data/foundation/catalog"
_PAGE = 100


class Objects:
    """One kind of object. Catalog answers objects keyed by id; here each carries its id as `id`."""

    def __init__(self, transport: Transport, name: str) -> None:
        self._transport = transport
        self._path = f"{_BASE}/{name}"

    def list(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """Every object: `GET /{kind}`. Filters are Catalog's query parameters (`name`, `orderBy`, `dataSet` …)."""
        start = 0
        while True:
            page = self._transport.json("GET", self._path, params={"limit": _PAGE, "start": start, **filters})
            for object_id, value in page.items():
                yield {"id": object_id, **value}
            if len(page) < _PAGE:
                return
            start += _PAGE

    def get(self, object_id: str) -> dict[str, Any]:
        """One object: `GET /{kind}/{id}`."""
        answer = self._transport.json("GET", f"{self._path}/{quote(object_id, safe='')}")
        return {"id": object_id, **answer[object_id]}


class Datasets(Objects):
    """Datasets."""

    def create(self, body: dict[str, Any]) -> str:
        """`POST /dataSets`: the new dataset's id. Raises AEPError when the answer names none."""
        answer = self._transport.json("POST", self._path, body=body)
        if not (isinstance(answer, list) and answer and isinstance(answer[0], str)):
            raise AEPError(f"POST {self._path} answered {answer!r} where a list with one reference was expected")
        return str(answer[0].rpartition("/")[2])

    def update(self, dataset_id: str, changes: dict[str, Any]) -> None:
        """`PATCH /dataSets/{id}`: members in `changes` replace those of the dataset."""
        self._transport.json("PATCH", f"{self._path}/{quote(dataset_id, safe='')}", body=changes)

    def delete(self, dataset_id: str) -> None:
        """`DELETE /dataSets/{id}`."""
        self._transport.json("DELETE", f"{self._path}/{quote(dataset_id, safe='')}")


class Catalog:
    """The kinds of objects."""

    def __init__(self, transport: Transport) -> None:
        self.datasets = Datasets(transport, "dataSets")
        self.batches = Objects(transport, "batches")
