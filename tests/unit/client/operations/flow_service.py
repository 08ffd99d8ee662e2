"""The operations of Flow Service."""

from __future__ import annotations

import re
from typing import Any

from aep_client import AEPClient
from tests.unit.client.operations.operation import (
    BODY,
    CONFIGS,
    ENCRYPTION,
    FLOW,
    ITEMS,
    PAGE,
    PATCH,
    REFERENCE,
    ZONE,
    Operation,
    op,
)


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
    op(lambda aep: aep.flow_service.encryption_keys.create(BODY), f"POST {ENCRYPTION}/keys", BODY),
    op(lambda aep: aep.flow_service.encryption_keys.list(), f"GET {ENCRYPTION}/keys", answer=[BODY]),
    op(lambda aep: aep.flow_service.encryption_keys.get("i"), f"GET {ENCRYPTION}/keys/i"),
    op(lambda aep: aep.flow_service.encryption_keys.delete("i"), f"DELETE {ENCRYPTION}/keys/i", answer=None),
    op(lambda aep: aep.flow_service.encryption_keys.validate("i"), f"GET {ENCRYPTION}/keys/validate/i"),
    op(
        lambda aep: aep.flow_service.encryption_keys.add_customer_key(BODY),
        f"POST {ENCRYPTION}/customer-keys",
        BODY,
    ),
    op(
        lambda aep: aep.flow_service.encryption_keys.customer_keys(),
        f"GET {ENCRYPTION}/customer-keys",
        answer=[BODY],
    ),
]
