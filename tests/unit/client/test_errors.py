"""What the services' error bodies become."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
import requests

from aep_client import (
    AEPAPIError,
    AEPClient,
    AEPConnectionError,
    AEPError,
    BadRequestError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    ServerError,
    StaleError,
    UnauthorizedError,
)


def failure(client: AEPClient) -> AEPAPIError:
    with pytest.raises(AEPAPIError) as caught:
        client.flow_service.flows.get("f")
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, AEPAPIError),
        (400, BadRequestError),
        (401, UnauthorizedError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (409, ConflictError),
        (412, StaleError),
        (422, AEPAPIError),
        (500, ServerError),
        (501, ServerError),
    ],
)
def test_the_status_chooses_the_class(client: AEPClient, server: Any, status: int, kind: type[AEPAPIError]) -> None:
    server.answers(status=status)
    assert type(failure(client)) is kind


PROBLEM = {"type": "http://ns.adobe.com/aep/errors/XDM-1010-404", "status": 404, "title": "Resource not found"}


@pytest.mark.parametrize(
    ("body", "code", "title", "message"),
    [
        ({"error_code": "403000", "message": "Api Key is required"}, "403000", None, "Api Key is required"),
        ({"errorMessage": "Supplied version=[1] does not match"}, None, None, "Supplied version=[1] does not match"),
        (
            {**PROBLEM, "report": {"detailed-message": "long"}, "detail": "The class is not found."},
            "XDM-1010-404",
            "Resource not found",
            "The class is not found.",
        ),
        ({**PROBLEM, "report": {"detailed-message": "long"}}, "XDM-1010-404", "Resource not found", "long"),
        (
            {"type": "/placeholder/type/uri", "status": 400, "title": "BadRequestError", "detail": "name is missing"},
            None,
            "BadRequestError",
            "name is missing",
        ),
        ({"title": "Invalid XDM", "report": {"message": "3 violations"}}, None, "Invalid XDM", "3 violations"),
        ({"error": "invalid_client", "error_description": "who?"}, "invalid_client", None, "who?"),
        ({"error": {"code": 404, "message": "gone"}}, "404", None, "gone"),
        ("<html>\n  <b>Bad   Gateway</b>\n</html>", None, None, "<html> <b>Bad Gateway</b> </html>"),
        ("x" * 2000, None, None, "x" * 500),
        (None, None, None, None),
        ([{"message": "a list"}], None, None, None),
        ({"type": None, "error": None, "report": None, "title": None, "detail": ""}, None, None, None),
    ],
)
def test_each_services_error_body_is_understood(
    client: AEPClient, server: Any, body: Any, code: str | None, title: str | None, message: str | None
) -> None:
    server.answers(body, 400)
    error = failure(client)
    assert (error.code, error.title, error.message) == (code, title, message)
    assert error.status == 400


def test_the_text_says_what_was_asked_what_came_back_and_how_to_ask_adobe(client: AEPClient, server: Any) -> None:
    server.answers({"error_code": "403027", "message": "User region is missing"}, 403, x_request_id="r-17")
    error = failure(client)
    assert str(error) == (
        "GET https://aep.example/data/foundation/flowservice/flows/f answered 403 [403027]: "
        "User region is missing (request id r-17)"
    )
    assert (error.method, error.url, error.request_id) == (
        "GET",
        "https://aep.example/data/foundation/flowservice/flows/f",
        "r-17",
    )


@pytest.mark.parametrize(("member"), ["registryRequestId", "requestId"])
def test_the_request_id_is_in_some_bodies_only(client: AEPClient, server: Any, member: str) -> None:
    server.answers({**PROBLEM, "report": {member: "r-18"}}, 404)
    assert failure(client).request_id == "r-18"


def test_both_bodies_are_kept(client: AEPClient, server: Any) -> None:
    server.answers({"errorMessage": "no"}, 400)
    with pytest.raises(BadRequestError) as caught:
        client.flow_service.flows.create({"name": "n"})
    assert caught.value.sent == {"name": "n"}
    assert caught.value.body == {"errorMessage": "no"}


@pytest.mark.parametrize(
    "network",
    [requests.ConnectTimeout("too late"), requests.ReadTimeout("too late"), requests.exceptions.SSLError("x")],
)
def test_no_answer_is_a_connection_error(client: AEPClient, server: Any, network: Exception) -> None:
    server.fails(network)
    with pytest.raises(AEPConnectionError) as caught:
        client.flow_service.flows.delete("f")
    assert (caught.value.method, caught.value.url) == (
        "DELETE",
        "https://aep.example/data/foundation/flowservice/flows/f",
    )


def test_a_success_that_is_not_json_is_an_error(client: AEPClient, server: Any) -> None:
    server.answers("<html>welcome to the hotel's wireless network</html>")
    with pytest.raises(AEPError, match="not JSON"):
        client.flow_service.flows.get("f")


def test_a_redirected_write_is_an_error(client: AEPClient, server: Any) -> None:
    server.answers(status=302, Location="https://elsewhere.example/")
    with pytest.raises(AEPAPIError) as caught:
        client.flow_service.flows.create({})
    assert caught.value.status == 302
    assert len(server.calls) == 1


def test_a_missing_file_is_an_error_with_the_first_piece(client: AEPClient, server: Any) -> None:
    server.answers({"title": "NotFoundError", "detail": "File 'x' not found."}, 404)
    with pytest.raises(NotFoundError, match="File 'x'"):
        client.data_access.download("f-1", "x")


def test_an_error_that_breaks_off_still_has_its_status(client: AEPClient, server: Any) -> None:
    server.answers(b"half", 404, Content_Length="8")
    with pytest.raises(NotFoundError):
        client.data_access.download("f-1", "x")


def test_a_download_that_breaks_off_is_a_connection_error(client: AEPClient, server: Any) -> None:
    server.answers(b"half", Content_Length="8")
    with pytest.raises(AEPConnectionError, match="f-1"):
        client.data_access.download("f-1", "x.parquet")


@pytest.mark.parametrize(
    ("call", "body"),
    [
        (lambda aep: aep.flow_service.flows.get("f"), {"items": []}),
        (lambda aep: aep.catalog.datasets.get("d"), {}),
        (lambda aep: aep.catalog.datasets.create({}), []),
        (lambda aep: aep.catalog.datasets.create({}), {"id": "d"}),
    ],
)
def test_a_success_without_what_was_asked_for_is_an_error(client: AEPClient, server: Any, call: Any, body: Any) -> None:
    server.answers(body)
    with pytest.raises(AEPError, match="answered"):
        call(client)


def test_errors_survive_the_way_between_processes(client: AEPClient, server: Any) -> None:
    server.answers({"error_code": "429050", "message": "slow"}, 429, Retry_After="3600", x_request_id="r")
    error = failure(client)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(copy) is RateLimitedError
    assert (str(copy), vars(copy)) == (str(error), vars(error))


@pytest.mark.parametrize("name", ["", ".", ".."])
@pytest.mark.parametrize(
    "call",
    [
        lambda aep, name: aep.flow_service.flows.get(name),
        lambda aep, name: aep.flow_service.connections.delete(name),
        lambda aep, name: aep.flow_service.connections.explore(name, "root"),
        lambda aep, name: aep.schema_registry.schemas.get(name),
        lambda aep, name: aep.schema_registry.descriptors.delete(name),
        lambda aep, name: aep.catalog.datasets.delete(name),
        lambda aep, name: aep.data_prep.mapping_sets.get(name),
        lambda aep, name: aep.data_access.preview(name),
    ],
)
def test_an_id_that_leads_elsewhere_is_refused_before_anything_is_sent(
    client: AEPClient, server: Any, call: Any, name: str
) -> None:
    with pytest.raises(ValueError, match="an id must not be"):
        call(client, name)
    assert server.calls == []


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_a_body_that_is_not_json_is_the_callers_mistake(client: AEPClient, server: Any, value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        client.flow_service.flows.create({"name": value})
    assert server.calls == []
