"""PATCH of the four kinds: etags, instructions, what may change and what the result must be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

PATH = "/flowservice"
KINDS = ("connections", "sourceConnections", "targetConnections", "flows")
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
CLOUD_TO_AEP = "9753525b-82c7-4dce-8a9b-5ccfce2b9876"
UNKNOWN = "00000000-0000-0000-0000-000000000000"


@pytest.mark.documented("help/sources/tutorials/api/update.md, update-dataflows.md")
@pytest.mark.parametrize("kind", KINDS)
def test_a_patch_gives_a_new_etag_and_nothing_else_changes(flow: Any, kind: str) -> None:
    before = flow.show(kind, flow.make(kind)["id"])
    response = flow.patch(kind, before["id"], ("replace", "/name", "renamed"), ("add", "/description", "new"))
    assert response.status_code == 200
    after = flow.show(kind, before["id"])
    assert response.json() == {"id": before["id"], "etag": after["etag"]}
    assert after["etag"] == after["version"] != before["etag"]
    changing = {"etag", "version", "updatedAt", "lastOperation", "description"}
    kept = {name: value for name, value in after.items() if name not in changing}
    assert kept == {name: value for name, value in before.items() if name not in changing} | {"name": "renamed"}
    assert after["description"] == "new"


@pytest.mark.documented("help/sources/tutorials/api/update-dataflows.md")
def test_the_last_operation_of_a_flow_shows_the_patch(flow: Any) -> None:
    assert flow.show("flows", flow.flow)["lastOperation"]["operation"] == "create"
    value = {"name": "Mapping", "params": {"mappingId": flow.new_mapping_set(flow.schema), "mappingVersion": 0}}
    flow.patch(
        "flows", flow.flow, ("replace", "/scheduleParams/frequency", "day"), ("add", "/scheduleParams/interval", "1")
    )
    assert flow.patch("flows", flow.flow, ("REPLACE", "/transformations/0", value)).status_code == 200
    shown = flow.show("flows", flow.flow)
    operation = shown["lastOperation"]
    assert (operation["operation"], operation["percentCompleted"]) == ("update", 100.0)
    assert operation["status"] == {"value": "completed", "errors": []}
    assert operation["ops"] == [{"op": "REPLACE", "path": "/transformations/0", "value": value}]
    assert shown["transformations"] == [value]
    assert shown["scheduleParams"] == {"startTime": "4102444800", "frequency": "day", "interval": "1"}


@pytest.mark.documented("help/sources/tutorials/api/update.md shows the etag in quotes, older pages without")
@pytest.mark.parametrize("form", ['"{}"', "{}", 'W/"{}"', "*"])
def test_the_etag_is_taken_in_either_form(flow: Any, form: str) -> None:
    etag = form.format(flow.show("connections", flow.base)["etag"].strip('"'))
    assert flow.patch("connections", flow.base, ("replace", "/name", "x"), etag=etag).status_code == 200


@pytest.mark.documented("help/sources/tutorials/api/update-dataflows.md")
def test_a_stale_etag_is_told_beside_the_current_one(flow: Any) -> None:
    current = flow.show("connections", flow.base)["etag"]
    response = flow.patch("connections", flow.base, ("replace", "/name", "x"), etag='"old"')
    assert response.status_code == 412
    assert response.json()["errorMessage"] == (
        f'Supplied version=["old"] does not match the current version on entity=[{current}]'
    )


@pytest.mark.documented("help/sources/tutorials/api/update-dataflows.md")
def test_the_content_type_of_a_patch_does_not_matter(flow: Any) -> None:
    response = flow.api.call(
        "PATCH",
        f"{PATH}/connections/{flow.base}",
        data='[{"op": "replace", "path": "/name", "value": "x"}]',
        headers={"If-Match": "*", "Content-Type": "application/x-www-form-urlencoded"},
    )
    assert response.status_code == 200


@pytest.mark.documented("help/sources/errors/flow-service-errors.md; results: assumed")
@pytest.mark.parametrize(
    ("kind", "instruction", "code", "named"),
    [
        ("connections", ("remove", "/auth/params/host"), "1405-400", "host"),
        ("connections", ("remove", "/name"), "1405-400", "name"),
        ("connections", ("replace", "/connectionSpec/id", DATA_LAKE), "1414-400", "connection spec"),
        ("connections", ("replace", "/id", "x"), "1455-400", "/id"),
        ("connections", ("replace", "/state", "disabled"), "1455-400", "/state"),
        ("connections", ("replace", "/nothing/here", 1), "1455-400", "nothing"),
        ("connections", ("replace", "name", 1), "1455-400", "path"),
        ("connections", ("add", "", {}), "1455-400", "path"),
        ("connections", ("replace", "/name"), "1455-400", "value"),
        ("connections", ("test", "/name", "another"), "1455-400", "/name"),
        ("connections", ("move", "/name", 1), "1434-400", "move"),
        ("connections", ("copy", "/name", 1), "1434-400", "copy"),
        ("connections", (None, "/name", 1), "1434-400", "None"),
        ("sourceConnections", ("replace", "/baseConnectionId", UNKNOWN), "1439-400", "baseConnectionId"),
        ("sourceConnections", ("replace", "/params/tableName", 5), "1405-400", "params.tableName"),
        ("targetConnections", ("replace", "/params/dataSetId", UNKNOWN), "1439-400", "params.dataSetId"),
        ("flows", ("replace", "/sourceConnectionIds/0", UNKNOWN), "1439-400", "sourceConnectionIds[0]"),
        ("flows", ("replace", "/sourceConnectionIds", []), "1405-400", "sourceConnectionIds"),
        ("flows", ("replace", "/flowSpec/id", CLOUD_TO_AEP), "1405-400", "flowSpec.id"),
        ("flows", ("replace", "/scheduleParams/frequency", "yearly"), "1397-400", "scheduleParams.frequency"),
        ("flows", ("add", "/transformations/5", {}), "1455-400", "/transformations/5"),
        ("flows", ("add", "/inheritedAttributes", {}), "1455-400", "inheritedAttributes"),
    ],
)
def test_a_patch_that_cannot_be_applied_changes_nothing(
    flow: Any, refused: Any, kind: str, instruction: tuple[Any, ...], code: str, named: str
) -> None:
    made = flow.make(kind)
    refused(flow.patch(kind, made["id"], ("add", "/description", "x"), instruction), code, named)
    shown = flow.show(kind, made["id"])
    assert (shown["etag"], shown.get("description")) == (made["etag"], None)


@pytest.mark.documented("help/sources/errors/flow-service-errors.md: 1405-400")
def test_an_empty_patch_is_refused(flow: Any, refused: Any) -> None:
    refused(flow.patch("connections", flow.base), "1405-400", "empty")


@pytest.mark.documented("help/sources/tutorials/api/update.md: If-Match has the version that is updated")
def test_of_many_writers_with_one_etag_exactly_one_wins(flow: Any) -> None:
    made = flow.make("connections")

    def attempt(number: int) -> int:
        name = ("replace", "/name", f"writer {number}")
        return int(flow.patch("connections", made["id"], name, etag=made["etag"]).status_code)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(attempt, range(8))) == [200] + [412] * 7
