"""Descriptors in the store, found by their schema."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.schema_registry.descriptor_records import DescriptorRecords
from aep_emulator.store.base import AlreadyExistsError, NotFoundError, Store

WORLD, A, B = "world-1", "https://ns.adobe.com/acme/schemas/a", "https://ns.adobe.com/acme/schemas/b"


@pytest.fixture
def records(store: Store) -> DescriptorRecords:
    kept = DescriptorRecords(store)
    for number, schema in enumerate((A, B, A)):
        kept.create(WORLD, f"d{number}", {"xdm:sourceSchema": schema}, [f"claim {number}"])
    return kept


def ids(records: DescriptorRecords, schema: str, world: str = WORLD) -> list[str]:
    return [record.id for record in records.of_schema(world, schema)]


def test_a_schema_has_its_own_in_order_of_creation(records: DescriptorRecords) -> None:
    assert (ids(records, A), ids(records, B)) == (["d0", "d2"], ["d1"])
    assert [record.id for record in records.list(WORLD)] == ["d0", "d1", "d2"]
    assert ids(records, A, "world-2") == ids(records, f"{A}0") == []


def test_another_body_may_be_of_another_schema(records: DescriptorRecords) -> None:
    records.replace(WORLD, "d0", {"xdm:sourceSchema": B, "new": 1}, ["claim 0"])
    assert (ids(records, A), ids(records, B)) == (["d2"], ["d0", "d1"])
    records.replace(WORLD, "d2", {"xdm:sourceSchema": B}, [])
    assert (ids(records, A), ids(records, B)) == ([], ["d0", "d1", "d2"])


def test_what_is_removed_is_found_no_more(records: DescriptorRecords) -> None:
    records.delete(WORLD, "d0")
    assert ids(records, A) == ["d2"]
    assert records.find(WORLD, "d0") is None
    records.delete(WORLD, "d2")
    assert ids(records, A) == []
    records.create(WORLD, "d3", {"xdm:sourceSchema": A}, [])
    assert ids(records, A) == ["d3"]


def test_what_is_refused_changes_nothing(records: DescriptorRecords) -> None:
    refused: list[tuple[type[Exception], Any]] = [
        (AlreadyExistsError, lambda: records.create(WORLD, "d9", {"xdm:sourceSchema": A}, ["claim 1"])),
        (AlreadyExistsError, lambda: records.replace(WORLD, "d0", {"xdm:sourceSchema": B}, ["claim 1"])),
        (NotFoundError, lambda: records.replace(WORLD, "d9", {"xdm:sourceSchema": B}, [])),
        (NotFoundError, lambda: records.delete(WORLD, "d9")),
    ]
    for error, act in refused:
        with pytest.raises(error):
            act()
    assert (ids(records, A), ids(records, B)) == (["d0", "d2"], ["d1"])
