"""Batch Ingestion, Catalog and Data Access together, over one dataset whose schema a test chooses."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from flask import Flask, g, request

from aep_emulator.clock import FixedClock
from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.gateway.request import json_response
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.lake.base import Lake
from aep_emulator.lake.memory import MemoryLake
from aep_emulator.services import catalog, data_access, ingestion
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.data_access import DataAccess
from aep_emulator.services.ingestion import Ingestion, IngestionLimits
from aep_emulator.store.memory import MemoryStore

SCOPE = Scope("ORG@AdobeOrg", "acme", "world-1", "prod", "production", "client-1", "user-1@AdobeID")
OCTETS = {"Content-Type": "application/octet-stream"}
DIAGNOSE = {"enableErrorDiagnostics": True}
CSV_DESCRIPTION = {
    "format": "parquet",
    "delimiters": [","],
    "quotes": ['"'],
    "escapes": ["\\"],
    "header": True,
    "charset": "UTF-8",
}

PEOPLE: dict[str, Any] = {
    "type": "object",
    "required": ["_id"],
    "properties": {
        "_id": {"type": "string", "meta:xdmType": "string"},
        "age": {"type": "integer", "meta:xdmType": "int", "minimum": 0, "maximum": 2147483647},
        "visits": {"type": "integer", "meta:xdmType": "long"},
        "score": {"type": "number", "meta:xdmType": "number"},
        "active": {"type": "boolean", "meta:xdmType": "boolean"},
        "born": {"type": "string", "format": "date", "meta:xdmType": "date"},
        "seen": {"type": "string", "format": "date-time", "meta:xdmType": "date-time"},
        "plate": {"type": "string", "meta:xdmType": "string", "pattern": "^[A-Z]{3}$"},
        "gender": {"type": "string", "meta:xdmType": "string", "enum": ["female", "male"]},
        "tags": {"type": "array", "items": {"type": "string"}, "meta:xdmType": "array"},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}, "meta:xdmType": "map"},
        "person": {
            "type": "object",
            "meta:xdmType": "object",
            "properties": {"first": {"type": "string", "meta:xdmType": "string"}},
        },
    },
}


class OneSchema:
    """A registry in which every schema is the same."""

    def find_schema(self, scope: Scope, schema_id: str) -> dict[str, Any]:  # noqa: ARG002
        return {"$id": schema_id}

    def composed(self, scope: Scope, schema_id: str) -> dict[str, Any]:  # noqa: ARG002
        return PEOPLE


class Place:
    """A client of the three services, and what a test needs to know of them."""

    def __init__(self, lake: Lake, limits: IngestionLimits | None = None) -> None:
        self.lake = lake
        self.clock = FixedClock(1_700_000_000_000)
        ids = Ids(1)
        self.catalog = Catalog(MemoryStore(self.clock, ids), self.clock, ids, OneSchema())
        self.ingestion = Ingestion(self.catalog, OneSchema(), lake, self.clock, limits)
        access = DataAccess(lake, self.catalog, self.clock)
        app = Flask(__name__)
        app.url_map.merge_slashes = False
        for name, blueprint in (
            ("import", ingestion.routes.blueprint(self.ingestion)),
            ("catalog", catalog.routes.blueprint(self.catalog)),
            ("export", data_access.routes.blueprint(access)),
        ):
            app.register_blueprint(blueprint, url_prefix=f"/data/foundation/{name}")

        @app.before_request
        def enter() -> None:
            g.scope = replace(SCOPE, world=request.headers.get("x-world", SCOPE.world))

        @app.errorhandler(ApiError)
        def refuse(error: ApiError) -> Any:
            return json_response(ingestion.errors.render(error, ErrorContext("r", 0)), error.status)

        self._app = app
        self.dataset_id = self.dataset()

    def call(self, method: str, path: str, status: int = 200, **options: Any) -> Any:
        """An answer, whose status is checked; `path` is below /data/foundation."""
        response = self._app.test_client().open(f"/data/foundation{path}", method=method, **options)
        assert response.status_code == status, response.text
        return response

    def dataset(self, **members: Any) -> str:
        """The id of a new dataset."""
        body = {"name": "People", "schemaRef": {"id": "s"}, "fileDescription": CSV_DESCRIPTION, **members}
        return str(self.call("POST", "/catalog/dataSets", 201, json=body).json[0].rpartition("/")[2])

    def batch(self, kind: str = "json", *, dataset_id: str | None = None, **members: Any) -> str:
        """The id of a new batch."""
        body = {"datasetId": dataset_id or self.dataset_id, "inputFormat": {"format": kind}, **members}
        return str(self.call("POST", "/import/batches", 201, json=body).json["id"])

    def path(self, batch_id: str, name: str, dataset_id: str | None = None) -> str:
        """The path of a file of a batch."""
        return f"/import/batches/{batch_id}/datasets/{dataset_id or self.dataset_id}/files/{name}"

    def put(self, batch_id: str, content: bytes, name: str = "f", status: int = 200, **options: Any) -> Any:
        """Upload a file."""
        return self.call("PUT", self.path(batch_id, name, **options), status, data=content, headers=OCTETS)

    def signal(self, batch_id: str, action: str, status: int = 200) -> Any:
        """COMPLETE, ABORT, FAIL or REVERT."""
        return self.call("POST", f"/import/batches/{batch_id}?action={action}", status)

    def show(self, batch_id: str) -> dict[str, Any]:
        """The batch as Catalog shows it."""
        found: dict[str, Any] = self.call("GET", f"/catalog/batches/{batch_id}").json[batch_id]
        return found

    def ended(self, batch_id: str) -> dict[str, Any]:
        """The batch as Catalog shows it, once it has ended."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            batch = self.show(batch_id)
            if batch["status"] not in ("loading", "loaded", "staging"):
                return batch
            time.sleep(0.002)
        raise AssertionError("the batch did not end within a minute")

    def ingest(self, content: bytes, kind: str = "json", **members: Any) -> dict[str, Any]:
        """What becomes of a batch with this file."""
        batch_id = self.batch(kind, **members)
        self.put(batch_id, content, dataset_id=members.get("dataset_id"))
        self.signal(batch_id, "COMPLETE")
        return self.ended(batch_id)

    def rows(self, batch_id: str) -> list[dict[str, Any]]:
        """The records of a batch, read from its Parquet files, without what is null."""
        table = self.table(batch_id)
        rows = [] if table is None else table.to_pylist(maps_as_pydicts="strict")
        return [{name: value for name, value in row.items() if value is not None} for row in rows]

    def table(self, batch_id: str) -> pa.Table | None:
        """The records of a batch as its Parquet file has them; None when nobody may see any."""
        found = self.call("GET", f"/export/batches/{batch_id}/files").json["data"]
        if not found:
            return None
        (entry,) = found
        (file,) = self.call("GET", f"/export/files/{entry['dataSetFileId']}").json["data"]
        content = self.call("GET", f"/export/files/{entry['dataSetFileId']}?path={file['name']}").data
        return pq.read_table(io.BytesIO(content))

    def lines(self, path: str) -> list[dict[str, Any]]:
        """The JSON lines of a file of Data Access."""
        return [json.loads(line) for line in self.call("GET", f"/export{path}").data.splitlines()]


@pytest.fixture
def place() -> Place:
    return Place(MemoryLake())


@pytest.fixture
def make_place() -> Callable[..., Place]:
    """A place with limits of its own: `make_place(batch_files=2)`."""
    return lambda **limits: Place(MemoryLake(), IngestionLimits(**limits))


@pytest.fixture
def scope() -> Scope:
    return SCOPE


@pytest.fixture
def octets() -> dict[str, str]:
    return dict(OCTETS)


def json_lines(*rows: Any) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@pytest.fixture(name="json_lines")
def json_lines_fixture() -> Callable[..., bytes]:
    return json_lines


@pytest.fixture
def parquet_bytes() -> Callable[..., bytes]:
    """A Parquet file of these rows, or of this table."""

    def make(rows: Any, schema: pa.Schema | None = None) -> bytes:
        table = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(rows, schema=schema)
        sink = io.BytesIO()
        pq.write_table(table, sink)
        return sink.getvalue()

    return make
