"""Several messages in one request."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.streaming.stream import BATCH_PAGE, PERSON, VALIDATION_PAGE, Stream, report


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


@pytest.mark.documented("help/ingestion/tutorials/streaming-multiple-messages.md: failed messages are kept")
def test_refused_messages_of_a_batch_are_kept_with_those_that_fail(stream: Stream) -> None:
    refused = {"header": stream.message()["header"]}
    url = stream.inlet().replace("/collection/", "/collection/batch/")
    assert stream.send(url, {"messages": [refused, stream.message(datasetId=None)]}).status_code == 207
    (kept,) = stream.failed(1)
    assert kept["header"] == refused["header"]


@pytest.mark.assumed("no page shows a batch without messages; a call to Adobe would settle it")
@pytest.mark.parametrize("body", [{}, [], {"messages": {}}, {"messages": None}, "messages"])
def test_a_batch_needs_messages(stream: Stream, body: Any) -> None:
    found = report(stream.send(stream.inlet().replace("/collection/", "/collection/batch/"), body))
    assert "messages" in str(found["cause"])


@VALIDATION_PAGE
def test_a_batch_cannot_be_validated_synchronously(stream: Stream) -> None:
    url = stream.inlet().replace("/collection/", "/collection/batch/")
    assert "syncValidation" in report(stream.send(f"{url}?syncValidation=true", {"messages": []}))["message"]
