"""What a friendly name makes of a field."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.schema_registry.friendly_names import prefixed, with_friendly_names

LEAF = {"type": "string", "title": "Before"}
UNION = "_xdm.context.profile__union"


def obj(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def named(path: str, **members: Any) -> dict[str, Any]:
    return {
        "@type": "xdm:alternateDisplayInfo",
        "xdm:sourceProperty": path,
        **{f"xdm:{name}": value for name, value in members.items()},
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("After", "After"),
        ({"en_us": "After"}, "After"),
        ({"de_de": "Danach", "en_us": "After"}, "After"),
        ({"de_de": "Danach"}, "Danach"),
        ({}, "Before"),
    ],
)
def test_a_text_by_language_becomes_plain(text: Any, shown: str) -> None:
    assert with_friendly_names(obj(a=LEAF), [named("/a", title=text)]) == obj(a={**LEAF, "title": shown})


@pytest.mark.parametrize("path", ["/items/sku", "/items[*]/sku", "/xdm:items/xdm:sku"])
def test_the_field_may_be_inside_an_array(path: str) -> None:
    document = obj(items={"type": "array", "items": obj(sku=LEAF)})
    before = repr(document)
    shown = with_friendly_names(document, [named(path, title="After")])
    assert shown["properties"]["items"]["items"]["properties"]["sku"]["title"] == "After"
    assert repr(document) == before


def test_other_descriptors_and_fields_that_are_gone_change_nothing() -> None:
    other = {**named("/a", title="After"), "@type": "xdm:descriptorLabel"}
    assert with_friendly_names(obj(a=LEAF), [other, named("/gone", title="After")]) == obj(a=LEAF)


def test_the_newer_of_two_is_shown() -> None:
    first, second = named("/a", title="First", description="D"), named("/a", title="Second")
    shown = with_friendly_names(obj(a=LEAF), [first, second])
    assert shown == obj(a={"type": "string", "title": "Second", "description": "D"})


def test_a_suggested_value_that_is_there_gets_the_descriptors_text() -> None:
    field = {**LEAF, "meta:enum": {"a": "A", "b": "B"}}
    descriptor = {**named("/a"), "meta:enum": {"c": "C", "b": {"en_us": "Second"}, "d": {}}}
    shown = with_friendly_names(obj(a=field), [descriptor])["properties"]["a"]["meta:enum"]
    assert list(shown.items()) == [("a", "A"), ("b", "Second"), ("c", "C")]


def test_of_both_names_of_a_member_the_one_with_the_prefix_counts() -> None:
    body = {"@type": "xdm:alternateDisplayInfo", "xdm:title": "With", "title": "Without"}
    assert prefixed(body) == {"@type": "xdm:alternateDisplayInfo", "xdm:title": "With"}


@pytest.mark.documented("help/xdm/ui/fields/enum.md")
def test_suggested_values_of_all_schemas_come_together_in_the_union(acme: Any) -> None:
    group = acme.group(a={"type": "string", "meta:enum": {"x": "X"}})
    for value in ("y", "z"):
        schema = acme.enabled(f"Schema {value}", group)
        acme.describe(schema, "alternateDisplayInfo", "/_acme/a", **{"meta:enum": {value: value.upper()}})
    field = acme.look_up("unions", UNION, "-full")["properties"]["_acme"]["properties"]["a"]
    assert field["meta:enum"] == {"x": "X", "y": "Y", "z": "Z"}


@pytest.mark.documented("help/xdm/api/descriptors.md")
def test_records_are_checked_as_before(acme: Any) -> None:
    schema = acme.schema("S", acme.group(a="string"))
    before = acme.registry.composed(acme.scope, schema)
    acme.describe(schema, "alternateDisplayInfo", "/_acme/a", **{"xdm:title": "A", "meta:enum": {"x": "X"}})
    assert acme.registry.composed(acme.scope, schema) is before
