"""Rows are loaded with schemas that are not made of a class and whole field groups."""

from __future__ import annotations

import json
from typing import Any

import pytest

TEXT = {"type": "string"}


def lines(*rows: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def make(ingest: Any, collection: str, body: dict[str, Any]) -> dict[str, Any]:
    response = ingest.api.post(f"/schemaregistry/tenant/{collection}", {"type": "object", **body})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def last_batch(ingest: Any, dataset_id: str) -> str:
    (dataset,) = ingest.api.get(f"/catalog/dataSets/{dataset_id}").json().values()
    return str(dataset["lastSuccessfulBatch"])


@pytest.mark.documented("help/xdm/tutorials/ad-hoc.md")
def test_rows_of_an_ad_hoc_schema_have_their_fields_under_the_namespace_of_its_class(ingest: Any) -> None:
    fields = {"_adhoc": {"type": "object", "properties": {"field one": {"type": "integer"}}}}
    parts = [{"$ref": "https://ns.adobe.com/xdm/data/adhoc"}, {"properties": fields}]
    ad_hoc = make(ingest, "classes", {"title": "Loaded", "allOf": parts})
    schema = {"title": "Loaded rows", "allOf": [{"$ref": ad_hoc["$id"]}]}
    ingest.schema_id = make(ingest, "schemas", schema)["$id"]
    dataset_id = ingest.dataset()
    row = {ad_hoc["meta:datasetNamespace"]: {"field one": 1}}
    loaded = ingest.ingest(lines(row), dataset_id=dataset_id)
    assert loaded["status"] == "success", loaded
    assert ingest.rows(last_batch(ingest, dataset_id)) == [row]
    refused = ingest.ingest(lines({ad_hoc["meta:datasetNamespace"]: {"field one": "a"}}), dataset_id=dataset_id)
    assert refused["status"] in ("failed", "failure")


@pytest.mark.documented("help/xdm/api/schemas.md: Create a relational schema")
@pytest.mark.parametrize("input_format", ["json", "csv"])
def test_rows_of_a_relational_schema_have_their_fields_at_the_root(ingest: Any, input_format: str) -> None:
    fields = {"customer_id": {**TEXT, "minLength": 1}, "age": {"type": "integer"}}
    schema = {
        "title": "marketing.customers",
        "definitions": {"customFields": {"type": "object", "properties": fields, "required": ["customer_id"]}},
        "allOf": [{"$ref": "#/definitions/customFields", "meta:xdmType": "object"}],
        "meta:extends": ["https://ns.adobe.com/xdm/data/adhoc-v2"],
        "meta:behaviorType": "record",
    }
    ingest.schema_id = make(ingest, "schemas", schema)["$id"]
    row = {"customer_id": "c1", "age": 41}
    accepted = {"json": lines(row), "csv": b"customer_id,age\nc1,41\n"}[input_format]
    refused = {"json": lines({"age": 41}), "csv": b"customer_id,age\n,41\n"}[input_format]
    description = {"fileDescription": {"format": "csv", "delimiters": [","]}} if input_format == "csv" else {}
    dataset_id = ingest.dataset(**description)
    loaded = ingest.ingest(accepted, input_format, dataset_id=dataset_id)
    assert loaded["status"] == "success", loaded
    assert ingest.rows(last_batch(ingest, dataset_id)) == [row]
    assert ingest.ingest(refused, input_format, dataset_id=dataset_id)["status"] in ("failed", "failure")


@pytest.mark.documented("help/xdm/tutorials/specific-fields-api.md")
def test_rows_need_no_field_that_was_not_chosen(ingest: Any) -> None:
    profile = "https://ns.adobe.com/xdm/context/profile"
    fields = {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "required": ["a", "b"]}
    group = {"title": "Both", "meta:intendedToExtend": [profile], "properties": {ingest.tenant: fields}}
    group_id = make(ingest, "fieldgroups", group)["$id"]
    chosen = {"$ref": group_id, "meta:refProperty": f"/{ingest.tenant}/a"}
    ingest.schema_id = make(ingest, "schemas", {"title": "One", "allOf": [{"$ref": profile}, chosen]})["$id"]
    dataset_id = ingest.dataset()
    loaded = ingest.ingest(lines({"_id": "1", ingest.tenant: {"a": "x"}}), dataset_id=dataset_id)
    assert loaded["status"] == "success", loaded
    refused = ingest.ingest(lines({"_id": "1", ingest.tenant: {}}), dataset_id=dataset_id)
    assert refused["status"] in ("failed", "failure")
