"""What a request asks for: which metrics, of what, merged how.

Documented: help/observability/api/metrics.md for POST; observability-insights.yaml and older versions of
help/observability/home.md for GET, which takes six metrics at most, all different.
Assumed: without a downsample it is `sum`, since documented requests leave it out; several filters of a metric must all
be met; a filter may be called by the name in the examples or the one in the prose; filters of metrics that are not
emulated may have any name; a required ID may be any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aep_emulator.services.observability import errors
from aep_emulator.services.observability.aggregators import NONE, SUM, parse_aggregator
from aep_emulator.services.observability.metrics import DATASET, ID_NAMES, INLET, Metric, known_metrics
from aep_emulator.types import Document

MAX_METRICS = 6

_FILTER_NAMES = {DATASET: ("datasetid", "datasets"), INLET: ("inletid", "inlets")}


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """One metric. `ids` None takes everything; `group_by` is the name under which groups are told apart, if they are.

    `filters` are those of the request.
    """

    metric: Metric
    ids: tuple[str, ...] | None = None
    group_by: str | None = None
    aggregator: str = SUM
    downsample: str = SUM
    filters: Sequence[Document] = ()


def parse_metric(entry: Document, index: int) -> MetricQuery:
    """The query of a metric in the body of POST, which fits its schema. Raises ApiError 400."""
    place = f"metrics[{index}]"
    metric = known_metrics().get(entry["name"])
    if metric is None or metric.is_single_stat:
        raise errors.unknown_metric(entry["name"])
    aggregator = parse_aggregator(f"{place}.aggregator", entry["aggregator"], may_be_none=True)
    downsample = parse_aggregator(f"{place}.downsample", entry.get("downsample", SUM), may_be_none=False)
    filters = entry.get("filters", [])
    if metric.required and not filters:
        raise errors.invalid(f"{place}.filters: the metric '{metric.name}' needs an ID: {metric.id_kind}.")
    ids: tuple[str, ...] | None = None
    group_by = ID_NAMES.get(metric.id_kind or "") if aggregator == NONE else None
    for number, condition in enumerate(filters):
        where = f"{place}.filters[{number}]"
        _check_name(metric, condition["name"], where)
        wanted = _ids(condition["value"], where)
        ids = wanted if ids is None else tuple(found for found in ids if found in set(wanted))
        if condition.get("groupBy", False):
            group_by = condition["name"]
    return MetricQuery(metric, ids, group_by, aggregator, downsample, filters)


def parse_metrics(names: Sequence[str], wanted_id: str | None) -> list[MetricQuery]:
    """The queries of the parameters of GET. Raises ApiError 400."""
    if not names:
        raise errors.invalid("metric: at least one metric must be given.")
    if len(names) > MAX_METRICS:
        raise errors.invalid(f"metric: there are more than {MAX_METRICS} metrics.")
    if len(set(names)) < len(names):
        raise errors.invalid("metric: a metric is given more than once.")
    return [_of_name(name, wanted_id) for name in names]


def _of_name(name: str, wanted_id: str | None) -> MetricQuery:
    metric = known_metrics().get(name)
    if metric is None:
        raise errors.unknown_metric(name)
    if metric.required and wanted_id is None:
        raise errors.invalid(f"id: the metric '{name}' needs an ID: {metric.id_kind}.")
    return MetricQuery(metric, None if wanted_id is None or metric.id_kind is None else (wanted_id,))


def _check_name(metric: Metric, name: str, where: str) -> None:
    if metric.id_kind is None:
        raise errors.invalid(f"{where}: the metric '{metric.name}' takes no filter.")
    allowed = _FILTER_NAMES.get(metric.id_kind)
    if allowed is not None and name.lower() not in allowed:
        raise errors.unknown_word(f"{where}.name", name, [ID_NAMES[metric.id_kind]])


def _ids(value: str, where: str) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(part.strip() for part in value.split("|") if part.strip()))
    if not ids:
        raise errors.invalid(f"{where}.value: at least one ID must be given.")
    return ids
