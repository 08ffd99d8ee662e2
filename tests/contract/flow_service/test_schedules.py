"""What a flow's schedule may be, when it is made and once it has started."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.documented("help/sources/errors/sources-errors.md")

IN_2100 = "4102444800"
PAST = "1604961070"
OFTEN = {"startTime": IN_2100, "frequency": "minute", "interval": "15"}


def schedule(start: Any = IN_2100, frequency: Any = "once", **others: Any) -> dict[str, Any]:
    return {"startTime": start, "frequency": frequency, **others}


@pytest.mark.parametrize(
    ("params", "code", "message"),
    [
        (None, "1317-400", "The provided schedule params are empty"),
        ({}, "1317-400", "The provided schedule params are empty"),
        (schedule("soon"), "1340-400", "parsing soon"),
        (schedule("--5"), "1340-400", "scheduleParams.startTime"),
        (schedule("²"), "1340-400", "scheduleParams.startTime"),
        (schedule(-5), "1340-400", "scheduleParams.startTime"),
        (schedule([]), "1340-400", "scheduleParams.startTime"),
        (schedule("x" * 5000), "1340-400", "scheduleParams.startTime"),
        (schedule(4102444800000), "1340-400", "parsing 4102444800000"),
        (schedule(endTime="soon"), "1340-400", "scheduleParams.endTime"),
        (schedule(frequency="yearly"), "1397-400", "The provided frequency : yearly is invalid."),
        (schedule(frequency=["day"]), "1397-400", "scheduleParams.frequency"),
        ({**OFTEN, "interval": "14"}, "1362-400", "Interval cannot be less than 15."),
        ({**OFTEN, "interval": 0}, "1362-400", "Interval cannot be less than 1."),
        (schedule(frequency="hour", interval="-1"), "1362-400", "Interval cannot be less than 1."),
        (schedule(backfill="true"), "1364-400", "The backfill flag is not allowed"),
        (schedule(backfill=False), "1364-400", "The backfill flag is not allowed"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(
    flow: Any, source_refused: Any, params: Any, code: str, message: str
) -> None:
    source_refused(flow.post("flows", scheduleParams=params), code, message)


@pytest.mark.documented("help/sources/tutorials/api/collect/marketing-automation.md sends `once` with an interval")
def test_an_interval_does_no_harm_in_a_schedule_for_once(flow: Any) -> None:
    params = schedule(interval="15")
    assert flow.show("flows", flow.make("flows", scheduleParams=params)["id"])["scheduleParams"] == params


def test_a_frequency_that_the_flow_spec_does_not_have_is_refused(flow: Any, source_refused: Any) -> None:
    spec = {
        "type": "object",
        "properties": {"frequency": {"enum": ["day"]}, "interval": {"type": "integer", "minimum": 3}},
        "required": ["interval"],
    }
    own = {"id": flow.make("flowSpecs", scheduleSpec={"name": "x", "spec": spec})["id"]}
    for params, code, message in (
        (schedule(frequency="week", interval=3), "1397-400", "week"),
        (schedule(frequency="once", interval=3), "1397-400", "once"),
        (schedule(frequency="day", interval="2"), "1362-400", "less than 3."),
    ):
        source_refused(flow.post("flows", flowSpec=own, transformations=None, scheduleParams=params), code, message)


@pytest.fixture
def started(flow: Any) -> str:
    """A flow that has started."""
    params = {"startTime": PAST, "frequency": "week", "interval": "1", "backfill": "true"}
    return str(flow.make("flows", scheduleParams=params)["id"])


@pytest.mark.parametrize(
    ("instructions", "code", "message"),
    [
        ([("replace", "/scheduleParams/startTime", IN_2100)], "1366-400", "the update operation is no longer allowed"),
        ([("replace", "/scheduleParams/frequency", "once")], "1403-400", "you can no longer change the frequency"),
        (
            [("replace", "/scheduleParams/frequency", "once"), ("remove", "/scheduleParams/backfill")],
            "1403-400",
            "you can no longer change the frequency",
        ),
        ([("replace", "/scheduleParams/backfill", False)], "1404-400", "you can no longer update backfill"),
        ([("remove", "/scheduleParams/backfill")], "1404-400", "you can no longer update backfill"),
    ],
)
@pytest.mark.parametrize("state", ["enabled", "disabled"])
def test_what_is_fixed_once_a_flow_has_started(
    flow: Any, source_refused: Any, started: str, state: str, instructions: list[Any], code: str, message: str
) -> None:
    if state == "disabled":
        assert flow.act("flows", started, "op=disable").status_code == 200
    source_refused(flow.patch("flows", started, *instructions), code, f"The start time has passed and {message}")


@pytest.mark.documented("help/sources/tutorials/api/update-dataflows.md")
def test_a_flow_that_has_started_may_change_its_pace(flow: Any, started: str) -> None:
    for path, value in (("frequency", "day"), ("interval", 2), ("backfill", True), ("startTime", int(PAST))):
        assert flow.patch("flows", started, ("replace", f"/scheduleParams/{path}", value)).status_code == 200, path
    assert flow.patch("flows", started, ("replace", "/name", "another")).status_code == 200


def test_a_flow_that_has_not_started_may_change_its_schedule(flow: Any, source_refused: Any) -> None:
    made = flow.make("flows", scheduleParams={**OFTEN, "backfill": "true"})["id"]
    assert flow.patch("flows", made, ("replace", "/scheduleParams/startTime", 4102444801)).status_code == 200
    assert flow.patch("flows", made, ("replace", "/scheduleParams/backfill", "false")).status_code == 200
    once = ("replace", "/scheduleParams/frequency", "once")
    source_refused(flow.patch("flows", made, once), "1364-400", "backfill")
    assert flow.patch("flows", made, once, ("remove", "/scheduleParams/backfill")).status_code == 200


def test_the_two_catalogues_share_numbers_and_are_told_apart_by_the_title(
    flow: Any, source_refused: Any, started: str
) -> None:
    source_refused(flow.patch("flows", started, ("replace", "/scheduleParams/frequency", "once")), "1403-400")
    missing = flow.api.call("PATCH", f"/flowservice/flows/{started}", json=[])
    assert (missing.json()["type"][-8:], missing.json()["title"]) == ("1403-400", "Header is missing")
