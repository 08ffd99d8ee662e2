"""What has happened in one sandbox, as the values of metrics over time.

Documented: the descriptions of the metrics in help/observability/api/metrics.md and help/observability/metrics.md.
Assumed: a batch counts when it has ended, whatever is done with it later; data has the size that it takes in the data
lake; `timeseries.data.collection.validation.total.messages.rate`, `valid` and `invalid` are numbers of messages, as
their descriptions say, and no rates.
Differs: what has been deleted, such as a dataset with its batches, does not count any more; records that were refused
are counted where Catalog shows how many a batch has; metrics of Identity Service, Privacy Service, Query Service and
Real-Time Customer Profile, which are not emulated, are always 0.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.lake.base import DATA, Lake
from aep_emulator.lake.parquet import count_rows
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.catalog.batches import dataset_ids
from aep_emulator.services.streaming import traffic
from aep_emulator.types import Document

Points = dict[str, list[tuple[int, float]]]
"""The `(moment in milliseconds since the epoch, value)` pairs of each dataset or inlet, in order of time."""

CUMULATIVE = frozenset({"timeseries.ingestion.dataset.size"})
"""Metrics whose value is the sum of everything so far."""

DATASETS = "stats.ingestion.dataset.count"

_INGESTED = frozenset({"success", "active", "inactive"})
_FAILED = frozenset({"failed", "failure"})
_ANY = _INGESTED | _FAILED
_LARGEST = 2**63

_Value = Callable[[Document], float]


class Facts:
    """One request's look at a sandbox: what it has read once it does not read again."""

    def __init__(self, scope: Scope, catalog: Catalog, passed: traffic.Traffic, lake: Lake) -> None:
        self._scope = scope
        self._catalog = catalog
        self._traffic = passed
        self._lake = lake
        self._known: dict[str, Points] = {}
        of_batches = functools.partial(functools.partial, self._of_batches)
        of_traffic = functools.partial(functools.partial, self._of_traffic)
        ingestion, validation = "timeseries.ingestion.dataset", "timeseries.data.collection.validation"
        inlet = "timeseries.data.collection.inlet"
        self._sources: dict[str, Callable[[], Points]] = {
            f"{ingestion}.size": of_batches(_INGESTED, self._size),
            f"{ingestion}.dailysize": of_batches(_INGESTED, self._size),
            f"{ingestion}.batchsuccess.count": of_batches(_INGESTED, _one),
            f"{ingestion}.batchfailed.count": of_batches(_FAILED, _one),
            f"{ingestion}.recordsuccess.count": of_batches(_INGESTED, self._records),
            f"{ingestion}.recordfailed.count": of_batches(_ANY, _failed_records),
            f"{ingestion}.new.count": self._datasets,
            DATASETS: self._datasets,
            f"{validation}.total.messages.rate": of_traffic(traffic.VALID, traffic.INVALID),
            f"{validation}.valid.messages.rate": of_traffic(traffic.VALID),
            f"{validation}.invalid.messages.rate": of_traffic(traffic.INVALID),
            **{f"{validation}.category.{name}.count": of_traffic(name) for name in traffic.CATEGORIES},
            f"{inlet}.total.messages.received": of_traffic(traffic.MESSAGES),
            f"{inlet}.total.messages.size.received": of_traffic(traffic.BYTES),
            f"{inlet}.success": of_traffic(traffic.CALLS),
            f"{inlet}.failure": of_traffic(traffic.FAILED_CALLS),
        }

    def points(self, metric: str) -> Points:
        """The values of a metric; none for one of a service that is not emulated."""
        if metric not in self._known:
            source = self._sources.get(metric)
            points = {} if source is None else source()
            self._known[metric] = {subject: sorted(values, key=_moment) for subject, values in points.items()}
        return self._known[metric]

    def _of_batches(self, statuses: frozenset[str], value: _Value) -> Points:
        points: Points = {}
        for batch in self._batches:
            if batch["status"] in statuses:
                pair = (_ended(batch), value(batch))
                # A batch that Catalog was told of may belong to no dataset.
                for dataset_id in dataset_ids(batch) or [""]:
                    points.setdefault(dataset_id, []).append(pair)
        return points

    def _of_traffic(self, *counted: str) -> Points:
        points: Points = {}
        for what in counted:
            for subject, minute, amount in self._traffic.amounts(self._scope.world, what):
                points.setdefault(subject, []).append((minute, float(amount)))
        return points

    def _datasets(self) -> Points:
        return {"": [(dataset["created"], 1.0) for dataset in self._catalog.all_datasets(self._scope)]}

    @functools.cached_property
    def _batches(self) -> list[Document]:
        return self._catalog.all_batches(self._scope)

    def _records(self, batch: Document) -> float:
        if "metrics" in batch:
            return _number(batch["metrics"].get("outputRecordCount"))
        if "recordCount" in batch:
            return _number(batch["recordCount"]) - _failed_records(batch)
        # Catalog shows no metrics of CSV batches.
        return float(sum(self._rows(batch["id"])))

    def _size(self, batch: Document) -> float:
        if "metrics" in batch:
            return _number(batch["metrics"].get("outputByteSize"))
        if "size" in batch:
            return _number(batch["size"])
        return float(sum(file.size for file in self._lake.files(self._scope.world, batch["id"], DATA)))

    def _rows(self, batch_id: str) -> Iterator[int]:
        world = self._scope.world
        for file in self._lake.files(world, batch_id, DATA):
            stream = self._lake.open(world, batch_id, DATA, file.name)
            # A file may be gone since it was listed.
            if stream is not None:
                with stream:
                    yield count_rows(stream)


def _one(_batch: Document) -> float:
    return 1.0


def _failed_records(batch: Document) -> float:
    return _number(batch.get("metrics", {}).get("failedRecordCount", batch.get("failedRecordCount")))


def _ended(batch: Document) -> int:
    moment: int = batch.get("completed", batch["created"])
    return moment


def _moment(point: tuple[int, float]) -> int:
    return point[0]


def _number(value: Any) -> float:
    """What a client may have written into the metrics of a batch, or 0 for what is no count."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value < _LARGEST else 0.0
