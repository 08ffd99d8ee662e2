"""Every operation: the request it sends, that it never waits without a limit, and that none is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import pytest
from werkzeug.exceptions import HTTPException

from aep_client import AEPClient
from aep_emulator.admin.coverage import coverage
from aep_emulator.app import create_app

ID = "https://ns.adobe.com/t/schemas/1"
QUOTED = "https%3A%2F%2Fns.adobe.com%2Ft%2Fschemas%2F1"
FLOW, REGISTRY = "/data/foundation/flowservice", "/data/foundation/schemaregistry"
CATALOG, PREP, EXPORT = "/data/foundation/catalog", "/data/foundation/conversion", "/data/foundation/export"
IMPORT, SANDBOXES = "/data/foundation/import/batches", "/data/foundation/sandbox-management"
ZONE = "/data/foundation/connectors/landingzone"
EXIM = "/data/foundation/exim"
INSIGHTS = "/data/infrastructure/observability/insights"
PAGE = "limit=100&start=0"
BODY = {"name": "n"}
PATCH = [{"op": "add", "path": "/name", "value": "n"}]
REFERENCE = {"id": "i", "etag": "e"}
ITEMS, RESULTS, DATA = {"items": [BODY]}, {"results": [BODY]}, {"data": [BODY]}
OBJECTS = {"object": [BODY]}
BYTES = "application/octet-stream"
PLACE = {"name": "s", "imsOrgId": "ORG@AdobeOrg"}


@dataclass(frozen=True)
class Operation:
    """A call, the request it sends, what that is answered and what the call returns."""

    call: Callable[[AEPClient], Any]
    method: str
    path: str
    query: str
    body: Any
    answer: Any
    returned: Any
    content_type: str | None


def op(
    call: Callable[[AEPClient], Any],
    request: str,
    body: Any = None,
    *,
    answer: Any = BODY,
    returned: Any = ...,
    content_type: str = "application/json",
) -> Operation:
    """An operation that, unless said otherwise, returns what it is answered. `request` is `METHOD path?query`."""
    method, _, target = request.partition(" ")
    path, _, query = target.partition("?")
    shown = answer if returned is ... else returned
    return Operation(call, method, path, query, body, answer, shown, None if body is None else content_type)


def flow_service(name: str) -> list[Operation]:
    """Flow Service's collections that can be changed."""
    path = f"{FLOW}/{name}"

    def of(aep: AEPClient) -> Any:
        return getattr(aep.flow_service, re.sub("[A-Z]", lambda upper: f"_{upper[0].lower()}", name))

    return [
        op(lambda aep: list(of(aep).list()), f"GET {path}", answer=ITEMS, returned=[BODY]),
        op(
            lambda aep: of(aep).count(property="a==b"),
            f"GET {path}?property=a%3D%3Db&count=true",
            answer={"count": 3},
            returned=3,
        ),
        op(lambda aep: of(aep).get("i"), f"GET {path}/i", answer=ITEMS, returned=BODY),
        op(lambda aep: of(aep).create(BODY), f"POST {path}", BODY, answer=REFERENCE),
        op(lambda aep: of(aep).create(BODY, draft=True), f"POST {path}?mode=draft", BODY, answer=REFERENCE),
        op(lambda aep: of(aep).update("i", PATCH, etag="e"), f"PATCH {path}/i", PATCH, answer=REFERENCE),
        op(lambda aep: of(aep).delete("i"), f"DELETE {path}/i", answer=None),
        op(lambda aep: of(aep).publish("i"), f"POST {path}/i/action?op=publish", answer=REFERENCE),
        op(
            lambda aep: of(aep).act("i", "finalize", sub_ops=["apply", "progress"], body=BODY),
            f"POST {path}/i/action?op=finalize&subOp=apply&subOp=progress",
            BODY,
            answer=REFERENCE,
        ),
    ]


def search(name: str, path: str) -> list[Operation]:
    asked = {
        "queryString": "property=a==b",
        "orderby": "-n",
        "limit": 3,
        "projectionFields": "a",
        "groupByProperty": "b",
    }

    def of(aep: AEPClient) -> Any:
        return getattr(aep.flow_service, name)

    return [
        op(lambda aep: list(of(aep).search()), f"POST {FLOW}/{path}/search", {}, answer=ITEMS, returned=[BODY]),
        op(
            lambda aep: list(of(aep).search("property=a==b", orderby="-n", limit=3, fields="a", group_by="b")),
            f"POST {FLOW}/{path}/search",
            asked,
            answer=ITEMS,
            returned=[BODY],
        ),
    ]


def specs(name: str, path: str) -> list[Operation]:
    def of(aep: AEPClient) -> Any:
        return getattr(aep.flow_service, name)

    return [
        op(lambda aep: list(of(aep).list()), f"GET {FLOW}/{path}", answer={"items": []}, returned=[]),
        op(lambda aep: of(aep).get("i"), f"GET {FLOW}/{path}/i", answer=ITEMS, returned=BODY),
        op(lambda aep: of(aep).get("i"), f"GET {FLOW}/{path}/i"),
        op(lambda aep: of(aep).create(BODY), f"POST {FLOW}/{path}", BODY),
        op(lambda aep: of(aep).replace("i", BODY), f"PUT {FLOW}/{path}/i", BODY),
    ]


def explore(name: str, path: str) -> list[Operation]:
    path = f"{FLOW}/{path}/i/explore"
    how = {"file_type": "delimited", "column_delimiter": ";", "compression_type": "gzip", "encoding": "UTF-8"}
    written = "fileType=delimited&columnDelimiter=%3B&compressionType=gzip&encoding=UTF-8"

    def of(aep: AEPClient) -> Any:
        return getattr(aep.flow_service, name)

    return [
        op(lambda aep: of(aep).explore("i", "root"), f"GET {path}?objectType=root", answer=[BODY]),
        op(
            lambda aep: of(aep).explore("i", "file", "a b.csv", preview=True, **how),
            f"GET {path}?objectType=file&object=a+b.csv&preview=true&{written}",
        ),
        op(
            lambda aep: of(aep).explore("i", "file", "a", determine_properties=True),
            f"GET {path}?objectType=file&object=a&determineProperties=true",
        ),
        op(
            lambda aep: of(aep).explore("i", "rest", "json", source_params={"a": 1}, filters={"b": 2}),
            f"GET {path}?objectType=rest&object=json&sourceParams=eyJhIjogMX0%3D&filters=eyJiIjogMn0%3D",
        ),
    ]


def registry(name: str, kind: str) -> list[Operation]:
    """Schema Registry's collections that can be changed."""
    tenant = f"{REGISTRY}/tenant/{kind}"

    def of(aep: AEPClient) -> Any:
        return getattr(aep.schema_registry, name)

    return [
        op(lambda aep: list(of(aep).list()), f"GET {tenant}?orderby=title", answer=RESULTS, returned=[BODY]),
        op(lambda aep: of(aep).get(ID), f"GET {tenant}/{QUOTED}"),
        op(lambda aep: of(aep).get("a", container="global"), f"GET {REGISTRY}/global/{kind}/a"),
        op(lambda aep: of(aep).create(BODY), f"POST {tenant}", BODY),
        op(lambda aep: of(aep).replace(ID, BODY), f"PUT {tenant}/{QUOTED}", BODY),
        op(lambda aep: of(aep).update(ID, PATCH), f"PATCH {tenant}/{QUOTED}", PATCH),
        op(lambda aep: of(aep).delete(ID), f"DELETE {tenant}/{QUOTED}", answer=None),
    ]


def catalog_reading(name: str, kind: str) -> list[Operation]:
    path = f"{CATALOG}/{kind}"

    def of(aep: AEPClient) -> Any:
        return getattr(aep.catalog, name)

    found, carried = {"i": BODY}, {"id": "i", **BODY}
    return [
        op(lambda aep: list(of(aep).list(a="b")), f"GET {path}?a=b&{PAGE}", answer=found, returned=[carried]),
        op(lambda aep: of(aep).get("i"), f"GET {path}/i", answer=found, returned=carried),
        op(lambda aep: of(aep).get_many(["i", "j"]), f"GET {path}/i,j", answer=found, returned=[carried]),
        op(
            lambda aep: of(aep).get("i", properties="a,b"),
            f"GET {path}/i?properties=a%2Cb",
            answer=found,
            returned=carried,
        ),
    ]


def catalog_writing(name: str, kind: str) -> list[Operation]:
    path, made = f"{CATALOG}/{kind}", [f"@/{kind}/i"]

    def of(aep: AEPClient) -> Any:
        return getattr(aep.catalog, name)

    return [
        op(lambda aep: of(aep).create(BODY), f"POST {path}", BODY, answer=made, returned="i"),
        op(lambda aep: of(aep).validate(BODY), f"POST {path}", BODY, answer=[], returned=None),
        op(lambda aep: of(aep).replace("i", BODY), f"PUT {path}/i", BODY, answer=made, returned=None),
        op(lambda aep: of(aep).update("i", BODY), f"PATCH {path}/i", BODY, answer=made, returned=None),
        op(lambda aep: of(aep).delete("i"), f"DELETE {path}/i", answer=made, returned=None),
    ]


def library(name: str) -> list[Operation]:
    """Data Prep's samples and schemas."""
    path = f"{PREP}/{name}"

    def of(aep: AEPClient) -> Any:
        return getattr(aep.data_prep, name)

    return [
        op(lambda aep: list(of(aep).list()), f"GET {path}?{PAGE}", answer=DATA, returned=[BODY]),
        op(lambda aep: of(aep).get("i"), f"GET {path}/i"),
        op(lambda aep: of(aep).create(BODY), f"POST {path}", BODY),
        op(lambda aep: of(aep).upload(b"{}"), f"POST {path}/upload", ..., content_type="multipart/form-data"),
    ]


DESCRIPTORS, BEHAVIORS, UNIONS = (
    f"{REGISTRY}/{path}" for path in ("tenant/descriptors", "global/behaviors", "tenant/unions")
)
RPC = f"{REGISTRY}/rpc"
CONFIGS = {"items": [{"columnName": "a", "columnType": "string"}]}
FILE = f"{IMPORT}/b/datasets/d/files"
LANGUAGE = f"{PREP}/languages/el"

OPERATIONS: list[Operation] = [
    *(
        operation
        for kind in ("connections", "sourceConnections", "targetConnections", "flows")
        for operation in flow_service(kind)
    ),
    *search("connections", "connections"),
    *search("flows", "flows"),
    *search("flow_specs", "flowSpecs"),
    *specs("connection_specs", "connectionSpecs"),
    *specs("flow_specs", "flowSpecs"),
    *explore("connections", "connections"),
    *explore("connection_specs", "connectionSpecs"),
    op(
        lambda aep: aep.flow_service.connections.test("i"),
        f"GET {FLOW}/connections/i/test",
        answer={"result": True},
        returned=True,
    ),
    op(
        lambda aep: aep.flow_service.connections.configs("i", "T"),
        f"GET {FLOW}/connections/i/configs?object=T",
        answer=CONFIGS,
        returned=CONFIGS["items"],
    ),
    op(
        lambda aep: aep.flow_service.connection_specs.configs("i"),
        f"GET {FLOW}/connectionSpecs/i/configs",
        answer=CONFIGS,
        returned=CONFIGS["items"],
    ),
    op(
        lambda aep: list(aep.flow_service.connection_specs.datasets("i")),
        f"GET {FLOW}/connectionSpecs/i/configs?outputType=activationDatasets&outputField=datasets&{PAGE}",
        answer={"items": [BODY], "pageInfo": {"hasNext": False}},
        returned=[BODY],
    ),
    op(lambda aep: aep.flow_service.flows.enable("i"), f"POST {FLOW}/flows/i/action?op=enable", answer=REFERENCE),
    op(lambda aep: aep.flow_service.flows.disable("i"), f"POST {FLOW}/flows/i/action?op=disable", answer=REFERENCE),
    op(
        lambda aep: list(aep.flow_service.flows.runs("i", orderby="-createdAt")),
        f"GET {FLOW}/flows/i/runs?orderby=-createdAt",
        answer=ITEMS,
        returned=[BODY],
    ),
    op(lambda aep: list(aep.flow_service.runs.list()), f"GET {FLOW}/runs", answer=ITEMS, returned=[BODY]),
    op(lambda aep: aep.flow_service.runs.get("i"), f"GET {FLOW}/runs/i", answer=ITEMS, returned=BODY),
    op(lambda aep: aep.flow_service.runs.create("f"), f"POST {FLOW}/runs", {"flowId": "f"}, answer=REFERENCE),
    op(
        lambda aep: aep.flow_service.runs.create("f", {"startTime": 1}),
        f"POST {FLOW}/runs",
        {"flowId": "f", "params": {"startTime": 1}},
        answer={"items": [REFERENCE]},
        returned=REFERENCE,
    ),
    op(lambda aep: aep.flow_service.runs.replace("i", BODY, etag="e"), f"PUT {FLOW}/runs/i", BODY),
    op(lambda aep: aep.flow_service.runs.re_trigger("i"), f"POST {FLOW}/runs/i/action?op=RE_TRIGGER"),
    op(lambda aep: aep.flow_service.landing_zone.container(), f"GET {ZONE}?type=user_drop_zone"),
    op(lambda aep: aep.flow_service.landing_zone.credentials(), f"GET {ZONE}/credentials?type=user_drop_zone"),
    op(
        lambda aep: aep.flow_service.landing_zone.refresh("dlz_destination"),
        f"POST {ZONE}/credentials?type=dlz_destination&action=refresh",
    ),
    *registry("schemas", "schemas"),
    *registry("classes", "classes"),
    *registry("field_groups", "fieldgroups"),
    *registry("mixins", "mixins"),
    *registry("data_types", "datatypes"),
    op(
        lambda aep: list(aep.schema_registry.behaviors.list()),
        f"GET {BEHAVIORS}?orderby=title",
        answer=RESULTS,
        returned=[BODY],
    ),
    op(lambda aep: aep.schema_registry.behaviors.get("a"), f"GET {BEHAVIORS}/a"),
    op(
        lambda aep: list(aep.schema_registry.unions.list()),
        f"GET {UNIONS}?orderby=title",
        answer=RESULTS,
        returned=[BODY],
    ),
    op(lambda aep: aep.schema_registry.unions.get(ID), f"GET {UNIONS}/{QUOTED}"),
    op(
        lambda aep: list(aep.schema_registry.descriptors.list(property="@type==x")),
        f"GET {DESCRIPTORS}?orderby=%40id&property=%40type%3D%3Dx",
        answer=RESULTS,
        returned=[BODY],
    ),
    op(lambda aep: aep.schema_registry.descriptors.get("i"), f"GET {DESCRIPTORS}/i"),
    op(lambda aep: aep.schema_registry.descriptors.create(BODY), f"POST {DESCRIPTORS}", BODY),
    op(lambda aep: aep.schema_registry.descriptors.replace("i", BODY), f"PUT {DESCRIPTORS}/i", BODY),
    op(lambda aep: aep.schema_registry.descriptors.delete("i"), f"DELETE {DESCRIPTORS}/i", answer=None),
    op(lambda aep: aep.schema_registry.stats(), f"GET {REGISTRY}/stats"),
    op(lambda aep: aep.schema_registry.export(ID), f"GET {RPC}/export/{QUOTED}", answer=[BODY]),
    op(lambda aep: aep.schema_registry.import_([BODY]), f"POST {RPC}/import", [BODY], answer=[BODY]),
    op(lambda aep: aep.schema_registry.sample("a"), f"GET {RPC}/sampledata/a"),
    op(lambda aep: aep.schema_registry.audit_log("a"), f"GET {RPC}/auditlog/a", answer=[BODY]),
    *catalog_reading("datasets", "dataSets"),
    *catalog_reading("batches", "batches"),
    *catalog_reading("dataset_files", "dataSetFiles"),
    *catalog_reading("dataset_views", "dataSetViews"),
    *catalog_reading("accounts", "accounts"),
    *catalog_reading("connections", "connections"),
    *catalog_reading("connectors", "connectors"),
    *catalog_writing("datasets", "dataSets"),
    *catalog_writing("batches", "batches"),
    *catalog_writing("dataset_views", "dataSetViews"),
    op(
        lambda aep: list(aep.catalog.last_batches.list()),
        f"GET {CATALOG}/lastBatches?{PAGE}",
        answer={"d": BODY},
        returned=[{"id": "d", **BODY}],
    ),
    op(
        lambda aep: aep.catalog.batches.create_with_id("i", BODY),
        f"POST {CATALOG}/batches/i",
        BODY,
        answer=["@/batches/i"],
        returned="i",
    ),
    op(
        lambda aep: aep.catalog.batches.unique_values("status", dataSet="d"),
        f"GET {CATALOG}/batches/uniques/status?dataSet=d",
        answer=["success"],
    ),
    op(
        lambda aep: aep.catalog.datasets.merge("i", BODY),
        f"PATCH {CATALOG}/v2/dataSets/i",
        BODY,
        answer=["@/dataSets/i"],
        returned=None,
    ),
    op(
        lambda aep: list(aep.catalog.datasets.views("i")),
        f"GET {CATALOG}/dataSets/i/views?{PAGE}",
        answer={"v": BODY},
        returned=[{"id": "v", **BODY}],
    ),
    op(lambda aep: aep.catalog.datasets.row_expiration("i"), f"GET {CATALOG}/ttl/i"),
    op(lambda aep: aep.catalog.datasets.credentials("i"), f"GET {CATALOG}/dataSets/i/credentials"),
    op(
        lambda aep: aep.catalog.datasets.credentials("i", batch_id="b"),
        f"GET {CATALOG}/dataSets/i/credentials?batchId=b",
    ),
    op(lambda aep: aep.catalog.resources(), f"GET {CATALOG}/"),
    op(lambda aep: aep.catalog.multi([BODY]), f"POST {CATALOG}/", [BODY], answer=[BODY]),
    op(lambda aep: aep.catalog.tags("a/b"), f"GET {CATALOG}/tags/a%2Fb"),
    op(
        lambda aep: list(aep.data_prep.mapping_sets.list(name="n", limit=3)),
        f"GET {PREP}/mappingSets?name=n&limit=3&start=0",
        answer=DATA,
        returned=[BODY],
    ),
    op(lambda aep: aep.data_prep.mapping_sets.get("i"), f"GET {PREP}/mappingSets/i"),
    op(lambda aep: aep.data_prep.mapping_sets.get("i", version=0), f"GET {PREP}/mappingSets/i?version=0"),
    op(lambda aep: aep.data_prep.mapping_sets.create(BODY), f"POST {PREP}/mappingSets", BODY),
    op(lambda aep: aep.data_prep.mapping_sets.replace("i", BODY), f"PUT {PREP}/mappingSets/i", BODY),
    op(lambda aep: aep.data_prep.mapping_sets.delete("i"), f"DELETE {PREP}/mappingSets/i", answer=None),
    op(lambda aep: aep.data_prep.mapping_sets.mappings("i"), f"GET {PREP}/mappingSets/i/mappings", answer=[BODY]),
    op(lambda aep: aep.data_prep.mapping_sets.mapping("i", "m"), f"GET {PREP}/mappingSets/i/mappings/m"),
    op(lambda aep: aep.data_prep.mapping_sets.validate(BODY), f"POST {PREP}/mappingSets/validate", BODY),
    op(
        lambda aep: aep.data_prep.mapping_sets.preview([{"a": 1}], BODY),
        f"POST {PREP}/mappingSets/preview",
        {"data": [{"a": 1}], "mappingSet": BODY},
        answer=[BODY],
    ),
    op(lambda aep: aep.data_prep.expressions.validate("a"), f"POST {LANGUAGE}/validate", {"expression": "a"}),
    op(lambda aep: aep.data_prep.expressions.functions(), f"GET {LANGUAGE}/functions", answer=[BODY]),
    op(lambda aep: aep.data_prep.expressions.operators(), f"GET {LANGUAGE}/operators", answer=[BODY]),
    *(operation for name in ("samples", "schemas") for operation in library(name)),
    op(lambda aep: aep.data_prep.samples.replace("i", BODY), f"PUT {PREP}/samples/i", BODY),
    op(
        lambda aep: aep.batch_ingestion.create("d"),
        f"POST {IMPORT}",
        {"datasetId": "d", "inputFormat": {"format": "json"}},
    ),
    op(
        lambda aep: aep.batch_ingestion.create("d", format="csv", enableErrorDiagnostics=True),
        f"POST {IMPORT}",
        {"datasetId": "d", "inputFormat": {"format": "csv"}, "enableErrorDiagnostics": True},
    ),
    op(
        lambda aep: aep.batch_ingestion.put("b", "d", "a/b c.json", b"{}"),
        f"PUT {FILE}/a/b%20c.json",
        b"{}",
        answer=None,
        content_type=BYTES,
    ),
    op(
        lambda aep: aep.batch_ingestion.put_part("b", "d", "f", b"xyz", start=5, total=8),
        f"PATCH {FILE}/f",
        b"xyz",
        answer=None,
        content_type=BYTES,
    ),
    op(lambda aep: aep.batch_ingestion.initialize("b", "d", "f"), f"POST {FILE}/f?action=INITIALIZE", answer=None),
    op(lambda aep: aep.batch_ingestion.finish("b", "d", "f"), f"POST {FILE}/f?action=COMPLETE", answer=None),
    op(lambda aep: aep.batch_ingestion.arrived("b", "d", "f"), f"HEAD {FILE}/f", answer=None),
    op(
        lambda aep: aep.batch_ingestion.preview("b", "d", format="csv", nrow=3),
        f"GET {IMPORT}/b/datasets/d/preview?format=csv&nrow=3",
    ),
    *(
        op(
            lambda aep, name=name: getattr(aep.batch_ingestion, name)("b"),
            f"POST {IMPORT}/b?action={name.upper()}",
            answer=None,
        )
        for name in ("complete", "abort", "fail", "revert")
    ),
    op(
        lambda aep: list(aep.data_access.batch_files("i")),
        f"GET {EXPORT}/batches/i/files?{PAGE}",
        answer=DATA,
        returned=[BODY],
    ),
    op(
        lambda aep: list(aep.data_access.file_parts("i-1")),
        f"GET {EXPORT}/files/i-1?{PAGE}",
        answer=DATA,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.data_access.size("i-1", "a/b"),
        f"HEAD {EXPORT}/files/i-1?path=a%2Fb",
        answer=b"PAR1",
        returned=4,
    ),
    op(lambda aep: aep.data_access.download("i-1", "a/b"), f"GET {EXPORT}/files/i-1?path=a%2Fb", answer=b"PAR1"),
    op(lambda aep: aep.data_access.preview("i"), f"GET {EXPORT}/datasets/i/preview", answer=DATA, returned=[BODY]),
    op(
        lambda aep: list(aep.data_access.failed_files("i")),
        f"GET {EXPORT}/batches/i/failed?{PAGE}",
        answer=DATA,
        returned=[BODY],
    ),
    op(
        lambda aep: list(aep.data_access.stream_failed("i", "f")),
        f"GET {EXPORT}/batches/i/failed?path=f",
        answer=b"{}",
        returned=[b"{}"],
    ),
    op(
        lambda aep: list(aep.data_access.meta_files("i", "row_errors")),
        f"GET {EXPORT}/batches/i/meta?path=row_errors&{PAGE}",
        answer=DATA,
        returned=[BODY],
    ),
    op(
        lambda aep: list(aep.data_access.stream_meta("i", "row_errors/f")),
        f"GET {EXPORT}/batches/i/meta?path=row_errors%2Ff",
        answer=b"{}",
        returned=[b"{}"],
    ),
    op(
        lambda aep: aep.observability.metrics([BODY], start="s", end="e", granularity="DAY"),
        f"POST {INSIGHTS}/metrics",
        {"start": "s", "end": "e", "metrics": [BODY], "granularity": "DAY"},
        answer={"metricResponses": [BODY]},
        returned=[BODY],
    ),
    op(
        lambda aep: aep.observability.metrics(iter([BODY]), start="s", end="e"),
        f"POST {INSIGHTS}/metrics",
        {"start": "s", "end": "e", "metrics": [BODY]},
        answer={"metricResponses": [BODY]},
        returned=[BODY],
    ),
    op(lambda aep: aep.observability.metrics_v1("a"), f"GET {INSIGHTS}/metrics?metric=a"),
    op(
        lambda aep: aep.observability.metrics_v1("a", "b", id="i", date_range="s/e"),
        f"GET {INSIGHTS}/metrics?metric=a&metric=b&id=i&dateRange=s%2Fe",
    ),
    *(
        op(call, f"GET {SANDBOXES}/{path}?limit=50&offset=0", answer={"sandboxes": [BODY]}, returned=[BODY])
        for call, path in (
            (lambda aep: list(aep.sandboxes.list()), "sandboxes"),
            (lambda aep: list(aep.sandboxes.active()), ""),
        )
    ),
    op(
        lambda aep: aep.sandboxes.types(),
        f"GET {SANDBOXES}/sandboxTypes",
        answer={"sandboxTypes": ["development"]},
        returned=["development"],
    ),
    op(lambda aep: aep.sandboxes.get("s"), f"GET {SANDBOXES}/sandboxes/s"),
    op(
        lambda aep: aep.sandboxes.create("s", "S"),
        f"POST {SANDBOXES}/sandboxes",
        {"name": "s", "title": "S", "type": "development"},
    ),
    op(lambda aep: aep.sandboxes.rename("s", "S"), f"PATCH {SANDBOXES}/sandboxes/s", {"title": "S"}),
    op(lambda aep: aep.sandboxes.reset("s"), f"PUT {SANDBOXES}/sandboxes/s", {"action": "reset"}),
    op(
        lambda aep: aep.sandboxes.reset("s", validation_only=True),
        f"PUT {SANDBOXES}/sandboxes/s?validationOnly=true",
        {"action": "reset"},
    ),
    op(
        lambda aep: aep.sandboxes.delete("s", ignore_warnings=True),
        f"DELETE {SANDBOXES}/sandboxes/s?ignoreWarnings=true",
    ),
    op(
        lambda aep: list(aep.sandbox_tooling.packages.list(property=["a==b", "c==d"], orderby="-name", limit=3)),
        f"GET {EXIM}/packages?property=a%3D%3Db&property=c%3D%3Dd&orderby=-name&limit=3&start=0",
        answer=DATA,
        returned=[BODY],
    ),
    op(lambda aep: aep.sandbox_tooling.packages.get("i"), f"GET {EXIM}/packages/i"),
    op(lambda aep: aep.sandbox_tooling.packages.create(BODY), f"POST {EXIM}/packages", BODY),
    op(
        lambda aep: aep.sandbox_tooling.packages.add("i", [BODY], expiry="e"),
        f"PUT {EXIM}/packages",
        {"id": "i", "action": "ADD", "artifacts": [BODY], "expiry": "e"},
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.remove("i", [BODY]),
        f"PUT {EXIM}/packages",
        {"id": "i", "action": "DELETE", "artifacts": [BODY]},
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.update("i", name="n", source_sandbox="s"),
        f"PUT {EXIM}/packages",
        {"id": "i", "action": "UPDATE", "name": "n", "sourceSandbox": PLACE},
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.make_public("i"),
        f"PUT {EXIM}/packages/update",
        {"id": "i", "action": "UPDATE", "packageVisibility": "PUBLIC"},
    ),
    op(lambda aep: aep.sandbox_tooling.packages.delete("i"), f"DELETE {EXIM}/packages/i"),
    op(lambda aep: aep.sandbox_tooling.packages.publish("i"), f"GET {EXIM}/packages/i/export"),
    op(
        lambda aep: aep.sandbox_tooling.packages.publish("i", expiry_period=7),
        f"GET {EXIM}/packages/i/export?expiryPeriod=7",
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.conflicts("i", "s"),
        f"GET {EXIM}/packages/i/import?targetSandbox=s",
        answer=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.import_("i", "s"),
        f"PUT {EXIM}/packages/import",
        {"id": "i", "destinationSandbox": PLACE},
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.import_("i", "s", alternatives={"a": BODY}, name="n", description=""),
        f"PUT {EXIM}/packages/import",
        {"id": "i", "destinationSandbox": PLACE, "alternatives": {"a": BODY}, "name": "n", "description": ""},
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.children("i", [BODY]),
        f"POST {EXIM}/packages/i/children",
        [BODY],
        answer=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.packages.permissions("i", "s"),
        f"GET {EXIM}/packages/preflight/i/export?targetSandbox=s",
    ),
    op(lambda aep: aep.sandbox_tooling.packages.payload("i"), f"GET {EXIM}/packages/payload/i"),
    op(
        lambda aep: list(aep.sandbox_tooling.jobs.list(property="requestType==IMPORT")),
        f"GET {EXIM}/packages/jobs?property=requestType%3D%3DIMPORT&limit=50&start=0",
        answer=DATA,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.jobs.get("i"),
        f"GET {EXIM}/tools/job/i",
        answer={"object": BODY},
        returned=BODY,
    ),
    op(
        lambda aep: aep.sandbox_tooling.jobs.wait("i"),
        f"GET {EXIM}/tools/job/i",
        answer={"object": {"jobStatus": "FAILED"}},
        returned={"jobStatus": "FAILED"},
    ),
    op(
        lambda aep: list(aep.sandbox_tooling.jobs.of_snapshot("s")),
        f"GET {EXIM}/jobs/IMPORT/s?limit=50&start=0",
        answer=OBJECTS,
        returned=[BODY],
    ),
    op(
        lambda aep: list(
            aep.sandbox_tooling.jobs.of_snapshot(
                "s", "EXPORT", status="SUCCESS", order_by="MODIFIED_DATE:DESC", limit=3
            )
        ),
        f"GET {EXIM}/jobs/EXPORT/s?status=SUCCESS&orderBy=MODIFIED_DATE%3ADESC&limit=3&start=0",
        answer=OBJECTS,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.artifacts.list("FLOW"),
        f"GET {EXIM}/tools/artifacts/FLOW",
        answer=OBJECTS,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.artifacts.get("FLOW", "i"),
        f"GET {EXIM}/tools/artifacts",
        {"id": "i", "type": "FLOW"},
        answer={"object": BODY},
        returned=BODY,
    ),
    op(
        lambda aep: aep.sandbox_tooling.artifacts.dependencies([BODY]),
        f"GET {EXIM}/tools/artifacts/dependencies",
        {"artifacts": [BODY]},
        answer=OBJECTS,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.artifacts.dependencies([BODY], name="n", description=""),
        f"GET {EXIM}/tools/artifacts/dependencies",
        {"name": "n", "description": "", "artifacts": [BODY]},
        answer=OBJECTS,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.files.list("s"),
        f"GET {EXIM}/tools/abs/files/s",
        answer={"object": ["s/manifest"]},
        returned=["s/manifest"],
    ),
    op(
        lambda aep: aep.sandbox_tooling.files.get("s/importReport_o_1"),
        f"POST {EXIM}/tools/abs/file",
        {"type": "SIMPLIFIED", "filename": "s/importReport_o_1"},
    ),
    op(
        lambda aep: aep.sandbox_tooling.handshakes.request(["T@AdobeOrg"], org_name="n"),
        f"POST {EXIM}/handshake/bulkCreate",
        {"targetIMSOrgIds": ["T@AdobeOrg"], "sourceIMSDetails": {"id": "ORG@AdobeOrg", "name": "n"}},
    ),
    *(
        op(
            lambda aep, approve=approve: aep.sandbox_tooling.handshakes.answer(
                "l", org_name="n", region="va7", approve=approve, reason="r"
            ),
            f"POST {EXIM}/handshake/action",
            {
                "linkingID": "l",
                "status": status,
                "reason": "r",
                "targetIMSOrgDetails": {"id": "ORG@AdobeOrg", "name": "n", "region": "va7"},
            },
        )
        for approve, status in ((True, "APPROVED"), (False, "REJECTED"))
    ),
    op(
        lambda aep: list(aep.sandbox_tooling.handshakes.list("OUTGOING", property="a==b")),
        f"GET {EXIM}/handshake/list?requestType=OUTGOING&property=a%3D%3Db&limit=50&start=0",
        answer=DATA,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.transfers.share("i", ["T@AdobeOrg"]),
        f"POST {EXIM}/transfer",
        {"packageId": "i", "targets": [{"imsOrgId": "T@AdobeOrg"}]},
        answer=[BODY],
    ),
    op(
        lambda aep: aep.sandbox_tooling.transfers.pull("S@AdobeOrg", "i"),
        f"POST {EXIM}/transfer/pullRequest",
        {"imsOrgId": "S@AdobeOrg", "packageId": "i"},
    ),
    op(lambda aep: aep.sandbox_tooling.transfers.get("i"), f"GET {EXIM}/transfer/i"),
    op(
        lambda aep: list(aep.sandbox_tooling.transfers.list("PUBLIC")),
        f"GET {EXIM}/transfer/list?requestType=PUBLIC&limit=50&start=0",
        answer=DATA,
        returned=[BODY],
    ),
    op(lambda aep: aep.streaming.send("i", BODY), "POST /collection/i", BODY),
    op(
        lambda aep: aep.streaming.send("i", BODY, sync_validation=True),
        "POST /collection/i?syncValidation=true",
        BODY,
    ),
    op(lambda aep: aep.streaming.send_batch("i", [BODY]), "POST /collection/batch/i", {"messages": [BODY]}),
]


@pytest.mark.parametrize(
    "operation",
    OPERATIONS,
    ids=[
        f"{number}-{operation.method}-{operation.path.removeprefix('/data/foundation')}"
        for number, operation in enumerate(OPERATIONS)
    ],
)
def test_an_operation_sends_its_request_and_returns_what_matters(
    make_client: Callable[..., AEPClient], server: Any, operation: Operation
) -> None:
    length = {"Content_Length": str(len(operation.answer))} if isinstance(operation.answer, bytes) else {}
    server.answers(operation.answer, 204 if operation.answer is None else 200, **length)
    assert operation.call(make_client(timeout=12.5)) == operation.returned
    (sent,) = server.calls
    assert (sent.method, sent.path, sent.query) == (operation.method, operation.path, parse_qs(operation.query))
    assert body_of(sent, operation) == operation.body
    assert (sent.headers.get("Content-Type") or "").partition(";")[0] == (operation.content_type or "")
    assert sent.timeout == 12.5
    assert [call.timeout for call in server.token_calls] == [12.5]


def test_every_documented_operation_that_the_emulator_has_is_a_method_of_the_client() -> None:
    sent = [(operation.method, operation.path.rstrip("/")) for operation in OPERATIONS]
    missing = [
        str(documented)
        for service in coverage(create_app())
        for documented in service.implemented
        if not any(
            documented.method == method and re.fullmatch(_pattern(documented.path), path) for method, path in sent
        )
    ]
    assert missing == []


def test_the_client_sends_nothing_that_the_emulator_does_not_have() -> None:
    routes = create_app().url_map.bind("localhost")
    unknown = []
    for operation in OPERATIONS:
        try:
            routes.match(operation.path, operation.method)
        except HTTPException:
            unknown.append(f"{operation.method} {operation.path}")
    assert unknown == []


def body_of(sent: Any, operation: Operation) -> Any:
    """What was sent, in the form in which the table has it; `...` for what another test looks at."""
    if isinstance(operation.body, bytes):
        return sent.body
    if operation.body is ... and sent.body:
        return ...
    return sent.json if sent.body else None


def _pattern(template: str) -> str:
    """A documented path as a regular expression; a file's path may have slashes."""
    escaped = re.escape(template.rstrip("/")).replace(r"\{filePath\}", ".+")
    return re.sub(r"\\\{.*?\\\}", "[^/]+", escaped)
