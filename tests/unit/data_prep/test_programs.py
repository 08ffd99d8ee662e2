"""Mappings as programs: sources, destinations, arrays, object copies, warnings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.services.data_prep.program import MappingError, compile_program

STRING = {"type": "string"}
CUSTOMER = {
    "customerInfo": {
        "name": "John Smith",
        "emails": [
            {"name": "John Smith", "email": "js@example.com"},
            {"name": "Jane Smith", "email": "jane@example.com"},
        ],
    }
}
TARGET: dict[str, Any] = {
    "addr": {
        "type": "object",
        "properties": {
            "addrLine1": STRING,
            "city": STRING,
            "state": STRING,
            "geo": {"type": "object", "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}}},
        },
    },
    "tags": {"type": "array", "items": STRING},
    "count": {"type": "integer"},
    "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": STRING, "qty": {"type": "integer"}}}},
    "labels": {"type": "object", "additionalProperties": STRING},
}


@pytest.mark.documented("help/data-prep/mapping-set.md")
@pytest.mark.parametrize(
    ("mapping", "row", "expected"),
    [
        (("Full.Name", "pi.name"), {"Full.Name": "John Smith"}, {"pi": {"name": "John Smith"}}),
        ((r"Full\.Name", "pi.name"), {"Full.Name": "John Smith"}, {"pi": {"name": "John Smith"}}),
        (("${Full Name}", "name"), {"Full Name": "John Smith"}, {"name": "John Smith"}),
        (("Price [EUR]", "price"), {"Price [EUR]": "5"}, {"price": "5"}),
        (("customerInfo.name", "pi.name"), CUSTOMER, {"pi": {"name": "John Smith"}}),
        (("customerInfo.emails[0].email", "pi.email"), CUSTOMER, {"pi": {"email": "js@example.com"}}),
        (("customerInfo.emails", "pi.list"), CUSTOMER, {"pi": {"list": CUSTOMER["customerInfo"]["emails"]}}),
        (("customerInfo.name", "name"), CUSTOMER, {"name": "John Smith"}),
        (("customerInfo.name", "piList[0]"), CUSTOMER, {"piList": ["John Smith"]}),
        (("CUSTOMER", "userType", "STATIC"), {}, {"userType": "CUSTOMER"}),
        (("upper(a)", "b", "EXPRESSION"), {"a": "x"}, {"b": "X"}),
        # The page's result nests the name once more; the path says otherwise.
        (
            ("customerInfo.emails[*].name", "pi[*].names"),
            CUSTOMER,
            {"pi": [{"names": "John Smith"}, {"names": "Jane Smith"}]},
        ),
    ],
)
def test_documented_mapping(
    map_row: Callable[..., Any], mapping: tuple[str, ...], row: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert map_row([mapping], row) == (expected, [])


@pytest.mark.parametrize("source_type", ["text/x.schema-path", "ATTRIBUTE"])
def test_attributes_have_two_names_for_their_source_type(map_row: Callable[..., Any], source_type: str) -> None:
    assert map_row([("a", "b", source_type)], {"a": 1}).document == {"b": 1}


@pytest.mark.parametrize("source_type", ["text/x.aep-xl", "EXPRESSION"])
def test_expressions_have_two_names_for_their_source_type(map_row: Callable[..., Any], source_type: str) -> None:
    assert map_row([("a + 1", "b", source_type)], {"a": 1}).document == {"b": 2}


@pytest.mark.parametrize(
    "mapping",
    [("missing", "b"), ("missing.at.all", "b"), ("n", "b"), ("nullify()", "b", "EXPRESSION"), ("a[7]", "b")],
)
def test_what_has_no_value_is_left_out_without_a_warning(map_row: Callable[..., Any], mapping: tuple[str, ...]) -> None:
    assert map_row([mapping], {"n": None, "a": [1]}) == ({}, [])


@pytest.mark.documented("help/data-prep/functions.md")
@pytest.mark.parametrize("order", [1, -1])
def test_object_copy_takes_children_of_the_same_name_and_explicit_mappings_rename(
    map_row: Callable[..., Any], order: int
) -> None:
    row = {"address": {"line1": "4191 Ridgebrook Way", "city": "San Jose", "state": "California"}}
    mappings = [("address", "addr"), ("address.line1", "addr.addrLine1")][::order]
    document, warnings = map_row(mappings, row, TARGET)
    assert document == {"addr": {"addrLine1": "4191 Ridgebrook Way", "city": "San Jose", "state": "California"}}
    assert warnings == []


@pytest.mark.parametrize("order", [1, -1])
def test_an_explicit_mapping_wins_over_a_copied_child(map_row: Callable[..., Any], order: int) -> None:
    row = {"address": {"city": "San Jose", "geo": {"lat": 1, "lon": 2}}, "city": "Rome", "lat": 9}
    mappings = [("address", "addr"), ("city", "addr.city"), ("lat", "addr.geo.lat")][::order]
    assert map_row(mappings, row, TARGET).document == {"addr": {"city": "Rome", "geo": {"lat": 9, "lon": 2}}}


def test_a_child_that_does_not_fit_is_left_out_alone(map_row: Callable[..., Any]) -> None:
    row = {"address": {"city": "San Jose", "geo": {"lat": "north", "lon": 2}}}
    document, (warning,) = map_row([("address", "addr")], row, TARGET)
    assert document == {"addr": {"city": "San Jose", "geo": {"lon": 2}}}
    assert (warning.source, warning.destination) == ("address", "addr.geo.lat")


def test_several_wildcards_fill_the_same_elements(map_row: Callable[..., Any]) -> None:
    row = {"items": [{"id": "a", "n": "1"}, {"id": "b"}, {"n": "3"}]}
    document, warnings = map_row([("items[*].id", "lines[*].sku"), ("items[*].n", "lines[*].qty")], row, TARGET)
    assert document == {"lines": [{"sku": "a", "qty": 1}, {"sku": "b"}, {"qty": 3}]}
    assert warnings == []


def test_nested_wildcards_keep_the_shape(map_row: Callable[..., Any]) -> None:
    row = {"a": [{"b": [{"c": 1}, {"c": 2}]}, {"b": [{"c": 3}]}]}
    document = map_row([("a[*].b[*].c", "d[*].e[*].f")], row).document
    assert document == {"d": [{"e": [{"f": 1}, {"f": 2}]}, {"e": [{"f": 3}]}]}


def test_one_element_that_does_not_fit_is_left_out_alone(map_row: Callable[..., Any]) -> None:
    row = {"items": [{"n": "1"}, {"n": "two"}, {"n": "3"}]}
    document, (warning,) = map_row([("items[*].n", "lines[*].qty")], row, TARGET)
    assert document == {"lines": [{"qty": 1}, {"qty": 3}]}
    assert "element 1" in warning.message


def test_elements_named_one_by_one(map_row: Callable[..., Any]) -> None:
    row = {"a": "x", "b": "y"}
    assert map_row([("b", "tags[1]"), ("a", "tags[0]")], row, TARGET).document == {"tags": ["x", "y"]}


def test_a_map_takes_any_key(map_row: Callable[..., Any]) -> None:
    row = {"all": {"x": 1}, "one": "2"}
    assert map_row([("one", "labels.y"), ("all", "labels")], row, TARGET).document == {"labels": {"x": "1", "y": "2"}}


@pytest.mark.assumed("no page says which of two mappings with one destination wins")
def test_of_two_mappings_to_one_destination_the_last_with_a_value_wins(map_row: Callable[..., Any]) -> None:
    assert map_row([("a", "x"), ("b", "x"), ("c", "x")], {"a": 1, "b": 2, "c": None}).document == {"x": 2}


@pytest.mark.documented("help/data-prep/troubleshooting-guide.md")
def test_an_error_nulls_one_attribute_and_the_row_goes_on(map_row: Callable[..., Any]) -> None:
    mappings = [("1 / zero", "count", "EXPRESSION"), ("city", "addr.city"), ("tags", "tags")]
    document, warnings = map_row(mappings, {"zero": 0, "city": "Rome", "tags": "none"}, TARGET)
    assert document == {"addr": {"city": "Rome"}}
    assert [(warning.destination, warning.source) for warning in warnings] == [("count", "1 / zero"), ("tags", "tags")]
    assert "division by zero" in warnings[0].message


def test_a_scalar_in_the_way_of_an_object_is_a_warning(map_row: Callable[..., Any]) -> None:
    document, (warning,) = map_row([("a", "x"), ("b", "x.y")], {"a": "s", "b": 1})
    assert document == {"x": "s"}
    assert "'x' already holds a string" in warning.message


def test_the_row_and_earlier_results_are_not_touched() -> None:
    program = compile_program(
        [
            {"source": "o", "destination": "p"},
            {"source": "a", "destination": "p.x"},
            {"source": "l", "destination": "l"},
        ],
        None,
    )
    row = {"o": {"x": 1, "deep": {"y": [1]}}, "a": 2, "l": [1]}
    first = program.run(row).document
    first["l"].append(2)
    first["p"]["deep"]["y"].append(2)
    assert row == {"o": {"x": 1, "deep": {"y": [1]}}, "a": 2, "l": [1]}
    assert program.run(row).document == {"p": {"x": 2, "deep": {"y": [1]}}, "l": [1]}


@pytest.mark.parametrize(
    ("mapping", "field", "words"),
    [
        (("a", "addr.nope"), "destination", ["'addr.nope'"]),
        (("a", "addr.ctiy"), "destination", ["did you mean city?"]),
        (("a", "addr.geo.lat.x"), "destination", ["addr.geo.lat.x"]),
        (("a", "lines.sku"), "destination", ["is an array", "lines[0].sku"]),
        (("a", "addr[0]"), "destination", ["not an array"]),
        (("a", "tags["), "destination", ["position 4"]),
        (("a", "[0]"), "destination", ["position 0", "a field name"]),
        (("a", "tags[1000]"), "destination", ["at most 999"]),
        (("${open", "count"), "source", ["position 0"]),
        (("concat(", "count", "EXPRESSION"), "source", ["position 7"]),
        (("upperr(a)", "count", "EXPRESSION"), "source", ["did you mean upper?"]),
        (("many", "count", "STATIC"), "source", ["constant", "whole number"]),
        (("a", "count", "MAGIC"), "sourceType", ["'MAGIC'", "EXPRESSION"]),
    ],
)
def test_a_mapping_that_can_never_work_is_refused(
    map_row: Callable[..., Any], mapping: tuple[str, ...], field: str, words: list[str]
) -> None:
    with pytest.raises(MappingError) as caught:
        map_row([("fine", "count"), mapping], {}, TARGET)
    assert caught.value.field == field
    assert caught.value.message.startswith(f"mappings[1].{field}: ")
    for word in words:
        assert word in caught.value.message


@pytest.mark.parametrize(
    ("source", "source_type", "names", "attributes"),
    [
        ("a", "ATTRIBUTE", ("a",), None),
        ("a.${b c}", "ATTRIBUTE", ("a", "b c"), None),
        ("Price [EUR]", "ATTRIBUTE", ("Price [EUR]",), None),
        ("a[0].b", "ATTRIBUTE", None, None),
        ("a[*].b", "ATTRIBUTE", None, None),
        ("a.b + c", "EXPRESSION", None, ("a", "c")),
        ("contains_key('a.b')", "EXPRESSION", None, None),
        ("text", "STATIC", None, None),
    ],
)
def test_a_program_tells_what_its_steps_read(
    source: str, source_type: str, names: tuple[str, ...] | None, attributes: tuple[str, ...] | None
) -> None:
    (step,) = compile_program([{"source": source, "destination": "x.y", "sourceType": source_type}], None).steps
    assert (step.kind, step.names, step.attributes) == (source_type, names, attributes)
    assert step.segments == ("x", "y")
