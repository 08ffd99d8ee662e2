"""Messages are validated at once where asked for, otherwise later."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.streaming.stream import FAILED_PAGE, PERSON, VALIDATION_PAGE, Stream, report


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
    for entity, pointer, name in (
        (anonymous, "#", "workEmail"),
        ({**anonymous, "workEmail": {"type": "work"}}, "#/workEmail", "address"),
    ):
        (violation,) = report(stream.send(url, stream.message(entity)))["cause"]["_streamingValidation"]
        assert violation["message"] == f"required key [{name}] not found"
        assert violation["pointerToViolation"] == pointer
    assert stream.send(url, stream.message(PERSON)).status_code == 200


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


@FAILED_PAGE
def test_good_records_are_kept_apart_from_bad_ones(stream: Stream) -> None:
    messages = [stream.message({**PERSON, "_id": "1"}), stream.message({"_id": 2}), stream.message()]
    response = stream.send(stream.inlet().replace("/collection/", "/collection/batch/"), {"messages": messages})
    assert response.status_code == 207
    assert [row["_id"] for row in stream.rows(2)] == ["1", PERSON["_id"]]
    (kept,) = stream.failed(1)
    assert kept["body"]["xdmEntity"] == {"_id": 2}
