"""Rows that do not fit: kept out, counted, explained as far as the flow asks for it, and too many of them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.usefixtures("no_defects")

# The second line has too few values: it is no row.
NO_ROW = "id,name,gender,year,changed\na,A,female,1990,\nb,B\n"


def lines(lab: Any, link: str) -> list[dict[str, Any]]:
    """The JSON lines of a file that a manifest leads to."""
    address = urlsplit(link)
    answer = lab.download(f"{address.path}?{address.query}")
    return [json.loads(line) for line in answer.splitlines()]


def files(lab: Any, link: str) -> dict[str, list[dict[str, Any]]]:
    """The files of a directory that a manifest leads to, by name."""
    address = urlsplit(link)
    listed = lab.call("GET", f"{address.path}?{address.query}")["data"]
    return {entry["name"]: lines(lab, entry["_links"]["self"]["href"]) for entry in listed}


def promotion(run: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = run["activities"][1]
    return found


def codes(run: dict[str, Any]) -> dict[str, int | None]:
    """The errors of the promotion activity, by code, and how many records have each."""
    extensions = promotion(run)["statusSummary"].get("extensions", {})
    return {error["code"]: error.get("recordCount") for error in extensions.get("errors", [])}


def run_of(lab: Any, rows: list[dict[str, Any]], **options: Any) -> tuple[Any, dict[str, Any]]:
    """A flow over these rows, and its run."""
    lab.write_table(rows)
    flow = lab.flow(options=options or None)
    return flow, lab.finished(flow)[0]


def counts(run: dict[str, Any]) -> tuple[int, int, int]:
    """Input, output and failed records."""
    summary = run["metrics"]["recordSummary"]
    assert promotion(run)["recordSummary"] == summary
    return summary["inputRecordCount"], summary["outputRecordCount"], summary["failedRecordCount"]


def good(lab: Any, count: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = lab.people(*(f"good {number:02}" for number in range(count)))
    return rows


@pytest.mark.documented("help/sources/tutorials/api/monitor.md")
def test_a_run_with_refused_rows_succeeds_and_says_so(lab: Any) -> None:
    flow, run = run_of(lab, [*good(lab, 3), *lab.people("bad", gender="banana")])
    assert run["metrics"]["statusSummary"] == {
        "status": "success",
        "errors": [{"code": "CONNECTOR-2001-500", "message": "Error occurred at promotion activity."}],
        "activityRefs": ["promotionActivity"],
    }
    assert counts(run) == (4, 3, 1)
    assert codes(run) == {"INGEST-1212-400": None, "DCVS-1106-400": 1}
    assert lab.ids(flow) == ["good 00", "good 01", "good 02"]


@pytest.mark.documented("help/ingestion/quality/error-diagnostics.md")
def test_the_batch_says_the_same(lab: Any) -> None:
    flow, run = run_of(
        lab,
        [*good(lab, 3), *lab.people("bad", gender="banana")],
        errorDiagnosticsEnabled=True,
        partialIngestionPercent=30,
    )
    (batch,) = lab.batches(flow)
    assert batch["status"] == "success"
    assert batch["tags"] == {"acp_enableErrorDiagnostics": True, "acp_partialIngestionPercent": 30}
    metrics = batch["metrics"]
    assert (metrics["inputRecordCount"], metrics["outputRecordCount"], metrics["failedRecordCount"]) == counts(run)
    assert {error["code"]: error.get("recordCount") for error in batch["errors"]} == codes(run)
    assert "Encountered 1 errors" in batch["errors"][0]["description"]
    assert "ingested 3 rows" in batch["errors"][0]["description"]


def test_the_manifest_leads_to_the_refused_rows_and_their_reasons(lab: Any) -> None:
    _, run = run_of(lab, [*good(lab, 3), *lab.people("bad 1", "bad 2", gender="banana")])
    manifest = promotion(run)["statusSummary"]["extensions"]["manifest"]
    found = files(lab, manifest["failedRecords"])
    assert list(found) == ["conversion_errors_0.json"]
    rows = found["conversion_errors_0.json"]
    assert [json.loads(row["_corrupt_record"])["id"] for row in rows] == ["bad 1", "bad 2"]
    for row in rows:
        assert set(row) == {"_corrupt_record", "_errors", "_filename"}
        (error,) = row["_errors"]
        assert error["code"] == "DCVS-1106-400"
        assert "gender" in error["message"]
    assert lines(lab, manifest["sampleErrors"]) == rows


def test_the_manifest_leads_to_the_files_that_were_read(lab: Any) -> None:
    lab.write_file("a.csv", lab.people("a"), lab.start_s - 1)
    lab.write_file("b.csv", lab.people("b"), lab.start_s - 1)
    flow = lab.flow(file="/in")
    (run,) = lab.finished(flow)
    (listed,) = files(lab, promotion(run)["fileSummary"]["extensions"]["manifest"]["fileInfo"]).values()
    assert listed == [{"path": "/in/a.csv"}, {"path": "/in/b.csv"}]


@pytest.mark.documented("help/ingestion/quality/error-diagnostics.md")
def test_lines_that_are_no_rows_are_in_a_file_of_their_own(lab: Any) -> None:
    lab.write_text("rows.csv", NO_ROW, lab.start_s - 1)
    flow = lab.flow(file="/in")
    (run,) = lab.finished(flow)
    assert counts(run) == (2, 1, 1)
    assert codes(run) == {"INGEST-1212-400": None, "INGEST-1401-400": 1}
    found = files(lab, promotion(run)["statusSummary"]["extensions"]["manifest"]["failedRecords"])
    (row,) = found["parsing_errors_0.json"]
    assert row["_corrupt_record"] == "b,B"
    assert row["_errors"][0]["code"] == "1401"
    assert row["_errors"][0]["message"].startswith("Row is corrupted and cannot be read, please fix and resend.")
    assert row["_filename"] == "parsing_errors_0.json"


def test_a_value_that_cannot_be_converted_is_left_out_and_its_row_goes_in(lab: Any) -> None:
    flow, run = run_of(lab, lab.people("a", year="not a year"))
    assert lab.status(run) == "success"
    assert run["metrics"]["statusSummary"]["errors"] == []
    assert counts(run) == (1, 1, 0)
    assert codes(run)["MAPPER-3700-400"] == 1
    assert lab.ids(flow) == ["a"]
    (rows,) = files(lab, promotion(run)["statusSummary"]["extensions"]["manifest"]["failedRecords"]).values()
    assert "birthYear" in rows[0]["_errors"][0]["message"]


def test_a_run_without_errors_mentions_none(lab: Any) -> None:
    _, run = run_of(lab, good(lab, 2), errorDiagnosticsEnabled=True)
    assert promotion(run)["statusSummary"] == {"status": "success", "errors": []}
    batch_id = promotion(run)["targetInfo"][0]["reference"]["ids"][0]
    listed = lab.call("GET", f"/data/foundation/export/batches/{batch_id}/meta?path=row_errors")["data"]
    assert listed == []


@pytest.mark.documented("help/ingestion/quality/error-diagnostics.md")
@pytest.mark.parametrize("off", [False, "false"])
def test_without_error_diagnostics_one_error_stands_for_all_and_no_rows_are_kept(lab: Any, off: Any) -> None:
    flow, run = run_of(lab, [*good(lab, 3), *lab.people("bad", gender="banana")], errorDiagnosticsEnabled=off)
    assert lab.status(run) == "success"
    assert counts(run) == (4, 3, 1)
    assert codes(run) == {"INGEST-1211-400": None}
    assert "manifest" not in promotion(run)["statusSummary"]["extensions"]
    (batch,) = lab.batches(flow)
    assert [error["code"] for error in batch["errors"]] == ["INGEST-1211-400"]
    assert batch["tags"]["acp_enableErrorDiagnostics"] is False
    url = f"/data/foundation/export/batches/{batch['id']}"
    assert lab.call("GET", f"{url}/meta?path=row_errors")["data"] == []
    assert lab.call("GET", f"{url}/failed")["data"] == []


@pytest.mark.documented("help/ingestion/quality/partial.md")
@pytest.mark.parametrize("percent", [25, "25", 25.0, 100])
def test_as_many_refused_rows_as_are_allowed_are_kept_out(lab: Any, percent: Any) -> None:
    flow, run = run_of(lab, [*good(lab, 3), *lab.people("bad", gender="banana")], partialIngestionPercent=percent)
    assert lab.status(run) == "success"
    assert counts(run) == (4, 3, 1)
    assert len(lab.ids(flow)) == 3


@pytest.mark.documented("help/ingestion/quality/partial.md")
@pytest.mark.parametrize("percent", [24.9, "5", 0.001])
def test_more_refused_rows_than_are_allowed_fail_the_run_and_the_batch_as_a_whole(lab: Any, percent: Any) -> None:
    flow, run = run_of(lab, [*good(lab, 3), *lab.people("bad", gender="banana")], partialIngestionPercent=percent)
    assert lab.status(run) == "failed"
    (error,) = run["metrics"]["statusSummary"]["errors"]
    assert error["code"] == "CONNECTOR-2001-500"
    assert "partialIngestionPercent" in error["message"]
    assert counts(run) == (4, 0, 1)
    assert run["metrics"]["fileSummary"]["outputFileCount"] == 0
    assert run["metrics"]["sizeSummary"]["outputBytes"] == 0

    (batch,) = lab.batches(flow)
    assert batch["status"] == "failed"
    assert lab.ids(flow) == []
    assert lab.call("GET", f"/data/foundation/export/batches/{batch['id']}/files")["data"] == []
    dataset = lab.call("GET", f"/data/foundation/catalog/dataSets/{flow.dataset}")[flow.dataset]
    assert "lastSuccessfulBatch" not in dataset
    # Why, can be seen all the same.
    (rows,) = files(lab, promotion(run)["statusSummary"]["extensions"]["manifest"]["failedRecords"]).values()
    assert len(rows) == 1


def test_lines_that_are_no_rows_count_towards_the_threshold(lab: Any) -> None:
    lab.write_text("rows.csv", NO_ROW, lab.start_s - 1)
    flow = lab.flow(file="/in", options={"partialIngestionPercent": 49})
    assert lab.status(lab.finished(flow)[0]) == "failed"


def test_an_empty_source_is_below_every_threshold(lab: Any) -> None:
    _, run = run_of(lab, [], partialIngestionPercent=0.001)
    assert lab.status(run) == "success"


def test_a_file_that_is_not_there_fails_the_run_and_is_named(lab: Any) -> None:
    flow = lab.flow(file="/in/missing.csv")
    (run,) = lab.finished(flow)
    assert lab.status(run) == "failed"
    (error,) = run["metrics"]["statusSummary"]["errors"]
    assert error["code"] == "CONNECTOR-1001-500"
    assert "/in/missing.csv" in error["message"]
    assert run["activities"][0]["statusSummary"]["status"] == "failed"
    assert lab.ids(flow) == []


@pytest.mark.documented("help/ingestion/quality/overview.md, help/xdm/tutorials/create-schema-api.md")
def test_rows_without_the_primary_identity_are_refused(lab: Any) -> None:
    lab.write_table([*good(lab, 2), *lab.people("nameless", name=None), *lab.people("empty", name="")])
    flow = lab.flow(lab.every("day", start_s=int(lab.now_s) + 3600))
    dataset = lab.call("GET", f"/data/foundation/catalog/dataSets/{flow.dataset}")[flow.dataset]
    descriptor = {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": dataset["schemaRef"]["id"],
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/person/name/fullName",
        "xdm:namespace": "CRMID",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": True,
    }
    lab.call("POST", "/data/foundation/schemaregistry/tenant/descriptors", descriptor, status=201)
    lab.advance(3600)
    (run,) = lab.finished(flow)
    assert counts(run) == (4, 2, 2)
    assert codes(run)["INGEST-1555-400"] >= 1
    assert lab.ids(flow) == ["good 00", "good 01"]
