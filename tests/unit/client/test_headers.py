"""What goes into the headers of requests, and is not part of their paths and bodies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aep_client import AEPClient, AEPError
from aep_client.schema_registry import FULL, RAW


def test_the_sessions_default_limit_is_a_minute(client: AEPClient, server: Any) -> None:
    server.answers({})
    client.schema_registry.stats()
    assert {call.timeout for call in (*server.calls, *server.token_calls)} == {60}


@pytest.mark.parametrize("kind", ["schemas", "mixins", "behaviors", "unions"])
def test_look_ups_in_the_registry_name_a_form_with_its_version(client: AEPClient, server: Any, kind: str) -> None:
    server.answers({}).answers({})
    getattr(client.schema_registry, kind).get("a")
    getattr(client.schema_registry, kind).get("a", accept=RAW)
    assert [call.headers["Accept"] for call in server.calls] == [FULL, RAW]
    assert all("version=1" in form for form in (FULL, RAW))


def test_a_list_of_ids_is_a_form_of_its_own(client: AEPClient, server: Any) -> None:
    server.answers({"results": []})
    list(client.schema_registry.schemas.list(ids_only=True))
    assert server.calls[0].headers["Accept"] == "application/vnd.adobe.xed-id+json"


@pytest.mark.parametrize(
    ("call", "header", "value"),
    [
        (lambda aep: aep.flow_service.flows.act("i", "enable", etag='"e"'), "If-Match", '"e"'),
        (lambda aep: aep.flow_service.flows.act("i", "enable"), "If-Match", None),
        (lambda aep: aep.flow_service.runs.replace("i", {}, etag='"e"'), "If-Match", '"e"'),
        (lambda aep: aep.flow_service.runs.re_trigger("i", etag='"e"'), "If-Match", '"e"'),
        (lambda aep: aep.catalog.datasets.merge("i", {}, version="1.0.3"), "If-Match", "1.0.3"),
        (lambda aep: aep.catalog.batches.delete("i"), "If-Match", None),
        (lambda aep: aep.catalog.datasets.validate({}), "Pragma", "validate-only"),
        (lambda aep: aep.streaming.send("i", {}, flow_id="f"), "x-adobe-flow-id", "f"),
        (lambda aep: aep.streaming.send_batch("i", [], flow_id="f"), "x-adobe-flow-id", "f"),
        (lambda aep: aep.streaming.send("i", {}), "x-adobe-flow-id", None),
        (lambda aep: aep.batch_ingestion.put_part("b", "d", "f", b"xyz", start=5), "Content-Range", "bytes 5-7/*"),
        (
            lambda aep: aep.batch_ingestion.put_part("b", "d", "f", b"xyz", start=5, total=8),
            "Content-Range",
            "bytes 5-7/8",
        ),
        (lambda aep: aep.data_access.download("i", "f"), "Range", None),
        (lambda aep: aep.data_access.download("i", "f", first=2), "Range", "bytes=2-"),
        (lambda aep: aep.data_access.download("i", "f", last=9), "Range", "bytes=0-9"),
        (lambda aep: aep.data_access.download("i", "f", first=2, last=2), "Range", "bytes=2-2"),
    ],
)
def test_a_header_says_what_the_path_does_not(
    client: AEPClient, server: Any, call: Callable[[AEPClient], Any], header: str, value: str | None
) -> None:
    server.answers({})
    call(client)
    assert server.calls[0].headers.get(header) == value


def test_what_has_arrived_of_a_file_is_in_a_header_of_the_answer(client: AEPClient, server: Any) -> None:
    server.answers(None, 200, Range="bytes=0-99").answers(None, 200)
    assert client.batch_ingestion.arrived("b", "d", "f") == "bytes=0-99"
    assert client.batch_ingestion.arrived("b", "d", "f") is None


def test_a_token_that_is_refused_without_a_word_is_renewed_for_head(client: AEPClient, server: Any) -> None:
    server.answers(None, 401).answers(None, 200, Content_Length="7")
    assert client.data_access.size("i", "f") == 7
    assert server.tokens_sent == ["Bearer token-1", "Bearer token-2"]


def test_an_uploaded_form_names_its_file(client: AEPClient, server: Any) -> None:
    server.answers({"id": "i"})
    client.data_prep.samples.upload(b'{"a": 1}', name="people.json")
    (call,) = server.calls
    assert b'name="file"; filename="people.json"' in call.body
    assert b'{"a": 1}' in call.body


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda aep: aep.data_access.download("i", "f", first=-1), "range of bytes"),
        (lambda aep: aep.data_access.download("i", "f", first=5, last=4), "range of bytes"),
        (lambda aep: aep.batch_ingestion.put_part("b", "d", "f", b"", start=0), "at least one byte"),
        (lambda aep: aep.batch_ingestion.put("b", "d", "a/../b", b""), "an id must not be"),
        (lambda aep: aep.batch_ingestion.put("b", "d", "a//b", b""), "an id must not be"),
        (lambda aep: aep.catalog.batches.get_many([]), "at least one id"),
        (lambda aep: aep.catalog.batches.get_many("ab"), "a list"),
    ],
)
def test_what_cannot_be_right_is_not_sent(
    client: AEPClient, server: Any, call: Callable[[AEPClient], Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        call(client)
    assert server.calls == []


def test_a_reference_that_is_missing_from_an_answer_is_an_error(client: AEPClient, server: Any) -> None:
    server.answers([])
    with pytest.raises(AEPError, match="list with one reference"):
        client.catalog.batches.create({})


def test_a_refused_upload_is_not_repeated_in_the_error(client: AEPClient, server: Any) -> None:
    server.answers({"detail": "too large"}, 413)
    with pytest.raises(AEPError, match="too large") as caught:
        client.batch_ingestion.put("b", "d", "f", b"contents of the file")
    assert caught.value.sent is None  # type: ignore[attr-defined]


def test_messages_go_to_a_host_of_their_own_at_adobe(make_client: Callable[..., AEPClient], server: Any) -> None:
    for base in ("https://platform.adobe.io", "https://platform-nld2.adobe.io"):
        server.answers({})
        make_client(base_url=base).streaming.send("i", {})
    server.answers({})
    make_client(streaming_url="https://stream.example").streaming.send("i", {})
    assert [call.path for call in server.calls] == [
        "https://dcs.adobedc.net/collection/i",
        "https://dcs.adobedc.net/collection/i",
        "https://stream.example/collection/i",
    ]


def test_a_message_is_put_into_its_envelope(client: AEPClient) -> None:
    made = client.streaming.message({"a": 1}, schema_id="s", dataset_id="d", flow_id="f", source="shop")
    schema = {"id": "s", "contentType": "application/vnd.adobe.xed-full+json;version=1"}
    assert made == {
        "header": {
            "schemaRef": schema,
            "imsOrgId": "ORG@AdobeOrg",
            "datasetId": "d",
            "flowId": "f",
            "source": {"name": "shop"},
        },
        "body": {"xdmMeta": {"schemaRef": schema}, "xdmEntity": {"a": 1}},
    }
