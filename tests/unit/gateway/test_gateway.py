"""What every request passes, in process."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.settings import Settings

FLOWS = "/data/foundation/flowservice/flows"


@pytest.mark.parametrize(
    ("missing", "status", "body"),
    [
        ("Authorization", 403, {"error_code": "403010", "message": "Oauth token is missing."}),
        ("x-api-key", 403, {"error_code": "403000", "message": "Api Key is required"}),
        ("x-gw-ims-org-id", 400, {"error_code": "400003", "message": "Missing header"}),
    ],
)
def test_missing_header(app: Any, headers: dict[str, str], missing: str, status: int, body: dict[str, str]) -> None:
    del headers[missing]
    answer = app.test_client().get(FLOWS, headers=headers)
    assert (answer.status_code, answer.json) == (status, body)


@pytest.mark.parametrize("value", ["token", "Basic abc", "Bearer", "Bearer  "])
def test_bad_authorization(app: Any, headers: dict[str, str], value: str) -> None:
    answer = app.test_client().get(FLOWS, headers={**headers, "Authorization": value})
    assert (answer.status_code, answer.json["error_code"]) == (401, "401013")


def test_unknown_sandbox_names_it(app: Any, headers: dict[str, str]) -> None:
    answer = app.test_client().get(FLOWS, headers={**headers, "x-sandbox-name": "nowhere"})
    assert answer.status_code == 404
    assert "'nowhere'" in answer.json["detail"]


def test_flow_service_insists_on_a_sandbox_and_the_others_take_the_default(app: Any, headers: dict[str, str]) -> None:
    del headers["x-sandbox-name"]
    client = app.test_client()
    assert client.get(FLOWS, headers=headers).status_code == 400
    assert client.get("/data/foundation/catalog/dataSets", headers=headers).status_code == 200


def test_every_answer_has_a_request_id_and_a_sent_one_is_kept(http: Any) -> None:
    assert len(http.get(FLOWS).headers["x-request-id"]) == 32
    assert http.get(FLOWS, headers={"x-request-id": "mine"}).headers["x-request-id"] == "mine"
    assert http.get("/_emulator/health").headers["x-request-id"]
    assert http.get("/nowhere").headers["x-request-id"]


@pytest.mark.parametrize(
    ("body", "content_type", "where"),
    [
        (b'{"name": ', "application/json", "line 1, column"),
        (b'{\n "name": oops}', "application/json", "line 2, column"),
        (b"", "application/json", "empty"),
        (b"[1]", "application/json", "an array"),
        (b"{}", "text/plain", "content-type"),
        (b"\xff\xfe", "application/json", "JSON"),
        (b'{"name": "x"}', None, "content-type"),
    ],
)
def test_bad_body_is_explained(http: Any, body: bytes, content_type: str | None, where: str) -> None:
    answer = http.post("/data/foundation/flowservice/connections", data=body, content_type=content_type)
    assert answer.status_code == 400
    assert where in answer.json["detail"]


def test_body_over_the_limit(headers: dict[str, str]) -> None:
    client = create_app(Settings(max_json_bytes=100)).test_client()
    answer = client.post(
        "/data/foundation/flowservice/connections",
        data=b'{"name": "' + b"x" * 200 + b'"}',
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 413
    assert "100 bytes" in answer.json["detail"]


def test_documented_but_missing_operation_is_501_and_an_unknown_path_404(http: Any) -> None:
    answer = http.get("/data/foundation/exim/packages")
    assert answer.status_code == 501
    assert "/exim/packages" in answer.json["detail"]
    answer = http.get("/data/foundation/flowservice/flow")
    assert answer.status_code == 404
    assert "/data/foundation/flowservice/flows" in answer.json["detail"]


def test_wrong_method_names_the_right_ones(http: Any) -> None:
    answer = http.put("/data/foundation/flowservice/flowSpecs")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.json["status"] == 405


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1:8080", True),
        ("localhost", True),
        ("[::1]:8080", True),
        ("10.1.2.3", True),
        ("app.localhost", True),
        ("emulator.test", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
    ],
)
def test_host_header(host: str, allowed: bool) -> None:
    client = create_app(Settings(allowed_hosts=("emulator.test",))).test_client()
    answer = client.get("/_emulator/health", headers={"Host": host})
    assert (answer.status_code == 200) is allowed


def test_strict_mode_takes_only_its_own_tokens(headers: dict[str, str]) -> None:
    client = create_app(Settings(auth="strict")).test_client()
    assert client.get(FLOWS, headers=headers).status_code == 401
    form = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b", "scope": "openid"}
    token = client.post("/ims/token/v3", data=form).json["access_token"]
    assert client.get(FLOWS, headers={**headers, "Authorization": f"Bearer {token}"}).status_code == 200
    client.post("/_emulator/reset")
    assert client.get(FLOWS, headers={**headers, "Authorization": f"Bearer {token}"}).status_code == 401


def test_documented_calls_without_authorization_pass_only_in_the_default_mode(headers: dict[str, str]) -> None:
    del headers["Authorization"]
    path = "/data/foundation/flowservice/flowSpecs"
    assert create_app(Settings()).test_client().get(path, headers=headers).status_code == 200
    assert create_app(Settings(auth="strict")).test_client().get(path, headers=headers).status_code == 403


def test_a_defect_answers_500_without_a_traceback(app: Any, headers: dict[str, str]) -> None:
    app.view_functions["flow_service.flows_list"] = lambda: 1 / 0
    answer = app.test_client().get(FLOWS, headers=headers)
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert answer.json["status"] == 500


def test_reset_empties_the_emulator_but_not_for_a_foreign_page(http: Any) -> None:
    body = {
        "name": "c",
        "auth": {"specName": "Basic Authentication", "params": {"host": "h", "accessToken": "t"}},
        "connectionSpec": {"id": "4f63aa36-bd48-4e33-bb83-49fbcd11c708", "version": "1.0"},
    }
    first = http.post("/data/foundation/flowservice/connections", json=body).json["id"]
    assert http.post("/_emulator/reset", headers={"Origin": "http://evil.example"}).status_code == 403
    assert http.get(f"/data/foundation/flowservice/connections/{first}").status_code == 200
    assert http.post("/_emulator/reset", json={"seed": "x"}).status_code == 400
    assert http.post("/_emulator/reset", json={"seed": 1}).status_code == 200
    assert http.get(f"/data/foundation/flowservice/connections/{first}").status_code == 404
    assert http.post("/data/foundation/flowservice/connections", json=body).json["id"] == first


def test_sandboxes_and_organisations_do_not_see_each_other(http: Any) -> None:
    body = {
        "name": "c",
        "auth": {"specName": "Basic Authentication", "params": {"host": "h", "accessToken": "t"}},
        "connectionSpec": {"id": "4f63aa36-bd48-4e33-bb83-49fbcd11c708"},
    }
    collection = "/data/foundation/flowservice/connections"
    path = f"{collection}/{http.post(collection, json=body).json['id']}"
    assert http.get(path).status_code == 200
    assert http.get(path, headers={"x-sandbox-name": "dev"}).status_code == 404
    assert http.get(path, headers={"x-gw-ims-org-id": "OTHER@AdobeOrg"}).status_code == 404
