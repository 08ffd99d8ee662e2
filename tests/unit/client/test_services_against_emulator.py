"""The client's registry, datasets, batches, mappings and messages against the emulator, in the same process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aep_client import (
    AEPClient,
    BadRequestError,
    BatchFailedError,
    NotFoundError,
)

HTTP_API = "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
FORM = "application/vnd.adobe.xed-full+json; version=1"


def test_the_registrys_standard_resources_are_read(aep: AEPClient) -> None:
    registry = aep.schema_registry
    titles = [behavior["$id"] for behavior in registry.behaviors.list()]
    assert "https://ns.adobe.com/xdm/data/record" in titles
    assert registry.behaviors.get("https://ns.adobe.com/xdm/data/record")["$id"] in titles
    assert registry.mixins.get(f"{PROFILE}-person-details", container="global")["title"]


def test_a_union_has_the_schemas_that_are_enabled(aep: AEPClient, schema_id: str) -> None:
    registry = aep.schema_registry
    identity = {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": schema_id,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/personalEmail/address",
        "xdm:namespace": "Email",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": True,
    }
    registry.descriptors.create(identity)
    registry.schemas.update(schema_id, [{"op": "add", "path": "/meta:immutableTags", "value": ["union"]}])
    (union,) = registry.unions.list()
    assert "personalEmail" in registry.unions.get(union["$id"])["properties"]


def test_a_schema_is_exported_imported_sampled_and_its_changes_told(
    aep: AEPClient, schema_id: str, make_aep: Any
) -> None:
    registry = aep.schema_registry
    exported = registry.export(schema_id)
    (imported,) = make_aep(sandbox="dev").schema_registry.import_(exported)
    assert imported["title"] == "People"
    assert isinstance(registry.sample(schema_id), dict)
    registry.schemas.update(schema_id, [{"op": "add", "path": "/description", "value": "people"}])
    newest = registry.audit_log(schema_id)[0]
    assert "/description" in [change["path"] for change in newest["updates"]]


def test_a_csv_template_becomes_a_schema(aep: AEPClient, tmp_path: Path) -> None:
    registry = aep.schema_registry
    namespace = f"_{registry.stats()['tenantId']}"
    content = f"isCustom,fieldPath,dataType\nTRUE,{namespace}/code,string\n"
    template = tmp_path / "template.csv"
    template.write_text(content)
    for csv in (template, str(template), content.encode()):
        payload = registry.csv_to_schema(csv, class_id=PROFILE, name=f"Made of {type(csv).__name__}")
        _, schema = registry.import_(payload)
        fields = registry.schemas.get(schema["$id"], accept=FORM)["properties"]
        assert set(fields[namespace]["properties"]) == {"code"}
    with pytest.raises(BadRequestError, match="row 1"):
        registry.csv_to_schema(b"fieldPath", class_id=PROFILE, name="Made of nothing")


def test_catalog_carries_out_several_requests_together(aep: AEPClient, schema_id: str) -> None:
    body = {"name": "one", "schemaRef": {"id": schema_id, "contentType": FORM}}
    answers = aep.catalog.multi(
        [
            {"id": "first", "resource": "/dataSets", "method": "POST", "body": body},
            {"id": "second", "resource": "/dataSets/<<first.id>>", "method": "PATCH", "body": {"description": "two"}},
        ]
    )
    assert [answer["code"] for answer in answers] == [200, 200]
    (dataset,) = aep.catalog.datasets.list()
    assert (dataset["name"], dataset["description"]) == ("one", "two")


def test_more_about_datasets(aep: AEPClient, dataset_id: str, schema_id: str) -> None:
    datasets = aep.catalog.datasets
    datasets.update(dataset_id, [{"op": "add", "path": "/tags", "value": {"mine": ["a"]}}])
    datasets.merge(dataset_id, {"tags": {"yours": ["b"]}})
    assert {"mine", "yours"} <= set(datasets.get(dataset_id)["tags"])
    assert aep.catalog.tags("mine")["mine"] == ["a"]
    assert datasets.get(dataset_id, properties="name") == {"id": dataset_id, "name": "People"}
    (view,) = datasets.views(dataset_id)
    assert aep.catalog.dataset_views.get(view["id"])["dataSetId"] == dataset_id
    assert datasets.credentials(dataset_id)["dataSetId"] == dataset_id
    assert "extensions" in datasets.row_expiration(dataset_id)
    other = datasets.create({"name": "other", "schemaRef": {"id": schema_id, "contentType": FORM}})
    assert {found["id"] for found in datasets.get_many([dataset_id, other])} == {dataset_id, other}
    assert "dataSets" in aep.catalog.resources()


def test_a_body_is_checked_without_making_a_dataset(aep: AEPClient, schema_id: str) -> None:
    aep.catalog.datasets.validate({"name": "x", "schemaRef": {"id": schema_id, "contentType": FORM}})
    with pytest.raises(BadRequestError):
        aep.catalog.datasets.validate({"name": 7})
    assert list(aep.catalog.datasets.list()) == []


def test_batches_are_noted_in_catalog(aep: AEPClient, dataset_id: str) -> None:
    batches = aep.catalog.batches
    body = {"status": "success", "relatedObjects": [{"type": "dataSet", "id": dataset_id}]}
    made = batches.create(body)
    # The greatest of all ids, so that it is the last one also when both were made in the same millisecond.
    chosen = batches.create_with_id("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", body)
    batches.update(chosen, {"status": "failed"})
    assert sorted(batches.unique_values("status", dataSet=dataset_id)) == ["failed", "success"]
    (last,) = aep.catalog.last_batches.list()
    assert (last["id"], last["lastBatchId"]) == (dataset_id, chosen)
    batches.delete(made)
    assert [batch["id"] for batch in batches.list()] == [chosen]


def test_a_batch_is_filled_looked_at_given_up_and_reverted(aep: AEPClient, dataset_id: str) -> None:
    ingestion, batches = aep.batch_ingestion, aep.catalog.batches
    batch_id = ingestion.create(dataset_id)["id"]
    ingestion.put(batch_id, dataset_id, "a.json", b'{"_id": "1"}\n')
    assert ingestion.arrived(batch_id, dataset_id, "a.json") == "bytes=0-12"
    assert ingestion.preview(batch_id, dataset_id, format="json")["preview"]["rows"] == [{"0": "1"}]
    ingestion.abort(batch_id)
    assert batches.get(batch_id)["status"] == "aborted"
    failed = ingestion.create(dataset_id)["id"]
    ingestion.fail(failed)
    assert batches.wait(failed)["status"] in ("failed", "failure")

    taken = aep.upload(dataset_id, [{"_id": "1"}], poll=0.01, timeout=60)["id"]
    ingestion.revert(taken)
    assert list(aep.read(dataset_id)) == []


def test_parts_of_files_are_fetched(aep: AEPClient, dataset_id: str) -> None:
    batch = aep.upload(dataset_id, [{"_id": "1"}], poll=0.01, timeout=60)
    (file,) = aep.data_access.batch_files(batch["id"])
    (part,) = aep.data_access.file_parts(file["dataSetFileId"])
    place = (file["dataSetFileId"], part["name"])
    whole = aep.data_access.download(*place)
    assert aep.data_access.size(*place) == len(whole) == int(part["length"])
    assert aep.data_access.download(*place, first=4, last=9) == whole[4:10]
    assert aep.data_access.download(*place, first=4) == whole[4:]
    with pytest.raises(NotFoundError):
        aep.data_access.size(place[0], "none")


def test_refused_rows_are_explained(aep: AEPClient, dataset_id: str) -> None:
    rows = [{"_id": "1"}, {"_id": "2", "personalEmail": "no object"}]
    with pytest.raises(BatchFailedError) as caught:
        aep.upload(dataset_id, rows, poll=0.01, timeout=60, enableErrorDiagnostics=True, partialIngestionPercentage=0)
    batch_id = caught.value.batch["id"]
    access = aep.data_access
    assert {entry["name"] for entry in access.meta_files(batch_id)} >= {"row_errors", "input_files"}
    (entry, *_) = access.meta_files(batch_id, "row_errors")
    told = b"".join(access.stream_meta(batch_id, f"row_errors/{entry['name']}"))
    assert json.loads(told.splitlines()[0])["_errors"]
    failed = [entry["name"] for entry in access.failed_files(batch_id)]
    assert b"_validationErrors" in b"".join(piece for name in failed for piece in access.stream_failed(batch_id, name))


def test_samples_schemas_and_expressions(aep: AEPClient, schema_id: str) -> None:
    prep = aep.data_prep
    sample = prep.samples.create({"sampleData": '{"a": 1}', "sampleType": "JSON"})["id"]
    prep.samples.replace(sample, {"sampleData": '{"b": 1}', "sampleType": "JSON"})
    uploaded = prep.samples.upload(b'{"c": 1}')["id"]
    assert json.loads(prep.samples.get(sample)["sampleData"]) == {"b": 1}
    assert {found["id"] for found in prep.samples.list(limit=1)} == {sample, uploaded}
    made = prep.schemas.create({"name": "mine", "sampleId": sample})["id"]
    assert made in [found["id"] for found in prep.schemas.list(name="mine")]
    assert prep.schemas.get(made)["id"] == made
    assert prep.schemas.upload(b'{"firstName": "string"}')["id"]
    assert prep.expressions.validate("concat(a, b)")["validationStatus"] == "succeeded"
    assert "concat" in [function["function"] for function in prep.expressions.functions()]
    assert prep.expressions.operators()


def test_the_mappings_of_a_set_are_read(aep: AEPClient, schema_id: str) -> None:
    sets = aep.data_prep.mapping_sets
    mapping = {"sourceType": "ATTRIBUTE", "source": "Email", "destination": "personalEmail.address"}
    set_id = sets.create(
        {"outputSchema": {"schemaRef": {"id": schema_id, "contentType": FORM}}, "mappings": [mapping]}
    )["id"]
    (found,) = sets.mappings(set_id)
    assert sets.mapping(set_id, found["id"])["source"] == "Email"


def test_messages_are_taken_one_by_one_and_together(aep: AEPClient, schema_id: str, dataset_id: str) -> None:
    service = aep.flow_service
    spec = {"id": HTTP_API, "version": "1.0"}
    auth = {"specName": "Streaming Connection", "params": {"sourceId": "web", "dataType": "xdm", "name": "web"}}
    base = service.connections.create({"name": "Web", "auth": auth, "connectionSpec": spec})["id"]
    inlet = service.connections.get(base)["auth"]["params"]["inletId"]
    good = aep.streaming.message(
        {"_id": "1", "personalEmail": {"address": "a@b.example"}}, schema_id=schema_id, dataset_id=dataset_id
    )
    bad = aep.streaming.message({"_id": 1}, schema_id=schema_id, dataset_id=dataset_id)
    assert aep.streaming.send(inlet, good, sync_validation=True)["inletId"] == inlet
    with pytest.raises(BadRequestError):
        aep.streaming.send(inlet, bad, sync_validation=True)
    answer = aep.streaming.send_batch(inlet, [good, {"header": {}, "body": {}}])
    assert ["xactionId" in response for response in answer["responses"]] == [True, False]
