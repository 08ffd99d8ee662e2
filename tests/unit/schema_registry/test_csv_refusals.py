"""CSV templates that are refused, with the row and the column; and how large one may be."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.schema_registry import transfer
from aep_emulator.services.schema_registry.csv_to_schema import group, groups, rows
from tests.unit.schema_registry.csv_templates import (
    CHOSEN,
    CUSTOM,
    EVENT,
    LOYALTY,
    PERSON,
    PROFILE,
    of,
    refused,
    written,
)

pytestmark = pytest.mark.documented("help/xdm/api/csv-to-schema.md")


@pytest.mark.parametrize(
    ("columns", "column"),
    [
        ({"isCustom": ""}, "isCustom"),
        ({"isCustom": "yes"}, "isCustom"),
        ({"isIgnored": "5"}, "isIgnored"),
        ({"fieldPath": ""}, "fieldPath"),
        ({"fieldPath": "a"}, "fieldPath"),
        ({"fieldPath": "_acme"}, "fieldPath"),
        ({"fieldPath": "_acme/"}, "fieldPath"),
        ({"fieldPath": "_acme//a"}, "fieldPath"),
        ({"fieldPath": "_acme/_a"}, "fieldPath"),
        ({"fieldPath": "_acme/a b"}, "fieldPath"),
        ({"fieldPath": "_other/a"}, "fieldPath"),
        ({"fieldPath": "person/_acme/a"}, "fieldPath"),
        ({"fieldPath": "ALL"}, "fieldPath"),
        ({"fieldPath": "/".join(["_acme", *["a"] * group.MAX_NAMES])}, "fieldPath"),
        ({"fieldPath": "person/x/_acme/a", "fieldGroupName": "Demographic Details"}, "fieldPath"),
        ({"fieldPath": "person/gender/_acme/a", "fieldGroupName": "Demographic Details"}, "fieldPath"),
        ({"fieldPath": "person/name/nickName", "fieldGroupName": "Demographic Details"}, "fieldPath"),
        ({"fieldGroupId": "https://ns.adobe.com/xdm/context/nothing"}, "fieldGroupId"),
        ({"fieldGroupId": "https://ns.adobe.com/acme/mixins/a.b"}, "fieldGroupId"),
        ({"fieldGroupId": PROFILE}, "fieldGroupId"),
        ({"dataType": ""}, "dataType"),
        ({"dataType": "map"}, "dataType"),
        ({"dataType": "object"}, "properties"),
        ({"dataType": "object", "properties": "5"}, "properties"),
        ({"dataType": "object", "properties": "{"}, "properties"),
        ({"dataType": "object", "properties": '{"a": {}}'}, "properties"),
        ({"dataType": "object", "properties": '{"a": {"type": "text"}}'}, "properties"),
        ({"dataType": "object", "properties": "{}", "$ref": "https://ns.adobe.com/xdm/context/person"}, "$ref"),
        ({"dataType": "object", "$ref": "https://ns.adobe.com/xdm/context/nothing"}, "$ref"),
        ({"properties": "{}"}, "properties"),
        ({"isRequired": "maybe"}, "isRequired"),
        ({"isArray": "maybe"}, "isArray"),
        ({"isIdentity": "TRUE"}, "identityNamespace"),
        ({"isPrimaryIdentity": "TRUE"}, "isIdentity"),
        ({"min": "0"}, "min"),
        ({"minimum": "0"}, "minimum"),
        ({"dataType": "number", "min": "x"}, "min"),
        ({"dataType": "number", "max": "1e999"}, "max"),
        ({"dataType": "number", "max": "nan"}, "max"),
        ({"dataType": "number", "minLength": "1"}, "minLength"),
        ({"minLength": "-1"}, "minLength"),
        ({"maxLength": "99999999999"}, "maxLength"),
        ({"stringPattern": "("}, "stringPattern"),
        ({"stringPattern": "(a+)+b"}, "stringPattern"),
        ({"dataType": "number", "stringPattern": "a"}, "stringPattern"),
        ({"dataType": "boolean", "format": "date"}, "format"),
        ({"enum": "one"}, "enum"),
        ({"enum": "[]"}, "enum"),
        ({"enum": "[ ]"}, "enum"),
        ({"enum": '["a", 5]'}, "enum"),
        ({"dataType": "integer", "enum": "[1]"}, "enum"),
        ({"dataType": "object", "properties": "{}", "enum": "[1]"}, "enum"),
    ],
)
def test_a_row_that_cannot_be_understood_is_named_with_its_column(
    acme: Any, columns: dict[str, str], column: str
) -> None:
    good = {**CUSTOM, "fieldPath": "_acme/good"}
    refused(acme, written(good, {**CUSTOM, "fieldPath": "_acme/a", **columns}), f"row 3, column {column}: ")


@pytest.mark.parametrize(
    ("columns", "column"),
    [
        ({"fieldGroupName": ""}, "fieldGroupName"),
        ({"fieldGroupName": "Nothing"}, "fieldGroupName"),
        ({"fieldGroupId": "https://ns.adobe.com/acme/mixins/1"}, "fieldGroupId"),
        ({"fieldPath": "person/name/nickName"}, "fieldPath"),
        ({"fieldPath": "person/name/firstName/a"}, "fieldPath"),
        ({"fieldPath": "person/name/fullName"}, "fieldPath"),
        ({"fieldPath": "ALL", "displayName": "All"}, "displayName"),
        ({"fieldPath": "ALL", "isIdentity": "TRUE"}, "isIdentity"),
        ({"isIdentity": "TRUE", "identityNamespace": "b", "isPrimaryIdentity": "TRUE"}, "isPrimaryIdentity"),
    ],
)
def test_a_standard_field_must_be_in_its_group(acme: Any, columns: dict[str, str], column: str) -> None:
    primary = {"isIdentity": "TRUE", "identityNamespace": "a", "isPrimaryIdentity": "TRUE"}
    good = {**CHOSEN, "fieldPath": "person/name/fullName", **primary}
    row = {**CHOSEN, "fieldPath": "person/name/firstName", **columns}
    refused(acme, written(good, row), f"row 3, column {column}: ")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "isCustom, fieldPath"),
        (b"isCustom;fieldPath\nTRUE;_acme/a\n", "row 1"),
        (b"isCustom,fieldPath,isCustom\n", "isCustom is there twice"),
        (b"isCustom,fieldPath,min,minimum\n", "is there twice"),
        (b"isCustom,fieldPath,colour\n", "'colour'"),
        (b"isCustom\nTRUE\n", "fieldPath is missing"),
        (b"isCustom,fieldPath\n", "no row"),
        (b"isCustom,fieldPath,isIgnored\nTRUE,a,true\n", "no row"),
        (b"isCustom,fieldPath\nTRUE,a,b\n", "row 2"),
        (b'isCustom,fieldPath\nTRUE,"a"b\n', "row 2: this is no CSV"),
        (b'isCustom,fieldPath\nTRUE,"a\n', "row 2: this is no CSV"),
        (b'isCustom,fieldPath\nTRUE,"' + b"a" * 200_000, "row 2: this is no CSV"),
        (b"PK\x03\x04\xff\xfe", "UTF-8"),
        (b"\0", "row 1"),
        (b"isCustom,fieldPath\n" + b"\n" * (rows.MAX_ROWS + 1), "more than"),
        (b"isCustom,fieldPath\n" + b"\n" * rows.MAX_ROWS + b'"a"b', "this is no CSV"),
        (b"a" * (rows.MAX_BYTES + 1), "larger than"),
    ],
)
def test_what_is_no_template_is_refused(acme: Any, content: bytes, named: str) -> None:
    refused(acme, content, "csv-file", named)


@pytest.mark.parametrize("class_id", ["", "x", PERSON, "https://ns.adobe.com/xdm/data/record", "é"])
def test_the_class_must_be_there(acme: Any, class_id: str) -> None:
    refused(acme, written({**CUSTOM, "fieldPath": "_acme/a"}), "schema-class-id", class_id=class_id)


def test_what_would_not_be_imported_is_refused(acme: Any) -> None:
    refused(acme, written({"isCustom": "FALSE", "fieldGroupId": LOYALTY, "fieldPath": "ALL"}), EVENT, class_id=EVENT)
    one = {**CUSTOM, "fieldPath": "_acme/a", "fieldGroupName": "One"}
    refused(acme, written(one, {**one, "fieldGroupName": "Two", "dataType": "boolean"}), "/_acme/a")
    refused(acme, written(one, one), "row 3, column fieldPath", "row 2")
    many = [{**one, "fieldGroupName": str(number)} for number in range(groups.MAX_GROUPS + 1)]
    refused(acme, written(*many), f"row {groups.MAX_GROUPS + 2}, column fieldGroupName")


def test_a_large_template_is_converted_and_imported(acme: Any) -> None:
    described = {"isIdentity": "TRUE", "identityNamespace": "crm"}
    records = [
        {**CUSTOM, "fieldPath": f"_acme/a{number % 40}/b{number}", **(described if number % 10 == 0 else {})}
        for number in range(rows.MAX_ROWS)
    ]
    payload = of(acme, *records)
    assert len(acme.registry.transfer.imported(acme.scope, payload)) == 2 + rows.MAX_ROWS / 10
    too_many = [record | described for record in records]
    refused(acme, written(*too_many), f"row {transfer.MAX_DESCRIPTORS + 2}, column isIdentity")
