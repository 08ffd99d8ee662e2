"""Sources that stream: those of the Streaming SDK, which are webhooks, and Snowflake's."""

from __future__ import annotations

from typing import Any

import pytest

CREATE = "help/sources/tutorials/api/create"
STREAMING_PROVIDER = "521eee4d-8cbe-4906-bb48-fb6bd4450033"
GENERIC_STREAMING = "e77fde5a-22a8-11ed-861d-0242ac120002"
WITH_TRANSFORMATION = "c1a19761-d2c7-4702-b9fa-fe91f0613e81"
SNOWFLAKE_STREAMING = "51ae16c2-bdad-42fd-9fce-8d5dfddaf140"
WEBHOOKS = {
    "pendo": "6ff5654f-19d5-427d-bd3e-c0ebc802389a",
    "shopify-streaming": "e77fd9d2-22a8-11ed-861d-0242ac120002",
    "lava": "232dfabe-27aa-41c0-a7cf-9961661dc68b",
    "chatlio": "073127a3-26e3-496c-9d94-9f48fb93fba8",
    "customerio": "96479064-7b8a-4d69-b9ed-21c5683837ea",
}


def stream(flow: Any, flow_spec: str, source: str) -> dict[str, Any]:
    """A new flow from the source connection, without a schedule, as a look-up shows it."""
    spec = {"id": flow_spec, "version": "1.0"}
    made = flow.make("flows", flowSpec=spec, sourceConnectionIds=[source], scheduleParams=None)
    shown: dict[str, Any] = flow.show("flows", made["id"])
    return shown


@pytest.mark.documented(f"{CREATE}: analytics, ecommerce, loyalty and marketing-automation")
@pytest.mark.parametrize("spec_id", WEBHOOKS.values(), ids=WEBHOOKS)
def test_a_webhook_needs_no_base_connection(flow: Any, spec_id: str) -> None:
    spec = {"id": spec_id, "version": "1.0"}
    changes = {"baseConnectionId": None, "params": None, "data": {"format": "json"}}
    source = flow.make("sourceConnections", **changes, providerId=STREAMING_PROVIDER, connectionSpec=spec)["id"]
    shown = stream(flow, GENERIC_STREAMING, source)
    assert shown["state"] == "enabled"
    assert shown["inheritedAttributes"]["sourceConnections"] == [{"id": source, "connectionSpec": spec}]
    assert flow.api.get(f"/flowservice/flows/{shown['id']}/runs").json()["items"] == []


@pytest.mark.documented("help/sources/sources-sdk/streaming-sdk: the flow spec that takes new sources in")
def test_the_flow_spec_of_webhooks_is_found_by_its_name(flow: Any) -> None:
    (found,) = flow.api.get('/flowservice/flowSpecs?property=name=="GenericStreamingAEP"').json()["items"]
    assert found["id"] == GENERIC_STREAMING
    assert set(WEBHOOKS.values()) <= set(found["sourceConnectionSpecIds"])


@pytest.mark.documented(f"{CREATE}/databases/snowflake-streaming.md")
def test_snowflake_streams_the_rows_of_a_table(flow: Any) -> None:
    spec = {"id": SNOWFLAKE_STREAMING, "version": "1.0"}
    params = {"account": "a", "database": "d", "warehouse": "w", "username": "u", "password": "p", "role": "r"}
    auth = {"specName": "Basic Authentication for Snowflake", "params": params}
    base = flow.make("connections", connectionSpec=spec, auth=auth)["id"]
    explore = f"/flowservice/connections/{base}/explore"
    tables = flow.api.get(f"{explore}?objectType=root").json()["items"]
    assert all(table["type"] == "table" for table in tables)
    seen = flow.api.get(f"{explore}?objectType=table&object={tables[0]['name']}")
    assert seen.json()["schema"]["columns"]
    params = {"tableName": tables[0]["name"], "timestampColumn": "dOb", "backfill": "true", "timezoneValue": "PST"}
    source = flow.make("sourceConnections", baseConnectionId=base, data=None, params=params, connectionSpec=spec)["id"]
    assert flow.show("sourceConnections", source)["params"] == params
    assert stream(flow, WITH_TRANSFORMATION, source)["sourceConnectionIds"] == [source]
