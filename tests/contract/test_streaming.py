"""Adobe's pages on streaming ingestion, request by request."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import pytest
import requests

HTTP_API = "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
WITHOUT_TRANSFORMATION = "d8a6f005-7eaf-4153-983e-e8574508b877"
WITH_TRANSFORMATION = "c1a19761-d2c7-4702-b9fa-fe91f0613e81"
OPTIONAL_TRANSFORMATION = "d69717ba-71b4-4313-b654-49f9cf126d7a"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
PERSON = {
    "_id": "http-source-connector-acme-01",
    "person": {"name": {"firstName": "suman", "lastName": "nolan"}},
    "workEmail": {"primary": True, "address": "suman@acme.com", "type": "work", "status": "active"},
}
RAW = {"firstName": "Johnson", "lastName": "Smith", "location": {"city": "Seattle"}, "birthday": {"year": 1984}}

HTTP_PAGE = pytest.mark.documented("help/sources/tutorials/api/create/streaming/http.md")
VALIDATION_PAGE = pytest.mark.documented("help/ingestion/quality/streaming-validation.md")
BATCH_PAGE = pytest.mark.documented("help/ingestion/tutorials/streaming-multiple-messages.md")
FAILED_PAGE = pytest.mark.documented("help/ingestion/quality/retrieve-failed-batches.md")


class Stream:
    """A schema of people, a dataset and what streams into it, in an organisation of its own."""

    def __init__(self, api: Any) -> None:
        self.api = api
        self.org = api.session.headers["x-gw-ims-org-id"]
        references = (PROFILE, f"{PROFILE}-person-details", f"{PROFILE}-work-details")
        schema = {
            "title": f"People {uuid.uuid4().hex}",
            "type": "object",
            "allOf": [{"$ref": reference} for reference in references],
        }
        self.schema_id = self.made("/schemaregistry/tenant/schemas", schema)["$id"]
        self.content_type = "application/vnd.adobe.xed-full-notext+json; version=1.0"
        self.schema_ref = {"id": self.schema_id, "contentType": self.content_type}
        dataset = {"name": "People", "schemaRef": self.schema_ref}
        self.dataset_id = self.made("/catalog/dataSets", dataset)[0].rpartition("/")[2]

    def made(self, path: str, body: Any) -> Any:
        response = self.api.post(path, body)
        assert response.status_code < 300, response.text
        return response.json()

    def connection(self, data_type: str = "xdm", **params: Any) -> str:
        """The id of a new base connection."""
        body = {
            "name": "ACME Streaming Connection XDM Data",
            "description": "ACME streaming connection for customer data",
            "connectionSpec": {"id": HTTP_API, "version": "1.0"},
            "auth": {"specName": "Streaming Connection", "params": {"dataType": data_type, **params}},
        }
        return str(self.made("/flowservice/connections", body)["id"])

    def params(self, connection_id: str) -> dict[str, Any]:
        """auth.params of a connection as a look-up shows them."""
        (item,) = self.api.get(f"/flowservice/connections/{connection_id}").json()["items"]
        found: dict[str, Any] = item["auth"]["params"]
        return found

    def inlet(self, data_type: str = "xdm", **params: Any) -> str:
        """The URL of a new inlet."""
        return str(self.params(self.connection(data_type, **params))["inletUrl"])

    def source(self, connection_id: str, spec: str = HTTP_API, **members: Any) -> str:
        body = {
            "name": "ACME Streaming Source Connection for Customer Data",
            "baseConnectionId": connection_id,
            "connectionSpec": {"id": spec, "version": "1.0"},
            **members,
        }
        return str(self.made("/flowservice/sourceConnections", body)["id"])

    def flow(self, source_id: str, spec: str = WITHOUT_TRANSFORMATION, *, mapped: bool = False) -> str:
        target = {
            "name": "ACME Streaming Target Connection",
            "data": {"schema": {"id": self.schema_id, "version": "application/vnd.adobe.xed-full+json;version=1.0"}},
            "params": {"dataSetId": self.dataset_id},
            "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
        }
        body = {
            "name": "ACME Streaming Dataflow",
            "description": "ACME streaming dataflow for customer data",
            "flowSpec": {"id": spec, "version": "1.0"},
            "sourceConnectionIds": [source_id],
            "targetConnectionIds": [self.made("/flowservice/targetConnections", target)["id"]],
        }
        if mapped:
            params = {"mappingId": self.mapping(), "mappingVersion": 0}
            body["transformations"] = [{"name": "Mapping", "params": params}]
        return str(self.made("/flowservice/flows", body)["id"])

    def mapping(self) -> str:
        mappings = [
            {"destinationXdmPath": f"person.name.{name}", "sourceAttribute": name, "identity": False, "version": 0}
            for name in ("firstName", "lastName")
        ]
        body = {"version": 0, "xdmSchema": self.schema_id, "xdmVersion": "1.0", "mappings": mappings}
        return str(self.made("/conversion/mappingSets", body)["id"])

    def message(self, entity: Any = PERSON, **header: Any) -> dict[str, Any]:
        """An XDM message; header members that are None are left out."""
        members = {"schemaRef": self.schema_ref, "imsOrgId": self.org, "datasetId": self.dataset_id, **header}
        return {
            "header": {name: value for name, value in members.items() if value is not None},
            "body": {"xdmMeta": {"schemaRef": self.schema_ref}, "xdmEntity": entity},
        }

    def send(self, url: str, body: Any, **options: Any) -> Any:
        """POST to an inlet with no header but the content type, as the pages do."""

        return requests.post(url, json=body, timeout=30, **options)

    def batches(self, status: str, records: int) -> list[dict[str, Any]]:
        """The dataset's batches of that status, once they have so many records in all."""
        deadline = time.monotonic() + 60
        path = f"/catalog/batches?dataSet={self.dataset_id}&status={status}&orderBy=created"
        while time.monotonic() < deadline:
            found = list(self.api.get(path).json().values())
            counts = [batch.get("recordCount", batch.get("metrics", {}).get("outputRecordCount", 0)) for batch in found]
            if sum(counts) >= records:
                assert sum(counts) == records
                return found
            time.sleep(0.02)
        raise AssertionError(f"there were no {records} records in {status} batches within a minute")

    def rows(self, records: int) -> list[dict[str, Any]]:
        """The records of the dataset, once there are so many."""
        self.batches("success", records)
        found: list[dict[str, Any]] = self.api.get(f"/export/datasets/{self.dataset_id}/preview").json()["data"]
        return found

    def failed(self, records: int) -> list[dict[str, Any]]:
        """The messages that failed, as the failed batches have them, once there are so many."""
        found = []
        for batch in self.batches("failed", records):
            path = f"/export/batches/{batch['id']}/failed"
            names = [entry["name"] for entry in self.api.get(path).json()["data"]]
            assert "_SUCCESS" in names
            (name,) = [name for name in names if name.startswith("part-")]
            found += [json.loads(line) for line in self.api.get(f"{path}?path={name}").text.splitlines()]
        return found


@pytest.fixture
def stream(api: Any) -> Stream:
    return Stream(api)


def report(response: Any, status: int = 400) -> dict[str, Any]:
    """The report of a refusal, after a look at what is around it."""
    assert response.status_code == status, response.text
    body = response.json()
    assert body["type"] == "http://ns.adobe.com/adobecloud/problem/data-collection-service/inlet"
    assert body["status"] == status
    if status == 400:
        assert body["title"] == "Invalid XDM Message Format"
    found: dict[str, Any] = body["report"]
    return found


# Connections


@HTTP_PAGE
def test_a_connection_gets_an_inlet_on_this_server(stream: Stream, base_url: str) -> None:
    params = stream.params(stream.connection())
    inlet_id = params["inletId"]
    assert len(inlet_id) == 64
    assert int(inlet_id, 16) >= 0
    assert params == {
        "sourceId": "ACME Streaming Connection XDM Data",
        "inletUrl": f"{base_url}/collection/{inlet_id}",
        "authenticationRequired": False,
        "inletId": inlet_id,
        "dataType": "xdm",
        "name": "ACME Streaming Connection XDM Data",
    }


@HTTP_PAGE
def test_an_authenticated_connection_keeps_what_the_request_says(stream: Stream) -> None:
    given = {"sourceId": "my source", "name": "Authenticated raw streaming connection", "authenticationRequired": True}
    shown = stream.params(stream.connection("raw", **given))
    assert shown.items() >= {**given, "dataType": "raw"}.items()


@pytest.mark.assumed("no page says what becomes of an inlet id that a client sends")
def test_an_inlet_is_neither_chosen_nor_changed_by_clients(stream: Stream) -> None:
    connection_id = stream.connection(inletId="0" * 64, inletUrl="http://elsewhere.example/")
    before = stream.params(connection_id)
    assert before["inletId"] != "0" * 64
    path = f"/flowservice/connections/{connection_id}"
    etag = stream.api.get(path).json()["items"][0]["etag"]
    patch = [{"op": "replace", "path": "/auth/params", "value": {"dataType": "xdm", "inletId": "1" * 64}}]
    assert stream.api.call("PATCH", path, json=patch, headers={"If-Match": etag}).status_code == 200
    after = stream.params(connection_id)
    assert (after["inletId"], after["inletUrl"]) == (before["inletId"], before["inletUrl"])


def test_listings_and_searches_show_inlets_too(stream: Stream) -> None:
    connection_id = stream.connection()
    params = stream.params(connection_id)
    condition = f"auth.params.inletId=={params['inletId']}"
    listed = stream.api.get(f"/flowservice/connections?property={condition}").json()["items"]
    searched = stream.api.post("/flowservice/connections/search", {"queryString": condition}).json()["items"]
    assert [item["auth"]["params"] for item in (*listed, *searched)] == [params, params]
    assert stream.api.get("/flowservice/connections?count=true").json() == {"count": 1}


def test_the_inlet_of_a_draft_takes_nothing_until_it_is_published(stream: Stream) -> None:
    body = {
        "name": "d",
        "connectionSpec": {"id": HTTP_API, "version": "1.0"},
        "auth": {"specName": "Streaming Connection", "params": {"dataType": "xdm"}},
    }
    draft_id = stream.made("/flowservice/connections?mode=draft", body)["id"]
    url = stream.params(draft_id)["inletUrl"]
    report(stream.send(url, stream.message()), 404)
    assert stream.api.call("POST", f"/flowservice/connections/{draft_id}/action?op=publish").status_code == 200
    assert stream.params(draft_id)["inletUrl"] == url
    assert stream.send(url, stream.message()).status_code == 200


@pytest.mark.documented("help/sources/tutorials/api/create/cloud-storage/{kinesis,eventhub,google-pubsub}.md")
@pytest.mark.parametrize("mapped", [False, True], ids=["plain", "mapped"])
@pytest.mark.parametrize(
    ("spec", "auth", "params"),
    [
        (
            "86043421-563b-46ec-8e6c-e23184711bf6",
            {
                "specName": "Aws Kinesis authentication credentials",
                "params": {"accessKeyId": "a", "secretKey": "s", "region": "r"},
            },
            {"stream": "s", "dataType": "raw", "reset": "latest"},
        ),
        (
            "bf9f5905-92b7-48bf-bf20-455bc6b60a4e",
            {
                "specName": "Azure EventHub authentication credentials",
                "params": {"sasKeyName": "k", "sasKey": "s", "namespace": "n"},
            },
            {"eventHubName": "e", "dataType": "raw", "reset": "latest", "consumerGroup": "c"},
        ),
        (
            "70116022-a743-464a-bbfe-e226a7f8210c",
            {"specName": "Project Based Authentication", "params": {"projectId": "p", "credentials": "c"}},
            {"topicName": "projects/p/topics/t", "subscriptionName": "projects/p/subscriptions/s", "dataType": "raw"},
        ),
        (
            "70116022-a743-464a-bbfe-e226a7f8210c",
            {
                "specName": "Topic & Subscription Based Authentication",
                "params": {"credentials": "c", "topicName": "t", "subscriptionName": "s"},
            },
            {"topicName": "projects/p/topics/t", "subscriptionName": "projects/p/subscriptions/s", "dataType": "raw"},
        ),
    ],
    ids=["kinesis", "event hubs", "pubsub by project", "pubsub by topic"],
)
def test_flows_of_other_streams_can_be_described(
    stream: Stream, spec: str, auth: dict[str, Any], params: dict[str, Any], mapped: bool
) -> None:
    body = {
        "name": "A streaming connection",
        "providerId": "521eee4d-8cbe-4906-bb48-fb6bd4450033",
        "auth": auth,
        "connectionSpec": {"id": spec, "version": "1.0"},
    }
    connection_id = stream.made("/flowservice/connections", body)["id"]
    assert "inletId" not in stream.params(connection_id)
    source_id = stream.source(connection_id, spec, data={"format": "json"}, params=params)
    flow_id = stream.flow(source_id, OPTIONAL_TRANSFORMATION, mapped=mapped)
    (flow,) = stream.api.get(f"/flowservice/flows/{flow_id}").json()["items"]
    assert flow["state"] == "enabled"


@HTTP_PAGE
def test_a_flow_without_transformation_has_no_mapping_and_one_with_it_has_one_named_mapping(stream: Stream) -> None:
    connection_id = stream.connection("raw")
    flow_id = stream.flow(stream.source(connection_id), WITH_TRANSFORMATION, mapped=True)
    (flow,) = stream.api.get(f"/flowservice/flows/{flow_id}").json()["items"]
    for name, spec in (("Mapping", WITHOUT_TRANSFORMATION), ("My mapping", WITH_TRANSFORMATION)):
        body = {
            "name": "f",
            "flowSpec": {"id": spec, "version": "1.0"},
            "sourceConnectionIds": flow["sourceConnectionIds"],
            "targetConnectionIds": flow["targetConnectionIds"],
            "transformations": [{**flow["transformations"][0], "name": name}],
        }
        response = stream.api.post("/flowservice/flows", body)
        assert response.status_code == 400
        assert "transformations[0].name" in response.text


# Single messages


@HTTP_PAGE
def test_an_xdm_message_arrives_in_the_dataset(stream: Stream) -> None:
    connection_id = stream.connection()
    params = stream.params(connection_id)
    flow_id = stream.flow(stream.source(connection_id))
    message = stream.message(flowId=flow_id, imsOrgId=None)
    response = stream.send(params["inletUrl"], message)
    assert response.status_code == 200
    answer = response.json()
    moment, group, number = answer["xactionId"].split(":")
    assert int(moment) == answer["receivedTimeMs"]
    assert group.isdigit()
    assert number.isdigit()
    assert answer["inletId"] == params["inletId"]
    assert stream.rows(1) == [PERSON]


@VALIDATION_PAGE
def test_an_answer_says_that_validation_was_left_for_later(stream: Stream) -> None:
    assert stream.send(stream.inlet(), stream.message()).json()["syncValidation"] == {"skipped": True}


@pytest.mark.documented("help/ingestion/tutorials/streaming-record-data.md")
@pytest.mark.parametrize("name", ["syncValidation", "synchronousValidation"])
def test_a_valid_message_passes_synchronous_validation_and_arrives(stream: Stream, name: str) -> None:
    response = stream.send(f"{stream.inlet()}?{name}=true", stream.message())
    assert response.status_code == 200
    assert response.json()[name] == {"status": "pass"}
    assert stream.rows(1) == [PERSON]


@pytest.mark.documented("help/ingestion/tutorials/streaming-record-data.md")
def test_a_message_may_name_its_source(stream: Stream) -> None:
    message = stream.message(source={"name": "Sample source name"}, createdAt=1526283801869)
    assert stream.send(stream.inlet(), message).status_code == 200
    assert stream.rows(1) == [PERSON]


@HTTP_PAGE
@pytest.mark.parametrize("where", ["header", "query"])
def test_raw_data_is_mapped_by_the_flow_it_names(stream: Stream, where: str) -> None:
    connection_id = stream.connection("raw")
    flow_id = stream.flow(stream.source(connection_id), WITH_TRANSFORMATION, mapped=True)
    url = stream.params(connection_id)["inletUrl"]
    if where == "header":
        response = stream.send(url, RAW, headers={"x-adobe-flow-id": flow_id})
    else:
        response = stream.send(f"{url}?x-adobe-flow-id={flow_id}", RAW)
    assert response.status_code == 200, response.text
    assert stream.rows(1) == [{"person": {"name": {"firstName": "Johnson", "lastName": "Smith"}}}]


@pytest.mark.documented("help/data-prep/upserts.md")
@pytest.mark.parametrize(("operation", "arrives"), [("create", True), ("merge", False), ("delete", False)])
def test_partial_rows_do_not_reach_the_data_lake(stream: Stream, operation: str, arrives: bool) -> None:
    connection_id = stream.connection("raw")
    flow_id = stream.flow(stream.source(connection_id), WITH_TRANSFORMATION, mapped=True)
    url = stream.params(connection_id)["inletUrl"]
    header = {"flowId": flow_id, "imsOrgId": stream.org, "datasetId": stream.dataset_id}
    body = {"header": {**header, "operations": {"data": operation}}, "body": RAW}
    assert stream.send(url, body).status_code == 200
    # What comes after it is written no earlier than it would have been.
    assert stream.send(url, RAW).status_code == 200
    assert len(stream.rows(2 if arrives else 1)) == (2 if arrives else 1)


@pytest.mark.assumed("the flow is optional where the inlet has only one")
def test_raw_data_without_a_flow_belongs_to_the_only_one(stream: Stream) -> None:
    connection_id = stream.connection("raw")
    source_id = stream.source(connection_id)
    url = stream.params(connection_id)["inletUrl"]
    assert "flow" in report(stream.send(url, RAW))["message"]
    stream.flow(source_id, WITH_TRANSFORMATION, mapped=True)
    assert stream.send(url, RAW).status_code == 200
    stream.flow(source_id, WITH_TRANSFORMATION, mapped=True)
    assert "x-adobe-flow-id" in str(report(stream.send(url, RAW))["cause"])
    assert len(stream.rows(1)) == 1


# Synchronous validation


@VALIDATION_PAGE
def test_synchronous_validation_reports_every_violation(stream: Stream) -> None:
    connection_id = stream.connection()
    params = stream.params(connection_id)
    entity = {"_id": 5, "unknown": 1, "person": {"name": {"firstName": "x"}, "more": True}}
    found = report(stream.send(f"{params['inletUrl']}?syncValidation=true", stream.message(entity)))
    assert found["message"] == f"inletId: [{params['inletId']}] imsOrgId: [{stream.org}] Message is invalid"
    (whole,) = found["cause"]["_streamingValidation"]
    assert (whole["schemaLocation"], whole["pointerToViolation"]) == ("#", "#")
    assert whole["message"] == "3 schema violations found"
    causes = sorted(whole["causingExceptions"], key=lambda cause: str(cause["message"]))
    assert causes[0] == {
        "schemaLocation": "#/properties/_id",
        "pointerToViolation": "#/_id",
        "causingExceptions": [],
        "keyword": "type",
        "message": "expected type: String, found: Long",
    }
    assert [(cause["pointerToViolation"], cause["keyword"], cause["message"]) for cause in causes[1:]] == [
        ("#/person", "additionalProperties", "extraneous key [more] is not permitted"),
        ("#", "additionalProperties", "extraneous key [unknown] is not permitted"),
    ]


@VALIDATION_PAGE
def test_validation_stops_at_five_violations(stream: Stream) -> None:
    entity = {f"unknown{number}": 1 for number in range(9)}
    found = report(stream.send(f"{stream.inlet()}?syncValidation=true", stream.message(entity)))
    (whole,) = found["cause"]["_streamingValidation"]
    assert len(whole["causingExceptions"]) == 5


@VALIDATION_PAGE
def test_what_fails_synchronous_validation_is_dropped(stream: Stream) -> None:
    url = stream.inlet()
    report(stream.send(f"{url}?syncValidation=true", stream.message({"_id": 5})))
    stream.send(url, stream.message({"_id": 6}))
    (kept,) = stream.failed(1)
    assert kept["body"]["xdmEntity"] == {"_id": 6}


@FAILED_PAGE
def test_a_date_that_is_none_is_explained(stream: Stream) -> None:
    entity = {**PERSON, "person": {"birthDate": "2018-00-10"}}
    found = report(stream.send(f"{stream.inlet()}?syncValidation=true", stream.message(entity)))
    (violation,) = found["cause"]["_streamingValidation"]
    assert violation["keyword"] == "format"
    assert violation["pointerToViolation"] == "#/person/birthDate"
    assert violation["schemaLocation"] == "#/properties/person/properties/birthDate"
    assert "2018-00-10" in violation["message"]


@pytest.mark.documented("help/ingestion/tutorials/streaming-record-data.md")
def test_the_primary_identity_is_a_field_that_must_be_there(stream: Stream) -> None:
    url = f"{stream.inlet()}?syncValidation=true"
    anonymous = {"_id": "1", "person": {"name": {"firstName": "x"}}}
    assert stream.send(url, stream.message(anonymous)).status_code == 200
    descriptor = {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceProperty": "/workEmail/address",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": True,
        "xdm:namespace": "Email",
        "xdm:sourceSchema": stream.schema_id,
        "xdm:sourceVersion": 1,
    }
    stream.made("/schemaregistry/tenant/descriptors", descriptor)
    (violation,) = report(stream.send(url, stream.message(anonymous)))["cause"]["_streamingValidation"]
    assert violation["message"] == "required key [address] not found"
    assert violation["pointerToViolation"] == "#/workEmail"
    assert stream.send(url, stream.message(PERSON)).status_code == 200


# Asynchronous validation


@FAILED_PAGE
def test_what_fails_later_is_kept_in_a_failed_batch(stream: Stream) -> None:
    url = stream.inlet()
    message = stream.message({**PERSON, "_id": 5})
    assert stream.send(url, message).status_code == 200
    (kept,) = stream.failed(1)
    assert {name: kept[name] for name in ("header", "body")} == message
    assert kept["_validationErrors"] == [
        {
            "causingExceptions": [],
            "keyword": "type",
            "message": "expected type: String, found: Long",
            "pointerToViolation": "#/_id",
            "schemaLocation": "#/properties/_id",
        }
    ]
    (batch,) = stream.batches("failed", 1)
    assert batch["failedRecordCount"] == 1
    assert {error["code"] for error in batch["errors"]} == {"INGEST-1212-400", "DCVS-1104-400"}


@pytest.mark.assumed("the codes come from people's reports")
@pytest.mark.parametrize(
    ("entity", "code"),
    [
        ({"_id": 5}, "DCVS-1104-400"),
        ({"person": {"birthDate": "yesterday"}}, "DCVS-1105-400"),
        ({"person": {"gender": "a word"}}, "DCVS-1106-400"),
        (None, "DCVS-1111-400"),
    ],
)
def test_a_failed_batch_has_the_code_of_what_is_wrong(stream: Stream, entity: Any, code: str) -> None:
    assert stream.send(stream.inlet(), stream.message(entity)).status_code == 200
    (batch,) = stream.batches("failed", 1)
    (error,) = [error for error in batch["errors"] if error["code"].startswith("DCVS")]
    assert (error["code"], error["recordCount"]) == (code, 1)


@FAILED_PAGE
def test_a_source_without_a_name_fails_later(stream: Stream) -> None:
    assert stream.send(stream.inlet(), stream.message(source={})).status_code == 200
    (kept,) = stream.failed(1)
    assert kept["_errors"] == {"_streamingValidation": [{"message": "Payload header is missing Source Name"}]}


@FAILED_PAGE
def test_a_message_without_an_entity_fails_later(stream: Stream) -> None:
    message = stream.message()
    del message["body"]["xdmEntity"]
    url = stream.inlet()
    assert stream.send(url, message).status_code == 200
    (kept,) = stream.failed(1)
    assert kept["_validationErrors"][0]["message"] == "Payload body is missing xdmEntity"
    found = report(stream.send(f"{url}?syncValidation=true", message))
    assert found["cause"] == {"_streamingValidation": [{"message": "Payload body is missing xdmEntity"}]}


def test_good_records_are_kept_apart_from_bad_ones(stream: Stream) -> None:
    messages = [stream.message({**PERSON, "_id": "1"}), stream.message({"_id": 2}), stream.message()]
    response = stream.send(stream.inlet().replace("/collection/", "/collection/batch/"), {"messages": messages})
    assert response.status_code == 207
    assert [row["_id"] for row in stream.rows(2)] == ["1", PERSON["_id"]]
    (kept,) = stream.failed(1)
    assert kept["body"]["xdmEntity"] == {"_id": 2}


# Several messages


@BATCH_PAGE
def test_each_message_of_a_batch_has_an_answer_of_its_own(stream: Stream) -> None:
    params = stream.params(stream.connection())
    legacy = {
        "header": {
            "msgType": "xdmEntityCreate",
            "msgId": "79d2e715-f25f-4c36",
            "xdmSchema": {"name": "_xdm.context.experienceevent"},
            "imsOrgId": stream.org,
            "datasetId": stream.dataset_id,
            "createdAt": 1526283801869,
        },
        "body": {"xdmMeta": {"xdmSchema": {"name": "_xdm.context.experienceevent"}}, "xdmEntity": {"_id": "abc"}},
    }
    messages = [
        stream.message(createdAt=1526283801869),
        {"header": stream.message()["header"]},
        stream.message(imsOrgId="invalidIMSOrg@AdobeOrg"),
        legacy,
    ]
    url = params["inletUrl"].replace("/collection/", "/collection/batch/")
    response = stream.send(url, {"messages": messages})
    assert response.status_code == 207
    answer = response.json()
    prefix = f"inletId: [{params['inletId']}] imsOrgId: [{stream.org}]"
    taken, *refused = answer["responses"]
    assert answer["inletId"] == params["inletId"]
    assert taken == {"xactionId": f"{answer['batchId']}:0"}
    assert [(item["statusCode"], item["message"]) for item in refused] == [
        (400, f"{prefix} Message has unknown xdm format"),
        (400, f"{prefix} Message has an absent or wrong ims org in the header"),
        (400, f"{prefix} Message has unknown xdm format"),
    ]
    assert stream.rows(1) == [PERSON]


@pytest.mark.parametrize("body", [{}, [], {"messages": {}}, {"messages": None}, "messages"])
def test_a_batch_needs_messages(stream: Stream, body: Any) -> None:
    found = report(stream.send(stream.inlet().replace("/collection/", "/collection/batch/"), body))
    assert "messages" in str(found["cause"])


@VALIDATION_PAGE
def test_a_batch_cannot_be_validated_synchronously(stream: Stream) -> None:
    url = stream.inlet().replace("/collection/", "/collection/batch/")
    assert "syncValidation" in report(stream.send(f"{url}?syncValidation=true", {"messages": []}))["message"]


# Refusals


@FAILED_PAGE
@pytest.mark.parametrize("org", ["", "OTHER@AdobeOrg", 5, []])
def test_a_message_of_another_organisation_is_refused(stream: Stream, org: Any) -> None:
    message = report(stream.send(stream.inlet(), stream.message(imsOrgId=org)))["message"]
    assert message.endswith("Message has an absent or wrong ims org in the header")


@pytest.mark.parametrize(
    ("change", "text", "field"),
    [
        ({"header": {"schemaRef": None}}, "Message has unknown xdm format", "schemaRef"),
        ({"header": {"schemaRef": {"id": "x"}}}, "Message has unknown xdm format", "contentType"),
        ({"header": {"schemaRef": {"id": "x", "contentType": "y"}}}, "Message has unknown xdm format", "header.schema"),
        ({"header": {"datasetId": None}}, "Message has an absent or unknown dataset", "header.datasetId"),
        ({"header": {"datasetId": "0" * 24}}, "Message has an absent or unknown dataset", "header.datasetId"),
        ({"header": {"flowId": str(uuid.UUID(int=0))}}, "Message has an absent or unknown flow", "flowId"),
        ({"header": {"operations": {"data": "x"}}}, "Message has unknown xdm format", "header.operations.data"),
        ({"header": {"source": "x"}}, "Message has unknown xdm format", "header.source"),
        ({"body": {"xdmMeta": {}}}, "Message has unknown xdm format", "schemaRef"),
        ({"body": {"xdmMeta": {"schemaRef": {"id": "x", "contentType": "y"}}}}, "unknown xdm format", "body.xdmMeta"),
        ({"body": None}, "Message has unknown xdm format", "body"),
    ],
)
def test_a_message_that_cannot_be_placed_is_refused_and_the_field_named(
    stream: Stream, change: dict[str, Any], text: str, field: str
) -> None:
    message = stream.message(**change.get("header", {}))
    if "body" in change:
        message["body"] = {**message["body"], **change["body"]} if change["body"] else None
    found = report(stream.send(stream.inlet(), message))
    assert text in found["message"]
    assert field in str(found["cause"])


def test_a_flow_takes_only_what_comes_to_its_own_inlet_and_dataset(stream: Stream) -> None:
    connection_id, other = stream.connection(), stream.inlet()
    flow_id = stream.flow(stream.source(connection_id))
    assert "flow" in report(stream.send(other, stream.message(flowId=flow_id)))["message"]
    own = stream.params(connection_id)["inletUrl"]
    stream.dataset_id, first = (
        stream.made("/catalog/dataSets", {"name": "Others", "schemaRef": stream.schema_ref})[0].rpartition("/")[2],
        stream.dataset_id,
    )
    assert first in str(report(stream.send(own, stream.message(flowId=flow_id)))["cause"])


def test_a_disabled_flow_takes_nothing(stream: Stream) -> None:
    connection_id = stream.connection()
    flow_id = stream.flow(stream.source(connection_id))
    url = stream.params(connection_id)["inletUrl"]
    assert stream.send(url, stream.message(flowId=flow_id)).status_code == 200
    assert stream.api.call("POST", f"/flowservice/flows/{flow_id}/action?op=disable").status_code == 200
    assert "not enabled" in str(report(stream.send(url, stream.message(flowId=flow_id)))["cause"])


@pytest.mark.assumed("no page shows an inlet that does not exist")
def test_an_unknown_inlet_is_not_found(stream: Stream, base_url: str) -> None:
    report(stream.send(f"{base_url}/collection/{'0' * 64}", stream.message()), 404)
    report(stream.send(f"{base_url}/collection/batch/{'0' * 64}", {"messages": []}), 404)


def test_an_inlet_goes_with_its_connection(stream: Stream) -> None:
    connection_id = stream.connection()
    url = stream.params(connection_id)["inletUrl"]
    assert stream.api.call("DELETE", f"/flowservice/connections/{connection_id}").status_code == 204
    report(stream.send(url, stream.message()), 404)


@HTTP_PAGE
def test_an_authenticated_inlet_asks_for_a_token(stream: Stream) -> None:
    params = stream.params(stream.connection(authenticationRequired=True))
    url = params["inletUrl"]
    response = stream.send(url, stream.message())
    assert response.status_code == 401
    assert response.json() == {
        "type": "https://ns.adobe.com/adobecloud/problem/data-collection-service-authorization",
        "status": "401",
        "title": "Authorization",
        "report": {"message": f"[{params['inletId']}] Ims service token is empty"},
    }
    assert stream.send(url, stream.message(), headers={"Authorization": "Basic x"}).status_code == 401
    batch = url.replace("/collection/", "/collection/batch/")
    assert stream.send(batch, {"messages": []}).status_code == 401
    assert stream.send(batch, {"messages": []}, headers={"Authorization": "Basic x"}).status_code == 403
    token = stream.api.session.headers["Authorization"]
    assert stream.send(url, stream.message(), headers={"Authorization": token}).status_code == 200
    assert stream.rows(1) == [PERSON]


@BATCH_PAGE
@pytest.mark.parametrize("path", ["/collection/", "/collection/batch/"])
def test_a_request_may_have_a_megabyte(stream: Stream, path: str) -> None:
    url = stream.inlet().replace("/collection/", path)
    report(stream.send(url, {"messages": ["x" * 1024 * 1024]}), 413)


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[" * 200 + b"]" * 200, "application/json", 400),
        (b"{}", "text/plain", 400),
        (b":)\n", "application/x-jackson-smile", 415),
    ],
)
def test_a_body_that_is_no_json_is_refused(stream: Stream, content: bytes, content_type: str, status: int) -> None:

    response = requests.post(stream.inlet(), data=content, headers={"Content-Type": content_type}, timeout=30)
    assert report(response, status)["message"]


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_inlets_take_nothing_but_posts(stream: Stream, method: str) -> None:

    report(requests.request(method, stream.inlet(), timeout=30), 405)


def test_a_query_parameter_must_be_true_or_false(stream: Stream) -> None:
    assert (
        "syncValidation" in report(stream.send(f"{stream.inlet()}?syncValidation=maybe", stream.message()))["message"]
    )
