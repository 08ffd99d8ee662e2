"""What published files become: their kind, and what is said of the whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.services.schema_registry.documents import document
from aep_emulator.services.schema_registry.published.components import facts, is_class, kind_of
from aep_emulator.services.schema_registry.published.fields import UnusableError

XDM = "https://ns.adobe.com/xdm"
RECORD = {"$ref": f"{XDM}/data/record"}
PROFILE = {"$ref": f"{XDM}/context/profile"}
CLASSES = frozenset({f"{XDM}/context/profile"})
CONCRETE = {"meta:extensible": False, "meta:abstract": False}
Schema = Callable[..., dict[str, Any]]


@pytest.mark.assumed("the files do not say what they are; the platform's own lists would settle it")
@pytest.mark.parametrize(
    ("path", "members", "kind"),
    [
        ("components/behaviors/record.schema.json", {"$id": f"{XDM}/data/record"}, "behaviors"),
        ("components/fieldgroups/a.schema.json", {"meta:intendedToExtend": []}, "mixins"),
        ("extensions/x/a.schema.json", {"meta:intendedToExtend": [PROFILE["$ref"]], "meta:abstract": True}, "mixins"),
        ("components/classes/b2b/a.schema.json", {}, "classes"),
        ("schemas/x/a.schema.json", {"$id": f"{XDM}/classes/a"}, "classes"),
        ("extensions/x/a.schema.json", {"allOf": [RECORD]}, "classes"),
        ("extensions/x/a.schema.json", {"allOf": [RECORD], **CONCRETE}, "schemas"),
        ("schemas/x/a.schema.json", {"allOf": [PROFILE], **CONCRETE}, "schemas"),
        ("schemas/x/a.schema.json", CONCRETE, "datatypes"),
        ("extensions/x/a.schema.json", {"allOf": [RECORD, PROFILE], "meta:extensible": False}, "datatypes"),
        ("components/datatypes/a.schema.json", {}, "datatypes"),
        ("extensions/x/a.schema.json", {}, "datatypes"),
    ],
)
def test_a_file_tells_its_kind(schema: Schema, path: str, members: dict[str, Any], kind: str) -> None:
    published = schema("a", **members)
    assert kind_of(published, path, CLASSES) == kind
    assert is_class(published, path) is (kind == "classes")


def test_what_a_file_says_of_the_whole_is_kept(schema: Schema) -> None:
    published = schema(
        "a",
        **{
            "title": "Details ",
            "description": "About details.",
            "meta:intendedToExtend": [PROFILE["$ref"]],
            "meta:status": "deprecated",
            "meta:abstract": False,
            "meta:extensible": False,
            "meta:license": ["…"],
            "meta:titleId": "1",
            "required": ["repo:b"],
        },
    )
    found = facts(published)
    assert found == {
        "$id": f"{XDM}/test/a",
        "title": "Details",
        "description": "About details.",
        "intendedToExtend": [PROFILE["$ref"]],
        "status": "deprecated",
        "abstract": False,
        "extensible": False,
        "definitions": {"a": {"properties": {"a": {"type": "string"}}}},
        "allOf": [{"$ref": "#/definitions/a"}],
        "required": ["_repo"],
        "properties": {"_repo": {"type": "object", "meta:xedConverted": True, "required": ["b"]}},
    }
    shown = document(found, "mixins")
    assert shown["meta:altId"] == "_xdm.test.a"
    assert (shown["meta:status"], shown["meta:abstract"], shown["meta:extensible"]) == ("deprecated", False, False)
    assert shown["meta:intendedToExtend"] == [PROFILE["$ref"]]
    assert shown["allOf"] == [{"$ref": "#/definitions/a", "type": "object", "meta:xdmType": "object"}]
    assert shown["definitions"]["a"]["properties"]["a"] == {
        "type": "string",
        "meta:xdmType": "string",
        "meta:xdmField": "xdm:a",
    }


def test_a_resource_lists_what_it_refers_to(schema: Schema) -> None:
    fields = {"xdm:a": {"$ref": f"{XDM}/x"}, "xdm:b": {"type": "array", "items": {"$ref": f"{XDM}/y#/definitions/z"}}}
    shown = document(facts(schema("a", fields, allOf=[RECORD, {"$ref": "#/definitions/a"}])), "classes")
    assert shown["refs"] == [f"{XDM}/data/record", f"{XDM}/x", f"{XDM}/y"]


@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"title": None}, "title"),
        ({"title": " "}, "title"),
        ({"title": 5}, "title"),
        ({"$id": ["a"]}, "$id"),
        ({"description": {}}, "description"),
        ({"definitions": []}, "definitions"),
        ({"definitions": {"b": 5}}, "definitions.b"),
        ({"meta:intendedToExtend": "x"}, "meta:intendedToExtend"),
        ({"meta:intendedToExtend": [5]}, "meta:intendedToExtend"),
    ],
)
def test_a_member_of_the_wrong_form_is_named(schema: Schema, members: dict[str, Any], named: str) -> None:
    with pytest.raises(UnusableError) as caught:
        facts(schema("a", **members))
    assert named in str(caught.value)
