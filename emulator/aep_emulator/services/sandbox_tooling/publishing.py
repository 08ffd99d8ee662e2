"""Publishing a package: DRAFT → PUBLISH_IN_PROGRESS → PUBLISHED or PUBLISH_FAILED, by an export job.

Documented: help/sandboxes/sandbox-tooling-api/packages.md, Publish a package; sandbox.yaml: a package that failed may
be published again, and one without artifacts may not; the statuses in appendix.md.
Assumed: a package of which one object is missing is not published, and the job says which; the correlation id names
what was frozen, as the snapshot id of the jobs does.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.sandbox_tooling import errors, snapshots
from aep_emulator.services.sandbox_tooling.artifacts import Key, Snapshot
from aep_emulator.services.sandbox_tooling.jobs import EXPORT, FAILED, SUCCESS, VISIBILITY, Jobs, task
from aep_emulator.services.sandbox_tooling.lineage import Lineage
from aep_emulator.services.sandbox_tooling.objects import Objects
from aep_emulator.services.sandbox_tooling.packages import (
    DAY_MS,
    DEFAULT_EXPIRY_DAYS,
    DRAFT,
    PARTIAL,
    PUBLISH_FAILED,
    PUBLISH_IN_PROGRESS,
    PUBLISHED,
    SNAPSHOT,
    Packages,
)
from aep_emulator.services.sandbox_tooling.places import Places
from aep_emulator.types import Document


class Publishing:
    """`GET /packages/{id}/export`."""

    def __init__(
        self,
        clock: Clock,
        ids: Ids,
        packages: Packages,
        jobs: Jobs,
        objects: Objects,
        lineage: Lineage,
        places: Places,
    ) -> None:
        self._clock = clock
        self._packages = packages
        self._jobs = jobs
        self._objects = objects
        self._lineage = lineage
        self._places = places
        self._ids = ids

    def publish(self, scope: Scope, package_id: str, expiry_days: int | None) -> dict[str, Any]:
        """`{name, description, visibility, sourceSandbox, type, correlationId, jobId}`. Raises ApiError 400, 404."""
        package = self._packages.change(scope, package_id, _begin)
        snapshot_id = self._ids.uuid()
        job_id = self._jobs.open(scope, EXPORT, package, snapshot_id)
        self._jobs.start(scope, job_id)
        try:
            snapshot = self._snapshot(scope, package, snapshot_id)
        except _UnpublishableError as error:
            self._packages.change(scope, package_id, lambda _package: {"status": PUBLISH_FAILED})
            failed = task("GET", error.artifact, result=FAILED, message=str(error))
            self._jobs.end(scope, job_id, FAILED, [failed])
        else:
            now = self._clock.now_ms()
            expiry = now + (DEFAULT_EXPIRY_DAYS if expiry_days is None else expiry_days) * DAY_MS
            members = {"status": PUBLISHED, "publishDate": now, "expiry": expiry, SNAPSHOT: snapshot}
            self._packages.change(scope, package_id, lambda _package: members)
            artifacts = snapshot["artifacts"].values()
            found = [
                task("GET", dict(each), result="FOUND", message=f"Found object with ID: {each['id']}")
                for each in artifacts
            ]
            parents = {each["id"]: each["parentID"] for each in artifacts}
            self._jobs.end(scope, job_id, SUCCESS, found, parents=parents)
        return {
            "name": package["name"],
            "description": package["description"],
            "visibility": VISIBILITY,
            "sourceSandbox": package["sourceSandbox"],
            "type": package["packageType"],
            "correlationId": snapshot_id,
            "jobId": job_id,
        }

    def _snapshot(self, scope: Scope, package: Document, snapshot_id: str) -> Snapshot:
        name = package["sourceSandbox"]["name"]
        source = self._places.find(scope, name)
        if source is None:
            raise _UnpublishableError({"id": name, "type": "SANDBOX"}, f"There is no active sandbox '{name}'.")
        wanted = (
            [Key(artifact["type"], artifact["id"]) for artifact in package["artifactsList"]]
            if package["packageType"] == PARTIAL
            else self._objects.whole_sandbox(source)
        )
        try:
            return snapshots.take(self._objects, self._lineage, source, snapshot_id, wanted)
        except snapshots.MissingError as error:
            raise _UnpublishableError({"id": error.key.id, "type": error.key.type}, str(error)) from None


class _UnpublishableError(Exception):
    """An artifact that prevents the publication, and why."""

    def __init__(self, artifact: Document, reason: str) -> None:
        super().__init__(reason)
        self.artifact = artifact


def _begin(package: Document) -> dict[str, Any]:
    if package["status"] not in (DRAFT, PUBLISH_FAILED):
        raise errors.wrong_status(package["id"], package["status"], "published", f"{DRAFT} or {PUBLISH_FAILED}")
    if package["packageType"] == PARTIAL and not package["artifactsList"]:
        raise errors.invalid(f"artifacts: package {package['id']} has no artifacts and cannot be published.")
    return {"status": PUBLISH_IN_PROGRESS}
