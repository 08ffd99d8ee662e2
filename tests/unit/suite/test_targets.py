"""Where the suite runs, and under which names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from aep_client.wsgi import WSGIAdapter
from tests.contract.support import target as targets
from tests.contract.support.names import Names

ACCOUNT = {
    "AEP_CLIENT_ID": "client",
    "AEP_CLIENT_SECRET": "secret",
    "AEP_ORG_ID": "0123456789ABCDEF01234567@AdobeOrg",
    "AEP_SANDBOX": "dev",
    "AEP_BASE_URL": "http://localhost",
}
FOR_EMULATORS = {"Authorization": "Bearer any", "x-api-key": "any", "x-sandbox-name": "prod"}


@pytest.fixture
def emulated(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every address is answered by an emulator."""
    monkeypatch.setattr(requests.Session, "get_adapter", lambda *_, **__: WSGIAdapter(app))


@pytest.fixture
def no_emulator(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every address is answered by the platform's APIs, without what only an emulator has."""

    def apis_only(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"].startswith("/_emulator"):
            start_response("404 Not Found", [])
            return []
        return app(environ, start_response)

    monkeypatch.setattr(requests.Session, "get_adapter", lambda *_, **__: WSGIAdapter(apis_only))


@pytest.mark.usefixtures("emulated")
def test_each_test_has_an_organisation_of_its_own_at_an_emulator() -> None:
    target = targets.find("http://localhost/", FOR_EMULATORS, {})
    assert (target.base_url, target.emulator) == ("http://localhost", True)
    one, two = target.new_headers(), target.new_headers()
    assert one["x-gw-ims-org-id"] != two["x-gw-ims-org-id"]
    assert FOR_EMULATORS.items() <= one.items()


@pytest.mark.usefixtures("emulated")
def test_adobe_is_never_asked_whether_it_is_an_emulator() -> None:
    target = targets.find(targets.ADOBE, FOR_EMULATORS, ACCOUNT)
    assert (target.base_url, target.emulator) == ("http://localhost", False)
    headers = target.new_headers()
    assert headers["Authorization"].startswith("Bearer ")
    assert headers["Authorization"] != FOR_EMULATORS["Authorization"]
    assert (headers["x-api-key"], headers["x-sandbox-name"]) == ("client", "dev")
    assert headers["x-gw-ims-org-id"] == ACCOUNT["AEP_ORG_ID"]


@pytest.mark.usefixtures("no_emulator")
def test_a_url_without_an_emulator_takes_credentials_too() -> None:
    target = targets.find("http://127.0.0.1:81", FOR_EMULATORS, ACCOUNT)
    assert (target.base_url, target.emulator) == ("http://127.0.0.1:81", False)
    assert target.new_headers()["x-api-key"] == "client"


@pytest.mark.parametrize("sandbox", ["", " ", "prod"])
def test_only_a_development_sandbox_is_taken(sandbox: str) -> None:
    with pytest.raises(ValueError, match="AEP_SANDBOX must name a development sandbox"):
        targets.find(targets.ADOBE, FOR_EMULATORS, {**ACCOUNT, "AEP_SANDBOX": sandbox})


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(ValueError, match="AEP_ORG_ID"):
        targets.find(targets.ADOBE, FOR_EMULATORS, {**ACCOUNT, "AEP_ORG_ID": ""})


@pytest.mark.parametrize(
    ("method", "body", "marked"),
    [
        ("POST", {"name": "Visits", "x": {"name": "y"}}, {"name": "{} Visits", "x": {"name": "y"}}),
        ("POST", {"title": "Visits", "name": 5}, {"title": "{} Visits", "name": 5}),
        ("PUT", {"title": "Visits"}, {"title": "{} Visits"}),
        ("PATCH", {"name": "Visits"}, {"name": "Visits"}),
        ("POST", [{"name": "Visits"}], [{"name": "Visits"}]),
    ],
)
def test_what_is_made_is_named_with_a_prefix(method: str, body: Any, marked: Any) -> None:
    names = Names("0123456789")
    prefixed = {
        name: value.format(names.prefix) if isinstance(value, str) else value
        for name, value in (marked.items() if isinstance(marked, dict) else ())
    }
    assert names.marked(method, body) == (prefixed or marked)


def test_the_prefix_is_of_the_run_and_of_the_test() -> None:
    one, two = Names("0123456789"), Names("0123456789")
    assert one.prefix[:14] == two.prefix[:14] == "contract012345"
    assert one.prefix != two.prefix


def test_the_test_does_not_see_the_prefix() -> None:
    names = Names("0123456789")
    response = requests.Response()
    response._content = f'{{"name": "{names.prefix} Visits", "table": "{names.prefix}_visits"}}'.encode()
    names.unmark(response)
    assert response.json() == {"name": "Visits", "table": "visits"}
