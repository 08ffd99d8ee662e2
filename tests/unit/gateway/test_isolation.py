"""Nothing of one organisation's sandbox is visible in another: not in a list, not by id."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from aep_emulator.app import create_app
from aep_emulator.settings import Settings

World = tuple[str, str]

BASE = "/data/foundation"
READABLE = (f"{BASE}/flowservice/", f"{BASE}/schemaregistry/", f"{BASE}/catalog/")
WORLDS: list[World] = [(org, sandbox) for org in ("A@AdobeOrg", "B@AdobeOrg") for sandbox in ("prod", "dev")]
PROFILE = "https://ns.adobe.com/xdm/context/profile"
KINDS = ("connection", "schema", "class", "fieldgroup", "dataset")


class Emulator:
    """An emulator, and what was created in which of its worlds; every resource carries a marker in its name."""

    def __init__(self) -> None:
        self.app: Flask = create_app(Settings(rows=1))
        self.client: FlaskClient = self.app.test_client()
        self.markers: dict[World, set[str]] = {world: set() for world in WORLDS}
        self.ids: dict[World, set[str]] = {world: set() for world in WORLDS}

    def call(self, world: World, method: str, path: str, accept: str = "application/json", body: Any = None) -> Any:
        headers = {
            "Authorization": "Bearer any",
            "x-api-key": "one-client-for-all",
            "x-gw-ims-org-id": world[0],
            "x-sandbox-name": world[1],
            "Accept": accept,
        }
        return self.client.open(path, method=method, headers=headers, json=body)

    def create(self, world: World, kind: str) -> None:
        marker = f"marker-{sum(map(len, self.markers.values()))}-"
        path, body = _creation(kind, marker)
        if kind == "dataset":
            schema = self.call(world, "POST", *_request("schema", f"schema-of-{marker}")).json
            body["schemaRef"]["id"] = schema["$id"]
        answer = self.call(world, "POST", path, body=body)
        assert answer.status_code == 201, answer.text
        made = answer.json
        self.markers[world].add(marker)
        self.ids[world].update(
            [made[0].rpartition("/")[2]] if kind == "dataset" else [made.get("meta:altId") or made["id"]]
        )

    def seen_in(self, world: World, ids: set[str]) -> str:
        """All that the list and read routes of the three services answer in a world."""
        texts = []
        for rule in self.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or not rule.rule.startswith(READABLE):
                continue
            names = rule.arguments - {"container"}
            if not names:
                path = _path(rule.rule, {"container": "tenant"})
                texts += [self.call(world, "GET", path, accept).text for accept in _ACCEPT_LIST]
            elif len(names) == 1:
                for resource_id in ids:
                    path = _path(rule.rule, {"container": "tenant", **dict.fromkeys(names, resource_id)})
                    texts += [self.call(world, "GET", path, accept).text for accept in _ACCEPT_READ]
        return "\n".join(texts)


def _path(rule: str, values: dict[str, str]) -> str:
    """The path of a route with values for its parameters."""
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda match: values[match[1]], rule)


_ACCEPT_LIST = ("application/json", "application/vnd.adobe.xed+json")
_ACCEPT_READ = ("application/json", "application/vnd.adobe.xed+json; version=1")


def _creation(kind: str, marker: str) -> tuple[str, Any]:
    extending = {"title": marker, "type": "object"}
    return {
        "connection": (
            f"{BASE}/flowservice/connections",
            {
                "name": marker,
                "auth": {"specName": "Basic Authentication", "params": {"host": "h", "accessToken": "t"}},
                "connectionSpec": {"id": "4f63aa36-bd48-4e33-bb83-49fbcd11c708", "version": "1.0"},
            },
        ),
        "schema": (f"{BASE}/schemaregistry/tenant/schemas", {**extending, "allOf": [{"$ref": PROFILE}]}),
        "class": (
            f"{BASE}/schemaregistry/tenant/classes",
            {**extending, "meta:extends": [_RECORD], "allOf": [{"$ref": _RECORD}]},
        ),
        "fieldgroup": (
            f"{BASE}/schemaregistry/tenant/fieldgroups",
            {**extending, "meta:intendedToExtend": [PROFILE], "allOf": []},
        ),
        "dataset": (
            f"{BASE}/catalog/dataSets",
            {"name": marker, "schemaRef": {"id": "", "contentType": "application/vnd.adobe.xed+json;version=1"}},
        ),
    }[kind]


def _request(kind: str, marker: str) -> tuple[str, str, Any]:
    path, body = _creation(kind, marker)
    return path, "application/json", body


_RECORD = "https://ns.adobe.com/xdm/data/record"


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WORLDS), st.sampled_from(KINDS)), min_size=1, max_size=6))
def test_a_world_shows_its_own_resources_and_no_others(created: list[tuple[World, str]]) -> None:
    emulator = Emulator()
    for world, kind in created:
        emulator.create(world, kind)
    everything = set().union(*emulator.ids.values())
    for world in WORLDS:
        text = emulator.seen_in(world, everything)
        shown = {marker for markers in emulator.markers.values() for marker in markers if marker in text}
        assert shown == emulator.markers[world]


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
@pytest.mark.parametrize("other", WORLDS[1:])
def test_a_resource_cannot_be_changed_from_another_world(method: str, other: World) -> None:
    emulator = Emulator()
    home = WORLDS[0]
    paths = {
        "connection": "/flowservice/connections",
        "schema": "/schemaregistry/tenant/schemas",
        "dataset": "/catalog/dataSets",
    }
    for kind, collection in paths.items():
        before = set(emulator.ids[home])
        emulator.create(home, kind)
        (resource_id,) = emulator.ids[home] - before
        path = f"{BASE}{collection}/{resource_id}"
        accept = _ACCEPT_READ[1] if kind == "schema" else "application/json"
        shown = emulator.call(home, "GET", path, accept).text
        body = [{"op": "replace", "path": "/name", "value": "x"}] if method == "PATCH" else _creation(kind, "x")[1]
        assert emulator.call(other, method, path, body=body).status_code < 500
        assert emulator.call(home, "GET", path, accept).text == shown
