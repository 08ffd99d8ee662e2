"""What happens when something is deleted, disabled or reset while a run is in the middle of its rows."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pytest

from aep_emulator.dataflow.reading import SourceReading
from aep_emulator.dataflow.run import FlowRun

HOUR = 3600


@dataclass
class Held:
    """A run that stands in the middle."""

    go_on: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def let_go(self) -> None:
        """Let it go on to its end."""
        self.go_on.set()
        assert self.ended.wait(60), "the run did not end"


@dataclass
class Hold:
    """Stops runs in the middle: before their first batch of rows, or after their last one."""

    at_the_end: bool
    come: queue.SimpleQueue[Held] = field(default_factory=queue.SimpleQueue)
    open: bool = False

    def wait_for_run(self) -> Held:
        """The next run that comes here."""
        return self.come.get(timeout=60)

    def stop(self, held: Held) -> None:
        """What a run does here."""
        if not self.open:
            self.come.put(held)
            assert held.go_on.wait(60), "nobody let the run go on"


@pytest.fixture(params=[False, True], ids=["before the first row", "after the last row"])
def hold(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Hold:
    """Every run stops in the middle until the test lets it go on."""
    hold, own = Hold(request.param), threading.local()
    read, execute = SourceReading.batches, FlowRun.execute

    def batches(self: SourceReading, *arguments: Any) -> Iterator[Any]:
        if not hold.at_the_end:
            hold.stop(own.held)
        yield from read(self, *arguments)
        if hold.at_the_end:
            hold.stop(own.held)

    def held_execute(self: FlowRun, *arguments: Any) -> bool:
        own.held = held = Held()
        try:
            return execute(self, *arguments)
        finally:
            held.ended.set()

    monkeypatch.setattr(SourceReading, "batches", batches)
    monkeypatch.setattr(FlowRun, "execute", held_execute)
    return hold


@dataclass
class Started:
    """A flow whose first run stands in the middle."""

    flow: Any
    run: Held


@pytest.fixture
def started(lab: Any, hold: Hold, no_defects: None) -> Iterator[Started]:
    """A flow that runs every hour, and its first run in the middle."""
    lab.write_table(lab.people("a", "b"))
    flow = lab.flow(lab.every("hour"))
    run = hold.wait_for_run()
    yield Started(flow, run)
    run.go_on.set()


def let_go(lab: Any, hold: Hold, *runs: Held) -> None:
    """Let the runs go on, and come back when none is under way any more: the clock waits for them."""
    hold.open = True
    for run in runs:
        run.let_go()
    lab.advance(0)


def test_a_run_under_way_is_in_progress_and_nothing_of_it_is_visible(lab: Any, hold: Hold, started: Started) -> None:
    (run,) = lab.runs(started.flow)
    assert lab.status(run) == "inProgress"
    assert "completedAtUTC" not in run["metrics"]["durationSummary"]
    shown = lab.flow_service("GET", f"/flows/{started.flow.id}")["items"][0]
    assert shown["lastRunDetails"]["state"] == "inProgress"
    (batch,) = lab.batches(started.flow)
    assert batch["status"] == "loading"
    assert lab.ids(started.flow) == []
    assert lab.call("GET", f"/data/foundation/export/batches/{batch['id']}/files")["data"] == []

    let_go(lab, hold, started.run)
    (run,) = lab.runs(started.flow)
    assert lab.status(run) == "success"
    assert lab.ids(started.flow) == ["a", "b"]


def test_a_flow_that_is_deleted_fails_its_run_and_nothing_becomes_visible(
    lab: Any, hold: Hold, started: Started
) -> None:
    lab.delete(started.flow)
    let_go(lab, hold, started.run)
    (run,) = lab.runs(started.flow)
    assert lab.status(run) == "failed"
    (error,) = run["metrics"]["statusSummary"]["errors"]
    assert "flow was deleted" in error["message"]
    assert run["metrics"]["recordSummary"]["outputRecordCount"] == 0
    (batch,) = lab.batches(started.flow)
    assert batch["status"] == "failed"
    assert lab.ids(started.flow) == []
    assert lab.advance(5 * HOUR) == 0


def test_a_flow_that_is_disabled_finishes_its_run_and_begins_no_other(lab: Any, hold: Hold, started: Started) -> None:
    lab.act(started.flow, "DISABLE")
    let_go(lab, hold, started.run)
    assert lab.ids(started.flow) == ["a", "b"]
    assert lab.advance(5 * HOUR) == 0


def test_a_flow_that_is_changed_while_it_runs_does_not_run_twice_at_once(
    lab: Any, hold: Hold, started: Started
) -> None:
    lab.act(started.flow, "DISABLE")
    lab.act(started.flow, "ENABLE")
    # Its next time comes and goes; another flow that was due after it has run.
    lab.machine_clock.advance(2 * HOUR * 1000)
    hold.open = True
    lab.finished(lab.flow({"startTime": lab.start_s + 2 * HOUR, "frequency": "once"}))
    assert len(lab.runs(started.flow)) == 1
    let_go(lab, hold, started.run)
    assert len(lab.runs(started.flow)) == 1
    assert lab.advance(2 * HOUR) == 2


def test_a_schedule_that_is_changed_while_the_flow_runs_holds_afterwards(
    lab: Any, hold: Hold, started: Started
) -> None:
    lab.patch(started.flow, ("/scheduleParams/frequency", "day"))
    let_go(lab, hold, started.run)
    assert lab.advance(23 * HOUR) == 0
    assert lab.advance(HOUR) == 1


def test_a_dataset_that_is_deleted_fails_the_run_and_leaves_no_batch(lab: Any, hold: Hold, started: Started) -> None:
    lab.call("DELETE", f"/data/foundation/catalog/dataSets/{started.flow.dataset}")
    let_go(lab, hold, started.run)
    (run,) = lab.runs(started.flow)
    assert lab.status(run) == "failed"
    (error,) = run["metrics"]["statusSummary"]["errors"]
    assert "dataset was deleted" in error["message"]
    assert lab.batches(started.flow) == []
    # The next run finds no dataset to begin with.
    assert lab.advance(HOUR) == 1
    for run in lab.runs(started.flow):
        assert lab.status(run) == "failed"
        assert run["metrics"]["statusSummary"]["activityRefs"] == ["copyActivity"]
        assert [activity["id"] for activity in run["activities"]] == ["copyActivity"]


def test_a_reset_leaves_nothing_of_the_run(lab: Any, hold: Hold, started: Started) -> None:
    lab.call("POST", "/_emulator/reset")
    let_go(lab, hold, started.run)
    assert lab.flow_service("GET", "/runs")["items"] == []
    assert lab.flow_service("GET", "/flows")["items"] == []
    assert lab.call("GET", "/data/foundation/catalog/batches") == {}


def test_a_run_from_before_a_reset_leaves_its_successor_with_the_same_id_alone(
    lab: Any, hold: Hold, started: Started
) -> None:
    """With a seed, the same requests give the same ids once more."""
    (before,) = lab.runs(started.flow)
    lab.call("POST", "/_emulator/reset")
    again = lab.flow(lab.every("hour"))
    successor = hold.wait_for_run()
    (after,) = lab.runs(again)
    assert (again.id, after["id"]) == (started.flow.id, before["id"])

    started.run.let_go()
    assert lab.runs(again) == [after]
    assert [batch["status"] for batch in lab.batches(again)] == ["loading"]

    let_go(lab, hold, successor)
    assert lab.status(lab.run(after["id"])) == "success"
    assert lab.ids(again) == ["a", "b"]
    assert lab.advance(2 * HOUR) == 2


def test_the_emulator_goes_on_working_after_a_reset_with_every_thread_held(
    lab: Any, hold: Hold, no_defects: None
) -> None:
    lab.write_table(lab.people("a"))
    for _ in range(2):
        lab.flow()
    held = [hold.wait_for_run() for _ in range(2)]
    lab.call("POST", "/_emulator/reset")
    let_go(lab, hold, *held)
    flow = lab.flow()
    assert lab.status(lab.finished(flow)[0]) == "success"
    assert lab.ids(flow) == ["a"]


def test_a_run_on_demand_is_scheduled_then_in_progress_then_a_success(lab: Any, hold: Hold, no_defects: None) -> None:
    flow = lab.flow()
    hold.wait_for_run().let_go()
    run_id = lab.run_on_demand(flow, {"startTime": lab.start_s + HOUR})
    assert lab.status(lab.run(run_id)) == "scheduled"
    walk = threading.Thread(target=lab.advance, args=(HOUR,))
    walk.start()
    run = hold.wait_for_run()
    assert lab.status(lab.run(run_id)) == "inProgress"
    run.let_go()
    walk.join(60)
    done = lab.run(run_id)
    assert lab.status(done) == "success"
    assert done["metrics"]["durationSummary"]["startedAtUTC"] == (lab.start_s + HOUR) * 1000


def test_a_run_under_way_reports_how_far_it_is(lab: Any, monkeypatch: pytest.MonkeyPatch, no_defects: None) -> None:
    first_half_done, go_on = threading.Event(), threading.Event()

    def halves(self: SourceReading, *_: Any) -> Iterator[Any]:
        rows = pa.RecordBatch.from_pylist(lab.people("a", "b", "c", "d"))
        self.input_records = 2
        yield rows.slice(0, 2)
        first_half_done.set()
        assert go_on.wait(60)
        self.input_records = 4
        yield rows.slice(2)

    monkeypatch.setattr(SourceReading, "batches", halves)
    # As if a second went by with every batch.
    monkeypatch.setattr("aep_emulator.dataflow.run._REPORT_EVERY_MS", 0)
    flow = lab.flow()
    assert first_half_done.wait(60)
    (run,) = lab.runs(flow)
    assert lab.status(run) == "inProgress"
    assert run["metrics"]["recordSummary"] == {
        "inputRecordCount": 2,
        "outputRecordCount": 0,
        "failedRecordCount": 0,
    }
    go_on.set()
    assert lab.finished(flow)[0]["metrics"]["recordSummary"]["outputRecordCount"] == 4
    assert lab.ids(flow) == ["a", "b", "c", "d"]


def test_a_run_on_demand_whose_flow_is_deleted_before_it_begins_fails(lab: Any, no_defects: None) -> None:
    flow = lab.flow()
    lab.finished(flow)
    run_id = lab.run_on_demand(flow, {"startTime": lab.start_s + HOUR})
    assert lab.status(lab.run(run_id)) == "scheduled"
    lab.delete(flow)
    lab.advance(HOUR)
    run = lab.run(run_id)
    assert lab.status(run) == "failed"
    assert "flow was deleted" in run["metrics"]["statusSummary"]["errors"][0]["message"]


@pytest.mark.parametrize("make", [lambda: KeyError("secret"), lambda: MemoryError(), lambda: OSError("disk full")])
def test_a_defect_fails_the_run_is_logged_and_keeps_the_flow_going(
    lab: Any, make: Callable[[], Exception], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Iterator[Any]:
        raise make()
        yield

    with monkeypatch.context() as patched:
        patched.setattr(SourceReading, "batches", broken)
        lab.write_table(lab.people("a"))
        flow = lab.flow(lab.every("hour"))
        (run,) = lab.finished(flow)
    assert lab.status(run) == "failed"
    (error,) = run["metrics"]["statusSummary"]["errors"]
    assert error["code"] == "0070000017"
    assert "secret" not in error["message"]
    assert [batch["status"] for batch in lab.batches(flow)] == ["failed"]
    assert [record.message for record in caplog.records] == ["a run failed unexpectedly"]

    assert lab.advance(HOUR) == 1
    assert lab.ids(flow) == ["a"]
