"""What the kinds of Catalog's objects have in common.

Documented: help/catalog/api; If-Match, whose value is an object's version, and Pragma in help/catalog/api/appendix.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from aep_client.errors import AEPError
from aep_client.paging import by_offset
from aep_client.paths import path_to
from aep_client.transport import Transport
from aep_client.updating import read_modify_write

BASE = "/data/foundation/catalog"
_MAX_PAGE = 100
_PATCH_TYPE = "application/json-patch+json"

Changes = dict[str, Any] | Sequence[dict[str, Any]]
"""Members to replace, or a JSON Patch."""


class Readable:
    """One kind of object."""

    def __init__(self, transport: Transport, name: str) -> None:
        self._transport = transport
        self._path = f"{BASE}/{name}"

    def list(self, *, limit: int = _MAX_PAGE, **filters: Any) -> Iterator[dict[str, Any]]:
        """Every object, page after page: `GET /{kind}`.

        `limit` is the size of a page, 1 to 100. Filters are Catalog's query parameters (`name`, `orderBy`,
        `dataSet`, `properties` …).
        """
        return self._listed(self._path, limit, filters)

    def _listed(self, path: str, limit: int, filters: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if not 1 <= limit <= _MAX_PAGE:
            raise ValueError(f"limit must be between 1 and {_MAX_PAGE}, not {limit}")
        pages = by_offset(lambda wanted: self._transport.json("GET", path, params=wanted), filters, limit)
        return ({"id": object_id, **value} for page in pages for object_id, value in page.items())


class Objects(Readable):
    """Objects that can be looked up by their ids."""

    def get(self, object_id: str, *, properties: str | None = None) -> dict[str, Any]:
        """One object: `GET /{kind}/{id}`; `properties` are the members to show, separated by commas.

        Raises NotFoundError.
        """
        path = path_to(self._path, object_id)
        answer = self._transport.json("GET", path, params={"properties": properties})
        if object_id not in answer:
            raise AEPError(f"GET {path} answered without the object {object_id}")
        return {"id": object_id, **answer[object_id]}

    def get_many(self, object_ids: Sequence[str], *, properties: str | None = None) -> list[dict[str, Any]]:
        """Several objects in one request: `GET /{kind}/{id},{id}`, without those that do not exist."""
        if isinstance(object_ids, str) or not object_ids:
            raise ValueError("object_ids must be a list of at least one id")
        # The commas stay as they are, as in the documented requests.
        path = f"{self._path}/{','.join(path_to('', object_id)[1:] for object_id in object_ids)}"
        answer = self._transport.json("GET", path, params={"properties": properties})
        return [{"id": object_id, **value} for object_id, value in answer.items()]


class Writable(Objects):
    """Objects that can be changed."""

    def create(self, body: dict[str, Any]) -> str:
        """`POST /{kind}`: the new object's id. Raises AEPError when the answer names none."""
        return self._create(self._path, body)

    def validate(self, body: dict[str, Any]) -> None:
        """`POST /{kind}` that only checks the body. Raises BadRequestError for what `create` would refuse."""
        self._transport.json("POST", self._path, body=body, headers={"Pragma": "validate-only"})

    def replace(self, object_id: str, body: dict[str, Any], *, version: str | None = None) -> None:
        """`PUT /{kind}/{id}`: the body takes the object's place. `version` as in `update`."""
        self._transport.json("PUT", path_to(self._path, object_id), body=body, headers=_if_match(version))

    def update(
        self,
        object_id: str,
        changes: Changes | Callable[[dict[str, Any]], Changes],
        *,
        version: str | None = None,
    ) -> None:
        """`PATCH /{kind}/{id}` with members that replace those of the object, or with a JSON Patch.

        With the `version` of an object you have read, StaleError is raised when someone else was faster; without it
        the last writer wins. A function makes the changes from the present object; they are made again when it
        changes in between, and StaleError is raised when that goes on.
        """
        self._update(path_to(self._path, object_id), object_id, changes, version)

    def delete(self, object_id: str) -> None:
        """`DELETE /{kind}/{id}`. An unknown id may be answered as a success."""
        self._transport.json("DELETE", path_to(self._path, object_id))

    def _create(self, path: str, body: dict[str, Any]) -> str:
        answer = self._transport.json("POST", path, body=body)
        if not (isinstance(answer, list) and answer and isinstance(answer[0], str)):
            raise AEPError(f"POST {path} answered {answer!r} where a list with one reference was expected")
        return str(answer[0].rpartition("/")[2])

    def _update(
        self,
        path: str,
        object_id: str,
        changes: Changes | Callable[[dict[str, Any]], Changes],
        version: str | None,
    ) -> None:
        def write(present: dict[str, Any]) -> None:
            made = changes(present) if callable(changes) else changes
            headers = _if_match(version or present.get("version"))
            if not isinstance(made, dict):
                made = [*made]
                headers["Content-Type"] = _PATCH_TYPE
            self._transport.json("PATCH", path, body=made, headers=headers)

        if callable(changes) and version is None:
            read_modify_write(lambda: self.get(object_id), write)
        else:
            write(self.get(object_id) if callable(changes) else {})


def _if_match(version: str | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": version}
