"""Packages shared between two organisations, private ones and public ones."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.sandbox_tooling.conftest import of

PAGE = "help/sandboxes/sandbox-tooling-api/packages.md"
HANDSHAKE = "help/sandboxes/sandbox-tooling-api/handshake.md"
TRANSFER = "help/sandboxes/sandbox-tooling-api/transfer.md"
PARTNER = "PARTNER@AdobeOrg"


def ask(api: Any, org: str, *targets: str) -> Any:
    body = {"targetIMSOrgIds": list(targets), "sourceIMSDetails": {"id": org, "name": "acme_org"}}
    return api.post("/exim/handshake/bulkCreate", body)


@pytest.mark.documented(f"{HANDSHAKE}, Sending a request and Approving received requests")
def test_a_partnership_is_asked_for_and_approved(api: Any, tooling: Any) -> None:
    partner = f"{tooling.org[:8]}{PARTNER}"
    answer = ask(api, tooling.org, partner, partner, tooling.org, "nobody")
    assert answer.status_code == 201
    assert set(answer.json()["failedRequests"]) == {tooling.org, "nobody"}
    (request,) = answer.json()["successfulRequests"].values()
    assert set(request) == {
        "id", "version", "createdDate", "modifiedDate", "createdBy", "modifiedBy", "sourceIMSOrgId", "targetIMSOrgId",
        "sourceRegion", "sourceIMSOrgName", "status", "createdByName", "modifiedByName", "modifiedByIMSOrgId",
        "statusHistory", "linkingId",
    }  # fmt: skip
    assert (request["status"], request["sourceIMSOrgName"]) == ("APPROVAL_PENDING", "acme_org")
    assert partner in ask(api, tooling.org, partner).json()["failedRequests"]

    body = {
        "linkingID": request["linkingId"],
        "status": "APPROVED",
        "reason": "Done",
        "targetIMSOrgDetails": {"id": partner, "name": "acme", "region": "va7"},
    }
    approved = api.post("/exim/handshake/action", body, headers=of(partner))
    assert approved.status_code == 201
    shown = approved.json()
    assert (shown["status"], shown["version"], shown["targetOrgName"]) == ("APPROVED", 1, "acme")
    history = json.loads(shown["statusHistory"])
    assert [(entry["action"], entry["reason"]) for entry in history] == [("INITIATED", None), ("APPROVED", "Done")]
    assert api.post("/exim/handshake/action", body, headers=of(partner)).status_code == 400


@pytest.mark.documented(f"{HANDSHAKE}, List outgoing/incoming requests")
def test_requests_are_listed_on_both_sides(api: Any, tooling: Any) -> None:
    partner = tooling.partner()
    path = "/exim/handshake/list?property=status%3D%3DAPPROVED&requestType="
    incoming = api.get(f"{path}INCOMING", headers=of(partner)).json()
    assert (incoming["totalElements"], incoming["nextPage"], incoming["pageSize"]) == (1, None, None)
    assert incoming["data"][0]["sourceIMSOrgId"] == tooling.org
    assert api.get(f"{path}OUTGOING").json()["data"] == incoming["data"]
    assert api.get(f"{path}INCOMING").json()["data"] == []
    assert api.get("/exim/handshake/list?property=status==REJECTED&requestType=OUTGOING").json()["data"] == []


@pytest.mark.documented(f"{TRANSFER}; {PAGE}, Transfer packages")
def test_a_private_package_goes_to_a_partner_and_is_imported_there(api: Any, tooling: Any) -> None:
    package_id, partner = tooling.published(name="acme"), tooling.partner()
    answer = api.post("/exim/transfer/", {"packageId": package_id, "targets": [{"imsOrgId": partner}]})
    assert answer.status_code == 201
    (begun,) = answer.json()
    assert (begun["status"], begun["requestType"], begun["packageId"]) == ("PENDING", "PRIVATE", package_id)
    assert begun["transferDetails"] == {
        "messages": ["Fetched Package", "Fetched Manifest"],
        "additionalMetadata": None,
    }
    ended = tooling.transfer(begun["id"])
    assert (ended["status"], ended["packageName"], ended["sourceIMSOrgId"]) == ("COMPLETED", "acme", tooling.org)
    assert ended["transferDetails"]["messages"][-1] == "Finished with status: COMPLETED"
    path = "/exim/transfer/list?property=status==COMPLETED&start=0&limit=2&orderBy=-createdDate"
    for org in (tooling.org, partner):
        assert api.get(path, headers=of(org)).json()["data"] == [ended]

    (package,) = api.get("/exim/packages", headers=of(partner)).json()["data"]
    assert (package["id"], package["imsOrgId"], package["status"]) == (package_id, partner, "PUBLISHED")
    body = {"id": package_id, "destinationSandbox": {"name": "dev", "imsOrgId": partner}}
    told = api.call("PUT", "/exim/packages/import", json=body, headers=of(partner)).json()
    job = tooling.job(told["jobId"], partner)
    assert (job["jobStatus"], job["imsOrgId"], job["sourceSandbox"]["imsOrgId"]) == ("SUCCESS", partner, tooling.org)
    headers = {**of(partner), "x-sandbox-name": "dev"}
    (dataset,) = api.get("/catalog/dataSets", headers=headers).json().values()
    assert (dataset["name"], dataset["imsOrg"]) == ("Members", partner)


@pytest.mark.documented("help/sandboxes/ui/sharing-packages-across-orgs.md: approved partners, published packages")
def test_a_private_package_does_not_go_to_others(api: Any, tooling: Any) -> None:
    draft, package_id = tooling.package()["id"], tooling.published()
    partner, rejected = tooling.partner(), tooling.partner(approve=False)
    for sent_id, targets, named in (
        (package_id, [partner, rejected], "targets[1].imsOrgId"),
        (package_id, ["X@AdobeOrg"], "targets[0].imsOrgId"),
        (draft, [partner], "DRAFT"),
    ):
        body = {"packageId": sent_id, "targets": [{"imsOrgId": target} for target in targets]}
        answer = api.post("/exim/transfer", body)
        assert (answer.status_code, named in answer.json()["detail"]) == (400, True)
    assert api.get("/exim/packages", headers=of(partner)).json()["data"] == []
    assert api.get("/exim/transfer/list").json()["data"] == []
    # Who was rejected may ask again.
    assert rejected in ask(api, tooling.org, rejected).json()["successfulRequests"]


@pytest.mark.documented(f"{TRANSFER}: update to public, and its response; sandbox.yaml: PUT /exim/packages/update")
def test_a_package_is_made_public(api: Any, tooling: Any) -> None:
    package_id = tooling.published()
    assert api.get(f"/exim/packages/payload/{package_id}").status_code == 400
    body = {"id": package_id, "action": "UPDATE", "packageVisibility": "PUBLIC"}
    answer = api.call("PUT", "/exim/packages/update", json=body)
    assert answer.status_code == 202
    shown = answer.json()
    assert (shown["packageVisibility"], shown["schemaMapping"]) == ("PUBLIC", {})
    assert shown["sourceSandbox"] == {"name": "prod", "imsOrgId": tooling.org, "empty": False}
    assert api.get(f"/exim/packages/{package_id}").json()["packageVisibility"] == "PUBLIC"
    payload = api.get(f"/exim/packages/payload/{package_id}")
    assert (payload.status_code, payload.json()) == (200, {"imsOrgId": tooling.org, "packageId": package_id})
    back = api.call("PUT", "/exim/packages/update", json={**body, "packageVisibility": "PRIVATE"})
    assert (back.status_code, "packageVisibility" in back.json()["detail"]) == (400, True)


@pytest.mark.documented(f"{TRANSFER}, Request to create pulled public package and List of pulled public packages")
def test_a_public_package_is_pulled_with_its_payload(api: Any, tooling: Any) -> None:
    package_id, other = tooling.published(name="Public package demo"), f"{tooling.org[:8]}OTHER@AdobeOrg"
    payload = {"imsOrgId": tooling.org, "packageId": package_id}
    refused = api.post("/exim/transfer/pullRequest", payload, headers=of(other))
    assert (refused.status_code, "packageId" in refused.json()["detail"]) == (400, True)
    body = {"id": package_id, "action": "UPDATE", "packageVisibility": "PUBLIC"}
    api.call("PUT", "/exim/packages/update", json=body)
    payload = api.get(f"/exim/packages/payload/{package_id}").json()
    answer = api.post("/exim/transfer/pullRequest", payload, headers=of(other))
    assert answer.status_code == 201
    begun = answer.json()
    assert (begun["status"], begun["requestType"], "transferDetails" in begun) == ("PENDING", "PUBLIC", False)
    assert (begun["sourceIMSOrgId"], begun["targetIMSOrgId"]) == (tooling.org, other)
    assert begun["pipelineMessageId"]
    ended = tooling.transfer(begun["id"], other)
    assert (ended["status"], ended["sourceOrgName"]) == ("COMPLETED", tooling.org)
    path = "/exim/transfer/list?property=status%3D%3DCOMPLETED%2CFAILED&requestType="
    assert api.get(f"{path}PUBLIC&orderby=-createdDate", headers=of(other)).json()["data"] == [ended]
    assert api.get(f"{path}PRIVATE", headers=of(other)).json()["data"] == []
    assert api.get(f"/exim/packages/{package_id}", headers=of(other)).json()["name"] == "Public package demo"
    unknown = {**payload, "packageId": "nothing"}
    assert api.post("/exim/transfer/pullRequest", unknown, headers=of(other)).status_code == 404


@pytest.mark.assumed("the pages show no refusal; a call to Adobe would settle the status and the body")
@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("bulkCreate", {}, 400),
        ("bulkCreate", {"targetIMSOrgIds": [], "sourceIMSDetails": {"id": "{org}", "name": "a"}}, 400),
        ("bulkCreate", {"targetIMSOrgIds": [PARTNER], "sourceIMSDetails": {"id": "X@AdobeOrg", "name": "a"}}, 400),
        ("action", {"linkingID": "x", "status": "APPROVED", "reason": "", "targetIMSOrgDetails": {}}, 400),
        (
            "action",
            {
                "linkingID": "x",
                "status": "PERHAPS",
                "reason": "",
                "targetIMSOrgDetails": {"id": "{org}", "name": "a", "region": "va7"},
            },
            400,
        ),
        (
            "action",
            {
                "linkingID": "x",
                "status": "APPROVED",
                "reason": "",
                "targetIMSOrgDetails": {"id": "{org}", "name": "a", "region": "va7"},
            },
            404,
        ),
    ],
)
def test_what_is_wrong_is_refused(api: Any, tooling: Any, path: str, body: dict[str, Any], status: int) -> None:
    sent = json.loads(json.dumps(body).replace("{org}", tooling.org))
    assert api.post(f"/exim/handshake/{path}", sent).status_code == status
