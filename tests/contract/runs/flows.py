"""Flows of the demo's customers for tests of their runs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

BIGQUERY = "3c9b37f8-13a6-43d8-bad3-b863b941fedd"
BLOB = "4c10e202-c428-4796-9208-5f1f5732b1cf"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
CRM_TO_AEP = "14518937-270c-4525-bdec-c2ba7cce3860"
CLOUD_STORAGE_TO_AEP = "9753525b-82c7-4dce-8a9b-5ccfce2b9876"
PROFILE = "https://ns.adobe.com/xdm/context/profile"

ON_DEMAND = "help/sources/tutorials/api/on-demand-ingestion.md"
MONITOR = "help/sources/tutorials/api/monitor.md"

# In seconds: before everything, in the middle of the demo's year, after everything.
EARLY, MIDDLE, LATE = 1_600_000_000, 1_688_000_000, 1_720_000_000
DELTA = {"name": "LastModifiedDate"}
# A third or so of the customers are from there.
FROM_GB = {
    "type": "PQL",
    "format": "pql/json",
    "value": {
        "nodeType": "fnApply",
        "fnName": "=",
        "params": [{"nodeType": "fieldLookup", "fieldName": "Country"}, {"nodeType": "literal", "value": "GB"}],
    },
}


def created(response: Any) -> str:
    """The id in the answer to a POST."""
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


def status(run: dict[str, Any]) -> str:
    return str(run["metrics"]["statusSummary"]["status"])


@dataclass
class Flows:
    """Makes flows of the demo's customers, each with a dataset of its own, and waits for their runs."""

    api: Any

    def create(
        self,
        *,
        files: str | None = None,
        gender: str = '"female"',
        schedule: dict[str, Any] | None = None,
        options: dict[str, Any] | None = None,
        filters: dict[str, Any] | None = None,
        delta: dict[str, Any] | None = None,
    ) -> str:
        """The id of the flow. `gender` is an expression; a record with one that the schema does not know is refused."""
        if files is None:
            spec_id, flow_spec, data = BIGQUERY, CRM_TO_AEP, {"format": "tabular"}
            auth = {"specName": "Basic Authentication", "params": dict.fromkeys(BIGQUERY_CREDENTIALS, "x")}
            params: dict[str, Any] = {"tableName": "demo.Customers", **({"filters": filters} if filters else {})}
            key = "CustomerId"
        else:
            spec_id, flow_spec, data = BLOB, CLOUD_STORAGE_TO_AEP, {"format": "delimited"}
            auth = {"specName": "ConnectionString", "params": {"connectionString": "x"}}
            params, key = {"path": files}, "Id"
        spec = {"id": spec_id, "version": "1.0"}
        base = self.post("connections", {"name": "Base", "auth": auth, "connectionSpec": spec})
        source = self.post(
            "sourceConnections",
            {"name": "Source", "baseConnectionId": base, "data": data, "params": params, "connectionSpec": spec},
        )
        schema, self.dataset = self._target()
        target = self.post(
            "targetConnections",
            {
                "name": "Target",
                "data": {"schema": {"id": schema, "version": "application/vnd.adobe.xed-full+json;version=1"}},
                "params": {"dataSetId": self.dataset},
                "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
            },
        )
        mapping = self.api.post(
            "/conversion/mappingSets",
            {
                "outputSchema": {"schemaRef": {"id": schema}},
                "mappings": [
                    {"sourceType": "ATTRIBUTE", "source": key, "destination": "_id"},
                    {"sourceType": "EXPRESSION", "source": gender, "destination": "person.gender"},
                ],
            },
        ).json()["id"]
        copy = {"name": "Copy", "params": {"deltaColumn": delta}}
        return self.post(
            "flows",
            {
                "name": "Flow",
                "flowSpec": {"id": flow_spec, "version": "1.0"},
                "sourceConnectionIds": [source],
                "targetConnectionIds": [target],
                "transformations": [
                    *([copy] if delta else []),
                    {"name": "Mapping", "params": {"mappingId": mapping, "mappingVersion": "0"}},
                ],
                "scheduleParams": schedule or {"startTime": "1604961070", "frequency": "once"},
                **({"options": options} if options else {}),
            },
        )

    def post(self, kind: str, body: dict[str, Any]) -> str:
        return created(self.api.post(f"/flowservice/{kind}", body))

    def flow(self, flow_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.api.get(f"/flowservice/flows/{flow_id}").json()["items"][0]
        return found

    def run(self, run_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.api.get(f"/flowservice/runs/{run_id}").json()["items"][0]
        return found

    def first_run(self, flow_id: str) -> dict[str, Any]:
        """The flow's own run, once it has ended."""
        return self._wait(lambda: self.api.get(f"/flowservice/runs?property=flowId=={flow_id}").json()["items"])

    def ended(self, run_id: str) -> dict[str, Any]:
        """A run, once it has ended."""
        return self._wait(lambda: [self.run(run_id)])

    def on_demand(self, flow_id: str, params: dict[str, Any]) -> str:
        """The id of a run that was asked for."""
        return self.post("runs", {"flowId": flow_id, "params": params})

    def _wait(self, look: Any) -> dict[str, Any]:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for run in look():
                if status(run) in ("success", "failed"):
                    found: dict[str, Any] = run
                    return found
            time.sleep(0.02)
        raise AssertionError("the run did not end within a minute")

    def _target(self) -> tuple[str, str]:
        response = self.api.post(
            "/schemaregistry/tenant/schemas",
            {
                "type": "object",
                "title": f"Customers {time.time_ns()}",
                "allOf": [{"$ref": PROFILE}, {"$ref": f"{PROFILE}-person-details"}],
                "meta:class": PROFILE,
            },
        )
        assert response.status_code == 201, response.text
        schema = response.json()["$id"]
        content_type = "application/vnd.adobe.xed-full+json;version=1"
        body = {"name": "Customers", "schemaRef": {"id": schema, "contentType": content_type}}
        response = self.api.post("/catalog/dataSets", body)
        assert response.status_code == 201, response.text
        return schema, response.json()[0].rpartition("/")[2]


BIGQUERY_CREDENTIALS = ("project", "clientId", "clientSecret", "refreshToken")
SOME_REFUSED = 'iif(Country.equals("GB"), "female", "banana")'


def window(start_s: int, end_s: int, **further: Any) -> dict[str, Any]:
    """The params of a run on demand, in seconds and as strings, as the page has them."""
    return {"startTime": "1663735590", "windowStartTime": str(start_s), "windowEndTime": str(end_s), **further}


def read(run: dict[str, Any]) -> int:
    """How many rows a run has read."""
    assert status(run) == "success", run
    return int(run["metrics"]["recordSummary"]["inputRecordCount"])
