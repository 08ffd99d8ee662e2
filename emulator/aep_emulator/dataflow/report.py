"""The metrics and activities of a run, in the documented shape.

Documented: the response of "Monitor dataflows using the Flow Service API" (help/sources/tutorials/api/monitor.md).
All times in milliseconds since the epoch, all sizes in bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from aep_emulator.services.flow_service.on_demand import Window

PROMOTION_ERROR = {"code": "CONNECTOR-2001-500", "message": "Error occurred at promotion activity."}
COPY_ERROR_CODE = "CONNECTOR-1001-500"
UNKNOWN_ERROR_CODE = "0070000017"
"""The platform's code for an unknown error; for defects of our own."""


class Reading(Protocol):
    """What has been read so far."""

    @property
    def input_records(self) -> int:
        """Rows."""
        ...

    @property
    def input_bytes(self) -> int:
        """Their size."""
        ...

    @property
    def input_files(self) -> list[str | None]:
        """The files or tables they come from."""
        ...


@dataclass
class Tally:
    """What is counted while a run goes on."""

    started_ms: int
    copied_ms: int = 0
    input_files: int = 0
    input_records: int = 0
    output_records: int = 0
    failed_records: int = 0
    warned_records: int = 0
    input_bytes: int = 0
    output_bytes: int = 0
    error_counts: dict[tuple[str, str], int] = field(default_factory=dict)
    """How many records broke each rule, by (code, message)."""

    def read(self, reading: Reading) -> None:
        """Take over what has been read so far."""
        self.input_records, self.input_bytes = reading.input_records, reading.input_bytes
        self.input_files = len(reading.input_files)

    def count_error(self, code: str, message: str) -> None:
        """One more record with this error."""
        key = (code, message)
        self.error_counts[key] = self.error_counts.get(key, 0) + 1


@dataclass(frozen=True)
class Links:
    """Where the run read from and wrote to."""

    source_connection_id: str
    target_connection_id: str
    copy_run_id: str
    batch_id: str | None
    window: Window
    schedule_type: str
    """`one-time` is documented; `recurring`, for flows with an interval, is assumed."""


def diagnostics(tally: Tally, explains: bool) -> list[dict[str, Any]]:
    """The INGEST and MAPPER entries of a batch and of the promotion activity; empty when every record was good.

    Without `explains`, which is errorDiagnosticsEnabled, one entry says no more than that there were errors.
    """
    if not tally.error_counts:
        return []
    if not explains:
        return [
            {
                "code": "INGEST-1211-400",
                "message": "Encountered errors while parsing, converting or otherwise validating the data. "
                "Please resend the data with error diagnostics enabled to collect additional information on failure "
                "types",
            }
        ]
    summary = {
        "code": "INGEST-1212-400",
        "message": f"Encountered {tally.failed_records or tally.warned_records} errors in the data. Successfully "
        f"ingested {tally.output_records} rows. Review the associated diagnostic files for additional details.",
    }
    kinds = [
        {"code": code, "recordCount": count, "message": message}
        for (code, message), count in tally.error_counts.items()
    ]
    return [summary, *kinds]


def progress(tally: Tally) -> dict[str, Any]:
    """The metrics of a run that is still going."""
    return {
        "durationSummary": {"startedAtUTC": tally.started_ms},
        "sizeSummary": {"inputBytes": tally.input_bytes},
        "recordSummary": _records(tally),
        "statusSummary": {"status": "inProgress"},
    }


def never_begun(now_ms: int, why: str) -> dict[str, Any]:
    """The metrics of a run that was asked for and could not begin."""
    return {
        "durationSummary": {"startedAtUTC": now_ms, "completedAtUTC": now_ms},
        "statusSummary": {"status": "failed", "errors": [{"code": COPY_ERROR_CODE, "message": why}]},
    }


def finished(
    tally: Tally, links: Links, now_ms: int, failure: dict[str, str] | None, explains: bool
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Metrics and activities of a run that has ended. `failure` is the error that ended it, or None.

    A run in which some records were refused is a success that carries errors.
    """
    errors = [failure] if failure else ([PROMOTION_ERROR] if tally.failed_records else [])
    status: dict[str, Any] = {"status": "failed" if failure else "success", "errors": errors}
    output_files = 1 if tally.output_records and not failure else 0
    # Assumed: a run that fails before it has a batch has the copy activity only, and refers to that.
    activity_refs = ["copyActivity" if links.batch_id is None else "promotionActivity"]
    metrics = {
        "durationSummary": {"startedAtUTC": tally.started_ms, "completedAtUTC": now_ms},
        "sizeSummary": {"inputBytes": tally.input_bytes, "outputBytes": tally.output_bytes},
        "recordSummary": _records(tally),
        "fileSummary": {
            "inputFileCount": tally.input_files,
            "outputFileCount": output_files,
            "activityRefs": activity_refs,
        },
        "statusSummary": {**status, "activityRefs": activity_refs},
    }
    activities = [_copy(tally, links, now_ms, failure)]
    if links.batch_id is not None:
        activities.append(_promotion(tally, links, now_ms, status, output_files, explains))
    return metrics, activities


def _records(tally: Tally) -> dict[str, int]:
    return {
        "inputRecordCount": tally.input_records,
        "outputRecordCount": tally.output_records,
        "failedRecordCount": tally.failed_records,
    }


def _copy(tally: Tally, links: Links, now_ms: int, failure: dict[str, str] | None) -> dict[str, Any]:
    copied = tally.copied_ms != 0
    ended_ms = tally.copied_ms or now_ms
    return {
        "id": "copyActivity",
        "updatedAtUTC": ended_ms,
        "durationSummary": {
            "startedAtUTC": tally.started_ms,
            "completedAtUTC": ended_ms,
            "extensions": {"windowStart": links.window.start_ms, "windowEnd": links.window.end_ms},
        },
        "sizeSummary": {"inputBytes": tally.input_bytes, "outputBytes": tally.input_bytes},
        "recordSummary": {},
        "fileSummary": {"inputFileCount": tally.input_files, "outputFileCount": tally.input_files if copied else 0},
        "statusSummary": {
            "status": "success" if copied else "failed",
            "extensions": {"type": links.schedule_type},
            **({} if copied or failure is None else {"errors": [failure]}),
        },
        "sourceInfo": [
            {
                "id": links.source_connection_id,
                "type": "SourceConnection",
                "reference": {"type": "AdfRunId", "ids": [links.copy_run_id]},
            }
        ],
    }


def _promotion(
    tally: Tally, links: Links, now_ms: int, status: dict[str, Any], output_files: int, explains: bool
) -> dict[str, Any]:
    # Flow Service puts its own address in front when it shows the run.
    meta = f"/data/foundation/export/batches/{links.batch_id}/meta?path="
    details = diagnostics(tally, explains)
    extensions: dict[str, Any] = {}
    if details:
        files = {"failedRecords": f"{meta}row_errors", "sampleErrors": f"{meta}row_error_samples.json"}
        extensions = {**({"manifest": files} if explains else {}), "errors": details}
    return {
        "id": "promotionActivity",
        "updatedAtUTC": now_ms,
        "durationSummary": {"startedAtUTC": tally.copied_ms or tally.started_ms, "completedAtUTC": now_ms},
        "sizeSummary": {"inputBytes": tally.input_bytes, "outputBytes": tally.output_bytes},
        "recordSummary": _records(tally),
        "fileSummary": {
            "inputFileCount": tally.input_files,
            "outputFileCount": output_files,
            "extensions": {"manifest": {"fileInfo": f"{meta}input_files"}},
        },
        "statusSummary": {**status, **({"extensions": extensions} if extensions else {})},
        "targetInfo": [
            {
                "id": links.target_connection_id,
                "type": "TargetConnection",
                "reference": {"type": "Batch", "ids": [links.batch_id]},
            }
        ],
    }
