"""The expression language over HTTP: validation, and the lists of functions and operators."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.documented("help/data-prep/api/functions.md")
def test_a_valid_expression(api: Any) -> None:
    response = api.post("/conversion/languages/el/validate", {"expression": 'concat("Hi", ",", "there", "!")'})
    assert response.status_code == 200
    assert response.json() == {"validationStatus": "succeeded", "error": "none"}


@pytest.mark.assumed("no page shows the answer for an invalid expression")
@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("concat('a'", "position 10"),
        ("concatt('a')", "did you mean concat?"),
        ("lower()", "takes 1 argument, not 0"),
        ("", "empty"),
        ("a" * 4097, "4096"),
        ("__import__('os')", "unknown function"),
        ("(" * 4000, "unexpected end"),
    ],
)
def test_an_invalid_expression_says_where_and_why(api: Any, expression: str, named: str) -> None:
    response = api.post("/conversion/languages/el/validate", {"expression": expression})
    assert response.status_code == 200
    assert response.json()["validationStatus"] == "failed"
    assert named in response.json()["error"]


@pytest.mark.assumed("no page shows a body without an expression; a call to Adobe would settle it")
@pytest.mark.parametrize("content", [{}, {"expression": None}, {"expression": 1}, {"expression": ["a"]}])
def test_validation_needs_an_expression(api: Any, content: dict[str, Any], refused: Any) -> None:
    assert "expression" in refused(api.post("/conversion/languages/el/validate", content))


@pytest.mark.documented("help/data-prep/api/functions.md")
def test_the_list_of_functions(api: Any) -> None:
    response = api.get("/conversion/languages/el/functions")
    assert response.status_code == 200
    members = {"category", "function", "description", "syntax", "returns", "returnType", "params", "since"}
    members |= {"example", "result"}
    functions = response.json()
    assert len(functions) > 100
    assert all(set(function) == members for function in functions)
    (first,) = [function for function in functions if function["function"] == "first"]
    assert (first["category"], first["returnType"]) == ("Hierarchies - Arrays", "java.lang.Object")
    assert (first["example"], first["result"]) == ('first("1", "2", "3")', '"1"')
    (parameter,) = first["params"]
    assert (parameter["name"], parameter["position"], parameter["type"]) == ("values", 1, "object")
    assert parameter["dataType"] == "[Ljava.lang.Object;"


@pytest.mark.documented("help/data-prep/api/functions.md")
def test_the_list_of_operators(api: Any) -> None:
    response = api.get("/conversion/languages/el/operators")
    assert response.status_code == 200
    shown = [
        (item["operatorSymbol"], item["methodName"], item["numberOfOperands"], item["example"])
        for item in response.json()
        if item["description"]
    ]
    for documented in (
        ("+", "add", 2, "1 + 2"),
        ("/", "divide", 2, "1 / 2"),
        ("~", "complement", 1, "~44"),
        ("-", "negate", 1, "-12"),
        ("!", "not", 1, "!cond1"),
    ):
        assert documented in shown
