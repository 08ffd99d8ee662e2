"""What becomes of the things in a sandbox, over HTTP with everything in place."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.clock import FixedClock
from aep_emulator.settings import Settings

BASE = "/data/foundation"
BOXES = f"{BASE}/sandbox-management/sandboxes"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"


class Emulator:
    """An emulator whose sandboxes are ready after so many seconds, and whose clock stands still."""

    def __init__(self, wait_s: int) -> None:
        self.clock = FixedClock(1_700_000_000_000)
        self.client = create_app(Settings(seed=1, rows=3, sandbox_wait=wait_s), clock=self.clock).test_client()

    def call(self, method: str, path: str, body: Any = None, sandbox: str = "dev", org: str = "O@AdobeOrg") -> Any:
        headers = {
            "Authorization": "Bearer any",
            "x-api-key": "key",
            "x-gw-ims-org-id": org,
            "x-sandbox-name": sandbox,
            "Accept": "application/vnd.adobe.xed+json" if "schemaregistry" in path else "application/json",
        }
        return self.client.open(path, method=method, json=body, headers=headers)

    def fill(self, sandbox: str = "dev") -> None:
        """A schema, a dataset, a batch, and a connection."""
        schema = {"title": "S", "type": "object", "allOf": [{"$ref": PROFILE}], "meta:class": PROFILE}
        schema_id = self.call("POST", f"{BASE}/schemaregistry/tenant/schemas", schema, sandbox).json["$id"]
        dataset = {"name": "D", "schemaRef": {"id": schema_id}}
        assert self.call("POST", f"{BASE}/catalog/dataSets", dataset, sandbox).status_code == 201
        assert self.call("POST", f"{BASE}/catalog/batches", {"status": "loading"}, sandbox).status_code == 201
        connection = {
            "name": "C",
            "auth": {"specName": "Basic Authentication", "params": {"host": "h", "accessToken": "t"}},
            "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
        }
        assert self.call("POST", f"{BASE}/flowservice/connections", connection, sandbox).status_code == 201

    def contents(self, sandbox: str = "dev") -> int:
        """How many of these things there are."""
        found = [
            self.call("GET", f"{BASE}/schemaregistry/tenant/schemas", None, sandbox).json["results"],
            self.call("GET", f"{BASE}/catalog/dataSets", None, sandbox).json,
            self.call("GET", f"{BASE}/catalog/dataSetViews", None, sandbox).json,
            self.call("GET", f"{BASE}/catalog/batches", None, sandbox).json,
            self.call("GET", f"{BASE}/flowservice/connections", None, sandbox).json["items"],
        ]
        return sum(map(len, found))


@pytest.fixture
def emulator() -> Emulator:
    return Emulator(wait_s=30)


@pytest.mark.documented(
    "help/sandboxes/ui/user-guide.md: a reset deletes all resources of a sandbox and keeps its name"
)
def test_a_reset_empties_one_sandbox_and_no_other(emulator: Emulator) -> None:
    emulator.fill("dev")
    emulator.fill("prod")
    assert emulator.contents("dev") == emulator.contents("prod") == 5
    assert emulator.call("PUT", f"{BOXES}/dev", {"action": "reset"}).status_code == 202
    emulator.clock.advance(30_000)
    assert (emulator.contents("dev"), emulator.contents("prod")) == (0, 5)
    emulator.fill("dev")
    assert emulator.contents("dev") == 5


@pytest.mark.assumed("what services answer for a sandbox that is not active; Adobe's pages do not say")
def test_a_sandbox_cannot_be_used_before_it_is_active(emulator: Emulator) -> None:
    assert emulator.call("POST", BOXES, {"name": "acme", "title": "A", "type": "development"}).status_code == 202
    answer = emulator.call("GET", f"{BASE}/flowservice/connections", None, "acme")
    assert (answer.status_code, "'acme'" in answer.get_data(as_text=True)) == (404, True)
    # Who waits for it may already name it.
    assert emulator.call("GET", f"{BOXES}/acme", None, "acme").json["state"] == "creating"
    emulator.clock.advance(30_000)
    assert emulator.call("GET", f"{BASE}/flowservice/connections", None, "acme").status_code == 200


def test_the_clock_of_the_emulator_moves_it_on(emulator: Emulator) -> None:
    emulator.call("PUT", f"{BOXES}/dev", {"action": "reset"})
    assert emulator.call("GET", f"{BASE}/catalog/dataSets").status_code == 404
    emulator.client.post("/_emulator/clock", json={"advance": 30})
    assert emulator.call("GET", f"{BASE}/catalog/dataSets").status_code == 200


def test_without_a_wait_it_is_active_at_once() -> None:
    emulator = Emulator(wait_s=0)
    answer = emulator.call("POST", BOXES, {"name": "acme", "title": "A", "type": "development"})
    assert answer.json["state"] == "creating"
    assert emulator.call("GET", f"{BOXES}/acme").json["state"] == "active"
    emulator.fill("acme")
    emulator.call("PUT", f"{BOXES}/acme", {"action": "reset"})
    assert emulator.contents("acme") == 0


def test_a_sandbox_made_again_under_the_name_of_a_deleted_one_is_empty() -> None:
    emulator = Emulator(wait_s=0)
    new = {"name": "acme", "title": "A", "type": "development"}
    emulator.call("POST", BOXES, new)
    emulator.fill("acme")
    assert emulator.call("DELETE", f"{BOXES}/acme").status_code == 202
    assert emulator.call("GET", f"{BASE}/catalog/dataSets", None, "acme").status_code == 404
    emulator.call("POST", BOXES, new)
    assert emulator.contents("acme") == 0
    shown = emulator.call("GET", f"{BOXES}/acme").json
    emulator.fill("acme")
    datasets = emulator.call("GET", f"{BASE}/catalog/dataSets", None, "acme").json
    assert {dataset["sandboxId"] for dataset in datasets.values()} == {shown["id"]}


def test_organisations_do_not_see_each_others_sandboxes(emulator: Emulator) -> None:
    new = {"name": "acme", "title": "A", "type": "development"}
    emulator.call("POST", BOXES, new)
    assert emulator.call("GET", f"{BOXES}/acme", org="OTHER@AdobeOrg").status_code == 404
    assert emulator.call("POST", BOXES, new, org="OTHER@AdobeOrg").status_code == 202


def test_a_dataflow_that_was_planned_in_a_sandbox_does_not_run_after_its_reset() -> None:
    emulator = Emulator(wait_s=0)
    plan_a_dataflow(emulator, "dev")
    plan_a_dataflow(emulator, "prod")
    assert emulator.call("PUT", f"{BOXES}/dev", {"action": "reset"}).status_code == 202
    moved = emulator.client.post("/_emulator/clock", json={"advance": 86_400})
    assert moved.json["runs"] == 1
    assert emulator.call("GET", f"{BASE}/flowservice/runs").json["items"] == []
    assert len(emulator.call("GET", f"{BASE}/flowservice/runs", None, "prod").json["items"]) == 1
    assert emulator.call("GET", f"{BASE}/catalog/batches").json == {}


def plan_a_dataflow(emulator: Emulator, sandbox: str) -> None:
    """A dataflow that is due in an hour."""

    def made(path: str, body: dict[str, Any]) -> Any:
        answer = emulator.call("POST", BASE + path, body, sandbox)
        assert answer.status_code in (200, 201), answer.json
        return answer.json

    schema_id = made(
        "/schemaregistry/tenant/schemas",
        {"title": "P", "type": "object", "allOf": [{"$ref": PROFILE}, {"$ref": f"{PROFILE}-personal-details"}]},
    )["$id"]
    version = "application/vnd.adobe.xed-full+json;version=1"
    dataset = made("/catalog/dataSets", {"name": "P", "schemaRef": {"id": schema_id, "contentType": version}})
    mapping = {"sourceAttribute": "Email", "destinationXdmPath": "personalEmail.address"}
    mapping_set = made(
        "/conversion/mappingSets",
        {"version": 0, "xdmSchema": schema_id, "xdmVersion": "1.0", "mappings": [mapping]},
    )
    base = made(
        "/flowservice/connections",
        {
            "name": "shop",
            "auth": {"specName": "Basic Authentication", "params": {"host": "h", "accessToken": "t"}},
            "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
        },
    )
    source = made(
        "/flowservice/sourceConnections",
        {
            "name": "orders",
            "baseConnectionId": base["id"],
            "data": {"format": "tabular"},
            "params": {"tableName": "Shopify.Orders", "columns": [{"name": "Email", "type": "string"}]},
            "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
        },
    )
    target = made(
        "/flowservice/targetConnections",
        {
            "name": "profiles",
            "data": {"schema": {"id": schema_id, "version": version}},
            "params": {"dataSetId": dataset[0].rpartition("/")[2]},
            "connectionSpec": {"id": "c604ff05-7f1a-43c0-8e18-33bf874cb11c", "version": "1.0"},
        },
    )
    mapped = {"name": "Mapping", "params": {"mappingId": mapping_set["id"], "mappingVersion": "0"}}
    made(
        "/flowservice/flows",
        {
            "name": "shop to profiles",
            "flowSpec": {"id": "14518937-270c-4525-bdec-c2ba7cce3860", "version": "1.0"},
            "sourceConnectionIds": [source["id"]],
            "targetConnectionIds": [target["id"]],
            "transformations": [mapped],
            "scheduleParams": {"startTime": str(1_700_000_000 + 3600), "frequency": "once"},
        },
    )
