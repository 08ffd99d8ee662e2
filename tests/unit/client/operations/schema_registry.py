"""The operations of the Schema Registry."""

from __future__ import annotations

from typing import Any

from aep_client import AEPClient
from tests.unit.client.operations.operation import (
    BEHAVIORS,
    BODY,
    DATA,
    DESCRIPTORS,
    ID,
    PAGE,
    PATCH,
    PREP,
    QUOTED,
    REGISTRY,
    RESULTS,
    RPC,
    UNIONS,
    Operation,
    op,
)


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


OPERATIONS: list[Operation] = [
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
    op(
        lambda aep: aep.schema_registry.csv_to_schema(b"isCustom,fieldPath", class_id=ID, name="n"),
        f"POST {RPC}/csv2schema",
        ...,
        answer=[BODY],
        content_type="multipart/form-data",
    ),
    op(lambda aep: aep.schema_registry.sample("a"), f"GET {RPC}/sampledata/a"),
    op(lambda aep: aep.schema_registry.audit_log("a"), f"GET {RPC}/auditlog/a", answer=[BODY]),
    *(operation for name in ("samples", "schemas") for operation in library(name)),
]
