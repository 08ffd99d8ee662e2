"""Importing a published package into a sandbox of the organisation, by an import job.

Documented: help/sandboxes/sandbox-tooling-api/packages.md, Submit an import, for the request with its `alternatives`
and the answer; tools.md, Job details, for what the job says afterwards: new objects with new ids.
Assumed: what only substituted objects need is not created either; a substitute is named in the job with the status
NO_CHANGE; the alternatives are checked before the job begins; an import is all or nothing: when one object cannot be
created, those before it are removed again, and the job, FAILED, names that one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandbox_tooling import errors, snapshots
from aep_emulator.services.sandbox_tooling.artifacts import Artifact, Key
from aep_emulator.services.sandbox_tooling.jobs import FAILED, IMPORT, NO_CHANGE, SUCCESS, VISIBILITY, Jobs, task
from aep_emulator.services.sandbox_tooling.lineage import Lineage
from aep_emulator.services.sandbox_tooling.objects import ImportFailedError, Objects
from aep_emulator.services.sandbox_tooling.packages import SNAPSHOT, Packages
from aep_emulator.services.sandbox_tooling.places import Places, place_of
from aep_emulator.types import Document


@dataclass
class _Result:
    """What an import has done so far."""

    names: dict[str, str]
    """What takes the place of what, under every name that others refer to it by."""
    tasks: list[dict[str, Any]] = field(default_factory=list)
    made: list[tuple[Artifact, str]] = field(default_factory=list)


class Imports:
    """`PUT /packages/import`."""

    def __init__(
        self, clock: Clock, packages: Packages, jobs: Jobs, objects: Objects, lineage: Lineage, places: Places
    ) -> None:
        self._clock = clock
        self._packages = packages
        self._jobs = jobs
        self._objects = objects
        self._lineage = lineage
        self._places = places

    def submit(self, scope: Scope, body: Document) -> dict[str, Any]:
        """The answer of publishing with destinationSandbox besides. Raises ApiError 400, 404."""
        errors.check("submitImport", body)
        package = self._packages.usable(scope.org_id, body["id"], "imported")
        target = self._places.named(scope, "destinationSandbox", body["destinationSandbox"])
        snapshot: Document = package[SNAPSHOT]
        substitutes = self._substitutes(target, snapshot, body.get("alternatives") or {})
        job_id = self._jobs.open(
            scope,
            IMPORT,
            package,
            snapshot["id"],
            name=body.get("name"),
            description=body.get("description"),
            destination=place_of(target),
        )
        self._jobs.start(scope, job_id)
        self._run(target, job_id, snapshot, substitutes)
        return {
            "name": body.get("name") or package["name"],
            "description": package["description"] if body.get("description") is None else body["description"],
            "visibility": VISIBILITY,
            "sourceSandbox": package["sourceSandbox"],
            "destinationSandbox": place_of(target),
            "type": package["packageType"],
            "correlationId": snapshot["id"],
            "jobId": job_id,
        }

    def import_whole(self, scope: Scope, package_id: str, sandbox_name: str) -> dict[str, Any]:
        """The same without substitutions. Raises ApiError 400, 404.

        Assumed: POST to `/packages/{id}/import` with a targetSandbox and no body imports the package, for the aepp
        package asks for an import like that.
        """
        target = {"name": sandbox_name, "imsOrgId": scope.org_id}
        return self.submit(scope, {"id": package_id, "destinationSandbox": target})

    def _substitutes(self, target: Scope, snapshot: Document, alternatives: Document) -> dict[str, str]:
        """Ids of objects in the target by the ids of the artifacts whose places they take. Raises ApiError 400."""
        for artifact_id, chosen in alternatives.items():
            where = f"alternatives['{artifact_id[:200]}']"
            artifact = snapshot["artifacts"].get(artifact_id)
            if artifact is None:
                raise errors.invalid(f"{where}: the package has no such artifact.")
            if chosen["type"] != artifact["type"]:
                raise errors.invalid(
                    f"{where}.type: the artifact is a {artifact['type']}, not a {chosen['type'][:80]}."
                )
            if not self._objects.exists(target, Key(chosen["type"], chosen["id"])):
                raise errors.invalid(
                    f"{where}.id: the sandbox '{target.sandbox_name}' has no {chosen['type']} with the ID "
                    f"{chosen['id'][:200]}."
                )
        return {artifact_id: chosen["id"] for artifact_id, chosen in alternatives.items()}

    def _run(self, target: Scope, job_id: str, snapshot: Document, substitutes: Mapping[str, str]) -> None:
        artifacts: dict[str, Artifact] = snapshot["artifacts"]
        result = _Result({})
        for old, new in substitutes.items():
            kind = artifacts[old]["type"]
            result.names |= self._objects.names(Key(kind, old), new)
            message = f"{kind} not created. Source id={old}; Target id={new}"
            result.tasks.append(task("POST", dict(artifacts[old]), result=NO_CHANGE, message=message, new_id=new))
        try:
            self._create(target, snapshots.reachable(snapshot, substitutes), result)
        except ImportFailedError as error:
            self._take_back(target, result)
            failed = artifacts[error.artifact_id]
            tasks = [task("POST", dict(failed), result=FAILED, message=str(error))]
            self._jobs.end(target, job_id, FAILED, tasks)
            return
        except Exception:
            # A defect of ours leaves nothing half-made either.
            self._take_back(target, result)
            self._jobs.end(target, job_id, FAILED, [])
            raise
        parents: dict[str, str] = {}
        for artifact, new_id in result.made:
            self._lineage.note(target, new_id, artifact["parentID"])
            parents[artifact["id"]] = artifact["parentID"]
            for inner_id, parent_id in artifact["inner"].items():
                self._lineage.note(target, result.names[inner_id], parent_id)
                parents[inner_id] = parent_id
        replacements = {old: result.names[old] for old in (*substitutes, *parents)}
        self._jobs.end(target, job_id, SUCCESS, result.tasks, replacements=replacements, parents=parents)

    def _create(self, target: Scope, wanted: list[Artifact], result: _Result) -> None:
        for artifact, new_id in self._objects.create(target, wanted, result.names, self._clock.now_ms()):
            result.made.append((artifact, new_id))
            message = f"{artifact['type']} created. Source id={artifact['id']}; Target id={new_id}"
            result.tasks.append(task("POST", dict(artifact), result="CREATED", message=message, new_id=new_id))

    def _take_back(self, target: Scope, result: _Result) -> None:
        for artifact, new_id in reversed(result.made):
            # What somebody has removed, or put to use, in the meantime is left as it is.
            with contextlib.suppress(ApiError):
                self._objects.remove(target, Key(artifact["type"], new_id))
