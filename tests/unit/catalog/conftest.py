"""A Flask app with Catalog alone, in a world of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, g, request

from aep_emulator.clock import FixedClock
from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.gateway.request import json_response
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services import catalog as catalog_service
from aep_emulator.services.catalog import Catalog
from aep_emulator.store.memory import MemoryStore

RECORD_SCHEMA = "https://ns.adobe.com/acme/schemas/people"
EVENT_SCHEMA = "https://ns.adobe.com/acme/schemas/visits"


class FakeSchemas:
    """Two schemas that every world has."""

    documents: Mapping[str, dict[str, Any]] = {
        RECORD_SCHEMA: {"$id": RECORD_SCHEMA, "meta:class": "https://ns.adobe.com/xdm/context/profile"},
        EVENT_SCHEMA: {
            "$id": EVENT_SCHEMA,
            "meta:class": "https://ns.adobe.com/xdm/context/experienceevent",
            "meta:extends": ["https://ns.adobe.com/xdm/data/time-series"],
        },
    }

    def find_schema(self, scope: Scope, schema_id: str) -> dict[str, Any] | None:  # noqa: ARG002
        return self.documents.get(schema_id)

    def composed(self, scope: Scope, schema_id: str) -> dict[str, Any]:  # noqa: ARG002
        return {"properties": {"_id": {"type": "string"}}}


@pytest.fixture
def scope() -> Scope:
    return Scope("ORG@AdobeOrg", "acme", "world-1", "prod", "production", "client-1", "user-1@AdobeID")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(1_700_000_000_000)


@pytest.fixture
def catalog(clock: FixedClock) -> Catalog:
    ids = Ids(1)
    return Catalog(MemoryStore(clock, ids), clock, ids, FakeSchemas())


@pytest.fixture
def http(catalog: Catalog, scope: Scope) -> Any:
    """A test client; the header x-world chooses another world."""
    app = Flask(__name__)
    app.register_blueprint(catalog_service.routes.blueprint(catalog), url_prefix="/data/foundation/catalog")

    @app.before_request
    def enter() -> None:
        g.scope = replace(scope, world=request.headers.get("x-world", scope.world))

    @app.errorhandler(ApiError)
    def refuse(error: ApiError) -> Any:
        return json_response(catalog_service.errors.render(error, ErrorContext("r", 0)), error.status)

    client: Any = app.test_client()
    open_path = client.open

    def below(path: str, *args: Any, **options: Any) -> Any:
        return open_path(f"/data/foundation/catalog{path}", *args, **options)

    client.open = below
    return client


@pytest.fixture
def dataset_id(http: Any) -> str:
    return make_dataset(http)


def make_dataset(http: Any, name: str = "Sample Dataset", **members: Any) -> str:
    body = {"name": name, "schemaRef": {"id": RECORD_SCHEMA}, **members}
    answer = http.post("/dataSets", json=body)
    assert answer.status_code == 201, answer.json
    return str(answer.json[0].rpartition("/")[2])
