"""Sandboxes: the virtual partitions of an organisation.

Documented: help/sandboxes/api/ (available, sandboxes, types, appendix), help/sandboxes/ui/user-guide.md for the rules
of a name, help/sandboxes/troubleshooting-guide.md for the number of development sandboxes. Every organisation is
provisioned with `prod`, the default, and `dev`: the first is documented, the second is our convenience.
Assumed: `id` is shown by look-ups, which the OpenAPI file keeps for services, because the aepp package asks for it; the
name of a deleted sandbox may be used again; what is on its way to active can be neither reset nor deleted.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.sandboxes import dependencies, errors, states
from aep_emulator.services.sandboxes.listing import page
from aep_emulator.store.base import Record, Store
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

READY_AFTER_S = 30
MAX_DEVELOPMENT = 15

_KIND = "sandboxes"
_PROVISIONED = (("prod", "Production", "production", True), ("dev", "Development", "development", False))
_REGION = "VA7"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,255}")
_SYSTEM_USER = "emulator@AdobeID"
# What the documented answers to POST, PATCH and DELETE show; PUT shows the id besides.
_ANSWERED = ("name", "title", "state", "type", "region")


class Sandboxes:
    """Sandbox management of all organisations."""

    def __init__(self, store: Store, clock: Clock, ids: Ids, ready_after_s: int = READY_AFTER_S) -> None:
        """`ready_after_s`: how many seconds a sandbox is on its way when it is created or reset; 0 is at once."""
        self._store = store
        self._clock = clock
        self._ids = ids
        self._ready_after_ms = ready_after_s * 1000
        self._lock = threading.RLock()
        self._listeners: list[Callable[[str], None]] = []

    def on_emptied(self, listener: Callable[[str], None]) -> None:
        """Have a function called with the id of every sandbox whose content is to go."""
        self._listeners.append(listener)

    def resolve(self, org_id: str, name: str) -> Document | None:
        """The sandbox of that name in whatever state, or None. An organisation first seen is provisioned."""
        world = _world(org_id)
        record = self._store.find(world, _KIND, name)
        if record is None:
            self._provision(world)
            # Looked for again whoever provisioned: another thread may have been a moment earlier.
            record = self._store.find(world, _KIND, name)
        return None if record is None else states.shown(record.body, self._clock.now_ms())

    def is_ready(self, org_id: str, name: str) -> bool:
        """Whether the sandbox is active, so that other services may work in it."""
        world = _world(org_id)
        record = self._store.find(world, _KIND, name)
        if record is None:
            return False
        if states.has_arrived(record.body, self._clock.now_ms()):
            self._settle(world, name)
            return True
        return bool(states.shown(record.body, self._clock.now_ms())["state"] == states.ACTIVE)

    def list(self, scope: Scope, limit: int | None, offset: int | None, url: str) -> dict[str, Any]:
        """`GET /sandboxes`: all sandboxes, deleted ones too; `url` is the listing's own. Raises ApiError 400."""
        return page(self._shown(scope), limit, offset, url)

    def active(self, scope: Scope, limit: int | None, offset: int | None, url: str) -> dict[str, Any]:
        """`GET /`: the active sandboxes of the caller, in the same form. Raises ApiError 400."""
        found = tuple(sandbox for sandbox in self._shown(scope) if sandbox["state"] == states.ACTIVE)
        return page(found, limit, offset, url)

    def get(self, scope: Scope, name: str) -> Document:
        """`GET /sandboxes/{name}`. Raises ApiError 404."""
        return states.shown(self._record(scope, name).body, self._clock.now_ms())

    def create(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`POST /sandboxes`: the new sandbox, creating. Raises ApiError 400 and 409."""
        _check("create", body)
        world, name = _world(scope.org_id), body["name"]
        if not _NAME.fullmatch(name):
            raise errors.bad_name(name)
        with self._lock:
            present = [sandbox for sandbox in self._shown(scope) if sandbox["state"] != states.DELETED]
            if any(sandbox["name"] == name for sandbox in present):
                raise errors.taken(name)
            development = sum(sandbox["type"] == "development" for sandbox in present)
            if body["type"] == "development" and development >= MAX_DEVELOPMENT:
                raise errors.too_many(MAX_DEVELOPMENT)
            earlier = self._store.find(world, _KIND, name)
            if earlier is not None:
                self._store.delete(world, _KIND, name)
            new = {
                **self._new(name, body["title"], body["type"], scope.user_id),
                **states.on_its_way(states.CREATING, self._clock.now_ms() + self._ready_after_ms),
            }
            self._store.create(world, _KIND, name, new)
            if earlier is not None:
                # Whoever remembers the old one under this name must look again.
                self._empty(earlier.body["id"])
        return {**_answer(new), "state": states.CREATING}

    def update(self, scope: Scope, name: str, body: Document) -> dict[str, Any]:
        """`PATCH /sandboxes/{name}`: another title. Raises ApiError 400 and 404."""
        _check("update", body)
        with self._lock:
            record = self._record(scope, name)
            sandbox = states.shown(record.body, self._clock.now_ms())
            if sandbox["state"] == states.DELETED:
                raise errors.wrong_state(name, states.DELETED, "updated")
            self._change(scope, record, {"title": body["title"]})
        return _answer({**sandbox, "title": body["title"]})

    def reset(
        self, scope: Scope, name: str, body: Document, *, validation_only: bool, ignore_warnings: bool
    ) -> dict[str, Any]:
        """`PUT /sandboxes/{name}`: the sandbox, resetting. Raises ApiError 400 and 404.

        Documented: with validationOnly nothing happens, and the answer is the same.
        """
        _check("reset", body)
        with self._lock:
            record = self._record(scope, name)
            sandbox = self._changeable(record, "reset", ignore_warnings=ignore_warnings)
            if not validation_only:
                until_ms = self._clock.now_ms() + self._ready_after_ms
                self._change(scope, record, states.on_its_way(states.RESETTING, until_ms))
                self._empty(sandbox["id"])
        return {"id": sandbox["id"], **_answer(sandbox), "state": states.RESETTING}

    def delete(self, scope: Scope, name: str, *, validation_only: bool, ignore_warnings: bool) -> dict[str, Any]:
        """`DELETE /sandboxes/{name}`: the sandbox, deleted; it is still shown. Raises ApiError 400 and 404."""
        with self._lock:
            record = self._record(scope, name)
            if record.body["isDefault"]:
                raise errors.invalid(f"Sandbox '{name}' is the default production sandbox, which cannot be deleted.")
            sandbox = self._changeable(record, "deleted", ignore_warnings=ignore_warnings)
            if not validation_only:
                self._change(scope, record, {"state": states.DELETED})
                self._empty(sandbox["id"])
        return {**_answer(sandbox), "state": states.DELETED}

    @staticmethod
    def types() -> dict[str, Any]:
        """`GET /sandboxTypes`."""
        return {"sandboxTypes": ["production", "development"]}

    def _shown(self, scope: Scope) -> tuple[Document, ...]:
        now_ms = self._clock.now_ms()
        records = self._store.list(_world(scope.org_id), _KIND).records
        return tuple(states.shown(record.body, now_ms) for record in records)

    def _record(self, scope: Scope, name: str) -> Record:
        record = self._store.find(_world(scope.org_id), _KIND, name)
        if record is None:
            raise errors.not_found(name)
        return record

    def _changeable(self, record: Record, action: str, *, ignore_warnings: bool) -> Document:
        sandbox = states.shown(record.body, self._clock.now_ms())
        if sandbox["state"] != states.ACTIVE:
            raise errors.wrong_state(sandbox["name"], sandbox["state"], action)
        dependencies.check(sandbox, action, ignore_warnings=ignore_warnings)
        return sandbox

    def _change(self, scope: Scope, record: Record, members: Document) -> None:
        """Store a sandbox with other members; with the lock. A sandbox that is on its way stays so."""
        body = {
            **(states.settled(record.body) if "state" in members else record.body),
            **members,
            "eTag": record.body["eTag"] + 1,
            "lastModifiedDate": self._date(),
            "modifiedBy": scope.user_id,
        }
        self._store.replace(_world(scope.org_id), _KIND, record.id, body)

    def _settle(self, world: str, name: str) -> None:
        """Note that a sandbox has become active. What a run that outlasted its reset has left there goes too."""
        with self._lock:
            record = self._store.find(world, _KIND, name)
            if record is not None and states.has_arrived(record.body, self._clock.now_ms()):
                self._empty(record.body["id"])
                self._store.replace(world, _KIND, name, states.settled(record.body))

    def _empty(self, sandbox_id: str) -> None:
        for listener in self._listeners:
            listener(sandbox_id)

    def _provision(self, world: str) -> None:
        with self._lock:
            if self._store.count(world, _KIND):
                return
            for name, title, kind, is_default in _PROVISIONED:
                body = {**self._new(name, title, kind, _SYSTEM_USER), "isDefault": is_default}
                self._store.create(world, _KIND, name, body)

    def _new(self, name: str, title: str, kind: str, user: str) -> dict[str, Any]:
        now = self._date()
        return {
            "id": self._ids.uuid(),
            "name": name,
            "title": title,
            "state": states.ACTIVE,
            "type": kind,
            "region": _REGION,
            "isDefault": False,
            # Counts the sandbox's versions.
            "eTag": 1,
            "createdDate": now,
            "lastModifiedDate": now,
            "createdBy": user,
            "modifiedBy": user,
        }

    def _date(self) -> str:
        return datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _world(org_id: str) -> str:
    return f"org:{org_id}"


def _answer(sandbox: Document) -> dict[str, Any]:
    return {name: sandbox[name] for name in _ANSWERED}


def _check(request: str, body: Document) -> None:
    failures = request_schema(__package__, request).failures(body)
    if failures:
        raise errors.invalid_body(failures)
