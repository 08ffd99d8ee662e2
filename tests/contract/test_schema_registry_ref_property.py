"""Schema Registry: schemas with only some fields of a field group."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.documented("help/xdm/tutorials/specific-fields-api.md")

ROOT = "/schemaregistry/tenant/schemas"
EVENT = "https://ns.adobe.com/xdm/context/experienceevent"
CAMPAIGN = "https://ns.adobe.com/experience/campaign/experienceevent-all"
FULL = {"Accept": "application/vnd.adobe.xed-full+json; version=1"}
MESSAGE = "/_experience/campaign/message"
CHOICE = [f"{MESSAGE}/id", f"{MESSAGE}/size", f"{MESSAGE}/variant"]


def body(*choices: Any) -> dict[str, Any]:
    """The page's schema with these choices of the field group's fields."""
    chosen = [{"$ref": CAMPAIGN, "meta:refProperty": choice} for choice in choices]
    return {"title": "My Sample Schema", "type": "object", "allOf": [{"$ref": EVENT}, *chosen]}


def made(response: Any, status: int = 201) -> dict[str, Any]:
    assert response.status_code == status, response.text
    document: dict[str, Any] = response.json()
    return document


def chosen(api: Any, schema: dict[str, Any]) -> dict[str, Any]:
    """The fields of the campaign group in the resolved schema."""
    properties = api.get(f"{ROOT}/{schema['meta:altId']}", headers=FULL).json()["properties"]
    assert {"_id", "timestamp"} <= set(properties)
    found: dict[str, Any] = properties.get("_experience", {}).get("properties", {})
    return found


def message_fields(api: Any, schema: dict[str, Any]) -> set[str]:
    fields = chosen(api, schema)
    assert set(fields) == {"campaign"}
    assert set(fields["campaign"]["properties"]) == {"message"}
    return set(fields["campaign"]["properties"]["message"]["properties"])


def test_single_paths_of_the_same_group_add_up(api: Any) -> None:
    schema = made(api.post(ROOT, body(*CHOICE[:2])))
    assert [part.get("meta:refProperty") for part in schema["allOf"]] == [None, *CHOICE[:2]]
    assert message_fields(api, schema) == {"id", "size"}


def test_several_paths_are_chosen_at_once(api: Any) -> None:
    schema = made(api.post(ROOT, body(CHOICE)))
    assert schema["meta:class"] == EVENT
    assert schema["allOf"][1]["meta:refProperty"] == CHOICE
    assert message_fields(api, schema) == {"id", "size", "variant"}


def test_a_choice_is_put(api: Any) -> None:
    schema = made(api.post(ROOT, body()))
    assert chosen(api, schema) == {}
    made(api.call("PUT", f"{ROOT}/{schema['meta:altId']}", json=body(CHOICE)), 200)
    assert message_fields(api, schema) == {"id", "size", "variant"}


def test_a_choice_is_patched(api: Any) -> None:
    schema = made(api.post(ROOT, body(CHOICE[0])))
    value = {"$ref": CAMPAIGN, "meta:refProperty": CHOICE[1:]}
    added = [{"op": "add", "path": "/allOf/-", "value": value}]
    changed = made(api.call("PATCH", f"{ROOT}/{schema['meta:altId']}", json=added), 200)
    assert changed["allOf"][2]["meta:refProperty"] == CHOICE[1:]
    assert message_fields(api, schema) == {"id", "size", "variant"}


@pytest.mark.parametrize("path", [f"{MESSAGE}/nothing", "/properties/_experience", "_experience", "/_experience/", "/"])
def test_a_path_that_leads_to_no_field_is_refused_by_name(api: Any, path: str) -> None:
    for choice, named in ((path, path), ([CHOICE[0], path], path)):
        response = api.post(ROOT, body(choice))
        assert response.status_code == 400, response.text
        assert named in response.json()["detail"]
    response = api.post(ROOT, body([]))
    assert response.status_code == 400, response.text
    assert "meta:refProperty" in response.json()["detail"]


@pytest.mark.documented("help/xdm/api/csv-to-schema.md")
def test_a_choice_is_exported_and_imported(api: Any) -> None:
    schema = made(api.post(ROOT, body(CHOICE)))
    payload = api.get(f"/schemaregistry/rpc/export/{schema['meta:altId']}").json()
    assert payload[-1]["allOf"][1]["meta:refProperty"] == CHOICE
    assert api.call("DELETE", f"{ROOT}/{schema['meta:altId']}").status_code == 204
    (imported,) = made(api.post("/schemaregistry/rpc/import", payload), 200)
    assert message_fields(api, imported) == {"id", "size", "variant"}
