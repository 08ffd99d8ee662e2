"""Messages are gathered by dataset and written once, whatever happens at the same time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.streaming.messages import Message
from aep_emulator.services.streaming.micro_batches import MicroBatches

NEVER = 1_000_000.0
MakeMessage = Callable[..., Message]


class Written:
    """Remembers what was written."""

    def __init__(self) -> None:
        self.batches: list[tuple[str, list[str]]] = []

    def __call__(self, dataset_id: str, messages: list[Message]) -> None:
        self.batches.append((dataset_id, [str(message.entity["_id"]) for message in messages]))

    @property
    def ids(self) -> list[str]:
        return [record for _, records in self.batches for record in records]


@pytest.fixture
def written() -> Written:
    return Written()


def test_messages_wait_for_a_moment_and_no_longer(
    written: Written, make_message: MakeMessage, eventually: Callable[..., None]
) -> None:
    batches = MicroBatches(written, wait_s=0.01)
    for number in range(3):
        batches.add(make_message(number), batches.era)
        eventually(lambda: written.ids == [str(known) for known in range(number + 1)])  # noqa: B023


def test_a_full_batch_does_not_wait(
    written: Written, make_message: MakeMessage, eventually: Callable[..., None]
) -> None:
    batches = MicroBatches(written, wait_s=NEVER, rows=3)
    for number in range(3):
        batches.add(make_message(number), batches.era)
    eventually(lambda: written.batches == [("dataset", ["0", "1", "2"])])


def test_each_dataset_of_each_world_has_batches_of_its_own(written: Written, make_message: MakeMessage) -> None:
    batches = MicroBatches(written, wait_s=NEVER)
    places = [("a", "x"), ("b", "x"), ("a", "y"), ("a", "x")]
    for number, (dataset_id, world) in enumerate(places):
        batches.add(make_message(number, dataset_id, world), batches.era)
    batches.flush()
    assert sorted(written.batches) == [("a", ["0", "3"]), ("a", ["2"]), ("b", ["1"])]


def test_nothing_is_lost_or_written_twice_when_flushes_and_messages_meet(
    written: Written, make_message: MakeMessage
) -> None:
    batches = MicroBatches(written, wait_s=0.0005, rows=7)
    threads, each = 4, 500

    def send(thread: int) -> None:
        for number in range(each):
            batches.add(make_message(thread * each + number, f"dataset {number % 3}"), batches.era)
            if number % 50 == 0:
                batches.flush()

    workers = [threading.Thread(target=send, args=(thread,)) for thread in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    batches.flush()
    assert Counter(written.ids) == Counter(str(number) for number in range(threads * each))


def test_a_flush_waits_for_the_batch_that_is_being_written(make_message: MakeMessage) -> None:
    entered, released = threading.Event(), threading.Event()
    done: list[str] = []

    def write(_dataset_id: str, messages: list[Message]) -> None:
        entered.set()
        assert released.wait(60)
        done.extend(str(message.entity["_id"]) for message in messages)

    batches = MicroBatches(write, wait_s=0.0)
    batches.add(make_message(1), batches.era)
    assert entered.wait(60)
    threading.Timer(0.01, released.set).start()
    batches.flush()
    assert done == ["1"]


def test_what_waits_is_dropped_when_everything_is_emptied(written: Written, make_message: MakeMessage) -> None:
    batches = MicroBatches(written, wait_s=NEVER)
    batches.add(make_message(1), batches.era)
    with batches.emptied():
        batches.add(make_message(2), batches.era)
    batches.add(make_message(3), batches.era)
    batches.flush()
    assert written.ids == ["3"]


def test_emptying_a_world_leaves_the_others(written: Written, make_message: MakeMessage) -> None:
    batches = MicroBatches(written, wait_s=NEVER)
    for number, world in enumerate(["one", "two", "one"]):
        batches.add(make_message(number, world=world), batches.era)
    with batches.emptied("one"):
        pass
    batches.flush()
    assert written.ids == ["1"]


def test_a_message_that_was_read_before_a_reset_is_not_written_after_it(
    written: Written, make_message: MakeMessage
) -> None:
    batches = MicroBatches(written, wait_s=NEVER)
    era = batches.era
    with batches.emptied():
        pass
    batches.add(make_message(1), era)
    batches.flush()
    assert written.ids == []


def test_more_messages_than_can_be_kept_are_refused_until_some_are_written(
    written: Written, make_message: MakeMessage
) -> None:
    batches = MicroBatches(written, wait_s=NEVER, max_messages=2)
    for number in range(2):
        batches.add(make_message(number), batches.era)
    with pytest.raises(ApiError) as refused:
        batches.add(make_message(2), batches.era)
    assert refused.value.status == 503
    batches.flush()
    batches.add(make_message(3), batches.era)
    batches.flush()
    assert written.ids == ["0", "1", "3"]


def test_a_batch_that_cannot_be_written_does_not_keep_others_from_it(
    make_message: MakeMessage, caplog: pytest.LogCaptureFixture, eventually: Callable[..., None]
) -> None:
    done: list[str] = []

    def write(dataset_id: str, _messages: list[Any]) -> None:
        if dataset_id == "bad":
            raise RuntimeError("a defect")
        done.append(dataset_id)

    batches = MicroBatches(write, wait_s=0.0)
    for dataset_id in ("bad", "good", "bad", "better"):
        batches.add(make_message(dataset_id=dataset_id), batches.era)
    eventually(lambda: sorted(done) == ["better", "good"])
    assert "a defect" in caplog.text
