"""Partnerships: an organisation asks another, which approves or rejects; then packages can be shared with it.

Documented: help/sandboxes/sandbox-tooling-api/handshake.md and packages.md, Share packages across organization;
help/sandboxes/ui/sharing-packages-across-orgs.md.
Assumed: any organisation whose id ends in @AdobeOrg can be asked; one that is asked a second time, unless it has
rejected, is among the failed requests, and so is the caller's own; linkingID may be the linkingId or the id of the
request, which look alike in the examples; only the organisation that was asked can answer, and once; a list without
requestType is that of incoming requests.
Differs: the region of an organisation is always va7.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.sandbox_tooling import errors
from aep_emulator.services.sandbox_tooling.listing import ListQuery, page
from aep_emulator.services.sandbox_tooling.places import organisation
from aep_emulator.store.base import AlreadyExistsError, Record, StaleEtagError, Store
from aep_emulator.types import Document

APPROVAL_PENDING, APPROVED, REJECTED = "APPROVAL_PENDING", "APPROVED", "REJECTED"
INCOMING, OUTGOING = "INCOMING", "OUTGOING"
CREATED_DATE = {"createdDate": "createdDate"}
"""The one order there is."""

_REGION = "va7"
_ORGANISATION = "@AdobeOrg"
# The request is kept where it came from; the organisation that was asked knows where that is.
_KIND, _RECEIVED = "eximHandshakes", "eximHandshakesReceived"


class Handshakes:
    """`/handshake`."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids

    def request(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`POST /handshake/bulkCreate`: `{successfulRequests, failedRequests}` by organisation. Raises ApiError 400."""
        errors.check("partnershipRequest", body)
        source = body["sourceIMSDetails"]
        if source["id"] != scope.org_id:
            raise errors.other_organisation("sourceIMSDetails.id", source["id"], scope.org_id)
        made: dict[str, Any] = {}
        failed: dict[str, Any] = {}
        for target in dict.fromkeys(body["targetIMSOrgIds"]):
            reason = self._refusal(scope, target)
            handshake = None if reason else self._open(scope, target, source["name"])
            if handshake is None:
                failed[target] = {"message": reason or f"There is a request to '{target}' already."}
            else:
                made[target] = {**handshake, "sourceIMSOrgName": handshake["sourceOrgName"]}
                del made[target]["sourceOrgName"]
        return {"successfulRequests": made, "failedRequests": failed}

    def answer(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`POST /handshake/action`: the approved or rejected request. Raises ApiError 400, and 404 for linkingID."""
        errors.check("approveShareRequests", body)
        target = body["targetIMSOrgDetails"]
        if target["id"] != scope.org_id:
            raise errors.other_organisation("targetIMSOrgDetails.id", target["id"], scope.org_id)
        record = next((each for each in self._incoming(scope) if body["linkingID"] in (each.id, each.body["id"])), None)
        if record is None:
            raise errors.not_found("Partnership request", body["linkingID"])
        if record.body["status"] != APPROVAL_PENDING:
            raise errors.invalid(f"status: the partnership request is {record.body['status']} already.")
        now = self._clock.now_ms()
        history = [*orjson.loads(record.body["statusHistory"]), _entry(scope, body["status"], now, body["reason"])]
        changed = {
            **record.body,
            "version": record.body["version"] + 1,
            "modifiedDate": now,
            "modifiedBy": scope.user_id,
            "modifiedByName": scope.user_id,
            "modifiedByIMSOrgId": scope.org_id,
            "targetRegion": target["region"],
            "targetOrgName": target["name"],
            "status": body["status"],
            "statusHistory": orjson.dumps(history).decode(),
        }
        world = organisation(record.body["sourceIMSOrgId"])
        # A rejected request makes way for another one.
        claims = () if body["status"] == REJECTED else None
        try:
            self._store.replace(world, _KIND, record.id, changed, if_etag=record.etag, claims=claims)
        except StaleEtagError:
            raise errors.invalid("status: the partnership request was answered by another request.") from None
        return changed

    def list(self, scope: Scope, direction: str, query: ListQuery) -> dict[str, Any]:
        """`GET /handshake/list`: incoming or outgoing requests. Raises ApiError 400."""
        wanted = direction.upper()
        if wanted not in (INCOMING, OUTGOING):
            raise errors.invalid(f"requestType: it must be {INCOMING} or {OUTGOING}, not '{direction[:80]}'.")
        records = self._incoming(scope) if wanted == INCOMING else self._outgoing(scope)
        found = page((record.body for record in records), query, CREATED_DATE)
        return {**found, "nextPage": None, "pageSize": None}

    def are_partners(self, source_org_id: str, target_org_id: str) -> bool:
        """Whether the second organisation has approved that the first shares packages with it."""
        records = self._store.list(organisation(source_org_id), _KIND).records
        return any(
            record.body["targetIMSOrgId"] == target_org_id and record.body["status"] == APPROVED for record in records
        )

    def _outgoing(self, scope: Scope) -> Iterator[Record]:
        yield from self._store.list(organisation(scope.org_id), _KIND).records

    def _incoming(self, scope: Scope) -> Iterator[Record]:
        for received in self._store.list(organisation(scope.org_id), _RECEIVED).records:
            record = self._store.find(organisation(received.body["sourceIMSOrgId"]), _KIND, received.id)
            if record is not None:
                yield record

    @staticmethod
    def _refusal(scope: Scope, target: str) -> str | None:
        if target == scope.org_id:
            return "An organisation cannot be its own partner."
        if not target.endswith(_ORGANISATION) or target == _ORGANISATION:
            return (
                f"'{target[:200]}' is not the ID of an organisation, such as 745F37C35E4B776E0A49421B{_ORGANISATION}."
            )
        return None

    def _open(self, scope: Scope, target: str, source_name: str) -> dict[str, Any] | None:
        """The new request; None when there is one that has not been rejected."""
        now, linking_id = self._clock.now_ms(), self._ids.uuid()
        handshake = {
            "id": self._ids.hex(32),
            "version": 0,
            "createdDate": now,
            "modifiedDate": now,
            "createdBy": scope.user_id,
            "modifiedBy": scope.user_id,
            "sourceIMSOrgId": scope.org_id,
            "targetIMSOrgId": target,
            "sourceRegion": _REGION,
            "sourceOrgName": source_name,
            "status": APPROVAL_PENDING,
            "createdByName": scope.user_id,
            "modifiedByName": scope.user_id,
            "modifiedByIMSOrgId": scope.org_id,
            "statusHistory": orjson.dumps([_entry(scope, "INITIATED", now)]).decode(),
            "linkingId": linking_id,
        }
        claims = [f"exim-partner:{target}"]
        try:
            self._store.create(organisation(scope.org_id), _KIND, linking_id, handshake, claims=claims)
        except AlreadyExistsError:
            return None
        self._store.create(organisation(target), _RECEIVED, linking_id, {"sourceIMSOrgId": scope.org_id})
        return handshake


def _entry(scope: Scope, action: str, now_ms: int, reason: str | None = None) -> dict[str, Any]:
    return {
        "actionTakenBy": scope.user_id,
        "actionTakenByName": scope.user_id,
        "actionTakenByImsOrgID": scope.org_id,
        "action": action,
        "actionTimeStamp": now_ms,
        "reason": reason,
    }
