"""What a client would need to read and write a dataset's files in the storage itself.

Documented: GET /dataSets/{id}/credentials in catalog.yaml, deprecated, which names the members.
There is no such storage behind the emulator: the values have the right form and open nothing.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

_STORE = "adl://emulator.invalid"


def credentials(dataset_id: str, batch_id: str | None, base_url: str) -> dict[str, Any]:
    """`{dataSetId, path, stagePath, credentials}`; `stagePath` only with a batch, which it is built from."""

    def made_up(what: str) -> str:
        return str(uuid.UUID(hashlib.sha256(f"{what} {dataset_id}".encode()).hexdigest()[:32]))

    staged = {} if batch_id is None else {"stagePath": f"platformdataset/stage/{batch_id}"}
    return {
        "dataSetId": dataset_id,
        "path": f"{base_url}/data/foundation/dataset/datasets/{dataset_id}/",
        **staged,
        "credentials": {
            "clientKey": f"emulator-{made_up('key')}",
            "clientId": made_up("client"),
            "tenantId": made_up("tenant"),
            "resourceGroupName": "emulator",
            "subscriptionId": made_up("subscription"),
            "name": "emulator",
            "adlsType": "gen1",
            "adlsUri": _STORE,
            "hadoopUri": f"{_STORE}/{dataset_id}",
        },
    }
