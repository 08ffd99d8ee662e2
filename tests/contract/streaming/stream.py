"""What the tests of streaming ingestion share: a stream into a dataset, and what the inlet answers."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import pytest
import requests

HTTP_API = "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
WITHOUT_TRANSFORMATION = "d8a6f005-7eaf-4153-983e-e8574508b877"
WITH_TRANSFORMATION = "c1a19761-d2c7-4702-b9fa-fe91f0613e81"
OPTIONAL_TRANSFORMATION = "d69717ba-71b4-4313-b654-49f9cf126d7a"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
PERSON = {
    "_id": "http-source-connector-acme-01",
    "person": {"name": {"firstName": "suman", "lastName": "nolan"}},
    "workEmail": {"primary": True, "address": "suman@acme.com", "type": "work", "status": "active"},
}
RAW = {"firstName": "Johnson", "lastName": "Smith", "location": {"city": "Seattle"}, "birthday": {"year": 1984}}

HTTP_PAGE = pytest.mark.documented("help/sources/tutorials/api/create/streaming/http.md")
VALIDATION_PAGE = pytest.mark.documented("help/ingestion/quality/streaming-validation.md")
BATCH_PAGE = pytest.mark.documented("help/ingestion/tutorials/streaming-multiple-messages.md")
FAILED_PAGE = pytest.mark.documented("help/ingestion/quality/retrieve-failed-batches.md")


class Stream:
    """A schema of people, a dataset and what streams into it, in an organisation of its own."""

    def __init__(self, api: Any) -> None:
        self.api = api
        self.org = api.session.headers["x-gw-ims-org-id"]
        references = (PROFILE, f"{PROFILE}-person-details", f"{PROFILE}-work-details")
        schema = {
            "title": f"People {uuid.uuid4().hex}",
            "type": "object",
            "allOf": [{"$ref": reference} for reference in references],
        }
        self.schema_id = self.made("/schemaregistry/tenant/schemas", schema)["$id"]
        self.content_type = "application/vnd.adobe.xed-full-notext+json; version=1.0"
        self.schema_ref = {"id": self.schema_id, "contentType": self.content_type}
        dataset = {"name": "People", "schemaRef": self.schema_ref}
        self.dataset_id = self.made("/catalog/dataSets", dataset)[0].rpartition("/")[2]

    def made(self, path: str, body: Any) -> Any:
        response = self.api.post(path, body)
        assert response.status_code < 300, response.text
        return response.json()

    def connection(self, data_type: str = "xdm", **params: Any) -> str:
        """The id of a new base connection."""
        body = {
            "name": "ACME Streaming Connection XDM Data",
            "description": "ACME streaming connection for customer data",
            "connectionSpec": {"id": HTTP_API, "version": "1.0"},
            "auth": {"specName": "Streaming Connection", "params": {"dataType": data_type, **params}},
        }
        return str(self.made("/flowservice/connections", body)["id"])

    def params(self, connection_id: str) -> dict[str, Any]:
        """auth.params of a connection as a look-up shows them."""
        (item,) = self.api.get(f"/flowservice/connections/{connection_id}").json()["items"]
        found: dict[str, Any] = item["auth"]["params"]
        return found

    def inlet(self, data_type: str = "xdm", **params: Any) -> str:
        """The URL of a new inlet."""
        return str(self.params(self.connection(data_type, **params))["inletUrl"])

    def source(self, connection_id: str, spec: str = HTTP_API, **members: Any) -> str:
        body = {
            "name": "ACME Streaming Source Connection for Customer Data",
            "baseConnectionId": connection_id,
            "connectionSpec": {"id": spec, "version": "1.0"},
            **members,
        }
        return str(self.made("/flowservice/sourceConnections", body)["id"])

    def flow(self, source_id: str, spec: str = WITHOUT_TRANSFORMATION, *, mapped: bool = False) -> str:
        target = {
            "name": "ACME Streaming Target Connection",
            "data": {"schema": {"id": self.schema_id, "version": "application/vnd.adobe.xed-full+json;version=1.0"}},
            "params": {"dataSetId": self.dataset_id},
            "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
        }
        body = {
            "name": "ACME Streaming Dataflow",
            "description": "ACME streaming dataflow for customer data",
            "flowSpec": {"id": spec, "version": "1.0"},
            "sourceConnectionIds": [source_id],
            "targetConnectionIds": [self.made("/flowservice/targetConnections", target)["id"]],
        }
        if mapped:
            params = {"mappingId": self.mapping(), "mappingVersion": 0}
            body["transformations"] = [{"name": "Mapping", "params": params}]
        return str(self.made("/flowservice/flows", body)["id"])

    def mapping(self) -> str:
        mappings = [
            {"destinationXdmPath": f"person.name.{name}", "sourceAttribute": name, "identity": False, "version": 0}
            for name in ("firstName", "lastName")
        ]
        body = {"version": 0, "xdmSchema": self.schema_id, "xdmVersion": "1.0", "mappings": mappings}
        return str(self.made("/conversion/mappingSets", body)["id"])

    def message(self, entity: Any = PERSON, **header: Any) -> dict[str, Any]:
        """An XDM message; header members that are None are left out."""
        members = {"schemaRef": self.schema_ref, "imsOrgId": self.org, "datasetId": self.dataset_id, **header}
        return {
            "header": {name: value for name, value in members.items() if value is not None},
            "body": {"xdmMeta": {"schemaRef": self.schema_ref}, "xdmEntity": entity},
        }

    def send(self, url: str, body: Any, **options: Any) -> Any:
        """POST to an inlet with no header but the content type, as the pages do."""

        return requests.post(url, json=body, timeout=30, **options)

    def batches(self, status: str, records: int) -> list[dict[str, Any]]:
        """The dataset's batches of that status, once they have so many records in all."""
        deadline = time.monotonic() + 60
        path = f"/catalog/batches?dataSet={self.dataset_id}&status={status}&orderBy=created"
        while time.monotonic() < deadline:
            found = list(self.api.get(path).json().values())
            counts = [batch.get("recordCount", batch.get("metrics", {}).get("outputRecordCount", 0)) for batch in found]
            if sum(counts) >= records:
                assert sum(counts) == records
                return found
            time.sleep(0.02)
        raise AssertionError(f"there were no {records} records in {status} batches within a minute")

    def rows(self, records: int) -> list[dict[str, Any]]:
        """The records of the dataset, once there are so many."""
        self.batches("success", records)
        found: list[dict[str, Any]] = self.api.get(f"/export/datasets/{self.dataset_id}/preview").json()["data"]
        return found

    def failed(self, records: int) -> list[dict[str, Any]]:
        """The messages that failed, as the failed batches have them, once there are so many."""
        found = []
        for batch in self.batches("failed", records):
            path = f"/export/batches/{batch['id']}/failed"
            names = [entry["name"] for entry in self.api.get(path).json()["data"]]
            assert "_SUCCESS" in names
            (name,) = [name for name in names if name.startswith("part-")]
            found += [json.loads(line) for line in self.api.get(f"{path}?path={name}").text.splitlines()]
        return found


def report(response: Any, status: int = 400) -> dict[str, Any]:
    """The report of a refusal, after a look at what is around it."""
    assert response.status_code == status, response.text
    body = response.json()
    assert body["type"] == "http://ns.adobe.com/adobecloud/problem/data-collection-service/inlet"
    assert body["status"] == status
    if status == 400:
        assert body["title"] == "Invalid XDM Message Format"
    found: dict[str, Any] = body["report"]
    return found
