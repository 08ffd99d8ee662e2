"""Sandboxes: the virtual partitions of an organisation.

Documented: help/sandboxes/api/ (available, sandboxes, types, appendix). Every organisation is provisioned with
`prod`, the default, and `dev`: the first is documented, the second is our convenience.
Assumed: `id` is shown, which the OpenAPI file keeps for services, because the aepp package asks for it.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.store.base import Record, Store
from aep_emulator.types import Document

_KIND = "sandboxes"
_PROVISIONED = (("prod", "Production", "production", True), ("dev", "Development", "development", False))
_REGION = "VA7"
_DEFAULT_LIMIT = 50


class Sandboxes:
    """Sandbox management of all organisations."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._lock = threading.Lock()

    def resolve(self, org_id: str, name: str) -> Document | None:
        """The sandbox of that name, or None. An organisation seen for the first time is provisioned."""
        world = _world(org_id)
        record = self._store.find(world, _KIND, name)
        if record is None:
            self._provision(world)
            # Looked for again whoever provisioned: another thread may have been a moment earlier.
            record = self._store.find(world, _KIND, name)
        return None if record is None else record.body

    def list(self, scope: Scope, limit: int | None, offset: int | None, url: str) -> dict[str, Any]:
        """`GET /sandboxes`: all sandboxes, as `{sandboxes, _page{limit, count}, _links}`; `url` is the listing's own.

        limit and offset come together or not at all. Raises ApiError 400.
        """
        return _page(self._store.list(_world(scope.org_id), _KIND).records, limit, offset, url)

    def active(self, scope: Scope, limit: int | None, offset: int | None, url: str) -> dict[str, Any]:
        """`GET /`: the active sandboxes of the caller, in the same form. Raises ApiError 400."""
        world = _world(scope.org_id)
        records = self._store.list(world, _KIND, where=lambda record: record.body["state"] == "active").records
        return _page(records, limit, offset, url)

    def get(self, scope: Scope, name: str) -> Document:
        """`GET /sandboxes/{name}`. Raises ApiError 404."""
        record = self._store.find(_world(scope.org_id), _KIND, name)
        if record is None:
            raise ApiError(
                404, "Not Found", f"Sandbox with name '{name}' not present. Please check if resource exists."
            )
        return record.body

    @staticmethod
    def types() -> dict[str, Any]:
        """`GET /sandboxTypes`."""
        return {"sandboxTypes": ["production", "development"]}

    def _provision(self, world: str) -> None:
        with self._lock:
            if self._store.count(world, _KIND):
                return
            now = datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
            for name, title, kind, is_default in _PROVISIONED:
                body = {
                    "id": self._ids.uuid(),
                    "name": name,
                    "title": title,
                    "state": "active",
                    "type": kind,
                    "region": _REGION,
                    "isDefault": is_default,
                    # Counts the sandbox's versions.
                    "eTag": 1,
                    "createdDate": now,
                    "lastModifiedDate": now,
                    "createdBy": "emulator@AdobeID",
                    "modifiedBy": "emulator@AdobeID",
                }
                self._store.create(world, _KIND, name, body)


def _world(org_id: str) -> str:
    return f"org:{org_id}"


def _page(records: list[Record], limit: int | None, offset: int | None, url: str) -> dict[str, Any]:
    if (limit is None) != (offset is None):
        raise ApiError(400, "Bad Request", "The query parameters limit and offset must be given together.")
    start, size = offset or 0, limit or _DEFAULT_LIMIT
    shown = records[start : start + size]
    # The example has the three links' contents in each other's places; the page's is the template.
    links: dict[str, Any] = {"page": {"href": f"{url}?limit={{limit}}&offset={{offset}}", "templated": True}}
    if start + size < len(records):
        links["next"] = {"href": f"{url}?offset={start + size}&limit={size}", "templated": None}
    if start > 0:
        links["prev"] = {"href": f"{url}?offset={max(0, start - size)}&limit={size}", "templated": None}
    return {
        "sandboxes": [record.body for record in shown],
        "_page": {"limit": size, "count": len(shown)},
        "_links": links,
    }
