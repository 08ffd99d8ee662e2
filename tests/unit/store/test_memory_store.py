"""The in-memory store: atomic writes, etags, claims, listing with cursors."""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aep_emulator.clock import FixedClock
from aep_emulator.ids import Ids
from aep_emulator.store.base import AlreadyExistsError, BadCursorError, NotFoundError, StaleEtagError
from aep_emulator.store.memory import MemoryStore

WORLD, KIND = "world", "connections"


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(FixedClock(1_700_000_000_000), Ids(1))


def fill(store: MemoryStore, count: int) -> list[str]:
    return [store.create(WORLD, KIND, f"id-{index}", {"n": index}).id for index in range(count)]


def test_created_record_is_found_and_only_in_its_world(store: MemoryStore) -> None:
    store.create(WORLD, KIND, "a", {"name": "x"})
    assert store.get(WORLD, KIND, "a").body == {"name": "x"}
    assert store.find("other", KIND, "a") is None
    assert store.find(WORLD, "flows", "a") is None


def test_same_id_twice_is_refused(store: MemoryStore) -> None:
    store.create(WORLD, KIND, "a", {})
    with pytest.raises(AlreadyExistsError):
        store.create(WORLD, KIND, "a", {})


def test_replace_changes_the_etag_and_keeps_creation_time_and_position(store: MemoryStore) -> None:
    first = store.create(WORLD, KIND, "a", {"v": 1})
    second = store.replace(WORLD, KIND, "a", {"v": 2}, if_etag=first.etag)
    assert second.etag != first.etag
    assert (second.seq, second.created_ms) == (first.seq, first.created_ms)
    with pytest.raises(StaleEtagError) as stale:
        store.replace(WORLD, KIND, "a", {"v": 3}, if_etag=first.etag)
    assert stale.value.current == second.etag
    assert store.get(WORLD, KIND, "a").body == {"v": 2}


def test_delete_honours_the_etag(store: MemoryStore) -> None:
    record = store.create(WORLD, KIND, "a", {})
    with pytest.raises(StaleEtagError):
        store.delete(WORLD, KIND, "a", if_etag="old")
    store.delete(WORLD, KIND, "a", if_etag=record.etag)
    with pytest.raises(NotFoundError):
        store.get(WORLD, KIND, "a")


def test_claims_are_unique_in_a_world_and_freed_with_their_record(store: MemoryStore) -> None:
    store.create(WORLD, "schemas", "a", {}, claims=["title:T"])
    with pytest.raises(AlreadyExistsError) as taken:
        store.create(WORLD, "mixins", "b", {}, claims=["title:T"])
    assert taken.value.claim == "title:T"
    assert store.find(WORLD, "mixins", "b") is None
    store.create("other", "schemas", "a", {}, claims=["title:T"])
    store.replace(WORLD, "schemas", "a", {}, claims=["title:U"])
    store.create(WORLD, "mixins", "b", {}, claims=["title:T"])
    store.delete(WORLD, "mixins", "b")
    store.create(WORLD, "mixins", "c", {}, claims=["title:T"])


def test_sixteen_threads_patch_with_one_etag_and_one_wins_each_round(store: MemoryStore) -> None:
    store.create(WORLD, KIND, "shared", {"round": -1, "winner": None})
    threads = 16
    barrier = threading.Barrier(threads)

    def contend(number: int, round_number: int, etag: str) -> bool:
        barrier.wait()
        try:
            store.replace(WORLD, KIND, "shared", {"round": round_number, "winner": number}, if_etag=etag)
        except StaleEtagError:
            return False
        return True

    with ThreadPoolExecutor(threads) as pool:
        for round_number in range(50):
            etag = store.get(WORLD, KIND, "shared").etag
            results = list(pool.map(lambda n, r=round_number, e=etag: contend(n, r, e), range(threads)))
            assert results.count(True) == 1
            assert store.get(WORLD, KIND, "shared").body == {"round": round_number, "winner": results.index(True)}


def test_pages_cover_everything_once_while_others_write(store: MemoryStore) -> None:
    ids = fill(store, 25)
    seen: list[str] = []
    cursor: str | None = None
    for step in range(100):
        page = store.list(WORLD, KIND, limit=4, cursor=cursor)
        seen += [record.id for record in page.records]
        store.create(WORLD, KIND, f"late-{step}", {"n": -1}) if step < 3 else None
        if step == 1:
            store.replace(WORLD, KIND, ids[20], {"n": 20})
            store.delete(WORLD, KIND, ids[0])
        cursor = page.cursor
        if cursor is None:
            break
    assert [name for name in seen if name.startswith("id-")] == ids
    assert len(seen) == len(set(seen))


def test_filtered_listing_has_no_cursor_after_its_last_match(store: MemoryStore) -> None:
    fill(store, 10)
    page = store.list(WORLD, KIND, where=lambda record: record.body["n"] < 2, limit=2)
    assert len(page.records) == 2
    assert page.cursor is None
    assert store.count(WORLD, KIND, where=lambda record: record.body["n"] >= 5) == 5


def test_sorted_listing_pages_by_offset(store: MemoryStore) -> None:
    fill(store, 5)
    first = store.list(WORLD, KIND, sort_key=lambda record: record.body["n"], descending=True, limit=2)
    second = store.list(
        WORLD, KIND, sort_key=lambda record: record.body["n"], descending=True, limit=2, cursor=first.cursor
    )
    assert [record.body["n"] for record in first.records + second.records] == [4, 3, 2, 1]


def test_a_page_of_nothing_keeps_the_position(store: MemoryStore) -> None:
    fill(store, 3)
    first = store.list(WORLD, KIND, limit=2)
    empty = store.list(WORLD, KIND, limit=0, cursor=first.cursor)
    assert (empty.records, empty.cursor) == ([], first.cursor)


def test_a_refused_claim_changes_nothing(store: MemoryStore) -> None:
    store.create(WORLD, KIND, "a", {"v": 1}, claims=["A"])
    store.create(WORLD, KIND, "b", {"v": 1}, claims=["B"])
    with pytest.raises(AlreadyExistsError):
        store.replace(WORLD, KIND, "b", {"v": 2}, claims=["C", "A"])
    assert store.get(WORLD, KIND, "b").body == {"v": 1}
    store.create(WORLD, KIND, "c", {}, claims=["C"])
    with pytest.raises(AlreadyExistsError):
        store.create(WORLD, KIND, "d", {}, claims=["B"])


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["create", "replace", "stale", "delete"]),
        st.sampled_from(["one", "two"]),
        st.sampled_from("abcd"),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(OPERATIONS, st.integers(1, 5))
def test_after_any_writes_each_world_lists_what_a_dictionary_would_hold(
    operations: list[tuple[str, str, str]], limit: int
) -> None:
    store = MemoryStore(FixedClock(0), Ids(1))
    expected: dict[str, dict[str, int]] = {"one": {}, "two": {}}
    for number, (operation, world, name) in enumerate(operations):
        known = expected[world]
        if operation == "create":
            with contextlib.nullcontext() if name not in known else pytest.raises(AlreadyExistsError):
                store.create(world, KIND, name, {"n": number}, claims=[name])
            known.setdefault(name, number)
        elif name not in known:
            with pytest.raises(NotFoundError):
                store.replace(world, KIND, name, {})
            with pytest.raises(NotFoundError):
                store.delete(world, KIND, name)
        elif operation == "replace":
            known[name] = store.replace(world, KIND, name, {"n": number}).body["n"]
        elif operation == "stale":
            with pytest.raises(StaleEtagError):
                store.replace(world, KIND, name, {"n": number}, if_etag="stale")
        else:
            assert store.delete(world, KIND, name).body["n"] == known.pop(name)
    for world, known in expected.items():
        listed: list[tuple[str, int]] = []
        cursor: str | None = None
        while True:
            page = store.list(world, KIND, limit=limit, cursor=cursor)
            assert len(page.records) <= limit
            listed += [(record.id, record.body["n"]) for record in page.records]
            cursor = page.cursor
            if cursor is None:
                break
        assert listed == list(known.items())
        assert store.count(world, KIND) == len(known)


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "9" * 30, "٣"])
def test_foreign_cursor_is_refused(store: MemoryStore, cursor: str) -> None:
    with pytest.raises(BadCursorError):
        store.list(WORLD, KIND, cursor=cursor)


def test_one_tenants_size_does_not_touch_anothers_records(store: MemoryStore) -> None:
    """Each world is its own dictionary: looking into one never walks another."""
    for index in range(5_000):
        store.create("big", KIND, f"id-{index}", {})
    store.create(WORLD, KIND, "a", {})
    visited: list[str] = []
    store.list(WORLD, KIND, where=lambda record: visited.append(record.id) is None)
    assert visited == ["a"]


def test_reset_and_drop_world(store: MemoryStore) -> None:
    store.create(WORLD, KIND, "a", {}, claims=["t"])
    store.create("other", KIND, "a", {})
    store.drop_world(WORLD)
    assert store.count(WORLD, KIND) == 0
    assert store.count("other", KIND) == 1
    store.reset()
    assert store.count("other", KIND) == 0
