"""Packages before they are published: made, changed, found and deleted, with the requests of Adobe's pages."""

from __future__ import annotations

from typing import Any

import pytest

PAGE = "help/sandboxes/sandbox-tooling-api/packages.md"
DAY_MS = 86_400_000
PATH = "/exim/packages"


def artifact(tooling: Any, kind: str = "CATALOG_DATASET", **members: Any) -> dict[str, Any]:
    return {"id": tooling.dataset_id, "type": kind, **members}


@pytest.mark.documented(f"{PAGE}, Create a package")
def test_a_new_package_is_a_draft(api: Any, tooling: Any) -> None:
    sent = {
        "name": "acme",
        "description": "Acme Business Group",
        "packageType": "PARTIAL",
        "sourceSandbox": {"name": "dev", "imsOrgId": tooling.org},
        "expiry": "2023-05-20T20:05:10Z",
        "artifacts": [artifact(tooling, title="Acme Dataset")],
    }
    answer = api.post(f"{PATH}/", sent)
    assert answer.status_code == 201
    package = answer.json()
    assert set(package) == {
        "id", "version", "createdDate", "modifiedDate", "createdBy", "modifiedBy", "tenantId", "requestId", "userId",
        "name", "description", "imsOrgId", "sourceSandbox", "packageType", "expiry", "status", "artifactsList",
    }  # fmt: skip
    assert (package["version"], package["status"], package["expiry"]) == (0, "DRAFT", 1_684_613_110_000)
    assert package["sourceSandbox"] == sent["sourceSandbox"]
    assert package["artifactsList"] == [{**artifact(tooling, title="Acme Dataset"), "found": False, "count": 0}]
    shown = api.get(f"{PATH}/{package['id']}").json()
    assert shown == {name: value for name, value in package.items() if name not in ("requestId", "userId")}


@pytest.mark.documented(f"{PAGE}, Create a package: the default of expiry; sourceSandbox is not mandatory")
def test_a_package_lives_ninety_days_and_comes_from_the_sandbox_of_the_header(api: Any, tooling: Any) -> None:
    package = api.post(PATH, {"name": "a", "packageType": "FULL", "artifacts": None}).json()
    assert package["expiry"] == package["createdDate"] + 90 * DAY_MS
    assert package["sourceSandbox"] == {"name": "prod", "imsOrgId": tooling.org}
    assert package["artifactsList"] == []


@pytest.mark.documented(f"{PAGE}, Add and Delete artifacts, Update metadata fields")
def test_a_draft_is_changed(api: Any, tooling: Any) -> None:
    package = tooling.package()
    more = [artifact(tooling), {"id": tooling.schema_id, "type": "REGISTRY_SCHEMA"}, artifact(tooling)]
    added = api.call("PUT", f"{PATH}/", json={"id": package["id"], "action": "ADD", "artifacts": more})
    assert added.status_code == 201
    assert [each["type"] for each in added.json()["artifactsList"]] == ["CATALOG_DATASET", "REGISTRY_SCHEMA"]
    assert (added.json()["version"], "requestId" in added.json()) == (1, False)
    body = {"id": package["id"], "action": "DELETE", "artifacts": [artifact(tooling)]}
    removed = api.call("PUT", PATH, json=body).json()
    assert [each["type"] for each in removed["artifactsList"]] == ["REGISTRY_SCHEMA"]
    assert removed["expiry"] == pytest.approx(removed["modifiedDate"] + 90 * DAY_MS, abs=1000)
    unchanged = api.call("PUT", PATH, json={"id": package["id"], "action": "ADD", "artifacts": None}).json()
    assert unchanged["artifactsList"] == removed["artifactsList"]
    body = {
        "id": package["id"],
        "action": "UPDATE",
        "name": "acme 2",
        "description": "Acme",
        "sourceSandbox": {"name": "dev", "imsOrgId": tooling.org},
    }
    updated = api.call("PUT", PATH, json=body).json()
    assert {**updated, **body, "id": package["id"]} == {**updated, "action": "UPDATE"}


@pytest.mark.documented(f"{PAGE}, Delete a package")
def test_a_deleted_package_is_gone(api: Any, tooling: Any) -> None:
    package_id = tooling.package()["id"]
    answer = api.call("DELETE", f"{PATH}/{package_id}")
    assert (answer.status_code, answer.json()) == (200, {"reason": f"Package {package_id} deleted"})
    assert api.get(f"{PATH}/{package_id}").status_code == 404
    assert api.call("DELETE", f"{PATH}/{package_id}").status_code == 404


@pytest.mark.documented(f"{PAGE}, List packages, with the filters of its request")
def test_packages_are_listed_in_pages(api: Any, tooling: Any) -> None:
    names = [tooling.package(name=f"package {number}")["name"] for number in range(3)]
    assert [each["name"] for each in api.get(f"{PATH}/").json()["data"]] == names
    filters = "property=status==DRAFT,PUBLISHED&property=createdDate>=2023-05-11T18:29:59.999Z"
    page = api.get(f"{PATH}/?{filters}&start=0&orderby=-createdDate&limit=2").json()
    assert {name: value for name, value in page.items() if name != "data"} == {
        "totalElements": 3,
        "currentPage": 0,
        "totalPages": 2,
        "hasPreviousPage": False,
        "hasNextPage": True,
    }
    assert len(page["data"]) == 2
    last = api.get(f"{PATH}?{filters}&orderBy=name&start=2&limit=2").json()
    assert ([each["name"] for each in last["data"]], last["hasPreviousPage"], last["hasNextPage"]) == (
        names[2:],
        True,
        False,
    )
    old = "property=createdDate<=2023-05-16T18:29:59.999Z"
    assert api.get(f"{PATH}?{old}").json()["totalElements"] == 0
    assert api.get(f"{PATH}?status=PUBLISHED").json()["data"] == []


@pytest.mark.documented(f"{PAGE}, Update metadata fields: duplicate package names are not allowed")
def test_a_name_is_given_once(api: Any, tooling: Any) -> None:
    tooling.package(name="acme")
    other = tooling.package(name="other")
    answer = api.post(PATH, {"name": "acme", "packageType": "PARTIAL"})
    assert (answer.status_code, "acme" in answer.json()["detail"]) == (400, True)
    body = {"id": other["id"], "action": "UPDATE", "name": "acme", "sourceSandbox": other["sourceSandbox"]}
    assert api.call("PUT", PATH, json=body).status_code == 400
    # Of another organisation there is nothing to be seen.
    elsewhere = {"x-gw-ims-org-id": "ELSEWHERE@AdobeOrg"}
    assert api.get(f"{PATH}/{other['id']}", headers=elsewhere).status_code == 404


@pytest.mark.assumed("the pages show no refusal; a call to Adobe would settle the status and the body")
@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"name": None}, "name"),
        ({"packageType": "HALF"}, "packageType"),
        ({"packageType": "FULL"}, "artifacts"),
        ({"artifacts": [{"id": "x"}]}, "artifacts[0]"),
        ({"artifacts": [{"id": "x", "type": "PROFILE_SEGMENT"}]}, "artifacts[0].type"),
        ({"artifacts": [{"id": "x", "type": "JOURNEY"}]}, "artifacts[0].type"),
        ({"artifacts": [{"id": "x", "type": "MAPPING_SET"}]}, "artifacts[0].type"),
        ({"artifacts": [{"id": "x", "type": "NOTHING"}]}, "artifacts[0].type"),
        ({"expiry": "tomorrow"}, "expiry"),
        ({"expiry": "2023-99-20T20:05:10Z"}, "expiry"),
        ({"sourceSandbox": {"name": "nowhere"}}, "sourceSandbox.name"),
        ({"sourceSandbox": {"name": "prod", "imsOrgId": "OTHER@AdobeOrg"}}, "sourceSandbox.imsOrgId"),
    ],
)
def test_what_is_wrong_is_refused_by_name(api: Any, tooling: Any, members: dict[str, Any], named: str) -> None:
    body = {"name": "acme", "packageType": "PARTIAL", "artifacts": [artifact(tooling)], **members}
    answer = api.post(PATH, body)
    assert answer.status_code == 400
    assert set(answer.json()) == {"status", "title", "type", "detail", "report"}
    assert named in answer.json()["detail"]
    assert api.get(PATH).json()["totalElements"] == 0


@pytest.mark.documented(f"{PAGE}, Update a package: the actions are for packages of the type PARTIAL")
def test_a_package_of_a_whole_sandbox_is_not_changed(api: Any) -> None:
    package_id = api.post(PATH, {"name": "whole", "packageType": "FULL"}).json()["id"]
    answer = api.call("PUT", PATH, json={"id": package_id, "action": "ADD", "artifacts": []})
    assert (answer.status_code, "PARTIAL" in answer.json()["detail"]) == (400, True)
