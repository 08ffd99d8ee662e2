"""Observability Insights through the gateway: what is refused and how, and GET /metrics."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

import aep_fixtures
from aep_emulator.services.observability.metrics import known_metrics

METRICS = "/data/infrastructure/observability/insights/metrics"
RECORDS, SIZE = "timeseries.ingestion.dataset.recordsuccess.count", "timeseries.ingestion.dataset.size"
STAT = "stats.ingestion.dataset.count"
NAMESPACE = "timeseries.identity.dataset.namespacecode.recordfailed.count"
METRIC = {"name": RECORDS, "aggregator": "sum"}
BODY = {"start": "2020-07-14T00:00:00.000Z", "end": "2020-07-22T00:00:00.000Z", "metrics": [METRIC]}
FOUNDATION = "/data/foundation"
PROFILE = "https://ns.adobe.com/xdm/context/profile"


def ingest(http: Any, records: int) -> str:
    """The id of a dataset with a batch that Catalog is told of."""
    schema = {"title": f"People {uuid.uuid4().hex}", "type": "object", "allOf": [{"$ref": PROFILE}]}
    schema_id = http.post(f"{FOUNDATION}/schemaregistry/tenant/schemas", json=schema).json["$id"]
    dataset = {"name": "n", "schemaRef": {"id": schema_id}}
    dataset_id: str = http.post(f"{FOUNDATION}/catalog/dataSets", json=dataset).json[0].rpartition("/")[2]
    related = [{"type": "dataSet", "id": dataset_id}]
    batch = {"status": "success", "recordCount": records, "size": 10 * records, "relatedObjects": related}
    assert http.post(f"{FOUNDATION}/catalog/batches", json=batch).status_code == 201
    return dataset_id


def title(answer: Any, code: str = "INSGHT-1000-400") -> str:
    """What a refusal says, after a look at what is around it."""
    body = answer.json
    assert answer.status_code == body["status"] == 400
    assert body["type"] == f"http://ns.adobe.com/aep/errors/{code}"
    assert body["report"]["tenantInfo"]["sandboxName"] == "prod"
    assert body["report"]["tenantInfo"]["imsOrgId"] == "TEST@AdobeOrg"
    (link,) = body["error-chain"]
    assert (link["serviceId"], link["errorCode"], link["invokingServiceId"]) == ("INSGHT", code, "INSGHT")
    assert body["title"].startswith("Bad Request - ")
    return str(body["title"].removeprefix("Bad Request - "))


@pytest.mark.documented("help/observability/api/metrics.md, Error messages")
def test_a_start_after_the_end_is_refused_in_these_words(http: Any) -> None:
    answer = http.post(METRICS, json={**BODY, "start": "2020-07-23"})
    assert title(answer) == "Start date cannot be after end date."
    tenant = answer.json["report"]["tenantInfo"]
    sandboxes = http.get(f"{FOUNDATION}/sandbox-management/sandboxes/prod").json
    assert tenant["sandboxId"] == sandboxes["id"]
    assert answer.json["report"]["additionalContext"] is None


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "'start' is a required property; 'end' is a required property; 'metrics' is a required property"),
        ({**BODY, "start": 1}, "start: 1 is not of type 'string'"),
        ({**BODY, "start": "soon"}, "start: 'soon' is not a date and time in ISO 8601."),
        ({**BODY, "end": ""}, "end: '' is not a date and time in ISO 8601."),
        ({**BODY, "granularity": "eon"}, "granularity: 'eon' is none of"),
        ({**BODY, "metrics": []}, "metrics: [] should be non-empty"),
        ({**BODY, "metrics": [{"name": RECORDS}]}, "metrics[0]: 'aggregator' is a required property"),
        ({**BODY, "metrics": [METRIC] * 101}, "is too long"),
        ({**BODY, "metrics": [{**METRIC, "name": "timeseries.x"}]}, "Invalid metric 'timeseries.x'."),
        ({**BODY, "metrics": [{**METRIC, "name": STAT}]}, f"Invalid metric '{STAT}'."),
        ({**BODY, "metrics": [{**METRIC, "aggregator": "x"}]}, "metrics[0].aggregator: 'x' is none of sum,"),
        ({**BODY, "metrics": [{**METRIC, "downsample": "x"}]}, "metrics[0].downsample: 'x' is none of sum,"),
        ({**BODY, "metrics": [METRIC, {**METRIC, "filters": [{}]}]}, "metrics[1].filters[0]: 'name' is a required"),
        (
            {**BODY, "metrics": [{**METRIC, "filters": [{"name": "inletId", "value": "i"}]}]},
            "metrics[0].filters[0].name: 'inletId' is none of dataSetId",
        ),
        (
            {**BODY, "metrics": [{**METRIC, "filters": [{"name": "dataSetId", "value": " | "}]}]},
            "metrics[0].filters[0].value: at least one ID must be given.",
        ),
        (
            {**BODY, "metrics": [{**METRIC, "filters": [{"name": "dataSetId", "value": "i", "groupBy": "yes"}]}]},
            "metrics[0].filters[0].groupBy: 'yes' is not of type 'boolean'",
        ),
        ({**BODY, "metrics": [{**METRIC, "name": NAMESPACE}]}, "metrics[0].filters: the metric"),
        (
            {
                **BODY,
                "metrics": [
                    {
                        **METRIC,
                        "name": "timeseries.ingestion.dataset.new.count",
                        "filters": [{"name": "dataSetId", "value": "i"}],
                    }
                ],
            },
            "takes no filter",
        ),
    ],
)
def test_a_body_that_cannot_be_right(http: Any, body: dict[str, Any], says: str) -> None:
    assert says in title(http.post(METRICS, json=body))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff", b'"x"', b"[" * 500])
def test_what_is_no_json_object_is_refused(http: Any, data: bytes) -> None:
    title(http.post(METRICS, data=data))


@pytest.mark.documented("help/observability/api/metrics.md: the request's curl line declares no content type")
def test_no_content_type_is_needed(http: Any) -> None:
    answer = http.post(METRICS, data=json.dumps(BODY), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200


def test_too_many_datapoints(http: Any) -> None:
    answer = http.post(METRICS, json={**BODY, "start": "1990-01-01", "granularity": "MINUTE"})
    assert "more than 50000 datapoints" in title(answer, "INSGHT-1001-400")


@pytest.mark.documented("help/observability/api/metrics.md, Error messages: INSGHT-1003-401")
@pytest.mark.parametrize("headers", [{"x-sandbox-name": "nowhere"}, {"x-sandbox-id": "nothing"}])
def test_a_sandbox_that_is_not_valid(http: Any, headers: dict[str, str]) -> None:
    answer = http.post(METRICS, json=BODY, headers=headers)
    assert answer.status_code == answer.json["status"] == 401
    assert answer.json["error-chain"][0]["errorCode"] == "INSGHT-1003-401"
    assert answer.json["report"]["tenantInfo"] == {"sandboxName": None, "sandboxId": None, "imsOrgId": None}


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        ("Authorization", 403, "403010"),
        ("x-api-key", 403, "403000"),
        ("x-gw-ims-org-id", 400, "400003"),
    ],
)
def test_the_gateway_asks_for_its_headers(http: Any, header: str, status: int, code: str) -> None:
    answer = http.post(METRICS, json=BODY, headers={header: ""})
    assert (answer.status_code, answer.json["error_code"]) == (status, code)


@pytest.mark.parametrize(("method", "path", "status"), [("GET", f"{METRICS}/x", 404), ("PUT", METRICS, 405)])
def test_other_routes(http: Any, method: str, path: str, status: int) -> None:
    answer = http.open(path, method=method)
    assert answer.status_code == answer.json["status"] == status
    assert answer.json["error-chain"][0]["errorCode"] == f"INSGHT-{status}"


def test_a_defect_has_the_documented_code(http: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("aep_emulator.services.catalog.service.Catalog.all_batches", fail)
    answer = http.post(METRICS, json=BODY)
    assert answer.status_code == 500
    assert answer.json["error-chain"][0]["errorCode"] == "INSGHT-1002-500"


@pytest.mark.documented("help/observability/home.md, in an older version: Retrieve observability metrics")
def test_get_answers_one_object_with_the_newest_interval_first(http: Any) -> None:
    dataset_id = ingest(http, 3)
    ingest(http, 4)
    http.post("/_emulator/clock", json={"advance": 24 * 3600})
    query = {"metric": [RECORDS, SIZE], "id": dataset_id}
    answer = http.get(METRICS, query_string=query).json
    assert answer == {
        "id": dataset_id,
        "imsOrgId": "TEST@AdobeOrg",
        "timeseries": {
            "granularity": "DAY",
            "items": [
                {"timestamp": "2020-07-15T00:00:00Z", "metrics": {RECORDS: 0, SIZE: 30}},
                {"timestamp": "2020-07-14T00:00:00Z", "metrics": {RECORDS: 3, SIZE: 30}},
            ],
            "_page": None,
            "_links": None,
        },
        "stats": {},
    }
    everything = http.get(METRICS, query_string={"metric": RECORDS}).json
    assert everything["id"] is None
    assert [item["metrics"] for item in everything["timeseries"]["items"]] == [{RECORDS: 7}]


@pytest.mark.documented("observability-insights.yaml, GET /metrics: 30 days unless a range is given")
def test_the_default_range_is_thirty_days(http: Any) -> None:
    ingest(http, 1)
    http.post("/_emulator/clock", json={"advance": 29 * 24 * 3600})
    assert http.get(METRICS, query_string={"metric": RECORDS}).json["timeseries"]["items"]
    http.post("/_emulator/clock", json={"advance": 2 * 24 * 3600})
    assert not http.get(METRICS, query_string={"metric": RECORDS}).json["timeseries"]["items"]


def test_a_long_range_is_divided_by_month(http: Any) -> None:
    ingest(http, 2)
    query = {"metric": RECORDS, "dateRange": "2018-10-01T07:00:00.000Z/2100-06-06T07:00:00.000Z"}
    answer = http.get(METRICS, query_string=query).json["timeseries"]
    assert answer["granularity"] == "MONTH"
    (item,) = answer["items"]
    assert item == {"timestamp": "2020-07-01T00:00:00Z", "metrics": {RECORDS: 2}}


@pytest.mark.documented("observability-insights.yaml, v1Response: stats")
def test_a_single_stat_is_answered_by_itself(http: Any) -> None:
    ingest(http, 1)
    ingest(http, 1)
    answer = http.get(METRICS, query_string={"metric": STAT}).json
    assert (answer["timeseries"]["items"], answer["stats"]) == ([], {STAT: 2})
    long_ago = http.get(METRICS, query_string={"metric": STAT, "dateRange": "2000-01-01/2000-01-02"}).json
    assert long_ago["stats"] == {STAT: 0}


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "metric: at least one metric must be given."),
        ("?metric=", "Invalid metric ''."),
        ("?metric=nothing.such", "Invalid metric 'nothing.such'."),
        (f"?metric={RECORDS}&metric={RECORDS}", "metric: a metric is given more than once."),
        ("?" + "&".join(f"metric={number}" for number in range(7)), "metric: there are more than 6 metrics."),
        (f"?metric={NAMESPACE}", "needs an ID: namespace"),
        (f"?metric={RECORDS}&dateRange=2020-01-01", "dateRange: it must be two dates in ISO 8601"),
        (f"?metric={RECORDS}&dateRange=2020-01-01/P1D", "dateRange: 'P1D' is not a date and time in ISO 8601."),
        (f"?metric={RECORDS}&dateRange=2020-01-02/2020-01-01", "Start date cannot be after end date."),
    ],
)
def test_a_query_that_cannot_be_right(http: Any, query: str, says: str) -> None:
    assert says in title(http.get(f"{METRICS}{query}"))


def test_another_sandbox_has_metrics_of_its_own(http: Any) -> None:
    ingest(http, 5)
    answer = http.get(METRICS, query_string={"metric": [RECORDS, STAT]}, headers={"x-sandbox-name": "dev"}).json
    assert (answer["timeseries"]["items"], answer["stats"]) == ([], {STAT: 0})


def test_the_list_of_metrics_is_read_when_it_is_needed_and_has_none_twice() -> None:
    listed = [
        entry["name"]
        for service in aep_fixtures.read_json("observability_metrics.json")
        for entry in service["metrics"]
    ]
    assert len(listed) == len(set(listed)) == len(known_metrics())
    assert known_metrics() is known_metrics()
