"""Schema Registry: wrong requests, and how they are refused. Nothing that is refused leaves a trace."""

from __future__ import annotations

import urllib.parse
from typing import Any

import pytest

ROOT = "/schemaregistry/tenant"
GLOBAL = "/schemaregistry/global"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
EVENT = "https://ns.adobe.com/xdm/context/experienceevent"
RECORD = "https://ns.adobe.com/xdm/data/record"
IDS = {"Accept": "application/vnd.adobe.xed-id+json"}
ONE = {"Accept": "application/vnd.adobe.xed+json; version=1"}
KINDS = ("schemas", "classes", "fieldgroups", "datatypes")
UNKNOWN = "https://ns.adobe.com/xdm/context/nothing"
# Other JSON values than the one a member asks for.
STRANGE = (None, 5, True, "text", [], [None], {}, {"": None})


@pytest.fixture
def tenant(api: Any) -> str:
    """The tenant id, without underscore."""
    return str(api.get("/schemaregistry/stats").json()["tenantId"])


def body(kind: str, title: str = "Property", **changes: Any) -> dict[str, Any]:
    """The smallest valid body of each kind; a change to None leaves the member out."""
    members: dict[str, Any] = {
        "schemas": {"allOf": [{"$ref": PROFILE}]},
        "classes": {"allOf": [{"$ref": RECORD}]},
        "fieldgroups": {"meta:intendedToExtend": [PROFILE]},
        "datatypes": {"properties": {"name": {"type": "string"}}},
    }[kind]
    whole = {"title": title, "type": "object", **members, **changes}
    return {name: value for name, value in whole.items() if value is not None}


def make(api: Any, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    response = api.post(f"{ROOT}/{kind}", content)
    assert response.status_code == 201, response.text
    created: dict[str, Any] = response.json()
    return created


def refused(response: Any, status: int, *named: str, code: str = "") -> None:
    """The response is an error in the registry's form that names each of `named`."""
    assert response.status_code == status, response.text
    error = response.json()
    assert error["status"] == status
    assert error["type"].endswith(code or "/placeholder/type/uri"), error
    assert all(name in error["detail"] for name in named), error
    if code:
        assert error["report"]["detailed-message"] == error["detail"]
        assert {"registryRequestId", "timestamp", "sub-errors"} <= set(error["report"])


def refused_everywhere(api: Any, kind: str, content: Any, *named: str, code: str = "") -> None:
    """The body is refused when it is posted and when it is put, and changes nothing."""
    before = make(api, kind, body(kind, "Before"))
    path = f"{ROOT}/{kind}/{before['meta:altId']}"
    refused(api.post(f"{ROOT}/{kind}", content), 400, *named, code=code)
    refused(api.call("PUT", path, json=content), 400, *named, code=code)
    assert api.get(path, headers=ONE).json()["version"] == "1.0"
    assert [item["title"] for item in api.get(f"{ROOT}/{kind}", headers=IDS).json()["results"]] == ["Before"]


@pytest.mark.documented("help/xdm/troubleshooting-guide.md")
@pytest.mark.parametrize(
    ("path", "kind", "code"),
    [
        (f"{ROOT}/classes", "class", "XDM-1010-404"),
        (f"{ROOT}/fieldgroups", "field group", "XDM-1011-404"),
        (f"{ROOT}/mixins", "field group", "XDM-1011-404"),
        (f"{ROOT}/schemas", "schema", "XDM-1012-404"),
        (f"{ROOT}/datatypes", "data type", "XDM-1013-404"),
        (f"{GLOBAL}/schemas", "schema", "XDM-1012-404"),
        (f"{GLOBAL}/behaviors", "behavior", "XDM-1015-404"),
    ],
)
def test_unknown_ids_are_not_found(api: Any, path: str, kind: str, code: str) -> None:
    for address in ("0" * 48, "_xdm.context.nothing", urllib.parse.quote(UNKNOWN, safe=""), "%00", "é"):
        response = api.get(f"{path}/{address}", headers=ONE)
        refused(response, 404, f"requested {kind} resource", "version 1", code=code)


@pytest.mark.documented("help/xdm/troubleshooting-guide.md")
@pytest.mark.parametrize("header", ["", "application/json", "*/*", "xed+json", "application/vnd.adobe.xed-wide+json"])
def test_an_unknown_accept_header_is_refused(api: Any, header: str) -> None:
    accept = {"Accept": header}
    refused(api.get(f"{ROOT}/schemas", headers=accept), 400, "vnd.adobe", code="XDM-1006-400")
    refused(api.get(f"{GLOBAL}/classes/_xdm.context.profile", headers=accept), 400, code="XDM-1007-400")
    refused(api.get(f"{ROOT}/descriptors", headers=accept), 400, "vnd.adobe.xdm", code="XDM-1008-400")


@pytest.mark.documented("help/xdm/troubleshooting-guide.md")
def test_a_version_belongs_to_look_ups_alone(api: Any) -> None:
    refused(api.get(f"{GLOBAL}/classes", headers=ONE), 400, "version=1", code="XDM-1006-400")
    path = f"{GLOBAL}/classes/_xdm.context.profile"
    for version in ("", "; version=", "; version=one", "; version=-1"):
        header = {"Accept": f"application/vnd.adobe.xed+json{version}"}
        refused(api.get(path, headers=header), 400, "{MAJOR_VERSION}", code="XDM-1007-400")
    for version in ("1", "1.0", '"1"'):
        header = {"Accept": f"application/vnd.adobe.xed+json;version={version}"}
        assert api.get(path, headers=header).status_code == 200
    header = {"Accept": "application/vnd.adobe.xed+json; version=2"}
    refused(api.get(path, headers=header), 404, "version 2", code="XDM-1010-404")


@pytest.mark.emulator_only("counts what is in a sandbox that was empty")
@pytest.mark.documented("help/xdm/troubleshooting-guide.md")
def test_titles_are_unique_across_kinds(api: Any) -> None:
    schema = make(api, "schemas", body("schemas", "Taken"))
    for kind in KINDS:
        response = api.post(f"{ROOT}/{kind}", body(kind, "Taken"))
        refused(response, 400, schema["$id"], code="XDM-1521-400")
    path = f"{ROOT}/classes/{make(api, 'classes', body('classes', 'Free'))['meta:altId']}"
    rename = [{"op": "replace", "path": "/title", "value": "Taken"}]
    refused(api.call("PATCH", path, json=rename), 400, schema["$id"], code="XDM-1521-400")
    assert api.call("DELETE", f"{ROOT}/schemas/{schema['meta:altId']}").status_code == 204
    assert api.call("PATCH", path, json=rename).status_code == 200


@pytest.mark.emulator_only("counts what is in a sandbox that was empty")
@pytest.mark.documented("help/xdm/api/schemas.md")
@pytest.mark.parametrize(
    ("parts", "named"),
    [
        (None, "exactly one class"),
        ([], "exactly one class"),
        ([PROFILE, EVENT], "exactly one class"),
        (["https://ns.adobe.com/xdm/context/profile-person-details"], "exactly one class"),
        ([PROFILE, UNKNOWN], UNKNOWN),
        ([PROFILE, "https://ns.adobe.com/xdm/common/address"], "neither a class nor a field group"),
        ([PROFILE, "https://ns.adobe.com/xdm/context/experienceevent-web"], "not compatible"),
    ],
)
def test_a_schema_needs_one_class_and_field_groups_that_fit_it(api: Any, parts: list[str] | None, named: str) -> None:
    references = None if parts is None else [{"$ref": part} for part in parts]
    refused_everywhere(api, "schemas", body("schemas", allOf=references), named, code="XDM-1413-400")


@pytest.mark.emulator_only("counts what is in a sandbox that was empty")
@pytest.mark.documented("help/xdm/api/{classes,field-groups,data-types}.md")
@pytest.mark.parametrize(
    ("kind", "changes", "named", "code"),
    [
        ("classes", {"allOf": None}, "record", "XDM-1413-400"),
        ("classes", {"allOf": [{"$ref": "https://ns.adobe.com/xdm/common/address"}]}, "record", "XDM-1413-400"),
        ("fieldgroups", {"meta:intendedToExtend": None}, "meta:intendedToExtend", ""),
        ("fieldgroups", {"type": "array", "items": {"type": "string"}}, "type", ""),
        ("datatypes", {"type": "array", "properties": None}, "items", ""),
        ("datatypes", {"properties": {"a": {"title": "A"}}}, "properties.a: a field must have a type", ""),
        ("datatypes", {"properties": {"a": {"$ref": UNKNOWN}}}, UNKNOWN, "XDM-1413-400"),
        ("datatypes", {"properties": {"a": {"$ref": "#/definitions/b"}}}, "#/definitions/b", "XDM-1413-400"),
        ("datatypes", {"properties": {"a": {"type": "string", "pattern": "("}}}, "properties.a.pattern", ""),
        ("datatypes", {"properties": {"a": {"type": "string", "pattern": "a{99999999999}"}}}, "a.pattern", ""),
    ],
)
def test_each_kind_has_rules_of_its_own(api: Any, kind: str, changes: dict[str, Any], named: str, code: str) -> None:
    refused_everywhere(api, kind, body(kind, **changes), named, code=code)


@pytest.mark.emulator_only("counts what is in a sandbox that was empty")
@pytest.mark.documented("help/xdm/api/getting-started.md")
@pytest.mark.parametrize("name", ["_id", "_xdm", "_", "", "a.b", "a b", "a/b", "name\n", "ä", "xdm:name"])
def test_field_names_are_letters_digits_dashes_and_inner_underscores(api: Any, tenant: str, name: str) -> None:
    field = {name: {"type": "string"}}
    refused_everywhere(api, "datatypes", body("datatypes", properties=field), f"'{name}'", code="XDM-1022-400")
    namespaced = {f"_{tenant}": {"type": "object", "properties": field}}
    inside = api.post(f"{ROOT}/fieldgroups", body("fieldgroups", properties=namespaced))
    refused(inside, 400, f"/_{tenant}/{name}", code="XDM-1022-400")


@pytest.mark.documented("help/xdm/troubleshooting-guide.md")
@pytest.mark.parametrize("kind", ["classes", "fieldgroups"])
def test_custom_fields_stand_in_the_tenants_namespace(api: Any, tenant: str, kind: str) -> None:
    for name in ("loyalty", "_someoneelse", "_xdm", "person"):
        field = {"type": "object", "properties": {"a": {"type": "string"}}}
        response = api.post(f"{ROOT}/{kind}", body(kind, properties={name: field}))
        refused(response, 400, f"_{tenant}", f"/{name}", code="XDM-1021-400")


@pytest.mark.documented("help/landing/troubleshooting.md")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_bodies_must_be_declared_and_well_formed_json(api: Any, method: str) -> None:
    path = f"{ROOT}/datatypes"
    if method != "POST":
        path += f"/{make(api, 'datatypes', body('datatypes'))['meta:altId']}"

    def send(data: str, content_type: str | None = "application/json") -> Any:
        return api.call(method, path, data=data.encode(), headers={"Content-Type": content_type})

    for content_type in (None, "text/plain", "application/x-www-form-urlencoded"):
        refused(send("{}", content_type), 400, "A valid content-type must be specified")
    for data in ("", "{", '{"a": }', "{1: 2}", "{'a': 1}", '{"a": NaN}', "[" * 2000, "\x00"):
        refused(send(data), 400, "body")
    for data in ("null", "5", '"text"', "true", "[5]", "[[]]" if method == "PATCH" else "[]"):
        refused(send(data), 400, "The request body must be")


@pytest.mark.documented("help/landing/api-fundamentals.md")
@pytest.mark.parametrize(
    "instruction",
    [
        {},
        {"op": "add"},
        {"op": "dance", "path": "/title", "value": "x"},
        {"op": ["add"], "path": "/title", "value": "x"},
        {"op": "add", "path": "title", "value": "x"},
        {"op": "add", "path": None, "value": "x"},
        {"op": "add", "path": "/title"},
        {"op": "remove", "path": "/nothing"},
        {"op": "replace", "path": "/properties/nothing/title", "value": "x"},
        {"op": "add", "path": "/properties/name/enum/5", "value": "x"},
        {"op": "test", "path": "/title", "value": "Another"},
        {"op": "move", "from": "/nothing", "path": "/title"},
        {"op": "copy", "from": 5, "path": "/title"},
        {"op": "copy", "path": "/title"},
        {"op": "remove", "path": ""},
        {"op": "replace", "path": "", "value": []},
        {"op": "remove", "path": "/title"},
        {"op": "replace", "path": "/title", "value": None},
        {"op": "replace", "path": "/properties/name/type", "value": "text"},
    ],
)
def test_a_patch_applies_as_a_whole_or_not_at_all(api: Any, instruction: dict[str, Any]) -> None:
    created = make(api, "datatypes", body("datatypes"))
    path = f"{ROOT}/datatypes/{created['meta:altId']}"
    described = {"op": "add", "path": "/description", "value": "Changed."}
    refused(api.call("PATCH", path, json=[described, instruction]), 400)
    assert api.get(path, headers=ONE).json() == {**created, "meta:allFieldAccess": True}
    refused(api.call("PATCH", path, json=[]), 400, "no instructions")


@pytest.mark.assumed("no page shows how a member of the wrong type is refused; a call to Adobe would settle it")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "member",
    ["title", "type", "description", "allOf", "definitions", "properties", "meta:intendedToExtend", "meta:class"],
)
def test_a_member_of_the_wrong_type_is_never_a_failure_of_the_server(api: Any, kind: str, member: str) -> None:
    for number, value in enumerate(STRANGE):
        content = {**body(kind, f"{kind} {number}"), member: value}
        response = api.post(f"{ROOT}/{kind}", content)
        assert response.status_code in (201, 400), response.text
        assert response.status_code == 201 or response.json()["detail"], content


def nested(levels: int) -> dict[str, Any]:
    field: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        field = {"type": "object", "properties": {"a": field}}
    return field


@pytest.mark.assumed("Adobe documents no limits; see limits.py")
def test_oversized_bodies_are_refused(api: Any) -> None:
    fields = {f"f{number}": {"type": "string"} for number in range(60_000)}
    for content, named in (
        (body("datatypes", properties={"a": nested(100)}), "deep"),
        (body("datatypes", properties=fields), "values"),
        (body("datatypes", allOf=[{"$ref": "#"}] * 60_000), "values"),
        (body("datatypes", allOf=[5] * 90_000), "allOf[0]"),
        (body("datatypes", required=[None] * 90_000), "required[0]"),
    ):
        refused(api.post(f"{ROOT}/datatypes", content), 400, named)
    doubling = {f"d{n}": {"allOf": [{"$ref": f"#/definitions/d{n + 1}"}] * 2} for n in range(40)}
    bomb = body("datatypes", definitions={**doubling, "d40": nested(3)}, allOf=[{"$ref": "#/definitions/d0"}])
    refused(api.post(f"{ROOT}/datatypes", bomb), 400, "fields", code="XDM-1413-400")
    created = make(api, "datatypes", body("datatypes"))
    copies = [{"op": "copy", "from": "/properties", "path": f"/properties/c{number}"} for number in range(30)]
    refused(api.call("PATCH", f"{ROOT}/datatypes/{created['meta:altId']}", json=copies), 400, "copies more than")
