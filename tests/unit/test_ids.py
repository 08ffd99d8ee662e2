"""Identifiers: their forms, and repeatability by seed."""

from __future__ import annotations

import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aep_emulator.ids import Ids

NOW = 1_700_000_000_000


def some(ids: Ids) -> list[str]:
    return [ids.uuid(), ids.hex(24), ids.ulid(NOW), ids.etag(NOW)]


@settings(deadline=None)
@given(st.integers())
def test_the_same_seed_gives_the_same_sequence_also_after_a_reset(seed: int) -> None:
    ids = Ids(seed)
    first = some(ids)
    assert some(Ids(seed)) == first
    assert some(ids) != first
    ids.reset(seed)
    assert some(ids) == first


def test_without_a_seed_no_two_sequences_are_alike() -> None:
    assert some(Ids()) != some(Ids())


def test_a_uuid_is_of_version_4() -> None:
    text = Ids(1).uuid()
    assert (str(uuid.UUID(text)), uuid.UUID(text).version) == (text, 4)


@settings(deadline=None)
@given(st.integers(), st.sampled_from([24, 32, 40, 48]))
def test_hex_has_the_digits_asked_for_leading_zeros_too(seed: int, digits: int) -> None:
    assert re.fullmatch(rf"[0-9a-f]{{{digits}}}", Ids(seed).hex(digits))


@settings(deadline=None)
@given(st.integers(0, 2**48 - 2), st.integers(1, 10**9))
def test_ulids_have_26_characters_and_sort_by_time(now_ms: int, later: int) -> None:
    ids = Ids(1)
    then = min(now_ms + later, 2**48 - 1)
    first, second = ids.ulid(now_ms), ids.ulid(then)
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", first)
    assert first[:10] < second[:10]


@pytest.mark.documented("help/sources/tutorials/api/update-dataflows.md shows etags of this form")
def test_an_etag_ends_in_the_time() -> None:
    assert re.fullmatch(r"[0-9a-f]{8}-0000-0200-0000-6553f1000000", Ids(1).etag(NOW))


def test_threads_never_share_an_id() -> None:
    ids = Ids(1)
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ids.uuid(), range(2_000)))
    assert len(set(made)) == 2_000
