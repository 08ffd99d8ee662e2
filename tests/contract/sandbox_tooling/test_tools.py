"""Artifacts of a sandbox and what they need, with the requests of Adobe's page."""

from __future__ import annotations

from typing import Any

import pytest

PAGE = "help/sandboxes/sandbox-tooling-api/tools.md"
ARTIFACTS = "/exim/tools/artifacts"
# A curl line with -d and no header sends this.
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.documented(f"{PAGE}, Job details: the curl line has two slashes behind exim")
def test_two_slashes_behind_exim_are_as_good_as_one(api: Any, tooling: Any) -> None:
    job = tooling.import_into("dev", tooling.published())
    answer = api.get(f"/exim//tools/job/{job['id']}")
    assert (answer.status_code, answer.json()["object"]) == (200, job)
    body = {"artifacts": [{"id": tooling.schema_id, "type": "REGISTRY_SCHEMA"}]}
    assert api.call("GET", "/exim//tools/artifacts/dependencies", json=body).status_code == 200


@pytest.mark.documented(f"{PAGE}, List all artifacts of a specific type")
@pytest.mark.parametrize("slash", ["", "/"])
def test_the_artifacts_of_a_type_are_listed(api: Any, tooling: Any, slash: str) -> None:
    second = tooling.dataset(tooling.schema_id, name="Second")
    answer = api.get(f"{ARTIFACTS}/CATALOG_DATASET{slash}")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "OK",
            "type": "SUCCESS",
            "message": "2 Artifacts found for type CATALOG_DATASET",
            "object": [
                {"id": tooling.dataset_id, "type": "CATALOG_DATASET", "title": "Members"},
                {"id": second, "type": "CATALOG_DATASET", "title": "Second"},
            ],
        },
    )
    assert api.get(f"{ARTIFACTS}/CATALOG_DATASET", headers={"x-sandbox-name": "dev"}).json()["object"] == []
    schemas = api.get(f"{ARTIFACTS}/REGISTRY_SCHEMA").json()["object"]
    assert schemas == [{"id": tooling.schema_id, "type": "REGISTRY_SCHEMA", "title": "Members"}]
    assert api.get(f"{ARTIFACTS}/FLOW").json()["message"] == "0 Artifacts found for type FLOW"


@pytest.mark.documented(f"{PAGE}, Retrieve JSON of a specific artifact: GET in the request, POST in the prose")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_an_artifact_is_what_its_service_shows(api: Any, tooling: Any, method: str, slash: str) -> None:
    body = {"id": tooling.dataset_id, "type": "CATALOG_DATASET"}
    answer = api.call(method, f"{ARTIFACTS}{slash}", json=body, headers=FORM)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["type"]) == ("OK", "SUCCESS")
    assert told["message"] == f"Found Artifact of type CATALOG_DATASET for ID {tooling.dataset_id}"
    shown = api.get(f"/catalog/dataSets/{tooling.dataset_id}").json()[tooling.dataset_id]
    assert told["object"] == {**shown, "id": tooling.dataset_id}


@pytest.mark.documented(f"{PAGE}, Retrieve JSON of a specific artifact")
def test_a_schema_is_what_the_schema_registry_shows(api: Any, tooling: Any) -> None:
    body = {"id": tooling.schema_id, "type": "REGISTRY_SCHEMA"}
    found = api.call("GET", ARTIFACTS, json=body).json()["object"]
    headers = {"Accept": "application/vnd.adobe.xed+json; version=1"}
    shown = api.get(f"/schemaregistry/tenant/schemas/{found['meta:altId']}", headers=headers).json()
    assert (found, found["$id"]) == (shown, tooling.schema_id)


@pytest.mark.documented(f"{PAGE}, Display all dependent artifacts: GET in the request, POST in the prose")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_edges_lead_from_each_artifact_to_what_it_needs(api: Any, tooling: Any, method: str) -> None:
    sent = {
        "name": "From Postman",
        "description": "Test Dependency tree analysis",
        "artifacts": [{"id": tooling.dataset_id, "type": "CATALOG_DATASET"}],
    }
    answer = api.call(method, f"{ARTIFACTS}/dependencies", json=sent, headers=FORM)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["type"], told["message"]) == ("OK", "SUCCESS", "Artifact dependencies found")
    dataset = {"id": tooling.dataset_id, "type": "CATALOG_DATASET", "title": "Members"}
    schema = {"id": tooling.schema_id, "type": "REGISTRY_SCHEMA", "title": "Members"}
    field_group = {"id": tooling.field_group_id, "type": "REGISTRY_MIXIN", "title": "Loyalty"}
    end = {"visibility": "tenant", "found": False}
    assert told["object"] == [
        {"from": {**dataset, "found": True}, "to": {**schema, **end}},
        {"from": {**schema, "found": True}, "to": {**field_group, **end}},
        {"from": {**field_group, "found": True}, "to": None},
    ]


@pytest.mark.assumed("the page shows no refusal; a call to Adobe would settle the status and the body")
@pytest.mark.parametrize("artifact_type", ["JOURNEY", "DATASET", "x" * 500])
def test_a_type_that_there_is_not_is_refused_by_name(api: Any, artifact_type: str) -> None:
    reference = {"id": "1", "type": artifact_type}
    for answer, named in (
        (api.get(f"{ARTIFACTS}/{artifact_type}"), "ARTIFACT_TYPE: "),
        (api.call("GET", ARTIFACTS, json=reference), "type: "),
        (api.call("GET", f"{ARTIFACTS}/dependencies", json={"artifacts": [reference]}), "artifacts[0].type: "),
    ):
        assert (answer.status_code, answer.json()["detail"].startswith(named)) == (400, True)
        assert "CATALOG_DATASET" in answer.json()["detail"]


@pytest.mark.assumed("the page shows no refusal; a call to Adobe would settle the status and the body")
@pytest.mark.parametrize(
    ("path", "body", "status", "named"),
    [
        ("", None, 400, "body"),
        ("", [], 400, "object"),
        ("", {"id": "1"}, 400, "type"),
        ("", {"id": 1, "type": "FLOW"}, 400, "id"),
        ("", {"id": "1", "type": "FLOW"}, 404, "FLOW with ID 1"),
        ("", {"id": "https://ns.adobe.com/xdm/context/profile", "type": "REGISTRY_CLASS"}, 404, "REGISTRY_CLASS"),
        ("/dependencies", {}, 400, "artifacts"),
        ("/dependencies", {"artifacts": []}, 400, "artifacts"),
        ("/dependencies", {"artifacts": [{"id": "1"}]}, 400, "artifacts[0]"),
        ("/dependencies", {"artifacts": [{"id": "1", "type": "FLOW"}]}, 400, "artifacts[0].id"),
    ],
)
def test_what_is_wrong_is_refused(api: Any, path: str, body: Any, status: int, named: str) -> None:
    answer = api.call("GET", f"{ARTIFACTS}{path}", json=body)
    assert (answer.status_code, named in answer.json()["detail"]) == (status, True), answer.text
