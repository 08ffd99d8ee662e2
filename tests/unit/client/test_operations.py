"""Every operation: the request it sends, and that it never waits without a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aep_client import AEPClient
from aep_client.schema_registry import RAW

ID = "https://ns.adobe.com/t/schemas/1"
QUOTED = "https%3A%2F%2Fns.adobe.com%2Ft%2Fschemas%2F1"
FLOW, REGISTRY = "/data/foundation/flowservice", "/data/foundation/schemaregistry"
CATALOG, PREP, EXPORT = "/data/foundation/catalog", "/data/foundation/conversion", "/data/foundation/export"
BODY = {"name": "n"}
PATCH = [{"op": "add", "path": "/name", "value": "n"}]

Operation = tuple[Callable[[AEPClient], Any], str, str, dict[str, list[str]], Any, Any, Any]
"""Call; method, path, query and body it sends; what is answered; what the call returns."""


def flow_service_collection(name: str, path: str) -> list[Operation]:
    """The five operations of the collections that can be changed."""

    def of(aep: AEPClient) -> Any:
        return getattr(aep.flow_service, name)

    return [
        (lambda aep: list(of(aep).list()), "GET", path, {}, None, {"items": [BODY]}, [BODY]),
        (lambda aep: of(aep).get("i"), "GET", f"{path}/i", {}, None, {"items": [BODY]}, BODY),
        (lambda aep: of(aep).create(BODY), "POST", path, {}, BODY, {"id": "i", "etag": "e"}, {"id": "i", "etag": "e"}),
        (lambda aep: of(aep).update("i", PATCH, etag="e"), "PATCH", f"{path}/i", {}, PATCH, {"id": "i"}, {"id": "i"}),
        (lambda aep: of(aep).delete("i"), "DELETE", f"{path}/i", {}, None, None, None),
    ]


def readable(name: str, path: str) -> list[Operation]:
    def of(aep: AEPClient) -> Any:
        return getattr(aep.flow_service, name)

    return [
        (lambda aep: list(of(aep).list()), "GET", path, {}, None, {"items": []}, []),
        (lambda aep: of(aep).get("i"), "GET", f"{path}/i", {}, None, {"items": [BODY]}, BODY),
        (lambda aep: of(aep).get("i"), "GET", f"{path}/i", {}, None, BODY, BODY),
    ]


def registry_collection(name: str, path: str) -> list[Operation]:
    def of(aep: AEPClient) -> Any:
        return getattr(aep.schema_registry, name)

    tenant = f"{REGISTRY}/tenant/{path}"
    by_title = {"orderby": ["title"]}
    return [
        (lambda aep: list(of(aep).list()), "GET", tenant, by_title, None, {"results": [BODY]}, [BODY]),
        (lambda aep: of(aep).get(ID), "GET", f"{tenant}/{QUOTED}", {}, None, BODY, BODY),
        (lambda aep: of(aep).get("a", container="global"), "GET", f"{REGISTRY}/global/{path}/a", {}, None, BODY, BODY),
        (lambda aep: of(aep).create(BODY), "POST", tenant, {}, BODY, BODY, BODY),
        (lambda aep: of(aep).replace(ID, BODY), "PUT", f"{tenant}/{QUOTED}", {}, BODY, BODY, BODY),
        (lambda aep: of(aep).update(ID, PATCH), "PATCH", f"{tenant}/{QUOTED}", {}, PATCH, BODY, BODY),
        (lambda aep: of(aep).delete(ID), "DELETE", f"{tenant}/{QUOTED}", {}, None, None, None),
    ]


DESCRIPTORS = f"{REGISTRY}/tenant/descriptors"
FIRST_PAGE = {"limit": ["100"], "start": ["0"]}

OPERATIONS: list[Operation] = [
    *flow_service_collection("connections", f"{FLOW}/connections"),
    *flow_service_collection("source_connections", f"{FLOW}/sourceConnections"),
    *flow_service_collection("target_connections", f"{FLOW}/targetConnections"),
    *flow_service_collection("flows", f"{FLOW}/flows"),
    *readable("runs", f"{FLOW}/runs"),
    *readable("connection_specs", f"{FLOW}/connectionSpecs"),
    *readable("flow_specs", f"{FLOW}/flowSpecs"),
    (
        lambda aep: aep.flow_service.connections.test("i"),
        "GET",
        f"{FLOW}/connections/i/test",
        {},
        None,
        {"result": True},
        True,
    ),
    (
        lambda aep: aep.flow_service.connections.explore("i", "root"),
        "GET",
        f"{FLOW}/connections/i/explore",
        {"objectType": ["root"]},
        None,
        [BODY],
        [BODY],
    ),
    (
        lambda aep: aep.flow_service.connections.explore("i", "file", "a b.csv", preview=True, fileType="delimited"),
        "GET",
        f"{FLOW}/connections/i/explore",
        {"objectType": ["file"], "object": ["a b.csv"], "preview": ["true"], "fileType": ["delimited"]},
        None,
        {"format": "flat"},
        {"format": "flat"},
    ),
    *registry_collection("schemas", "schemas"),
    *registry_collection("classes", "classes"),
    *registry_collection("field_groups", "fieldgroups"),
    *registry_collection("data_types", "datatypes"),
    (
        lambda aep: list(aep.schema_registry.descriptors.list(property="@type==x")),
        "GET",
        DESCRIPTORS,
        {"orderby": ["@id"], "property": ["@type==x"]},
        None,
        {"results": [BODY]},
        [BODY],
    ),
    (lambda aep: aep.schema_registry.descriptors.get("i"), "GET", f"{DESCRIPTORS}/i", {}, None, BODY, BODY),
    (lambda aep: aep.schema_registry.descriptors.create(BODY), "POST", DESCRIPTORS, {}, BODY, BODY, BODY),
    (lambda aep: aep.schema_registry.descriptors.replace("i", BODY), "PUT", f"{DESCRIPTORS}/i", {}, BODY, BODY, BODY),
    (lambda aep: aep.schema_registry.descriptors.delete("i"), "DELETE", f"{DESCRIPTORS}/i", {}, None, None, None),
    (lambda aep: aep.schema_registry.stats(), "GET", f"{REGISTRY}/stats", {}, None, BODY, BODY),
    (
        lambda aep: list(aep.catalog.datasets.list()),
        "GET",
        f"{CATALOG}/dataSets",
        FIRST_PAGE,
        None,
        {"i": BODY},
        [{"id": "i", **BODY}],
    ),
    (
        lambda aep: aep.catalog.datasets.get("i"),
        "GET",
        f"{CATALOG}/dataSets/i",
        {},
        None,
        {"i": BODY},
        {"id": "i", **BODY},
    ),
    (
        lambda aep: aep.catalog.datasets.create(BODY),
        "POST",
        f"{CATALOG}/dataSets",
        {},
        BODY,
        ["@/dataSets/i"],
        "i",
    ),
    (
        lambda aep: aep.catalog.datasets.replace("i", BODY),
        "PUT",
        f"{CATALOG}/dataSets/i",
        {},
        BODY,
        ["@/dataSets/i"],
        None,
    ),
    (
        lambda aep: aep.catalog.datasets.update("i", BODY),
        "PATCH",
        f"{CATALOG}/dataSets/i",
        {},
        BODY,
        ["@/dataSets/i"],
        None,
    ),
    (lambda aep: aep.catalog.datasets.delete("i"), "DELETE", f"{CATALOG}/dataSets/i", {}, None, ["@/dataSets/i"], None),
    (
        lambda aep: list(aep.catalog.batches.list(dataSet="d")),
        "GET",
        f"{CATALOG}/batches",
        {**FIRST_PAGE, "dataSet": ["d"]},
        None,
        {},
        [],
    ),
    (
        lambda aep: aep.catalog.batches.get("i"),
        "GET",
        f"{CATALOG}/batches/i",
        {},
        None,
        {"i": {"status": "success"}},
        {"id": "i", "status": "success"},
    ),
    (
        lambda aep: list(aep.data_prep.mapping_sets.list(name="n", limit=3)),
        "GET",
        f"{PREP}/mappingSets",
        {"name": ["n"], "limit": ["3"], "start": ["0"]},
        None,
        {"data": [BODY]},
        [BODY],
    ),
    (lambda aep: aep.data_prep.mapping_sets.get("i"), "GET", f"{PREP}/mappingSets/i", {}, None, BODY, BODY),
    (
        lambda aep: aep.data_prep.mapping_sets.get("i", version=0),
        "GET",
        f"{PREP}/mappingSets/i",
        {"version": ["0"]},
        None,
        BODY,
        BODY,
    ),
    (lambda aep: aep.data_prep.mapping_sets.create(BODY), "POST", f"{PREP}/mappingSets", {}, BODY, BODY, BODY),
    (lambda aep: aep.data_prep.mapping_sets.replace("i", BODY), "PUT", f"{PREP}/mappingSets/i", {}, BODY, BODY, BODY),
    (lambda aep: aep.data_prep.mapping_sets.delete("i"), "DELETE", f"{PREP}/mappingSets/i", {}, None, None, None),
    (
        lambda aep: aep.data_prep.mapping_sets.validate(BODY),
        "POST",
        f"{PREP}/mappingSets/validate",
        {},
        BODY,
        {"validationResponse": []},
        {"validationResponse": []},
    ),
    (
        lambda aep: aep.data_prep.mapping_sets.preview([{"a": 1}], BODY),
        "POST",
        f"{PREP}/mappingSets/preview",
        {},
        {"data": [{"a": 1}], "mappingSet": BODY},
        [],
        [],
    ),
    (
        lambda aep: list(aep.data_access.batch_files("i")),
        "GET",
        f"{EXPORT}/batches/i/files",
        FIRST_PAGE,
        None,
        {"data": [BODY]},
        [BODY],
    ),
    (
        lambda aep: list(aep.data_access.file_parts("i-1")),
        "GET",
        f"{EXPORT}/files/i-1",
        FIRST_PAGE,
        None,
        {"data": [BODY]},
        [BODY],
    ),
    (
        lambda aep: aep.data_access.download("i-1", "a/b.parquet"),
        "GET",
        f"{EXPORT}/files/i-1",
        {"path": ["a/b.parquet"]},
        None,
        b"PAR1",
        b"PAR1",
    ),
    (
        lambda aep: aep.data_access.preview("i"),
        "GET",
        f"{EXPORT}/datasets/i/preview",
        {},
        None,
        {"data": [BODY]},
        [BODY],
    ),
]


@pytest.mark.parametrize(
    "operation",
    OPERATIONS,
    ids=[f"{number}-{op[1]}-{op[2].rpartition('/data/foundation')[2]}" for number, op in enumerate(OPERATIONS)],
)
def test_an_operation_sends_its_request_and_returns_what_matters(
    make_client: Callable[..., AEPClient], server: Any, operation: Operation
) -> None:
    call, method, path, query, body, answer, returned = operation
    server.answers(answer, 204 if answer is None else 200)
    assert call(make_client(timeout=12.5)) == returned
    (sent,) = server.calls
    assert (sent.method, sent.path, sent.query) == (method, path, query)
    assert (sent.json if sent.body else None) == body
    assert sent.headers.get("Content-Type") == (None if body is None else "application/json")
    assert sent.timeout == 12.5
    assert [call.timeout for call in server.token_calls] == [12.5]


def test_the_sessions_default_limit_is_a_minute(client: AEPClient, server: Any) -> None:
    server.answers({})
    client.schema_registry.stats()
    assert {call.timeout for call in (*server.calls, *server.token_calls)} == {60}


def test_look_ups_in_the_registry_name_a_form_with_its_version(client: AEPClient, server: Any) -> None:
    server.answers({}).answers({})
    client.schema_registry.schemas.get("a")
    client.schema_registry.schemas.get("a", accept=RAW)
    assert [call.headers["Accept"] for call in server.calls] == [
        "application/vnd.adobe.xed-full+json; version=1",
        "application/vnd.adobe.xed+json; version=1",
    ]


def test_a_list_of_ids_is_a_form_of_its_own(client: AEPClient, server: Any) -> None:
    server.answers({"results": []})
    list(client.schema_registry.schemas.list(ids_only=True))
    assert server.calls[0].headers["Accept"] == "application/vnd.adobe.xed-id+json"
