"""Waiting for a dataflow's run."""

from __future__ import annotations

from typing import Any

import pytest

from aep_client import AEPClient, WaitTimeoutError


def run(status: str | None, **members: Any) -> dict[str, Any]:
    metrics = {} if status is None else {"statusSummary": {"status": status}}
    return {"id": "r", "metrics": metrics, **members}


def runs(*items: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(items), "_links": {}}


def test_it_looks_until_the_newest_run_has_ended(client: AEPClient, server: Any, clock: Any) -> None:
    seen: list[Any] = []
    stages = [runs(), runs({"id": "r"}), runs(run(None)), runs(run("inProgress")), runs(run("success"))]
    for stage in stages:
        server.answers(stage)
    ended = client.flow_service.wait_for_run("f", poll=2.0, on_progress=seen.append)
    assert ended == run("success")
    assert seen == [None, {"id": "r"}, run(None), run("inProgress"), run("success")]
    assert clock.slept == [2.0] * 4


def test_it_asks_for_the_newest_run_alone(client: AEPClient, server: Any) -> None:
    newest = runs(run("failed"))
    newest["_links"] = {"next": {"href": "/runs?continuationToken=older"}}
    server.answers(newest)
    client.flow_service.wait_for_run("f")
    (call,) = server.calls
    assert call.path == "/data/foundation/flowservice/runs"
    assert call.query == {"property": ["flowId==f"], "orderby": ["-createdAt"], "limit": ["1"]}


@pytest.mark.parametrize(
    "status",
    [
        "success",
        "failed",
        "SUCCESS",
        "FAILED",
        "Failed",
        "COMPLETED",
        "PARTIAL_SUCCESS",
        "partialSuccess",
        "PARTIAL_FAILURE",
    ],
)
def test_these_states_are_ends(client: AEPClient, server: Any, status: str) -> None:
    server.answers(runs(run(status)))
    assert client.flow_service.wait_for_run("f") == run(status)


@pytest.mark.parametrize("status", ["inProgress", "IN_PROGRESS", "scheduled", "QUEUED", "pending"])
def test_these_states_are_not(client: AEPClient, server: Any, status: str) -> None:
    server.answers(runs(run(status))).answers(runs(run("success")))
    assert client.flow_service.wait_for_run("f") == run("success")


def test_it_gives_up_in_time_after_a_last_look(client: AEPClient, server: Any, clock: Any) -> None:
    for _ in range(4):
        server.answers(runs())
    with pytest.raises(WaitTimeoutError, match=r"flow f ended within 2\.5 seconds"):
        client.flow_service.wait_for_run("f", timeout=2.5, poll=1.0)
    assert clock.slept == [1.0, 1.0, 0.5]
    assert len(server.calls) == 4
