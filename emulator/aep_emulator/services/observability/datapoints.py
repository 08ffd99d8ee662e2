"""From the values of a metric to its datapoints: sorted into intervals, merged within each, then across datasets.

Documented: the answer in help/observability/api/metrics.md, which has a number for each interval from the start to the
end.
Assumed: the number is 0 where nothing happened; an ID that is asked for by itself is answered, whether or not there is
such a dataset.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aep_emulator.services.observability.aggregators import AGGREGATORS, NONE, SUM
from aep_emulator.services.observability.facts import CUMULATIVE, Points
from aep_emulator.services.observability.intervals import Intervals
from aep_emulator.services.observability.query import MetricQuery

Groups = list[tuple[dict[str, str], list[str]]]
"""What each group is called in the answer, and the datasets or inlets in it."""


def groups_of(query: MetricQuery, points: Points) -> Groups:
    """The groups of a query, each of which becomes an object of datapoints."""
    wanted = list(points) if query.ids is None else list(query.ids)
    if query.group_by is not None:
        return [({query.group_by: subject}, [subject]) for subject in wanted]
    if query.aggregator == NONE:
        return [({}, [subject]) for subject in wanted]
    return [({}, wanted)]


def datapoints(query: MetricQuery, groups: Groups, points: Points, intervals: Intervals) -> list[dict[str, Any]]:
    """`[{groupBy, dps}]`."""
    timestamps = intervals.timestamps
    answered = []
    for name, subjects in groups:
        values = merged(query, (points[subject] for subject in subjects if subject in points), intervals)
        answered.append({"groupBy": name, "dps": dict(zip(timestamps, values, strict=True))})
    return answered


def merged(query: MetricQuery, series: Iterable[list[tuple[int, float]]], intervals: Intervals) -> list[float]:
    """One number for each interval."""
    sampled: list[list[float]] = [[] for _ in intervals.starts]
    for values in series:
        for index, value in _downsampled(query, values, intervals):
            sampled[index].append(value)
    aggregate = AGGREGATORS[SUM if query.aggregator == NONE else query.aggregator]
    return [float(aggregate(values)) if values else 0.0 for values in sampled]


def _downsampled(
    query: MetricQuery, values: list[tuple[int, float]], intervals: Intervals
) -> Iterable[tuple[int, float]]:
    """The number of one dataset or inlet in each interval in which it has one, with the interval's index."""
    downsample = AGGREGATORS[query.downsample]
    if query.metric.name in CUMULATIVE:
        return [(index, downsample([total])) for index, total in _totals(values, intervals)]
    inside: dict[int, list[float]] = {}
    for moment, value in values:
        index = intervals.index(moment)
        if index is not None:
            inside.setdefault(index, []).append(value)
    return [(index, downsample(found)) for index, found in inside.items()]


def _totals(values: list[tuple[int, float]], intervals: Intervals) -> Iterable[tuple[int, float]]:
    """What everything amounts to at the end of each interval, from the first value on."""
    ends = [*intervals.starts[1:], intervals.end]
    taken, total = 0, 0.0
    for index, end in enumerate(ends):
        while taken < len(values) and values[taken][0] < end:
            total += values[taken][1]
            taken += 1
        if taken:
            yield index, total
