"""The connections that messages stream into."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.streaming.stream import (
    HTTP_API,
    HTTP_PAGE,
    OPTIONAL_TRANSFORMATION,
    WITH_TRANSFORMATION,
    WITHOUT_TRANSFORMATION,
    Stream,
    report,
)


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


@pytest.mark.assumed("the pages show inlets in look-ups only; a call to Adobe would settle it")
def test_listings_and_searches_show_inlets_too(stream: Stream) -> None:
    connection_id = stream.connection()
    params = stream.params(connection_id)
    condition = f"auth.params.inletId=={params['inletId']}"
    listed = stream.api.get(f"/flowservice/connections?property={condition}").json()["items"]
    searched = stream.api.post("/flowservice/connections/search", {"queryString": condition}).json()["items"]
    assert [item["auth"]["params"] for item in (*listed, *searched)] == [params, params]
    assert stream.api.get("/flowservice/connections?count=true").json() == {"count": 1}


@pytest.mark.assumed("no page shows the inlet of a draft; a call to Adobe would settle it")
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
