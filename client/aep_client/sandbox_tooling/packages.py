"""Packages. Documented: help/sandboxes/sandbox-tooling-api/packages.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from aep_client.paths import path_to
from aep_client.sandbox_tooling.listing import BASE, PAGE, Entries, listed
from aep_client.transport import Transport

_PATH = f"{BASE}/packages"


class Packages:
    """The organisation's packages, each `{id, name, packageType, status, artifactsList, sourceSandbox, expiry, …}`."""

    def __init__(self, transport: Transport, org_id: str) -> None:
        self._transport = transport
        self._org_id = org_id

    def list(
        self,
        *,
        property: str | Sequence[str] | None = None,  # noqa: A002  (Adobe's name for it)
        orderby: str | None = None,
        limit: int = PAGE,
    ) -> Iterator[dict[str, Any]]:
        """Every package, page after page: `GET /packages`. `limit` is the size of a page.

        `property` is a filter such as `status==DRAFT,PUBLISHED` or `createdDate>=2030-05-11T18:29:59.999Z`, or several
        that must all hold; `orderby` a member, with `-` before it for descending.
        """
        return listed(self._transport, _PATH, limit, {"property": property, "orderby": orderby})

    def get(self, package_id: str) -> dict[str, Any]:
        """`GET /packages/{id}`. Raises NotFoundError."""
        return self._call("GET", path_to(_PATH, package_id))

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """`POST /packages`: the new draft.

        The body has `name`, `packageType` (PARTIAL, or FULL for a whole sandbox) and for a PARTIAL one `artifacts:
        [{id, type}, …]`; `description`, `sourceSandbox: {name, imsOrgId}` and `expiry` may be there.
        """
        return self._call("POST", _PATH, body)

    def add(self, package_id: str, artifacts: Entries, *, expiry: str | None = None) -> dict[str, Any]:
        """`PUT /packages` with the action ADD: the draft with these artifacts, `{id, type}`, besides."""
        return self._update("ADD", package_id, {"artifacts": artifacts, "expiry": expiry})

    def remove(self, package_id: str, artifacts: Entries) -> dict[str, Any]:
        """`PUT /packages` with the action DELETE: the draft without these artifacts, `{id, type}`."""
        return self._update("DELETE", package_id, {"artifacts": artifacts})

    def update(
        self, package_id: str, *, name: str, source_sandbox: str, description: str | None = None
    ) -> dict[str, Any]:
        """`PUT /packages` with the action UPDATE: the draft with another name, description or source."""
        place = {"name": source_sandbox, "imsOrgId": self._org_id}
        return self._update("UPDATE", package_id, {"name": name, "sourceSandbox": place, "description": description})

    def make_public(self, package_id: str) -> dict[str, Any]:
        """`PUT /packages/update`: the package, which any organisation may pull from now on."""
        body = {"id": package_id, "action": "UPDATE", "packageVisibility": "PUBLIC"}
        return self._call("PUT", f"{_PATH}/update", body)

    def delete(self, package_id: str) -> dict[str, Any]:
        """`DELETE /packages/{id}`: `{reason}`."""
        return self._call("DELETE", path_to(_PATH, package_id))

    def publish(self, package_id: str, *, expiry_period: int | None = None) -> dict[str, Any]:
        """`GET /packages/{id}/export`: `{correlationId, jobId, …}`. The package expires after so many days."""
        return self._call("GET", path_to(_PATH, package_id, "export"), params={"expiryPeriod": expiry_period})

    def conflicts(self, package_id: str, target_sandbox: str) -> Entries:
        """`GET /packages/{id}/import`: what the target has already, `[{artifact, suggestionList, parentID}, …]`."""
        path, params = path_to(_PATH, package_id, "import"), {"targetSandbox": target_sandbox}
        return cast(Entries, self._transport.json("GET", path, params=params))

    def import_(
        self,
        package_id: str,
        target_sandbox: str,
        *,
        alternatives: Mapping[str, dict[str, Any]] | None = None,
        name: str | None = None,
        description: str | None = None,
    ) -> dict[str, Any]:
        """`PUT /packages/import`: `{correlationId, jobId, …}`.

        `alternatives` are objects of the target, `{id, type}`, that take the places of artifacts, which are named by
        their ids; `name` and `description` are those of the job.
        """
        optional = {"name": name, "description": description, "alternatives": alternatives and dict(alternatives)}
        body = {
            "id": package_id,
            "destinationSandbox": {"name": target_sandbox, "imsOrgId": self._org_id},
            **{member: value for member, value in optional.items() if value is not None},
        }
        return self._call("PUT", f"{_PATH}/import", body)

    def children(self, package_id: str, objects: Entries) -> Entries:
        """`POST /packages/{id}/children`: what objects of the package need, `[{id, title, type, children}, …]`."""
        return cast(Entries, self._transport.json("POST", path_to(_PATH, package_id, "children"), body=objects))

    def permissions(self, package_id: str, target_sandbox: str) -> dict[str, Any]:
        """`GET /packages/preflight/{id}/export`: whether you may import each artifact, in `permissionResponse`."""
        path = path_to(_PATH, "preflight", package_id, "export")
        return self._call("GET", path, params={"targetSandbox": target_sandbox})

    def payload(self, package_id: str) -> dict[str, Any]:
        """`GET /packages/payload/{id}`: what others pull a public package with, `{imsOrgId, packageId}`."""
        return self._call("GET", path_to(_PATH, "payload", package_id))

    def _update(self, action: str, package_id: str, members: dict[str, Any]) -> dict[str, Any]:
        given = {name: value for name, value in members.items() if value is not None}
        return self._call("PUT", _PATH, {"id": package_id, "action": action, **given})

    def _call(
        self, method: str, path: str, body: Any = None, *, params: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        return cast(dict[str, Any], self._transport.json(method, path, body=body, params=params))
