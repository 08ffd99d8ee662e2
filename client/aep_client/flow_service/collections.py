"""What the collections of Flow Service have in common.

Documented: flow-service.yaml; "Sort and filter responses" (help/dataflows/api/sort-and-filter.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from aep_client.errors import AEPError
from aep_client.paging import by_link
from aep_client.paths import path_to
from aep_client.transport import Transport
from aep_client.updating import read_modify_write

BASE = "/data/foundation/flowservice"

Patch = Sequence[dict[str, Any]]
"""A JSON Patch: `[{op, path, value}, …]`."""


class Readable:
    """A collection that can be listed and looked up."""

    def __init__(self, transport: Transport, name: str) -> None:
        self._transport = transport
        self._path = f"{BASE}/{name}"

    def list(
        self,
        *,
        property: str | Sequence[str] | None = None,  # noqa: A002  (Adobe's name for it)
        orderby: str | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Every item, page after page: `GET /{collection}`.

        `property` is a filter such as `state==enabled`, or several that must all hold; `orderby` a member, with `-`
        before it for descending; `limit` the size of a page.
        """
        return self._pages(self._path, property=property, orderby=orderby, limit=limit)

    def count(self, *, property: str | Sequence[str] | None = None) -> int:  # noqa: A002
        """How many items there are: `GET /{collection}?count=true`. `property` as in `list`."""
        answer = self._transport.json("GET", self._path, params={"property": property, "count": True})
        return int(answer["count"])

    def get(self, resource_id: str) -> dict[str, Any]:
        """One item: `GET /{collection}/{id}`, out of the list the service wraps it in. Raises NotFoundError."""
        path = path_to(self._path, resource_id)
        answer = self._transport.json("GET", path)
        # Look-ups of specs are shown with and without the list.
        items = answer.get("items", [answer])
        if not items:
            raise AEPError(f"GET {path} answered no item")
        return cast(dict[str, Any], items[0])

    def _pages(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        given = {name: value for name, value in params.items() if value is not None}
        return by_link(lambda wanted: self._transport.json("GET", path, params=wanted), given)


class Searchable(Readable):
    """A collection that can be searched too."""

    def search(
        self,
        query: str | None = None,
        *,
        orderby: str | None = None,
        limit: int | None = None,
        fields: str | None = None,
        group_by: str | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Every item that is found, page after page: `POST /{collection}/search`.

        `query` is what stands behind a list's question mark (`property=state==enabled`); `fields` the members to show,
        separated by commas; `group_by` a member whose equal values come together; the rest as in `list`.
        """
        given = {
            "queryString": query,
            "orderby": orderby,
            "limit": limit,
            "projectionFields": fields,
            "groupByProperty": group_by,
        }
        body = {name: value for name, value in given.items() if value is not None}
        path = f"{self._path}/search"
        return by_link(lambda wanted: self._transport.json("POST", path, body=body, params=wanted), {})


class Writable(Readable):
    """A collection that can be changed too."""

    def create(self, body: dict[str, Any], *, draft: bool = False) -> dict[str, str]:
        """`POST /{collection}`: `{id, etag}`. A draft may lack what is required, and waits for `publish`.

        Documented: help/sources/tutorials/api/draft.md.
        """
        params = {"mode": "draft"} if draft else None
        return cast(dict[str, str], self._transport.json("POST", self._path, body=body, params=params))

    def update(
        self,
        resource_id: str,
        patch: Patch | Callable[[dict[str, Any]], Patch],
        *,
        etag: str | None = None,
    ) -> dict[str, str]:
        """`PATCH /{collection}/{id}`: `{id, etag}`.

        `patch` is a JSON Patch, or a function that makes one from the present item. The item is read first, and read
        and written again when it changes in between; StaleError is raised when that goes on. With the `etag` of an
        item you have read there is one attempt, and StaleError when someone else was faster.
        """

        def write(item: dict[str, Any]) -> dict[str, str]:
            changes = patch(item) if callable(patch) else patch
            headers = {"If-Match": etag or str(item["etag"])}
            answer = self._transport.json("PATCH", path_to(self._path, resource_id), body=[*changes], headers=headers)
            return cast(dict[str, str], answer)

        if etag is None:
            return read_modify_write(lambda: self.get(resource_id), write)
        return write(self.get(resource_id) if callable(patch) else {})

    def delete(self, resource_id: str) -> None:
        """`DELETE /{collection}/{id}`. Raises NotFoundError, and BadRequestError while something else uses it."""
        self._transport.json("DELETE", path_to(self._path, resource_id))

    def publish(self, resource_id: str) -> dict[str, str]:
        """End a draft: `{id, etag}`. Raises BadRequestError for one that is incomplete or rests on another draft."""
        return self.act(resource_id, "publish")

    def act(
        self,
        resource_id: str,
        op: str,
        *,
        sub_ops: Sequence[str] = (),
        body: dict[str, Any] | None = None,
        etag: str | None = None,
    ) -> dict[str, str]:
        """`POST /{collection}/{id}/action?op={op}`: `{id, etag}`.

        Actions are `publish`, `finalize`, `finalize_update`, and `enable` and `disable` for dataflows; `sub_ops` are
        `apply`, `rollback` and `progress`; `body` reports `{percentCompleted, status: {value}}`. With an `etag`
        StaleError is raised when someone else was faster.
        """
        path = path_to(self._path, resource_id, "action")
        params = {"op": op, "subOp": [*sub_ops] or None}
        answer = self._transport.json("POST", path, body=body, params=params, headers=if_match(etag))
        return cast(dict[str, str], answer)


def if_match(etag: str | None) -> dict[str, str]:
    """The header that names a version, if one is given."""
    return {} if etag is None else {"If-Match": etag}
