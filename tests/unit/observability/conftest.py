"""Observability Insights beside a Catalog, a lake and the counts of streaming, with a clock that moves when told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.clock import FixedClock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.lake.memory import MemoryLake
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.observability import Observability
from aep_emulator.services.streaming.traffic import Traffic
from aep_emulator.settings import Settings
from aep_emulator.store.memory import MemoryStore

NOW = 1_594_720_800_000  # 2020-07-14 10:00 UTC, a Tuesday
SCOPE = Scope("ORG@AdobeOrg", "acme", "world-1", "prod", "production", "client", "user@AdobeID")


class Schemas:
    """The one schema that all datasets have."""

    def find_schema(self, scope: Scope, schema_id: str) -> dict[str, Any]:  # noqa: ARG002
        return {"$id": schema_id, "meta:class": "https://ns.adobe.com/xdm/context/profile"}

    def composed(self, scope: Scope, schema_id: str) -> dict[str, Any]:  # noqa: ARG002
        return {}


class World:
    """A sandbox in which things are ingested, and what is asked about it."""

    def __init__(self) -> None:
        self.clock = FixedClock(NOW)
        self.lake = MemoryLake()
        store, ids = MemoryStore(self.clock, Ids(1)), Ids(2)
        self.catalog = Catalog(store, self.clock, ids, Schemas())
        self.traffic = Traffic(self.clock)
        self.service = Observability(self.catalog, self.traffic, self.lake, self.clock)
        self.scope = SCOPE

    def dataset(self) -> str:
        return self.catalog.create_dataset(SCOPE, {"name": "People", "schemaRef": {"id": "s"}})[0].rpartition("/")[2]

    def batch(self, dataset_id: str, records: int = 0, *, status: str = "success", failed: int = 0) -> str:
        """The id of a batch that has just ended; each record takes ten bytes."""
        batch_id = str(self.catalog.create_batch(SCOPE, dataset_id)["id"])
        metrics = {"outputRecordCount": records, "outputByteSize": 10 * records, "failedRecordCount": failed}
        self.catalog.complete_batch(SCOPE, batch_id, status=status, metrics=metrics)
        return batch_id

    def pass_days(self, days: float = 1) -> None:
        self.clock.advance(round(days * 24 * 3600 * 1000))

    def ask(self, *metrics: dict[str, Any], **members: Any) -> list[dict[str, Any]]:
        """The metricResponses of POST, from two days before the first moment to now."""
        body = {"start": "2020-07-12T00:00:00.000Z", "end": "2030-01-01T00:00:00.000Z", "metrics": list(metrics)}
        found: list[dict[str, Any]] = self.service.report(SCOPE, {**body, **members})["metricResponses"]
        return found

    def values(self, name: str, **members: Any) -> list[float]:
        """The numbers of one metric, day by day unless a granularity says otherwise."""
        about = {key: members.pop(key) for key in ("aggregator", "downsample", "filters") if key in members}
        (answer,) = self.ask({"name": name, "aggregator": "sum", **about}, **members)
        (points,) = answer["datapoints"]
        return list(points["dps"].values())


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def app() -> Any:
    """A whole emulator whose clock stands still, for the fixture `http`."""
    return create_app(Settings(seed=1, rows=5), clock=FixedClock(NOW))


@pytest.fixture
def by_dataset() -> Callable[..., list[dict[str, Any]]]:
    """Makes the filters that ask for datasets."""

    def make(*ids: str, group_by: bool = False) -> list[dict[str, Any]]:
        return [{"name": "dataSetId", "value": "|".join(ids), "groupBy": group_by}]

    return make
