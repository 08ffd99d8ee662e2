"""The files of a snapshot.

Documented: help/sandboxes/sandbox-tooling-api/tools.md, List all files in a snapshot, whose names are in alphabetical
order, and Retrieve contents of a specific file within a snapshot.
Assumed: a file of a snapshot is called after the id of its artifact, also where that is an address; the files of a
snapshot go with the last package that has it, and the reports of its imports stay; of reports that have the same name
the last is shown; SIMPLIFIED, as in the example, is the only type of contents that can be asked for.
Differs: there is no blob store behind the names of a snapshot's files: the contents of import reports can be had, those
of other files are answered 501, because no page shows them.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandbox_tooling import envelope, errors
from aep_emulator.services.sandbox_tooling.import_reports import file_name, report
from aep_emulator.services.sandbox_tooling.jobs import Jobs
from aep_emulator.services.sandbox_tooling.packages import Packages
from aep_emulator.types import Document

_OF_EVERY_SNAPSHOT = ("artifactDependency", "manifest")


class Files:
    """`/tools/abs`."""

    def __init__(self, packages: Packages, jobs: Jobs) -> None:
        self._packages = packages
        self._jobs = jobs

    def list(self, scope: Scope, snapshot_id: str) -> dict[str, Any]:
        """`GET /tools/abs/files/{snapshotId}`: the `object` is a list of names. Raises ApiError 404."""
        names = {*self._frozen(scope, snapshot_id), *self._reports(scope, snapshot_id)}
        if not names:
            raise errors.not_found("Snapshot", snapshot_id)
        return envelope.found(f"{len(names)} Files found", sorted(names))

    def get(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`POST /tools/abs/file`: an import report. Raises ApiError 400, 404, and 501 for any other file there is."""
        errors.check("snapshotFile", body)
        name: str = body["filename"]
        snapshot_id = name.partition("/")[0]
        job = self._reports(scope, snapshot_id).get(name)
        if job is not None:
            return report(job)
        if name in self._frozen(scope, snapshot_id):
            raise ApiError(
                501,
                "Not Implemented",
                f"filename: the contents of '{name[:200]}' are not implemented here. Those of the import reports are, "
                f"which GET /tools/abs/files/{snapshot_id[:80]} names.",
            )
        raise errors.not_found("File", name)

    def _frozen(self, scope: Scope, snapshot_id: str) -> set[str]:
        """The files that were made when the snapshot was."""
        snapshot = self._packages.snapshot(scope.org_id, snapshot_id)
        if snapshot is None:
            return set()
        return {f"{snapshot_id}/{name}" for name in (*snapshot["artifacts"], *_OF_EVERY_SNAPSHOT)}

    def _reports(self, scope: Scope, snapshot_id: str) -> dict[str, Document]:
        """The import jobs of the snapshot that have ended, by the names of their reports."""
        jobs = (body["job"] for body in self._jobs.of_snapshot(scope, snapshot_id))
        return {name: job for job in jobs if (name := file_name(job)) is not None}
