"""The client's sandboxes and packages against the real emulator, in the same process."""

from __future__ import annotations

from typing import Any

import pytest

from aep_client import (
    AEPClient,
    ConflictError,
    Credentials,
    NotFoundError,
    WaitTimeoutError,
)


def test_a_sandboxs_life(aep: AEPClient) -> None:
    sandboxes = aep.sandboxes
    assert {sandbox["name"] for sandbox in sandboxes.list(limit=1)} == {"prod", "dev"}
    assert {sandbox["name"] for sandbox in sandboxes.active(limit=1)} == {"prod", "dev"}
    assert sandboxes.types()
    assert sandboxes.create("mine", "Mine")["state"] == "creating"
    with pytest.raises(ConflictError):
        sandboxes.create("mine", "Mine")
    sandboxes.rename("dev", "Renamed")
    assert sandboxes.get("dev")["title"] == "Renamed"
    sandboxes.reset("dev", validation_only=True)
    assert sandboxes.get("dev")["state"] == "active"
    sandboxes.delete("dev", ignore_warnings=True)
    assert sandboxes.get("dev")["state"] == "deleted"


def test_a_dataset_is_packaged_and_imported(aep: AEPClient, make_aep: Any, dataset_id: str) -> None:
    tooling = aep.sandbox_tooling
    package_id = tooling.packages.create({"name": "empty", "packageType": "PARTIAL"})["id"]
    artifact = {"id": dataset_id, "type": "CATALOG_DATASET"}
    assert len(tooling.packages.add(package_id, [artifact])["artifactsList"]) == 1
    assert tooling.packages.remove(package_id, [artifact])["artifactsList"] == []
    tooling.packages.add(package_id, [artifact])
    tooling.packages.update(package_id, name="people", source_sandbox="prod", description="Of people")
    assert tooling.jobs.wait(tooling.packages.publish(package_id)["jobId"])["jobStatus"] == "SUCCESS"
    assert [package["name"] for package in tooling.packages.list(property="status==PUBLISHED", limit=1)] == ["people"]
    assert tooling.packages.conflicts(package_id, "dev") == []
    job = tooling.jobs.wait(tooling.packages.import_(package_id, "dev", name="copy")["jobId"])
    copied = make_aep(sandbox="dev").catalog.datasets.get(job["importReplacementMap"][dataset_id])
    assert copied["name"] == aep.catalog.datasets.get(dataset_id)["name"]
    assert [job["name"] for job in tooling.jobs.list(property="requestType==IMPORT", limit=1)] == ["copy"]
    (entry,) = tooling.packages.children(package_id, [artifact])
    assert [child["type"] for child in entry["children"]] == ["REGISTRY_SCHEMA"]
    assert all(
        each["creationAllowed"] for each in tooling.packages.permissions(package_id, "dev")["permissionResponse"]
    )
    tooling.packages.delete(package_id)
    with pytest.raises(NotFoundError):
        tooling.packages.get(package_id)


def test_packages_are_shared_with_another_organisation(aep: AEPClient, make_aep: Any, dataset_id: str) -> None:
    ours = aep.sandbox_tooling
    credentials = Credentials(client_id="k", client_secret="s", org_id="PARTNER@AdobeOrg")
    theirs = make_aep(credentials=credentials).sandbox_tooling
    artifacts = [{"id": dataset_id, "type": "CATALOG_DATASET"}]
    private, public = (
        ours.packages.create({"name": name, "packageType": "PARTIAL", "artifacts": artifacts})["id"]
        for name in ("private", "public")
    )
    for package_id in (private, public):
        ours.jobs.wait(ours.packages.publish(package_id)["jobId"])
    request = ours.handshakes.request(["PARTNER@AdobeOrg"], org_name="Ours")["successfulRequests"]["PARTNER@AdobeOrg"]
    theirs.handshakes.answer(request["linkingId"], org_name="Theirs", region="va7", reason="Done")
    assert [each["status"] for each in ours.handshakes.list("OUTGOING")] == ["APPROVED"]
    (transfer,) = ours.transfers.share(private, ["PARTNER@AdobeOrg"])
    assert ours.transfers.get(transfer["id"])["status"] == "COMPLETED"
    ours.packages.make_public(public)
    payload = ours.packages.payload(public)
    theirs.transfers.pull(payload["imsOrgId"], payload["packageId"])
    assert [each["packageName"] for each in theirs.transfers.list("PUBLIC", limit=1)] == ["public"]
    assert {package["name"] for package in theirs.packages.list()} == {"private", "public"}


def test_a_job_that_does_not_end_is_waited_for_so_long(make_client: Any, server: Any, clock: Any) -> None:
    server.rule = lambda _: server.answer({"object": {"jobStatus": "IN_PROGRESS"}})
    with pytest.raises(WaitTimeoutError, match="j"):
        make_client().sandbox_tooling.jobs.wait("j", timeout=3, poll=2)
    assert clock.slept == [2, 1]
