"""The jobs of a snapshot, with the request of Adobe's page."""

from __future__ import annotations

import json
from typing import Any

import pytest

PAGE = "help/sandboxes/sandbox-tooling-api/jobs.md"


@pytest.mark.documented(PAGE)
@pytest.mark.parametrize("slash", ["", "/"])
def test_the_successful_imports_of_a_snapshot_are_listed(api: Any, tooling: Any, slash: str) -> None:
    package_id = tooling.published()
    first, second = (tooling.import_into("dev", package_id, name=name, description="Acme") for name in ("a", "b"))
    path = f"/exim/jobs/IMPORT/{first['snapshotId']}{slash}"
    answer = api.get(f"{path}?status=SUCCESS&start=0&limit=20&orderBy=MODIFIED_DATE:DESC")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["type"], told["message"]) == ("OK", "SUCCESS", "2 Files found")
    assert [each["id"] for each in told["object"]] == [second["id"], first["id"]]
    entry = told["object"][1]
    assert set(entry) == {
        "id", "version", "createdDate", "modifiedDate", "createdBy", "modifiedBy", "snapshotId", "imsOrgId",
        "requestType", "jobStatus", "jobType", "jobDetails",
    }  # fmt: skip
    assert entry["createdDate"] == first["createdTimestamp"] // 1000 * 1000
    assert {name: entry[name] for name in ("snapshotId", "imsOrgId", "requestType", "jobStatus", "jobType")} == {
        "snapshotId": first["snapshotId"],
        "imsOrgId": tooling.org,
        "requestType": "IMPORT",
        "jobStatus": "SUCCESS",
        "jobType": "NEW",
    }
    assert json.loads(entry["jobDetails"]) == {
        **{name: first[name] for name in first if not name.endswith("Map")},
        "sourceSandbox": {"name": "prod", "imsOrgId": tooling.org},
        "destinationSandbox": {"name": "dev", "imsOrgId": tooling.org},
    }


@pytest.mark.documented(f"{PAGE}: status, start and limit")
def test_a_page_of_the_jobs_with_a_status(api: Any, tooling: Any) -> None:
    package_id = tooling.published()
    first, second = (tooling.import_into("dev", package_id, name=name) for name in ("a", "b"))
    path = f"/exim/jobs/IMPORT/{first['snapshotId']}"
    page = api.get(f"{path}?start=1&limit=1").json()
    assert (page["message"], [each["id"] for each in page["object"]]) == ("1 Files found", [first["id"]])
    earliest = api.get(f"{path}?limit=1&orderBy=MODIFIED_DATE:ASC").json()["object"]
    assert [each["id"] for each in earliest] == [first["id"]]
    assert api.get(f"{path}?status=FAILED").json() == {
        "status": "OK",
        "type": "SUCCESS",
        "message": "0 Files found",
        "object": [],
    }
    assert second["snapshotId"] == first["snapshotId"]


@pytest.mark.assumed("the page shows import jobs alone; a call to Adobe would settle what EXPORT is answered")
def test_the_export_job_of_a_snapshot_is_listed(api: Any, tooling: Any) -> None:
    job = tooling.import_into("dev", tooling.published())
    (entry,) = api.get(f"/exim/jobs/EXPORT/{job['snapshotId']}").json()["object"]
    details = json.loads(entry["jobDetails"])
    assert (entry["requestType"], details["requestType"], "destinationSandbox" in details) == (
        "EXPORT",
        "EXPORT",
        False,
    )


@pytest.mark.assumed("the page shows no refusal; a call to Adobe would settle the status and the body")
@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("COPY/x", "requestType"),
        ("IMPORT/x?status=DONE", "status"),
        ("IMPORT/x?orderBy=NAME:DESC", "orderBy"),
        ("IMPORT/x?orderBy=MODIFIED_DATE:DOWN", "orderBy"),
        ("IMPORT/x?limit=0", "limit"),
        ("IMPORT/x?start=-1", "start"),
    ],
)
def test_what_cannot_be_listed_is_refused_by_name(api: Any, path: str, named: str) -> None:
    answer = api.get(f"/exim/jobs/{path}")
    assert (answer.status_code, named in answer.json()["detail"]) == (400, True)
    assert api.get("/exim/jobs/IMPORT/x").json()["object"] == []
