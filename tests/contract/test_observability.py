"""Observability Insights: what was ingested is counted."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.contract.ingestion.conftest import Ingest
from tests.contract.streaming.stream import PERSON, Stream

PAGE = "help/observability/api/metrics.md"
OLDER_PAGE = "help/observability/home.md, in an older version"
OPENAPI = "observability-insights.yaml"
INGESTION = "timeseries.ingestion.dataset"
COLLECTION = "timeseries.data.collection"
RECORDS, SIZE = f"{INGESTION}.recordsuccess.count", f"{INGESTION}.size"
UNKNOWN_ID = "5edcfb2fbb642119194c7d94"
# The request of the page.
REQUEST: dict[str, Any] = {
    "start": "2020-07-14T00:00:00.000Z",
    "end": "2020-07-22T00:00:00.000Z",
    "granularity": "day",
    "metrics": [
        {
            "name": RECORDS,
            "filters": [{"name": "dataSetId", "value": f"{UNKNOWN_ID}|5eddb21420f516191b7a8dad", "groupBy": True}],
            "aggregator": "sum",
            "downsample": "sum",
        },
        {
            "name": f"{INGESTION}.dailysize",
            "filters": [{"name": "dataSetId", "value": "5eddb21420f516191b7a8dad", "groupBy": False}],
            "aggregator": "sum",
            "downsample": "sum",
        },
    ],
}


class Insights:
    """The calls of one organisation, in which a moment has come when something was ingested."""

    def __init__(self, api: Any) -> None:
        self.api = api
        self.url = f"{api.base_url}/data/infrastructure/observability/insights/metrics"
        self.moment = datetime.now(UTC)

    def post(self, body: Any, **options: Any) -> Any:
        return self.api.session.post(self.url, json=body, timeout=30, **options)

    def get(self, *metrics: str, **parameters: str) -> Any:
        return self.api.session.get(self.url, params={"metric": metrics, **parameters}, timeout=30)

    def at(self, batch: dict[str, Any]) -> None:
        """Ask about the time in which a batch has ended."""
        self.moment = datetime.fromtimestamp(batch["completed"] / 1000, UTC)

    def around(self, *metrics: dict[str, Any], granularity: str = "DAY", days: float = 2) -> list[dict[str, Any]]:
        """The metricResponses for some days before the moment to as many after it."""
        start, end = (
            (self.moment + timedelta(days=offset)).isoformat().replace("+00:00", "Z") for offset in (-days, days)
        )
        body = {"start": start, "end": end, "granularity": granularity, "metrics": list(metrics)}
        answer = self.post(body)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["metricResponses"]
        return found

    def total(self, name: str, granularity: str = "DAY", **filters: str) -> float:
        """Everything that one metric has counted around the moment."""
        given = [{"name": entity, "value": value} for entity, value in filters.items()]
        (answer,) = self.around({"name": name, "filters": given, "aggregator": "sum"}, granularity=granularity)
        (points,) = answer["datapoints"]
        return float(sum(points["dps"].values()))


@pytest.fixture
def insights(api: Any) -> Insights:
    return Insights(api)


@pytest.fixture
def ingest(api: Any) -> Ingest:
    return Ingest(api)


def people(count: int) -> bytes:
    return b"".join(json.dumps({"_id": str(number)}).encode() + b"\n" for number in range(count))


def refusal(answer: Any, code: str = "INSGHT-1000-400", status: int = 400) -> str:
    """What a refusal says, after a look at what is around it."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert body.keys() == {"type", "title", "status", "report", "error-chain"}
    assert (body["type"], body["status"]) == (f"http://ns.adobe.com/aep/errors/{code}", status)
    assert body["report"].keys() == {"tenantInfo", "additionalContext"}
    assert body["report"]["tenantInfo"].keys() == {"sandboxName", "sandboxId", "imsOrgId"}
    (link,) = body["error-chain"]
    assert {**link, "unixTimeStampMs": 0} == {
        "serviceId": "INSGHT",
        "errorCode": code,
        "invokingServiceId": "INSGHT",
        "unixTimeStampMs": 0,
    }
    return str(body["title"])


@pytest.mark.documented(f"{PAGE}: Retrieve observability metrics")
def test_the_documented_request(insights: Insights) -> None:
    answer = insights.post(REQUEST)
    assert answer.status_code == 200, answer.text
    records, size = answer.json()["metricResponses"]
    days = [f"2020-07-{day}T00:00:00Z" for day in range(14, 23)]
    assert (records["metric"], size["metric"]) == (RECORDS, f"{INGESTION}.dailysize")
    asked = REQUEST["metrics"]
    assert [records["filters"], size["filters"]] == [metric["filters"] for metric in asked]
    assert [points["groupBy"] for points in records["datapoints"]] == [
        {"dataSetId": UNKNOWN_ID},
        {"dataSetId": "5eddb21420f516191b7a8dad"},
    ]
    assert [points["groupBy"] for points in size["datapoints"]] == [{}]
    for points in (*records["datapoints"], *size["datapoints"]):
        assert list(points["dps"]) == days
    assert records["granularity"] == size["granularity"] == "DAY"


@pytest.mark.documented(f"{PAGE}: the request's curl line declares no content type")
def test_no_content_type_is_needed(insights: Insights) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = insights.api.session.post(insights.url, data=json.dumps(REQUEST), headers=form, timeout=30)
    assert answer.status_code == 200


@pytest.mark.documented(f"{OPENAPI}: the example of metricsRequest has no downsample")
def test_a_downsample_may_be_left_out(insights: Insights) -> None:
    metrics = [{name: metric[name] for name in ("name", "filters", "aggregator")} for metric in REQUEST["metrics"]]
    assert insights.post({**REQUEST, "metrics": metrics}).json() == insights.post(REQUEST).json()


@pytest.mark.documented(f"{PAGE}: Available metrics, Data Ingestion")
@pytest.mark.parametrize("granularity", ["DAY", "HOUR", "MONTH"])
def test_batches_and_their_records_are_counted(insights: Insights, ingest: Ingest, granularity: str) -> None:
    batches = [ingest.ingest(people(2)), ingest.ingest(people(3)), ingest.ingest(b"{")]
    assert [batch["status"] for batch in batches] == ["success", "success", "failed"]
    insights.at(batches[-1])
    counts = {
        name: insights.total(f"{INGESTION}.{name}.count", granularity, dataSetId=ingest.dataset_id)
        for name in ("recordsuccess", "batchsuccess", "batchfailed")
    }
    assert counts == {"recordsuccess": 5, "batchsuccess": 2, "batchfailed": 1}


@pytest.mark.documented(f"{PAGE}: Available metrics, Data Ingestion")
def test_sizes(insights: Insights, ingest: Ingest) -> None:
    batches = [ingest.ingest(people(count)) for count in (1, 20)]
    insights.at(batches[-1])
    taken = sum(batch["metrics"]["outputByteSize"] for batch in batches)
    assert insights.total(f"{INGESTION}.dailysize", dataSetId=ingest.dataset_id) == taken
    filters = [{"name": "dataSetId", "value": ingest.dataset_id}]
    (answer,) = insights.around({"name": SIZE, "filters": filters, "aggregator": "sum"}, granularity="HOUR")
    assert list(answer["datapoints"][0]["dps"].values())[-1] == taken, "what has been ingested before is in it"


@pytest.mark.documented(f"{PAGE}: Available metrics, Data Ingestion")
def test_csv_batches_are_counted_though_they_have_no_metrics(insights: Insights, ingest: Ingest) -> None:
    dataset_id = ingest.dataset(
        fileDescription={
            "format": "parquet",
            "delimiters": [","],
            "quotes": ['"'],
            "escapes": ["\\"],
            "header": True,
            "charset": "UTF-8",
        }
    )
    batch = ingest.ingest(b"_id,createdByBatchID\na,x\nb,y\nc,z\n", "csv", dataset_id=dataset_id)
    assert (batch["status"], "metrics" in batch) == ("success", False)
    insights.at(batch)
    assert insights.total(RECORDS, dataSetId=dataset_id) == 3
    assert insights.total(f"{INGESTION}.dailysize", dataSetId=dataset_id) == len(ingest.download(batch["id"]))


@pytest.mark.documented(f"{PAGE}: filters, groupBy")
def test_datasets_apart_together_and_all(insights: Insights, ingest: Ingest) -> None:
    other = ingest.dataset()
    ingest.ingest(people(2))
    insights.at(ingest.ingest(people(5), dataset_id=other))

    def filters(*ids: str, **members: bool) -> list[dict[str, Any]]:
        return [{"name": "dataSetId", "value": "|".join(ids), **members}]

    both = (ingest.dataset_id, other)
    asked = (filters(*both, groupBy=True), filters(*both, groupBy=False), filters(*both), filters(other), [])
    answers = insights.around(
        *({"name": RECORDS, "aggregator": "sum", "downsample": "sum", "filters": given} for given in asked)
    )
    shown = [
        [(points["groupBy"], sum(points["dps"].values())) for points in answer["datapoints"]] for answer in answers
    ]
    apart = [({"dataSetId": ingest.dataset_id}, 2), ({"dataSetId": other}, 5)]
    assert shown == [apart, [({}, 7)], [({}, 7)], [({}, 5)], [({}, 7)]]


@pytest.mark.documented(f"{PAGE}: aggregator and downsample are functions of OpenTSDB")
@pytest.mark.parametrize(
    ("aggregator", "downsample", "most"),
    [("sum", "sum", 10), ("avg", "sum", 5), ("min", "sum", 3), ("max", "sum", 7), ("count", "sum", 2)],
)
def test_aggregators(insights: Insights, ingest: Ingest, aggregator: str, downsample: str, most: float) -> None:
    other = ingest.dataset()
    ingest.ingest(people(7))
    insights.at(ingest.ingest(people(3), dataset_id=other))
    metric = {"name": RECORDS, "aggregator": aggregator, "downsample": downsample}
    (answer,) = insights.around(metric, granularity="YEAR", days=400)
    assert max(answer["datapoints"][0]["dps"].values()) == most


@pytest.mark.documented(f"{PAGE} refers to OpenTSDB's aggregators, of which none keeps series apart")
def test_the_aggregator_none(insights: Insights, ingest: Ingest) -> None:
    insights.at(ingest.ingest(people(4)))
    (answer,) = insights.around({"name": RECORDS, "aggregator": "none"})
    (points,) = answer["datapoints"]
    assert points["groupBy"] == {"dataSetId": ingest.dataset_id}
    assert sum(points["dps"].values()) == 4


@pytest.mark.documented("help/observability/metrics.md: Data Ingestion")
def test_new_datasets(insights: Insights, ingest: Ingest) -> None:
    insights.at(ingest.ingest(people(1)))
    before = insights.total(f"{INGESTION}.new.count")
    ingest.dataset()
    assert insights.total(f"{INGESTION}.new.count") == before + 1


@pytest.mark.documented(f"{PAGE}: Available metrics, streaming ingestion")
def test_streamed_messages(insights: Insights, api: Any) -> None:
    stream = Stream(api)
    connection = stream.connection()
    params = stream.params(connection)
    url, inlet_id = params["inletUrl"], params["inletId"]
    bad = {key: value for key, value in PERSON.items() if key != "_id"} | {"person": {"name": {"firstName": 1}}}
    sent = [stream.send(url, stream.message(entity)) for entity in (PERSON, bad)]
    sent.append(stream.send(url, {"header": {}}))
    assert [answer.status_code for answer in sent] == [200, 200, 400]
    (good,) = stream.batches("success", 1)
    (failed,) = stream.batches("failed", 1)
    insights.at(failed)
    names = ("success", "failure", "total.messages.received")
    assert [insights.total(f"{COLLECTION}.inlet.{name}", inletId=inlet_id) for name in names] == [2, 1, 3]
    size = sum(len(answer.request.body) for answer in sent)
    assert insights.total(f"{COLLECTION}.inlet.total.messages.size.received", inletId=inlet_id) == size
    dataset = {"dataSetId": stream.dataset_id}
    rates = ("total", "valid", "invalid")
    counted = [insights.total(f"{COLLECTION}.validation.{name}.messages.rate", **dataset) for name in rates]
    assert counted == [2, 1, 1]
    assert insights.total(f"{COLLECTION}.validation.category.type.count", **dataset) == 1
    assert insights.total(RECORDS, **dataset) == good["metrics"]["outputRecordCount"]
    assert insights.total(f"{INGESTION}.batchfailed.count", **dataset) == 1


@pytest.mark.assumed("pages list metrics of Profile; what they are in a sandbox without it, a call to Adobe would tell")
def test_metrics_of_services_that_have_nothing(insights: Insights, ingest: Ingest) -> None:
    insights.at(ingest.ingest(people(1)))
    assert insights.total("timeseries.profiles.dataset.recordsuccess.count", dataSetId=ingest.dataset_id) == 0


@pytest.mark.documented(f"{PAGE}: Error messages")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"start": "2020-07-23T00:00:00.000Z"}, "Bad Request - Start date cannot be after end date."),
        ({"metrics": [{"name": "timeseries.nothing", "aggregator": "sum"}]}, "timeseries.nothing"),
        ({"metrics": [{"name": RECORDS}]}, "aggregator"),
        ({"metrics": [{"name": RECORDS, "aggregator": "nothing"}]}, "nothing"),
    ],
    ids=["dates", "metric", "no aggregator", "aggregator"],
)
def test_documented_refusals(insights: Insights, change: dict[str, Any], says: str) -> None:
    assert says in refusal(insights.post({**REQUEST, **change}))


@pytest.mark.assumed("no page says what is refused beyond the examples; calls to Adobe would settle it")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"granularity": "eon"}, "INSGHT-1000-400"),
        ({"end": "some day"}, "INSGHT-1000-400"),
        ({"metrics": []}, "INSGHT-1000-400"),
        ({"start": "1990-01-01T00:00:00Z", "granularity": "MINUTE"}, "INSGHT-1001-400"),
    ],
    ids=["granularity", "date", "no metrics", "too many datapoints"],
)
def test_further_refusals(insights: Insights, change: dict[str, Any], code: str) -> None:
    assert refusal(insights.post({**REQUEST, **change}), code).startswith("Bad Request - ")


@pytest.mark.documented(f"{PAGE}: Error messages, INSGHT-1003-401")
def test_a_sandbox_that_does_not_exist(insights: Insights) -> None:
    answer = insights.post(REQUEST, headers={"x-sandbox-name": "no-such-sandbox"})
    assert "no-such-sandbox" in refusal(answer, "INSGHT-1003-401", 401)


@pytest.mark.documented(f"{OLDER_PAGE}: Retrieve observability metrics")
def test_the_first_version(insights: Insights, ingest: Ingest) -> None:
    batch = ingest.ingest(people(3))
    insights.at(batch)
    ended = insights.moment.strftime("%Y-%m-01T00:00:00Z")
    date_range = f"2018-10-01T07:00:00.000Z/{(insights.moment + timedelta(days=1)).strftime('%Y-%m-%dT%H:%M:%SZ')}"
    answer = insights.get(SIZE, RECORDS, id=ingest.dataset_id, dateRange=date_range)
    assert answer.status_code == 200, answer.text
    size = batch["metrics"]["outputByteSize"]
    assert answer.json() == {
        "id": ingest.dataset_id,
        "imsOrgId": insights.api.session.headers["x-gw-ims-org-id"],
        "timeseries": {
            "granularity": "MONTH",
            "items": [{"timestamp": ended, "metrics": {SIZE: size, RECORDS: 3}}],
            "_page": None,
            "_links": None,
        },
        "stats": {},
    }


@pytest.mark.documented(f"{OPENAPI}: dateRange")
def test_the_first_version_looks_thirty_days_back(insights: Insights, ingest: Ingest) -> None:
    ingest.ingest(people(3))
    answer = insights.get(RECORDS).json()
    assert answer["timeseries"]["granularity"] == "DAY"
    assert sum(item["metrics"][RECORDS] for item in answer["timeseries"]["items"]) == 3


@pytest.mark.documented(f"{OPENAPI}: stats")
def test_single_stats(insights: Insights, ingest: Ingest) -> None:
    ingest.dataset()
    answer = insights.get("stats.ingestion.dataset.count").json()
    assert (answer["timeseries"]["items"], answer["stats"]) == ([], {"stats.ingestion.dataset.count": 2})


@pytest.mark.documented(f"{OPENAPI}: metric has one to six items, all different, and 400 is for an invalid one")
@pytest.mark.parametrize("metrics", [(), ("timeseries.nothing",), (RECORDS, RECORDS), tuple("abcdefg")])
def test_what_the_first_version_refuses(insights: Insights, metrics: tuple[str, ...]) -> None:
    refusal(insights.get(*metrics))


@pytest.mark.assumed("the client aepp 0.6.0 expects it; its request is that of the page")
def test_aepp(insights: Insights, ingest: Ingest, tmp_path: Path) -> None:
    pytest.importorskip("aepp")
    insights.at(ingest.ingest(people(4)))
    start, end = (str(insights.moment + timedelta(days=offset)) for offset in (-1, 1))
    metric = {**REQUEST["metrics"][0], "filters": [{"name": "dataSetId", "value": ingest.dataset_id}]}
    body = json.dumps({"start": start, "end": end, "granularity": "hour", "metrics": [metric]})
    script = Path(__file__).with_name("use_aepp_observability.py")
    org = insights.api.session.headers["x-gw-ims-org-id"]
    command = [sys.executable, str(script), insights.api.base_url, org, body]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=120)
    assert done.returncode == 0, done.stderr
    documented, given, refused = json.loads(done.stdout.splitlines()[-1])
    assert len(documented["metricResponses"]) == 2
    assert sum(given["metricResponses"][0]["datapoints"][0]["dps"].values()) == 4
    assert "granularity" in refused["title"]
