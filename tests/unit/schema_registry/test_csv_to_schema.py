"""CSV templates: what each row becomes in the payload that an import takes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.schema_registry.csv_templates import (
    CHOSEN,
    CUSTOM,
    EVENT,
    LOYALTY,
    PERSON,
    PROFILE,
    by_kind,
    converted,
    field,
    of,
    refused,
    written,
)

pytestmark = pytest.mark.documented("help/xdm/api/csv-to-schema.md")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, {"type": "string"}),
        ({"displayName": "A", "fieldDescription": "An a"}, {"type": "string", "title": "A", "description": "An a"}),
        ({"dataType": "Integer", "min": "-1", "max": "5"}, {"type": "integer", "minimum": -1, "maximum": 5}),
        (
            {"dataType": "number", "minimum": "0.5", "maximum": "1e3"},
            {"type": "number", "minimum": 0.5, "maximum": 1000},
        ),
        ({"dataType": "byte"}, {"type": "integer", "minimum": -128, "maximum": 128}),
        ({"dataType": "date"}, {"type": "string", "format": "date"}),
        ({"dataType": "DateTime"}, {"type": "string", "format": "date-time"}),
        ({"dataType": "boolean"}, {"type": "boolean"}),
        ({"stringPattern": "^a+$", "format": "x"}, {"type": "string", "pattern": "^a+$", "format": "x"}),
        ({"minLength": "1", "maxLength": "9"}, {"type": "string", "minLength": 1, "maxLength": 9}),
        ({"enum": '["one", "two"]'}, {"type": "string", "enum": ["one", "two"]}),
        ({"enum": "[one,two, three]"}, {"type": "string", "enum": ["one", "two", "three"]}),
        ({"enum": "[1,2]"}, {"type": "string", "enum": ["1", "2"]}),
        ({"isArray": "true"}, {"type": "array", "items": {"type": "string"}}),
        ({"isArray": "True", "format": "uri"}, {"type": "array", "items": {"type": "string", "format": "uri"}}),
        (
            {"dataType": "object", "properties": '{"b": {"type": "string"}}'},
            {"type": "object", "properties": {"b": {"type": "string"}}},
        ),
        (
            {"dataType": "object", "$ref": "https://ns.adobe.com/xdm/context/person"},
            {"type": "object", "$ref": "https://ns.adobe.com/xdm/context/person"},
        ),
    ],
)
def test_a_custom_field_is_what_its_row_says(acme: Any, columns: dict[str, str], expected: dict[str, Any]) -> None:
    assert field(acme, **columns) == expected


def test_paths_have_slashes_or_dots(acme: Any) -> None:
    with_slashes = of(acme, {**CUSTOM, "fieldPath": "/_acme/a/b"})
    with_dots = of(acme, {**CUSTOM, "fieldPath": "_acme.a.b"})
    assert with_slashes[0]["properties"] == with_dots[0]["properties"]


def test_columns_may_come_in_any_order_and_ignored_rows_do_not_count(acme: Any) -> None:
    content = (
        "\ufefffieldPath,dataType,isCustom,isIgnored,comment\r\n"
        ",,,TRUE,a~b~c\r\n"
        "nonsense,nonsense,nonsense,true,\r\n"
        "\r\n"
        ",,,,\r\n"
        "_acme/a,string,TRUE\r\n"
        "_acme/b, string ,true,FALSE,,,,\r\n"
    )
    mixin, schema = converted(acme, content.encode())
    assert list(mixin["properties"]["_acme"]["properties"]) == ["a", "b"]
    assert (schema["title"], schema["description"]) == ("Made", "Made of a CSV")


def test_a_required_field_is_required_from_the_top(acme: Any) -> None:
    optional, required = (
        {**CUSTOM, "fieldPath": "_acme/a/b"},
        {**CUSTOM, "fieldPath": "_acme/a/c", "isRequired": "TRUE"},
    )
    mixin = of(acme, optional, required)[0]
    assert mixin["required"] == ["_acme"]
    assert mixin["properties"]["_acme"]["required"] == ["a"]
    assert mixin["properties"]["_acme"]["properties"]["a"]["required"] == ["c"]


def test_an_object_with_a_row_of_its_own_takes_further_fields(acme: Any) -> None:
    outer = {**CUSTOM, "fieldPath": "_acme/a", "dataType": "object", "properties": '{"b": {"type": "string"}}'}
    mixin = of(acme, {**outer, "isArray": "TRUE"}, {**CUSTOM, "fieldPath": "_acme/a/c"})[0]
    assert list(mixin["properties"]["_acme"]["properties"]["a"]["items"]["properties"]) == ["b", "c"]
    refused(acme, written(outer, {**CUSTOM, "fieldPath": "_acme/a/b"}), "row 3", "fieldPath", "'/_acme/a/b'")
    refused(acme, written({**CUSTOM, "fieldPath": "_acme/a/b"}, outer), "row 3", "fieldPath", "'/_acme/a'")


def test_groups_come_in_the_documented_order(acme: Any) -> None:
    payload = of(
        acme,
        {**CHOSEN, "fieldPath": "person.name.firstName"},
        {**CUSTOM, "fieldPath": "_acme/a", "fieldGroupName": "Named"},
        {**CUSTOM, "fieldPath": "_acme/b"},
        {**CUSTOM, "fieldPath": "loyalty/_acme/c", "fieldGroupName": "Loyalty Details"},
        {**CUSTOM, "fieldPath": "_acme/d", "fieldGroupName": "Named"},
    )
    bare, named, extension, schema = payload
    assert bare["title"] == bare["description"] == f"Generated field group {bare['$id'].rpartition('/')[2]}"
    assert (named["title"], list(named["properties"]["_acme"]["properties"])) == ("Named", ["a", "d"])
    identifier = extension["$id"].rpartition("/")[2]
    assert extension["title"] == f"Loyalty Details:Generated field group {identifier}"
    assert (extension["meta:extends"], extension["allOf"][1]) == ([LOYALTY], {"$ref": LOYALTY})
    assert schema["meta:extends"] == [PROFILE]
    assert schema["allOf"] == [
        {"$ref": PROFILE},
        {"$ref": bare["$id"]},
        {"$ref": named["$id"]},
        {"$ref": PERSON, "meta:refProperty": ["/person/name/firstName"]},
        {"$ref": extension["$id"], "meta:refProperty": ["/loyalty/_acme/c"]},
    ]


@pytest.mark.parametrize("every", ["ALL", "all"])
def test_all_fields_of_a_standard_group(acme: Any, every: str) -> None:
    whole = {"isCustom": "FALSE", "fieldGroupId": LOYALTY, "fieldPath": every}
    (schema,) = of(acme, whole)
    assert schema["allOf"] == [{"$ref": PROFILE}, {"$ref": LOYALTY}]
    mixin, schema = of(acme, whole, {**CUSTOM, "fieldPath": "loyalty/_acme/a", "fieldGroupName": "Loyalty Details"})
    assert schema["allOf"] == [{"$ref": PROFILE}, {"$ref": mixin["$id"]}]
    assert [mixin["allOf"][1]] == [{"$ref": LOYALTY}]


def test_a_custom_field_goes_into_the_items_of_a_standard_array(acme: Any) -> None:
    path = {"fieldPath": "loyalty/pointsExpiration[*]/_acme/a", "fieldGroupName": "Loyalty Details"}
    mixin = of(acme, {**CUSTOM, **path})[0]
    expiration = mixin["allOf"][0]["properties"]["loyalty"]["properties"]["pointsExpiration"]
    assert expiration["type"] == "array"
    assert expiration["items"]["properties"]["_acme"]["properties"] == {"a": {"type": "string"}}


def test_groups_of_the_tenant_are_found_like_standard_ones(acme: Any) -> None:
    own = acme.group("Own", a="string")
    (schema,) = of(acme, {"isCustom": "FALSE", "fieldGroupName": "Own", "fieldPath": "_acme/a"})
    assert schema["allOf"][1] == {"$ref": own, "meta:refProperty": ["/_acme/a"]}
    mixin, _ = of(acme, {**CUSTOM, "fieldGroupId": own, "fieldPath": "_acme/b"})
    assert (mixin["meta:extends"], mixin["$id"] == own) == ([own], False)
    free = "https://ns.adobe.com/acme/mixins/123"
    rest = {**CUSTOM, "fieldPath": "_acme/d", "fieldGroupName": "New"}
    mixin, schema = of(
        acme,
        {**CUSTOM, "fieldGroupId": free, "fieldPath": "_acme/c"},
        {**rest, "fieldGroupId": free},
        rest | {"fieldPath": "_acme/e"},
    )
    assert (mixin["$id"], mixin["title"]) == (free, "New")
    assert list(mixin["properties"]["_acme"]["properties"]) == ["c", "d", "e"]


def test_of_groups_with_one_title_the_one_for_the_class_is_meant(acme: Any) -> None:
    row = {"isCustom": "FALSE", "fieldGroupName": "IAB TCF 2.0 Consent Details", "fieldPath": "ALL"}
    for class_id, expected in ((PROFILE, "profile-privacy"), (EVENT, "experienceevent-privacy")):
        (schema,) = of(acme, row, class_id=class_id)
        assert schema["allOf"][1]["$ref"].endswith(f"/{expected}")


def test_descriptors_say_what_a_standard_field_is_called_and_what_identifies(acme: Any) -> None:
    payload = of(
        acme,
        {**CHOSEN, "fieldPath": "person/name/firstName", "displayName": "First", "fieldDescription": "The first"},
        {**CHOSEN, "fieldPath": "person/name/lastName", "isIdentity": "TRUE", "identityNamespace": "crm"},
        {**CUSTOM, "fieldPath": "_acme/a", "displayName": "A", "isIdentity": "TRUE", "identityNamespace": "email"}
        | {"isPrimaryIdentity": "TRUE"},
    )
    schema_id = by_kind(payload, "schemas")[0]["$id"]
    common = {"meta:resourceType": "descriptors", "xdm:sourceSchema": schema_id, "xdm:sourceVersion": 1}
    identity = {**common, "@type": "xdm:descriptorIdentity", "xdm:property": "xdm:code"}
    assert by_kind(payload, "descriptors") == [
        {
            **common,
            "@type": "xdm:alternateDisplayInfo",
            "xdm:sourceProperty": "/person/name/firstName",
            "xdm:title": {"en_us": "First"},
            "xdm:description": {"en_us": "The first"},
        },
        {**identity, "xdm:sourceProperty": "/person/name/lastName", "xdm:namespace": "crm", "xdm:isPrimary": False},
        {**identity, "xdm:sourceProperty": "/_acme/a", "xdm:namespace": "email", "xdm:isPrimary": True},
    ]


def test_nothing_is_stored(acme: Any) -> None:
    before = acme.registry.stats(acme.scope)["counts"]
    first, second = (of(acme, {**CUSTOM, "fieldPath": "_acme/a"}) for _ in range(2))
    assert acme.registry.stats(acme.scope)["counts"] == before
    assert first[0]["$id"] != second[0]["$id"]
