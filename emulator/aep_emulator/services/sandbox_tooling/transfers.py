"""Transfers: packages on their way from one organisation to another. PENDING → IN_PROGRESS → COMPLETED.

Documented: help/sandboxes/sandbox-tooling-api/transfer.md and packages.md, Transfer packages, with the messages of a
transfer; help/sandboxes/ui/sharing-packages-across-orgs.md: private packages go to partners that have approved, public
ones to whoever has their payload, and both have to be published.
Assumed: the package has the same id where it arrives; both organisations see the transfer; a request that names one
organisation that is no partner transfers nothing; packages that have expired are not transferred; a transfer has ended
when the request that began it is answered, so that none is seen to fail.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.sandbox_tooling import errors
from aep_emulator.services.sandbox_tooling.handshakes import CREATED_DATE, Handshakes
from aep_emulator.services.sandbox_tooling.listing import ListQuery, page
from aep_emulator.services.sandbox_tooling.packages import PUBLIC, Packages
from aep_emulator.services.sandbox_tooling.places import organisation
from aep_emulator.store.base import NotFoundError, Store
from aep_emulator.types import Document

PENDING, IN_PROGRESS, COMPLETED = "PENDING", "IN_PROGRESS", "COMPLETED"
PRIVATE = "PRIVATE"

_KIND = "eximTransfers"
_FETCHED = ("Fetched Package", "Fetched Manifest")
_DELIVERED = (
    "Tenant Identified",
    "Fetched Sandbox Id",
    "Fetched Blob Files",
    "Message Published to Kafka",
    "Completed Transfer",
    f"Finished with status: {COMPLETED}",
)


class Transfers:
    """`/transfer`."""

    def __init__(self, store: Store, clock: Clock, ids: Ids, packages: Packages, handshakes: Handshakes) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._packages = packages
        self._handshakes = handshakes

    def share(self, scope: Scope, body: Document) -> list[dict[str, Any]]:
        """`POST /transfer`: a transfer for each target, as it begins. Raises ApiError 400, 404."""
        errors.check("createShareRequest", body)
        package = self._packages.usable(scope.org_id, body["packageId"], "shared")
        targets = [target["imsOrgId"] for target in body["targets"]]
        for index, target in enumerate(targets):
            if not self._handshakes.are_partners(scope.org_id, target):
                raise errors.invalid(
                    f"targets[{index}].imsOrgId: '{target[:200]}' has not approved a partnership with {scope.org_id}."
                )
        return [self._carry_out(scope, package, scope.org_id, target, PRIVATE) for target in dict.fromkeys(targets)]

    def pull(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`POST /transfer/pullRequest`: the transfer of another organisation's public package, as it begins.

        Raises ApiError 400 for a package that is not public, 404.
        """
        errors.check("importPublicPackage", body)
        package = self._packages.usable(body["imsOrgId"], body["packageId"], "pulled")
        if package.get("packageVisibility") != PUBLIC:
            raise errors.invalid(f"packageId: package {body['packageId']} is not public.")
        transfer = self._carry_out(scope, package, body["imsOrgId"], scope.org_id, PUBLIC)
        return {**transfer, "pipelineMessageId": self._ids.uuid()}

    def get(self, scope: Scope, transfer_id: str) -> dict[str, Any]:
        """`GET /transfer/{id}`. Raises ApiError 404."""
        record = self._store.find(organisation(scope.org_id), _KIND, transfer_id)
        if record is None:
            raise errors.not_found("Transfer", transfer_id)
        return _shown(record.body)

    def list(self, scope: Scope, query: ListQuery) -> dict[str, Any]:
        """`GET /transfer/list`. Raises ApiError 400."""
        found = page(self._of(scope), query, CREATED_DATE)
        return {**found, "nextPage": None, "pageSize": None}

    def _of(self, scope: Scope) -> Iterator[dict[str, Any]]:
        for record in self._store.list(organisation(scope.org_id), _KIND).records:
            yield _shown(record.body)

    def _carry_out(
        self, scope: Scope, package: Document, source: str, target: str, request_type: str
    ) -> dict[str, Any]:
        """Bring the package to its target: the transfer as it was at its beginning."""
        now = self._clock.now_ms()
        transfer: dict[str, Any] = {
            "id": self._ids.hex(32),
            "version": 0,
            "createdDate": now,
            "modifiedDate": now,
            "createdBy": scope.user_id,
            "modifiedBy": scope.user_id,
            "sourceIMSOrgId": source,
            "targetIMSOrgId": target,
            "packageId": package["id"],
            "packageName": package["name"],
            "status": PENDING,
            "initiatedBy": scope.user_id,
            "transferDetails": _details(_FETCHED),
            "requestType": request_type,
        }
        worlds = dict.fromkeys((organisation(source), organisation(target)))
        for world in worlds:
            self._store.create(world, _KIND, transfer["id"], {**transfer, "status": IN_PROGRESS})
        self._packages.receive(target, package)
        now = self._clock.now_ms()
        done = {
            **transfer,
            "version": 1,
            "modifiedDate": now,
            "status": COMPLETED,
            "completedTime": now,
            "transferDetails": _details((*_FETCHED, *_DELIVERED)),
        }
        for world in worlds:
            # Everything may have been reset meanwhile.
            with contextlib.suppress(NotFoundError):
                self._store.replace(world, _KIND, transfer["id"], done)
        return _begun(transfer)


def _details(messages: tuple[str, ...]) -> dict[str, Any]:
    return {"messages": list(messages), "additionalMetadata": None}


def _begun(transfer: Document) -> dict[str, Any]:
    """What the request is answered. Documented: the details are there for private packages alone."""
    left_out = {"packageName"} | ({"transferDetails"} if transfer["requestType"] == PUBLIC else set())
    return {name: value for name, value in transfer.items() if name not in left_out}


def _shown(transfer: Document) -> dict[str, Any]:
    """What look-ups and lists show. Documented: an organisation without another name goes by its id."""
    members = ("id", "sourceIMSOrgId", "targetIMSOrgId", "packageId", "packageName", "status", "initiatedBy")
    last = ("completedTime", "createdDate", "transferDetails", "requestType")
    shown = {name: transfer[name] for name in (*members, *last) if name in transfer}
    if transfer["requestType"] == PUBLIC:
        del shown["transferDetails"]
    return {
        **shown,
        "sourceOrgName": transfer["sourceIMSOrgId"],
        "targetOrgName": transfer["targetIMSOrgId"],
    }
