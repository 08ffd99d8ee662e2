"""Catalog over HTTP, with the requests of Adobe's pages."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

PATH = "/catalog"
GUIDE = "help/catalog/api"
PATCH_TYPE = "application/json-patch+json"
CONTENT_TYPE = "application/vnd.adobe.xed+json;version=1"
EVENT = "https://ns.adobe.com/xdm/context/experienceevent"


@pytest.fixture
def schema_id(api: Any) -> str:
    body = {"title": "Visits", "type": "object", "allOf": [{"$ref": EVENT}], "meta:class": EVENT}
    answer = api.post("/schemaregistry/tenant/schemas", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["$id"])


@pytest.fixture
def make(api: Any, schema_id: str) -> Any:
    """Makes a dataset and returns its id."""

    def dataset(name: str, **members: Any) -> str:
        reference = {"id": schema_id, "contentType": CONTENT_TYPE}
        answer = api.post(f"{PATH}/dataSets?requestDataSource=true", {"name": name, "schemaRef": reference, **members})
        assert answer.status_code == 201, answer.text
        (created,) = answer.json()
        return str(created.removeprefix("@/dataSets/"))

    return dataset


@pytest.fixture
def dataset(make: Any) -> str:
    return str(make("Sample Dataset", description="Sample dataset containing important data."))


def shown(api: Any, dataset_id: str) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"{PATH}/dataSets/{dataset_id}").json()[dataset_id]
    return found


@pytest.mark.documented(f"{GUIDE}/look-up-object.md")
def test_a_look_up_shows_the_properties_asked_for(api: Any, dataset: str) -> None:
    answer = api.get(f"{PATH}/dataSets/{dataset}?properties=name,description,state,tags,files,nothing")
    assert answer.headers["E-Tag"] == "1.0.0"
    assert answer.json()[dataset] == {
        "name": "Sample Dataset",
        "description": "Sample dataset containing important data.",
        "state": "DRAFT",
        "tags": {"adobe/pqs/table": ["sample_dataset"]},
        "files": f"@/dataSetFiles?dataSetId={dataset}",
    }


@pytest.mark.emulator_only("counts what is in a sandbox that was empty")
@pytest.mark.documented(f"{GUIDE}/filter-data.md: the example of each kind of query")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("limit=2", "alpha beta"),
        ("start=1&limit=1", "beta"),
        ("tags=sampleTag:123456,secondTag:*", "beta"),
        ("tags=sampleTag:12*", "alpha beta"),
        ("orderBy=desc:name", "gamma beta alpha"),
        ("orderBy=description,desc:name", "gamma beta alpha"),
        ("name=alpha,gamma", "alpha gamma"),
        ("name=!alpha,gamma", "beta"),
        ("property=description", "alpha beta gamma"),
        ("property=!nothing", "alpha beta gamma"),
        ("property=name~^al", "alpha"),
        ("property=name==be*a", "beta"),
        ("property=name!=beta", "alpha gamma"),
        ("property=version>1.0.0", "gamma"),
        ("property=version<=1.0.0&name=!beta", "alpha"),
        ("createdAfter=1&createdBefore=9999999999999&limit=1", "alpha"),
        ("createdAfter=9999999999999", ""),
    ],
)
def test_datasets_are_filtered(api: Any, make: Any, query: str, expected: str) -> None:
    make("alpha", description="d", tags={"sampleTag": ["123456"]})
    make("beta", description="d", tags={"sampleTag": ["123456"], "secondTag": ["x"]})
    gamma = make("gamma", description="d")
    api.call("PATCH", f"{PATH}/dataSets/{gamma}", json={"state": "x"})
    answer = api.get(f"{PATH}/dataSets?{query}")
    assert answer.status_code == 200, answer.text
    assert [dataset["name"] for dataset in answer.json().values()] == expected.split()


@pytest.mark.documented(f"{GUIDE}/filter-data.md: invalid limits, 0 included, are 400-level errors with the range")
@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "start=-1", "orderBy=up:name", "property=~", "tags=x"]
)
@pytest.mark.parametrize("kind", ["dataSets", "batches", "dataSetViews", "dataSetFiles", "connectors"])
def test_a_bad_query_names_its_parameter(api: Any, kind: str, query: str) -> None:
    answer = api.get(f"{PATH}/{kind}?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["detail"]


@pytest.mark.documented(f"{GUIDE}/look-up-multiple-objects.md")
def test_several_objects_are_looked_up_in_one_path(api: Any, make: Any) -> None:
    one, two = make("One"), make("Two")
    answer = api.get(f"{PATH}/dataSets/{one},{two}?properties=name")
    assert answer.json() == {one: {"name": "One"}, two: {"name": "Two"}}


@pytest.mark.documented(f"{GUIDE}/update-object.md, both methods")
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ({"name": "Updated Dataset Name", "description": "Updated"}, "application/json"),
        (
            [
                {"op": "add", "path": "/name", "value": "Updated Dataset Name"},
                {"op": "add", "path": "/description", "value": "Updated"},
            ],
            PATCH_TYPE,
        ),
    ],
    ids=["fields", "JSON Patch"],
)
def test_an_object_is_updated(api: Any, dataset: str, body: Any, content_type: str) -> None:
    before = shown(api, dataset)
    answer = api.call("PATCH", f"{PATH}/dataSets/{dataset}", json=body, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()) == (200, [f"@/dataSets/{dataset}"])
    after = shown(api, dataset)
    assert (after["name"], after["description"], after["version"]) == ("Updated Dataset Name", "Updated", "1.0.1")
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"name", "description", "version", "updated"}


@pytest.mark.documented("help/data-prep/upserts.md: tags of the dataset of identities")
def test_the_tags_of_a_dataset_are_changed_with_post(api: Any, dataset: str) -> None:
    tags = {
        "acp_validationContext": ["disabled"],
        "unifiedProfile": ["enabled:false"],
        "unifiedIdentity": ["enabled:true"],
    }
    answer = api.post(f"{PATH}/dataSets/{dataset}", {"tags": tags})
    assert (answer.status_code, answer.json()) == (200, [f"@/dataSets/{dataset}"])
    assert tags.items() <= shown(api, dataset)["tags"].items()


@pytest.mark.documented("help/catalog/datasets/create.md: the headers of its requests")
def test_a_json_patch_is_declared_the_way_the_tutorial_does(api: Any, dataset: str) -> None:
    body = [{"op": "replace", "path": "/description", "value": "New"}]
    answer = api.call(
        "PATCH", f"{PATH}/dataSets/{dataset}", json=body, headers={"Content-Type": "application/json+patch"}
    )
    assert answer.status_code == 200, answer.text
    assert shown(api, dataset)["description"] == "New"


@pytest.mark.documented(f"{GUIDE}/getting-started.md and filter-data.md: limit, start and properties in headers")
def test_what_a_list_shows_is_said_in_headers(api: Any, make: Any) -> None:
    for name in ("a", "b", "c"):
        make(name)
    headers = {"limit": "1", "start": "1", "properties": "name"}
    found = api.get(f"{PATH}/dataSets?orderBy=name", headers=headers).json()
    assert list(found.values()) == [{"name": "b"}]


@pytest.mark.documented("help/ingestion/batch-ingestion/troubleshooting.md: the look-up of a batch")
def test_a_batch_is_looked_up_in_the_singular(api: Any, dataset: str) -> None:
    batch_id = api.post("/import/batches", {"datasetId": dataset}).json()["id"]
    assert api.get(f"{PATH}/batch/{batch_id}").json()[batch_id]["status"] == "loading"


@pytest.mark.documented(f"{GUIDE}/appendix.md, If-Match: 412 when the object was modified since it was read")
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("version", ["/dataSets/{id}", "/v2/datasets/{id}"])
def test_an_update_of_an_older_version_is_412(api: Any, dataset: str, method: str, version: str) -> None:
    if method == "PUT" and version.startswith("/v2"):
        version = "/datasets/{id}"
    path = PATH + version.format(id=dataset)
    read = api.get(f"{PATH}/dataSets/{dataset}").headers["E-Tag"]
    body = {"name": "First", "schemaRef": shown(api, dataset)["schemaRef"]}
    assert api.call(method, path, json=body, headers={"If-Match": read}).status_code == 200
    late = api.call(method, path, json={**body, "name": "Second"}, headers={"If-Match": read})
    assert (late.status_code, late.json()["status"]) == (412, 412)
    assert shown(api, dataset)["name"] == "First"


@pytest.mark.emulator_only("counts what is in a sandbox that was empty")
@pytest.mark.documented(f"{GUIDE}/appendix.md, Pragma: POST and PUT for validation only")
def test_validation_changes_nothing(api: Any, dataset: str) -> None:
    only, before = {"Pragma": "validate-only"}, shown(api, dataset)
    good = {"name": "x", "schemaRef": before["schemaRef"]}
    bad = {"name": "x", "schemaRef": {"id": "https://ns.adobe.com/x/schemas/none"}}
    for method, path in (("POST", f"{PATH}/dataSets"), ("PUT", f"{PATH}/dataSets/{dataset}")):
        assert api.call(method, path, json=good, headers=only).status_code == 200
        assert api.call(method, path, json=bad, headers=only).status_code == 400
    assert api.get(f"{PATH}/dataSets").json() == {dataset: before}


@pytest.mark.documented(f"{GUIDE}/delete-object.md")
def test_a_deleted_object_is_gone(api: Any, dataset: str) -> None:
    assert api.call("DELETE", f"{PATH}/dataSets/{dataset}").json() == [f"@/dataSets/{dataset}"]
    assert api.get(f"{PATH}/dataSets/{dataset}").status_code == 404
    again = api.call("DELETE", f"{PATH}/dataSets/{dataset}")
    assert (again.status_code, again.json()) == (200, [])


@pytest.mark.emulator_only("counts what is in a sandbox that was empty")
@pytest.mark.documented(f"{GUIDE}/appendix.md, Make multiple requests in a single call")
@pytest.mark.parametrize("root", [PATH, f"{PATH}/"])
def test_several_requests_in_one_happen_all_or_none(api: Any, schema_id: str, root: str) -> None:
    first = {
        "id": "firstObjectId",
        "resource": "/dataSets",
        "method": "post",
        "body": {"type": "raw", "name": "First Dataset", "schemaRef": {"id": schema_id}},
    }
    second = {
        "id": "secondObjectId",
        "resource": "/datasetViews",
        "method": "post",
        "body": {"status": "enabled", "dataSetId": "<<firstObjectId.id>>"},
    }
    failed = api.post(root, [first, {**second, "body": {"dataSetId": "<<thirdObjectId.id>>"}}])
    assert (failed.status_code, [answer["code"] for answer in failed.json()]) == (200, [424, 400])
    assert api.get(f"{PATH}/dataSets").json() == {}
    done = api.post(root, [first, second])
    assert (done.status_code, [answer["code"] for answer in done.json()]) == (200, [200, 200])
    assert len(api.get(f"{PATH}/dataSets").json()) == 1
    assert len(api.get(f"{PATH}/dataSetViews").json()) == 2


@pytest.mark.documented("help/catalog/datasets/enable-upsert.md, Configure an existing dataset")
def test_a_dataset_is_enabled_for_profile_and_upsert(api: Any, dataset: str) -> None:
    patch = [
        {"op": "add", "path": "/tags/unifiedProfile", "value": ["enabled:true", "isUpsert:true"]},
        {"op": "add", "path": "/tags/unifiedIdentity", "value": ["enabled:true"]},
    ]
    answer = api.call("PATCH", f"{PATH}/dataSets/{dataset}", json=patch, headers={"Content-Type": PATCH_TYPE})
    assert answer.json() == [f"@/dataSets/{dataset}"]
    assert api.get(f"{PATH}/tags/unifiedProfile").json() == {
        "objectType": {"dataSets": [f"@/dataSets/{dataset}"]},
        "unifiedProfile": ["enabled:true", "isUpsert:true"],
    }


@pytest.mark.documented("help/catalog/datasets/experience-event-dataset-retention-ttl-guide.md")
def test_rows_are_given_a_time_to_live(api: Any, dataset: str) -> None:
    limits = api.get(f"{PATH}/ttl/{dataset}").json()["extensions"]["adobe_lakeHouse"]["rowExpiration"]
    assert set(limits) == {"defaultValue", "maxValue", "minValue"}
    wanted = {"extensions": {"adobe_lakeHouse": {"rowExpiration": {"ttlValue": "P3M"}}}}
    answer = api.call("PATCH", f"{PATH}/v2/datasets/{dataset}", json=wanted)
    assert answer.json() == [f"@/dataSets/{dataset}"]
    assert shown(api, dataset)["extensions"] == wanted["extensions"]


@pytest.mark.assumed(
    "the members are in Catalog's examples, when they change is not said; a call to Adobe would settle it"
)
def test_a_dataset_follows_its_batches(api: Any, dataset: str) -> None:
    related = {"relatedObjects": [{"type": "dataSet", "id": dataset}]}
    (one,) = api.post(f"{PATH}/batches", {"status": "success", **related}).json()
    (two,) = api.post(f"{PATH}/batches", {"status": "failed", **related}).json()
    good, bad = (reference.removeprefix("@/batches/") for reference in (one, two))
    found = shown(api, dataset)
    assert (found["lastSuccessfulBatch"], found["lastFailedBatch"]) == (good, bad)
    assert (found["lastBatchId"], found["lastBatchStatus"], found["version"]) == (bad, "failed", "1.0.0")
    assert api.get(f"{PATH}/batches/uniques/status?dataSet={dataset}").json() == ["success", "failed"]
    assert set(api.get(f"{PATH}/lastBatches?dataSetId={dataset}").json()) == {dataset}


@pytest.mark.documented("catalog.yaml: POST, PUT and PATCH /batches/{BATCH_ID}")
def test_a_batch_may_have_an_id_of_the_clients_and_is_changed(api: Any, dataset: str) -> None:
    batch_id = uuid.uuid4().hex
    path, reference = f"{PATH}/batches/{batch_id}", [f"@/batches/{batch_id}"]
    related = {"relatedObjects": [{"type": "dataSet", "id": dataset}]}
    made = api.post(path, {"status": "processing", **related})
    assert (made.status_code, made.json()) == (201, reference)
    assert made.headers["Location"].endswith(f"{PATH}/batches/{batch_id}")
    changed = api.call("PATCH", path, json={"status": "stalled"})
    assert (changed.status_code, changed.json()) == (200, reference)
    assert api.get(path).json()[batch_id]["status"] == "stalled"
    replaced = api.call("PUT", path, json={"status": "failed", **related})
    assert (replaced.status_code, replaced.json()) == (200, reference)
    assert api.get(path).json()[batch_id]["status"] == "failed"


@pytest.mark.documented("catalog.yaml: GET /dataSets/{id}/credentials")
def test_a_dataset_has_credentials_for_its_storage(api: Any, dataset: str) -> None:
    found = api.get(f"{PATH}/dataSets/{dataset}/credentials")
    assert found.status_code == 200
    assert found.json()["dataSetId"] == dataset


@pytest.mark.documented("catalog.yaml: GET /")
def test_the_root_names_the_collections(api: Any) -> None:
    found = api.get(f"{PATH}/")
    assert found.status_code == 200
    assert {"batches", "dataSets"} <= set(found.json())


@pytest.mark.assumed("no page says how an unknown schema is refused; a call to Adobe would settle it")
def test_a_dataset_needs_a_schema_that_exists(api: Any) -> None:
    answer = api.post(f"{PATH}/dataSets", {"name": "x", "schemaRef": {"id": "https://ns.adobe.com/x/schemas/none"}})
    assert answer.status_code == 400
    assert "schemaRef.id" in answer.json()["detail"]


@pytest.mark.emulator_only("needs a second sandbox")
@pytest.mark.documented("help/sandboxes/home.md: a sandbox is isolated from all others")
@pytest.mark.parametrize("kind", ["dataSets", "batches", "dataSetViews"])
def test_another_sandbox_sees_nothing(api: Any, dataset: str, kind: str) -> None:
    api.post(f"{PATH}/batches", {"status": "loading"})
    elsewhere = {"x-sandbox-name": "dev"}
    for object_id in api.get(f"{PATH}/{kind}").json():
        path = f"{PATH}/{kind}/{object_id}"
        assert api.get(path, headers=elsewhere).status_code == 404
        assert api.call("PATCH", path, json={"status": "x"}, headers=elsewhere).status_code == 404
        assert api.call("DELETE", path, headers=elsewhere).json() == []
        assert api.get(path).status_code == 200
    assert api.get(f"{PATH}/{kind}", headers=elsewhere).json() == {}


@pytest.mark.assumed("the pages show hardly any refusal; a call to Adobe would settle it")
@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("POST", "/dataSets", {"data": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/dataSets", {"data": b"{}", "headers": {"Content-Type": "text/plain"}}, 400),
        ("POST", "/batches", {"json": {"status": "unheard-of"}}, 400),
        ("POST", "/batches/" + "x" * 65, {"json": {"status": "loading"}}, 400),
        ("POST", "/", {"json": {}}, 400),
        ("PUT", "/dataSets/none", {"json": {"name": "x"}}, 404),
        ("GET", "/ttl/none", {}, 404),
        ("GET", "/tags/none", {}, 404),
        ("GET", "/nothing", {}, 404),
        ("POST", "/dataSetFiles", {"json": {}}, 405),
        ("DELETE", "/dataSetFiles/x", {}, 501),
    ],
)
def test_what_is_wrong_is_refused(api: Any, method: str, path: str, options: dict[str, Any], status: int) -> None:
    answer = api.call(method, PATH + path, **options)
    assert answer.status_code == status
    assert answer.json()["status"] == status
