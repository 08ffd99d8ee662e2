"""Observability Insights: metrics of what has been ingested, over time.

Documented: help/observability/api/metrics.md for POST, observability-insights.yaml and older versions of
help/observability/home.md for GET, whose example is one object and not, as the file says, a list.
Assumed: GET divides a range of more than 92 days by MONTH and others by DAY, the newest interval first, and leaves out
those in which nothing is to be told; an answer has 50,000 datapoints at most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.lake.base import Lake
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.observability import errors
from aep_emulator.services.observability.datapoints import datapoints, groups_of, merged
from aep_emulator.services.observability.facts import Facts
from aep_emulator.services.observability.intervals import (
    DAY,
    DAY_MS,
    MONTH,
    Intervals,
    check_order,
    intervals,
    parse_date,
    parse_granularity,
)
from aep_emulator.services.observability.query import MetricQuery, parse_metric, parse_metrics
from aep_emulator.services.streaming.traffic import Traffic
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

MAX_DATAPOINTS = 50_000

_DEFAULT_DAYS = 30
_DAYS_BY_DAY = 92


class Observability:
    """The service."""

    def __init__(self, catalog: Catalog, traffic: Traffic, lake: Lake, clock: Clock) -> None:
        """`traffic` is what streaming ingestion has counted."""
        self._catalog = catalog
        self._traffic = traffic
        self._lake = lake
        self._clock = clock

    def report(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`POST /metrics`: `{metricResponses}`. Raises ApiError 400."""
        failures = request_schema(__package__, "metrics").failures(body)
        if failures:
            raise errors.invalid_body(failures)
        start_ms, end_ms = parse_date("start", body["start"]), parse_date("end", body["end"])
        check_order(start_ms, end_ms)
        granularity = parse_granularity(body.get("granularity", DAY))
        queries = [parse_metric(entry, index) for index, entry in enumerate(body["metrics"])]
        divided = intervals(granularity, start_ms, end_ms, self._clock.now_ms(), MAX_DATAPOINTS)
        facts = self._facts(scope)
        left = MAX_DATAPOINTS
        answered = []
        for query in queries:
            points = facts.points(query.metric.name)
            groups = groups_of(query, points)
            left -= len(groups) * max(1, len(divided.starts))
            if left < 0:
                raise errors.too_many(MAX_DATAPOINTS)
            answered.append(
                {
                    "metric": query.metric.name,
                    "filters": list(query.filters),
                    "datapoints": datapoints(query, groups, points, divided),
                    "granularity": granularity,
                }
            )
        return {"metricResponses": answered}

    def report_v1(
        self, scope: Scope, names: Sequence[str], wanted_id: str | None, date_range: str | None
    ) -> dict[str, Any]:
        """`GET /metrics`: `{id, imsOrgId, timeseries, stats}`. Raises ApiError 400."""
        queries = parse_metrics(names, wanted_id)
        start_ms, end_ms = self._range(date_range)
        granularity = MONTH if end_ms - start_ms > _DAYS_BY_DAY * DAY_MS else DAY
        divided = intervals(granularity, start_ms, end_ms, self._clock.now_ms(), MAX_DATAPOINTS)
        facts = self._facts(scope)
        series = [query for query in queries if not query.metric.is_single_stat]
        return {
            "id": wanted_id,
            "imsOrgId": scope.org_id,
            "timeseries": {
                "granularity": granularity,
                "items": _items(series, facts, divided),
                "_page": None,
                "_links": None,
            },
            "stats": {
                query.metric.name: _total(query, facts, end_ms) for query in queries if query.metric.is_single_stat
            },
        }

    def _facts(self, scope: Scope) -> Facts:
        return Facts(scope, self._catalog, self._traffic, self._lake)

    def _range(self, text: str | None) -> tuple[int, int]:
        """The start and the end of `START/END`. Documented: 30 days for time series, observability-insights.yaml."""
        if text is None:
            now_ms = self._clock.now_ms()
            return now_ms - _DEFAULT_DAYS * DAY_MS, now_ms
        start, slash, end = text.partition("/")
        if not slash:
            raise errors.invalid("dateRange: it must be two dates in ISO 8601 with a slash between them.")
        start_ms, end_ms = parse_date("dateRange", start), parse_date("dateRange", end)
        check_order(start_ms, end_ms)
        return start_ms, end_ms


def _items(queries: Sequence[MetricQuery], facts: Facts, divided: Intervals) -> list[dict[str, Any]]:
    """`[{timestamp, metrics}]`, the newest first, without those in which every metric is 0."""
    columns = {}
    for query in queries:
        points = facts.points(query.metric.name)
        ((_, subjects),) = groups_of(query, points)
        found = (points[subject] for subject in subjects if subject in points)
        columns[query.metric.name] = [_whole(value) for value in merged(query, found, divided)]
    items = []
    for index, timestamp in reversed(list(enumerate(divided.timestamps))):
        values = {name: column[index] for name, column in columns.items()}
        if any(values.values()):
            items.append({"timestamp": timestamp, "metrics": values})
    return items


def _total(query: MetricQuery, facts: Facts, end_ms: int) -> float:
    """A single stat: everything there was at the end."""
    series = facts.points(query.metric.name).values()
    return _whole(math.fsum(value for values in series for moment, value in values if moment <= end_ms))


def _whole(value: float) -> float:
    """The number as GET shows it: without a fraction where it has none."""
    return int(value) if value.is_integer() else value
