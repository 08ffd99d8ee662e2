"""The metrics there are, from `observability_metrics.json` in the fixtures.

Documented: "Available metrics" in help/observability/api/metrics.md, and those that help/observability/metrics.md and
older versions of both list; `stats.ingestion.dataset.count` is the single-stat metric that observability-insights.yaml
names.
Assumed: metrics that newer versions of the page no longer list are still answered;
`timeseries.ingestion.dataset.recordfailed.count`, which clients ask for and no page lists, is answered too.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import aep_fixtures

DATASET, INLET = "dataset", "inlet"

SINGLE_STAT = "stats."

ID_NAMES = {DATASET: "dataSetId", INLET: "inletId"}
"""What the ids of datasets and inlets are called in an answer that nothing in the request names."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric. `id_kind` says what its ID is one of, None when it takes none; it may be `required`."""

    name: str
    id_kind: str | None
    required: bool

    @property
    def is_single_stat(self) -> bool:
        """Whether it has one value, and none for each interval."""
        return self.name.startswith(SINGLE_STAT)


@functools.cache
def known_metrics() -> dict[str, Metric]:
    """Every metric by its name."""
    return {
        entry["name"]: Metric(entry["name"], entry.get("id"), entry.get("required", False))
        for service in aep_fixtures.read_json("observability_metrics.json")
        for entry in service["metrics"]
    }
