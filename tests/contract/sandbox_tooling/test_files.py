"""The files of a snapshot, with the requests of Adobe's page."""

from __future__ import annotations

from typing import Any

import pytest

PAGE = "help/sandboxes/sandbox-tooling-api/tools.md"
FILE = "/exim/tools/abs/file"
FILES = "/exim/tools/abs/files"
# A curl line with -d and no header sends this.
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def contents(api: Any, name: str) -> Any:
    return api.post(FILE, {"type": "SIMPLIFIED", "filename": name}, headers=FORM)


def report_of(tooling: Any, job: dict[str, Any]) -> str:
    return f"{job['snapshotId']}/importReport_{tooling.org}_{job['modifiedTimestamp']}"


@pytest.mark.documented(f"{PAGE}, List all files in a snapshot: in alphabetical order")
def test_the_files_of_a_snapshot_are_listed(api: Any, tooling: Any) -> None:
    package_id = tooling.published()
    job = tooling.import_into("dev", package_id)
    snapshot_id = job["snapshotId"]
    answer = api.get(f"{FILES}/{snapshot_id}")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["type"], told["message"]) == ("OK", "SUCCESS", "6 Files found")
    names = (tooling.field_group_id, tooling.schema_id, tooling.dataset_id, "artifactDependency", "manifest")
    assert told["object"] == sorted([*(f"{snapshot_id}/{name}" for name in names), report_of(tooling, job)])


@pytest.mark.documented(f"{PAGE}, Retrieve contents of a specific file within a snapshot")
@pytest.mark.parametrize("slash", ["", "/"])
def test_an_import_report_says_what_became_of_each_artifact(api: Any, tooling: Any, slash: str) -> None:
    job = tooling.import_into("dev", tooling.published(), name="acme", description="Validating")
    sent = {"type": "SIMPLIFIED", "filename": report_of(tooling, job)}
    answer = api.post(f"{FILE}{slash}", sent, headers=FORM)
    assert answer.status_code == 200
    report = answer.json()
    artifacts = report.pop("artifacts")
    assert report == {
        "snapshotId": job["snapshotId"],
        "name": "acme",
        "description": "Validating",
        "sourceSandbox": {"name": "prod", "imsOrgId": tooling.org},
        "destinationSandbox": {"name": "dev", "imsOrgId": tooling.org},
        "tuples": {},
        "tupleList": [],
    }
    assert [each["type"] for each in artifacts] == ["REGISTRY_MIXIN", "REGISTRY_SCHEMA", "CATALOG_DATASET"]
    new_id = job["importReplacementMap"][tooling.dataset_id]
    message = f"CATALOG_DATASET created. Source id={tooling.dataset_id}; Target id={new_id}"
    assert artifacts[2] == {
        "id": tooling.dataset_id,
        "type": "CATALOG_DATASET",
        "title": "Members",
        "found": True,
        "messages": [{"status": "CREATED", "attempt": 0, "message": message}],
    }


@pytest.mark.documented(f"{PAGE}, Retrieve contents of a specific file within a snapshot: OBJECT_REUSED")
def test_a_report_says_which_objects_were_reused(api: Any, tooling: Any) -> None:
    own = tooling.schema(tooling.field_group("dev", "Ours"), "dev", "Our members")
    alternatives = {tooling.schema_id: {"id": own, "type": "REGISTRY_SCHEMA"}}
    job = tooling.import_into("dev", tooling.published(), alternatives=alternatives)
    reused, _ = contents(api, report_of(tooling, job)).json()["artifacts"]
    assert (reused["id"], reused["found"], reused["messages"]) == (
        tooling.schema_id,
        True,
        [
            {
                "status": "OBJECT_REUSED",
                "attempt": 0,
                "message": f"REGISTRY_SCHEMA was not created anew. Reused object id={own}",
            }
        ],
    )


@pytest.mark.assumed("no page shows the contents of the other files, for which the emulator has none")
@pytest.mark.parametrize("name", ["manifest", "artifactDependency", "{dataset}", "{schema}"])
def test_the_contents_of_other_files_are_not_implemented(api: Any, tooling: Any, name: str) -> None:
    snapshot_id = tooling.import_into("dev", tooling.published())["snapshotId"]
    answer = contents(api, f"{snapshot_id}/{name.format(dataset=tooling.dataset_id, schema=tooling.schema_id)}")
    assert (answer.status_code, answer.json()["status"]) == (501, 501)
    assert answer.json()["detail"].startswith("filename: ")


@pytest.mark.assumed("no page says what becomes of the files; a call to Adobe would settle it")
def test_reports_outlive_their_package(api: Any, tooling: Any) -> None:
    package_id = tooling.published()
    job = tooling.import_into("dev", package_id)
    api.call("DELETE", f"/exim/packages/{package_id}")
    assert api.get(f"{FILES}/{job['snapshotId']}").json()["object"] == [report_of(tooling, job)]
    assert contents(api, report_of(tooling, job)).status_code == 200


@pytest.mark.assumed("the page shows no refusal; a call to Adobe would settle the status and the body")
@pytest.mark.parametrize(
    ("body", "status", "named"),
    [
        ({}, 400, "filename"),
        ({"type": "RAW", "filename": "x/manifest"}, 400, "type"),
        ({"type": "SIMPLIFIED", "filename": ""}, 400, "filename"),
        ({"type": "SIMPLIFIED", "filename": "x/manifest"}, 404, "x/manifest"),
        ({"type": "SIMPLIFIED", "filename": "manifest"}, 404, "manifest"),
        ({"type": "SIMPLIFIED", "filename": "{snapshot}/importReport_O@AdobeOrg_1"}, 404, "importReport"),
    ],
)
def test_what_is_wrong_is_refused(api: Any, tooling: Any, body: dict[str, str], status: int, named: str) -> None:
    snapshot_id = tooling.import_into("dev", tooling.published())["snapshotId"]
    sent = {name: text.format(snapshot=snapshot_id) for name, text in body.items()}
    answer = api.post(FILE, sent)
    assert (answer.status_code, named in answer.json()["detail"]) == (status, True), answer.text
    assert api.get(f"{FILES}/nothing").status_code == 404
