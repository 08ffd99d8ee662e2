"""What becomes of packages, jobs and transfers with time, and when sandboxes go."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

DAY_MS = 86_400_000
NOW = 1_700_000_000_000
ORG, OTHER = "ACME@AdobeOrg", "OTHER@AdobeOrg"
BOXES = "/sandbox-management/sandboxes"


@pytest.fixture
def schema(emulator: Any) -> str:
    return str(emulator.schema("S"))


@pytest.fixture
def package_id(emulator: Any, schema: str) -> str:
    return str(emulator.published(("REGISTRY_SCHEMA", schema)))


@pytest.mark.documented("help/sandboxes/sandbox-tooling-api/packages.md: a package expires")
def test_an_expired_package_is_not_imported(emulator: Any, package_id: str) -> None:
    emulator.clock.advance(90 * DAY_MS - 1)
    assert emulator.submit(package_id).status_code == 202
    emulator.clock.advance(1)
    for answer in (
        emulator.submit(package_id),
        emulator.call("GET", f"/exim/packages/{package_id}/import?targetSandbox=dev"),
    ):
        assert (answer.status_code, "expired" in answer.json["detail"]) == (400, True)
    assert emulator.call("GET", f"/exim/packages/{package_id}").json["status"] == "PUBLISHED"


def test_a_draft_that_has_expired_is_published_all_the_same(emulator: Any, schema: str) -> None:
    package_id = emulator.package(("REGISTRY_SCHEMA", schema), expiry="2020-01-01T00:00:00Z")
    emulator.publish(package_id)
    assert emulator.call("GET", f"/exim/packages/{package_id}").json["expiry"] == NOW + 90 * DAY_MS


def test_a_package_outlives_the_sandbox_it_came_from(emulator: Any, package_id: str) -> None:
    assert emulator.call("PUT", f"{BOXES}/prod", {"action": "reset"}).status_code == 202
    assert emulator.titles("schemas", "prod") == []
    assert emulator.imported(package_id, "prod")["jobStatus"] == "SUCCESS"
    assert emulator.titles("schemas", "prod") == ["S"]


def test_what_is_known_of_copies_goes_with_their_sandbox(emulator: Any, package_id: str) -> None:
    emulator.imported(package_id)
    path = f"/exim/packages/{package_id}/import?targetSandbox=dev"
    assert len(emulator.call("GET", path).json) == 1
    emulator.call("PUT", f"{BOXES}/dev", {"action": "reset"})
    assert emulator.call("GET", path).json == []


def test_a_deleted_sandbox_is_neither_source_nor_target(emulator: Any, package_id: str) -> None:
    place = {"name": "dev", "imsOrgId": ORG}
    schema = emulator.schema("D", sandbox="dev")
    draft = emulator.package(("REGISTRY_SCHEMA", schema), name="from dev", sourceSandbox=place)
    assert emulator.call("DELETE", f"{BOXES}/dev").status_code == 202
    assert emulator.submit(package_id).status_code == 400
    assert emulator.call("GET", f"/exim/packages/{package_id}/import?targetSandbox=dev").status_code == 404
    job = emulator.publish(draft)
    assert (job["jobStatus"], "'dev'" in job["completedTasks"][0]["artifact"]["messages"][0]["message"]) == (
        "FAILED",
        True,
    )


def test_a_reset_of_the_emulator_leaves_nothing(emulator: Any, package_id: str) -> None:
    emulator.imported(package_id)
    _partnership(emulator)
    assert emulator.client.post("/_emulator/reset").status_code == 200
    for path in ("packages", "packages/jobs", "handshake/list?requestType=OUTGOING", "transfer/list"):
        assert emulator.call("GET", f"/exim/{path}").json["totalElements"] == 0
    assert emulator.call("GET", "/exim/handshake/list?requestType=INCOMING", org=OTHER).json["data"] == []


def test_a_package_is_published_once_by_requests_at_the_same_time(emulator: Any, schema: str) -> None:
    package_id = emulator.package(("REGISTRY_SCHEMA", schema))
    threads = 8
    barrier = threading.Barrier(threads)

    def publish(_: int) -> int:
        barrier.wait()
        client = emulator.app.test_client()
        headers = {"Authorization": "Bearer any", "x-api-key": "key", "x-gw-ims-org-id": ORG}
        return int(client.get(f"/data/foundation/exim/packages/{package_id}/export", headers=headers).status_code)

    with ThreadPoolExecutor(threads) as pool:
        statuses = sorted(pool.map(publish, range(threads)))
    assert statuses == [200] + [400] * (threads - 1)
    assert emulator.call("GET", "/exim/packages/jobs").json["totalElements"] == 1


def test_a_package_arrives_beside_one_of_the_same_name(emulator: Any, package_id: str, schema: str) -> None:
    _partnership(emulator)
    name = emulator.call("GET", f"/exim/packages/{package_id}").json["name"]
    own = {"name": name, "packageType": "PARTIAL", "artifacts": []}
    assert emulator.call("POST", "/exim/packages", own, org=OTHER).status_code == 201
    body = {"packageId": package_id, "targets": [{"imsOrgId": OTHER}]}
    for _ in range(2):
        assert emulator.call("POST", "/exim/transfer", body).status_code == 201
    listed = emulator.call("GET", "/exim/packages", org=OTHER).json["data"]
    assert [each["name"] for each in listed] == [name, f"{name}_{NOW}"]
    # The copy has a life of its own.
    emulator.call("DELETE", f"/exim/packages/{package_id}")
    assert emulator.submit(package_id, org=OTHER).status_code == 202


def test_a_public_package_of_ones_own_may_be_pulled(emulator: Any, package_id: str) -> None:
    body = {"id": package_id, "action": "UPDATE", "packageVisibility": "PUBLIC"}
    assert emulator.call("PUT", "/exim/packages", body).json["packageVisibility"] == "PUBLIC"
    pulled = emulator.call("POST", "/exim/transfer/pullRequest", {"imsOrgId": ORG, "packageId": package_id})
    assert pulled.status_code == 201
    assert emulator.call("GET", "/exim/packages").json["totalElements"] == 1
    assert emulator.call("GET", "/exim/transfer/list").json["totalElements"] == 1


def test_a_partnership_goes_one_way(emulator: Any, package_id: str) -> None:
    _partnership(emulator)
    assert emulator.call("GET", "/exim/handshake/list", org=OTHER).json["totalElements"] == 1
    theirs = emulator.call("POST", "/exim/packages", {"name": "t", "packageType": "FULL"}, org=OTHER).json["id"]
    assert emulator.call("GET", f"/exim/packages/{theirs}/export", org=OTHER).status_code == 200
    body = {"packageId": theirs, "targets": [{"imsOrgId": ORG}]}
    assert emulator.call("POST", "/exim/transfer", body, org=OTHER).status_code == 400


def test_only_who_was_asked_answers(emulator: Any) -> None:
    body = {"targetIMSOrgIds": [OTHER], "sourceIMSDetails": {"id": ORG, "name": "Acme"}}
    request = emulator.call("POST", "/exim/handshake/bulkCreate", body).json["successfulRequests"][OTHER]
    for org, status in (("THIRD@AdobeOrg", 404), (ORG, 404), (OTHER, 201)):
        # The id of the request is as good as its linkingId.
        answer = {
            "linkingID": request["id"],
            "status": "APPROVED",
            "reason": "",
            "targetIMSOrgDetails": {"id": org, "name": "N", "region": "va7"},
        }
        assert emulator.call("POST", "/exim/handshake/action", answer, org=org).status_code == status


def _partnership(emulator: Any) -> None:
    body = {"targetIMSOrgIds": [OTHER], "sourceIMSDetails": {"id": ORG, "name": "Acme"}}
    request = emulator.call("POST", "/exim/handshake/bulkCreate", body).json["successfulRequests"][OTHER]
    answer = {
        "linkingID": request["linkingId"],
        "status": "APPROVED",
        "reason": "Done",
        "targetIMSOrgDetails": {"id": OTHER, "name": "Other", "region": "va7"},
    }
    assert emulator.call("POST", "/exim/handshake/action", answer, org=OTHER).status_code == 201
