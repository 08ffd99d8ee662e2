"""What the runs of a flow read between them: every row and every file once, whatever happens on the way."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("no_defects")

HOUR = 3600
DELTA = {"name": "changed", "dateFormat": "YYYY-MM-DD", "timezone": "UTC"}


def moment(seconds: float) -> str:
    """A time in the documented form of a delta column."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize("seed", range(5))
def test_rows_that_come_between_runs_are_read_once(lab: Any, seed: int) -> None:
    dice = random.Random(seed)
    rows = lab.people("at the beginning")
    lab.write_table(rows)
    flow = lab.flow(lab.every("minute", 15), delta=DELTA)
    lab.finished(flow)
    for number in range(30):
        lab.advance(dice.randrange(2 * HOUR))
        rows += lab.people(f"row {number:02}", changed=moment(lab.now_s))
        dice.shuffle(rows)
        lab.write_table(rows)
    lab.advance(HOUR)
    assert lab.ids(flow) == sorted(row["id"] for row in rows)


def test_a_row_that_changes_is_read_again(lab: Any) -> None:
    lab.write_table(lab.people("a", "b"))
    flow = lab.flow(lab.every("hour"), delta=DELTA)
    lab.finished(flow)
    lab.advance(HOUR // 2)
    lab.write_table([*lab.people("a"), *lab.people("b", changed=moment(lab.now_s))])
    lab.advance(HOUR)
    assert lab.ids(flow) == ["a", "b", "b"]


def test_rows_in_another_time_zone_are_read_in_their_hour(lab: Any) -> None:
    flow = lab.flow(lab.every("hour"), delta={**DELTA, "timezone": "Asia/Kolkata"})
    lab.finished(flow)
    lab.write_table(lab.people("in three hours", changed=moment(lab.start_s + (5.5 + 3) * HOUR)))
    lab.advance(2 * HOUR)
    assert lab.ids(flow) == []
    lab.advance(HOUR)
    assert lab.ids(flow) == ["in three hours"]


def test_rows_without_a_date_are_read_by_the_first_run_only(lab: Any) -> None:
    lab.write_table(lab.people("a", changed=""))
    flow = lab.flow(lab.every("hour"), delta=DELTA)
    lab.finished(flow)
    lab.write_table(lab.people("a", "b", changed=""))
    lab.advance(HOUR)
    assert lab.ids(flow) == ["a"]


def test_without_a_delta_column_every_run_reads_the_whole_table(lab: Any) -> None:
    lab.write_table(lab.people("a"))
    flow = lab.flow(lab.every("hour"))
    lab.finished(flow)
    lab.advance(HOUR)
    assert lab.ids(flow) == ["a", "a"]


def test_a_delta_column_that_the_table_lacks_fails_the_run_and_is_named(lab: Any) -> None:
    flow = lab.flow(lab.every("hour"), delta={"name": "updatedAt"})
    (run,) = lab.finished(flow)
    (error,) = run["metrics"]["statusSummary"]["errors"]
    assert "updatedAt" in error["message"]
    assert "changed" in error["message"]


def test_what_a_failed_run_should_have_read_the_next_one_reads(lab: Any) -> None:
    """A row of the wrong kind, more than is allowed, and then it is put right."""
    lab.write_table(lab.people("good"))
    flow = lab.flow(lab.every("hour"), delta=DELTA, options={"partialIngestionPercent": 10})
    lab.finished(flow)
    lab.advance(HOUR // 2)
    changed = moment(lab.now_s)
    lab.write_table([*lab.people("good"), *lab.people("new", changed=changed, gender="banana")])
    lab.advance(HOUR)
    assert lab.status(lab.runs(flow)[-1]) == "failed"
    lab.write_table(lab.people("good") + lab.people("new", changed=changed))
    lab.advance(HOUR)
    assert lab.ids(flow) == ["good", "new"]


def test_what_a_failed_run_reads_when_it_is_carried_out_again_the_next_one_does_not(lab: Any) -> None:
    lab.write_table(lab.people("a", gender="banana"))
    flow = lab.flow(lab.every("hour"), delta=DELTA, options={"partialIngestionPercent": 10})
    (run,) = lab.finished(flow)
    assert lab.status(run) == "failed"
    lab.write_table(lab.people("a"))
    lab.flow_service("POST", f"/runs/{run['id']}/action?op=RE_TRIGGER")
    assert lab.status(lab.ended(run["id"])) == "success"
    lab.advance(HOUR)
    assert lab.ids(flow) == ["a"]


def test_new_and_changed_files_are_read_once_and_others_not_again(lab: Any) -> None:
    lab.write_file("old.csv", lab.people("old"), lab.start_s - 10)
    flow = lab.flow(lab.every("hour"), file="/in")
    lab.finished(flow)
    assert lab.ids(flow) == ["old"]

    lab.write_file("new.csv", lab.people("new"), lab.start_s + 10)
    lab.advance(HOUR)
    assert lab.ids(flow) == ["new", "old"]

    lab.write_file("old.csv", lab.people("changed"), lab.start_s + HOUR + 10)
    lab.advance(HOUR)
    assert lab.ids(flow) == ["changed", "new", "old"]

    lab.advance(3 * HOUR)
    assert lab.ids(flow) == ["changed", "new", "old"]
    assert [run["metrics"]["fileSummary"]["inputFileCount"] for run in lab.runs(flow)] == [1, 1, 1, 0, 0, 0]


@pytest.mark.parametrize("seed", range(3))
def test_files_that_come_between_runs_are_read_once(lab: Any, seed: int) -> None:
    dice = random.Random(seed)
    flow = lab.flow(lab.every("minute", 15), file="/in/*.csv")
    lab.finished(flow)
    for number in range(20):
        lab.advance(dice.randrange(HOUR))
        lab.write_file(f"{number}.csv", lab.people(f"row {number:02}"), lab.now_s + dice.randrange(HOUR))
    lab.advance(3 * HOUR)
    assert lab.ids(flow) == [f"row {number:02}" for number in range(20)]


def test_a_file_from_the_future_is_read_when_its_time_has_come(lab: Any) -> None:
    lab.write_file("later.csv", lab.people("later"), lab.start_s + 2 * HOUR)
    flow = lab.flow(lab.every("hour"), file="/in")
    lab.finished(flow)
    lab.advance(HOUR)
    assert lab.ids(flow) == []
    lab.advance(HOUR)
    assert lab.ids(flow) == ["later"]


def test_a_run_that_finds_nothing_new_succeeds_with_an_empty_batch_without_files(lab: Any) -> None:
    flow = lab.flow(lab.every("hour"), delta=DELTA)
    (run,) = lab.finished(flow)
    assert lab.status(run) == "success"
    assert run["metrics"]["recordSummary"] == {
        "inputRecordCount": 0,
        "outputRecordCount": 0,
        "failedRecordCount": 0,
    }
    assert run["metrics"]["sizeSummary"] == {"inputBytes": 0, "outputBytes": 0}
    assert run["metrics"]["fileSummary"]["outputFileCount"] == 0
    (batch,) = lab.batches(flow)
    assert batch["status"] == "success"
    assert lab.call("GET", f"/data/foundation/export/batches/{batch['id']}/files")["data"] == []


def test_a_row_filter_lets_through_what_it_describes_and_only_that_is_counted(lab: Any) -> None:
    lab.write_table([*lab.people("a", "b", year=1990), *lab.people("c", year=1991)])
    condition = {
        "nodeType": "fnApply",
        "fnName": "=",
        "params": [{"nodeType": "fieldLookup", "fieldName": "year"}, {"nodeType": "literal", "value": 1990}],
    }
    flow = lab.flow(filters={"type": "PQL", "format": "pql/json", "value": condition})
    (run,) = lab.finished(flow)
    assert run["metrics"]["recordSummary"]["inputRecordCount"] == 2
    assert lab.ids(flow) == ["a", "b"]


def test_a_row_filter_and_a_delta_column_both_hold(lab: Any) -> None:
    condition = {
        "nodeType": "fnApply",
        "fnName": "like",
        "params": [{"nodeType": "fieldLookup", "fieldName": "id"}, {"nodeType": "literal", "value": "a%"}],
    }
    lab.write_table(lab.people("a1", "b1"))
    flow = lab.flow(lab.every("hour"), delta=DELTA, filters={"type": "PQL", "format": "pql/json", "value": condition})
    lab.finished(flow)
    lab.write_table(lab.people("a1", "b1") + lab.people("a2", "b2", changed=moment(lab.start_s + 5)))
    lab.advance(HOUR)
    assert lab.ids(flow) == ["a1", "a2"]
