"""Every operation of Adobe's data-prep.yaml."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.contract.support.openapi import Published

EXPRESSIONS = "/languages/el"
SETS = "/mappingSets"


class Operation(NamedTuple):
    """One operation as data-prep.yaml names it. `body` is what is sent: JSON, or the name of one made for the test."""

    method: str
    path: str
    body: Any = None
    query: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


OPERATIONS = [
    Operation("POST", f"{EXPRESSIONS}/validate", {"expression": "lower(a)"}),
    Operation("GET", f"{EXPRESSIONS}/functions"),
    Operation("GET", f"{EXPRESSIONS}/operators"),
    Operation("GET", SETS, query="?limit=10&start=0&expandSchema=true"),
    Operation("POST", SETS, "mapping set"),
    Operation("POST", f"{SETS}/validate", "mapping set"),
    Operation("POST", f"{SETS}/preview", "preview"),
    Operation("GET", f"{SETS}/{{MAPPING_SET_ID}}"),
    Operation("PUT", f"{SETS}/{{MAPPING_SET_ID}}", "mapping set"),
    Operation("GET", f"{SETS}/{{MAPPING_SET_ID}}/mappings"),
    Operation("GET", f"{SETS}/{{MAPPING_SET_ID}}/mappings/{{MAPPING_ID}}"),
]


def perform(api: Any, body: Any, make: Any, operation: Operation) -> Any:
    """The answer to a valid request; a GET finds a mapping set with three mappings."""
    bodies = {
        "mapping set": body(name="People"),
        "preview": {"data": [{"id": 1, "firstName": "Jim"}], "mappingSet": body()},
    }
    mapping_set_id = make(body(name="People", tags=[{"name": "a", "values": ["b"]}]))
    mapping_id = api.get(f"/conversion{SETS}/{mapping_set_id}/mappings").json()[0]["id"]
    path = operation.path.replace("{MAPPING_SET_ID}", mapping_set_id).replace("{MAPPING_ID}", mapping_id)
    sent = bodies.get(operation.body, operation.body) if isinstance(operation.body, str) else operation.body
    options = {} if sent is None else {"json": sent}
    return api.call(operation.method, f"/conversion{path}{operation.query}", **options)


@pytest.mark.documented("data-prep.yaml")
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_valid_request_is_answered_with_200_and_json(api: Any, body: Any, make: Any, operation: Operation) -> None:
    response = perform(api, body, make, operation)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "application/json"
    assert response.json()


@pytest.mark.documented("data-prep.yaml: the examples of the lists of functions and operators")
@pytest.mark.parametrize("name", ["functions", "operators"])
def test_functions_and_operators_have_the_members_and_types_of_the_examples(
    api: Any, openapi: Published, name: str
) -> None:
    operation = openapi.find("GET", f"/data/foundation/conversion{EXPRESSIONS}/{name}")
    assert operation is not None
    answer = api.get(f"/conversion{EXPRESSIONS}/{name}").json()
    shape = _shape(operation.example(200)[-1 if name == "functions" else 0])
    assert {str(_shape(item)) for item in answer} - {str(shape)} <= {str({**shape, "params": []})}
    if name == "functions":
        parameters = [parameter for item in answer for parameter in item["params"]]
        assert {str(_shape(parameter)) for parameter in parameters} == {str(shape["params"][0])}


def _shape(value: Any) -> Any:
    """The members in their order with the names of their types; of a list, the shape of its first element."""
    if isinstance(value, dict):
        return {name: _shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_shape(value[0])] if value else []
    return type(value).__name__
