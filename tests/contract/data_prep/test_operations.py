"""Every operation of Adobe's data-prep.yaml answers in the published form, but for the file's own errata."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

PUBLISHED = Path(__file__).parents[4] / "shared" / "reference" / "openapi" / "data-prep.yaml"
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

# What the published file says and its own examples or Adobe's pages contradict: operation and path of the value.
ERRATA = {
    ("POST /languages/el/validate", ""): "described as a boolean; the page shows {validationStatus, error}",
    ("POST /mappingSets/preview", ""): "described as one object; the page shows a list",
    ("POST /mappingSets/validate", "validationResponse.*.errors"): "described as a list, exemplified as null",
    ("GET /mappingSets/{MAPPING_SET_ID}/mappings", ""): "described as one object; the page shows a list",
}
# The same, wherever there is a member of this name.
EVERYWHERE = {
    "createdDate": "described as a date and time, exemplified as milliseconds",
    "modifiedDate": "the same",
    "sourceType": "described as ATTRIBUTE, EXPRESSION or STATIC, exemplified as text/x.schema-path",
    "minimum": "of a JSON schema: described as an object; the page's example has numbers",
    "maximum": "the same",
    "enum": "the same: described as objects; the page's example has texts",
    "default": "the same",
}


def _erratum(operation: Operation, path: str) -> Any:
    """The entry that explains a value, None when there is none."""
    if (str(operation), path) in ERRATA:
        return str(operation), path
    name = path.removesuffix(".*").rpartition(".")[2]
    return name if name in EVERYWHERE else None


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


@pytest.mark.documented("data-prep.yaml")
@pytest.mark.skipif(not PUBLISHED.exists(), reason="the reference material is not here")
def test_every_answer_satisfies_the_published_schema_but_for_its_errata(api: Any, body: Any, make: Any) -> None:
    assert _published().keys() == {str(operation) for operation in OPERATIONS}
    found: dict[tuple[str, str], str] = {}
    explained = set()
    for operation in OPERATIONS:
        answer = perform(api, body, make, operation).json()
        for path, message in _failures(_published()[str(operation)], answer):
            if erratum := _erratum(operation, path):
                explained.add(erratum)
            else:
                found[str(operation), path] = message
    assert found == {}
    assert explained == {*ERRATA, *EVERYWHERE}


@pytest.mark.documented("data-prep.yaml: what stands in a list is described once")
@pytest.mark.skipif(not PUBLISHED.exists(), reason="the reference material is not here")
@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if (str(one), "") in ERRATA and one.path.startswith(SETS)], ids=str
)
def test_each_item_satisfies_what_is_published_for_one(api: Any, body: Any, make: Any, operation: Operation) -> None:
    items = perform(api, body, make, operation).json()
    schema = _published()[str(operation)]
    failed = {path for item in items for path, _ in _failures(schema, item)}
    # The preview's `errors` is null as in the page's answer, dates and source types as everywhere.
    assert failed <= {"errors", "createdDate", "modifiedDate", "sourceType"}


@pytest.mark.documented("data-prep.yaml: the examples of the lists of functions and operators")
@pytest.mark.skipif(not PUBLISHED.exists(), reason="the reference material is not here")
@pytest.mark.parametrize("name", ["functions", "operators"])
def test_functions_and_operators_have_the_members_and_types_of_the_examples(api: Any, name: str) -> None:
    examples = _document()["paths"][f"{EXPRESSIONS}/{name}"]["get"]["responses"]["200"]["content"]["application/json"]
    answer = api.get(f"/conversion{EXPRESSIONS}/{name}").json()
    shape = _shape(examples["example"][-1 if name == "functions" else 0])
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


@functools.cache
def _document() -> dict[str, Any]:
    import yaml

    document: dict[str, Any] = yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))
    return document


@functools.cache
def _published() -> dict[str, Any]:
    """`METHOD /path` → the schema of the success answer."""
    return {
        f"{method.upper()} {path}": {
            **description["responses"]["200"]["content"]["application/json"]["schema"],
            "components": _document()["components"],
        }
        for path, methods in _document()["paths"].items()
        for method, description in methods.items()
    }


def _failures(schema: dict[str, Any], answer: Any) -> Iterator[tuple[str, str]]:
    """Path, with `*` for any index, and message."""
    from jsonschema import Draft4Validator

    for error in Draft4Validator(schema).iter_errors(answer):
        yield ".".join("*" if isinstance(part, int) else part for part in error.absolute_path), error.message[:200]
