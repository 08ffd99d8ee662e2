"""The functions that make one number of several."""

from __future__ import annotations

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.observability.aggregators import AGGREGATORS, parse_aggregator

VALUES = [4.0, 1.0, 7.0, 2.0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sum", 14),
        ("zimsum", 14),
        ("pfsum", 14),
        ("avg", 3.5),
        ("min", 1),
        ("mimmin", 1),
        ("max", 7),
        ("mimmax", 7),
        ("count", 4),
        ("first", 4),
        ("last", 2),
        ("median", 4),
        ("diff", -2),
        ("mult", 56),
        ("multiply", 56),
        ("squaresum", 70),
        ("dev", 2.29128784747792),
        ("p50", 3),
        ("p95", 7),
        ("ep50r3", 2),
        ("ep50r7", 3),
        ("ep999r3", 7),
    ],
)
def test_what_they_make_of_four_numbers(name: str, expected: float) -> None:
    assert AGGREGATORS[name](VALUES) == pytest.approx(expected)


@pytest.mark.parametrize("name", sorted(set(AGGREGATORS) - {"count", "dev", "diff", "squaresum"}))
def test_one_number_stays_what_it_is(name: str) -> None:
    assert AGGREGATORS[name]([3.0]) == 3


@pytest.mark.parametrize("value", [0.0, float(2**62)])
@pytest.mark.parametrize("name", sorted(AGGREGATORS))
def test_any_number_will_do(name: str, value: float) -> None:
    assert AGGREGATORS[name]([value, value, value] * 100) >= 0


def test_names_may_be_written_in_any_case_and_none_is_one_of_them() -> None:
    assert parse_aggregator("aggregator", "squareSum", may_be_none=True) == "squaresum"
    assert parse_aggregator("aggregator", "none", may_be_none=True) == "none"


@pytest.mark.documented("help/observability/api/metrics.md, Error messages")
@pytest.mark.parametrize("name", ["", "total", "sum(x)"])
def test_an_unknown_one_is_refused(name: str) -> None:
    with pytest.raises(ApiError, match=r"aggregator: '.*' is none of sum, .*, none"):
        parse_aggregator("aggregator", name, may_be_none=True)


def test_downsampling_merges_always() -> None:
    with pytest.raises(ApiError, match="downsample: 'none' is none of"):
        parse_aggregator("downsample", "none", may_be_none=False)
