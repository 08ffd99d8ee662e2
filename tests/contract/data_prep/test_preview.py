"""What mapping sets make of rows, and what validation says of them."""

from __future__ import annotations

from typing import Any

import pytest

PATH = "/conversion/mappingSets"


@pytest.mark.documented("help/data-prep/api/mapping-set.md")
def test_validation_has_one_result_per_mapping(api: Any, body: Any) -> None:
    response = api.post(f"{PATH}/validate", body())
    assert response.status_code == 200
    assert response.json() == {"validationResponse": [{"status": "SUCCESS", "errors": None}] * 3}


@pytest.mark.assumed("the OpenAPI file has FAILED and TransformErrorInfo, but no example of them")
def test_validation_says_what_is_wrong_with_each_mapping(api: Any, body: Any, person: Any) -> None:
    mappings = [
        person[0],
        {"source": "a", "destination": "person.nam.firstName"},
        {"sourceType": "EXPRESSION", "source": "uper(a)", "destination": "person.name.firstName"},
    ]
    fine, unknown, expression = api.post(f"{PATH}/validate", body(mappings)).json()["validationResponse"]
    assert fine == {"status": "SUCCESS", "errors": None}
    assert unknown["status"] == expression["status"] == "FAILED"
    (error,) = unknown["errors"]
    assert (error["source"], error["destination"]) == ("a", "person.nam.firstName")
    assert "did you mean name" in error["exception"]
    assert "did you mean upper" in expression["errors"][0]["exception"]


@pytest.mark.documented("help/data-prep/api/mapping-set.md")
def test_preview(api: Any, body: Any) -> None:
    row = {"id": 1234, "firstName": "Jim", "lastName": "Seltzer"}
    result = {"data": {"person": {"name": {"firstName": "Jim", "lastName": "Seltzer"}}, "_id": "1234"}, "errors": None}
    several = api.post(f"{PATH}/preview", {"data": [row, {}], "mappingSet": body()})
    assert several.status_code == 200
    assert several.json() == [result, {"data": {}, "errors": None}]
    # The OpenAPI file has one object on both sides.
    assert api.post(f"{PATH}/preview", {"data": row, "mappingSet": body()}).json() == result


@pytest.mark.documented("help/data-prep/troubleshooting-guide.md")
def test_preview_shows_what_could_not_be_transformed(api: Any, body: Any) -> None:
    mappings = [
        {"sourceType": "EXPRESSION", "source": "1 / zero", "destination": "person.name.lastName"},
        {"source": "born", "destination": "person.birthDate"},
        {"source": "firstName", "destination": "person.name.firstName"},
    ]
    row = {"zero": 0, "born": "long ago", "firstName": "Jim"}
    (shown,) = api.post(f"{PATH}/preview", {"data": [row], "mappingSet": body(mappings)}).json()
    assert shown["data"] == {"person": {"name": {"firstName": "Jim"}}}
    by_destination = {error["destination"]: error for error in shown["errors"]}
    assert set(by_destination) == {"person.name.lastName", "person.birthDate"}
    error = by_destination["person.name.lastName"]
    assert (error["source"], error["sourceType"]) == ("1 / zero", "text/x.aep-xl")
    assert "division by zero" in error["exception"]


@pytest.mark.documented("help/data-prep/api/mapping-set.md: sourceType, Preview data")
def test_preview_of_every_kind_of_source(api: Any, body: Any) -> None:
    mappings = [
        {"sourceType": "STATIC", "source": "Constant", "destination": "person.name.lastName"},
        {"sourceType": "EXPRESSION", "source": "lower(emails[1].address)", "destination": "personalEmail.address"},
        {"sourceType": "ATTRIBUTE", "source": "emails[0].address", "destination": "person.name.firstName"},
        {"sourceType": "ATTRIBUTE", "source": "${birth date}", "destination": "person.birthDate"},
    ]
    row = {"emails": [{"address": "A@x"}, {"address": "B@x"}], "birth date": "12/31/1999"}
    shown = api.post(f"{PATH}/preview", {"data": row, "mappingSet": body(mappings)}).json()
    assert shown["errors"] is None
    assert shown["data"] == {
        "person": {"name": {"lastName": "Constant", "firstName": "A@x"}, "birthDate": "1999-12-31"},
        "personalEmail": {"address": "b@x"},
    }


@pytest.mark.assumed("no page says how much work an expression may be; a call to Adobe would settle it")
@pytest.mark.parametrize(
    "source",
    [
        "transformArray(" * 100 + "[1]" + ", x -> [x, x])" * 100,
        "matches_regex(s, '(a+)+$')",
        "lpad('', 999999999, 'x')",
        "n * n * n * n * n * n * n * n * n * n * n * n * n * n * n",
        "'\\ud800'",
        "[s, s].__class__.__mro__",
        "concat(s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s)",
    ],
)
def test_hostile_expressions_cost_one_attribute(api: Any, source: str) -> None:
    row = {"s": "a" * 50_000 + "b", "n": "9" * 200}
    mappings = [
        {"sourceType": "EXPRESSION", "source": source, "destination": "x"},
        {"source": "n", "destination": "y"},
    ]
    response = api.post(f"{PATH}/preview", {"data": [row], "mappingSet": {"mappings": mappings}})
    assert response.status_code == 200
    (shown,) = response.json()
    assert shown["data"].pop("y") == row["n"]
    assert shown["data"] in ({}, {"x": "\ufffd"})


@pytest.mark.assumed("no page says how large a preview may be; a call to Adobe would settle it")
def test_a_preview_that_grows_too_large_is_refused(api: Any, refused: Any) -> None:
    mappings = [
        {"sourceType": "EXPRESSION", "source": "lpad('', 900000, 'x')", "destination": f"x{number}"}
        for number in range(2)
    ]
    assert "send fewer rows" in refused(
        api.post(f"{PATH}/preview", {"data": [{}] * 20, "mappingSet": {"mappings": mappings}})
    )
