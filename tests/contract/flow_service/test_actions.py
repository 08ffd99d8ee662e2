"""POST /{kind}/{id}/action: states, the names of actions and sub-actions, the optional report."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.documented("flow-service.yaml; help/sources/errors/flow-service-errors.md")

KINDS = ("connections", "sourceConnections", "targetConnections", "flows")


@pytest.mark.parametrize("op", ["disable", "DISABLE", "Disable"])
def test_actions_are_compared_without_case(flow: Any, op: str) -> None:
    assert flow.act("flows", flow.flow, f"op={op}").status_code == 200
    assert flow.show("flows", flow.flow)["state"] == "disabled"


def test_a_flow_is_disabled_and_enabled_again(flow: Any) -> None:
    before = flow.show("flows", flow.flow)
    disabled = flow.act("flows", flow.flow, "op=disable").json()
    shown = flow.show("flows", flow.flow)
    assert (shown["state"], shown["etag"], shown["lastOperation"]["operation"]) == (
        *("disabled", disabled["etag"]),
        "disable",
    )
    assert flow.act("flows", flow.flow, "op=enable", headers={"If-Match": disabled["etag"]}).status_code == 200
    after = flow.show("flows", flow.flow)
    assert after["state"] == "enabled"
    assert len({before["etag"], shown["etag"], after["etag"]}) == 3


@pytest.mark.assumed("no page says what enabling an enabled flow does; a call to Adobe would settle it")
@pytest.mark.parametrize("op", ["enable", "FINALIZE", "FINALIZE_UPDATE", "finalize-update"])
def test_an_action_that_changes_nothing_keeps_the_etag(flow: Any, op: str) -> None:
    etag = flow.show("flows", flow.flow)["etag"]
    assert flow.act("flows", flow.flow, f"op={op}").json() == {"id": flow.flow, "etag": etag}


def test_a_disabled_flow_is_not_run_on_demand(flow: Any, refused: Any) -> None:
    flow.act("flows", flow.flow, "op=disable")
    refused(flow.post("runs"), "1444-400", flow.flow)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_published_is_not_published_again(flow: Any, refused: Any, kind: str) -> None:
    refused(flow.act(kind, flow.make(kind)["id"], "op=publish"), "1422-400", "publish", "enabled")


@pytest.mark.parametrize("op", ["enable", "disable", "FINALIZE", "FINALIZE_UPDATE"])
def test_a_draft_is_only_published(flow: Any, refused: Any, op: str) -> None:
    refused(flow.act("flows", flow.draft("flows")["id"], f"op={op}"), "1422-400", op.lower(), "draft")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("query", ["", "op=", "op=explode", "op=RE_TRIGGER"])
def test_an_unknown_action_is_refused_with_those_there_are(flow: Any, refused: Any, kind: str, query: str) -> None:
    refused(flow.act(kind, flow.make(kind)["id"], query), "1434-400", "op", "PUBLISH")


@pytest.mark.parametrize("kind", ["connections", "sourceConnections", "targetConnections"])
@pytest.mark.parametrize("op", ["enable", "disable"])
def test_only_flows_are_enabled_and_disabled(flow: Any, refused: Any, kind: str, op: str) -> None:
    refused(flow.act(kind, flow.make(kind)["id"], f"op={op}"), "1434-400", op)


@pytest.mark.parametrize("query", ["subOp=APPLY", "subOp=apply&subOp=ROLLBACK", "subOp=APPLY,ROLLBACK", "subOp="])
def test_sub_actions_are_taken_in_a_list_or_one_by_one(flow: Any, query: str) -> None:
    assert flow.act("flows", flow.flow, f"op=FINALIZE&{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "code", "named"),
    [
        ("op=FINALIZE&subOp=reverse", "1435-400", "reverse"),
        ("op=enable&subOp=PROGRESS", "1436-400", "PROGRESS"),
        ("op=FINALIZE&subOp=PROGRESS,APPLY", "1406-400", "progress"),
        ("op=FINALIZE&subOp=progress&subOp=apply", "1406-400", "progress"),
    ],
)
def test_sub_actions_that_do_not_fit_are_refused(flow: Any, refused: Any, query: str, code: str, named: str) -> None:
    refused(flow.act("flows", flow.flow, query), code, named)


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"percentCompleted": 40, "status": {"value": "IN_PROGRESS"}},
        {"percentCompleted": 40.5, "status": {"value": "inProgress"}},
        {"percentCompleted": 100, "status": {"value": "completed"}},
        {"status": {"value": "FAILED", "errors": [{"code": "x", "message": "y"}]}},
        {"status": None, "recordTypes": []},
    ],
)
def test_a_report_may_come_with_the_action(flow: Any, report: dict[str, Any]) -> None:
    assert flow.act("flows", flow.flow, "op=FINALIZE", json=report).status_code == 200


@pytest.mark.parametrize(
    ("query", "report", "code"),
    [
        ("", {"status": {"value": "started"}}, "1437-400"),
        ("", {"status": {"value": 5}}, "1437-400"),
        ("", {"status": 5}, "1437-400"),
        ("", {"status": {"value": "FAILED"}, "percentCompleted": 40}, "1408-400"),
        ("", {"status": {"value": "COMPLETED"}, "percentCompleted": "100"}, "1408-400"),
        ("&subOp=PROGRESS", {"status": {"value": "FAILED"}}, "1407-400"),
        ("&subOp=APPLY,PROGRESS", {"status": {"value": "FAILED"}}, "1406-400"),
        ("", [1], "1405-400"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(
    flow: Any, refused: Any, query: str, report: Any, code: str
) -> None:
    refused(flow.act("flows", flow.flow, f"op=FINALIZE{query}", json=report), code)
