"""Sandboxes: /data/foundation/sandbox-management.

Documented: sandbox.yaml and help/sandboxes/api. A sandbox that is created or reset is ready some seconds later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from aep_client.paging import by_offset
from aep_client.paths import path_to
from aep_client.transport import Transport

_BASE = "/data/foundation/sandbox-management"
_PATH = f"{_BASE}/sandboxes"
_PAGE = 50

Types = list[Any]


class Sandboxes:
    """The organisation's sandboxes, each `{name, title, state, type, region, isDefault, eTag, createdDate, …}`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, *, limit: int = _PAGE) -> Iterator[dict[str, Any]]:
        """Every sandbox, page after page: `GET /sandboxes`. `limit` is the size of a page."""
        return self._listed(_PATH, limit)

    def active(self, *, limit: int = _PAGE) -> Iterator[dict[str, Any]]:
        """The active ones that you may use: `GET /`."""
        return self._listed(f"{_BASE}/", limit)

    def types(self) -> Types:
        """`GET /sandboxTypes`: the types you may create."""
        return cast(Types, self._transport.json("GET", f"{_BASE}/sandboxTypes")["sandboxTypes"])

    def get(self, name: str) -> dict[str, Any]:
        """`GET /sandboxes/{name}`. Raises NotFoundError."""
        return cast(dict[str, Any], self._transport.json("GET", path_to(_PATH, name)))

    def create(self, name: str, title: str, *, type: str = "development") -> dict[str, Any]:  # noqa: A002
        """`POST /sandboxes`: the new sandbox; its `type` is development or production. Raises ConflictError."""
        body = {"name": name, "title": title, "type": type}
        return cast(dict[str, Any], self._transport.json("POST", _PATH, body=body))

    def rename(self, name: str, title: str) -> dict[str, Any]:
        """`PATCH /sandboxes/{name}`: only the title can be changed."""
        return cast(dict[str, Any], self._transport.json("PATCH", path_to(_PATH, name), body={"title": title}))

    def reset(self, name: str, *, validation_only: bool = False, ignore_warnings: bool = False) -> dict[str, Any]:
        """`PUT /sandboxes/{name}`: delete everything in it.

        With `validation_only` nothing is done but to check whether that is possible.
        """
        params = _options(validation_only, ignore_warnings)
        body = {"action": "reset"}
        return cast(dict[str, Any], self._transport.json("PUT", path_to(_PATH, name), body=body, params=params))

    def delete(self, name: str, *, validation_only: bool = False, ignore_warnings: bool = False) -> dict[str, Any]:
        """`DELETE /sandboxes/{name}`: its state is `deleted` from then on. Options as in `reset`."""
        params = _options(validation_only, ignore_warnings)
        return cast(dict[str, Any], self._transport.json("DELETE", path_to(_PATH, name), params=params))

    def _listed(self, path: str, limit: int) -> Iterator[dict[str, Any]]:
        def fetch(wanted: dict[str, Any]) -> list[dict[str, Any]]:
            return cast("list[dict[str, Any]]", self._transport.json("GET", path, params=wanted)["sandboxes"])

        return (entry for page in by_offset(fetch, {}, limit, "offset") for entry in page)


def _options(validation_only: bool, ignore_warnings: bool) -> dict[str, bool | None]:
    return {"validationOnly": validation_only or None, "ignoreWarnings": ignore_warnings or None}
