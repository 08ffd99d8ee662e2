"""Whatever is asked of Observability Insights, it answers with less than 500."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aep_emulator.app import create_app
from aep_emulator.services.observability.aggregators import AGGREGATORS
from aep_emulator.services.observability.metrics import known_metrics
from aep_emulator.settings import Settings

# Hypothesis looks into numpy when it is loaded, and must not find it half loaded by a batch in another thread.
with contextlib.suppress(ImportError):
    import numpy  # noqa: F401

METRICS = "/data/infrastructure/observability/insights/metrics"

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
dates = words | st.sampled_from(
    ["2020-07-14T00:00:00.000Z", "0001-01-01", "9999-12-31T23:59:59.999999Z", "2099-01-01T00:00:00+23:59", "2020-W01"]
)
granularities = words | st.sampled_from(["minute", "HOUR", "day", "week", "MONTH", "year"])
names = words | st.sampled_from(sorted(known_metrics()))
functions = words | st.sampled_from([*AGGREGATORS, "none"])
odd = st.none() | st.integers() | st.booleans() | words | st.lists(words, max_size=2)
filters = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["dataSetId", "inletId"]) | odd,
        "value": st.sampled_from(["a|b", "|", "a"]) | odd,
        "groupBy": st.booleans() | odd,
    },
)
metrics = st.fixed_dictionaries(
    {"name": names | odd, "aggregator": functions | odd},
    optional={"downsample": functions | odd, "filters": st.lists(filters, max_size=3) | odd},
)
bodies = st.fixed_dictionaries(
    {"start": dates | odd, "end": dates | odd, "metrics": st.lists(metrics, max_size=3) | odd},
    optional={"granularity": granularities | odd},
)


@pytest.fixture(scope="module")
def client() -> Any:
    """An emulator with batches, some of which clients have described oddly."""
    client = create_app(Settings(seed=1)).test_client()
    client.environ_base.update(
        HTTP_AUTHORIZATION="Bearer x", HTTP_X_API_KEY="k", HTTP_X_GW_IMS_ORG_ID="T@AdobeOrg", HTTP_X_SANDBOX_NAME="prod"
    )
    for members in (
        {"completed": 2**62},
        {"completed": 0, "recordCount": 2**60},
        {"metrics": {"outputRecordCount": None, "outputByteSize": [], "failedRecordCount": "x"}},
        {"relatedObjects": [{"type": "dataSet", "id": "a"}, {"type": "dataSet", "id": "b"}], "recordCount": 3},
    ):
        for status in ("success", "failed", "inactive"):
            answer = client.post("/data/foundation/catalog/batches", json={"status": status, **members})
            assert answer.status_code == 201, answer.text
    return client


@given(body=bodies | odd)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_post(client: Any, body: Any) -> None:
    answer = client.post(METRICS, json=body)
    assert answer.status_code in (200, 400), answer.text
    assert answer.json is not None


@given(
    metric=st.lists(names, max_size=7),
    rest=st.dictionaries(st.sampled_from(["id", "dateRange"]), words | st.tuples(dates, dates).map("/".join)),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_get(client: Any, metric: list[str], rest: dict[str, str]) -> None:
    answer = client.get(METRICS, query_string={"metric": metric, **rest})
    assert answer.status_code in (200, 400), answer.text
    assert answer.json is not None
