"""What an inlet refuses."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import requests

from tests.contract.streaming.stream import BATCH_PAGE, FAILED_PAGE, HTTP_PAGE, PERSON, Stream, report


@FAILED_PAGE
@pytest.mark.parametrize("org", ["", "OTHER@AdobeOrg", 5, []])
def test_a_message_of_another_organisation_is_refused(stream: Stream, org: Any) -> None:
    message = report(stream.send(stream.inlet(), stream.message(imsOrgId=org)))["message"]
    assert message.endswith("Message has an absent or wrong ims org in the header")


@pytest.mark.assumed(
    "the messages are documented, which of them answers which field is not; a call to Adobe would settle it"
)
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


@pytest.mark.assumed("no page sends to the inlet of another flow; a call to Adobe would settle it")
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


@pytest.mark.assumed("no page says what a disabled flow does with messages; a call to Adobe would settle it")
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


@pytest.mark.assumed("no page sends to the inlet of a deleted connection; a call to Adobe would settle it")
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


@pytest.mark.assumed("no page shows a body that is no JSON; a call to Adobe would settle it")
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


@pytest.mark.assumed(
    "streaming-ingestion.yaml has POST alone, not what answers other methods; a call to Adobe would settle it"
)
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_inlets_take_nothing_but_posts(stream: Stream, method: str) -> None:

    report(requests.request(method, stream.inlet(), timeout=30), 405)


@pytest.mark.assumed("no page shows another value; a call to Adobe would settle it")
def test_a_query_parameter_must_be_true_or_false(stream: Stream) -> None:
    assert (
        "syncValidation" in report(stream.send(f"{stream.inlet()}?syncValidation=maybe", stream.message()))["message"]
    )
