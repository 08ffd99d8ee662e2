"""What is counted of calls, messages and their validation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.clock import FixedClock
from aep_emulator.records import RowError
from aep_emulator.services.streaming import traffic as counts
from aep_emulator.services.streaming.service import MAX_BYTES
from aep_emulator.services.streaming.traffic import CATEGORIES, Traffic, category_of

METRICS = "/data/infrastructure/observability/insights/metrics"
COLLECTION = "timeseries.data.collection"
ANN = {"_id": "ann", "person": {"name": {"firstName": "Ann"}}}
BAD = {"_id": 1, "person": {"name": {"firstName": 2}, "birthYear": 1}, "nothing": True}


def values(tenant: Any, *names: str, **filters: str) -> list[float]:
    """What these metrics are today."""
    given = [{"name": name, "value": value} for name, value in filters.items()]
    now = tenant.client.get("/_emulator/clock").json["now"]
    assert now < 1_700_100_000_000, "the clock of these tests stands still"
    day = "2023-11-14"
    metrics = [{"name": f"{COLLECTION}.{name}", "aggregator": "sum", "filters": given} for name in names]
    body = {"start": day, "end": day, "metrics": metrics}
    answer = tenant.client.post(METRICS, json=body, headers=tenant.headers)
    assert answer.status_code == 200, answer.text
    return [answer["datapoints"][0]["dps"][f"{day}T00:00:00Z"] for answer in answer.json["metricResponses"]]


CALLS = ("inlet.success", "inlet.failure", "inlet.total.messages.received", "inlet.total.messages.size.received")
RATES = tuple(f"validation.{name}.messages.rate" for name in ("total", "valid", "invalid"))


@pytest.mark.documented("help/observability/api/metrics.md, Available metrics")
def test_calls_and_messages_are_counted_by_inlet(tenant: Any) -> None:
    _, other = tenant.connection(dataType="xdm")
    message = tenant.message(ANN)
    size = len(json.dumps(message).encode())
    assert tenant.send(message).status_code == 200
    assert values(tenant, *CALLS, inletId=tenant.inlet_id) == [1, 0, 1, size]
    assert values(tenant, *CALLS, inletId=other) == [0, 0, 0, 0]
    both = {"messages": [message, message]}
    answer = tenant.client.post(f"/collection/batch/{other}", json=both)
    assert answer.status_code == 207
    assert values(tenant, *CALLS, inletId=other) == [1, 0, 2, len(json.dumps(both).encode())]
    assert values(tenant, "inlet.total.messages.received") == [3]


@pytest.mark.parametrize(
    ("options", "messages"),
    [
        ({"json": {"header": {}}}, 1),
        ({"data": b"{", "content_type": "application/json"}, 0),
        ({"data": b"x", "content_type": "application/x-jackson-smile"}, 0),
        ({"data": b"x" * (MAX_BYTES + 1), "content_type": "application/json"}, 0),
    ],
    ids=["refused", "malformed", "smile", "too large"],
)
def test_calls_that_fail(tenant: Any, options: dict[str, Any], messages: int) -> None:
    assert tenant.client.post(f"/collection/{tenant.inlet_id}", **options).status_code >= 400
    assert values(tenant, *CALLS[:3]) == [0, 1, messages]


def test_a_call_without_the_token_that_is_asked_for_has_failed(make_tenant: Callable[..., Any]) -> None:
    tenant = make_tenant("STREAM@AdobeOrg", authenticationRequired=True)
    assert tenant.send(tenant.message(ANN)).status_code == 401
    assert values(tenant, *CALLS) == [0, 1, 0, 0]


def test_a_call_to_no_inlet_is_nobodys(tenant: Any) -> None:
    assert tenant.send(tenant.message(ANN), "nothing").status_code == 404
    assert values(tenant, *CALLS) == [0, 0, 0, 0]


@pytest.mark.documented("help/observability/metrics.md, Data Ingestion")
def test_validation_is_counted_by_dataset_and_category(tenant: Any) -> None:
    for entity in (ANN, ANN, BAD):
        assert tenant.send(tenant.message(entity)).status_code == 200
    tenant.flush()
    assert values(tenant, *RATES, dataSetId=tenant.dataset_id) == [3, 2, 1]
    assert values(tenant, *RATES, dataSetId="another") == [0, 0, 0]
    categories = dict(
        zip(CATEGORIES, values(tenant, *[f"validation.category.{name}.count" for name in CATEGORIES]), strict=True)
    )
    assert {name for name, count in categories.items() if count} == {"type", "unclassified"}


def test_what_synchronous_validation_refuses_is_invalid_and_what_it_passes_counts_once(tenant: Any) -> None:
    assert tenant.send(tenant.message(BAD), query="?syncValidation=true").status_code == 400
    assert tenant.send(tenant.message(ANN), query="?syncValidation=true").status_code == 200
    tenant.flush()
    assert values(tenant, *RATES) == [2, 1, 1]


def test_nothing_is_left_after_a_reset(tenant: Any, make_tenant: Callable[..., Any]) -> None:
    other = make_tenant("OTHER@AdobeOrg", "dev")
    for one in (tenant, other):
        one.send(one.message(ANN))
    tenant.flush()
    path = "/data/foundation/sandbox-management/sandboxes/dev"
    assert other.client.put(path, json={"action": "reset"}, headers=other.headers).status_code == 202
    assert values(other, *CALLS[:3], *RATES) == [0] * 6
    assert values(tenant, *CALLS[:3], *RATES) == [1, 0, 1, 1, 1, 0]
    assert tenant.client.post("/_emulator/reset").status_code < 300
    assert values(tenant, *CALLS[:3], *RATES) == [0] * 6


def test_counts_are_kept_by_the_minute(clock: FixedClock) -> None:
    traffic = Traffic(clock)
    for _ in range(3):
        traffic.count("w", counts.CALLS, "i")
        traffic.count("w", counts.CALLS, "i", 0)
        clock.advance(40_000)
    minute = 1_700_000_000_000 // 60_000 * 60_000
    assert traffic.amounts("w", counts.CALLS) == [("i", minute, 1), ("i", minute + 60_000, 2)]


def test_of_very_many_counts_the_oldest_are_forgotten(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "_MAX_KEPT", 2)
    traffic = Traffic(clock)
    for inlet in "abca":
        traffic.count("w", counts.CALLS, inlet)
    assert [inlet for inlet, _, _ in traffic.amounts("w", counts.CALLS)] == ["c", "a"]


@pytest.mark.parametrize(
    ("keyword", "category"),
    [
        ("type", "type"),
        ("required", "presence"),
        ("enum", "enum"),
        ("const", "enum"),
        ("pattern", "pattern"),
        ("format", "format"),
        ("minimum", "range"),
        ("maxLength", "range"),
        ("additionalProperties", "unclassified"),
        ("", "unknown"),
    ],
)
def test_categories(keyword: str, category: str) -> None:
    assert category_of(RowError("c", "k", "m", "p", keyword)) == category
    assert category in CATEGORIES
