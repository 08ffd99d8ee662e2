"""Small batches are joined: the same rows in the same order, in fewer batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import pyarrow as pa
import pytest

from aep_emulator.dataflow import gathering
from aep_emulator.dataflow.gathering import gathered


def batch(*values: Any, kind: pa.DataType | None = None, name: str = "a") -> pa.RecordBatch:
    """A batch of one column."""
    return pa.RecordBatch.from_arrays([pa.array(values, kind)], names=[name])


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four rows, or a hundred bytes, are many."""
    monkeypatch.setattr(gathering, "_ROWS", 4)
    monkeypatch.setattr(gathering, "_BYTES", 100)


def rows(batches: Iterator[pa.RecordBatch]) -> list[list[Any]]:
    """The values of each batch."""
    return [found.column(0).to_pylist() for found in batches]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([1], [1]),
        ([1, 1, 1], [3]),
        ([1, 1, 1, 1], [4]),
        ([3, 3, 1], [6, 1]),
        ([9, 1], [9, 1]),
        ([2, 2, 2, 2], [4, 4]),
        ([0, 0], [0]),
        ([0, 2, 0, 2, 0], [4, 0]),
    ],
)
def test_batches_are_joined_until_they_have_rows_enough(sizes: list[int], expected: list[int]) -> None:
    numbers = iter(range(100))
    batches = [batch(*(next(numbers) for _ in range(size)), kind=pa.int8()) for size in sizes]
    found = rows(gathered(batches))
    assert [len(values) for values in found] == expected
    assert [value for values in found for value in values] == list(range(sum(sizes)))


def test_batches_are_joined_until_they_have_bytes_enough() -> None:
    long = "x" * 60
    assert rows(gathered([batch(long), batch(long), batch("y")])) == [[long, long], ["y"]]


@pytest.mark.parametrize(
    "other", [batch("2"), batch(2, kind=pa.int8()), batch(2, name="b"), batch(None)], ids=lambda b: str(b.schema)
)
def test_batches_with_other_columns_are_not_joined(other: pa.RecordBatch) -> None:
    assert [found.num_rows for found in gathered([batch(1), batch(1), other, batch(1)])] == [2, 1, 1]


def test_columns_with_dictionaries_of_their_own_are_joined() -> None:
    kind = pa.dictionary(pa.int8(), pa.string())
    assert rows(gathered([batch("a", "b", kind=kind), batch("c", None, "a", kind=kind)])) == [
        ["a", "b", "c", None, "a"]
    ]


def test_no_more_is_read_than_the_next_batch_needs() -> None:
    read = 0

    def source() -> Iterator[pa.RecordBatch]:
        nonlocal read
        while True:
            read += 1
            yield batch(1, 2)

    next(gathered(source()))
    assert read == 2


def test_columns_too_long_for_one_batch_stay_several(monkeypatch: pytest.MonkeyPatch) -> None:
    two_chunks = pa.table({"a": pa.chunked_array([[1, 2], [3, 4]])})
    table = Mock()
    table.from_batches.return_value.combine_chunks.return_value = two_chunks
    monkeypatch.setattr(pa, "Table", table)
    assert rows(gathered([batch(1, 2, 3), batch(4)])) == [[1, 2], [3, 4]]
