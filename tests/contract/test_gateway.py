"""What every call passes, over HTTP: headers, sandboxes, bodies, routes, sandbox management."""

from __future__ import annotations

from typing import Any

import pytest
import requests

FLOWS = "/flowservice/flows"


def without(api: Any, name: str) -> Any:
    """A session that does not send this header."""
    api.session.headers.pop(name)
    return api


@pytest.mark.documented("help/landing/troubleshooting.md, Request header errors")
@pytest.mark.parametrize(
    ("missing", "status", "body"),
    [
        ("Authorization", 403, {"error_code": "403010", "message": "Oauth token is missing."}),
        ("x-api-key", 403, {"error_code": "403000", "message": "Api Key is required"}),
        ("x-gw-ims-org-id", 400, {"error_code": "400003", "message": "Missing header"}),
    ],
)
@pytest.mark.parametrize("path", [FLOWS, "/catalog/dataSets", "/schemaregistry/stats"])
def test_a_missing_header_is_refused(api: Any, path: str, missing: str, status: int, body: dict[str, str]) -> None:
    answer = without(api, missing).get(path)
    assert (answer.status_code, answer.json()) == (status, body)


@pytest.mark.documented("help/landing/troubleshooting.md, OAuth token is not valid")
def test_an_authorization_that_is_no_bearer_token_is_refused(api: Any) -> None:
    answer = api.get(FLOWS, headers={"Authorization": "Basic abc"})
    assert (answer.status_code, answer.json()) == (
        401,
        {"error_code": "401013", "message": "Oauth token is not valid"},
    )


@pytest.mark.documented("help/sources/errors/flow-service-errors.md, 2100-404 and 2105-400")
def test_a_sandbox_must_be_named_and_exist(api: Any) -> None:
    answer = api.get(FLOWS, headers={"x-sandbox-name": "nowhere"})
    assert (answer.status_code, "'nowhere'" in answer.json()["detail"]) == (404, True)
    answer = without(api, "x-sandbox-name").get(FLOWS)
    assert (answer.status_code, "x-sandbox-name" in answer.json()["detail"]) == (400, True)


@pytest.mark.assumed(
    "pages ask for the request id of a failure, none shows where it stands; a call to Adobe would settle it"
)
@pytest.mark.parametrize(
    ("path", "status"), [(FLOWS, 200), (f"{FLOWS}/nothing", 404), ("/nowhere", 404), ("/exim/packages", 200)]
)
def test_every_answer_has_a_request_id(api: Any, path: str, status: int) -> None:
    answer = api.get(path)
    assert answer.status_code == status
    assert answer.headers["x-request-id"]
    assert api.get(path, headers={"x-request-id": "mine"}).headers["x-request-id"] == "mine"


@pytest.mark.assumed("no page shows the answer to malformed JSON; a call to Adobe would settle it")
def test_malformed_json_is_told_by_line_and_column(api: Any) -> None:
    answer = api.call("POST", FLOWS, data=b'{\n "name": oops}', headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert "line 2, column 10" in answer.json()["detail"]


@pytest.mark.documented("help/landing/troubleshooting.md, Valid content-type not specified")
def test_a_body_must_be_declared_as_json(api: Any) -> None:
    answer = api.call("POST", FLOWS, data=b"{}", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["detail"]) == (400, "A valid content-type must be specified")


@pytest.mark.assumed("the HTTP standard asks for it, no page shows it; a call to Adobe would settle it")
def test_a_wrong_method_is_told_the_right_ones(api: Any) -> None:
    answer = api.call("DELETE", "/flowservice/flowSpecs")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.emulator_only("the emulator's own guard against other web pages")
@pytest.mark.assumed("the emulator's own guard against other web pages")
def test_a_foreign_host_name_is_refused(base_url: str, headers: dict[str, str]) -> None:
    answer = requests.get(f"{base_url}/data/foundation{FLOWS}", headers={**headers, "Host": "evil.example"}, timeout=30)
    assert answer.status_code == 403


@pytest.mark.emulator_only("names the sandboxes of a new organisation")
@pytest.mark.documented("help/sandboxes/api/available.md, sandboxes.md, types.md")
def test_an_organisation_has_a_default_production_sandbox(api: Any) -> None:
    for path in ("/sandbox-management/", "/sandbox-management/sandboxes"):
        listed = api.get(path).json()
        assert listed["_page"]["count"] == len(listed["sandboxes"])
        (default,) = [sandbox for sandbox in listed["sandboxes"] if sandbox["isDefault"]]
        assert (default["name"], default["type"], default["state"]) == ("prod", "production", "active")
    shown = api.get("/sandbox-management/sandboxes/prod").json()
    assert {"name", "title", "state", "type", "region", "isDefault", "eTag", "createdDate"} <= shown.keys()
    assert api.get("/sandbox-management/sandboxTypes").json() == {"sandboxTypes": ["production", "development"]}
    assert api.get("/sandbox-management/sandboxes/nowhere").status_code == 404
    assert api.get("/sandbox-management/sandboxes", params={"limit": 1}).status_code == 400
