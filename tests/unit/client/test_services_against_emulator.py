"""The client's further operations against the real emulator, in the same process: what each of them achieves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aep_client import (
    AEPClient,
    BadRequestError,
    BatchFailedError,
    ConflictError,
    Credentials,
    NotFoundError,
    StaleError,
    WaitTimeoutError,
)

SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
S3 = "ecadc60c-7455-4d87-84dc-2a0e293d997b"
LANDING_ZONE = "26f526f2-58f4-4712-961d-e41bf1ccc0e8"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
HTTP_API = "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb"
CRM = "14518937-270c-4525-bdec-c2ba7cce3860"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
FORM = "application/vnd.adobe.xed-full+json; version=1"
RENAME = [{"op": "replace", "path": "/name", "value": "renamed"}]


@pytest.fixture
def shop(aep: AEPClient) -> str:
    """A base connection to tables."""
    return aep.flow_service.connections.create(connection("Shop"))["id"]


@pytest.fixture
def bucket(aep: AEPClient) -> str:
    """A base connection to files."""
    auth = {"specName": "Access Key", "params": {"s3AccessKey": "k", "s3SecretKey": "s"}}
    body = {"name": "Bucket", "auth": auth, "connectionSpec": {"id": S3, "version": "1.0"}}
    return aep.flow_service.connections.create(body)["id"]


def connection(name: str) -> dict[str, Any]:
    auth = {"specName": "Basic Authentication", "params": {"host": "shop.example", "accessToken": "t"}}
    return {"name": name, "auth": auth, "connectionSpec": {"id": SHOPIFY, "version": "1.0"}}


@pytest.fixture
def flow(aep: AEPClient, shop: str, schema_id: str, dataset_id: str) -> str:
    """A dataflow that has run once."""
    service = aep.flow_service
    source = {
        "name": "Orders",
        "baseConnectionId": shop,
        "data": {"format": "tabular"},
        "params": {"tableName": "Shopify.Orders"},
        "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
    }
    target = {
        "name": "People",
        "data": {"schema": {"id": schema_id, "version": FORM}},
        "params": {"dataSetId": dataset_id},
        "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
    }
    mapping = {
        "outputSchema": {"schemaRef": {"id": schema_id, "contentType": FORM}},
        "mappings": [{"sourceType": "ATTRIBUTE", "source": "Email", "destination": "personalEmail.address"}],
    }
    mapping_id = aep.data_prep.mapping_sets.create(mapping)["id"]
    created = service.flows.create(
        {
            "name": "Orders to people",
            "flowSpec": {"id": CRM, "version": "1.0"},
            "sourceConnectionIds": [service.source_connections.create(source)["id"]],
            "targetConnectionIds": [service.target_connections.create(target)["id"]],
            "transformations": [{"name": "Mapping", "params": {"mappingId": mapping_id, "mappingVersion": 0}}],
            "scheduleParams": {"startTime": 1604961070, "frequency": "once"},
        }
    )
    service.wait_for_run(created["id"], timeout=60, poll=0.01)
    return created["id"]


def test_a_draft_is_published(aep: AEPClient) -> None:
    connections = aep.flow_service.connections
    draft = connections.create(connection("Draft"), draft=True)["id"]
    assert connections.get(draft)["state"] == "draft"
    connections.publish(draft)
    assert connections.get(draft)["state"] == "enabled"


def test_a_dataflow_is_disabled_and_enabled(aep: AEPClient, flow: str) -> None:
    flows = aep.flow_service.flows
    stale = flows.get(flow)["etag"]
    flows.disable(flow)
    assert flows.get(flow)["state"] == "disabled"
    with pytest.raises(StaleError):
        flows.act(flow, "enable", etag=stale)
    flows.enable(flow)
    assert flows.get(flow)["state"] == "enabled"


def test_collections_are_counted_and_searched_over_all_pages(aep: AEPClient) -> None:
    connections = aep.flow_service.connections
    for number in range(5):
        connections.create(connection(f"shop {number}"))
    assert connections.count() == 5
    assert connections.count(property='name=="shop 3"') == 1
    found = connections.search("property=name!=x", orderby="-name", limit=2, fields="name")
    assert list(found) == [{"name": f"shop {number}"} for number in (4, 3, 2, 1, 0)]
    assert [spec["name"] for spec in aep.flow_service.flow_specs.search('property=name=="CRMToAEP"')] == ["CRMToAEP"]


def test_tables_and_their_columns_are_explored(aep: AEPClient, shop: str) -> None:
    names = [column["columnName"] for column in aep.flow_service.connections.configs(shop, "Shopify.Orders")]
    assert "Email" in names
    assert aep.flow_service.connection_specs.configs(SHOPIFY, "Shopify.Orders")


def test_folders_and_files_are_explored(aep: AEPClient, bucket: str) -> None:
    explore = aep.flow_service.connections.explore
    file = first_file(aep, bucket)
    told = explore(bucket, "file", file, determine_properties=True, preview=True)
    how = told["properties"]
    read = explore(bucket, "file", file, file_type=how["fileType"], column_delimiter=how["columnDelimiter"])
    assert read["schema"] == told["schema"]
    with pytest.raises(BadRequestError):
        explore(bucket, "file", file, determine_properties=True, file_type="json", preview=True)


def first_file(aep: AEPClient, connection_id: str, folder: str = "") -> str:
    """The path of a delimited file without compression."""
    kind, name = ("folder", folder) if folder else ("root", None)
    entries = aep.flow_service.connections.explore(connection_id, kind, name)
    for entry in sorted(entries, key=lambda one: one["type"]):
        path = entry["path"] if entry["type"] == "file" else first_file(aep, connection_id, entry["path"])
        if path.endswith(".csv"):
            return str(path)
    return ""


def test_the_landing_zone_is_explored_and_its_credentials_renewed(aep: AEPClient) -> None:
    zone = aep.flow_service.landing_zone
    before = zone.credentials()
    assert zone.container()["containerName"] == before["containerName"]
    assert zone.refresh()["SASToken"] != before["SASToken"]
    assert aep.flow_service.connection_specs.explore(LANDING_ZONE, "root")


def test_specs_are_added_and_replaced(aep: AEPClient) -> None:
    for specs in (aep.flow_service.connection_specs, aep.flow_service.flow_specs):
        members = next(specs.list())
        body = {name: value for name, value in members.items() if name in ("providerId", "version", "attributes")}
        created = specs.create({**body, "name": "mine"})
        assert specs.get(created["id"])["name"] == "mine"
        specs.replace(created["id"], {**body, "name": "still-mine"})
        assert specs.get(created["id"])["name"] == "still-mine"


def test_destinations_are_offered_the_datasets(aep: AEPClient, dataset_id: str) -> None:
    datasets = aep.flow_service.connection_specs.datasets(DATA_LAKE, limit=1)
    assert [dataset["id"] for dataset in datasets] == [dataset_id]


def test_a_dataflow_is_run_on_demand_and_a_run_again(aep: AEPClient, flow: str) -> None:
    service = aep.flow_service
    run = service.runs.create(flow)
    assert service.wait_for_run(flow, timeout=60, poll=0.01)["id"] == run["id"]
    service.runs.re_trigger(run["id"])
    ended = service.wait_for_run(flow, timeout=60, poll=0.01)
    assert (ended["id"], ended["metrics"]["statusSummary"]["status"]) == (run["id"], "success")
    assert next(service.flows.runs(flow, orderby="-createdAt", limit=1))["id"] == run["id"]
    assert service.runs.count(property=f"flowId=={flow}") == 2


def test_a_run_is_replaced_by_what_it_was_made_into(aep: AEPClient, flow: str) -> None:
    runs = aep.flow_service.runs
    (run,) = runs.list()
    changed = runs.replace(
        run["id"], lambda present: {"flowId": flow, "metrics": present["metrics"], "providerRefId": "r"}
    )
    assert changed["providerRefId"] == "r"
    with pytest.raises(StaleError):
        runs.replace(run["id"], {"flowId": flow}, etag=run["etag"])


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


def test_a_sandboxs_life(aep: AEPClient) -> None:
    sandboxes = aep.sandboxes
    assert {sandbox["name"] for sandbox in sandboxes.list(limit=1)} == {"prod", "dev"}
    assert {sandbox["name"] for sandbox in sandboxes.active(limit=1)} == {"prod", "dev"}
    assert sandboxes.types()
    assert sandboxes.create("mine", "Mine")["state"] == "creating"
    with pytest.raises(ConflictError):
        sandboxes.create("mine", "Mine")
    sandboxes.rename("dev", "Renamed")
    assert sandboxes.get("dev")["title"] == "Renamed"
    sandboxes.reset("dev", validation_only=True)
    assert sandboxes.get("dev")["state"] == "active"
    sandboxes.delete("dev", ignore_warnings=True)
    assert sandboxes.get("dev")["state"] == "deleted"


def test_a_dataset_is_packaged_and_imported(aep: AEPClient, make_aep: Any, dataset_id: str) -> None:
    tooling = aep.sandbox_tooling
    package_id = tooling.packages.create({"name": "empty", "packageType": "PARTIAL"})["id"]
    artifact = {"id": dataset_id, "type": "CATALOG_DATASET"}
    assert len(tooling.packages.add(package_id, [artifact])["artifactsList"]) == 1
    assert tooling.packages.remove(package_id, [artifact])["artifactsList"] == []
    tooling.packages.add(package_id, [artifact])
    tooling.packages.update(package_id, name="people", source_sandbox="prod", description="Of people")
    assert tooling.jobs.wait(tooling.packages.publish(package_id)["jobId"])["jobStatus"] == "SUCCESS"
    assert [package["name"] for package in tooling.packages.list(property="status==PUBLISHED", limit=1)] == ["people"]
    assert tooling.packages.conflicts(package_id, "dev") == []
    job = tooling.jobs.wait(tooling.packages.import_(package_id, "dev", name="copy")["jobId"])
    copied = make_aep(sandbox="dev").catalog.datasets.get(job["importReplacementMap"][dataset_id])
    assert copied["name"] == aep.catalog.datasets.get(dataset_id)["name"]
    assert [job["name"] for job in tooling.jobs.list(property="requestType==IMPORT", limit=1)] == ["copy"]
    (entry,) = tooling.packages.children(package_id, [artifact])
    assert [child["type"] for child in entry["children"]] == ["REGISTRY_SCHEMA"]
    assert all(
        each["creationAllowed"] for each in tooling.packages.permissions(package_id, "dev")["permissionResponse"]
    )
    tooling.packages.delete(package_id)
    with pytest.raises(NotFoundError):
        tooling.packages.get(package_id)


def test_packages_are_shared_with_another_organisation(aep: AEPClient, make_aep: Any, dataset_id: str) -> None:
    ours = aep.sandbox_tooling
    credentials = Credentials(client_id="k", client_secret="s", org_id="PARTNER@AdobeOrg")
    theirs = make_aep(credentials=credentials).sandbox_tooling
    artifacts = [{"id": dataset_id, "type": "CATALOG_DATASET"}]
    private, public = (
        ours.packages.create({"name": name, "packageType": "PARTIAL", "artifacts": artifacts})["id"]
        for name in ("private", "public")
    )
    for package_id in (private, public):
        ours.jobs.wait(ours.packages.publish(package_id)["jobId"])
    request = ours.handshakes.request(["PARTNER@AdobeOrg"], org_name="Ours")["successfulRequests"]["PARTNER@AdobeOrg"]
    theirs.handshakes.answer(request["linkingId"], org_name="Theirs", region="va7", reason="Done")
    assert [each["status"] for each in ours.handshakes.list("OUTGOING")] == ["APPROVED"]
    (transfer,) = ours.transfers.share(private, ["PARTNER@AdobeOrg"])
    assert ours.transfers.get(transfer["id"])["status"] == "COMPLETED"
    ours.packages.make_public(public)
    payload = ours.packages.payload(public)
    theirs.transfers.pull(payload["imsOrgId"], payload["packageId"])
    assert [each["packageName"] for each in theirs.transfers.list("PUBLIC", limit=1)] == ["public"]
    assert {package["name"] for package in theirs.packages.list()} == {"private", "public"}


def test_a_job_that_does_not_end_is_waited_for_so_long(make_client: Any, server: Any, clock: Any) -> None:
    server.rule = lambda _: server.answer({"object": {"jobStatus": "IN_PROGRESS"}})
    with pytest.raises(WaitTimeoutError, match="j"):
        make_client().sandbox_tooling.jobs.wait("j", timeout=3, poll=2)
    assert clock.slept == [2, 1]
