"""A dataflow and all it is made of, each part made when a test first asks for it."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

import pytest

SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
CRM_TO_AEP = "14518937-270c-4525-bdec-c2ba7cce3860"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
PATH = "/flowservice"
IN_2100 = "4102444800"


class Flow:
    """Bodies of the four kinds that belong together, and resources made from them.

    A test is skipped where it needs what only an emulator has: sources that take any credentials, or specs of its own,
    which no call deletes.
    """

    def __init__(self, api: Any, *, emulator: bool) -> None:
        self.api = api
        self._emulator = emulator

    def body(self, kind: str, **changes: Any) -> dict[str, Any]:
        """A valid body; a change to None leaves the member out. Flows start in the year 2100, so they do not run."""
        if kind.endswith("Specs"):
            self._need_emulator("makes specs, which no call deletes")
        members = {**getattr(self, f"_{kind}")(), **changes}
        return {name: value for name, value in members.items() if value is not None}

    def post(self, kind: str, *, mode: str = "", **changes: Any) -> Any:
        """The answer to a POST of that body."""
        return self.api.post(f"{PATH}/{kind}{f'?mode={mode}' if mode else ''}", self.body(kind, **changes))

    def make(self, kind: str, *, mode: str = "", **changes: Any) -> dict[str, str]:
        """A new resource: `{id, etag}`."""
        if kind != "targetConnections":
            self._need_emulator("connects to demo sources with made-up credentials")
        response = self.post(kind, mode=mode, **changes)
        assert response.status_code == 201, response.text
        created: dict[str, str] = response.json()
        return created

    def draft(self, kind: str, **changes: Any) -> dict[str, str]:
        """A new draft: `{id, etag}`."""
        return self.make(kind, mode="draft", **changes)

    def show(self, kind: str, resource_id: str) -> dict[str, Any]:
        """The resource as a look-up shows it."""
        response = self.api.get(f"{PATH}/{kind}/{resource_id}")
        assert response.status_code == 200, response.text
        (item,) = response.json()["items"]
        shown: dict[str, Any] = item
        return shown

    def patch(self, kind: str, resource_id: str, *instructions: tuple[Any, ...], etag: str | None = None) -> Any:
        """The answer to a PATCH of `(op, path, value)` instructions with the current etag, or the one given."""
        patch = [dict(zip(("op", "path", "value"), instruction, strict=False)) for instruction in instructions]
        headers = {"If-Match": etag or self.show(kind, resource_id)["etag"]}
        return self.api.call("PATCH", f"{PATH}/{kind}/{resource_id}", json=patch, headers=headers)

    def act(self, kind: str, resource_id: str, query: str, **options: Any) -> Any:
        """The answer to an action; `query` is `op=…`."""
        return self.api.call("POST", f"{PATH}/{kind}/{resource_id}/action?{query}", **options)

    def delete(self, kind: str, resource_id: str) -> Any:
        """The answer to a DELETE."""
        return self.api.call("DELETE", f"{PATH}/{kind}/{resource_id}")

    def finished(self, run_id: str) -> dict[str, Any]:
        """The run once it has ended."""
        return self.finished_where(f"id=={run_id}")

    def finished_where(self, condition: str) -> dict[str, Any]:
        """The first run with that `property`, once there is one and it has ended."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            runs = self.api.get(f"{PATH}/runs?property={condition}").json()["items"]
            if runs and runs[0]["metrics"]["statusSummary"]["status"] in ("success", "failed"):
                first: dict[str, Any] = runs[0]
                return first
            time.sleep(0.02)
        raise AssertionError(f"no run with {condition} ended within a minute")

    @functools.cached_property
    def base(self) -> str:
        return self.make("connections")["id"]

    @functools.cached_property
    def source(self) -> str:
        return self.make("sourceConnections")["id"]

    @functools.cached_property
    def target(self) -> str:
        return self.make("targetConnections")["id"]

    @functools.cached_property
    def flow(self) -> str:
        return self.make("flows")["id"]

    @functools.cached_property
    def schema(self) -> str:
        return self.new_schema("Profiles")

    def new_schema(self, title: str) -> str:
        """The `$id` of a new schema for profiles."""
        fieldgroups = (PROFILE, f"{PROFILE}-person-details", f"{PROFILE}-personal-details")
        response = self.api.post(
            "/schemaregistry/tenant/schemas",
            {"type": "object", "title": title, "allOf": [{"$ref": reference} for reference in fieldgroups]},
        )
        assert response.status_code == 201, response.text
        return str(response.json()["$id"])

    @functools.cached_property
    def dataset(self) -> str:
        return self.new_dataset(self.schema)

    def new_dataset(self, schema_id: str) -> str:
        """The id of a new dataset of the schema."""
        reference = {"id": schema_id, "contentType": "application/vnd.adobe.xed-full+json;version=1"}
        response = self.api.post("/catalog/dataSets", {"name": "Profiles", "schemaRef": reference})
        assert response.status_code == 201, response.text
        return str(response.json()[0].rpartition("/")[2])

    @functools.cached_property
    def mapping_set(self) -> str:
        return self.new_mapping_set(self.schema)

    def new_mapping_set(self, schema_id: str) -> str:
        """The id of a new mapping set, version 0, onto the schema."""
        mapping = {"sourceAttribute": "Email", "destinationXdmPath": "personalEmail.address"}
        response = self.api.post(
            "/conversion/mappingSets",
            {"version": 0, "xdmSchema": schema_id, "xdmVersion": "1.0", "mappings": [mapping]},
        )
        assert response.status_code == 200, response.text
        return str(response.json()["id"])

    def _need_emulator(self, reason: str) -> None:
        if not self._emulator:
            pytest.skip(f"needs an emulator: {reason}")

    def _connections(self) -> dict[str, Any]:
        return {
            "name": "shop",
            "auth": {"specName": "Basic Authentication", "params": {"host": "h", "accessToken": "t"}},
            "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
        }

    def _sourceConnections(self) -> dict[str, Any]:  # noqa: N802
        return {
            "name": "orders",
            "baseConnectionId": self.base,
            "data": {"format": "tabular"},
            "params": {"tableName": "Shopify.Orders", "columns": [{"name": "Email", "type": "string"}]},
            "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
        }

    def _targetConnections(self) -> dict[str, Any]:  # noqa: N802
        return {
            "name": "profiles",
            "data": {"schema": {"id": self.schema, "version": "application/vnd.adobe.xed-full+json;version=1"}},
            "params": {"dataSetId": self.dataset},
            "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
        }

    def _flows(self) -> dict[str, Any]:
        return {
            "name": "shop to profiles",
            "flowSpec": {"id": CRM_TO_AEP, "version": "1.0"},
            "sourceConnectionIds": [self.source],
            "targetConnectionIds": [self.target],
            "transformations": [{"name": "Mapping", "params": {"mappingId": self.mapping_set, "mappingVersion": "0"}}],
            "scheduleParams": {"startTime": IN_2100, "frequency": "once"},
        }

    def _runs(self) -> dict[str, Any]:
        return {"flowId": self.flow}

    def _connectionSpecs(self) -> dict[str, Any]:  # noqa: N802
        params = {"type": "object", "properties": {"key": {"type": "string"}}, "required": ["key"]}
        return {
            "name": "my-source",
            "type": "generic-rest",
            "description": "A source of my own",
            "providerId": "0ed90a81-07f4-4586-8190-b40eccef1c5a",
            "version": "1.0",
            "authSpec": [{"name": "Key", "type": "BasicAuthentication", "spec": params}],
            "sourceSpec": {
                "attributes": {"uiAttributes": {"isSource": True}, "urlParams": {"path": "/things", "method": "GET"}},
                "spec": {"type": "object", "properties": {"listId": {"type": "string"}}, "required": ["listId"]},
            },
            "exploreSpec": {"name": "Resource", "type": "Resource"},
        }

    def _flowSpecs(self) -> dict[str, Any]:  # noqa: N802
        return {
            "name": "MyFlows",
            "providerId": "0ed90a81-07f4-4586-8190-b40eccef1c5a",
            "version": "1.0",
            "sourceConnectionSpecIds": [SHOPIFY],
            "targetConnectionSpecIds": [DATA_LAKE],
            "transformationSpec": [{"name": "Mapping", "spec": {"type": "object"}}],
        }


@pytest.fixture
def flow(api: Any, target: Any) -> Flow:
    """See Flow."""
    return Flow(api, emulator=target.emulator)


@pytest.fixture
def refused() -> Callable[..., None]:
    """`refused(response, code, *words)`: a JSON error with that code of Adobe's catalogue that says these words."""

    def check(response: Any, code: str, *words: str) -> None:
        body = response.json()
        assert response.status_code == int(code.rpartition("-")[2]), body
        assert body["type"] == f"http://ns.adobe.com/aep/errors/FLOW-{code}", body
        assert body["status"] == response.status_code
        assert {"title", "detail", "errorMessage", "report"} <= set(body)
        assert "items" not in body, "the aepp client reads the first item of whatever has items"
        for word in words:
            assert word in body["detail"], body

    return check


@pytest.fixture
def source_refused(refused: Callable[..., None]) -> Callable[..., None]:
    """Like `refused` with a code of the sources' catalogue, whose title is another than in Flow Service's own."""

    def check(response: Any, code: str, *words: str) -> None:
        refused(response, code, *words)
        assert response.json()["title"] == "Bad Request"

    return check
