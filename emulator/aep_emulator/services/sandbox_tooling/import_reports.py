"""What an import job's report is called and says, from what the job says.

Documented: help/sandboxes/sandbox-tooling-api/tools.md, Retrieve contents of a specific file within a snapshot: the
name, and the report with an artifact for each task of the job; an artifact that was taken instead has the status
OBJECT_REUSED and a message of its own.
Assumed: the time in the name of an import report is that at which the job ended; a job that failed has a report too; in
reports, tuples and tupleList, whose contents the page leaves out, are empty.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.services.sandbox_tooling.jobs import FAILED, IMPORT, NO_CHANGE, SUCCESS
from aep_emulator.services.sandbox_tooling.places import without_emptiness
from aep_emulator.types import Document


def file_name(job: Document) -> str | None:
    """The file with the report of a job; None for export jobs, and for import jobs before they have ended."""
    if job["requestType"] != IMPORT or job["jobStatus"] not in (SUCCESS, FAILED):
        return None
    return f"{job['snapshotId']}/importReport_{job['imsOrgId']}_{job['modifiedTimestamp']}"


def report(job: Document) -> dict[str, Any]:
    """`{snapshotId, name, description, sourceSandbox, destinationSandbox, artifacts, tuples, tupleList}`."""
    return {
        **{name: job[name] for name in ("snapshotId", "name", "description")},
        **{name: without_emptiness(job[name]) for name in ("sourceSandbox", "destinationSandbox")},
        "artifacts": [_artifact(task["artifact"]) for task in job["completedTasks"]],
        "tuples": {},
        "tupleList": [],
    }


def _artifact(artifact: Document) -> dict[str, Any]:
    return {
        **{name: artifact[name] for name in ("id", "type", "title") if name in artifact},
        "found": True,
        "messages": [_message(artifact, message) for message in artifact["messages"]],
    }


def _message(artifact: Document, message: Document) -> dict[str, Any]:
    if message["status"] != NO_CHANGE:
        return {**message, "attempt": 0}
    text = f"{artifact['type']} was not created anew. Reused object id={artifact['newId']}"
    return {"status": "OBJECT_REUSED", "attempt": 0, "message": text}
