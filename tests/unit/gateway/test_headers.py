"""The headers every call under /data needs: documented refusals, sandboxes, strict and lenient mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.clock import FixedClock
from aep_emulator.settings import Settings

FLOWS = "/data/foundation/flowservice/flows"
SERVICES = [
    FLOWS,
    "/data/foundation/catalog/dataSets",
    "/data/foundation/schemaregistry/stats",
    "/data/foundation/conversion/mappingSets?limit=1&start=0",
    "/data/foundation/sandbox-management/sandboxes",
    "/data/foundation/nothing/here",
    "/data",
]
DOCUMENTED = [
    ("Authorization", 403, {"error_code": "403010", "message": "Oauth token is missing."}),
    ("x-api-key", 403, {"error_code": "403000", "message": "Api Key is required"}),
    ("x-gw-ims-org-id", 400, {"error_code": "400003", "message": "Missing header"}),
]
INVALID_TOKEN = (401, {"error_code": "401013", "message": "Oauth token is not valid"})

Send = Callable[[str], tuple[int, Any]]


@pytest.fixture
def send(app: Any, headers: dict[str, str]) -> Send:
    """GET with the headers of the `headers` fixture, as the test has changed them: `(status, body)`."""

    def call(path: str) -> tuple[int, Any]:
        answer = app.test_client().get(path, headers=headers)
        return answer.status_code, answer.json

    return call


@pytest.mark.documented("help/landing/troubleshooting.md, Request header errors")
@pytest.mark.parametrize("path", SERVICES)
@pytest.mark.parametrize(("missing", "status", "body"), DOCUMENTED)
def test_a_missing_header_is_refused_alike_by_every_service(
    send: Send, headers: dict[str, str], path: str, missing: str, status: int, body: dict[str, str]
) -> None:
    del headers[missing]
    assert send(path) == (status, body)


@pytest.mark.parametrize(("name", "status", "body"), DOCUMENTED)
def test_an_empty_header_is_a_missing_one(
    send: Send, headers: dict[str, str], name: str, status: int, body: dict[str, str]
) -> None:
    headers[name] = ""
    assert send(FLOWS) == (status, body)


@pytest.mark.documented("help/landing/troubleshooting.md, OAuth token is not valid")
@pytest.mark.parametrize("value", ["token", "Basic abc", "Bearer", "Bearer  ", "Bearertoken"])
def test_an_authorization_that_is_no_bearer_token_is_refused(send: Send, headers: dict[str, str], value: str) -> None:
    headers["Authorization"] = value
    assert send(FLOWS) == INVALID_TOKEN


@pytest.mark.parametrize("value", ["bearer x", "BEARER x", "Bearer   x"])
def test_the_scheme_is_read_without_case_and_spacing(send: Send, headers: dict[str, str], value: str) -> None:
    headers["Authorization"] = value
    assert send(FLOWS)[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "//data/foundation/flowservice/flows",
        "///data//x",
        "/data//foundation/flowservice/flows",
        "//data/foundation/flowservice//flows",
        "/data//foundation//flowservice//flows",
    ],
)
def test_further_slashes_do_not_lead_round_the_gate(app: Any, path: str) -> None:
    answer = app.test_client().get("/", environ_overrides={"PATH_INFO": path})
    assert (answer.status_code, answer.json["error_code"]) == (403, "403010")


@pytest.mark.documented("help/sandboxes/sandbox-tooling-api/tools.md: a curl line with two slashes behind exim")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/data/foundation/flowservice//flows", 200),
        ("//data/foundation/flowservice///flows", 200),
        ("/data//foundation/flowservice/flows", 200),
        ("/data/foundation/flowservice/flows//x", 404),
        ("/data/foundation/flowservice//", 404),
    ],
)
def test_further_slashes_behind_a_base_path_are_one(app: Any, headers: dict[str, str], path: str, status: int) -> None:
    def call() -> Any:
        return app.test_client().get("/", headers=headers, environ_overrides={"PATH_INFO": path})

    assert call().status_code == status
    # The same headers are asked for as without them.
    del headers["x-sandbox-name"]
    answer = call()
    assert (answer.status_code, "x-sandbox-name is missing" in answer.text) == (400, True)


@pytest.mark.parametrize("path", ["/", "/_emulator/health", "/database"])
def test_paths_outside_data_ask_for_no_header(app: Any, path: str) -> None:
    assert app.test_client().get(path).status_code in (200, 404)


@pytest.mark.documented("help/sources/errors/flow-service-errors.md")
@pytest.mark.parametrize(
    ("name", "value", "status", "code", "title", "detail"),
    [
        (
            "x-sandbox-name",
            "",
            400,
            "2105-400",
            "Header is missing",
            "The header x-sandbox-name is missing in the request. Please add the header in the request and try again.",
        ),
        (
            "x-sandbox-name",
            "nowhere",
            404,
            "2100-404",
            "Sandbox not found",
            "The sandbox with the name 'nowhere' could not be found. "
            "Please ensure that the sandbox name is correct and try again.",
        ),
        (
            "x-sandbox-name",
            "*",
            403,
            "2111-403",
            "Headers with value restricted",
            "The header x-sandbox-name with value * is restricted with the user token. "
            "Please update the header and value and try again.",
        ),
        (
            "x-sandbox-id",
            "8da3ef09",
            404,
            "2103-404",
            "Sandbox not found",
            "The sandbox with ID 8da3ef09 and name prod could not be found. "
            "Please ensure that the ID and sandbox name values are correct and try again.",
        ),
    ],
)
def test_flow_service_refuses_sandboxes_with_the_codes_of_its_catalogue(
    send: Send, headers: dict[str, str], name: str, value: str, status: int, code: str, title: str, detail: str
) -> None:
    headers[name] = value
    answered, body = send(FLOWS)
    assert (answered, body["status"], body["title"], body["detail"]) == (status, status, title, detail)
    assert body["type"].endswith(code)


@pytest.mark.parametrize("path", SERVICES[1:5])
def test_an_unknown_sandbox_is_refused_by_every_service(send: Send, headers: dict[str, str], path: str) -> None:
    headers["x-sandbox-name"] = "nowhere"
    status, body = send(path)
    assert (status, "'nowhere'" in body["detail"]) == (404, True)


@pytest.mark.parametrize("path", SERVICES[1:5])
def test_other_services_take_the_default_sandbox(send: Send, headers: dict[str, str], path: str) -> None:
    del headers["x-sandbox-name"]
    assert send(path)[0] == 200


def test_sandbox_names_are_compared_with_case(send: Send, headers: dict[str, str]) -> None:
    headers["x-sandbox-name"] = "Prod"
    assert send(FLOWS)[0] == 404


def test_the_sandbox_id_may_stand_beside_its_name(send: Send, headers: dict[str, str]) -> None:
    headers["x-sandbox-id"] = send("/data/foundation/sandbox-management/sandboxes/prod")[1]["id"]
    assert send(FLOWS)[0] == 200
    headers["x-sandbox-name"] = "dev"
    assert send(FLOWS)[0] == 404


@pytest.mark.parametrize("sandbox", ["prod", "dev"])
def test_an_organisation_is_there_from_its_first_request(send: Send, headers: dict[str, str], sandbox: str) -> None:
    headers.update({"x-gw-ims-org-id": "NEVERSEEN@AdobeOrg", "x-sandbox-name": sandbox})
    assert send(FLOWS) == (200, {"items": [], "_links": {}})


def test_lenient_mode_takes_any_token_even_one_outside_ascii(send: Send, headers: dict[str, str]) -> None:
    headers["Authorization"] = "Bearer é.ü"
    assert send(FLOWS)[0] == 200


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/data/foundation/flowservice/flowSpecs"), ("POST", FLOWS), ("POST", FLOWS + "/")]
)
def test_documented_calls_without_authorization_pass_the_gate_only_in_lenient_mode(
    headers: dict[str, str], method: str, path: str
) -> None:
    del headers["Authorization"]
    lenient = create_app(Settings()).test_client().open(path, method=method, headers=headers)
    assert lenient.status_code != 403
    strict = create_app(Settings(auth="strict")).test_client().open(path, method=method, headers=headers)
    assert (strict.status_code, strict.json["error_code"]) == (403, "403010")


class Strict:
    """A strict emulator with a clock of its own."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.clock = FixedClock(1_700_000_000_000)
        self.client = create_app(Settings(auth="strict"), clock=self.clock).test_client()
        self.headers = headers

    def token(self) -> str:
        form = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b", "scope": "openid"}
        answer = self.client.post("/ims/token/v3", data=form).json
        assert answer is not None
        return str(answer["access_token"])

    def status(self, token: str) -> tuple[int, Any]:
        answer = self.client.get(FLOWS, headers={**self.headers, "Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json


@pytest.fixture
def strict(headers: dict[str, str]) -> Strict:
    return Strict(headers)


def test_strict_mode_takes_a_token_of_its_own(strict: Strict) -> None:
    assert strict.status(strict.token())[0] == 200


@pytest.mark.parametrize("token", ["anything", "a.b.c", "..", ".", "é.ü.ß", "a." + "b" * 5_000])
def test_strict_mode_refuses_foreign_tokens(strict: Strict, token: str) -> None:
    assert strict.status(token) == INVALID_TOKEN


def test_strict_mode_refuses_a_token_that_was_changed(strict: Strict) -> None:
    header, claims, signature = strict.token().split(".")
    assert strict.status(f"{header}.{claims[:-2]}AA.{signature}") == INVALID_TOKEN
    assert strict.status(f"{header}.{claims}.{signature[:-4]}AAAA") == INVALID_TOKEN


def test_strict_mode_refuses_the_token_of_another_server(strict: Strict, headers: dict[str, str]) -> None:
    assert strict.status(Strict(headers).token()) == INVALID_TOKEN


@pytest.mark.documented("help/landing/troubleshooting.md: access tokens are valid for 24 hours")
def test_a_token_expires_after_a_day(strict: Strict) -> None:
    token = strict.token()
    strict.clock.advance(86_399_000 - 1)
    assert strict.status(token)[0] == 200
    strict.clock.advance(1)
    assert strict.status(token) == INVALID_TOKEN
    assert strict.status(strict.token())[0] == 200


def test_a_reset_revokes_every_token(strict: Strict) -> None:
    token = strict.token()
    assert strict.client.post("/_emulator/reset").status_code == 200
    assert strict.status(token) == INVALID_TOKEN
