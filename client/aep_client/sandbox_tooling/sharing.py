"""Packages for other organisations. Documented: help/sandboxes/sandbox-tooling-api/handshake.md and transfer.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from aep_client.paths import path_to
from aep_client.sandbox_tooling.listing import BASE, PAGE, Entries, listed
from aep_client.transport import Transport

_HANDSHAKE = f"{BASE}/handshake"
_TRANSFER = f"{BASE}/transfer"


class Handshakes:
    """Partnerships, which private packages need: one organisation asks, the other approves."""

    def __init__(self, transport: Transport, org_id: str) -> None:
        self._transport = transport
        self._org_id = org_id

    def request(self, target_org_ids: Sequence[str], *, org_name: str) -> dict[str, Any]:
        """`POST /handshake/bulkCreate`: `{successfulRequests, failedRequests}`, each by organisation.

        `org_name` is what your organisation is called.
        """
        body = {
            "targetIMSOrgIds": [*target_org_ids],
            "sourceIMSDetails": {"id": self._org_id, "name": org_name},
        }
        return cast(dict[str, Any], self._transport.json("POST", f"{_HANDSHAKE}/bulkCreate", body=body))

    def answer(
        self, linking_id: str, *, org_name: str, region: str, approve: bool = True, reason: str = ""
    ) -> dict[str, Any]:
        """`POST /handshake/action`: the request that came in, approved or rejected, `{status, statusHistory, …}`."""
        body = {
            "linkingID": linking_id,
            "status": "APPROVED" if approve else "REJECTED",
            "reason": reason,
            "targetIMSOrgDetails": {"id": self._org_id, "name": org_name, "region": region},
        }
        return cast(dict[str, Any], self._transport.json("POST", f"{_HANDSHAKE}/action", body=body))

    def list(
        self,
        request_type: str = "INCOMING",
        *,
        property: str | Sequence[str] | None = None,  # noqa: A002  (Adobe's name for it)
        limit: int = PAGE,
    ) -> Iterator[dict[str, Any]]:
        """Every request, INCOMING or OUTGOING, page after page: `GET /handshake/list`. `limit` is the size of a page.

        `property` is a filter such as `status==APPROVED`, or several that must all hold.
        """
        params = {"requestType": request_type, "property": property}
        return listed(self._transport, f"{_HANDSHAKE}/list", limit, params)


class Transfers:
    """Packages on their way between organisations."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def share(self, package_id: str, target_org_ids: Sequence[str]) -> Entries:
        """`POST /transfer`: a transfer of your published package for each organisation, `[{id, status, …}, …]`."""
        body = {"packageId": package_id, "targets": [{"imsOrgId": org_id} for org_id in target_org_ids]}
        return cast(Entries, self._transport.json("POST", _TRANSFER, body=body))

    def pull(self, org_id: str, package_id: str) -> dict[str, Any]:
        """`POST /transfer/pullRequest`: the transfer of a public package, which that organisation has published."""
        body = {"imsOrgId": org_id, "packageId": package_id}
        return cast(dict[str, Any], self._transport.json("POST", f"{_TRANSFER}/pullRequest", body=body))

    def get(self, transfer_id: str) -> dict[str, Any]:
        """`GET /transfer/{id}`: its `status` is COMPLETED at the end, or FAILED. Raises NotFoundError."""
        return cast(dict[str, Any], self._transport.json("GET", path_to(_TRANSFER, transfer_id)))

    def list(
        self,
        request_type: str | None = None,
        *,
        property: str | Sequence[str] | None = None,  # noqa: A002  (Adobe's name for it)
        limit: int = PAGE,
    ) -> Iterator[dict[str, Any]]:
        """Every transfer, only PUBLIC or PRIVATE ones if asked for, page after page: `GET /transfer/list`.

        `property` is a filter such as `status==COMPLETED`, or several; `limit` is the size of a page.
        """
        params = {"requestType": request_type, "property": property}
        return listed(self._transport, f"{_TRANSFER}/list", limit, params)
