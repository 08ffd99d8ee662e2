"""Sample data over HTTP. Documented: help/data-prep/api/sample-data.md."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

PATH = "/conversion/samples"
UNKNOWN = "0" * 32
ROW = '{"FirstName":"Johnson","LastName":"Smith", "id": "3197210762560"}'
SAMPLE = {"sampleData": ROW, "sampleType": "JSON"}
MEMBERS = {"id", "version", "createdDate", "modifiedDate", "createdBy", "modifiedBy", "sampleData", "sampleType"}


def create(api: Any, content: dict[str, Any] | None = None) -> dict[str, Any]:
    response = api.post(PATH, SAMPLE if content is None else content)
    assert response.status_code == 200, response.text
    created: dict[str, Any] = response.json()
    return created


@pytest.mark.documented("help/data-prep/api/sample-data.md")
def test_a_sample_reads_back_as_it_was_sent(api: Any) -> None:
    created = create(api)
    assert set(created) == MEMBERS
    assert re.fullmatch(r"[0-9a-f]{32}", created["id"])
    assert (created["version"], created["sampleData"], created["sampleType"]) == (0, ROW, "JSON")
    assert created["createdDate"] == created["modifiedDate"] > 1_000_000_000_000
    assert api.get(f"{PATH}/{created['id']}").json() == created


@pytest.mark.documented("help/data-prep/api/sample-data.md")
def test_putting_makes_the_next_version(api: Any) -> None:
    created = create(api)
    path = f"{PATH}/{created['id']}"
    changed = ROW.replace("Smith", "Lee")
    response = api.call("PUT", path, json={"sampleData": changed, "sampleType": "JSON"})
    assert response.status_code == 200
    kept = {name: created[name] for name in ("id", "createdDate", "createdBy")}
    assert response.json().items() >= {**kept, "version": 1, "sampleData": changed}.items()
    assert api.get(path).json() == response.json()


@pytest.mark.documented("help/data-prep/api/sample-data.md: the curl line for PUT has no Content-Type")
def test_putting_needs_no_content_type(api: Any) -> None:
    path = f"{PATH}/{create(api)['id']}"
    assert api.call("PUT", path, data=json.dumps(SAMPLE).encode()).json()["version"] == 1


@pytest.mark.documented("help/data-prep/api/sample-data.md: the text says /samples/upload, the curl line /samples")
@pytest.mark.parametrize("path", [f"{PATH}/upload", PATH])
@pytest.mark.parametrize("content", [ROW, f"[{ROW}]", f"\ufeff{ROW}"], ids=["object", "list", "byte order mark"])
def test_a_sample_can_be_uploaded_as_a_file(api: Any, path: str, content: str) -> None:
    response = api.call("POST", path, files={"file": ("sample.json", content.encode())})
    assert response.status_code == 200, response.text
    assert set(response.json()) == MEMBERS
    assert response.json()["sampleData"] == content.removeprefix("\ufeff")
    assert api.get(f"{PATH}/{response.json()['id']}").json() == response.json()


@pytest.mark.documented("help/data-prep/api/sample-data.md")
def test_listing_pages_from_the_last_one_back(api: Any) -> None:
    ids = [create(api)["id"] for _ in range(3)]
    pages = [api.get(PATH, params={"limit": 2, "start": start}).json() for start in (0, 2, 4)]
    assert [page["_page"] for page in pages] == [{"count": count, "limit": 2} for count in (2, 1, 0)]
    assert [item["id"] for page in pages for item in page["data"]] == ids[::-1]
    assert all(set(item) == MEMBERS for item in pages[0]["data"])


@pytest.mark.documented("help/data-prep/api/sample-data.md, help/data-prep/api/schemas.md")
@pytest.mark.parametrize("path", [PATH, "/conversion/schemas"])
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("", "limit"),
        ("limit=2", "start"),
        ("start=0", "limit"),
        ("limit=0&start=0", "limit"),
        ("limit=1001&start=0", "limit"),
        ("limit=2&start=-1", "start"),
        ("limit=two&start=0", "limit"),
    ],
)
def test_listing_needs_a_limit_and_a_start(api: Any, refused: Any, path: str, query: str, named: str) -> None:
    assert f"'{named}'" in refused(api.get(f"{path}?{query}"))


@pytest.mark.assumed("no page shows a sample that is refused; a call to Adobe would settle it")
@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({}, "sampleData"),
        ({"sampleData": {"id": 1}}, "sampleData"),
        ({"sampleData": None}, "sampleData"),
        ({"sampleData": "id,name"}, "sampleData: the sample is not valid JSON"),
        ({"sampleData": ""}, "sampleData: the sample is not valid JSON"),
        ({"sampleData": '"text"'}, "sampleData: the sample must be a JSON object or a list"),
        ({"sampleData": "[]"}, "sampleData: the sample must be a JSON object or a list"),
        ({"sampleData": "[1]"}, "sampleData: the sample must be a JSON object or a list"),
        ({"sampleData": '{"a":' * 101 + "1" + "}" * 101}, "sampleData: the sample is nested"),
        ({"sampleData": "\ud800"}, "JSON"),
        ({"sampleData": ROW, "sampleType": "CSV"}, "sampleType"),
    ],
)
def test_what_is_no_sample_is_refused(api: Any, refused: Any, content: dict[str, Any], named: str) -> None:
    path = f"{PATH}/{create(api)['id']}"
    before = api.get(path).json()
    assert named in refused(api.post(PATH, content))
    assert named in refused(api.call("PUT", path, json=content))
    assert api.get(path).json() == before
    assert len(api.get(PATH, params={"limit": 10, "start": 0}).json()["data"]) == 1


@pytest.mark.assumed("no page shows an upload that is refused; a call to Adobe would settle it")
@pytest.mark.parametrize("path", [f"{PATH}/upload", "/conversion/schemas/upload"])
@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"files": {"other": ("x.json", b"{}")}}, "file"),
        ({"files": {"file": ("x.json", b"{")}}, "file"),
        ({"files": {"file": ("x.json", b"")}}, "file"),
        ({"files": {"file": ("x.json", b"\xff\xfe")}}, "file"),
        ({"files": {"file": ("x.json", b"1")}}, "file"),
        ({"files": {"file": ("x.json", b'{"a":' * 101 + b"1" + b"}" * 101)}}, "file"),
        ({"json": {}}, "multipart/form-data"),
        ({"data": b"x", "headers": {"Content-Type": "multipart/form-data"}}, "file"),
        ({"data": b"--x\r\nContent", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}, "file"),
    ],
    ids=["other part", "no JSON", "empty", "no text", "number", "deep", "no form", "no boundary", "cut off"],
)
def test_what_is_no_upload_is_refused(api: Any, refused: Any, path: str, options: dict[str, Any], named: str) -> None:
    assert named in refused(api.call("POST", path, **options))


@pytest.mark.assumed("no page shows a sample that is not there; a call to Adobe would settle it")
@pytest.mark.parametrize("sample_id", [UNKNOWN, "x", "%00", "é"])
def test_an_unknown_sample_is_not_found(api: Any, refused: Any, sample_id: str) -> None:
    assert "no sample" in refused(api.get(f"{PATH}/{sample_id}"), 404)
    refused(api.call("PUT", f"{PATH}/{sample_id}", json=SAMPLE), 404)


@pytest.mark.assumed("no page shows a call that changes or deletes one mapping, or that deletes a sample or a schema")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/mappingSets/x/mappings"),
        ("PUT", "/mappingSets/x/mappings/y"),
        ("DELETE", "/mappingSets/x/mappings/y"),
        ("DELETE", "/samples/x"),
        ("PUT", "/schemas/x"),
        ("DELETE", "/schemas/x"),
    ],
)
def test_what_no_page_documents_is_not_there(api: Any, refused: Any, method: str, path: str) -> None:
    assert f"not {method}" in refused(api.call(method, f"/conversion{path}", json={}), 405)
