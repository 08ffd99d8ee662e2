"""From a CSV template to a schema over HTTP, after the template and the example answer of the page."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

ROOT = "/schemaregistry/tenant"
RPC = "/schemaregistry/rpc"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
PERSON = "https://ns.adobe.com/xdm/context/profile-person-details"
LOYALTY = "https://ns.adobe.com/xdm/mixins/profile/profile-loyalty-details"
FULL = {"Accept": "application/vnd.adobe.xed-full+json; version=1"}
DESCRIBED = {"Accept": "application/vnd.adobe.xed-full-desc+json; version=1"}
# The columns of Adobe's template, in its order.
COLUMNS = [
    *("isIgnored", "isCustom", "fieldGroupId", "fieldGroupName", "fieldPath", "displayName", "fieldDescription"),
    *(
        "dataType",
        "isRequired",
        "isArray",
        "isIdentity",
        "identityNamespace",
        "isPrimaryIdentity",
        "min",
        "max",
        "enum",
    ),
    *("stringPattern", "format", "minLength", "maxLength", "properties", "$ref", "comment"),
]
# What the form of the page's curl line has beside the file.
PARTS = {"schema-class-id": PROFILE, "schema-name": "Made of a CSV", "schema-description": "Made of a CSV"}


def template(tenant: str, *records: dict[str, str]) -> bytes:
    """A CSV file of all columns; `_T` in a path stands for the tenant's namespace."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(
        {**record, "fieldPath": record.get("fieldPath", "").replace("_T", f"_{tenant}")} for record in records
    )
    return file.getvalue().encode()


def custom(path: str, kind: str = "string", **columns: str) -> dict[str, str]:
    return {"isCustom": "TRUE", "fieldPath": path, "dataType": kind, **columns}


def chosen(group: str, path: str, **columns: str) -> dict[str, str]:
    return {"isCustom": "FALSE", "fieldGroupName": group, "fieldPath": path, **columns}


def convert(api: Any, content: bytes, **parts: str) -> Any:
    """The answer to the form with this file and these parts."""
    files = {"csv-file": ("template.csv", content)}
    return api.call("POST", f"{RPC}/csv2schema", files=files, data={**PARTS, **parts})


@pytest.fixture
def tenant(api: Any) -> str:
    """The tenant id, without underscore."""
    return str(api.get("/schemaregistry/stats").json()["tenantId"])


@pytest.fixture
def sample(tenant: str) -> bytes:
    """Each kind of row that Adobe's template has."""
    identity = {"isIdentity": "TRUE", "identityNamespace": "email", "isPrimaryIdentity": "TRUE"}
    named = {"displayName": "Code", "fieldDescription": "A code"}
    return template(
        tenant,
        {"isIgnored": "TRUE", "comment": f"{PROFILE}~Another name~Another description"},
        chosen("Demographic Details", "person/name/firstName", fieldGroupId=PERSON, displayName="First of all"),
        chosen("Demographic Details", "person/name/lastName"),
        custom("person/name/_T/nickName", isRequired="TRUE", fieldGroupName="Demographic Details"),
        custom("_T/email", isRequired="TRUE", **identity),
        custom("_T/order/code", isRequired="TRUE", **named),
        custom("_T/score", "number", min="0", max="10"),
        custom("_T/size", enum='["small", "large"]'),
        custom("_T/tags", isArray="TRUE"),
        custom("_T/born", format="date"),
        custom("_T/home", "object", fieldGroupName="Sample of a CSV", properties='{"city": {"type": "string"}}'),
        custom("_T/friends", "object", fieldGroupName="Sample of a CSV", isArray="TRUE")
        | {"$ref": "https://ns.adobe.com/xdm/context/person"},
        custom("loyalty/_T/joinDate", fieldGroupName="Loyalty Details"),
        chosen("Loyalty Details", "all"),
    )


@pytest.mark.not_compared("the ids in the answer are new each time")
@pytest.mark.documented("help/xdm/api/csv-to-schema.md")
def test_a_template_becomes_a_payload_as_in_the_example(api: Any, tenant: str, sample: bytes) -> None:
    response = convert(api, sample)
    assert response.status_code == 200, response.text
    bare, named, person, loyalty, schema, display, identity = response.json()
    own = f"_{tenant}"
    for entry in (bare, named, person, loyalty):
        identifier = entry["$id"].removeprefix(f"https://ns.adobe.com/{tenant}/mixins/")
        assert entry["description"] == f"Generated field group {identifier}"
        assert entry["meta:intendedToExtend"] == [PROFILE]
    header = {
        "$schema": "http://json-schema.org/draft-06/schema#",
        "type": "object",
        "meta:xdmType": "object",
    }
    assert bare == {
        "$id": bare["$id"],
        **header,
        "meta:resourceType": "mixins",
        "title": bare["description"],
        "description": bare["description"],
        "meta:intendedToExtend": [PROFILE],
        "required": [own],
        "properties": {
            own: {
                "type": "object",
                "required": ["email", "order"],
                "properties": {
                    "email": {"type": "string"},
                    "order": {
                        "type": "object",
                        "required": ["code"],
                        "properties": {"code": {"type": "string", "title": "Code", "description": "A code"}},
                    },
                    "score": {"type": "number", "minimum": 0, "maximum": 10},
                    "size": {"type": "string", "enum": ["small", "large"]},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "born": {"type": "string", "format": "date"},
                },
            }
        },
    }
    assert named["title"] == "Sample of a CSV"
    assert named["properties"][own] == {
        "type": "object",
        "properties": {
            "home": {"type": "object", "properties": {"city": {"type": "string"}}},
            "friends": {
                "type": "array",
                "items": {"type": "object", "$ref": "https://ns.adobe.com/xdm/context/person"},
            },
        },
    }
    nick_name = {"type": "object", "required": ["nickName"], "properties": {"nickName": {"type": "string"}}}
    name = {"type": "object", "required": [own], "properties": {own: nick_name}}
    assert person["title"] == f"Demographic Details:{person['description']}"
    assert person["meta:extends"] == [PERSON]
    assert person["allOf"] == [
        {
            "required": ["person"],
            "properties": {"person": {"type": "object", "required": ["name"], "properties": {"name": name}}},
        },
        {"$ref": PERSON},
    ]
    join_date = {"type": "object", "properties": {"joinDate": {"type": "string"}}}
    assert loyalty["title"] == f"Loyalty Details:{loyalty['description']}"
    assert loyalty["allOf"] == [
        {"properties": {"loyalty": {"type": "object", "properties": {own: join_date}}}},
        {"$ref": LOYALTY},
    ]
    assert schema == {
        "$id": schema["$id"],
        **header,
        "meta:resourceType": "schemas",
        "title": "Made of a CSV",
        "description": "Made of a CSV",
        "meta:extends": [PROFILE],
        "allOf": [
            {"$ref": PROFILE},
            {"$ref": bare["$id"]},
            {"$ref": named["$id"]},
            {
                "$ref": person["$id"],
                "meta:refProperty": [
                    "/person/name/firstName",
                    "/person/name/lastName",
                    f"/person/name/{own}/nickName",
                ],
            },
            {"$ref": loyalty["$id"]},
        ],
    }
    of_schema = {"meta:resourceType": "descriptors", "xdm:sourceSchema": schema["$id"], "xdm:sourceVersion": 1}
    assert display == {
        **of_schema,
        "@type": "xdm:alternateDisplayInfo",
        "xdm:sourceProperty": "/person/name/firstName",
        "xdm:title": {"en_us": "First of all"},
    }
    assert identity == {
        **of_schema,
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceProperty": f"/{own}/email",
        "xdm:namespace": "email",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": True,
    }


@pytest.mark.not_compared("the ids in the answers are new each time")
@pytest.mark.documented("help/xdm/api/csv-to-schema.md")
def test_the_payload_is_imported_and_makes_the_schema(api: Any, tenant: str, sample: bytes) -> None:
    payload = convert(api, sample).json()
    schema_id = payload[4]["$id"]
    path = f"{ROOT}/schemas/_{tenant}.schemas.{schema_id.rpartition('/')[2]}"
    assert api.get(path, headers=FULL).status_code == 404, "the conversion alone makes nothing"

    response = api.call("POST", f"{RPC}/import", json=payload)
    assert response.status_code == 200, response.text
    imported = response.json()
    kinds = ["mixins", "mixins", "mixins", "mixins", "schemas", "descriptors", "descriptors"]
    assert [entry["meta:resourceType"] for entry in imported] == kinds
    assert [entry["$id"] for entry in imported[:5]] == [entry["$id"] for entry in payload[:5]]

    schema = api.get(path, headers=DESCRIBED).json()
    own = schema["properties"][f"_{tenant}"]["properties"]
    assert set(own) == {"email", "order", "score", "size", "tags", "born", "home", "friends"}
    assert own["born"]["meta:xdmType"] == "date"
    assert "name" in own["friends"]["items"]["properties"]
    assert set(schema["properties"]["person"]["properties"]) == {"name"}
    names = schema["properties"]["person"]["properties"]["name"]["properties"]
    assert set(names) == {"firstName", "lastName", f"_{tenant}"}
    loyalty = schema["properties"]["loyalty"]["properties"]
    assert {"joinDate", "points", "tier", f"_{tenant}"} <= set(loyalty)
    assert {descriptor["@id"] for descriptor in schema["meta:descriptors"]} == {
        descriptor["@id"] for descriptor in imported[5:]
    }
    for descriptor in imported[5:]:
        kept = api.get(f"{ROOT}/descriptors/{descriptor['@id']}").json()
        assert kept["xdm:sourceSchema"] == schema_id

    again = api.call("POST", f"{RPC}/import", json=payload)
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (400, "XDM-3005-400")


@pytest.mark.not_compared("the ids in the answers are new each time")
@pytest.mark.documented("help/xdm/api/csv-to-schema.md")
def test_a_payload_whose_descriptor_is_refused_leaves_nothing_behind(api: Any, tenant: str, sample: bytes) -> None:
    payload = convert(api, sample).json()
    bad = [*payload[:-1], {**payload[-1], "xdm:sourceProperty": f"/_{tenant}/nothing"}]
    response = api.call("POST", f"{RPC}/import", json=bad)
    assert response.status_code == 400
    assert "[6]" in response.json()["detail"]
    for entry in payload[:5]:
        kind, identifier = entry["$id"].split("/")[-2:]
        assert api.get(f"{ROOT}/{kind}/_{tenant}.{kind}.{identifier}", headers=FULL).status_code == 404
    assert api.call("POST", f"{RPC}/import", json=payload).status_code == 200


@pytest.mark.documented("help/xdm/api/csv-to-schema.md")
@pytest.mark.parametrize("missing", ["csv-file", *PARTS])
def test_the_form_must_be_complete(api: Any, sample: bytes, missing: str) -> None:
    files = {"csv-file": ("template.csv", sample), **{name: (None, text) for name, text in PARTS.items()}}
    del files[missing]
    response = api.call("POST", f"{RPC}/csv2schema", files=files)
    assert response.status_code == 400
    assert missing in response.json()["detail"]


@pytest.mark.documented("help/xdm/api/csv-to-schema.md")
def test_the_file_may_come_without_a_name(api: Any, sample: bytes) -> None:
    parts = {"csv-file": sample.decode(), **PARTS}
    response = api.call("POST", f"{RPC}/csv2schema", files={name: (None, text) for name, text in parts.items()})
    assert response.status_code == 200, response.text


@pytest.mark.documented("help/xdm/api/csv-to-schema.md")
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", None),
        (b"{}", "application/json"),
        (b"isCustom,fieldPath\n", "text/csv"),
        (b"csv-file=a", "application/x-www-form-urlencoded"),
        (b"", "multipart/form-data"),
        (b"--a\r\n", "multipart/form-data; boundary=a"),
        (b"--a\r\nContent-Disposition: form-data\r\n\r\n\r\n--a--", "multipart/form-data; boundary=a"),
    ],
)
def test_what_is_no_form_is_refused(api: Any, body: bytes, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    response = api.call("POST", f"{RPC}/csv2schema", data=body, headers=headers)
    assert (response.status_code, response.json()["title"]) == (400, "BadRequestError")
    assert response.json()["detail"]


@pytest.mark.documented("help/xdm/api/csv-to-schema.md")
def test_a_bad_row_and_an_unknown_class_are_named(api: Any, tenant: str) -> None:
    good, bad = custom("_T/a"), custom("_T/b", "colour")
    response = convert(api, template(tenant, good, bad))
    assert response.status_code == 400
    assert "row 3, column dataType: 'colour'" in response.json()["detail"]
    response = convert(api, template(tenant, good), **{"schema-class-id": "https://ns.adobe.com/xdm/context/nothing"})
    assert response.status_code == 400
    assert "schema-class-id" in response.json()["detail"]


@pytest.mark.documented("help/xdm/api/csv-to-schema.md")
@pytest.mark.parametrize("size", [600_000, 1_100_000, 3_000_000])
@pytest.mark.parametrize("name", ["template.csv", None])
def test_a_file_that_is_too_large_or_no_csv_is_refused(api: Any, name: str | None, size: int) -> None:
    files = {"csv-file": (name, b"a" * size), **{part: (None, text) for part, text in PARTS.items()}}
    response = api.call("POST", f"{RPC}/csv2schema", files=files)
    assert response.status_code == 400
    assert response.json()["detail"]
