"""Export and import jobs: PENDING → IN_PROGRESS → SUCCESS or FAILED.

Documented: the statuses in help/sandboxes/sandbox-tooling-api/appendix.md; the answers in packages.md, List
export/import jobs, and in tools.md, Job details.
Assumed: jobs are neither cancelled nor resumed, nor rolled back as jobs of their own: each is NEW. A job has ended when
the request that began it is answered.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.sandbox_tooling import envelope, errors
from aep_emulator.services.sandbox_tooling.artifacts import plain
from aep_emulator.services.sandbox_tooling.listing import ListQuery, page
from aep_emulator.services.sandbox_tooling.places import organisation
from aep_emulator.store.base import NotFoundError, Store
from aep_emulator.types import Document

PENDING, IN_PROGRESS, SUCCESS, FAILED = "PENDING", "IN_PROGRESS", "SUCCESS", "FAILED"
STATUSES = (PENDING, IN_PROGRESS, SUCCESS, FAILED, "CANCELLED")
NO_CHANGE = "NO_CHANGE"
"""What becomes of an artifact whose place an object of the target takes."""

EXPORT, IMPORT = "EXPORT", "IMPORT"
VISIBILITY = "TENANT"

_KIND = "eximJobs"
_ORDERS = {
    "createdDate": "created",
    "created": "created",
    "modifiedDate": "updated",
    "updated": "updated",
    "name": "name",
}
_LISTED = (
    "id",
    "name",
    "updated",
    "created",
    "jobType",
    "packageType",
    "description",
    "jobStatus",
    "visibility",
    "sourceSandBox",
    "targetSandbox",
    "createdBy",
)


class Jobs:
    """The jobs of all organisations."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids

    def open(
        self,
        scope: Scope,
        request_type: str,
        package: Document,
        snapshot_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        destination: Document | None = None,
    ) -> str:
        """A new job, PENDING: its id. Name and description are the package's unless given."""
        job_id, now = self._ids.hex(32), self._clock.now_ms()
        job: dict[str, Any] = {
            "id": job_id,
            "name": name or package["name"],
            "description": package["description"] if description is None else description,
            "visibility": VISIBILITY,
            "requestType": request_type,
            "expiry": 0,
            "snapshotId": snapshot_id,
            "createdTimestamp": now,
            "modifiedTimestamp": now,
            "type": package["packageType"],
            "jobStatus": PENDING,
            "jobType": "NEW",
            "counter": 0,
            "imsOrgId": scope.org_id,
            "jobHash": base64.b64encode(hashlib.sha256(f"{job_id} {snapshot_id}".encode()).digest()).decode(),
            "sourceSandbox": {**package["sourceSandbox"], "empty": False},
            **({} if destination is None else {"destinationSandbox": {**destination, "empty": False}}),
            "completedTasks": [],
            "importReplacementMap": {},
            "sourceParentArtifactMap": {},
        }
        body = {"job": job, "createdBy": scope.user_id, "version": 0}
        self._store.create(organisation(scope.org_id), _KIND, job_id, body)
        return job_id

    def start(self, scope: Scope, job_id: str) -> None:
        """The job is IN_PROGRESS."""
        self._change(scope, job_id, {"jobStatus": IN_PROGRESS})

    def end(
        self,
        scope: Scope,
        job_id: str,
        status: str,
        tasks: Sequence[Document],
        *,
        replacements: Mapping[str, str] | None = None,
        parents: Mapping[str, str] | None = None,
    ) -> None:
        """The job is over; `tasks` are what `task` makes."""
        members = {
            "jobStatus": status,
            "completedTasks": list(tasks),
            "importReplacementMap": dict(replacements or {}),
            "sourceParentArtifactMap": dict(parents or {}),
        }
        self._change(scope, job_id, members)

    def get(self, scope: Scope, job_id: str) -> dict[str, Any]:
        """`GET /tools/job/{id}`: `{status, type, message, object}`. Raises ApiError 404."""
        record = self._store.find(organisation(scope.org_id), _KIND, job_id)
        if record is None:
            raise errors.not_found("Job", job_id)
        return envelope.found(f"Job with ID: {job_id} found", record.body["job"])

    def list(self, scope: Scope, query: ListQuery) -> dict[str, Any]:
        """`GET /packages/jobs`. Filters see requestType too, which the answer does not show. Raises ApiError 400."""
        records = self._store.list(organisation(scope.org_id), _KIND).records
        found = page((_summary(record.body) for record in records), query, _ORDERS)
        shown = [{name: job[name] for name in _LISTED if name in job} for job in found["data"]]
        return {**found, "data": shown}

    def of_snapshot(self, scope: Scope, snapshot_id: str) -> Iterator[Document]:
        """The jobs of a snapshot as they are kept, `{job, createdBy, version}`, oldest first."""
        for record in self._store.list(organisation(scope.org_id), _KIND).records:
            if record.body["job"]["snapshotId"] == snapshot_id:
                yield record.body

    def _change(self, scope: Scope, job_id: str, members: Document) -> None:
        world = organisation(scope.org_id)
        try:
            body = self._store.get(world, _KIND, job_id).body
            job = {**body["job"], **members, "modifiedTimestamp": self._clock.now_ms()}
            self._store.replace(world, _KIND, job_id, {**body, "job": job, "version": body["version"] + 1})
        except NotFoundError:
            return  # Everything was reset meanwhile.


def task(method: str, artifact: Document, *, result: str, message: str, new_id: str | None = None) -> dict[str, Any]:
    """A completed task: what became of one artifact. `result` is CREATED, NO_CHANGE, FOUND or FAILED."""
    return {
        "taskType": method,
        "taskStatus": FAILED if result == FAILED else SUCCESS,
        "artifact": {
            **plain(artifact["id"], artifact["type"], artifact.get("title", "")),
            "messages": [{"status": result, "attempt": 1, "message": message}],
            **({} if new_id is None else {"newId": new_id}),
        },
    }


def _summary(body: Document) -> dict[str, Any]:
    job = body["job"]
    target = job.get("destinationSandbox")
    return {
        **{name: job[name] for name in ("id", "name", "jobType", "description", "jobStatus", "visibility")},
        "requestType": job["requestType"],
        "created": job["createdTimestamp"],
        "createdDate": job["createdTimestamp"],
        "updated": job["modifiedTimestamp"],
        "modifiedDate": job["modifiedTimestamp"],
        "packageType": job["type"],
        "sourceSandBox": job["sourceSandbox"]["name"],
        **({} if target is None else {"targetSandbox": target["name"]}),
        "createdBy": body["createdBy"],
    }
