"""Schema Registry's friendly names: a descriptor's title, description and suggested values in the resolved schema."""

from __future__ import annotations

import urllib.parse
from typing import Any

import pytest

pytestmark = pytest.mark.documented("help/xdm/tutorials/suggested-values.md")

ROOT = "/schemaregistry/tenant"
PATH = f"{ROOT}/descriptors"
EVENT = "https://ns.adobe.com/xdm/context/experienceevent"
TITLES = {"title": "Enum Event Type", "description": "Event type field with soft enum values"}
SUGGESTED = {"eventA": {"en_us": "Event Type A"}, "eventB": {"en_us": "Event Type B"}}


def form(variant: str = "") -> dict[str, str]:
    return {"Accept": f"application/vnd.adobe.{variant}+json; version=1"}


def make_schema(api: Any, title: str = "Example Schema", *parts: str) -> str:
    content = {"title": title, "type": "object", "allOf": [{"$ref": part} for part in (EVENT, *parts)]}
    response = api.post(f"{ROOT}/schemas", content)
    assert response.status_code == 201, response.text
    return str(response.json()["$id"])


def look_up(api: Any, schema: str, variant: str = "xed-full") -> dict[str, Any]:
    response = api.get(f"{ROOT}/schemas/{urllib.parse.quote(schema, safe='')}", headers=form(variant))
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def event_type(api: Any, schema: str, variant: str = "xed-full") -> dict[str, Any]:
    field: dict[str, Any] = look_up(api, schema, variant)["properties"]["eventType"]
    return field


def tutorial(source_schema: str, **changes: Any) -> dict[str, Any]:
    """The tutorial's request."""
    return {
        "@type": "xdm:alternateDisplayInfo",
        "sourceSchema": source_schema,
        "sourceProperty": "/eventType",
        **{name: {"en_us": text} for name, text in TITLES.items()},
        "meta:enum": SUGGESTED,
        **changes,
    }


def make(api: Any, content: dict[str, Any]) -> str:
    response = api.post(PATH, content)
    assert response.status_code == 201, response.text
    return str(response.json()["@id"])


@pytest.fixture
def schema(api: Any) -> str:
    return make_schema(api)


def test_the_tutorials_request_is_kept_with_prefixed_names(api: Any, schema: str) -> None:
    response = api.post(PATH, tutorial(schema, sourceVersion=1))
    assert response.status_code == 201, response.text
    kept = {
        "@type": "xdm:alternateDisplayInfo",
        "xdm:sourceSchema": schema,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/eventType",
        "xdm:title": {"en_us": "Enum Event Type"},
        "xdm:description": {"en_us": "Event type field with soft enum values"},
        "meta:enum": SUGGESTED,
    }
    made = response.json()
    assert {**made, **kept} == made
    assert set(tutorial(schema)) & set(made) == {"@type", "meta:enum"}
    path = f"{PATH}/{made['@id']}"
    found = api.get(path).json()
    assert {**found, **kept} == found
    other = tutorial(schema, title={"en_us": "Other"})
    assert api.call("PUT", path, json=other).status_code == 201
    assert api.get(path).json()["xdm:title"] == {"en_us": "Other"}
    assert event_type(api, schema)["title"] == "Other"


@pytest.mark.assumed("the tutorial's request has no version of the schema, and no page shows what it is answered with")
def test_without_a_version_it_is_the_schemas(api: Any, schema: str) -> None:
    descriptor_id = make(api, tutorial(schema))
    assert api.get(f"{PATH}/{descriptor_id}").json()["xdm:sourceVersion"] == 1


@pytest.mark.documented("help/xdm/api/descriptors.md")
@pytest.mark.parametrize("name", ["xdm:excludeMetaEnum", "meta:excludeMetaEnum"])
def test_excluded_values_stay_in_the_schema(api: Any, schema: str, name: str) -> None:
    before = event_type(api, schema)
    value, text = next(iter(before["meta:enum"].items()))
    content = {
        "@type": "xdm:alternateDisplayInfo",
        "xdm:sourceSchema": schema,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/xdm:eventType",
        name: {value: text},
    }
    found = api.get(f"{PATH}/{make(api, content)}").json()
    assert found["xdm:excludeMetaEnum"] == {value: text}
    assert "meta:excludeMetaEnum" not in found
    assert event_type(api, schema) == before


def test_the_resolved_schema_shows_what_the_descriptor_says(api: Any, schema: str) -> None:
    before, elsewhere = event_type(api, schema), make_schema(api, "Elsewhere")
    descriptor_id = make(api, tutorial(schema))
    shown = event_type(api, schema)
    suggested = {**before["meta:enum"], "eventA": "Event Type A", "eventB": "Event Type B"}
    assert shown == {**before, **TITLES, "meta:enum": suggested}
    assert list(shown["meta:enum"]) == list(suggested)
    assert event_type(api, elsewhere) == before, "another schema with the same field"
    assert api.call("DELETE", f"{PATH}/{descriptor_id}").status_code == 204
    assert event_type(api, schema) == before


@pytest.mark.parametrize("variant", ["xed-full", "xdm-full", "xed-full-desc", "xed-full-notext", "xed-deprecatefield"])
def test_each_resolved_form_shows_it(api: Any, schema: str, variant: str) -> None:
    descriptor_id = make(api, tutorial(schema))
    shown = event_type(api, schema, variant)
    assert shown["meta:enum"]["eventA"] == "Event Type A"
    texts = {name: shown[name] for name in TITLES if name in shown}
    assert texts == ({} if variant.endswith("notext") else TITLES)
    if variant.endswith("desc"):
        assert [descriptor["@id"] for descriptor in look_up(api, schema, variant)["meta:descriptors"]] == [
            descriptor_id
        ]


def test_the_form_with_references_is_as_it_was(api: Any, schema: str) -> None:
    before = look_up(api, schema, "xed")
    make(api, tutorial(schema))
    assert look_up(api, schema, "xed") == before


def test_an_enum_is_not_extended(api: Any) -> None:
    tenant = api.get("/schemaregistry/stats").json()["tenantId"]
    grades = {"type": "string", "enum": ["a", "b"], "meta:enum": {"a": "A", "b": "B"}}
    fields = {f"_{tenant}": {"type": "object", "properties": {"grade": grades}}}
    group = {"title": "Grades", "type": "object", "meta:intendedToExtend": [EVENT], "properties": fields}
    group_id = api.post(f"{ROOT}/fieldgroups", group).json()["$id"]
    source = make_schema(api, "Graded", group_id)
    place = {"sourceProperty": f"/_{tenant}/grade"}
    refused = api.post(PATH, tutorial(source, **place, **{"meta:enum": {"a": "Best", "c": "Worst"}}))
    assert refused.status_code == 400, refused.text
    assert "meta:enum" in refused.json()["detail"]
    assert " c." in refused.json()["detail"]
    make(api, tutorial(source, **place, **{"meta:enum": {"a": "Best"}}))


@pytest.mark.documented("help/xdm/api/descriptors.md")
@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"title": 5}, "xdm:title"),
        ({"title": {"en_us": 5}}, "xdm:title"),
        ({"meta:enum": ["eventA"]}, "meta:enum"),
        ({"meta:enum": {"eventA": 5}}, "meta:enum"),
        ({"meta:excludeMetaEnum": "eventA"}, "xdm:excludeMetaEnum"),
        ({"sourceProperty": "/nothing"}, "/nothing"),
        ({"sourceProperty": None}, "xdm:sourceProperty"),
    ],
)
def test_a_wrong_friendly_name_is_refused_by_name(api: Any, schema: str, changes: Any, named: str) -> None:
    response = api.post(PATH, tutorial(schema, **changes))
    assert response.status_code == 400, response.text
    assert named in response.json()["detail"]


@pytest.mark.documented("help/xdm/api/descriptors.md")
def test_other_descriptors_have_prefixed_names_only(api: Any, schema: str) -> None:
    content = {"@type": "xdm:descriptorVersion", "sourceSchema": schema, "sourceProperty": "/_id"}
    response = api.post(PATH, content)
    assert response.status_code == 400, response.text
    assert "xdm:sourceSchema" in response.json()["detail"]
