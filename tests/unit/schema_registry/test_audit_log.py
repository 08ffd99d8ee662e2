"""The audit log: every write, the latest first, with who made it and what it changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from aep_emulator.clock import FixedClock
from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry import audit_log
from aep_emulator.store.memory import MemoryStore

PROFILE = "https://ns.adobe.com/xdm/context/profile"

pytestmark = pytest.mark.documented("help/xdm/api/audit-log.md")


def updates(entry: dict[str, Any]) -> list[tuple[str, str, Any]]:
    return [(update["action"], update["path"], update["value"]) for update in entry["updates"]]


def log(tenant: Any, resource_id: str) -> list[dict[str, Any]]:
    return list(tenant.registry.audit_log(tenant.scope, resource_id))


def test_each_write_leaves_an_entry(acme: Any, clock: FixedClock) -> None:
    group = acme.group("Group", a="string", b="string")
    clock.advance(90_000)
    later = replace(acme.scope, client_id="client-9", user_id="user-9@AdobeID")
    fields = "/properties/_acme/properties"
    instructions = [
        {"op": "add", "path": f"{fields}/c", "value": {"type": "integer"}},
        {"op": "replace", "path": f"{fields}/a/type", "value": "boolean"},
        {"op": "remove", "path": f"{fields}/b"},
    ]
    acme.registry.patch(later, "mixins", group, instructions)
    latest, first = log(acme, group)
    assert updates(latest) == [
        ("update", f"{fields}/a/type", "boolean"),
        ("update", f"{fields}/a/meta:xdmType", "boolean"),
        ("remove", f"{fields}/b", {"type": "string", "meta:xdmType": "string"}),
        ("add", f"{fields}/c", {"type": "integer", "meta:xdmType": "int"}),
    ]
    assert {update["id"] for update in latest["updates"]} == {group}
    assert {update["xdmType"] for update in latest["updates"]} == {"mixins"}
    assert {name: latest[name] for name in latest if name not in ("updates", "requestId")} == {
        "id": group,
        "updatedUser": "user-9@AdobeID",
        "imsOrg": "ACME@AdobeOrg",
        "updatedTime": "11-14-2023 22:14:50",
        "clientId": "client-9",
        "sandBoxId": "world-1",
    }
    assert (first["clientId"], first["updatedTime"]) == ("client-1", "11-14-2023 22:13:20")
    assert ("add", "/title", "Group") in updates(first)
    assert latest["requestId"] != first["requestId"]


def test_a_change_of_a_part_is_in_the_log_of_the_whole(acme: Any) -> None:
    data_type = acme.data_type("Type", x="string")
    group = acme.group("Group", b={"$ref": data_type})
    acme.change_group(group, b={"$ref": data_type}, before="string")
    schema = acme.schema("Schema", group)
    acme.registry.put(acme.scope, "datatypes", data_type, {"title": "Renamed", "properties": {"x": {"type": "string"}}})
    acme.change_group(group, b={"$ref": data_type}, before="string", after="string")
    by_group, by_type, created = log(acme, schema)
    assert [entry["id"] for entry in (by_group, by_type, created)] == [schema] * 3
    assert [(update["id"], update["xdmType"]) for update in by_group["updates"]] == [(group, "mixins")]
    assert [(update["id"], update["path"]) for update in by_type["updates"]] == [(data_type, "/title")]
    assert {update["id"] for update in created["updates"]} == {schema}
    # The group's own log does not know of the schema.
    assert [entry["updates"][0]["id"] for entry in log(acme, group)] == [group, data_type, group, group]


def test_a_write_that_changes_nothing_leaves_none(acme: Any) -> None:
    group = acme.group("Group", a="string")
    acme.change_group(group, a="string")
    assert len(log(acme, group)) == 1


def test_what_is_refused_leaves_none(acme: Any) -> None:
    group = acme.group("Group", a="string")
    with pytest.raises(ApiError):
        acme.change_group(group, "")
    assert len(log(acme, group)) == 1


def test_a_standard_resource_has_no_changes_and_a_missing_one_no_log(acme: Any, other: Any) -> None:
    assert log(acme, PROFILE) == []
    group = acme.group("Group", a="string")
    with pytest.raises(ApiError, match="not found"):
        log(other, group)
    acme.registry.delete(acme.scope, "mixins", group)
    for address in (group, "_acme.classes.0", "nothing"):
        with pytest.raises(ApiError) as refusal:
            log(acme, address)
        assert refusal.value.status == 404


@pytest.mark.assumed("no page says how long entries are kept")
def test_the_log_is_bounded_and_goes_with_its_world(
    acme: Any, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = acme.group("Group", a="string")
    for number in range(audit_log.MAX_ENTRIES + 5):
        acme.change_group(group, a={"type": "string", "title": str(number)})
    entries = log(acme, group)
    assert len(entries) == audit_log.MAX_ENTRIES
    assert entries[0]["updates"][0]["value"] == str(audit_log.MAX_ENTRIES + 4)
    monkeypatch.setattr(audit_log, "MAX_LOGGED_VALUES", 50)
    acme.change_group(group, a={"type": "string", "title": "last"})
    assert 1 <= len(log(acme, group)) < 20
    acme.change_group(group, **{f"f{number}": "string" for number in range(60)})
    assert len(log(acme, group)) == 1
    store.drop_world(acme.scope.world)
    assert store.count(acme.scope.world, audit_log.KIND) == 0


def test_writes_at_the_same_time_all_leave_an_entry(acme: Any) -> None:
    group = acme.group("Group", a="string")

    def attempt(number: int) -> bool:
        try:
            acme.change_group(group, a={"type": "string", "title": str(number)})
        except ApiError:
            return False  # Another was faster.
        return True

    with ThreadPoolExecutor(8) as pool:
        done = sum(pool.map(attempt, range(40)))
    assert len(log(acme, group)) == done + 1
