"""Sample records: valid, the same every time, and bounded whatever the schema asks for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft7Validator

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry.composition import compose
from aep_emulator.services.schema_registry.library import Library
from aep_emulator.services.schema_registry.sample_data import sample

LIBRARY = Library()


def of_field(**field: Any) -> dict[str, Any]:
    """The sample of a schema with the one field `a`."""
    return sample({"type": "object", "properties": {"a": field}}, "seed")


@pytest.mark.documented("help/xdm/api/sample-data.md")
@pytest.mark.parametrize("resource_id", [found["$id"] for found in LIBRARY.listed("classes")])
def test_a_record_of_a_class_is_valid(resource_id: str) -> None:
    document = LIBRARY.find_any(resource_id)
    assert document is not None
    composed = compose(document, LIBRARY.find_any)
    record = sample(composed, resource_id)
    Draft7Validator(composed, format_checker=Draft7Validator.FORMAT_CHECKER).validate(record)
    assert record == sample(composed, resource_id)
    assert set(record) == set(composed["properties"])


@pytest.mark.parametrize(
    "field",
    [
        {"type": "string"},
        {"type": "string", "minLength": 20},
        {"type": "string", "maxLength": 0},
        {"type": "string", "minLength": 9, "maxLength": 9},
        {"type": "string", "enum": ["a", "b"]},
        {"type": "string", "enum": [1, "b"]},
        {"type": "string", "const": "c"},
        {"type": "integer", "minimum": 7, "maximum": 7},
        {"type": "integer", "minimum": -5, "maximum": -1},
        {"type": "integer", "exclusiveMinimum": 2, "exclusiveMaximum": 4},
        {"type": "integer", "minimum": 1_000_000},
        {"type": "integer", "maximum": -1_000_000},
        {"type": "integer", "multipleOf": 7, "minimum": 1},
        {"type": "integer", "meta:xdmType": "byte", "minimum": -128, "maximum": 127},
        {"type": "integer", "enum": [4]},
        {"type": "number", "minimum": 0.25, "maximum": 0.5},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.0001},
        {"type": "number", "multipleOf": 0.5, "minimum": 0.1},
        {"type": "boolean"},
        {"type": "array", "items": {"type": "integer"}},
        {"type": "array", "items": {"type": "integer"}, "minItems": 5, "uniqueItems": True},
        {"type": "array", "items": {"type": "string"}, "maxItems": 0},
        {"type": "array", "items": {"type": "array", "items": {"type": "boolean"}, "minItems": 2}, "minItems": 2},
        {"type": "object"},
        {"type": "object", "required": ["b"]},
        {"type": "object", "minProperties": 3},
        {"type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"], "additionalProperties": False},
        {"type": "object", "properties": {"b": {}, "c": {}}, "maxProperties": 1, "required": ["c"]},
        {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}},
        {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 4, "required": ["x"]},
    ],
    ids=str,
)
def test_a_value_satisfies_its_field(field: dict[str, Any]) -> None:
    record = of_field(**field)
    assert list(record) == ["a"]
    Draft7Validator(field).validate(record["a"])


@pytest.mark.documented("help/xdm/api/sample-data.md: status, validity, maritalStatus and primary in its answer")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ({"type": "string", "enum": ["a", "b"], "default": "b"}, "b"),
        ({"type": "string", "enum": ["a", "b"]}, "a"),
        ({"type": "string", "enum": ["a", "b"], "default": "c"}, "a"),
        ({"type": "boolean"}, False),
        ({"type": "boolean", "default": True}, True),
    ],
)
def test_the_default_goes_before_other_values(field: dict[str, Any], value: Any) -> None:
    assert of_field(**field) == {"a": value}


@pytest.mark.parametrize(
    ("form", "looks_like"),
    [
        ("date", r"\d{4}-\d\d-\d\d"),
        ("date-time", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"),
        ("time", r"\d\d:\d\d:\d\d\+00:00"),
        ("email", r"[^@]+@[^@]+\.com"),
        ("uri", r"https://.+"),
        ("uri-reference", r"/uri-reference"),
        ("uuid", r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}"),
        ("ipv4", r"\d+\.\d+\.\d+\.\d+"),
        ("unheard-of", "string"),
    ],
)
def test_a_text_has_its_format(form: str, looks_like: str) -> None:
    assert re.fullmatch(looks_like, of_field(type="string", format=form)["a"])


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{2}-\d{3}$",
        r"^(red|green)\s\w+$",
        r"[^a-z]",
        r"^\d{1,3}(\.\d{1,3}){3}$",
        r"^(?:a|b)*c+d?$",
        r"^(ab)\1$",
        r"^x.y$",
        r"^\S\D\W$",
        r"^(?=[\s\S]*?(?:tri))(?=[\s\S]*?(?:ing))",
        r"",
    ],
)
def test_a_text_matches_its_pattern(pattern: str) -> None:
    assert re.search(pattern, of_field(type="string", pattern=pattern)["a"])


@pytest.mark.parametrize(
    "field",
    [
        {"type": "integer", "minimum": 5, "maximum": 4},
        {"type": "integer", "minimum": 10**300},
        {"type": "number", "multipleOf": 5e-324, "minimum": 1, "exclusiveMaximum": 1},
        {"type": "string", "enum": [1, 2]},
        {"type": "string", "minLength": 10**9},
        {"type": "string", "pattern": "(?!)"},
        {"type": "string", "pattern": "a{5000}"},
        {"type": "string", "pattern": "((a{900}){900}){900}"},
        {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 3},
        {"type": "array", "items": {"type": "string", "pattern": "(?!)"}, "minItems": 1},
        {"type": "object", "required": ["b"], "additionalProperties": False},
        {"type": "object", "properties": {"b": {"enum": []}}, "required": ["b"]},
    ],
    ids=str,
)
def test_a_field_that_nothing_reasonable_satisfies_is_left_out(field: dict[str, Any]) -> None:
    whole = {"type": "object", "properties": {"a": field, "z": {"type": "string"}}, "required": ["a"]}
    assert sample(whole, "seed") == {"z": "string"}


def test_a_record_that_would_be_too_large_is_refused() -> None:
    field: dict[str, Any] = {"type": "boolean"}
    for _ in range(6):
        field = {"type": "array", "items": field, "minItems": 1_000}
    with pytest.raises(ApiError, match="more than 100000 values"):
        of_field(**field)
