"""Drafts: kept incomplete, completed by patches, published in order."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.documented("help/sources/tutorials/api/draft.md")

PATH = "/flowservice"
AZURE_FILES = "be5ec48c-5b78-49d5-b8fa-7c89ec4569b8"
CLOUD_TO_AEP = "9753525b-82c7-4dce-8a9b-5ccfce2b9876"
HTTP_API = "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb"
HTTP_TO_AEP = "c1a19761-d2c7-4702-b9fa-fe91f0613e81"
UNKNOWN = "00000000-0000-0000-0000-000000000000"
KINDS = ("connections", "sourceConnections", "targetConnections", "flows")

# Kind → what a draft may leave out → the field that a publication then names.
MISSING = [
    ("connections", {"auth": None}, "auth"),
    ("connections", {"auth": {}}, "auth"),
    ("connections", {"auth": {"specName": "Basic Authentication", "params": {"host": "h"}}}, "accessToken"),
    ("connections", {"name": None}, "name"),
    ("sourceConnections", {"data": None}, "data"),
    ("sourceConnections", {"baseConnectionId": None}, "baseConnectionId"),
    ("sourceConnections", {"params": None}, "tableName"),
    ("targetConnections", {"data": None}, "data"),
    ("targetConnections", {"data": {"schema": {}}}, "data.schema"),
    ("targetConnections", {"params": None}, "dataSetId"),
    ("flows", {"scheduleParams": {"frequency": "once"}}, "startTime"),
    ("flows", {"sourceConnectionIds": None}, "sourceConnectionIds"),
    ("flows", {"targetConnectionIds": None}, "targetConnectionIds"),
    ("flows", {"transformations": [{"name": "Mapping"}]}, "mappingId"),
    ("flows", {"transformations": [{"name": "Mapping", "params": {}}]}, "mappingId"),
    ("flows", {"transformations": [{"params": {}}]}, "name"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_is_published_by_an_action(flow: Any, kind: str) -> None:
    draft = flow.draft(kind)
    assert flow.show(kind, draft["id"])["state"] == "draft"
    response = flow.act(kind, draft["id"], "op=publish")
    assert response.status_code == 200
    assert response.json()["id"] == draft["id"]
    shown = flow.show(kind, draft["id"])
    assert (shown["state"], shown["etag"]) == ("enabled", response.json()["etag"])
    assert shown["etag"] != draft["etag"]


@pytest.mark.parametrize(("kind", "changes", "named"), MISSING)
def test_a_draft_may_be_incomplete_but_is_not_published_so(
    flow: Any, refused: Any, kind: str, changes: dict[str, Any], named: str
) -> None:
    draft = flow.draft(kind, **changes)
    refused(flow.act(kind, draft["id"], "op=publish"), "1405-400", named)
    assert flow.show(kind, draft["id"])["etag"] == draft["etag"]


@pytest.mark.parametrize(("kind", "changes", "named"), MISSING)
def test_what_is_no_draft_is_complete(flow: Any, refused: Any, kind: str, changes: dict[str, Any], named: str) -> None:
    refused(flow.post(kind, **changes), "1405-400", named)


@pytest.mark.parametrize(
    ("kind", "changes", "code", "named"),
    [
        ("connections", {"connectionSpec": None}, "1405-400", "connectionSpec"),
        ("connections", {"connectionSpec": {"id": UNKNOWN}}, "1413-400", UNKNOWN),
        ("connections", {"auth": {"specName": "Magic"}}, "1415-400", "Magic"),
        ("connections", {"name": 5}, "1405-400", "name"),
        ("sourceConnections", {"baseConnectionId": UNKNOWN}, "1439-400", "baseConnectionId"),
        ("sourceConnections", {"params": {"tableName": 5}}, "1405-400", "params.tableName"),
        ("targetConnections", {"params": {"dataSetId": UNKNOWN}}, "1439-400", "params.dataSetId"),
        ("flows", {"sourceConnectionIds": [UNKNOWN]}, "1439-400", "sourceConnectionIds[0]"),
        ("flows", {"flowSpec": None}, "1405-400", "flowSpec"),
        ("flows", {"scheduleParams": {"frequency": "yearly"}}, "1397-400", "scheduleParams.frequency"),
        ("flows", {"transformations": [{"name": "Magic"}]}, "1405-400", "Magic"),
    ],
)
def test_what_a_draft_has_is_checked_all_the_same(
    flow: Any, refused: Any, kind: str, changes: dict[str, Any], code: str, named: str
) -> None:
    refused(flow.post(kind, mode="draft", **changes), code, named)


def test_the_mode_is_draft_or_nothing(flow: Any, refused: Any) -> None:
    assert flow.show("connections", flow.make("connections", mode="DRAFT")["id"])["state"] == "draft"
    refused(flow.post("connections", mode="rough"), "1451-400", "mode")


def test_a_draft_is_completed_by_patches(flow: Any) -> None:
    draft = flow.draft("connections", auth=None)["id"]
    for instruction in (
        ("add", "/auth", {"specName": "Basic Authentication"}),
        ("add", "/auth/params", {"host": "h"}),
        ("add", "/auth/params/accessToken", "t"),
    ):
        assert flow.patch("connections", draft, instruction).status_code == 200
        assert flow.show("connections", draft)["state"] == "draft"
    assert flow.act("connections", draft, "op=PUBLISH").status_code == 200


def test_a_draft_without_a_schedule_is_not_published(flow: Any, source_refused: Any) -> None:
    draft = flow.draft("flows", scheduleParams=None)
    source_refused(flow.act("flows", draft["id"], "op=publish"), "1317-400", "scheduleParams")
    assert flow.show("flows", draft["id"])["etag"] == draft["etag"]


def test_a_patch_of_what_is_published_leaves_it_complete(flow: Any, refused: Any) -> None:
    refused(flow.patch("connections", flow.base, ("remove", "/auth")), "1405-400", "auth")
    refused(flow.patch("flows", flow.flow, ("remove", "/scheduleParams")), "1317-400", "scheduleParams")


@pytest.fixture
def drafts(flow: Any) -> dict[str, str]:
    """The page's four drafts, each built on the others."""
    auth = {"specName": "Basic Authentication", "params": {"host": "h", "userId": "u", "password": "p"}}
    spec = {"id": AZURE_FILES, "version": "1.0"}
    made = {"connections": flow.draft("connections", name="base", auth=auth, connectionSpec=spec)["id"]}
    made["sourceConnections"] = flow.draft(
        "sourceConnections",
        baseConnectionId=made["connections"],
        data={"format": "delimited"},
        params={"path": "/acme/summerCampaign/account.csv", "type": "file"},
        connectionSpec=spec,
    )["id"]
    made["targetConnections"] = flow.draft("targetConnections", baseConnectionId=made["connections"])["id"]
    made["flows"] = flow.draft(
        "flows",
        flowSpec={"id": CLOUD_TO_AEP, "version": "1.0"},
        sourceConnectionIds=[made["sourceConnections"]],
        targetConnectionIds=[made["targetConnections"]],
        transformations=None,
        scheduleParams=None,
    )["id"]
    return made


def test_nothing_is_published_before_what_it_is_built_on(flow: Any, refused: Any, drafts: dict[str, str]) -> None:
    value = {"startTime": "4102444800", "frequency": "once"}
    assert flow.patch("flows", drafts["flows"], ("add", "/scheduleParams", value)).status_code == 200
    for kind, needed in (
        ("sourceConnections", "connections"),
        ("targetConnections", "connections"),
        ("flows", "sourceConnections"),
    ):
        refused(flow.act(kind, drafts[kind], "op=publish"), "1422-400", drafts[needed], "draft")
    for kind in ("connections", "sourceConnections"):
        assert flow.act(kind, drafts[kind], "op=publish").status_code == 200
    refused(flow.act("flows", drafts["flows"], "op=publish"), "1422-400", drafts["targetConnections"])
    for kind in ("targetConnections", "flows"):
        assert flow.act(kind, drafts[kind], "op=publish").status_code == 200
        assert flow.show(kind, drafts[kind])["state"] == "enabled"


def test_nothing_but_a_draft_is_built_on_a_draft(flow: Any, refused: Any, drafts: dict[str, str]) -> None:
    base, source = drafts["connections"], drafts["sourceConnections"]
    refused(flow.post("targetConnections", baseConnectionId=base), "1422-400", "baseConnectionId")
    spec = {"id": CLOUD_TO_AEP, "version": "1.0"}
    refused(flow.post("flows", flowSpec=spec, sourceConnectionIds=[source]), "1422-400", "sourceConnectionIds[0]")


@pytest.mark.parametrize("kind", ["sourceConnections", "targetConnections"])
def test_the_pages_curl_lines_publish_sources_and_targets_through_connections(flow: Any, kind: str) -> None:
    draft = flow.draft(kind)
    response = flow.act("connections", draft["id"], "op=publish", headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["id"]) == (200, draft["id"])
    assert flow.show(kind, draft["id"])["state"] == "enabled"


def test_only_publishing_goes_through_connections(flow: Any, refused: Any) -> None:
    refused(flow.act("connections", flow.source, "op=FINALIZE"), "1101-404", flow.source)
    refused(flow.act("connections", flow.flow, "op=publish"), "1101-404", flow.flow)


def test_a_draft_flow_does_not_run_and_a_published_one_does(flow: Any, refused: Any) -> None:
    past = {"startTime": "1604961070", "frequency": "once"}
    draft = flow.draft("flows", scheduleParams=past)["id"]
    refused(flow.post("runs", flowId=draft), "1444-400", draft)
    # A flow made after it has run: had the draft been planned, it would have run before.
    later = flow.make("flows", scheduleParams=past)["id"]
    flow.finished_where(f"flowId=={later}")
    assert flow.api.get(f"{PATH}/flows/{draft}/runs").json()["items"] == []
    assert flow.act("flows", draft, "op=publish").status_code == 200
    assert flow.finished_where(f"flowId=={draft}")["metrics"]["statusSummary"]["status"] == "success"


def test_an_http_source_is_drafted_too(flow: Any) -> None:
    auth = {"specName": "Streaming Connection", "params": {"sourceId": "x", "dataType": "xdm", "name": "x"}}
    spec = {"id": HTTP_API, "version": "1.0"}
    base = flow.make("connections", name="http", auth=auth, connectionSpec=spec)["id"]
    source = flow.make("sourceConnections", baseConnectionId=base, connectionSpec=spec, data=None, params=None)["id"]
    draft = flow.draft(
        "flows",
        flowSpec={"id": HTTP_TO_AEP, "version": "1.0"},
        sourceConnectionIds=[source],
        transformations=None,
        scheduleParams=None,
    )["id"]
    mapping = {"name": "Mapping", "params": {"mappingId": flow.mapping_set, "mappingVersion": 0}}
    assert flow.patch("flows", draft, ("add", "/transformations", [mapping])).status_code == 200
    assert flow.act("flows", draft, "op=publish").status_code == 200
    assert flow.show("flows", draft)["transformations"] == [mapping]
