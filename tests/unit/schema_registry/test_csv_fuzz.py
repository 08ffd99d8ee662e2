"""Whatever is sent to be converted: the server itself never fails, and what it gives can be imported."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aep_emulator.app import create_app
from tests.unit.schema_registry.csv_templates import CHOSEN, CUSTOM, LOYALTY, PERSON, PROFILE, written

pytestmark = pytest.mark.documented("help/xdm/api/csv-to-schema.md")

SERVICE = "/data/foundation/schemaregistry"
HEADERS = {
    "Authorization": "Bearer anything",
    "x-api-key": "test-client",
    "x-gw-ims-org-id": "CSVFUZZ@AdobeOrg",
    "x-sandbox-name": "prod",
}
FUZZ = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
flags = st.sampled_from(["TRUE", "false", "", "TRUE"])
VALUES = {
    "isIgnored": st.sampled_from(["", "", "", "true"]),
    "isCustom": st.sampled_from(["TRUE", "TRUE", "FALSE"]),
    "fieldGroupId": st.sampled_from(["", "", "", PERSON, LOYALTY, "https://ns.adobe.com/csvfuzz/mixins/1"]),
    "fieldGroupName": st.sampled_from(["", "Demographic Details", "Loyalty Details", "Named"]),
    "fieldPath": st.sampled_from(
        [
            *("_T/a", "_T.a.b", "_T/b", "_T/c/d", "_T/c", "person/name/_T/a", "person/name/firstName", "person", "ALL"),
            *("loyalty/_T/a", "loyalty/pointsExpiration[*]/_T/a", "loyalty/points", "loyalty/pointsExpiration", "/"),
        ]
    ),
    "displayName": text,
    "fieldDescription": text,
    "dataType": st.sampled_from(["string", "string", "number", "Integer", "long", "boolean", "object", "date"]),
    "isRequired": flags,
    "isArray": flags,
    "isIdentity": flags,
    "identityNamespace": st.sampled_from(["email", ""]),
    "isPrimaryIdentity": st.sampled_from(["", "TRUE"]),
    "min": st.integers(-(2**80), 2**80).map(str) | st.floats().map(str),
    "maximum": st.integers().map(str),
    "enum": st.sampled_from(["", "[a,b]", '["a"]', "[1, 2.5]", "[true]", "[null]", "[[]]", "[1e400]"]),
    "stringPattern": st.sampled_from(["", "a+", "(", "(?P<n>a)"]),
    "format": st.sampled_from(["", "date", "x"]),
    "minLength": st.sampled_from(["", "1", "-1", "9" * 5000]),
    "properties": st.sampled_from(
        ["", "{}", '{"a": {"type": "string"}}', '{"_b": {"type": "string"}}', "[" * 2000, '{"a": {"$ref": "#"}}']
    ),
    "$ref": st.sampled_from(
        ["", "https://ns.adobe.com/xdm/context/person", "#", "https://ns.adobe.com/xdm/data/record"]
    ),
    "comment": text,
}
columns_of = st.lists(st.sampled_from([*VALUES, "maxLength", "x", ""]), max_size=6, unique=True).map(
    lambda more: list(dict.fromkeys(["isCustom", "fieldPath", "dataType", *more]))
)


@st.composite
def templates(draw: st.DrawFn) -> list[dict[str, str]]:
    columns = draw(columns_of)
    record = st.fixed_dictionaries(
        {name: VALUES.get(name, text) | (text if draw(st.booleans()) else st.nothing()) for name in columns}
    )
    return draw(st.lists(record, max_size=5))


# Rows that make sense together, as long as no path is there twice.
sound_records = st.builds(
    lambda row, more, identity: {**row, **more, **identity},
    st.sampled_from(
        [
            *({**CUSTOM, "fieldPath": f"_T/{name}", "dataType": kind} for name in "abc" for kind in ("string", "date")),
            *({**CUSTOM, "fieldPath": f"_T.d.{name}", "fieldGroupName": "Named"} for name in "ab"),
            *({**CUSTOM, "fieldPath": f"person/name/_T/{name}", "fieldGroupId": PERSON} for name in "ab"),
            {**CUSTOM, "fieldPath": "loyalty/pointsExpiration/_T/a", "fieldGroupName": "Loyalty Details"},
            *({**CHOSEN, "fieldPath": f"person/{name}"} for name in ("name", "name/lastName", "gender")),
            {"isCustom": "FALSE", "fieldGroupId": LOYALTY, "fieldPath": "loyalty/pointsExpiration"},
            {"isCustom": "FALSE", "fieldGroupId": LOYALTY, "fieldPath": "loyalty/pointsExpiration/pointsExpiring"},
        ]
    ),
    st.fixed_dictionaries({}, optional={name: VALUES[name] for name in ("displayName", "fieldDescription", "isArray")}),
    st.sampled_from([{}, {"isRequired": "TRUE"}, {"isIdentity": "TRUE", "identityNamespace": "email"}]),
)
sound_templates = st.lists(sound_records, min_size=1, max_size=8, unique_by=lambda record: record["fieldPath"])


@pytest.fixture(scope="module")
def http() -> Any:
    return create_app().test_client()


def sent(http: Any, content: bytes, **parts: Any) -> Any:
    """The answer, which is never a failure of the server."""
    form = {
        "csv-file": (io.BytesIO(content), "a.csv"),
        "schema-class-id": PROFILE,
        "schema-name": "Made",
        "schema-description": "",
        **parts,
    }
    answer = http.post(f"{SERVICE}/rpc/csv2schema", data=form, headers=HEADERS)
    assert answer.status_code in (200, 400), answer.text
    assert answer.status_code == 200 or answer.json["detail"]
    return answer


def check_import(http: Any, payload: list[dict[str, Any]]) -> None:
    """What is converted can be imported; all of it goes again."""
    answer = http.post(f"{SERVICE}/rpc/import", json=payload, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    assert len(answer.json) == len(payload)
    made = [entry for entry in answer.json if entry["meta:resourceType"] != "descriptors"]
    for entry in reversed(made):
        path = f"{SERVICE}/tenant/{entry['meta:resourceType']}/{entry['meta:altId']}"
        accept = {"Accept": "application/vnd.adobe.xed-full-desc+json; version=1"}
        assert http.get(path, headers={**HEADERS, **accept}).status_code == 200
        assert http.delete(path, headers=HEADERS).status_code == 204


def converted_over_http(http: Any, records: list[dict[str, str]]) -> list[dict[str, Any]] | None:
    """The payload, with the tenant for `_T`; None when the template is refused."""
    tenant = http.get(f"{SERVICE}/stats", headers=HEADERS).json["tenantId"]
    named = [{name: value.replace("_T", f"_{tenant}") for name, value in record.items()} for record in records]
    answer = sent(http, written(*named))
    return list(answer.json) if answer.status_code == 200 else None


@FUZZ
@given(records=templates())
def test_any_template_can_be_sent(http: Any, records: list[dict[str, str]]) -> None:
    payload = converted_over_http(http, records)
    if payload is not None:
        check_import(http, payload)


@FUZZ
@given(records=sound_templates)
def test_any_sound_template_can_be_imported(http: Any, records: list[dict[str, str]]) -> None:
    payload = converted_over_http(http, records)
    assert payload is not None
    check_import(http, payload)


@FUZZ
@given(content=st.binary(max_size=60) | text.map(lambda part: f"isCustom,fieldPath\nTRUE,{part}".encode()))
def test_any_bytes_can_be_sent(http: Any, content: bytes) -> None:
    sent(http, content)
    answer = http.post(
        f"{SERVICE}/rpc/csv2schema",
        data=content,
        headers={**HEADERS, "Content-Type": "multipart/form-data; boundary=a"},
    )
    assert answer.status_code == 400, answer.text


@FUZZ
@given(parts=st.dictionaries(st.sampled_from(["schema-class-id", "schema-name", "schema-description", "x"]), text))
def test_any_parts_can_be_sent(http: Any, parts: dict[str, str]) -> None:
    sent(http, b"isCustom,fieldPath,fieldGroupName\nFALSE,ALL,Demographic Details\n", **parts)


scalars = st.none() | st.booleans() | st.integers(-9, 9) | text
anything = st.recursive(scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(text, inner, max_size=2))
broken = st.dictionaries(
    st.sampled_from(["@type", "@id", "xdm:sourceSchema", "xdm:sourceProperty", "xdm:namespace", "xdm:isPrimary", "x"]),
    st.sampled_from(["xdm:descriptorIdentity", PROFILE, "/_id", "<XDM_TENANTID_PLACEHOLDER>"]) | anything,
)


@FUZZ
@given(descriptors=st.lists(broken, min_size=1, max_size=2))
def test_any_descriptors_can_be_imported(http: Any, descriptors: list[dict[str, Any]]) -> None:
    payload = [{**descriptor, "meta:resourceType": "descriptors"} for descriptor in descriptors]
    answer = http.post(f"{SERVICE}/rpc/import", json=payload, headers=HEADERS)
    assert answer.status_code == 400, answer.text
    assert answer.json["type"].endswith("XDM-3005-400")
