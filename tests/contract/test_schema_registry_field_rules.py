"""Schema Registry: fields that Adobe's pages do not allow."""

from __future__ import annotations

from typing import Any

import pytest

ROOT = "/schemaregistry/tenant/datatypes"
TEXT = {"type": "string"}
MAP = {"type": "object", "meta:xdmType": "map"}


def body(title: str, field: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "type": "object", "properties": {"sampleField": field}}


def refused_everywhere(api: Any, field: dict[str, Any], *named: str) -> None:
    """The field is refused when it is posted, put and patched."""
    made = api.post(ROOT, body("Before", TEXT)).json()
    path = f"{ROOT}/{made['meta:altId']}"
    instruction = {"op": "replace", "path": "/properties/sampleField", "value": field}
    for response in (
        api.post(ROOT, body("New", field)),
        api.call("PUT", path, json=body("Before", field)),
        api.call("PATCH", path, json=[instruction]),
    ):
        assert response.status_code == 400, response.text
        detail = response.json()["detail"]
        assert all(name in detail for name in ("properties.sampleField", *named)), detail


@pytest.mark.documented("help/xdm/tutorials/custom-fields-api.md: Enum")
@pytest.mark.parametrize("kind", ["integer", "number", "boolean"])
def test_an_enum_is_a_string(api: Any, kind: str) -> None:
    refused_everywhere(api, {"type": kind, "enum": [1, 2]}, "enum", kind)


@pytest.mark.documented("help/xdm/tutorials/suggested-values.md")
def test_beside_an_enum_meta_enum_names_its_values_only(api: Any) -> None:
    field = {**TEXT, "enum": ["value1", "value2"], "meta:enum": {"value1": "Value 1", "value3": "Value 3"}}
    refused_everywhere(api, field, "meta:enum", "value3")
    for title, members in (("Suggested", {"enum": None}), ("Enum", {"meta:enum": {"value1": "Value 1"}})):
        accepted = {name: value for name, value in {**field, **members}.items() if value is not None}
        assert api.post(ROOT, body(title, accepted)).status_code == 201


@pytest.mark.documented("help/xdm/tutorials/custom-fields-api.md: Map")
@pytest.mark.parametrize(
    ("field", "named"),
    [
        (MAP, "additionalProperties"),
        ({**MAP, "additionalProperties": {"type": "boolean"}}, "boolean"),
        ({**MAP, "additionalProperties": TEXT, "properties": {"a": TEXT}}, "properties"),
    ],
)
def test_a_map_has_texts_or_integers_and_no_properties(api: Any, field: dict[str, Any], named: str) -> None:
    refused_everywhere(api, field, "map", named)


@pytest.mark.documented("help/xdm/tutorials/custom-fields-api.md: Map")
@pytest.mark.parametrize("kind", ["string", "integer"])
def test_a_map_of_the_page_is_accepted(api: Any, kind: str) -> None:
    response = api.post(ROOT, body("Map", {**MAP, "additionalProperties": {"type": kind}}))
    assert response.status_code == 201, response.text
    assert response.json()["properties"]["sampleField"]["meta:xdmType"] == "map"
