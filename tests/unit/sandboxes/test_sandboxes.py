"""Sandbox management: what every organisation is given, and the documented GET routes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from aep_emulator.clock import FixedClock
from aep_emulator.ids import Ids
from aep_emulator.services.sandboxes import Sandboxes
from aep_emulator.store.memory import MemoryStore

BASE = "/data/foundation/sandbox-management"
NOW = 1_567_573_068_000  # 2019-09-04 04:57:48 UTC


def names(answer: Any) -> list[str]:
    return [sandbox["name"] for sandbox in answer.json["sandboxes"]]


@pytest.mark.documented("help/sandboxes/api/sandboxes.md, Look up a sandbox")
@pytest.mark.parametrize(
    ("name", "title", "kind", "is_default"),
    [("prod", "Production", "production", True), ("dev", "Development", "development", False)],
)
def test_an_organisation_is_provisioned_with_these(
    sandboxes: Sandboxes, name: str, title: str, kind: str, is_default: bool
) -> None:
    found = sandboxes.resolve("O@AdobeOrg", name)
    assert found is not None
    assert {member: value for member, value in found.items() if member not in ("id", "createdBy", "modifiedBy")} == {
        "name": name,
        "title": title,
        "state": "active",
        "type": kind,
        "region": "VA7",
        "isDefault": is_default,
        "eTag": 1,
        "createdDate": "2019-09-04 04:57:48",
        "lastModifiedDate": "2019-09-04 04:57:48",
    }


@pytest.mark.parametrize("name", ["nowhere", "", "Prod", "prod "])
def test_an_unknown_name_resolves_to_nothing(sandboxes: Sandboxes, name: str) -> None:
    assert sandboxes.resolve("O@AdobeOrg", name) is None


def test_provisioning_happens_once_and_for_each_organisation(sandboxes: Sandboxes) -> None:
    first = sandboxes.resolve("A@AdobeOrg", "prod")
    assert first is not None
    assert sandboxes.resolve("A@AdobeOrg", "prod") is first
    ids = {found["id"] for org in ("A", "B") for name in ("prod", "dev") if (found := sandboxes.resolve(org, name))}
    assert len(ids) == 4


def test_the_first_requests_of_an_organisation_may_come_at_once(sandboxes: Sandboxes) -> None:
    threads = 8
    barrier = threading.Barrier(threads)

    def first_request(org: str, number: int) -> Any:
        barrier.wait()
        return sandboxes.resolve(org, ("prod", "dev")[number % 2])

    with ThreadPoolExecutor(threads) as pool:
        for round_number in range(100):
            found = list(pool.map(lambda n, org=f"{round_number}": first_request(org, n), range(threads)))
            assert None not in found
            assert len({sandbox["id"] for sandbox in found}) == 2


def test_a_thread_that_comes_second_finds_what_the_first_provisioned() -> None:
    class Overtaken(MemoryStore):
        """Lets another thread provision between this one's first look and its turn."""

        def find(self, world: str, kind: str, record_id: str) -> Any:
            found = super().find(world, kind, record_id)
            if found is None and not self.count(world, kind):
                self.create(world, kind, "prod", {"name": "prod"})
            return found

    clock, ids = FixedClock(NOW), Ids(1)
    assert Sandboxes(Overtaken(clock, ids), clock, ids).resolve("O", "prod") == {"name": "prod"}


@pytest.mark.documented("help/sandboxes/api/types.md")
def test_sandbox_types(http: Any) -> None:
    assert http.get(f"{BASE}/sandboxTypes").json == {"sandboxTypes": ["production", "development"]}


@pytest.mark.documented("help/sandboxes/api/appendix.md: limit 50 and offset 0 by default")
@pytest.mark.parametrize("path", ["/", "", "/sandboxes", "/sandboxes/"])
def test_a_listing_shows_all_in_the_documented_form(http: Any, path: str) -> None:
    answer = http.get(BASE + path)
    assert answer.status_code == 200
    assert names(answer) == ["prod", "dev"]
    assert answer.json["_page"] == {"limit": 50, "count": 2}
    assert list(answer.json["_links"]) == ["page"]
    assert answer.json["_links"]["page"]["templated"] is True
    assert answer.json["_links"]["page"]["href"].endswith("?limit={limit}&offset={offset}")


@pytest.mark.parametrize("path", ["/", "/sandboxes"])
def test_links_lead_through_the_pages_and_back(http: Any, path: str) -> None:
    first = http.get(f"{BASE}{path}?limit=1&offset=0")
    assert (names(first), first.json["_page"]) == (["prod"], {"limit": 1, "count": 1})
    assert "prev" not in first.json["_links"]
    second = http.get(first.json["_links"]["next"]["href"])
    assert (names(second), "next" in second.json["_links"]) == (["dev"], False)
    assert http.get(second.json["_links"]["prev"]["href"]).json == first.json
    beyond = http.get(f"{BASE}{path}?limit=5&offset=7")
    assert (names(beyond), beyond.json["_page"]) == ([], {"limit": 5, "count": 0})


@pytest.mark.documented("help/sandboxes/api/appendix.md: limit and offset have to be specified together")
@pytest.mark.parametrize("path", ["/", "/sandboxes"])
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("limit=1", "together"),
        ("offset=1", "together"),
        ("limit=0&offset=0", "'limit'"),
        ("limit=x&offset=0", "'limit'"),
        ("limit=1&offset=-1", "'offset'"),
        ("limit=1001&offset=0", "'limit'"),
        ("limit=1&offset=9999999999999999", "'offset'"),
    ],
)
def test_bad_paging_is_400(http: Any, path: str, query: str, told: str) -> None:
    answer = http.get(f"{BASE}{path}?{query}")
    assert (answer.status_code, answer.json["status"]) == (400, 400)
    assert told in answer.json["detail"]


@pytest.mark.documented("help/sandboxes/api/sandboxes.md, Look up a sandbox")
def test_a_sandbox_is_looked_up_by_name(http: Any) -> None:
    answer = http.get(f"{BASE}/sandboxes/dev")
    assert answer.status_code == 200
    assert answer.json == http.get(f"{BASE}/sandboxes").json["sandboxes"][1]


@pytest.mark.documented("help/sources/errors/flow-service-errors.md quotes the message in 2101-404")
def test_an_unknown_sandbox_is_404(http: Any) -> None:
    answer = http.get(f"{BASE}/sandboxes/nowhere")
    assert (answer.status_code, answer.json["status"]) == (404, 404)
    assert answer.json["detail"] == "Sandbox with name 'nowhere' not present. Please check if resource exists."


def test_organisations_have_sandboxes_of_their_own(http: Any) -> None:
    mine = http.get(f"{BASE}/sandboxes/prod").json["id"]
    theirs = http.get(f"{BASE}/sandboxes/prod", headers={"x-gw-ims-org-id": "OTHER@AdobeOrg"}).json["id"]
    assert mine != theirs


def test_a_reset_makes_the_sandboxes_anew(http: Any) -> None:
    before = http.get(f"{BASE}/sandboxes/prod").json["id"]
    http.post("/_emulator/reset", json={"seed": 2})
    assert http.get(f"{BASE}/sandboxes/prod").json["id"] != before
