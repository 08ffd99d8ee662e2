"""Catalog: /data/foundation/catalog.

Documented: catalog.yaml and the pages below help/catalog/api. Answers are objects keyed by id; here each carries its
id as `id`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from aep_client.errors import AEPError
from aep_client.paging import by_offset
from aep_client.paths import path_to
from aep_client.transport import Transport
from aep_client.updating import read_modify_write

_BASE = "/data/foundation/catalog"
_MAX_PAGE = 100
_PATCH_TYPE = "application/json-patch+json"

Changes = dict[str, Any] | Sequence[dict[str, Any]]
"""Members to replace, or a JSON Patch."""


class Objects:
    """One kind of object."""

    def __init__(self, transport: Transport, name: str) -> None:
        self._transport = transport
        self._path = f"{_BASE}/{name}"

    def list(self, *, limit: int = _MAX_PAGE, **filters: Any) -> Iterator[dict[str, Any]]:
        """Every object, page after page: `GET /{kind}`.

        `limit` is the size of a page, 1 to 100. Filters are Catalog's query parameters (`name`, `orderBy`,
        `dataSet`, `properties` …).
        """
        if not 1 <= limit <= _MAX_PAGE:
            raise ValueError(f"limit must be between 1 and {_MAX_PAGE}, not {limit}")
        pages = by_offset(lambda wanted: self._transport.json("GET", self._path, params=wanted), filters, limit)
        return ({"id": object_id, **value} for page in pages for object_id, value in page.items())

    def get(self, object_id: str) -> dict[str, Any]:
        """One object: `GET /{kind}/{id}`. Raises NotFoundError."""
        path = path_to(self._path, object_id)
        answer = self._transport.json("GET", path)
        if object_id not in answer:
            raise AEPError(f"GET {path} answered without the object {object_id}")
        return {"id": object_id, **answer[object_id]}


class Datasets(Objects):
    """Datasets."""

    def create(self, body: dict[str, Any]) -> str:
        """`POST /dataSets`: the new dataset's id. Raises AEPError when the answer names none."""
        answer = self._transport.json("POST", self._path, body=body)
        if not (isinstance(answer, list) and answer and isinstance(answer[0], str)):
            raise AEPError(f"POST {self._path} answered {answer!r} where a list with one reference was expected")
        return str(answer[0].rpartition("/")[2])

    def replace(self, dataset_id: str, body: dict[str, Any], *, version: str | None = None) -> None:
        """`PUT /dataSets/{id}`: the body takes the dataset's place. `version` as in `update`."""
        self._transport.json("PUT", path_to(self._path, dataset_id), body=body, headers=_if_match(version))

    def update(
        self,
        dataset_id: str,
        changes: Changes | Callable[[dict[str, Any]], Changes],
        *,
        version: str | None = None,
    ) -> None:
        """`PATCH /dataSets/{id}` with members that replace those of the dataset, or with a JSON Patch.

        With the `version` of a dataset you have read, StaleError is raised when someone else was faster; without it
        the last writer wins. A function makes the changes from the present dataset; they are made again when it
        changes in between, and StaleError is raised when that goes on.

        Documented: "If-Match" (help/catalog/api/appendix.md): its value is the object's version.
        """

        def write(dataset: dict[str, Any]) -> None:
            made = changes(dataset) if callable(changes) else changes
            headers = _if_match(version or dataset.get("version"))
            if not isinstance(made, dict):
                made = [*made]
                headers["Content-Type"] = _PATCH_TYPE
            self._transport.json("PATCH", path_to(self._path, dataset_id), body=made, headers=headers)

        if callable(changes) and version is None:
            read_modify_write(lambda: self.get(dataset_id), write)
        else:
            write(self.get(dataset_id) if callable(changes) else {})

    def delete(self, dataset_id: str) -> None:
        """`DELETE /dataSets/{id}`. An unknown id may be answered as a success."""
        self._transport.json("DELETE", path_to(self._path, dataset_id))


class Catalog:
    """The kinds of objects."""

    def __init__(self, transport: Transport) -> None:
        self.datasets = Datasets(transport, "dataSets")
        self.batches = Objects(transport, "batches")


def _if_match(version: str | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": version}
