"""An emulator in process that has one of everything Flow Service knows."""

from __future__ import annotations

import functools
import time
from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.settings import Settings

SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
CRM_TO_AEP = "14518937-270c-4525-bdec-c2ba7cce3860"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
FOUNDATION = "/data/foundation"
HEADERS = {
    "Authorization": "Bearer anything",
    "x-api-key": "test-client",
    "x-gw-ims-org-id": "FUZZ@AdobeOrg",
    "x-sandbox-name": "prod",
}


class Emulator:
    """Requests to Flow Service, and valid bodies for them."""

    def __init__(self) -> None:
        self._client = create_app(Settings(seed=3, rows=5)).test_client()
        self._client.environ_base.update({f"HTTP_{k.upper().replace('-', '_')}": v for k, v in HEADERS.items()})

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """The parsed answer of one request, after checking that the server did not fail."""
        response = self._client.open(f"{FOUNDATION}/flowservice{path}", method=method, json=body, **options)
        assert response.status_code < 500, (method, path, body, response.text)
        if response.status_code == 204:
            return {}
        assert response.is_json, (method, path, body)
        answer = response.json
        assert response.status_code < 400 or answer.get("detail") or "error_code" in answer, response.text
        return answer

    def run_of(self, flow_id: str) -> str:
        """The status of the flow's first run, once it has ended."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            runs = self.call("GET", f"/flows/{flow_id}/runs")["items"]
            if runs and runs[0]["metrics"]["statusSummary"]["status"] in ("success", "failed"):
                return str(runs[0]["metrics"]["statusSummary"]["status"])
            time.sleep(0.02)
        raise AssertionError(f"no run of the flow {flow_id} ended within a minute")

    def _made(self, path: str, body: Any) -> Any:
        response = self._client.post(f"{FOUNDATION}{path}", json=body)
        assert response.status_code < 300, response.text
        return response.json

    @functools.cached_property
    def bodies(self) -> dict[str, Any]:
        """A valid body of each kind, in which what it names exists."""
        schema_body = {"title": "s", "type": "object", "allOf": [{"$ref": PROFILE}]}
        schema = self._made("/schemaregistry/tenant/schemas", schema_body)["$id"]
        (dataset,) = self._made(
            "/catalog/dataSets", {"name": "d", "schemaRef": {"id": schema, "contentType": "x;version=1"}}
        )
        dataset = dataset.rpartition("/")[2]
        mapping = {
            "version": 0,
            "xdmSchema": schema,
            "mappings": [{"sourceAttribute": "Id", "destinationXdmPath": "_id"}],
        }
        mapping_id = self._made("/conversion/mappingSets", mapping)["id"]
        auth = {"specName": "Basic Authentication", "params": {"host": "h", "accessToken": "t"}}
        base = {"name": "b", "auth": auth, "connectionSpec": {"id": SHOPIFY, "version": "1.0"}, "description": "x"}
        base_id = self._made("/flowservice/connections", base)["id"]
        source = {
            "name": "s",
            "baseConnectionId": base_id,
            "data": {"format": "tabular", "properties": {}},
            "params": {"tableName": "Shopify.Orders", "columns": [{"name": "Id", "type": "string"}]},
            "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
        }
        target = {
            "name": "t",
            "data": {"format": "parquet_xdm", "schema": {"id": schema, "version": "x;version=1"}},
            "params": {"dataSetId": dataset},
            "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
        }
        delta = {"name": "Updated_At", "dateFormat": "YYYY-MM-DD", "timezone": "UTC"}
        flow = {
            "name": "f",
            "flowSpec": {"id": CRM_TO_AEP, "version": "1.0"},
            "sourceConnectionIds": [self._made("/flowservice/sourceConnections", source)["id"]],
            "targetConnectionIds": [self._made("/flowservice/targetConnections", target)["id"]],
            "transformations": [
                {"name": "Copy", "params": {"deltaColumn": delta}},
                {"name": "Mapping", "params": {"mappingId": mapping_id, "mappingVersion": "0"}},
            ],
            "scheduleParams": {"startTime": "4102444800", "frequency": "once"},
            "options": {"errorDiagnosticsEnabled": True, "partialIngestionPercent": 5},
        }
        run = {
            "flowId": self._made("/flowservice/flows", flow)["id"],
            "params": {
                "startTime": "4102444800",
                "windowStartTime": "1651584991",
                "windowEndTime": "16515859567",
                "deltaColumn": {"name": "Updated_At"},
            },
        }
        spec = {
            "name": "custom",
            "providerId": "p",
            "version": "1.0",
            "authSpec": [{"name": "Basic Authentication", "type": "x", "spec": {"type": "object"}}],
            "sourceSpec": {"name": "x", "type": "x", "spec": {"type": "object"}, "attributes": {}},
            "exploreSpec": {"name": "Resource", "type": "Resource", "requestSpec": {}, "responseSpec": {}},
            "attributes": {"category": "x", "isDraftModeSupported": True, "filterAtSource": {"enabled": True}},
        }
        flow_spec = {
            "name": "custom",
            "providerId": "p",
            "sourceConnectionSpecIds": [SHOPIFY],
            "targetConnectionSpecIds": [DATA_LAKE],
            "transformationSpecs": [{"name": "Mapping", "spec": {}}, {"name": "Copy", "spec": {}}],
            "scheduleSpec": {"name": "x", "spec": {}},
            "optionSpec": {"spec": {}},
            "runSpec": {"spec": {}},
            "attributes": {"isSourceFlow": True},
        }
        return {
            "connections": base,
            "sourceConnections": source,
            "targetConnections": target,
            "flows": flow,
            "runs": run,
            "connectionSpecs": spec,
            "flowSpecs": flow_spec,
        }


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    """See Emulator; one for all examples of a module."""
    return Emulator()
