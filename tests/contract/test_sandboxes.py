"""Sandbox management over HTTP, with the requests of Adobe's pages."""

from __future__ import annotations

from typing import Any

import pytest

PATH = "/sandbox-management/sandboxes"
PAGE = "help/sandboxes/api/sandboxes.md"
ACME = {"name": "acme-dev", "title": "Acme Business Group dev", "type": "development"}


def create(api: Any, **members: Any) -> Any:
    return api.post(PATH, {**ACME, **members})


@pytest.mark.documented(f"{PAGE}, Create a sandbox")
@pytest.mark.parametrize(
    "sent",
    [ACME, {"name": "acme", "title": "Acme Business Group", "type": "production"}],
    ids=lambda sent: sent["type"],
)
def test_a_new_sandbox_is_creating(api: Any, sent: dict[str, str]) -> None:
    answer = api.post(PATH, sent)
    assert answer.status_code == 202
    assert answer.json() == {**sent, "state": "creating", "region": "VA7"}
    shown = api.get(f"{PATH}/{sent['name']}").json()
    assert shown["state"] in ("creating", "active")
    assert (shown["isDefault"], shown["eTag"]) == (False, 1)


@pytest.mark.documented(f"{PAGE}, Retrieve a list of sandboxes; the curl line has ?&limit")
def test_sandboxes_are_listed_in_pages(api: Any) -> None:
    create(api)
    listed = api.get(f"{PATH}?&limit=2&offset=1").json()
    assert [sandbox["name"] for sandbox in listed["sandboxes"]] == ["dev", "acme-dev"]
    assert listed["_page"] == {"limit": 2, "count": 2}


@pytest.mark.documented(f"{PAGE}, Update a sandbox")
def test_a_title_is_changed(api: Any) -> None:
    answer = api.call("PATCH", f"{PATH}/dev", json={"title": "Acme Business Group prod"})
    assert answer.status_code == 200
    assert answer.json() == {
        "name": "dev",
        "title": "Acme Business Group prod",
        "state": "active",
        "type": "development",
        "region": "VA7",
    }


@pytest.mark.documented(f"{PAGE}, Reset a sandbox, both requests")
@pytest.mark.parametrize("query", ["", "?ignoreWarnings=true", "?validationOnly=true", "/?ignoreWarnings=True"])
def test_a_reset_sandbox_is_resetting(api: Any, query: str) -> None:
    answer = api.call("PUT", f"{PATH}/dev{query}", json={"action": "reset"})
    assert answer.status_code == 202
    body = answer.json()
    assert set(body) == {"id", "name", "title", "state", "type", "region"}
    assert (body["name"], body["state"]) == ("dev", "resetting")


@pytest.mark.documented(f"{PAGE}, Delete a sandbox")
def test_a_deleted_sandbox_is_still_looked_up(api: Any) -> None:
    answer = api.call("DELETE", f"{PATH}/dev?ignoreWarnings=true")
    assert (answer.status_code, answer.json()["state"]) == (202, "deleted")
    # Even by who names it in the header.
    shown = api.get(f"{PATH}/dev", headers={"x-sandbox-name": "dev"})
    assert (shown.status_code, shown.json()["state"]) == (200, "deleted")
    assert api.get("/catalog/dataSets", headers={"x-sandbox-name": "dev"}).status_code == 404


@pytest.mark.documented(f"{PAGE}: the default production sandbox cannot be deleted")
def test_the_default_sandbox_stays(api: Any) -> None:
    assert api.call("DELETE", f"{PATH}/prod").status_code == 400
    assert api.get(f"{PATH}/prod").json()["state"] == "active"


@pytest.mark.documented("openapi sandbox.yaml, POST /sandboxes: 409")
def test_a_name_is_given_once(api: Any) -> None:
    assert create(api).status_code == 202
    assert create(api).status_code == 409


@pytest.mark.assumed("pages list the error codes, not which request has which; a call to Adobe would settle it")
@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("POST", PATH, {"json": {**ACME, "name": "Acme dev"}}, 400),
        ("POST", PATH, {"json": {**ACME, "type": "staging"}}, 400),
        ("POST", PATH, {"json": []}, 400),
        ("POST", PATH, {"data": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", PATH, {"data": b"{}"}, 400),
        ("PATCH", f"{PATH}/dev", {"json": {"state": "deleted"}}, 400),
        ("PUT", f"{PATH}/dev", {"json": {"action": "delete"}}, 400),
        ("PUT", f"{PATH}/dev?validationOnly=perhaps", {"json": {"action": "reset"}}, 400),
        ("PUT", f"{PATH}/nowhere", {"json": {"action": "reset"}}, 404),
        ("PATCH", f"{PATH}/nowhere", {"json": {"title": "x"}}, 404),
        ("DELETE", f"{PATH}/nowhere", {}, 404),
        ("POST", f"{PATH}/dev", {"json": {}}, 405),
    ],
)
def test_what_is_wrong_is_refused(api: Any, method: str, path: str, options: dict[str, Any], status: int) -> None:
    answer = api.call(method, path, **options)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.documented(f"{PAGE}: SMS-2074 to SMS-2077; here a marker in the title stands for the other product")
def test_what_another_product_uses_cannot_be_reset(api: Any) -> None:
    api.call("PATCH", f"{PATH}/prod", json={"title": "Production [CDA]"})
    answer = api.call("PUT", f"{PATH}/prod?validationOnly=true", json={"action": "reset"})
    assert answer.status_code == 400
    assert answer.json() == {
        "status": 400,
        "title": "Sandbox `prod` cannot be reset. The identity graph hosted in this sandbox is also being used by "
        "Adobe Analytics for the Cross Device Analytics (CDA) feature.",
        "type": "http://ns.adobe.com/aep/errors/SMS-2074-400",
    }
