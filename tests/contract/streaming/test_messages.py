"""Single messages: raw and XDM, one at a time."""

from __future__ import annotations

import pytest

from tests.contract.streaming.stream import HTTP_PAGE, PERSON, RAW, VALIDATION_PAGE, WITH_TRANSFORMATION, Stream, report


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
