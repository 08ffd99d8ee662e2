"""A dataset to ingest into, and the calls of Adobe's ingestion pages."""

from __future__ import annotations

import io
import json
import time
import uuid
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

PROFILE = "https://ns.adobe.com/xdm/context/profile"
OCTETS = {"Content-Type": "application/octet-stream"}
ENDED = ("success", "active", "failed", "failure", "aborted", "inactive")


class Ingest:
    """Calls of one organisation, which has a schema of people and a dataset."""

    def __init__(self, api: Any) -> None:
        self.api = api
        tenant = self._checked(api.get("/schemaregistry/stats")).json()["tenantId"]
        self.tenant = f"_{tenant}"
        self.schema_id = self._schema()
        self.dataset_id = self.dataset()

    def dataset(self, **members: Any) -> str:
        """The id of a new dataset."""
        content_type = "application/vnd.adobe.xed-full+json;version=1"
        body = {
            "name": f"People {uuid.uuid4().hex}",
            "schemaRef": {"id": self.schema_id, "contentType": content_type},
            **members,
        }
        reference: str = self._checked(self.api.post("/catalog/dataSets", body), 201).json()[0]
        return reference.rpartition("/")[2]

    def batch(self, input_format: str | None = "json", *, dataset_id: str | None = None, **members: Any) -> str:
        """The id of a new batch."""
        body = {"datasetId": dataset_id or self.dataset_id, **members}
        if input_format is not None:
            body = {**body, "inputFormat": {"format": input_format, **members.get("inputFormat", {})}}
        batch_id: str = self._checked(self.api.post("/import/batches", body), 201).json()["id"]
        return batch_id

    def file(
        self, method: str, batch_id: str, name: str, content: bytes | None = None, *, query: str = "", **options: Any
    ) -> Any:
        """A call to a file of a batch."""
        path = f"/import/batches/{batch_id}/datasets/{options.pop('dataset_id', self.dataset_id)}/files/{name}{query}"
        headers = {**(OCTETS if content is not None else {}), **options.pop("headers", {})}
        return self.api.call(method, path, data=content, headers=headers, **options)

    def put(self, batch_id: str, name: str, content: bytes, **options: Any) -> None:
        """Upload a small file."""
        self._checked(self.file("PUT", batch_id, name, content, **options))

    def signal(self, batch_id: str, action: str, status: int = 200) -> Any:
        """COMPLETE, ABORT, FAIL or REVERT: sent without a body, as the pages do."""
        return self._checked(self.api.call("POST", f"/import/batches/{batch_id}?action={action}"), status)

    def show(self, batch_id: str) -> dict[str, Any]:
        """The batch as Catalog shows it."""
        found: dict[str, Any] = self._checked(self.api.get(f"/catalog/batches/{batch_id}")).json()[batch_id]
        return found

    def ended(self, batch_id: str) -> dict[str, Any]:
        """The batch as Catalog shows it, once it has ended."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            batch = self.show(batch_id)
            if batch["status"] in ENDED:
                return batch
            time.sleep(0.02)
        raise AssertionError("the batch did not end within a minute")

    def ingest(self, content: bytes, input_format: str = "json", **members: Any) -> dict[str, Any]:
        """What becomes of a batch with this file."""
        batch_id = self.batch(input_format, **members)
        options = {name: members[name] for name in ("dataset_id",) if name in members}
        self.put(batch_id, f"file.{input_format}", content, **options)
        self.signal(batch_id, "COMPLETE")
        return self.ended(batch_id)

    def download(self, batch_id: str) -> bytes:
        """The Parquet file of a batch."""
        (entry,) = self._checked(self.api.get(f"/export/batches/{batch_id}/files")).json()["data"]
        file_id = entry["dataSetFileId"]
        (file,) = self._checked(self.api.get(f"/export/files/{file_id}")).json()["data"]
        content: bytes = self._checked(self.api.get(f"/export/files/{file_id}?path={file['name']}")).content
        return content

    def rows(self, batch_id: str) -> list[dict[str, Any]]:
        """The records of a batch, without what is null at the top."""
        rows = pq.read_table(io.BytesIO(self.download(batch_id))).to_pylist(maps_as_pydicts="strict")
        return [{name: value for name, value in row.items() if value is not None} for row in rows]

    def preview(self) -> list[dict[str, Any]]:
        """The first records of the dataset."""
        path = f"/export/datasets/{self.dataset_id}/preview"
        found: list[dict[str, Any]] = self._checked(self.api.get(path)).json()["data"]
        return found

    def _schema(self) -> str:
        fields = {
            "age": {"type": "integer", "meta:xdmType": "int", "title": "Age"},
            "score": {"type": "number", "title": "Score"},
            "active": {"type": "boolean", "title": "Active"},
            "seen": {"type": "string", "format": "date-time", "title": "Seen"},
            "tags": {"type": "array", "title": "Tags", "items": {"type": "string"}},
            "labels": {"type": "object", "title": "Labels", "additionalProperties": {"type": "string"}},
        }
        group = {
            "title": f"Extras {uuid.uuid4().hex}",
            "type": "object",
            "meta:intendedToExtend": [PROFILE],
            "definitions": {"own": {"properties": {self.tenant: {"type": "object", "properties": fields}}}},
            "allOf": [{"$ref": "#/definitions/own"}],
        }
        group_id = self._checked(self.api.post("/schemaregistry/tenant/fieldgroups", group), 201).json()["$id"]
        references = (PROFILE, f"{PROFILE}-person-details", group_id)
        schema = {
            "title": f"People {uuid.uuid4().hex}",
            "type": "object",
            "allOf": [{"$ref": reference} for reference in references],
            "required": ["_id"],
        }
        schema_id: str = self._checked(self.api.post("/schemaregistry/tenant/schemas", schema), 201).json()["$id"]
        return schema_id

    @staticmethod
    def _checked(response: Any, status: int = 200) -> Any:
        assert response.status_code == status, response.text
        return response


@pytest.fixture
def ingest(api: Any) -> Ingest:
    return Ingest(api)


@pytest.fixture
def people() -> bytes:
    """Two people, a JSON object on each line."""
    rows = [
        {"_id": "1", "person": {"name": {"firstName": "Ann"}, "birthDate": "1990-05-01"}},
        {"_id": "2", "person": {"name": {"firstName": "Bob"}}},
    ]
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@pytest.fixture
def parquet_file() -> bytes:
    """The same as Parquet, some dozens of kilobytes of it."""
    rows = [{"_id": uuid.uuid4().hex, "person": {"name": {"firstName": "Ann"}}} for _ in range(2000)]
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()
