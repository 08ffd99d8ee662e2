"""Request bodies: content type, syntax, nesting and size."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.gateway.request import takes_uploads
from aep_emulator.settings import Settings
from aep_emulator.validation import MAX_DEPTH

CONNECTIONS = "/data/foundation/flowservice/connections"
CREATING = [
    CONNECTIONS,
    "/data/foundation/schemaregistry/tenant/schemas",
    "/data/foundation/catalog/dataSets",
    "/data/foundation/conversion/mappingSets",
]
JSON = "application/json"


def nested(levels: int) -> bytes:
    return b'{"x":' * (levels - 1) + b"{}" + b"}" * (levels - 1)


@pytest.mark.parametrize("path", CREATING)
@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"name": ', "line 1, column 10"),
        (b'{\n "name": oops}', "line 2, column 10"),
        (b'{"a": 1,\n\n  "b" 2}', "line 3, column 7"),
        (b'{"a": NaN}', "line 1, column"),
        (b'{"a": 1e999}', "line 1, column"),
        (b'{"a": "\\ud800"}', "line 1, column"),
        (b'{"a": 1} {', "line 1, column"),
        (b"\xff\xfe", "not valid JSON"),
        (b"\xef\xbb\xbf{}", "not valid JSON"),
        (b"", "cannot be null or empty"),
        (b"  \n ", "cannot be null or empty"),
        (b"[1]", "must be a JSON object, not an array"),
        (b'"x"', "must be a JSON object, not a string"),
        (b"null", "must be a JSON object, not null"),
        (b"1", "must be a JSON object, not a number"),
        (b"true", "must be a JSON object, not a boolean"),
        (nested(MAX_DEPTH + 1), f"more than {MAX_DEPTH} levels"),
        (b"[" * 2_000 + b"]" * 2_000, "line 1, column"),
    ],
)
def test_a_bad_body_is_answered_400_and_told_why(http: Any, path: str, body: bytes, told: str) -> None:
    answer = http.post(path, data=body, content_type=JSON)
    assert (answer.status_code, answer.json["status"]) == (400, 400)
    assert told in answer.json["detail"]


def test_nesting_up_to_the_limit_reaches_the_service(http: Any) -> None:
    answer = http.post(CONNECTIONS, data=nested(MAX_DEPTH), content_type=JSON)
    assert answer.status_code == 400
    assert "'name' is a required property" in answer.json["detail"]


@pytest.mark.documented("help/landing/troubleshooting.md, Valid content-type not specified")
@pytest.mark.parametrize("path", CREATING)
@pytest.mark.parametrize("content_type", [None, "", "text/plain", "application/x-www-form-urlencoded", "json"])
def test_a_body_must_be_declared_as_json(http: Any, path: str, content_type: str | None) -> None:
    answer = http.post(path, data=b'{"name": "x"}', content_type=content_type)
    assert (answer.status_code, answer.json["detail"]) == (400, "A valid content-type must be specified")


@pytest.mark.documented("help/landing/troubleshooting.md, Valid content-type not specified")
def test_schema_registry_shows_the_documented_body(http: Any) -> None:
    assert http.post("/data/foundation/schemaregistry/tenant/schemas", data=b"{}", content_type="text/plain").json == {
        "type": "/placeholder/type/uri",
        "status": 400,
        "title": "BadRequestError",
        "detail": "A valid content-type must be specified",
    }


@pytest.mark.parametrize(
    "content_type", [JSON, "application/json; charset=utf-8", "APPLICATION/JSON", "application/x+json"]
)
def test_ways_to_declare_json(http: Any, content_type: str) -> None:
    answer = http.post(CONNECTIONS, data=b"{", content_type=content_type)
    assert "not valid JSON" in answer.json["detail"]


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        (b"{}", "an array of objects"),
        (b"[1]", "an array of objects"),
        (b"[", "line 1, column 2"),
    ],
)
def test_a_patch_must_be_a_list_of_objects(http: Any, patch: bytes, told: str) -> None:
    answer = http.patch(f"{CONNECTIONS}/x", data=patch, headers={"If-Match": "x"})
    assert answer.status_code == 400
    assert told in answer.json["detail"]


@pytest.mark.parametrize(("size", "status"), [(100, 400), (101, 413)])
def test_the_largest_json_body(headers: dict[str, str], size: int, status: int) -> None:
    client = create_app(Settings(max_json_bytes=100)).test_client()
    answer = client.post(CONNECTIONS, data=b'"' + b"x" * (size - 2) + b'"', content_type=JSON, headers=headers)
    assert answer.status_code == status
    assert answer.json is not None
    assert ("larger than 100 bytes" in answer.json["detail"]) is (status == 413)


def test_a_body_the_server_has_dropped_is_refused(http: Any) -> None:
    answer = http.post(CONNECTIONS, content_type=JSON, environ_overrides={"aep.body_too_large": True})
    assert (answer.status_code, answer.json["status"]) == (413, 413)


def test_only_a_view_for_uploads_takes_larger_bodies(headers: dict[str, str]) -> None:
    app = create_app(Settings(max_json_bytes=10, max_body_bytes=20))
    client = app.test_client()
    path = f"{CONNECTIONS}/x/explore"
    assert client.get(path, data=b"x" * 20, headers=headers).status_code == 413
    takes_uploads(app.view_functions["flow_service.explore_connection"])
    assert client.get(path, data=b"x" * 20, headers=headers).status_code == 404
    assert client.get(path, data=b"x" * 21, headers=headers).status_code == 413
    assert client.get(CONNECTIONS, data=b"x" * 20, headers=headers).status_code == 413
    assert client.get("/data/nowhere", data=b"x" * 20, headers=headers).status_code == 413
