"""The forms notext, flat and deprecatefield."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.schema_registry.naming import field_names
from aep_emulator.services.schema_registry.views import deprecated, flattened, without_text

TEXT = {"title": "T", "description": "D"}
LEAF = {"type": "string"}


def obj(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def test_titles_and_descriptions_go_from_every_level() -> None:
    document = {
        **TEXT,
        "definitions": {"d": {**TEXT, **obj(a={**TEXT, **LEAF})}},
        "allOf": [{**TEXT, "$ref": "#/definitions/d"}],
        "properties": {
            "list": {**TEXT, "type": "array", "items": {**TEXT, **LEAF}},
            "map": {"type": "object", "additionalProperties": {**TEXT, **LEAF}},
        },
    }
    assert without_text(document) == {
        "definitions": {"d": obj(a=LEAF)},
        "allOf": [{"$ref": "#/definitions/d"}],
        "properties": {
            "list": {"type": "array", "items": LEAF},
            "map": {"type": "object", "additionalProperties": LEAF},
        },
    }


def test_fields_that_bear_such_names_stay() -> None:
    assert without_text(obj(title={**TEXT, **LEAF}, description=LEAF)) == obj(title=LEAF, description=LEAF)


def test_the_flat_form_has_leaves_by_path() -> None:
    listed = {"type": "array", "items": obj(sku=LEAF)}
    flat = flattened({"title": "T", **obj(person=obj(name=obj(first=LEAF), age=LEAF), items=listed)})
    assert flat["title"] == "T"
    assert flat["properties"] == {"person/name/first": LEAF, "person/age": LEAF, "items": listed}


@pytest.mark.documented("help/xdm/api/descriptors.md")
@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/person", ["properties", "person"]),
        ("/person/name", ["properties", "person", "properties", "name"]),
        ("/xdm:person/xdm:name", ["properties", "person", "properties", "name"]),
        ("/items", ["properties", "items"]),
        ("/items/sku", ["properties", "items", "items", "properties", "sku"]),
        ("/items[*]/sku", ["properties", "items", "items", "properties", "sku"]),
    ],
)
def test_exactly_the_named_field_is_marked_deprecated(path: str, where: list[str]) -> None:
    document = obj(person=obj(name=LEAF), items={"type": "array", "items": obj(sku=LEAF)})
    before = repr(document)
    node: Any = deprecated(document, [path])
    assert repr(node).count("deprecated") == 1
    for name in where:
        node = node[name]
    assert node["meta:status"] == "deprecated"
    assert repr(document) == before


def test_a_path_to_a_field_that_is_gone_marks_nothing() -> None:
    document = obj(a=LEAF)
    assert deprecated(document, ["/b", "/a/b"]) == document


def test_paths_are_read_as_descriptors_write_them() -> None:
    assert field_names("/person/name") == ["person", "name"]
    assert field_names("/xdm:items[*]/id") == ["items", "id"]
