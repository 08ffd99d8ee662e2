"""The Data Landing Zone: storage that comes with each sandbox.

Documented: help/sources/tutorials/api/create/cloud-storage/data-landing-zone.md.
"""

from __future__ import annotations

from typing import Any, cast

from aep_client.transport import Transport

_PATH = "/data/foundation/connectors/landingzone"
SOURCE = "user_drop_zone"
"""The container that sources read from."""
DESTINATION = "dlz_destination"
"""The container that destinations write to."""


class LandingZone:
    """`zone` is SOURCE or DESTINATION."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def container(self, zone: str = SOURCE) -> dict[str, Any]:
        """`GET /landingzone`: `{containerName, containerTTL}`, the latter in days."""
        return cast(dict[str, Any], self._transport.json("GET", _PATH, params={"type": zone}))

    def credentials(self, zone: str = SOURCE) -> dict[str, Any]:
        """`GET /landingzone/credentials`: `{containerName, SASToken, storageAccountName, SASUri}`."""
        return cast(dict[str, Any], self._transport.json("GET", f"{_PATH}/credentials", params={"type": zone}))

    def refresh(self, zone: str = SOURCE) -> dict[str, Any]:
        """`POST /landingzone/credentials?action=refresh`: new credentials in the same form."""
        params = {"type": zone, "action": "refresh"}
        return cast(dict[str, Any], self._transport.json("POST", f"{_PATH}/credentials", params=params))
