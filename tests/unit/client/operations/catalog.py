"""The operations of Catalog."""

from __future__ import annotations

from typing import Any

from aep_client import AEPClient
from tests.unit.client.operations.operation import BODY, CATALOG, PAGE, Operation, op


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


OPERATIONS: list[Operation] = [
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
]
