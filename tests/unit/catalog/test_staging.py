"""Changes that wait for one another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.clock import FixedClock
from aep_emulator.ids import Ids
from aep_emulator.services.catalog.staging import StagedRecords
from aep_emulator.store.base import AlreadyExistsError, NotFoundError, StaleEtagError
from aep_emulator.store.memory import MemoryStore


@pytest.fixture
def base() -> MemoryStore:
    clock = FixedClock(1)
    store = MemoryStore(clock, Ids(1))
    for name in ("a", "b", "c"):
        store.create("w", "k", name, {"n": name})
    return store


@pytest.fixture
def staged(base: MemoryStore) -> StagedRecords:
    return StagedRecords(base)


def shown(store: Any) -> list[str]:
    return [record.body["n"] for record in store.list("w", "k").records]


def test_changes_are_seen_here_and_after_the_commit_there(base: MemoryStore, staged: StagedRecords) -> None:
    staged.create("w", "k", "d", {"n": "d"})
    staged.replace("w", "k", "b", {"n": "B"})
    staged.delete("w", "k", "a")
    staged.replace("w", "k", "d", {"n": "D"})
    assert shown(staged) == ["B", "c", "D"]
    assert (staged.count("w", "k"), staged.find("w", "k", "a")) == (3, None)
    assert shown(base) == ["a", "b", "c"]
    staged.commit()
    assert shown(base) == ["B", "c", "D"]


def test_what_comes_and_goes_leaves_nothing(base: MemoryStore, staged: StagedRecords) -> None:
    staged.create("w", "k", "d", {"n": "d"})
    staged.delete("w", "k", "d")
    staged.delete("w", "k", "a")
    staged.create("w", "k", "a", {"n": "again"})
    staged.commit()
    assert shown(base) == ["again", "b", "c"]


def test_worlds_and_kinds_are_kept_apart(staged: StagedRecords) -> None:
    staged.create("w", "other", "x", {"n": "x"})
    staged.create("v", "k", "x", {"n": "x"})
    assert shown(staged) == ["a", "b", "c"]


def test_a_listing_is_filtered_and_bounded(staged: StagedRecords) -> None:
    staged.create("w", "k", "d", {"n": "d"})
    found = staged.list("w", "k", where=lambda record: record.body["n"] > "a", limit=2)
    assert [record.id for record in found.records] == ["b", "c"]


@pytest.mark.parametrize(
    "other",
    [
        lambda base: base.replace("w", "k", "b", {"n": "theirs"}),
        lambda base: base.delete("w", "k", "b"),
        lambda base: base.create("w", "k", "d", {"n": "theirs"}),
    ],
)
def test_a_commit_over_somebody_elses_change_does_nothing(
    base: MemoryStore, staged: StagedRecords, other: Callable[[MemoryStore], Any]
) -> None:
    staged.delete("w", "k", "a")
    staged.replace("w", "k", "b", {"n": "mine"})
    staged.create("w", "k", "d", {"n": "mine"})
    other(base)
    before = shown(base)
    with pytest.raises(StaleEtagError):
        staged.commit()
    assert shown(base) == before


def test_what_is_wrong_is_refused_at_once(staged: StagedRecords) -> None:
    etag = staged.get("w", "k", "a").etag
    changed = staged.replace("w", "k", "a", {"n": "A"}, if_etag=etag)
    assert changed.etag != etag
    with pytest.raises(StaleEtagError):
        staged.replace("w", "k", "a", {"n": "x"}, if_etag=etag)
    with pytest.raises(StaleEtagError):
        staged.delete("w", "k", "a", if_etag=etag)
    with pytest.raises(AlreadyExistsError):
        staged.create("w", "k", "a", {"n": "x"})
    with pytest.raises(NotFoundError):
        staged.get("w", "k", "nothing")


def test_a_commit_is_seen_by_others_whole_or_not_at_all(base: MemoryStore) -> None:
    """Two that change the same records one after the other: one wins all of them."""
    barrier = threading.Barrier(8)
    lost = []

    def change(name: str) -> None:
        staged = StagedRecords(base)
        for record_id in "abc":
            staged.replace("w", "k", record_id, {"n": name})
        barrier.wait()
        try:
            staged.commit()
        except StaleEtagError:
            lost.append(name)

    threads = [threading.Thread(target=change, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lost) == 7
    assert len(set(shown(base))) == 1
