"""An emulator in process whose clock stands still, and what a stream needs in any of its organisations."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.clock import FixedClock
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.flow_service.inlets import Inlet
from aep_emulator.services.streaming.messages import Message
from aep_emulator.settings import Settings

FOUNDATION = "/data/foundation"
HTTP_API = "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
WITH_TRANSFORMATION = "c1a19761-d2c7-4702-b9fa-fe91f0613e81"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
CONTENT_TYPE = "application/vnd.adobe.xed-full+json;version=1"


class Tenant:
    """One organisation's sandbox with a schema, a dataset and an inlet for XDM."""

    def __init__(
        self, client: Any, org: str, sandbox: str, *, token: str | None = None, client_id: str = "client", **params: Any
    ) -> None:
        self.client = client
        self.org = org
        self.headers = {
            "Authorization": f"Bearer {token or 'anything'}",
            "x-api-key": client_id,
            "x-gw-ims-org-id": org,
            "x-sandbox-name": sandbox,
        }
        schema = {
            "title": "People",
            "type": "object",
            "allOf": [{"$ref": PROFILE}, {"$ref": f"{PROFILE}-person-details"}],
        }
        self.schema_id = self.post("/schemaregistry/tenant/schemas", schema)["$id"]
        self.schema_ref = {"id": self.schema_id, "contentType": CONTENT_TYPE}
        reference = self.post("/catalog/dataSets", {"name": "People", "schemaRef": self.schema_ref})[0]
        self.dataset_id = reference.rpartition("/")[2]
        self.connection_id, self.inlet_id = self.connection(dataType="xdm", **params)

    def post(self, path: str, body: Any) -> Any:
        response = self.client.post(f"{FOUNDATION}{path}", json=body, headers=self.headers)
        assert response.status_code < 300, response.text
        return response.json

    def get(self, path: str) -> Any:
        response = self.client.get(f"{FOUNDATION}{path}", headers=self.headers)
        assert response.status_code == 200, response.text
        return response.json

    def connection(self, **params: Any) -> tuple[str, str]:
        """The ids of a new connection and of its inlet."""
        auth = {"specName": "Streaming Connection", "params": params}
        body = {"name": "c", "connectionSpec": {"id": HTTP_API, "version": "1.0"}, "auth": auth}
        connection_id = self.post("/flowservice/connections", body)["id"]
        (shown,) = self.get(f"/flowservice/connections/{connection_id}")["items"]
        return connection_id, shown["auth"]["params"]["inletId"]

    def raw_inlet(self) -> tuple[str, str]:
        """The ids of a new inlet of raw data and of the flow that maps `name` to the first name."""
        connection_id, inlet_id = self.connection(dataType="raw")
        mapping = {
            "version": 0,
            "xdmSchema": self.schema_id,
            "mappings": [{"sourceAttribute": "name", "destinationXdmPath": "person.name.firstName"}],
        }
        params = {"mappingId": self.post("/conversion/mappingSets", mapping)["id"], "mappingVersion": 0}
        http, lake = {"id": HTTP_API, "version": "1.0"}, {"id": DATA_LAKE, "version": "1.0"}
        source = {"name": "s", "baseConnectionId": connection_id, "connectionSpec": http}
        target = {"name": "t", "data": {}, "params": {"dataSetId": self.dataset_id}, "connectionSpec": lake}
        flow = {
            "name": "f",
            "flowSpec": {"id": WITH_TRANSFORMATION, "version": "1.0"},
            "sourceConnectionIds": [self.post("/flowservice/sourceConnections", source)["id"]],
            "targetConnectionIds": [self.post("/flowservice/targetConnections", target)["id"]],
            "transformations": [{"name": "Mapping", "params": params}],
        }
        return inlet_id, self.post("/flowservice/flows", flow)["id"]

    def message(self, entity: Any, **header: Any) -> dict[str, Any]:
        return {
            "header": {"schemaRef": self.schema_ref, "datasetId": self.dataset_id, **header},
            "body": {"xdmMeta": {"schemaRef": self.schema_ref}, "xdmEntity": entity},
        }

    def send(self, message: Any, inlet_id: str | None = None, query: str = "", **options: Any) -> Any:
        """The answer to a message; no header but the content type unless one is given."""
        return self.client.post(f"/collection/{inlet_id or self.inlet_id}{query}", json=message, **options)

    def flush(self) -> None:
        """Have everything written that was sent so far: moving the clock does that."""
        assert self.client.post("/_emulator/clock", json={"advance": 1}).status_code == 200

    def batches(self) -> list[dict[str, Any]]:
        return list(self.get(f"/catalog/batches?dataSet={self.dataset_id}&orderBy=created").values())

    def rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/export/datasets/{self.dataset_id}/preview")["data"]
        return found


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(1_700_000_000_000)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Where the emulator keeps the files of batches."""
    return tmp_path / "lake"


@pytest.fixture
def client(clock: FixedClock, lake: Path) -> Any:
    return create_app(Settings(seed=1, rows=5, sandbox_wait=0, lake=lake), clock=clock).test_client()


@pytest.fixture
def tenant(client: Any) -> Tenant:
    return Tenant(client, "STREAM@AdobeOrg", "prod")


@pytest.fixture
def make_tenant(client: Any) -> Callable[..., Tenant]:
    """Makes a tenant of an organisation and a sandbox."""
    return lambda org, sandbox="prod", **params: Tenant(client, org, sandbox, **params)


@pytest.fixture
def make_tenant_of() -> Callable[..., Tenant]:
    """Makes a tenant of an emulator of the test's own."""
    return Tenant


@pytest.fixture(scope="module")
def make_module_tenant() -> Callable[[Any], Tenant]:
    """Makes the tenant that all examples of a module share."""
    return lambda client: Tenant(client, "STREAM@AdobeOrg", "prod")


@pytest.fixture
def make_message() -> Callable[..., Message]:
    """Makes a message that was taken, for a dataset and a world."""

    def make(number: int = 0, dataset_id: str = "dataset", world: str = "world") -> Message:
        scope = Scope("ORG@AdobeOrg", "acme", world, "prod", "production", "client", "user@AdobeID")
        inlet = Inlet("1" * 64, "connection", scope, "xdm", "source", authenticated=False)
        return Message(inlet, dataset_id, None, {}, {"_id": str(number)}, None, stored=True)

    return make


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Waits until something is so."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline, "it did not become so within a minute"
            time.sleep(0.005)

    return wait
