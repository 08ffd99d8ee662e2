"""What every request passes, in process: request id, unknown routes, defects, reset."""

from __future__ import annotations

import io
from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.gateway.auth import Gate
from aep_emulator.gateway.mounts import MountTable
from aep_emulator.gateway.operations import Operation
from aep_emulator.settings import Settings

FLOWS = "/data/foundation/flowservice/flows"
CONNECTIONS = "/data/foundation/flowservice/connections"
CONNECTION = {
    "name": "c",
    "auth": {"specName": "Basic Authentication", "params": {"host": "h", "accessToken": "t"}},
    "connectionSpec": {"id": "4f63aa36-bd48-4e33-bb83-49fbcd11c708", "version": "1.0"},
}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", FLOWS, {}, 200),
        ("GET", FLOWS, {"Authorization": ""}, 403),
        ("GET", FLOWS, {"Authorization": "x"}, 401),
        ("GET", FLOWS, {"x-sandbox-name": "nowhere"}, 404),
        ("GET", f"{FLOWS}/nothing", {}, 404),
        ("GET", "/data/nowhere", {}, 404),
        ("GET", "/nowhere", {}, 404),
        ("PUT", "/data/foundation/flowservice/flows", {}, 405),
        ("POST", FLOWS, {}, 400),
        ("POST", "/ims/token/v3", {}, 400),
        ("GET", "/_emulator/health", {}, 200),
        ("GET", "/_emulator/health", {"Host": "evil.example"}, 403),
        ("GET", "/", {}, 200),
        ("HEAD", FLOWS, {}, 200),
        ("OPTIONS", FLOWS, {}, 200),
    ],
)
def test_every_answer_has_one_request_id(
    http: Any, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = http.open(path, method=method, headers=headers)
    assert answer.status_code == status
    assert [len(value) for value in answer.headers.getlist("x-request-id")] == [32]
    kept = http.open(path, method=method, headers={**headers, "x-request-id": "mine"})
    assert kept.headers.getlist("x-request-id") == ["mine"]


@pytest.mark.parametrize("sent", ["", "x" * 129, "é", "a\tb"])
def test_a_request_id_that_is_no_id_is_replaced(http: Any, sent: str) -> None:
    given = http.get("/_emulator/health", environ_overrides={"HTTP_X_REQUEST_ID": sent}).headers["x-request-id"]
    assert len(given) == 32


def test_an_error_body_repeats_the_request_id(http: Any) -> None:
    answer = http.get(f"{FLOWS}/nothing", headers={"x-request-id": "mine"})
    assert answer.json["report"]["requestId"] == "mine"


class DocumentedOperations:
    """Operations that Adobe could document tomorrow: those of today are all implemented."""

    def find(self, method: str, path: str) -> Operation | None:
        thing = "/data/foundation/tomorrow/things"
        documented = {("GET", thing): thing, ("POST", thing): thing, ("DELETE", f"{thing}/x"): f"{thing}/{{ID}}"}
        template = documented.get((method, path))
        return None if template is None else Operation("Tomorrow", method, template)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/data/foundation/tomorrow/things", 501),
        ("POST", "/data/foundation/tomorrow/things", 501),
        ("DELETE", "/data/foundation/tomorrow/things/x", 501),
        ("DELETE", "/data/foundation/tomorrow/things", 404),
    ],
)
def test_a_documented_operation_that_is_missing_is_501(
    monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], method: str, path: str, status: int
) -> None:
    monkeypatch.setattr("aep_emulator.app.DocumentedOperations", DocumentedOperations)
    answer = create_app(Settings(seed=1)).test_client().open(path, method=method, headers=headers)
    assert answer.status_code == status
    assert f"{method} /data/foundation/" in answer.json["detail"]
    assert ("not implemented" in answer.json["detail"]) == (status == 501)
    assert len(answer.headers["x-request-id"]) == 32


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/data/foundation/flowservice/flow", FLOWS),
        ("/data/foundation/flowservice/conections", CONNECTIONS),
        ("/data/foundation/schemaregistry/custom/schemas", "/data/foundation/schemaregistry/tenant/schemas"),
        ("/ims/exchange/jw", "/ims/exchange/jwt"),
        ("/_emulator/helth", "/_emulator/health"),
    ],
)
def test_an_unknown_path_is_404_and_told_the_nearest_routes(http: Any, path: str, near: str) -> None:
    answer = http.get(path)
    assert answer.status_code == 404
    text = answer.json.get("detail") or answer.json["error_description"]
    assert f"No route matches GET {path}." in text
    assert near in text.partition("nearest routes are:")[2]


def test_a_path_like_no_other_is_404_without_a_hint(http: Any) -> None:
    assert http.get("/zzz").json == {"title": "Not Found", "status": 404, "detail": "No route matches GET /zzz."}


@pytest.mark.parametrize("path", ["/" + "a/" * 2_000, "/data/" + "%C3%A9" * 100, "/data/%FF", "/%00"])
def test_an_odd_path_is_404(http: Any, path: str) -> None:
    assert http.get(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/data/foundation/flowservice/flowSpecs", "GET"),
        ("PUT", FLOWS, "GET, HEAD, OPTIONS, POST"),
        ("POST", "/data/foundation/schemaregistry/global/schemas", "GET, HEAD, OPTIONS"),
        ("GET", "/ims/token/v3", "OPTIONS, POST"),
        ("DELETE", "/_emulator/health", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_405_and_told_the_right_ones(http: Any, method: str, path: str, allowed: str) -> None:
    answer = http.open(path, method=method)
    assert answer.status_code == 405
    assert allowed in answer.headers["Allow"]
    assert f"{path} takes {answer.headers['Allow']}, not {method}." in answer.text


def test_a_defect_answers_500_without_a_traceback(app: Any, headers: dict[str, str]) -> None:
    app.view_functions["flow_service.flows_list"] = lambda: 1 / 0
    answer = app.test_client().get(FLOWS, headers=headers)
    assert (answer.status_code, answer.json["status"]) == (500, 500)
    assert "ZeroDivision" not in answer.text


def test_a_defect_of_the_gateway_itself_answers_500_too(
    app: Any, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gate, "admit", lambda *_args, **_options: 1 / 0)
    answer = app.test_client().get(FLOWS, headers=headers)
    assert (answer.status_code, answer.json["status"]) == (500, 500)
    assert answer.headers["x-request-id"]


def test_no_answer_sets_a_cookie(http: Any) -> None:
    assert "Set-Cookie" not in http.get(FLOWS, headers={"Cookie": "session=forged"}).headers


def test_reset_empties_the_emulator_and_repeats_the_ids(http: Any) -> None:
    first = http.post(CONNECTIONS, json=CONNECTION).json["id"]
    assert http.post("/_emulator/reset", json={"seed": 1}).status_code == 200
    assert http.get(f"{CONNECTIONS}/{first}").status_code == 404
    assert http.post(CONNECTIONS, json=CONNECTION).json["id"] == first


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"headers": {"Origin": "http://evil.example"}}, 403),
        ({"json": {"seed": "x"}}, 400),
        ({"json": {"seed": True}}, 400),
        ({"json": {"sed": 1}}, 400),
        ({"data": b"{"}, 400),
    ],
)
def test_a_refused_reset_empties_nothing(http: Any, options: dict[str, Any], status: int) -> None:
    first = http.post(CONNECTIONS, json=CONNECTION).json["id"]
    assert http.post("/_emulator/reset", **options).status_code == status
    assert http.get(f"{CONNECTIONS}/{first}").status_code == 200


def test_the_longest_base_path_wins(app: Any) -> None:
    class Mounted:
        def __init__(self, prefix: str) -> None:
            self.prefix = prefix

    table = MountTable([Mounted(prefix) for prefix in ("/data", "/data/foundation/x", "/ims")])  # type: ignore[misc]
    found = {
        path: mount.prefix if (mount := table.find(path)) else None
        for path in ("/data/foundation/x/y/z", "/data/foundation/xy", "/data", "/database", "/ims/", "/", "")
    }
    assert found == {
        "/data/foundation/x/y/z": "/data/foundation/x",
        "/data/foundation/xy": "/data",
        "/data": "/data",
        "/database": None,
        "/ims/": "/ims",
        "/": None,
        "": None,
    }


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_the_request_log_holds_no_secret(monkeypatch: pytest.MonkeyPatch, log_format: str) -> None:
    log = io.StringIO()
    monkeypatch.setattr("sys.stderr", log)
    client = create_app(Settings(log_format=log_format), log_requests=True).test_client()
    secret = "s3cret"
    client.post(
        f"/ims/token/v2?grant_type=client_credentials&client_id=a&client_secret={secret}",
        data={"client_secret": secret},
        headers={"Authorization": f"Bearer {secret}", "Cookie": secret, "x-api-key": secret, "x-request-id": "mine"},
    )
    client.get(f"{FLOWS}?property={secret}", headers={"Authorization": secret})
    client.get("/nowhere", headers={"Host": f"{secret}.example"})
    lines = log.getvalue().splitlines()
    assert [path in line for line, path in zip(lines, ("/ims/token/v2", FLOWS, "/nowhere"), strict=True)] == [True] * 3
    assert [status in line for line, status in zip(lines, ("200", "401", "403"), strict=True)] == [True] * 3
    assert "mine" in lines[0]
    assert secret not in log.getvalue()
