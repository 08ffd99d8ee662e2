"""What belongs to a dataset besides its batches: views, files, and the kinds of objects nobody has any more."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog import Catalog

APPENDIX = "help/catalog/api/appendix.md, View interrelated objects"


@pytest.fixture
def view_id(http: Any, dataset_id: str) -> str:
    return str(http.get(f"/dataSets/{dataset_id}").json[dataset_id]["viewId"])


@pytest.fixture
def batches(catalog: Catalog, scope: Scope, dataset_id: str) -> list[str]:
    """A batch with two files, one with one, and one that failed after it had written a file."""
    counts: dict[str, int] = {}
    for count, status in ((2, "success"), (1, "success"), (1, "failed")):
        batch_id = catalog.create_batch(scope, dataset_id)["id"]
        catalog.complete_batch(scope, batch_id, status=status, metrics={})
        counts[batch_id] = count
    catalog.count_files_with(lambda _world, batch_id: counts[batch_id])
    return list(counts)


def test_a_dataset_begins_with_the_view_it_names(http: Any, dataset_id: str, view_id: str) -> None:
    answer = http.get(f"/dataSets/{dataset_id}/views")
    assert list(answer.json) == [view_id]
    assert answer.headers["E-Tag"] == "1.0.0"
    assert http.get(f"/dataSets/{dataset_id}/views/{view_id}").json == http.get(f"/dataSetViews/{view_id}").json


def test_views_can_be_made_changed_and_deleted(http: Any, dataset_id: str, view_id: str) -> None:
    (reference,) = http.post("/dataSetViews", json={"dataSetId": dataset_id, "status": "enabled"}).json
    path = reference.removeprefix("@")
    other = path.rpartition("/")[2]
    assert http.patch(path, json={"status": "disabled"}).json == [reference]
    assert http.put(path, json={"status": "x", "note": 1}, headers={"If-Match": "1.0.1"}).json == [reference]
    shown = http.get(path).json[other]
    assert (shown["status"], shown["note"], shown["dataSetId"], shown["version"]) == ("x", 1, dataset_id, "1.0.2")
    assert list(http.get(f"/dataSets/{dataset_id}/views?status=x").json) == [other]
    assert http.delete(path).json == [reference]
    assert list(http.get("/dataSetViews").json) == [view_id]


@pytest.mark.parametrize(
    ("method", "body", "named"),
    [
        ("post", {}, "dataSetId"),
        ("post", {"dataSetId": "0" * 24}, "dataSetId"),
        ("post", {"dataSetId": ["x"]}, "dataSetId"),
        ("patch", {"dataSetId": "other"}, "dataSetId"),
        ("patch", {"status": 7}, "status"),
        ("put", {"tags": 7}, "tags"),
    ],
)
def test_bad_views_are_refused(http: Any, view_id: str, method: str, body: dict[str, Any], named: str) -> None:
    answer = getattr(http, method)("/dataSetViews" if method == "post" else f"/dataSetViews/{view_id}", json=body)
    assert answer.status_code == 400
    assert named in answer.json["detail"]


@pytest.mark.parametrize("path", ["{id}/views/nothing", "nothing/views", "{id},{id}/views", "nothing/views/x/files"])
def test_paths_below_a_dataset_name_what_is_there(http: Any, dataset_id: str, path: str) -> None:
    assert http.get("/dataSets/" + path.format(id=dataset_id)).status_code == 404


def test_the_views_of_another_dataset_are_not_below_this_one(http: Any, dataset_id: str, view_id: str) -> None:
    schema = http.get(f"/dataSets/{dataset_id}").json[dataset_id]["schemaRef"]
    (other,) = http.post("/dataSets", json={"name": "Other", "schemaRef": schema}).json
    assert http.get(f"{other.removeprefix('@')}/views/{view_id}").status_code == 404


@pytest.mark.documented(APPENDIX)
def test_the_reference_in_a_dataset_leads_to_its_files(
    http: Any, dataset_id: str, view_id: str, batches: list[str]
) -> None:
    reference = http.get(f"/dataSets/{dataset_id}").json[dataset_id]["files"]
    files = http.get(reference.removeprefix("@")).json
    first, second, _ = batches
    assert list(files) == [f"{first}-1", f"{first}-2", f"{second}-1"]
    assert set(files[f"{second}-1"]) == {
        *("id", "batchId", "dataSetViewId", "imsOrg", "createdUser", "createdClient", "updatedUser", "version"),
        *("created", "updated"),
    }
    assert files == http.get(f"/dataSets/{dataset_id}/views/{view_id}/files").json
    assert http.get(f"/dataSetFiles/{second}-1").json == {f"{second}-1": files[f"{second}-1"]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("limit=1&start=1", ["0-2"]),
        ("batchId={1}", ["1-1"]),
        ("orderBy=desc:id", ["1-1", "0-2", "0-1"]),
        ("dataSetId=other", []),
        ("property=id~-2$", ["0-2"]),
    ],
)
def test_files_are_filtered_as_other_objects(http: Any, batches: list[str], query: str, expected: list[str]) -> None:
    found = http.get(f"/dataSetFiles?{query.format(*batches)}").json
    assert list(found) == [f"{batches[int(place[0])]}{place[1:]}" for place in expected]


@pytest.mark.parametrize("suffix", ["-0", "-3", "-x", "", "-", "-²"])
def test_a_file_that_a_batch_does_not_have_is_404(http: Any, batches: list[str], suffix: str) -> None:
    assert http.get(f"/dataSetFiles/{batches[0]}{suffix}").status_code == 404


def test_the_files_of_a_failed_batch_are_not_shown(http: Any, batches: list[str]) -> None:
    assert http.get(f"/dataSetFiles/{batches[2]}-1").status_code == 404


@pytest.mark.documented("help/catalog/api/list-objects.md and look-up-object.md name the objects")
@pytest.mark.parametrize("kind", ["accounts", "connections", "connectors"])
def test_kinds_nobody_has_any_more_are_empty(http: Any, kind: str) -> None:
    assert (http.get(f"/{kind}?limit=5").status_code, http.get(f"/{kind}").json) == (200, {})
    assert http.get(f"/{kind}?limit=0").status_code == 400
    assert http.get(f"/{kind}/x").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/accounts/x"),
        ("PATCH", "/connections/x"),
        ("DELETE", "/dataSetFiles/x"),
        ("PATCH", "/dataSetFiles/x"),
    ],
)
def test_what_the_pages_name_but_never_show_is_501(http: Any, method: str, path: str) -> None:
    answer = http.open(path, method=method, json={})
    assert (answer.status_code, answer.json["title"]) == (501, "NotImplementedError")


def test_credentials_have_the_documented_members_and_open_nothing(http: Any, dataset_id: str) -> None:
    path = f"/dataSets/{dataset_id}/credentials"
    without, staged = http.get(path).json, http.get(f"{path}?batchId=b1").json
    assert without["dataSetId"] == dataset_id
    assert "stagePath" not in without
    assert staged == {**without, "stagePath": "platformdataset/stage/b1"}
    assert set(without["credentials"]) == {
        *("clientKey", "clientId", "tenantId", "resourceGroupName", "subscriptionId", "name"),
        *("adlsType", "adlsUri", "hadoopUri"),
    }
    assert without["credentials"]["adlsUri"].endswith(".invalid")
    assert http.get("/dataSets/nothing/credentials").status_code == 404


def test_the_root_refers_to_every_collection(http: Any) -> None:
    found = http.get("/").json
    for kind, reference in found.items():
        assert reference == f"@/{kind}"
        assert http.get(f"/{kind}").status_code == 200
    assert http.get("/?limit=1&start=1").json == {"batches": "@/batches"}
    assert http.get("/?properties=dataSets").json == {"dataSets": "@/dataSets"}
    assert http.get("/?limit=0").status_code == 400
