"""What may be scheduled and filtered, and what runs report: counts, refused records, states."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.runs.flows import DELTA, EARLY, FROM_GB, LATE, MONITOR, SOME_REFUSED, Flows, read, status, window


@pytest.mark.documented("help/sources/tutorials/api/collect/database-nosql.md")
@pytest.mark.parametrize(
    ("schedule", "field"),
    [
        ({"startTime": "1604961070", "frequency": "minute", "interval": "14"}, "interval"),
        ({"startTime": "1604961070", "frequency": "minute"}, "interval"),
        ({"startTime": "1604961070", "frequency": "hour", "interval": 0}, "interval"),
        ({"startTime": "1604961070", "frequency": "week", "interval": "-1"}, "interval"),
        ({"startTime": "1604961070", "frequency": "month", "interval": "15"}, "frequency"),
        ({"startTime": "1604961070"}, "frequency"),
        ({"frequency": "once"}, "startTime"),
        ({"startTime": "tomorrow", "frequency": "once"}, "startTime"),
        ({"startTime": "1604961070", "frequency": "hour", "interval": "1", "backfill": "perhaps"}, "backfill"),
    ],
)
def test_a_schedule_that_the_flow_spec_forbids_is_refused(
    api: Any, flows: Flows, schedule: dict[str, Any], field: str
) -> None:
    body = flows.flow(flows.create())
    members = ("name", "flowSpec", "sourceConnectionIds", "targetConnectionIds", "transformations")
    response = api.post("/flowservice/flows", {**{name: body[name] for name in members}, "scheduleParams": schedule})
    assert response.status_code == 400
    assert field in response.json()["detail"]


@pytest.mark.documented("help/sources/tutorials/api/filter.md")
def test_a_row_filter_holds_at_the_source(flows: Flows) -> None:
    everything = read(flows.first_run(flows.create()))
    filtered = flows.first_run(flows.create(filters=FROM_GB))
    assert 0 < read(filtered) < everything
    assert filtered["metrics"]["recordSummary"]["failedRecordCount"] == 0


@pytest.mark.documented(MONITOR)
def test_a_run_with_refused_records_reports_them_and_its_links_lead_to_them(api: Any, flows: Flows) -> None:
    run = flows.first_run(flows.create(gender=SOME_REFUSED, options={"errorDiagnosticsEnabled": True}))
    counts = run["metrics"]["recordSummary"]
    assert status(run) == "success"
    assert counts["failedRecordCount"] > 0
    assert counts["outputRecordCount"] > 0
    assert counts["inputRecordCount"] == counts["outputRecordCount"] + counts["failedRecordCount"]
    assert run["metrics"]["statusSummary"]["errors"] == [
        {"code": "CONNECTOR-2001-500", "message": "Error occurred at promotion activity."}
    ]

    copy, promotion = run["activities"]
    assert copy["recordSummary"] == {}
    assert copy["statusSummary"] == {"status": "success", "extensions": {"type": "one-time"}}
    extensions = promotion["statusSummary"]["extensions"]
    assert next(error["code"] for error in extensions["errors"]) == "INGEST-1212-400"

    (batch_id,) = promotion["targetInfo"][0]["reference"]["ids"]
    links = {**extensions["manifest"], **promotion["fileSummary"]["extensions"]["manifest"]}
    assert set(links) == {"failedRecords", "sampleErrors", "fileInfo"}
    for link in links.values():
        assert link.startswith(f"{api.base_url}/data/foundation/export/batches/{batch_id}/meta?path=")
    listed = api.session.get(links["failedRecords"]).json()["data"]
    content = b"".join(api.session.get(entry["_links"]["self"]["href"]).content for entry in listed)
    refused = [json.loads(line) for line in content.splitlines()]
    assert len(refused) == counts["failedRecordCount"]
    assert all("banana" in row["_errors"][0]["message"] for row in refused)
    sample = api.session.get(links["sampleErrors"])
    assert sample.status_code == 200
    assert set(sample.content.splitlines()) <= set(content.splitlines())
    assert api.session.get(links["fileInfo"]).json()["data"]


@pytest.mark.documented("help/ingestion/quality/partial.md")
@pytest.mark.parametrize(("percent", "ending"), [("99", "success"), ("1", "failed")])
def test_too_many_refused_records_fail_the_run_as_a_whole(api: Any, flows: Flows, percent: str, ending: str) -> None:
    run = flows.first_run(flows.create(gender=SOME_REFUSED, options={"partialIngestionPercent": percent}))
    assert status(run) == ending
    (batch_id,) = run["activities"][1]["targetInfo"][0]["reference"]["ids"]
    assert api.get(f"/catalog/batches/{batch_id}").json()[batch_id]["status"] == ending
    visible = api.get(f"/export/datasets/{flows.dataset}/preview").json()["data"]
    assert len(visible) == run["metrics"]["recordSummary"]["outputRecordCount"]
    assert bool(visible) == (ending == "success")


@pytest.mark.documented(MONITOR)
def test_runs_are_found_by_flow_by_state_and_from_the_flow(api: Any, flows: Flows) -> None:
    good, bad = flows.create(), flows.create(gender=SOME_REFUSED, options={"partialIngestionPercent": 1})
    succeeded, failed = flows.first_run(good)["id"], flows.first_run(bad)["id"]

    def found(path: str) -> list[str]:
        return [run["id"] for run in api.get(path).json()["items"]]

    assert found(f"/flowservice/runs?property=flowId=={good}") == [succeeded]
    assert found(f"/flowservice{flows.flow(bad)['runs']}") == [failed]
    assert found("/flowservice/runs?property=metrics.statusSummary.status==failed") == [failed]
    details = flows.flow(bad)["lastRunDetails"]
    assert (details["id"], details["state"]) == (failed, "failed")
    assert details["startedAtUTC"] <= details["completedAtUTC"]
    assert [
        flow["id"] for flow in api.get("/flowservice/flows?property=lastRunDetails.state==success").json()["items"]
    ] == [good]


@pytest.mark.assumed("no page says whether a run changes its flow; a call to Adobe would settle it")
def test_a_run_does_not_make_the_etag_of_its_flow_stale(api: Any, flows: Flows) -> None:
    flow = flows.create(delta=DELTA)
    etag = flows.flow(flow)["etag"]
    flows.first_run(flow)
    flows.ended(flows.on_demand(flow, window(EARLY, LATE)))
    assert flows.flow(flow)["etag"] == etag
