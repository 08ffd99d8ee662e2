"""What a body may look like, and where its custom fields stand."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry.checks import check_fields, check_names, check_shape
from aep_emulator.services.schema_registry.field_types import with_types
from aep_emulator.services.schema_registry.limits import MAX_DEPTH, MAX_VALUES, check_size

STRING = {"type": "string"}


def obj(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def names(draft: dict[str, Any], kind: str = "mixins", *, ad_hoc_namespace: str | None = None) -> None:
    check_names("acme", kind, draft, ad_hoc_namespace)


@pytest.mark.documented("help/xdm/api/field-groups.md")
@pytest.mark.parametrize(
    "draft",
    [
        {},
        obj(_acme=obj(name=STRING)),
        {"allOf": [{"$ref": "#/definitions/own"}], "definitions": {"own": obj(_acme=obj(name=STRING))}},
        {"allOf": [{"$ref": "https://ns.adobe.com/xdm/context/profile-phones"}, obj(_acme=obj(a=STRING))]},
        obj(person=obj(name=obj(_acme=obj(a=STRING)))),
        obj(productListItems={"type": "array", "items": obj(_acme=obj(a=STRING))}),
        obj(_acme=obj(a=STRING), person=obj(_acme=obj(b=STRING))),
        {
            "properties": {"home": {"$ref": "#/definitions/own"}, "work": {"$ref": "#/definitions/own"}},
            "definitions": {"own": obj(_acme=obj(a=STRING))},
        },
    ],
)
def test_fields_under_the_tenants_namespace_pass(draft: dict[str, Any]) -> None:
    names(draft)
    names(draft, "classes")


@pytest.mark.documented("help/xdm/troubleshooting-guide.md")
@pytest.mark.parametrize(
    ("draft", "path"),
    [
        (obj(name=STRING), "/name"),
        (obj(_other=obj(a=STRING)), "/_other/a"),
        (obj(acme=obj(a=STRING)), "/acme/a"),
        (obj(person={"$ref": "https://ns.adobe.com/xdm/context/person"}), "/person"),
        (obj(person=obj(_acme=obj(a=STRING), name=STRING)), "/person/name"),
        (obj(list={"type": "array", "items": obj(a=STRING)}), "/list/a"),
        ({"allOf": [{"allOf": [obj(deep=STRING)]}]}, "/deep"),
        ({"allOf": [{"$ref": "#/definitions/own"}], "definitions": {"own": obj(name=STRING)}}, "/name"),
        (
            {"properties": {"a": {"$ref": "#/definitions/a"}}, "definitions": {"a": {"$ref": "#/definitions/a"}}},
            "/a",
        ),
    ],
)
def test_fields_elsewhere_are_refused_with_their_path(draft: dict[str, Any], path: str) -> None:
    with pytest.raises(ApiError, match=rf"_acme\. Found: {path}\.") as refusal:
        names(draft)
    assert (refusal.value.status, refusal.value.code) == (400, "XDM-1021-400")
    assert refusal.value.detail.startswith(
        "A custom field is defined under an invalid namespace. All custom fields must be defined under a top-level "
        "field named _acme."
    )


@pytest.mark.documented("help/xdm/api/getting-started.md")
@pytest.mark.parametrize("name", ["fieldName", "field_name2", "Field-Name", "field-name_3", "1", "-"])
def test_the_pages_correct_names_pass(name: str) -> None:
    names(obj(_acme=obj(**{name: STRING})))
    names(obj(**{name: STRING}), "datatypes")


@pytest.mark.documented("help/xdm/api/getting-started.md")
@pytest.mark.parametrize(
    ("inside", "path"),
    [
        (obj(_fieldName=STRING), "/_fieldName"),
        (obj(a=obj(_b=STRING)), "/a/_b"),
        (obj(a={"type": "array", "items": obj(_b=STRING)}), r"/a\[\*\]/_b"),
        (obj(a={"type": "object", "additionalProperties": obj(_b=STRING)}), r"/a\[\*\]/_b"),
        (obj(a={"allOf": [obj(_b=STRING)]}), "/a/_b"),
        (obj(a={"$ref": "#/definitions/x"}), "/a/_b"),
    ],
)
def test_wrong_names_are_refused_wherever_they_stand(inside: dict[str, Any], path: str) -> None:
    definitions = {"x": obj(_b=STRING)}
    with pytest.raises(ApiError, match=f"/_acme{path} ") as refusal:
        names({**obj(_acme=inside), "definitions": definitions})
    assert refusal.value.code == "XDM-1022-400"
    with pytest.raises(ApiError, match=f" {path} "):
        names({**inside, "definitions": definitions}, "datatypes")


def test_a_data_type_may_have_the_namespace_but_needs_none() -> None:
    names(obj(_acme=obj(a=STRING), b=STRING), "datatypes")


@pytest.mark.documented("help/xdm/tutorials/ad-hoc.md")
def test_only_an_ad_hoc_class_has_the_ad_hoc_namespace() -> None:
    draft = obj(_c1=obj(**{"_any name": STRING}))
    names(draft, "classes", ad_hoc_namespace="_c1")
    for other in ("_c2", None):
        with pytest.raises(ApiError, match="/_c1"):
            names(draft, "classes", ad_hoc_namespace=other)


def test_definitions_that_refer_to_each_other_many_times_are_read_once() -> None:
    chain = {f"d{n}": {"allOf": [{"$ref": f"#/definitions/d{n + 1}"}] * 2} for n in range(60)}
    definitions = {**chain, "d60": obj(_acme=obj(a=STRING))}
    names({"allOf": [{"$ref": "#/definitions/d0"}], "definitions": definitions})
    names({"allOf": [{"$ref": "#/definitions/d0"}], "definitions": definitions}, "datatypes")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (obj(a={"title": "A"}), "properties.a"),
        (obj(a={"enum": ["x"]}), "properties.a"),
        (obj(a={"items": STRING}), "properties.a"),
        (obj(a={"type": "array", "items": {}}), "properties.a.items"),
        ({"definitions": {"d": obj(a={})}}, "definitions.d.properties.a"),
        ({"allOf": [obj(a={})]}, r"allOf\[0\].properties.a"),
    ],
)
@pytest.mark.documented("help/xdm/api/getting-started.md")
def test_a_field_needs_a_type(body: dict[str, Any], path: str) -> None:
    with pytest.raises(ApiError, match=f"^{path}: a field must have a type"):
        check_fields(body)


def test_definitions_parts_and_references_need_no_type() -> None:
    check_fields({"definitions": {"d": {"title": "D"}}, "allOf": [{"title": "part"}]})
    check_fields(obj(a={"$ref": "#/definitions/d"}, b={"properties": {}}, c={"additionalProperties": STRING}))


@pytest.mark.parametrize("pattern", ["(", "[a", "a{99999999999}", "(" * 5000 + ")" * 5000, "(?P<a>x)(?P<a>y)"])
def test_a_pattern_must_be_a_regular_expression(pattern: str) -> None:
    with pytest.raises(ApiError, match=r"properties\.a\.pattern: .* is not a regular expression"):
        check_fields(obj(a={"type": "string", "pattern": pattern}))


def test_failures_name_the_member_and_are_not_endless() -> None:
    with pytest.raises(ApiError, match=r"properties\.a\.type") as refusal:
        check_shape({"title": "t", **obj(a={"type": "text"})})
    assert refusal.value.status == 400
    with pytest.raises(ApiError, match=r"and more$"):
        check_shape({"title": "t", "required": [None] * 1000})


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def test_size_is_limited_in_depth_and_in_number() -> None:
    check_size(nested(MAX_DEPTH))
    with pytest.raises(ApiError, match="deeper"):
        check_size(nested(MAX_DEPTH + 1))
    check_size([0] * (MAX_VALUES - 1))
    with pytest.raises(ApiError, match="values"):
        check_size([0] * MAX_VALUES)


def test_what_the_registry_adds_to_a_resource_does_not_make_it_too_large() -> None:
    fields = {f"f{number}": {"type": "string"} for number in range(MAX_VALUES // 4)}
    references = {
        f"r{number}": {"$ref": "https://ns.adobe.com/xdm/common/address"} for number in range(len(fields) - 9)
    }
    body = {"properties": {**fields, **references}}
    check_size(body)
    check_size(with_types(body))
