"""Whatever JSON is sent to create, put, patch or import: the server itself never fails."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from aep_emulator.app import create_app

SERVICE = "/data/foundation/schemaregistry"
ROOT = f"{SERVICE}/tenant"
HEADERS = {
    "Authorization": "Bearer anything",
    "x-api-key": "test-client",
    "x-gw-ims-org-id": "FUZZ@AdobeOrg",
    "x-sandbox-name": "prod",
}
KINDS = ("schemas", "classes", "fieldgroups", "datatypes")
LIST = "application/vnd.adobe.xed+json"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
BODIES: dict[str, dict[str, Any]] = {
    "schemas": {"title": "s", "allOf": [{"$ref": PROFILE}]},
    "classes": {"title": "c", "allOf": [{"$ref": "https://ns.adobe.com/xdm/data/record"}]},
    "fieldgroups": {"title": "f", "meta:intendedToExtend": [PROFILE]},
    "datatypes": {"title": "d", "properties": {"a": {"type": "string"}}},
}

# Hypothesis runs many examples in one test: settings are fixed so that runs repeat, and slow machines do not matter.
FUZZ = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
scalars = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | text
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4), max_leaves=12
)
references = st.sampled_from(
    [
        *("#", "#/", "#/definitions/a", "#/definitions/b/properties/a", "#/allOf/0", "#/meta:enum/a", "##", "", "/"),
        *(PROFILE, "https://ns.adobe.com/xdm/data/record", "https://ns.adobe.com/xdm/data/adhoc"),
        *("https://ns.adobe.com/xdm/common/address", "https://ns.adobe.com/xdm/common/address#/definitions/address"),
        *("https://ns.adobe.com/emulator/datatypes/x", "_xdm.context.profile", "http://schema.org/GeoShape"),
    ]
)
names = st.sampled_from(["a", "b", "_emulator", "_adhoc", "_id", "a/b", "~0", "title", "properties", ""])


def fields(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Something like a field's definition; any member may be of any type."""
    some = inner | anything
    members = {
        "$ref": references | some,
        "type": st.sampled_from(["string", "integer", "number", "boolean", "array", "object", "null"]) | some,
        "properties": st.dictionaries(names, inner, max_size=3) | some,
        "definitions": st.dictionaries(names, inner, max_size=3) | some,
        "items": some,
        "additionalProperties": st.booleans() | some,
        "allOf": st.lists(inner, max_size=3) | some,
        "required": st.lists(text, max_size=2) | some,
        "enum": st.lists(anything, max_size=3) | some,
        "pattern": st.sampled_from(["a", "(", "a{999999999999}", "(?i)a", "[", "(?P<n>a)"]) | some,
        "format": st.sampled_from(["date", "date-time", "uri"]) | some,
        "minimum": st.floats(allow_nan=False, allow_infinity=False) | some,
        "maximum": st.integers() | some,
        "multipleOf": st.floats(allow_nan=False, allow_infinity=False) | some,
        "minLength": st.integers(-1, 3) | some,
        "title": text | some,
        "meta:xdmType": st.sampled_from(["map", "int", "date", ""]) | some,
        "meta:enum": st.dictionaries(names, inner, max_size=2) | some,
        "meta:intendedToExtend": st.lists(references, max_size=2) | some,
        "meta:immutableTags": st.lists(st.sampled_from(["union", ""]), max_size=2) | some,
        "meta:class": references | some,
        "meta:extends": st.lists(st.just("https://ns.adobe.com/xdm/data/adhoc-v2") | references, max_size=2) | some,
        "meta:behaviorType": st.sampled_from(["record", "time-series"]) | some,
        "meta:refProperty": st.sampled_from(["/_id", "/a/b", "/a[*]", ["/_id", "/_repo/createDate"]]) | some,
        "meta:datasetNamespace": text | some,
        "version": some,
    }
    return st.fixed_dictionaries({}, optional=members)


definitions = st.recursive(st.just({"type": "string"}) | fields(st.just({"type": "integer"})), fields, max_leaves=6)
pointers = st.sampled_from(
    [
        *("", "/", "title", "/title", "/allOf", "/allOf/-", "/allOf/0/$ref", "/definitions", "/meta:immutableTags"),
        *("/properties", "/properties/a", "/properties/a/type", "/meta:extends/-", "/meta:registryMetadata", "/$id"),
    ]
)
instructions = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test", "dance"]) | anything,
            "path": pointers | anything,
            "from": pointers | anything,
            "value": definitions | anything,
        },
    )
    | anything,
    max_size=4,
)


class Client:
    """A test client, and one resource of each kind to change."""

    def __init__(self) -> None:
        self.http = create_app().test_client()
        self.paths = {}
        for kind, body in BODIES.items():
            created: Any = self.http.post(f"{ROOT}/{kind}", json=body, headers=HEADERS).json
            self.paths[kind] = f"{ROOT}/{kind}/{created['meta:altId']}"

    def send(self, method: str, path: str, body: Any) -> dict[str, Any]:
        """The answer, which is never a failure of the server and always an object."""
        answer = self.http.open(path, method=method, json=body, headers=HEADERS)
        assert answer.status_code < 500, answer.text
        assert isinstance(answer.json, dict)
        assert answer.status_code < 400 or answer.json["detail"]
        return answer.json

    def check_reads(self, path: str) -> None:
        """Each form can be read of whatever was accepted."""
        for variant in ("", "-full", "-full-notext", "-full-desc", "-full-flat", "-deprecatefield"):
            accept = {"Accept": f"application/vnd.adobe.xed{variant}+json; version=1"}
            answer = self.http.get(path, headers={**HEADERS, **accept})
            assert answer.status_code < 500, answer.text
        address = path.rpartition("/")[2]
        for call in ("sampledata", "auditlog", "export"):
            answer = self.http.get(f"{SERVICE}/rpc/{call}/{address}", headers=HEADERS)
            assert answer.status_code in (200, 400, 404), answer.text
        if "/schemas/" not in path:
            return
        for union in self.http.get(f"{ROOT}/unions", headers={**HEADERS, "Accept": LIST}).json["results"]:
            accept = {"Accept": "application/vnd.adobe.xed-full+json; version=1"}
            answer = self.http.get(f"{ROOT}/unions/{union['meta:altId']}", headers={**HEADERS, **accept})
            assert answer.status_code in (200, 400), answer.text

    def check_sample(self, address: str) -> None:
        """What nothing satisfies is left out; what is there satisfies its definition."""
        full = {"Accept": "application/vnd.adobe.xed-full+json; version=1"}
        definition = self.http.get(f"{ROOT}/schemas/{address}", headers={**HEADERS, **full}).json
        answer = self.http.get(f"{SERVICE}/rpc/sampledata/{address}", headers=HEADERS)
        if answer.status_code == 200:
            Draft7Validator(definition).validate(answer.json)
        else:
            assert "would have more than" in answer.json["detail"], answer.text


@pytest.fixture(scope="module")
def client() -> Client:
    return Client()


@FUZZ
@given(kind=st.sampled_from(KINDS), body=anything | definitions)
def test_any_body_can_be_posted(client: Client, kind: str, body: Any) -> None:
    created = client.send("POST", f"{ROOT}/{kind}", body)
    if "meta:altId" in created:
        path = f"{ROOT}/{kind}/{created['meta:altId']}"
        client.check_reads(path)
        client.http.delete(path, headers=HEADERS)


@FUZZ
@given(kind=st.sampled_from(KINDS), changes=definitions, members=st.dictionaries(names, anything, max_size=2))
def test_a_valid_body_with_any_members_can_be_put(
    client: Client, kind: str, changes: dict[str, Any], members: dict[str, Any]
) -> None:
    client.send("PUT", client.paths[kind], {**BODIES[kind], **changes, **members})
    client.check_reads(client.paths[kind])


@FUZZ
@given(kind=st.sampled_from(KINDS), patch=instructions | anything)
def test_any_patch_can_be_sent(client: Client, kind: str, patch: Any) -> None:
    client.send("PATCH", client.paths[kind], patch)
    client.check_reads(client.paths[kind])


@FUZZ
@given(
    body=st.fixed_dictionaries(
        {"@type": st.sampled_from(["xdm:descriptorIdentity", "xdm:descriptorDeprecated", "xdm:descriptorLabel"])},
        optional={
            "xdm:sourceSchema": references | anything,
            "xdm:sourceProperty": st.sampled_from(["/personID", "/", "//", "/a/b", "/_id"]) | anything,
            "xdm:destinationSchema": references | anything,
            "xdm:destinationProperty": pointers | anything,
            "xdm:namespace": anything,
            "xdm:isPrimary": anything,
            "@id": anything,
        },
    )
    | anything
)
def test_any_descriptor_can_be_posted(client: Client, body: Any) -> None:
    schema = client.paths["schemas"].rpartition("/")[2]
    client.send("POST", f"{ROOT}/descriptors", body)
    if isinstance(body, dict):
        client.send("POST", f"{ROOT}/descriptors", {**body, "xdm:sourceSchema": schema})


@FUZZ
@given(
    query=st.fixed_dictionaries(
        {},
        optional={
            "orderby": text | st.sampled_from(["title", "-title,version", "meta:registryMetadata", ","]),
            "property": text | st.sampled_from(["title~(", "title~(a*)*b", "a==b,c", "!title", "==", "meta:class"]),
            "start": text,
            "limit": text | st.integers(-1, 501).map(str),
        },
    ),
    variant=st.sampled_from(["-id", ""]),
)
def test_any_query_can_be_asked(client: Client, query: dict[str, str], variant: str) -> None:
    accept = {"Accept": f"application/vnd.adobe.xed{variant}+json"}
    answer = client.http.get(f"{ROOT}/datatypes", query_string=query, headers={**HEADERS, **accept})
    assert answer.status_code in (200, 400), answer.text


members = st.dictionaries(
    st.sampled_from(["$id", "meta:resourceType", "title", "refs", "allOf", "properties", "meta:extends"]),
    definitions | anything,
    max_size=1,
)
resources = st.builds(
    lambda kind, number, changes: {
        **BODIES["fieldgroups" if kind == "mixins" else kind],
        "$id": f"https://ns.adobe.com/<XDM_TENANTID_PLACEHOLDER>/{kind}/{number}",
        "meta:resourceType": kind,
        "title": f"{kind} {number}",
        **changes,
    },
    st.sampled_from(["schemas", "classes", "mixins", "datatypes"]),
    st.integers(0, 9),
    st.just({}) | members,
)


@FUZZ
@given(payload=st.lists(resources, max_size=3) | st.lists(resources | anything, max_size=3) | anything)
def test_any_payload_can_be_imported(client: Client, payload: Any) -> None:
    answer = client.http.post(f"{SERVICE}/rpc/import", json=payload, headers=HEADERS)
    assert answer.status_code in (200, 400), answer.text
    for document in answer.json if answer.status_code == 200 else []:
        path = f"{ROOT}/{document['meta:resourceType']}/{document['meta:altId']}"
        client.check_reads(path)
        client.http.delete(path, headers=HEADERS)


small = st.integers(0, 4)
amounts = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
sound_leaves = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "minLength": small | st.just(10**6),
            "maxLength": small,
            "format": st.sampled_from(["date", "date-time", "uri", "email", "x"]),
            "pattern": st.sampled_from(["^[a-c]{2}$", r"\d+|x", "(?=a)", r"(a)\1", "a{99999}", "a*b*$", "[^\\w]"]),
            "enum": st.lists(scalars, min_size=1, max_size=3),
        },
    ),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])},
        optional={
            "minimum": amounts,
            "exclusiveMaximum": amounts,
            "maximum": amounts,
            "multipleOf": st.floats(min_value=5e-324, allow_nan=False, allow_infinity=False),
            "meta:xdmType": st.sampled_from(["byte", "long"]),
        },
    ),
    st.just({"type": "boolean"}),
)


def sound_fields(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Fields that the registry accepts, though nothing need satisfy them."""
    plain = st.sampled_from(["a", "b", "c"])
    counts = {"minItems": small | st.just(10**6), "maxItems": small, "uniqueItems": st.booleans()}
    limits = {"minProperties": small, "maxProperties": small, "required": st.lists(plain, max_size=2, unique=True)}
    lists = st.fixed_dictionaries({"type": st.just("array"), "items": inner}, optional=counts)
    objects = st.fixed_dictionaries({"properties": st.dictionaries(plain, inner, max_size=3)}, optional=limits)
    values = sound_leaves.filter(lambda field: field["type"] in ("string", "integer"))
    maps = st.fixed_dictionaries({"additionalProperties": values | st.booleans()}, optional=limits)
    return lists | objects | maps


@FUZZ
@given(field=st.recursive(sound_leaves, sound_fields, max_leaves=5))
def test_any_field_has_a_sample(client: Client, field: Any) -> None:
    own = {"_emulator": {"properties": {"a": field}}}
    body = {"title": "sampled", "meta:intendedToExtend": [PROFILE], "properties": own}
    group = client.send("POST", f"{ROOT}/fieldgroups", body)
    parts = [{"$ref": PROFILE}, {"$ref": group["$id"]}]
    schema = client.send("POST", f"{ROOT}/schemas", {"title": "with sample", "allOf": parts})
    paths = [f"{ROOT}/schemas/{schema['meta:altId']}", f"{ROOT}/fieldgroups/{group['meta:altId']}"]
    try:
        for path in paths:
            client.check_reads(path)
        client.check_sample(schema["meta:altId"])
    finally:
        for path in paths:
            client.http.delete(path, headers=HEADERS)
