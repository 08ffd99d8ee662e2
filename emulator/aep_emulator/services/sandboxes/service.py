"""Sandboxes: the virtual partitions of an organisation.

Documented: help/sandboxes/api/ (available-sandboxes, sandboxes). Every organisation is provisioned with `prod`, the
default, and `dev`: the first is documented, the second is our convenience.
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


class Sandboxes:
    """Sandbox management of all organisations."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._lock = threading.Lock()

    def resolve(self, org_id: str, name: str) -> Document | None:
        """The sandbox of that name, or None. An organisation seen for the first time is provisioned."""
        record = self._store.find(_world(org_id), _KIND, name)
        if record is None and self._provision(org_id):
            record = self._store.find(_world(org_id), _KIND, name)
        return None if record is None else record.body

    def list(self, scope: Scope, limit: int | None, offset: int | None) -> dict[str, Any]:
        """`GET /sandboxes`: `{sandboxes, _page, _links}`. limit and offset come together or not at all."""
        if (limit is None) != (offset is None):
            raise ApiError(400, "Bad Request", "The query parameters limit and offset must be given together.")
        records = self._store.list(_world(scope.org_id), _KIND).records
        start, size = offset or 0, limit or 50
        page = records[start : start + size]
        links: dict[str, Any] = {"page": {"href": "/sandboxes?limit={limit}&offset={offset}", "templated": True}}
        if start + size < len(records):
            links["next"] = {"href": f"/sandboxes?limit={size}&offset={start + size}"}
        if start > 0:
            links["prev"] = {"href": f"/sandboxes?limit={size}&offset={max(0, start - size)}"}
        return {
            "sandboxes": [_render(record) for record in page],
            "_page": {"limit": size, "count": len(page)},
            "_links": links,
        }

    def active(self, scope: Scope) -> dict[str, Any]:
        """`GET /`: the active sandboxes of the caller."""
        records = self._store.list(_world(scope.org_id), _KIND, where=lambda record: record.body["state"] == "active")
        rendered = [_render(record) for record in records.records]
        return {"sandboxes": rendered, "_page": {"limit": 200, "count": len(rendered)}, "_links": {}}

    def get(self, scope: Scope, name: str) -> dict[str, Any]:
        """`GET /sandboxes/{name}`. Raises ApiError 404."""
        record = self._store.find(_world(scope.org_id), _KIND, name)
        if record is None:
            raise ApiError(
                404, "Not Found", f"Sandbox with name '{name}' not present. Please check if resource exists."
            )
        return _render(record)

    @staticmethod
    def types() -> dict[str, Any]:
        """`GET /sandboxTypes`."""
        return {"sandboxTypes": ["production", "development"]}

    def _provision(self, org_id: str) -> bool:
        world = _world(org_id)
        with self._lock:
            if self._store.count(world, _KIND):
                return False
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
                    "createdDate": now,
                    "lastModifiedDate": now,
                    "createdBy": "emulator@AdobeID",
                    "modifiedBy": "emulator@AdobeID",
                }
                self._store.create(world, _KIND, name, body)
        return True


def _world(org_id: str) -> str:
    return f"org:{org_id}"


def _render(record: Record) -> dict[str, Any]:
    # The integer eTag of sandbox answers counts versions; the store's etag starts with 32 bits that change each time.
    return {**record.body, "eTag": int(record.etag[:8], 16)}
