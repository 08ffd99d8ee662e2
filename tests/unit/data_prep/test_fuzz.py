"""Whatever is sent to Data Prep, the answer is never a 5xx."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from aep_emulator.app import create_app
from aep_emulator.services.data_prep.language.functions.registry import functions
from aep_emulator.settings import Settings

BASE = "/data/foundation/conversion"
SCHEMA = "{SCHEMA}"
"""Stands for the id of a schema that exists."""

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
PATHS = st.sampled_from(
    [
        "a",
        "b.c",
        "person.name.firstName",
        "personalEmail.address",
        "_id",
        "a[0]",
        "a[*].x",
        "a[*]",
        "x[999][1]",
        "${",
        "a..b",
        "[0]",
        "__class__",
        "person",
        "a\\.b",
        "",
        "${x y}",
    ]
)
EXPRESSIONS = st.sampled_from(
    [
        "a",
        "a + b",
        "concat(a, b)",
        "a[0].x",
        "transformArray(a, x -> x + b)",
        "a ? b : c",
        "{'k': a}",
        "[a, [b]]",
        "a *",
        "x -> x",
        "matches_regex(a, '(a+)+$')",
        "lpad('', 99999, 'x')",
        "'\\ud800'",
        "9223372036854775807 * 9",
        "1e308 * 10",
    ]
) | st.builds(lambda name: f"{name}(a, b)", st.sampled_from(sorted(functions())))
MAPPINGS = st.fixed_dictionaries(
    {},
    optional={
        "sourceType": st.sampled_from(["ATTRIBUTE", "STATIC", "EXPRESSION", "text/x.aep-xl", "text/x.schema-path"])
        | JSON,
        "source": PATHS | EXPRESSIONS | JSON,
        "destination": PATHS | JSON,
        "sourceAttribute": PATHS | JSON,
        "destinationXdmPath": PATHS | JSON,
        "identity": JSON,
        "name": JSON,
        "functionVersion": JSON,
    },
)
LIKELY = st.fixed_dictionaries(
    {
        "sourceType": st.sampled_from(["ATTRIBUTE", "EXPRESSION"]),
        "source": PATHS | EXPRESSIONS,
        "destination": st.sampled_from(["_id", "person.name.firstName", "personalEmail.address", "x", "x[*].y"]),
    }
)
SETS = st.fixed_dictionaries(
    {"mappings": st.lists(LIKELY, max_size=3) | st.lists(MAPPINGS, max_size=3) | JSON},
    optional={
        "outputSchema": st.just({"schemaRef": {"id": SCHEMA}}) | JSON,
        "xdmSchema": st.just(SCHEMA) | JSON,
        "schemaRef": st.just({"id": SCHEMA, "contentType": "1.0"}) | JSON,
        "inputSchema": JSON,
        "name": JSON,
        "version": JSON,
        "status": JSON,
        "tags": JSON,
    },
)
ROWS = st.dictionaries(st.sampled_from(["a", "b", "c", "x y", "a.b"]), JSON, max_size=4)
VALID_SETS = st.fixed_dictionaries(
    {
        "mappings": st.lists(LIKELY, min_size=1, max_size=2),
        "outputSchema": st.just({"schemaRef": {"id": SCHEMA}}),
    }
)
OPEN_SETS = st.fixed_dictionaries({"mappings": st.lists(LIKELY, min_size=1, max_size=2)})
PREVIEWS = st.fixed_dictionaries(
    {"data": ROWS | st.lists(ROWS, max_size=3) | JSON, "mappingSet": VALID_SETS | OPEN_SETS | SETS}
)
SAMPLES = st.fixed_dictionaries(
    {"sampleData": st.sampled_from(['{"a": [1, null, {"b": "\\ud800"}]}', "[{}]", "NaN", "[[", "1e999"]) | JSON},
    optional={"sampleType": st.just("JSON") | JSON},
)
MAPPER_SCHEMAS = st.fixed_dictionaries(
    {},
    optional={
        "name": JSON,
        "jsonSchema": JSON,
        "sampleId": JSON,
        "schemaRef": st.just({"id": SCHEMA}) | st.fixed_dictionaries({"id": JSON, "contentType": JSON}),
    },
)
CALLS = [
    ("POST", "/mappingSets", VALID_SETS | SETS | JSON),
    ("PUT", "/mappingSets/{id}", VALID_SETS | SETS | JSON),
    ("POST", "/mappingSets/validate", VALID_SETS | SETS | JSON),
    ("POST", "/mappingSets/preview", PREVIEWS | JSON),
    ("POST", "/samples", SAMPLES | JSON),
    ("POST", "/schemas", MAPPER_SCHEMAS | JSON),
    ("POST", "/languages/el/validate", st.fixed_dictionaries({"expression": EXPRESSIONS | JSON}) | JSON),
]
NAMES = [f"{method} {path}" for method, path, _ in CALLS]


@pytest.fixture(scope="module")
def client() -> Any:
    """One emulator for all examples: what one leaves behind must not harm the next."""
    client = create_app(Settings(seed=1, rows=5)).test_client()
    client.environ_base.update(
        HTTP_AUTHORIZATION="Bearer anything",
        HTTP_X_API_KEY="test-client",
        HTTP_X_GW_IMS_ORG_ID="FUZZ@AdobeOrg",
        HTTP_X_SANDBOX_NAME="prod",
    )
    return client


@pytest.fixture(scope="module")
def schema_id(client: Any) -> str:
    xdm = "https://ns.adobe.com/xdm/context"
    parts = [{"$ref": f"{xdm}/profile{part}"} for part in ("", "-person-details", "-personal-details")]
    body = {"title": "People", "type": "object", "meta:class": f"{xdm}/profile", "allOf": parts}
    return str(client.post("/data/foundation/schemaregistry/tenant/schemas", json=body).json["$id"])


@pytest.fixture(scope="module")
def mapping_set_id(client: Any, schema_id: str) -> str:
    body = {"xdmSchema": schema_id, "mappings": []}
    return str(client.post(f"{BASE}/mappingSets", json=body).json["id"])


def check(client: Any, method: str, path: str, body: bytes) -> int:
    answer = client.open(BASE + path, method=method, data=body, content_type="application/json")
    assert answer.status_code < 500, (method, path, body, answer.data)
    if answer.status_code >= 400:
        assert answer.json["detail"]
    return int(answer.status_code)


@pytest.mark.parametrize(("method", "path", "bodies"), CALLS, ids=NAMES)
@given(data=st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_json(
    client: Any, schema_id: str, mapping_set_id: str, method: str, path: str, bodies: Any, data: st.DataObject
) -> None:
    body = orjson.dumps(data.draw(bodies)).replace(SCHEMA.encode(), schema_id.encode())
    status = check(client, method, path.format(id=mapping_set_id), body)
    event(f"{method} {path}: {status}")


@pytest.mark.parametrize(("method", "path", "bodies"), CALLS, ids=NAMES)
@given(body=st.binary(max_size=60))
@settings(max_examples=50, deadline=None)
def test_any_bytes(client: Any, mapping_set_id: str, method: str, path: str, bodies: Any, body: bytes) -> None:
    check(client, method, path.format(id=mapping_set_id), body)


@given(
    name=st.sampled_from(["limit", "start", "orderBy", "name", "property", "expandSchema", "version"]),
    value=st.text(max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_any_query(client: Any, mapping_set_id: str, name: str, value: str) -> None:
    for path in ("/mappingSets", f"/mappingSets/{mapping_set_id}"):
        answer = client.get(BASE + path, query_string={name: value})
        assert answer.status_code < 500, (path, name, value)


def test_what_was_stored_can_still_be_read(client: Any, mapping_set_id: str) -> None:
    start = 0
    while page := client.get(f"{BASE}/mappingSets?limit=1000&start={start}&expandSchema=true").json["data"]:
        start += len(page)
    assert start >= 1
