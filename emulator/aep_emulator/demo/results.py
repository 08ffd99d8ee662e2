"""What came out of a run, for showing."""

from __future__ import annotations

import io
from typing import Any

from aep_client import AEPClient


def metrics(run: dict[str, Any]) -> dict[str, Any]:
    """The run's metrics on one line."""
    summary = run["metrics"]
    duration, records, size = summary["durationSummary"], summary["recordSummary"], summary["sizeSummary"]
    return {
        "status": summary["statusSummary"]["status"],
        "read": records["inputRecordCount"],
        "written": records["outputRecordCount"],
        "failed": records["failedRecordCount"],
        "bytes in": size["inputBytes"],
        "bytes out": size["outputBytes"],
        "ms": duration["completedAtUTC"] - duration["startedAtUTC"],
    }


def batch_id(run: dict[str, Any]) -> str:
    """The batch the run wrote, from its promotion activity."""
    (promotion,) = (activity for activity in run["activities"] if activity["id"] == "promotionActivity")
    return str(promotion["targetInfo"][0]["reference"]["ids"][0])


def first_records(client: AEPClient, batch: str, limit: int) -> list[dict[str, Any]]:
    """The first records of a batch, downloaded as Parquet, one column per field that has a value."""
    import pyarrow.parquet as pq

    for file in client.data_access.batch_files(batch):
        for part in client.data_access.file_parts(file["dataSetFileId"]):
            content = client.data_access.download(file["dataSetFileId"], part["name"])
            rows = pq.read_table(io.BytesIO(content)).slice(0, limit).to_pylist()
            return [flat(row) for row in rows]
    return []


def flat(record: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested members by their path, those without a value left out."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            found.update(flat(value, f"{prefix}{name}."))
        elif value is not None:
            found[prefix + name] = value
    return found
