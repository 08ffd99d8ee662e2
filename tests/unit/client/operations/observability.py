"""The operations of Observability Insights."""

from __future__ import annotations

from tests.unit.client.operations.operation import BODY, INSIGHTS, Operation, op

OPERATIONS: list[Operation] = [
    op(
        lambda aep: aep.observability.metrics([BODY], start="s", end="e", granularity="DAY"),
        f"POST {INSIGHTS}/metrics",
        {"start": "s", "end": "e", "metrics": [BODY], "granularity": "DAY"},
        answer={"metricResponses": [BODY]},
        returned=[BODY],
    ),
    op(
        lambda aep: aep.observability.metrics(iter([BODY]), start="s", end="e"),
        f"POST {INSIGHTS}/metrics",
        {"start": "s", "end": "e", "metrics": [BODY]},
        answer={"metricResponses": [BODY]},
        returned=[BODY],
    ),
    op(lambda aep: aep.observability.metrics_v1("a"), f"GET {INSIGHTS}/metrics?metric=a"),
    op(
        lambda aep: aep.observability.metrics_v1("a", "b", id="i", date_range="s/e"),
        f"GET {INSIGHTS}/metrics?metric=a&metric=b&id=i&dateRange=s%2Fe",
    ),
]
