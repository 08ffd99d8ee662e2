"""Artifacts of a sandbox and files of a snapshot. Documented: help/sandboxes/sandbox-tooling-api/tools.md."""

from __future__ import annotations

from typing import Any, cast

from aep_client.paths import path_to
from aep_client.sandbox_tooling.listing import BASE, Entries
from aep_client.transport import Transport

_ARTIFACTS = f"{BASE}/tools/artifacts"
_FILES = f"{BASE}/tools/abs"


class Artifacts:
    """The sandbox's objects, whether they are in a package or not."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, artifact_type: str) -> Entries:
        """`GET /tools/artifacts/{type}`: every artifact of a type such as CATALOG_DATASET, `[{id, type, title}, …]`."""
        return cast(Entries, self._transport.json("GET", path_to(_ARTIFACTS, artifact_type))["object"])

    def get(self, artifact_type: str, artifact_id: str) -> dict[str, Any]:
        """`GET /tools/artifacts`: the artifact as its own service shows it. Raises NotFoundError."""
        body = {"id": artifact_id, "type": artifact_type}
        return cast(dict[str, Any], self._transport.json("GET", _ARTIFACTS, body=body)["object"])

    def dependencies(self, artifacts: Entries, *, name: str | None = None, description: str | None = None) -> Entries:
        """`GET /tools/artifacts/dependencies`: what artifacts, `{id, type}`, need, as `[{from, to}, …]`.

        What needs nothing has an entry with None as its `to`.
        """
        optional = {"name": name, "description": description}
        body = {**{member: text for member, text in optional.items() if text is not None}, "artifacts": artifacts}
        return cast(Entries, self._transport.json("GET", f"{_ARTIFACTS}/dependencies", body=body)["object"])


class Files:
    """The files of a snapshot, whose id is the `snapshotId` of jobs and the `correlationId` of a publication."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, snapshot_id: str) -> list[str]:
        """`GET /tools/abs/files/{id}`: their names; an import report's has `importReport` in it."""
        return cast(list[str], self._transport.json("GET", path_to(f"{_FILES}/files", snapshot_id))["object"])

    def get(self, name: str) -> dict[str, Any]:
        """`POST /tools/abs/file`: an import report, `{artifacts, …}`. Raises NotFoundError."""
        body = {"type": "SIMPLIFIED", "filename": name}
        return cast(dict[str, Any], self._transport.json("POST", f"{_FILES}/file", body=body))
