"""Answers are held against OpenAPI files, and errata say where the files are not followed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.contract.support import errata
from tests.contract.support.conformance import Conformance
from tests.contract.support.errata import Erratum
from tests.contract.support.openapi import Published
from tests.contract.support.report import Report

# Two files in miniature: both versions of OpenAPI, a reference with a slash and one without.
CATALOG = """
openapi: 3.0.1
components:
  schemas:
    thing:
      type: object
      required: [id]
      properties: {id: {type: string}, parts: {type: array, items: {$ref: '#components/schemas/thing'}}}
paths:
  /things/{THING_ID}:
    parameters: []
    get:
      responses:
        200: {content: {application/json: {schema: {$ref: '#/components/schemas/thing'}, example: {id: a}}}}
    delete: {responses: {204: {description: gone}}}
  /things/special/:
    get: {responses: {'200': {description: text, content: {text/plain: {}}}}}
"""
SCHEMA_REGISTRY = """
swagger: '2.0'
produces: [application/json]
definitions:
  count: {type: integer}
paths:
  /stats:
    get: {responses: {200: {description: all, schema: {$ref: '#/definitions/count'}}}}
"""


@pytest.fixture
def files(tmp_path: Path) -> Published:
    (tmp_path / "catalog.yaml").write_text(CATALOG)
    (tmp_path / "schema-registry.yaml").write_text(SCHEMA_REGISTRY)
    return Published(tmp_path)


@pytest.fixture(autouse=True)
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The errata of these files."""
    known = (
        Erratum("*", "*", "status 4[0-9][0-9]", "few are named"),
        Erratum("catalog.yaml", "GET /things/*", "body *parts.[*].id", "a number in the example"),
    )
    monkeypatch.setattr(errata, "ERRATA", known)


def heard(
    files: Published, path: str, body: Any = None, *, method: str = "GET", status: int = 200, **headers: str
) -> Any:
    """What is made of one answer."""
    response = requests.Response()
    response.status_code = status
    response.request = requests.Request(method, f"http://platform.example/data/foundation{path}").prepare()
    response._content = b"" if body is None else json.dumps(body).encode()
    response.headers.update({"Content-Type": "application/json"} | headers)
    conformance = Conformance(files)
    conformance.hear(response)
    return conformance


def contradicted(*arguments: Any, **options: Any) -> list[str]:
    return [found.where for found in heard(*arguments, **options).contradictions]


def test_an_answer_as_published_contradicts_nothing(files: Published) -> None:
    conformance = heard(files, "/catalog/things/1", {"id": "1", "parts": [{"id": "2"}]})
    assert conformance.contradictions == []
    assert conformance.answered == {"catalog.yaml: GET /things/{THING_ID}"}
    assert contradicted(files, "/catalog/things/1", method="DELETE", status=204) == []
    assert contradicted(files, "/schemaregistry/stats?a=b", 3) == []


def test_what_no_file_has_is_not_looked_at(files: Published) -> None:
    conformance = heard(files, "/catalog/other/1", "anything")
    assert (conformance.contradictions, conformance.answered) == ([], set())


@pytest.mark.parametrize(
    ("body", "status", "content_type", "where"),
    [
        ({}, 200, "application/json", ["body"]),
        ({"id": 1}, 200, "application/json;charset=utf-8", ["body id"]),
        ({"id": "1", "parts": [{"id": "2"}, {}]}, 200, "application/json", ["body parts.*"]),
        ({"id": "1"}, 201, "application/json", ["status 201"]),
        ({"id": "1"}, 200, "application/vnd.x+json", ["media type application/vnd.x+json"]),
        (None, 200, "", ["media type none"]),
        (None, 200, "application/json", ["body"]),
    ],
)
def test_what_differs_is_named(files: Published, body: Any, status: int, content_type: str, where: list[str]) -> None:
    options = {"Content-Type": content_type}
    assert contradicted(files, "/catalog/things/1", body, status=status, **options) == where


def test_of_a_list_of_what_is_published_each_element_is_looked_at(files: Published) -> None:
    assert contradicted(files, "/catalog/things/1", [{"id": "1"}, {"id": 2}]) == ["body", "body *.id"]


def test_literal_paths_win_and_a_type_without_schema_says_nothing_of_the_body(files: Published) -> None:
    options = {"Content-Type": "text/plain"}
    conformance = heard(files, "/catalog/THINGS/special", "text", **options)
    assert (conformance.answered, conformance.contradictions) == ({"catalog.yaml: GET /things/special/"}, [])


def test_an_erratum_explains_and_is_remembered(files: Published) -> None:
    conformance = heard(files, "/catalog/things/1", {"id": "1", "parts": [{"id": 2}]})
    assert conformance.contradictions == []
    assert {entry.reason for entry in conformance.explained} == {"a number in the example"}
    assert heard(files, "/catalog/things/1", {}, status=404).answered == set()


def test_a_whole_run_reports_errata_without_use_and_operations_never_asked(
    files: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.contract.support.report.ERRATA", errata.ERRATA)
    report = Report()
    report.add("test_a", "answered", ["catalog.yaml: GET /things/{THING_ID}"])
    report.add("test_b", "unimplemented", ["catalog.yaml: DELETE /things/{THING_ID}"])
    report.add("test_b", "errata", [list(errata.ERRATA[0])])
    assert list(report.gaps([str(operation) for operation in files.operations])) == [
        "no longer needed: catalog.yaml · GET /things/* · body *parts.[*].id · a number in the example",
        "never answered: schema-registry.yaml: GET /stats",
        "never answered: catalog.yaml: GET /things/special/",
    ]


def test_the_example_of_an_answer_can_be_asked_for(files: Published) -> None:
    operation = files.find("GET", "/data/foundation/catalog/things/1")
    assert operation is not None
    assert operation.example(200) == {"id": "a"}


def test_each_erratum_gives_a_reason() -> None:
    assert all(entry.reason.strip() for entry in errata.ERRATA)
