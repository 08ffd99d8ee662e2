"""What someone uploads with aepp as it comes from PyPI: `python use_aepp.py BASE_URL ORG DATASET`; prints JSON.

In a process of its own, because aepp keeps its configuration in its modules.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any


def main(base_url: str, org: str, dataset_id: str) -> dict[str, Any]:
    """Ingest two files, look at everything, replace the batch by another, take that back."""
    import aepp
    import pandas as pd
    from aepp import catalog, dataaccess, ingestion

    aepp.configure(org_id=org, client_id="key", secret="secret", scopes="openid", sandbox="prod", retry=0)
    aepp.config.endpoints["global"] = base_url
    aepp.config.config_object["imsEndpoint"] = base_url
    aepp.config.config_object["oauthTokenEndpointV2"] = f"{base_url}/ims/token/v3"
    uploads, access, batches = ingestion.DataIngestion(), dataaccess.DataAccess(), catalog.Catalog()

    def ended(batch_id: str) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            status = str(batches.getBatch(batch_id)[batch_id]["status"])
            if status not in ("loading", "loaded", "staging"):
                return status
            time.sleep(0.02)
        raise AssertionError("the batch did not end within a minute")

    first = uploads.createBatch(dataset_id)["id"]
    answers = [
        uploads.uploadSmallFile(first, dataset_id, "folder/list.json", [{"_id": "1"}, {"_id": "2"}]),
        uploads.uploadSmallFile(first, dataset_id, "one.json", {"_id": "3"}),
        uploads.headFileStatus(first, dataset_id, "one.json"),
    ]
    shown = uploads.getPreviewBatchDataset(first, dataset_id)
    answers.append(uploads.uploadSmallFileFinish(first))
    status = ended(first)
    (file,) = access.getBatchFiles(first)
    (part,) = access.getFiles(file["dataSetFileId"])["data"]
    frame = pd.read_parquet(access.getFiles(file["dataSetFileId"], path=part["name"]))
    second = uploads.createBatch(
        dataset_id,
        multiline=True,
        enableDiagnostic=True,
        partialIngestionPercentage=50,
        replay={"predecessors": [f"${first}"], "reason": "replace"},
    )["id"]
    uploads.uploadSmallFile(second, dataset_id, "f.json", [{"_id": "new"}, {"person": {}}])
    uploads.uploadSmallFileFinish(second)
    found = {
        "answers": answers,
        "shown": len(shown["preview"]["rows"]),
        "status": status,
        "ids": sorted(frame["_id"]),
        "second": ended(second),
        "first": ended(first),
        "preview": [row["_id"] for row in access.getPreview(dataset_id)],
        "failed": [entry["name"] for entry in access.getBatchFailed(second)],
        "meta": [entry["name"] for entry in access.getBatchMeta(second, path="row_errors")["data"]],
        "deleted": uploads.deleteBatch(second),
    }
    return {**found, "reverted": ended(second)}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))  # noqa: T201  (the test reads it)
