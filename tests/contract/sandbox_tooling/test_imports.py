"""Imports: the objects of a package are made in another sandbox, and a job says how."""

from __future__ import annotations

from typing import Any

import pytest

PAGE = "help/sandboxes/sandbox-tooling-api/packages.md"
TOOLS = "help/sandboxes/sandbox-tooling-api/tools.md"
PATH = "/exim/packages"
DEV = {"x-sandbox-name": "dev"}


def titles(api: Any, collection: str, sandbox: str = "dev") -> list[str]:
    headers = {"x-sandbox-name": sandbox, "Accept": "application/vnd.adobe.xed-id+json"}
    return [
        each["title"] for each in api.get(f"/schemaregistry/tenant/{collection}", headers=headers).json()["results"]
    ]


@pytest.mark.documented(f"{PAGE}, Submit an import; {TOOLS}, Job details")
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_dataset_comes_with_its_schema_and_field_group(api: Any, tooling: Any, method: str) -> None:
    package_id = tooling.published()
    place = {"name": "dev", "imsOrgId": tooling.org}
    sent = {"id": package_id, "name": "acme", "description": "Acme Business Group", "destinationSandbox": place}
    answer = api.call(method, f"{PATH}/import/", json={**sent, "alternatives": {}})
    assert answer.status_code == 202
    told = answer.json()
    assert {name: told[name] for name in ("name", "description", "visibility", "destinationSandbox", "type")} == {
        "name": "acme",
        "description": "Acme Business Group",
        "visibility": "TENANT",
        "destinationSandbox": place,
        "type": "PARTIAL",
    }
    job = tooling.job(told["jobId"])
    assert (job["jobStatus"], job["requestType"], job["jobType"]) == ("SUCCESS", "IMPORT", "NEW")
    assert job["destinationSandbox"] == {**place, "empty": False}
    assert [(task["taskType"], task["artifact"]["type"]) for task in job["completedTasks"]] == [
        ("POST", "REGISTRY_MIXIN"),
        ("POST", "REGISTRY_SCHEMA"),
        ("POST", "CATALOG_DATASET"),
    ]
    new = job["importReplacementMap"]
    assert set(new) == {tooling.field_group_id, tooling.schema_id, tooling.dataset_id}
    task = job["completedTasks"][2]["artifact"]
    assert task["newId"] == new[tooling.dataset_id]
    assert task["messages"] == [
        {
            "status": "CREATED",
            "attempt": 1,
            "message": f"CATALOG_DATASET created. Source id={tooling.dataset_id}; Target id={new[tooling.dataset_id]}",
        }
    ]
    parent = f"{tooling.org}::prod::CATALOG_DATASET::{tooling.dataset_id}"
    assert job["sourceParentArtifactMap"][tooling.dataset_id] == parent
    shown = api.get(f"/catalog/dataSets/{new[tooling.dataset_id]}", headers=DEV).json()[new[tooling.dataset_id]]
    assert (shown["name"], shown["schemaRef"]["id"]) == ("Members", new[tooling.schema_id])
    assert (titles(api, "schemas"), titles(api, "fieldgroups")) == (["Members"], ["Loyalty"])


@pytest.mark.documented("help/sandboxes/ui/sandbox-tooling.md: datasets are imported with unified profile disabled")
def test_an_imported_dataset_takes_rows(tooling: Any, api: Any) -> None:
    tags = {"unifiedProfile": ["enabled:true"], "team": ["blue"]}
    dataset_id = tooling.dataset(tooling.schema_id, tags=tags, description="Of members")
    job = tooling.import_into("dev", tooling.published(("CATALOG_DATASET", dataset_id)))
    new_id = job["importReplacementMap"][dataset_id]
    shown = api.get(f"/catalog/dataSets/{new_id}", headers=DEV).json()[new_id]
    assert shown["description"] == "Of members"
    assert set(shown["tags"]) == {"team", "adobe/pqs/table"}
    row = f'{{"_id": "1", "_{tooling.tenant}": {{"id": "m1", "points": 3}}}}'
    batch = tooling.rows(new_id, "dev", row.encode())
    assert (batch["status"], batch["metrics"]["outputRecordCount"]) == ("success", 1)


@pytest.mark.documented("help/sandboxes/ui/sandbox-tooling.md: labels come along, relationships do not")
def test_a_schema_comes_with_its_descriptors(api: Any, tooling: Any) -> None:
    descriptor = {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": tooling.schema_id,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": f"/_{tooling.tenant}/id",
        "xdm:namespace": "CRM",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": True,
    }
    made = api.post("/schemaregistry/tenant/descriptors", descriptor).json()
    label = {
        "@type": "xdm:descriptorLabel",
        "xdm:sourceSchema": tooling.field_group_id,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": f"/_{tooling.tenant}/points",
        "xdm:labels": ["C1"],
    }
    assert api.post("/schemaregistry/tenant/descriptors", label).status_code == 201
    other = tooling.schema(tooling.field_group_id, title="Others")
    related = {
        "@type": "xdm:descriptorOneToOne",
        "xdm:sourceSchema": tooling.schema_id,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/personID",
        "xdm:destinationSchema": other,
        "xdm:destinationVersion": 1,
        "xdm:destinationProperty": f"/_{tooling.tenant}/id",
    }
    assert api.post("/schemaregistry/tenant/descriptors", related).status_code == 201
    job = tooling.import_into("dev", tooling.published(("REGISTRY_SCHEMA", tooling.schema_id)))
    new = job["importReplacementMap"]
    parent = f"{tooling.org}::prod::REGISTRY_DESCRIPTOR::{made['@id']}"
    assert job["sourceParentArtifactMap"][made["@id"]] == parent
    headers = {**DEV, "Accept": "application/vnd.adobe.xdm+json"}
    listed = api.get("/schemaregistry/tenant/descriptors", headers=headers).json()
    assert set(listed) == {"xdm:descriptorIdentity", "xdm:descriptorLabel"}
    assert listed["xdm:descriptorLabel"][0]["xdm:sourceSchema"] == new[tooling.field_group_id]
    (copied,) = listed["xdm:descriptorIdentity"]
    assert (copied["@id"], copied["xdm:sourceSchema"]) == (new[made["@id"]], new[tooling.schema_id])


@pytest.mark.documented(f"{PAGE}, Import a package: similar objects and their titles")
def test_objects_that_are_there_already_are_told(api: Any, tooling: Any) -> None:
    package_id = tooling.published()
    path = f"{PATH}/{package_id}/import?targetSandbox=dev"
    assert api.get(path).json() == []
    first = tooling.import_into("dev", package_id)["importReplacementMap"]
    assert tooling.import_into("dev", package_id)["jobStatus"] == "SUCCESS"
    conflicts = {each["artifact"]["type"]: each for each in api.get(path).json()}
    assert set(conflicts) == {"REGISTRY_MIXIN", "REGISTRY_SCHEMA", "CATALOG_DATASET"}
    schema = conflicts["REGISTRY_SCHEMA"]
    assert schema["artifact"] == {
        "id": tooling.schema_id,
        "type": "REGISTRY_SCHEMA",
        "found": False,
        "count": 0,
        "messages": [{"status": "FOUND", "attempt": 1, "message": f"Found object with ID: {tooling.schema_id}"}],
    }
    assert schema["parentID"] == f"{tooling.org}::prod::REGISTRY_SCHEMA::{tooling.schema_id}"
    newer, older = schema["suggestionList"]
    expected = {"type": "REGISTRY_SCHEMA", "found": False, "count": 0, "title": "Members"}
    assert older == {"id": first[tooling.schema_id], **expected}
    # Titles are unique: the second copy has the time behind it.
    assert newer["title"].startswith("Members_")
    assert newer["title"].removeprefix("Members_").isdigit()


@pytest.mark.documented(f"{PAGE}, Submit an import: alternatives are there already and not created")
def test_what_is_there_takes_the_place_of_an_artifact(api: Any, tooling: Any) -> None:
    group_id = tooling.field_group("dev", "Ours")
    schema_id = tooling.schema(group_id, "dev", "Our members")
    alternatives = {tooling.schema_id: {"id": schema_id, "type": "REGISTRY_SCHEMA"}}
    job = tooling.import_into("dev", tooling.published(), alternatives=alternatives)
    assert [
        (task["artifact"]["type"], task["artifact"]["messages"][0]["status"]) for task in job["completedTasks"]
    ] == [
        ("REGISTRY_SCHEMA", "NO_CHANGE"),
        ("CATALOG_DATASET", "CREATED"),
    ]
    new = job["importReplacementMap"]
    assert new[tooling.schema_id] == schema_id
    shown = api.get(f"/catalog/dataSets/{new[tooling.dataset_id]}", headers=DEV).json()[new[tooling.dataset_id]]
    assert shown["schemaRef"]["id"] == schema_id
    # What only the substituted schema needed has not come.
    assert titles(api, "fieldgroups") == ["Ours"]


@pytest.mark.assumed("the pages show no import that fails; a call to Adobe would settle what it leaves behind")
def test_an_import_that_fails_leaves_nothing_behind(api: Any, tooling: Any) -> None:
    event = "https://ns.adobe.com/xdm/context/experienceevent"
    body = {
        "title": "For events",
        "type": "object",
        "meta:intendedToExtend": [event],
        "properties": {f"_{tooling.tenant}": {"type": "object", "properties": {"x": {"type": "string", "title": "X"}}}},
    }
    unfit = api.post("/schemaregistry/tenant/fieldgroups", body, headers=DEV).json()["$id"]
    alternatives = {tooling.field_group_id: {"id": unfit, "type": "REGISTRY_MIXIN"}}
    job = tooling.import_into("dev", tooling.published(), alternatives=alternatives)
    assert (job["jobStatus"], job["importReplacementMap"]) == ("FAILED", {})
    (task,) = job["completedTasks"]
    assert (task["taskStatus"], task["artifact"]["id"]) == ("FAILED", tooling.schema_id)
    assert "not compatible" in task["artifact"]["messages"][0]["message"]
    assert titles(api, "schemas") == []
    assert api.get("/catalog/dataSets", headers=DEV).json() == {}


@pytest.mark.assumed("the pages show no refusal; a call to Adobe would settle the status and the body")
@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"destinationSandbox": None}, "destinationSandbox"),
        ({"destinationSandbox": {"name": "dev"}}, "imsOrgId"),
        ({"destinationSandbox": {"name": "nowhere", "imsOrgId": "{org}"}}, "destinationSandbox.name"),
        ({"destinationSandbox": {"name": "dev", "imsOrgId": "O@AdobeOrg"}}, "destinationSandbox.imsOrgId"),
        ({"alternatives": []}, "alternatives"),
        ({"alternatives": {"x": {"id": "y", "type": "FLOW"}}}, "alternatives['x']"),
        ({"alternatives": {"{dataset}": {"id": "y", "type": "FLOW"}}}, ".type"),
        ({"alternatives": {"{dataset}": {"id": "y", "type": "CATALOG_DATASET"}}}, ".id"),
    ],
)
def test_what_is_wrong_is_refused_by_name(api: Any, tooling: Any, members: dict[str, Any], named: str) -> None:
    place = {"name": "dev", "imsOrgId": tooling.org}
    body = {"id": tooling.published(), "destinationSandbox": place, **members}
    if isinstance(body["destinationSandbox"], dict):
        body["destinationSandbox"] = {
            name: value.format(org=tooling.org) for name, value in body["destinationSandbox"].items()
        }
    if isinstance(body.get("alternatives"), dict):
        body["alternatives"] = {
            name.format(dataset=tooling.dataset_id): value for name, value in body["alternatives"].items()
        }
    answer = api.call("PUT", f"{PATH}/import", json=body)
    assert answer.status_code == 400
    assert named in answer.json()["detail"]
    assert api.get(f"{PATH}/jobs?requestType=IMPORT").json()["totalElements"] == 0


@pytest.mark.documented(f"{PAGE}, Import: only what is published; help/sandboxes/sandbox-tooling-api/appendix.md")
def test_a_draft_is_not_imported(api: Any, tooling: Any) -> None:
    package_id = tooling.package(("CATALOG_DATASET", tooling.dataset_id))["id"]
    assert api.get(f"{PATH}/{package_id}/import?targetSandbox=dev").status_code == 400
    body = {"id": package_id, "destinationSandbox": {"name": "dev", "imsOrgId": tooling.org}}
    assert api.call("PUT", f"{PATH}/import", json=body).status_code == 400
    assert api.call("PUT", f"{PATH}/import", json={**body, "id": "nothing"}).status_code == 404


@pytest.mark.documented(f"{PAGE}, List export/import jobs")
def test_jobs_are_listed(api: Any, tooling: Any) -> None:
    package_id = tooling.published(description="Acme Business Group")
    tooling.import_into("dev", package_id, name="first")
    tooling.import_into("dev", package_id)
    path = f"{PATH}/jobs?property=requestType==IMPORT&property=jobStatus==SUCCESS&orderby=createdDate&start=0&limit=1"
    page = api.get(path).json()
    assert (page["totalElements"], page["totalPages"], page["hasNextPage"]) == (2, 2, True)
    (job,) = page["data"]
    assert set(job) == {
        "id", "name", "updated", "created", "jobType", "packageType", "description", "jobStatus", "visibility",
        "sourceSandBox", "targetSandbox", "createdBy",
    }  # fmt: skip
    assert (job["name"], job["description"], job["sourceSandBox"], job["targetSandbox"]) == (
        "first",
        "Acme Business Group",
        "prod",
        "dev",
    )
    exports = api.get(f"{PATH}/jobs?requestType=EXPORT&jobStatus=SUCCESS").json()["data"]
    assert [("targetSandbox" in each, each["jobType"]) for each in exports] == [(False, "NEW")]


@pytest.mark.documented("help/sandboxes/ui/sandbox-tooling.md, Export and import an entire sandbox")
def test_a_whole_sandbox_is_imported_after_it_was_emptied(api: Any, tooling: Any) -> None:
    package_id = tooling.published(packageType="FULL", artifacts=[])
    api.call("DELETE", f"/catalog/dataSets/{tooling.dataset_id}")
    for collection, resource_id in (("schemas", tooling.schema_id), ("fieldgroups", tooling.field_group_id)):
        address = resource_id.replace("https://ns.adobe.com/", "_").replace("/", ".")
        assert api.call("DELETE", f"/schemaregistry/tenant/{collection}/{address}").status_code == 204
    job = tooling.import_into("prod", package_id)
    assert (job["jobStatus"], job["type"], len(job["completedTasks"])) == ("SUCCESS", "FULL", 3)
    assert (titles(api, "schemas", "prod"), titles(api, "fieldgroups", "prod")) == (["Members"], ["Loyalty"])
