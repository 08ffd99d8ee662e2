"""What is counted, and when: POST /metrics on a sandbox in which things happen day by day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.lake.parquet import ParquetBatchWriter
from aep_emulator.records import RowError
from aep_emulator.services.observability.facts import CUMULATIVE, Facts
from aep_emulator.services.observability.metrics import known_metrics

INGESTION = "timeseries.ingestion.dataset"
VALIDATION = "timeseries.data.collection.validation"
INLET = "timeseries.data.collection.inlet"
RECORDS = f"{INGESTION}.recordsuccess.count"
EMULATED = ("timeseries.ingestion.", "timeseries.data.collection.", "stats.")
ByDataset = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def two_days(world: Any) -> tuple[str, str]:
    """Two datasets: 2 and 3 records, and a failure, on the first day; 5 and none, with one refused, on the next."""
    one, other = world.dataset(), world.dataset()
    world.batch(one, 2)
    world.batch(other, 3)
    world.batch(other, status="failed")
    world.pass_days()
    world.batch(one, 5, failed=1)
    return one, other


@pytest.mark.documented("help/observability/api/metrics.md, Available metrics")
@pytest.mark.parametrize(
    ("metric", "by_day"),
    [
        ("recordsuccess.count", [0, 0, 5, 5]),
        ("batchsuccess.count", [0, 0, 2, 1]),
        ("batchfailed.count", [0, 0, 1, 0]),
        ("recordfailed.count", [0, 0, 0, 1]),
        ("dailysize", [0, 0, 50, 50]),
        ("size", [0, 0, 50, 100]),
        ("new.count", [0, 0, 2, 0]),
    ],
)
def test_metrics_of_datasets(world: Any, two_days: tuple[str, str], metric: str, by_day: list[float]) -> None:
    assert world.values(f"{INGESTION}.{metric}") == by_day


@pytest.mark.documented("help/observability/api/metrics.md, Retrieve observability metrics")
def test_an_answer_repeats_what_was_asked_and_has_a_number_for_each_day(
    world: Any, two_days: tuple[str, str], by_dataset: ByDataset
) -> None:
    one, other = two_days
    grouped, together = by_dataset(one, other, group_by=True), by_dataset(one, other)
    metrics = [{"name": RECORDS, "filters": filters, "aggregator": "sum"} for filters in (grouped, together)]
    assert world.ask(*metrics, start="2020-07-14", granularity="day") == [
        {
            "metric": RECORDS,
            "filters": grouped,
            "datapoints": [
                {"groupBy": {"dataSetId": one}, "dps": {"2020-07-14T00:00:00Z": 2.0, "2020-07-15T00:00:00Z": 5.0}},
                {"groupBy": {"dataSetId": other}, "dps": {"2020-07-14T00:00:00Z": 3.0, "2020-07-15T00:00:00Z": 0.0}},
            ],
            "granularity": "DAY",
        },
        {
            "metric": RECORDS,
            "filters": together,
            "datapoints": [{"groupBy": {}, "dps": {"2020-07-14T00:00:00Z": 5.0, "2020-07-15T00:00:00Z": 5.0}}],
            "granularity": "DAY",
        },
    ]


def test_without_filters_one_object_stands_for_all_datasets(world: Any, two_days: tuple[str, str]) -> None:
    (answer,) = world.ask({"name": RECORDS, "aggregator": "sum"})
    assert [points["groupBy"] for points in answer["datapoints"]] == [{}]
    assert answer["filters"] == []


@pytest.mark.parametrize("name", ["dataSetId", "datasetId", "dataSetID", "dataSets"])
def test_a_filter_may_be_called_by_any_of_its_names(world: Any, two_days: tuple[str, str], name: str) -> None:
    filters = [{"name": name, "value": f"{two_days[0]} | nothing|"}]
    assert world.values(RECORDS, filters=filters) == [0, 0, 2, 5]


def test_several_filters_must_all_be_met(world: Any, two_days: tuple[str, str], by_dataset: ByDataset) -> None:
    one, other = two_days
    assert world.values(RECORDS, filters=by_dataset(one, other) + by_dataset(other)) == [0, 0, 3, 0]
    assert world.values(RECORDS, filters=by_dataset(one) + by_dataset(other)) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("granularity", "values"),
    [("MONTH", [10]), ("YEAR", [10]), ("WEEK", [0, 10]), ("DAY", [0, 0, 5, 5])],
)
def test_granularity(world: Any, two_days: tuple[str, str], granularity: str, values: list[float]) -> None:
    assert world.values(RECORDS, granularity=granularity) == values


def test_by_hour(world: Any) -> None:
    dataset_id = world.dataset()
    world.batch(dataset_id, 1)
    world.pass_days(2 / 24)
    world.batch(dataset_id, 4)
    values = world.values(RECORDS, granularity="hour", start="2020-07-14T09:30:00Z")
    assert values == [0, 1, 0, 4]
    sizes = world.values(f"{INGESTION}.size", granularity="hour", start="2020-07-14T09:30:00Z")
    assert sizes == [0, 10, 10, 50]


@pytest.mark.parametrize(
    ("aggregator", "downsample", "first_day"),
    [
        ("sum", "sum", 10),
        ("sum", "max", 8),
        ("avg", "sum", 5),
        ("max", "sum", 7),
        ("min", "sum", 3),
        ("count", "sum", 2),
        ("sum", "count", 3),
        ("sum", "avg", 6.5),
    ],
)
def test_downsample_merges_in_time_and_the_aggregator_across_datasets(
    world: Any, aggregator: str, downsample: str, first_day: float
) -> None:
    one, other = world.dataset(), world.dataset()
    for dataset_id, records in ((one, 2), (one, 5), (other, 3)):
        world.batch(dataset_id, records)
    values = world.values(RECORDS, aggregator=aggregator, downsample=downsample, start="2020-07-14")
    assert values == [first_day]


def test_the_aggregator_none_keeps_datasets_apart(world: Any, two_days: tuple[str, str]) -> None:
    (answer,) = world.ask({"name": RECORDS, "aggregator": "none"}, start="2020-07-14")
    shown = {points["groupBy"]["dataSetId"]: list(points["dps"].values()) for points in answer["datapoints"]}
    assert shown == {two_days[0]: [2, 5], two_days[1]: [3, 0]}


def test_size_goes_on_from_before_the_start(world: Any, two_days: tuple[str, str]) -> None:
    world.pass_days(3)
    assert world.values(f"{INGESTION}.size", start="2020-07-16") == [100, 100, 100]


def test_what_is_taken_back_has_been_ingested_all_the_same(world: Any) -> None:
    dataset_id = world.dataset()
    batch_id = world.batch(dataset_id, 2)
    world.catalog.update_batch(world.scope, batch_id, status="inactive")
    assert world.values(RECORDS, start="2020-07-14") == [2]


def test_what_is_deleted_does_not_count_any_more(world: Any, two_days: tuple[str, str]) -> None:
    world.catalog.delete_dataset(world.scope, two_days[0])
    assert world.values(RECORDS) == [0, 0, 3, 0]


def test_a_batch_that_has_not_ended_does_not_count(world: Any) -> None:
    world.catalog.create_batch(world.scope, world.dataset())
    for metric in ("batchsuccess.count", "batchfailed.count"):
        assert world.values(f"{INGESTION}.{metric}", start="2020-07-14") == [0]


def test_a_batch_without_metrics_has_the_records_of_its_files(world: Any) -> None:
    dataset_id = world.dataset()
    batch_id = world.batch(dataset_id)
    world.catalog.complete_batch(world.scope, batch_id, status="success", metrics={})
    schema = {"type": "object", "properties": {"_id": {"type": "string", "meta:xdmType": "string"}}}
    with ParquetBatchWriter(world.lake, world.scope.world, batch_id, schema) as writer:
        writer.write([{"_id": "1"}, {"_id": "2"}])
    assert world.values(RECORDS, start="2020-07-14") == [2]
    assert world.values(f"{INGESTION}.size", start="2020-07-14") == [writer.bytes_written]


@pytest.mark.parametrize(
    ("members", "records", "size", "failed"),
    [
        ({"recordCount": 7, "failedRecordCount": 2, "size": 100}, 5, 100, 2),
        ({"metrics": {"outputRecordCount": 3, "outputByteSize": 30, "failedRecordCount": 1}}, 3, 30, 1),
        ({"metrics": {"outputRecordCount": "3", "outputByteSize": -1, "failedRecordCount": True}}, 0, 0, 0),
        ({"metrics": {"outputRecordCount": 1e300}}, 0, 0, 0),
        ({"completed": 2**63, "recordCount": 1}, 0, 0, 0),
    ],
)
def test_batches_that_clients_describe(
    world: Any, members: dict[str, Any], records: float, size: float, failed: float
) -> None:
    world.catalog.create(world.scope, "batches", {"status": "success", **members})
    found = [world.values(f"{INGESTION}.{name}", start="2020-07-14") for name in ("recordsuccess.count", "dailysize")]
    assert found == [[records], [size]]
    assert world.values(f"{INGESTION}.recordfailed.count", start="2020-07-14") == [failed]


def test_metrics_of_inlets(world: Any) -> None:
    for what, amount in (("calls", 3), ("failedCalls", 1), ("messages", 12), ("bytes", 900)):
        world.traffic.count(world.scope.world, what, "a", amount)
        world.traffic.count("another-world", what, "a", amount)
    world.traffic.count(world.scope.world, "messages", "b", 5)
    names = ("success", "failure", "total.messages.received", "total.messages.size.received")
    assert [world.values(f"{INLET}.{name}", start="2020-07-14") for name in names] == [[3], [1], [17], [900]]
    only_a = [{"name": "inletId", "value": "a"}]
    assert world.values(f"{INLET}.total.messages.received", filters=only_a, start="2020-07-14") == [12]


def test_metrics_of_validation(world: Any) -> None:
    bad = RowError("c", "k", "m", "p", "type")
    world.traffic.validated(world.scope.world, "d", 4, [[bad, bad], [RowError("c", "k", "m")]])
    names = ("total.messages.rate", "valid.messages.rate", "invalid.messages.rate")
    assert [world.values(f"{VALIDATION}.{name}", start="2020-07-14") for name in names] == [[6], [4], [2]]
    categories = {name: world.values(f"{VALIDATION}.category.{name}.count") for name in ("type", "unknown", "enum")}
    assert {name: sum(values) for name, values in categories.items()} == {"type": 1, "unknown": 1, "enum": 0}


@pytest.mark.parametrize("name", sorted(known_metrics()))
def test_every_metric_is_answered_and_those_of_this_emulator_from_facts(world: Any, name: str) -> None:
    metric = known_metrics()[name]
    facts = Facts(world.scope, world.catalog, world.traffic, world.lake)
    assert (name in facts._sources) == name.startswith(EMULATED)
    if metric.is_single_stat:
        return
    filters = [{"name": "dataSetId" if metric.id_kind == "dataset" else "id", "value": "x"}]
    assert world.values(name, filters=filters if metric.required else [], start="2020-07-14") == [0]


def test_the_cumulative_metrics_are_known() -> None:
    assert set(known_metrics()) >= CUMULATIVE


def test_the_end_may_be_in_the_future_and_so_may_everything(world: Any) -> None:
    world.batch(world.dataset(), 1)
    assert world.values(RECORDS, start="2020-07-14", end="9999-12-31T23:59:59Z") == [1]
    assert world.values(RECORDS, start="2021-07-14", end="9999-12-31T23:59:59Z") == []


def test_too_many_datapoints_are_refused(world: Any, by_dataset: ByDataset) -> None:
    metric = {"name": RECORDS, "aggregator": "sum"}
    with pytest.raises(ApiError, match="more than 50000 datapoints") as one:
        world.ask(metric, start="2020-01-01", granularity="minute")
    assert (one.value.status, one.value.code) == (400, "INSGHT-1001-400")
    many = {**metric, "filters": by_dataset(*map(str, range(600)), group_by=True)}
    assert len(world.ask(many, start="2020-06-30")[0]["datapoints"]) == 600
    with pytest.raises(ApiError, match="more than 50000 datapoints"):
        world.ask(*[many] * 6, start="2020-06-30")
