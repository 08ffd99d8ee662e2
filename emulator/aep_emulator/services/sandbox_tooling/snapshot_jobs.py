"""The export and import jobs of one snapshot.

Documented: help/sandboxes/sandbox-tooling-api/jobs.md: status, start, limit and orderBy; the entries, whose dates are
in whole seconds and whose jobDetails are a text of JSON, without the maps that Job details in tools.md shows; the
statuses in appendix.md.
Assumed: /jobs/EXPORT lists the export jobs of a snapshot as /jobs/IMPORT does its import jobs; without orderBy the last
changed come first, and they may be ordered by CREATED_DATE too; the message counts the jobs in the answer; a snapshot
that nobody has, has no jobs; an artifact in jobDetails has its title.
"""

from __future__ import annotations

from typing import Any

import orjson

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandbox_tooling import envelope, errors
from aep_emulator.services.sandbox_tooling.jobs import EXPORT, IMPORT, STATUSES, Jobs
from aep_emulator.services.sandbox_tooling.listing import ListQuery
from aep_emulator.services.sandbox_tooling.places import without_emptiness
from aep_emulator.types import Document

_ORDERS = {"MODIFIED_DATE": "modifiedTimestamp", "CREATED_DATE": "createdTimestamp"}
_DIRECTIONS = ("ASC", "DESC")
_DEFAULT_ORDER = "MODIFIED_DATE:DESC"
_ONLY_IN_JOB_DETAILS = frozenset({"importReplacementMap", "sourceParentArtifactMap"})


class SnapshotJobs:
    """`GET /jobs/{requestType}/{snapshotId}`."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def list(self, scope: Scope, request_type: str, snapshot_id: str, query: ListQuery) -> dict[str, Any]:
        """`{status, type, message, object}` with a list of jobs. Raises ApiError 400."""
        if request_type not in (IMPORT, EXPORT):
            raise errors.invalid(f"requestType: it must be {IMPORT} or {EXPORT}, not '{request_type[:80]}'.")
        status = (query.fields or {}).get("status")
        if status and status not in STATUSES:
            raise errors.invalid(f"status: it must be one of {', '.join(STATUSES)}, not '{status[:80]}'.")
        member, descending = _order(query.order or _DEFAULT_ORDER)
        wanted = [
            body
            for body in self._jobs.of_snapshot(scope, snapshot_id)
            if body["job"]["requestType"] == request_type and (not status or body["job"]["jobStatus"] == status)
        ]
        wanted.sort(key=lambda body: int(body["job"][member]))
        if descending:
            # Of those that were changed at the same time, too, the later one is first.
            wanted.reverse()
        page = wanted[query.start : query.start + query.limit]
        return envelope.found(f"{len(page)} Files found", [_entry(body) for body in page])


def _order(text: str) -> tuple[str, bool]:
    name, _, direction = text.strip().partition(":")
    if name not in _ORDERS or (direction or "ASC") not in _DIRECTIONS:
        raise errors.invalid(
            f"orderBy: '{text[:80]}' is not supported; use {' or '.join(_ORDERS)} with :ASC or :DESC behind it."
        )
    return _ORDERS[name], direction == "DESC"


def _entry(body: Document) -> dict[str, Any]:
    job = body["job"]
    return {
        "id": job["id"],
        "version": body["version"],
        "createdDate": _whole_seconds(job["createdTimestamp"]),
        "modifiedDate": _whole_seconds(job["modifiedTimestamp"]),
        "createdBy": body["createdBy"],
        # Nobody else changes a job.
        "modifiedBy": body["createdBy"],
        **{name: job[name] for name in ("snapshotId", "imsOrgId", "requestType", "jobStatus", "jobType")},
        "jobDetails": orjson.dumps(_details(job)).decode(),
    }


def _details(job: Document) -> dict[str, Any]:
    shown = {name: value for name, value in job.items() if name not in _ONLY_IN_JOB_DETAILS}
    places = {name: without_emptiness(job[name]) for name in ("sourceSandbox", "destinationSandbox") if name in job}
    return {**shown, **places}


def _whole_seconds(milliseconds: int) -> int:
    return milliseconds // 1000 * 1000
