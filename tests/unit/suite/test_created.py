"""What a test has made is removed, the newest first, whatever happened to it."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.contract.support.created import Created, removals

TENANT = "https://ns.adobe.com/acme"
BASE = "https://platform.example"


@pytest.mark.parametrize(
    ("path", "answer", "expected"),
    [
        ("/flowservice/flows", {"id": "1", "etag": "e"}, ["DELETE /flowservice/flows/1"]),
        ("/flowservice/connections/", {"items": [{"id": "1"}]}, ["DELETE /flowservice/connections/1"]),
        ("/flowservice/flows/search", {"items": [{"id": "1"}]}, []),
        (
            "/schemaregistry/tenant/schemas",
            {"$id": f"{TENANT}/schemas/1"},
            ["DELETE /schemaregistry/tenant/schemas/https%3A%2F%2Fns.adobe.com%2Facme%2Fschemas%2F1"],
        ),
        (
            "/schemaregistry/rpc/import",
            [{"$id": f"{TENANT}/mixins/1"}, {"$id": "https://ns.adobe.com/xdm/context/profile"}],
            ["DELETE /schemaregistry/tenant/fieldgroups/https%3A%2F%2Fns.adobe.com%2Facme%2Fmixins%2F1"],
        ),
        ("/schemaregistry/rpc/import", [{"@id": "1"}], ["DELETE /schemaregistry/tenant/descriptors/1"]),
        ("/schemaregistry/tenant/descriptors", {"@id": "1"}, ["DELETE /schemaregistry/tenant/descriptors/1"]),
        ("/catalog/dataSets", ["@/dataSets/1"], ["DELETE /catalog/dataSets/1"]),
        ("/catalog", [{"code": 200, "body": ["@/dataSetViews/1"]}], ["DELETE /catalog/dataSetViews/1"]),
        ("/conversion/mappingSets", {"id": "1"}, ["DELETE /conversion/mappingSets/1"]),
        ("/conversion/mappingSets/validate", {"id": "1"}, []),
        ("/import/batches", {"id": "1"}, ["POST /import/batches/1?action=ABORT"]),
        ("/flowservice/flows", "not what was expected", []),
    ],
)
def test_each_kind_is_removed_in_its_own_way(path: str, answer: Any, expected: list[str]) -> None:
    assert [str(removal) for removal in removals(path, answer)] == expected


class Sandbox(requests.adapters.BaseAdapter):
    """Answers a POST with an id that counts up, and everything else with the status of its path, 204 by default."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.statuses: dict[str, int] = {}

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        path = (request.url or "").removeprefix(f"{BASE}/data/foundation")
        self.calls.append(f"{request.method} {path} in {request.headers['x-sandbox-name']}")
        response = requests.Response()
        response.request, response.url = request, request.url or ""
        response.status_code = self.statuses.get(path, 201 if request.method == "POST" else 204)
        response._content = f'{{"id": "{len(self.calls)}"}}'.encode()
        return response

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def created() -> Created:
    return Created(BASE)


@pytest.fixture
def session(sandbox: Sandbox, created: Created) -> requests.Session:
    session = requests.Session()
    session.mount(BASE, sandbox)
    session.headers["x-sandbox-name"] = "dev"
    session.hooks["response"].append(created.note)
    return session


def make(session: requests.Session, kind: str, **headers: str) -> None:
    session.post(f"{BASE}/data/foundation/flowservice/{kind}", json={}, headers=headers)


def test_the_newest_goes_first_and_each_from_its_sandbox(
    session: requests.Session, sandbox: Sandbox, created: Created
) -> None:
    make(session, "connections")
    make(session, "flows", **{"x-sandbox-name": "other"})
    assert created.remove(session) == []
    assert sandbox.calls[2:] == ["DELETE /flowservice/flows/2 in other", "DELETE /flowservice/connections/1 in dev"]
    assert created.remove(session) == []
    assert len(sandbox.calls) == 4, "what is removed is not removed again"


def test_what_cannot_be_removed_is_told_and_the_rest_removed(
    session: requests.Session, sandbox: Sandbox, created: Created
) -> None:
    for kind in ("connections", "flows", "flows"):
        make(session, kind)
    sandbox.statuses = {"/flowservice/flows/3": 409, "/flowservice/flows/2": 404}
    assert created.remove(session) == ["DELETE /flowservice/flows/3: 409"]
    assert sandbox.calls[-1] == "DELETE /flowservice/connections/1 in dev"


@pytest.mark.parametrize("status", [400, 409, 500])
def test_what_was_refused_was_not_made(
    session: requests.Session, sandbox: Sandbox, created: Created, status: int
) -> None:
    sandbox.statuses = {"/flowservice/flows": status}
    make(session, "flows")
    created.remove(session)
    assert len(sandbox.calls) == 1


def test_what_is_only_validated_is_not_made(session: requests.Session, sandbox: Sandbox, created: Created) -> None:
    make(session, "flows", Pragma="validate-only")
    created.remove(session)
    assert len(sandbox.calls) == 1
