"""How long the rows of a dataset are kept."""

from __future__ import annotations

from typing import Any

import pytest

RECORD_SCHEMA = "https://ns.adobe.com/acme/schemas/people"
EVENT_SCHEMA = "https://ns.adobe.com/acme/schemas/visits"
GUIDE = "help/catalog/datasets/experience-event-dataset-retention-ttl-guide.md"


def extensions(lake: Any = None, profile: Any = None) -> dict[str, Any]:
    stores = {"adobe_lakeHouse": lake, "adobe_unifiedProfile": profile}
    return {
        "extensions": {
            store: {"rowExpiration": {"ttlValue": value}} for store, value in stores.items() if value is not None
        }
    }


@pytest.fixture
def events(http: Any) -> str:
    (reference,) = http.post("/dataSets", json={"name": "Visits", "schemaRef": {"id": EVENT_SCHEMA}}).json
    return str(reference.rpartition("/")[2])


@pytest.mark.documented(GUIDE)
def test_a_period_is_set_shown_and_turned_off(http: Any, events: str) -> None:
    # The guide writes /v2/datasets.
    assert http.patch(f"/v2/datasets/{events}", json=extensions("P3M")).json == [f"@/dataSets/{events}"]
    shown = http.get(f"/dataSets/{events}").json[events]["extensions"]
    assert shown == {"adobe_lakeHouse": {"rowExpiration": {"ttlValue": "P3M"}}}
    off = {"extensions": {"adobe_lakeHouse": {"rowExpiration": {"ttlValue": None}}}}
    assert http.patch(f"/v2/datasets/{events}", json=off).status_code == 200
    assert http.get(f"/dataSets/{events}").json[events]["extensions"]["adobe_lakeHouse"] == {"rowExpiration": {}}


@pytest.mark.documented(GUIDE)
def test_limits_are_shown_for_events(http: Any, events: str, dataset_id: str) -> None:
    assert http.get(f"/ttl/{events}").json == {
        "extensions": {
            "adobe_lakeHouse": {"rowExpiration": {"defaultValue": "P12M", "maxValue": "P10Y", "minValue": "P30D"}}
        }
    }
    assert http.get(f"/ttl/{dataset_id}").json == {"extensions": {}}
    assert http.get("/ttl/nothing").status_code == 404


@pytest.mark.parametrize("period", ["P30D", "P10Y", "P1Y6M", "P5W", "P120M"])
def test_periods_within_the_limits_are_taken(http: Any, events: str, period: str) -> None:
    assert http.patch(f"/v2/dataSets/{events}", json=extensions(period, period)).status_code == 200


@pytest.mark.parametrize("period", ["P29D", "P11Y", "P", "3M", "P3", "PT5H", "p3m", "P-3M", "", 90, {"P": 3}, "P3M\n"])
def test_other_periods_are_refused(http: Any, events: str, period: Any) -> None:
    answer = http.patch(f"/v2/dataSets/{events}", json=extensions(period))
    assert answer.status_code == 400
    assert "extensions.adobe_lakeHouse.rowExpiration.ttlValue" in answer.json["detail"]


@pytest.mark.documented(GUIDE + ": row expiration can only be applied to datasets with a time-series schema")
def test_records_do_not_expire(http: Any, dataset_id: str) -> None:
    answer = http.patch(f"/v2/dataSets/{dataset_id}", json=extensions("P3M"))
    assert answer.status_code == 400
    assert "time-series" in answer.json["detail"]


@pytest.mark.documented(GUIDE + ": the period of the Profile store must not be shorter")
def test_the_profile_store_keeps_rows_as_long_as_the_lake(http: Any, events: str) -> None:
    assert http.patch(f"/v2/dataSets/{events}", json=extensions("P3M", "P6M")).status_code == 200
    assert http.patch(f"/v2/dataSets/{events}", json=extensions(profile="P2M")).status_code == 400
    # What lands in the lake may be kept longer afterwards.
    assert http.patch(f"/v2/dataSets/{events}", json=extensions("P7M")).status_code == 200
