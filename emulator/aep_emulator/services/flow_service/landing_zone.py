"""The Data Landing Zone of a sandbox: its container and the credentials to upload to it.

Documented: help/sources/tutorials/api/create/cloud-storage/data-landing-zone.md, and
help/sources/errors/sources-errors.md for the codes of what is refused.
Assumed: a token lives 90 days; the container of type `dlz_destination` has a name of its own. The storage account does
not exist: files come from the demo and from the folder given with --data.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.flow_service import provider_errors
from aep_emulator.store.base import AlreadyExistsError, Record, Store

_KIND = "landingZoneCredentials"
_CONTAINERS = {"user_drop_zone": "dlz-user-container", "dlz_destination": "dlz-destination"}
_DAYS_KEPT = "7"
_TOKEN_LIFE = timedelta(days=90)


class LandingZone:
    """`/data/foundation/connectors/landingzone`."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids

    def container(self, zone_type: str | None) -> dict[str, str]:
        """`{containerName, containerTTL}`; the latter in days. Raises FlowServiceError 400 for an unknown type."""
        return {"containerName": _container(zone_type), "containerTTL": _DAYS_KEPT}

    def credentials(self, scope: Scope, zone_type: str | None) -> dict[str, Any]:
        """`{containerName, SASToken, storageAccountName, SASUri, expiryDate}`. A token that has expired is renewed.

        Raises FlowServiceError 400 for an unknown type.
        """
        container = _container(zone_type)
        record = self._store.find(scope.world, _KIND, container)
        if record is None:
            try:
                record = self._store.create(scope.world, _KIND, container, self._new_token())
            except AlreadyExistsError:
                record = self._store.get(scope.world, _KIND, container)
        if record.body["expires"] <= self._clock.now_ms():
            record = self._store.replace(scope.world, _KIND, container, self._new_token())
        return _shown(scope, container, record)

    def refresh(self, scope: Scope, zone_type: str | None, action: str | None) -> dict[str, Any]:
        """New credentials, in the same form. Raises FlowServiceError 400 for an unknown type or action."""
        if (action or "").lower() != "refresh":
            raise provider_errors.refused("1705-400", f"The action must be 'refresh', not '{action or ''}'.")
        self.credentials(scope, zone_type)
        container = _container(zone_type)
        return _shown(scope, container, self._store.replace(scope.world, _KIND, container, self._new_token()))

    def _new_token(self) -> dict[str, Any]:
        identifier = self._ids.uuid()
        signature = base64.b64encode(hashlib.sha256(identifier.encode()).digest()).decode()
        return {
            "token": f"sv=2020-04-08&si=dlz-{identifier}&sr=c&sp=racwdlm&sig={quote(signature, safe='')}",
            "expires": self._clock.now_ms() + int(_TOKEN_LIFE.total_seconds() * 1000),
        }


def _container(zone_type: str | None) -> str:
    container = _CONTAINERS.get((zone_type or "").lower())
    if container is None:
        raise provider_errors.refused(
            "1710-400", f"The types are: {', '.join(_CONTAINERS)}.", landingZoneUseCase=zone_type or ""
        )
    return container


def _shown(scope: Scope, container: str, record: Record) -> dict[str, Any]:
    # An account per sandbox, as each has a landing zone of its own.
    account = "dlblobstore" + hashlib.sha256(scope.world.encode()).hexdigest()[:13]
    token = record.body["token"]
    return {
        "containerName": container,
        "SASToken": token,
        "storageAccountName": account,
        "SASUri": f"https://{account}.blob.core.windows.net/{container}?{token}",
        "expiryDate": datetime.fromtimestamp(record.body["expires"] / 1000, UTC).date().isoformat(),
    }
