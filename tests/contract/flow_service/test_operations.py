"""All 45 operations of Adobe's flow-service.yaml: what each answers, and what each refuses."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest

FLOW_SERVICE = "/flowservice"
SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
LANDING_ZONE = "26f526f2-58f4-4712-961d-e41bf1ccc0e8"
CRM_TO_AEP = "14518937-270c-4525-bdec-c2ba7cce3860"
UNKNOWN = "00000000-0000-0000-0000-000000000000"
STALE = '"00000000-0000-0200-0000-000000000000"'
ETAG = re.compile(r'"[0-9a-f]{8}-0000-0200-0000-[0-9a-f]{8}0000"')

RENAME = [{"op": "replace", "path": "/name", "value": "renamed"}]
KINDS = ("connections", "sourceConnections", "targetConnections", "flows")


class Operation(NamedTuple):
    """One operation as flow-service.yaml names it; `{id}` stands for its path parameter.

    `body` is what is sent, or the kind whose valid body is. `if_match` says whether the header is read.
    """

    method: str
    path: str
    status: int = 200
    query: str = ""
    body: Any = None
    if_match: str = ""

    @property
    def kind(self) -> str:
        return self.path.split("/")[1]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def _collection(kind: str, slash: str = "") -> list[Operation]:
    return [
        Operation("GET", f"/{kind}"),
        Operation("POST", f"/{kind}", 201, body=kind),
        Operation("GET", f"/{kind}/{{id}}"),
        Operation("PATCH", f"/{kind}/{{id}}{slash}", body=RENAME, if_match="required"),
        Operation("DELETE", f"/{kind}/{{id}}{slash}", 204),
        Operation("POST", f"/{kind}/{{id}}/action", query="op=FINALIZE", if_match="optional"),
    ]


OPERATIONS = [
    *_collection("connections", slash="/"),
    *_collection("sourceConnections"),
    *_collection("targetConnections"),
    *_collection("flows"),
    Operation("GET", "/connections/{id}/test"),
    Operation("GET", "/connections/{id}/explore", query="objectType=root"),
    Operation("GET", "/connections/{id}/configs"),
    Operation("POST", "/connections/search", body={"queryString": "property=name==shop"}),
    Operation("POST", "/flows/search", body={"queryString": "property=state==enabled"}),
    Operation("POST", "/flowSpecs/search", body={"limit": 2}),
    Operation("GET", "/connectionSpecs"),
    Operation("POST", "/connectionSpecs", 201, body="connectionSpecs"),
    Operation("GET", "/connectionSpecs/{id}"),
    Operation("PUT", "/connectionSpecs/{id}", body="connectionSpecs"),
    Operation("GET", "/connectionSpecs/{id}/explore", query="objectType=root"),
    Operation("GET", "/connectionSpecs/{id}/configs"),
    Operation("GET", "/flowSpecs"),
    Operation("POST", "/flowSpecs", 201, body="flowSpecs"),
    Operation("GET", "/flowSpecs/{id}"),
    Operation("PUT", "/flowSpecs/{id}", body="flowSpecs"),
    Operation("GET", "/runs"),
    Operation("POST", "/runs", 201, body="runs"),
    Operation("GET", "/runs/{id}"),
    Operation("PUT", "/runs/{id}", body={"providerRefId": "mine"}, if_match="required"),
    Operation("POST", "/runs/{id}/action", query="op=RE_TRIGGER", if_match="optional"),
]
WITH_ID = [operation for operation in OPERATIONS if "{id}" in operation.path]
WITH_BODY = [operation for operation in OPERATIONS if operation.body is not None]
LISTS = [operation for operation in OPERATIONS if operation.method == "GET" and operation.path.count("/") == 1]

AUDIT = {
    *("createdAt", "updatedAt", "createdBy", "updatedBy", "createdClient", "updatedClient", "etag"),
    *("sandboxId", "sandboxName", "imsOrgId"),
}
CONNECTION = AUDIT | {"name", "state", "version", "connectionSpec"}
SHOWN = {
    "connections": CONNECTION | {"auth"},
    "sourceConnections": CONNECTION | {"baseConnectionId", "data", "params", "inheritedAttributes"},
    "targetConnections": CONNECTION | {"data", "params"},
    "flows": AUDIT
    | {"name", "state", "version", "flowSpec", "sourceConnectionIds", "targetConnectionIds", "inheritedAttributes"}
    | {"scheduleParams", "transformations", "runs", "lastOperation"},
    "runs": AUDIT | {"flowId", "metrics", "activities"},
    # The data lake's has no authSpec (help/sources/tutorials/api/create-dataset-base-connection.md).
    "connectionSpecs": {"name", "providerId", "version"},
    "flowSpecs": {"name", "providerId", "version", "transformationSpecs", "transformationSpec"},
}


def subject(flow: Any, operation: Operation) -> str:
    """The id of something the operation can be carried out on."""
    if operation.kind == "connectionSpecs":
        return LANDING_ZONE if operation.path.endswith("explore") else SHOPIFY
    if operation.kind == "flowSpecs":
        return CRM_TO_AEP
    made = str(flow.make(operation.kind)["id"])
    if operation.kind == "runs":
        flow.finished(made)
    return made


def perform(flow: Any, operation: Operation, resource_id: str = "", **options: Any) -> Any:
    """The answer. Without other options it is a valid request, about `resource_id` or something new."""
    if not resource_id and (operation.method == "GET" or "{id}" in operation.path or "search" in operation.path):
        resource_id = subject(flow, operation)
    if operation.body is not None and not {"json", "data"} & options.keys():
        options["json"] = flow.body(operation.body) if isinstance(operation.body, str) else operation.body
    if operation.if_match and "headers" not in options:
        etag = STALE if resource_id == UNKNOWN else flow.show(operation.kind, resource_id)["etag"]
        options["headers"] = {"If-Match": etag}
    path = operation.path.replace("{id}", resource_id)
    return flow.api.call(operation.method, f"{FLOW_SERVICE}{path}?{operation.query}".rstrip("?"), **options)


@pytest.mark.documented("flow-service.yaml")
def test_the_table_has_each_documented_operation_once() -> None:
    assert len({str(operation) for operation in OPERATIONS}) == len(OPERATIONS) == 45


@pytest.mark.documented("flow-service.yaml")
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_valid_request_is_answered_in_the_documented_form(flow: Any, operation: Operation) -> None:
    response = perform(flow, operation)
    assert response.status_code == operation.status, response.text
    if operation.status == 204:
        assert response.content == b""
        return
    assert response.headers["Content-Type"] == "application/json"
    answer = response.json()
    if operation.path.endswith("/explore"):
        assert {"type", "name", "path", "canPreview", "canFetchSchema"} == set(answer[0])
    elif operation.path.endswith("/test"):
        assert answer == {"result": True}
    elif operation.path.endswith("/configs"):
        assert set(answer) == {"items"}
    elif operation.method == "GET" or operation.path.endswith("/search"):
        assert ("_links" in answer) is ("{id}" not in operation.path)
        assert all({"id"} | SHOWN[operation.kind] <= set(item) for item in answer["items"])
    elif operation.kind in ("connectionSpecs", "flowSpecs", "runs") and operation.path != "/runs":
        assert {"id"} | SHOWN[operation.kind] <= set(answer)
    else:
        assert ETAG.fullmatch(answer["etag"])
        assert set(answer) - {"items"} == {"id", "etag"}
    if operation.status == 201:
        assert response.headers["Location"].endswith(f"{FLOW_SERVICE}/{operation.kind}/{answer['id']}")


@pytest.mark.documented("help/sources/errors/flow-service-errors.md: 1101-404")
@pytest.mark.parametrize("operation", WITH_ID, ids=str)
def test_an_unknown_id_is_404(flow: Any, refused: Any, operation: Operation) -> None:
    refused(perform(flow, operation, UNKNOWN), "1101-404", UNKNOWN)


@pytest.mark.documented("help/landing/troubleshooting.md, Request header errors")
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_request_without_a_required_header_is_refused(flow: Any, refused: Any, operation: Operation) -> None:
    def without(header: str) -> Any:
        headers = {"If-Match": STALE, header: None}
        return perform(flow, operation, UNKNOWN, headers=headers, json=operation.body and {})

    assert (without("x-api-key").status_code, without("x-api-key").json()["error_code"]) == (403, "403000")
    assert without("x-gw-ims-org-id").json() == {"error_code": "400003", "message": "Missing header"}
    refused(without("x-sandbox-name"), "2105-400")
    if (operation.method, operation.path) not in {("GET", "/flowSpecs"), ("POST", "/flows")}:
        assert without("Authorization").json()["error_code"] == "403010"


@pytest.mark.assumed("no page says which code a malformed body has; a call to Adobe would settle it")
@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
@pytest.mark.parametrize("data", ["", "null", "[1]", '"text"', "{", '{"name": ', "[[[]]]", "\ufeff"])
def test_a_body_of_the_wrong_form_is_refused(flow: Any, refused: Any, operation: Operation, data: str) -> None:
    resource_id = subject(flow, operation) if "{id}" in operation.path else ""
    headers = {"Content-Type": "application/json"}
    if operation.if_match:
        headers["If-Match"] = flow.show(operation.kind, resource_id)["etag"]
    response = perform(flow, operation, resource_id, data=data.encode(), headers=headers)
    refused(response, "1405-400")


@pytest.mark.documented("help/landing/troubleshooting.md")
@pytest.mark.parametrize("operation", [one for one in WITH_BODY if one.method != "PATCH"], ids=str)
def test_a_body_that_is_not_declared_as_json_is_refused(flow: Any, refused: Any, operation: Operation) -> None:
    headers = {"Content-Type": "text/plain", "If-Match": "x"}
    resource_id = subject(flow, operation) if "{id}" in operation.path else ""
    refused(perform(flow, operation, resource_id, data=b"{}", headers=headers), "1405-400", "content-type")


@pytest.mark.documented("help/sources/errors/flow-service-errors.md: 1403-400, 1404-412")
@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.if_match], ids=str)
def test_a_stale_etag_changes_nothing_and_patch_and_put_need_one(flow: Any, refused: Any, operation: Operation) -> None:
    resource_id = subject(flow, operation)
    before = flow.show(operation.kind, resource_id)
    refused(perform(flow, operation, resource_id, headers={"If-Match": STALE}), "1404-412", STALE.strip('"'))
    missing = perform(flow, operation, resource_id, headers={})
    if operation.if_match == "required":
        refused(missing, "1403-400", "If-Match")
        assert flow.show(operation.kind, resource_id) == before
    else:
        assert missing.status_code == 200


@pytest.mark.assumed(
    "the codes are documented, which of them answers which parameter is not; a call to Adobe would settle it"
)
@pytest.mark.parametrize("operation", LISTS, ids=str)
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "1405-400"),
        ("limit=1001", "1405-400"),
        ("limit=ten", "1405-400"),
        ("count=perhaps", "1405-400"),
        ("count=true&limit=1", "1401-400"),
        ("continuationToken=%00", "1405-400"),
        ("continuationToken=abc", "1405-400"),
        ("orderby=%23id", "1433-400"),
        ("property===x", "1449-400"),
        ("property=name~s.*", "1440-400"),
        ("property=createdAt>=1,2", "1443-400"),
    ],
)
def test_a_list_refuses_parameters_it_cannot_read(
    flow: Any, refused: Any, operation: Operation, query: str, code: str
) -> None:
    refused(flow.api.get(f"{FLOW_SERVICE}{operation.path}?{query}"), code)


@pytest.mark.documented("help/sources/errors/flow-service-errors.md: 1448-400 to 1453-400")
@pytest.mark.parametrize("operation", LISTS, ids=str)
@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("property=id>=x", "1448-400", "Operator >= not supported for field id."),
        ("property=connectionSpec.id<x", "1448-400", "Operator < not supported for field connectionSpec.id."),
        ("property=name!>x", "1450-400", "Invalid operator !> in filter params."),
        ("property=name=>x", "1450-400", "Invalid operator => in filter params."),
        ("property=name<>x", "1450-400", "Invalid operator <> in filter params."),
        ("testParam=1", "1451-400", "Invalid params testParam provided in query params."),
        ("limit=1&testParam", "1451-400", "Invalid params testParam provided in query params."),
        (
            "property=createdAt==1676643256,1676643210",
            "1452-400",
            "Invalid value 1676643256,1676643210 for field createdAt.",
        ),
        ("property=updatedAt>soon", "1452-400", "Invalid value soon for field updatedAt."),
        ("property=createdAt<nan", "1452-400", "Invalid value nan for field createdAt."),
        ("property=createdAt==", "1453-400", "Invalid query value createdAt== provided in query param."),
        ("property=name=", "1453-400", "Invalid query value name= provided in query param."),
        ("property=name!= ", "1453-400", "Invalid query value name!= provided in query param."),
    ],
)
def test_a_list_says_with_the_catalogues_words_what_is_wrong(
    flow: Any, refused: Any, operation: Operation, query: str, code: str, message: str
) -> None:
    response = flow.api.get(f"{FLOW_SERVICE}{operation.path}?{query}")
    refused(response, code)
    assert (response.json()["title"], response.json()["detail"]) == ("Invalid request", message)


@pytest.mark.documented("flow-service.yaml, help/dataflows/api/sort-and-filter.md and the aepp package send these")
@pytest.mark.parametrize("operation", LISTS, ids=str)
@pytest.mark.parametrize(
    "query",
    [
        "property=name==x&orderby=-name&limit=5&count=false",
        "orderBy=name&start=0",
        "Limit=5&mode=draft&expand=x",
        'property=name==""',
        "property=name==<b>",
        "property=name!==x",
        "property=createdAt>1676643256&property=updatedAt<=2100-01-01T00:00:00Z",
        "property=createdAt",
    ],
)
def test_a_list_takes_every_parameter_that_pages_and_clients_send(flow: Any, operation: Operation, query: str) -> None:
    response = flow.api.get(f"{FLOW_SERVICE}{operation.path}?{query}")
    assert response.status_code == 200, response.text


@pytest.mark.documented("help/sources/errors/flow-service-errors.md: 1405-400")
@pytest.mark.parametrize("operation", [one for one in WITH_BODY if one.method == "POST"], ids=str)
def test_an_empty_body_is_refused_with_the_catalogues_words(flow: Any, refused: Any, operation: Operation) -> None:
    resource_id = subject(flow, operation) if "{id}" in operation.path else ""
    headers = {"Content-Type": "application/json"}
    response = perform(flow, operation, resource_id, data=b" ", headers=headers)
    refused(response, "1405-400")
    assert response.json()["title"] == "Invalid request"
    assert response.json()["detail"] == (
        "The request body cannot be null or empty. Please provide a request body and try again."
    )
