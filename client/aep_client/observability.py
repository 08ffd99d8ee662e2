"""Observability Insights: /data/infrastructure/observability/insights.

Documented: observability-insights.yaml and help/observability/api/metrics.md, which has the list of metrics.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from aep_client.transport import Transport

_PATH = "/data/infrastructure/observability/insights/metrics"


class Observability:
    """What has been ingested into the sandbox, counted over time."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def metrics(
        self, metrics: Iterable[dict[str, Any]], *, start: str, end: str, granularity: str | None = None
    ) -> list[dict[str, Any]]:
        """`POST /metrics`: `[{metric, filters, datapoints: [{groupBy, dps}], granularity}]`, one for each metric.

        Each of `metrics` is `{name, filters: [{name, value, groupBy}], aggregator, downsample}`, filters and downsample
        where wanted; `start` and `end` are in ISO 8601; `granularity` is `DAY`, `MONTH`, …
        """
        body: dict[str, Any] = {"start": start, "end": end, "metrics": list(metrics)}
        if granularity is not None:
            body["granularity"] = granularity
        return cast("list[dict[str, Any]]", self._transport.json("POST", _PATH, body=body)["metricResponses"])

    def metrics_v1(self, *names: str, id: str | None = None, date_range: str | None = None) -> dict[str, Any]:  # noqa: A002
        """`GET /metrics`, which Adobe has deprecated: `{id, imsOrgId, timeseries: {granularity, items}, stats}`.

        `id` is that of a dataset, or of what else the metrics are about; `date_range` is `START/END` in ISO 8601.
        """
        params = {"metric": list(names), "id": id, "dateRange": date_range}
        return cast(dict[str, Any], self._transport.json("GET", _PATH, params=params))
