"""The functions that make one number of several, by the names they have in OpenTSDB.

Documented: help/observability/api/metrics.md refers to OpenTSDB's list of aggregators for `aggregator` and
`downsample`, and says that an invalid aggregator is refused.
Differs: what lacks a value at a moment does not take part, where some of OpenTSDB's functions interpolate.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from aep_emulator.services.observability import errors

NONE = "none"
"""Nothing is merged: each dataset or inlet is answered by itself."""

SUM = "sum"

Aggregator = Callable[[Sequence[float]], float]
"""One number of at least one, in order of time."""


def parse_aggregator(member: str, text: str, *, may_be_none: bool) -> str:
    """The name of an aggregator as it is known here. Raises ApiError 400 naming the member."""
    name = text.lower()
    if name in AGGREGATORS or (name == NONE and may_be_none):
        return name
    raise errors.unknown_word(member, text, [*AGGREGATORS, *([NONE] if may_be_none else [])])


def _average(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _deviation(values: Sequence[float]) -> float:
    mean = _average(values)
    return math.sqrt(math.fsum((value - mean) * (value - mean) for value in values) / len(values))


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _difference(values: Sequence[float]) -> float:
    return values[-1] - values[0]


def _sum_of_squares(values: Sequence[float]) -> float:
    return math.fsum(value * value for value in values)


def _percentile(percent: float, method: str) -> Aggregator:
    """The method is `` (between two values, as n+1), `r7` (between two values, as n-1) or `r3` (the nearest value)."""

    def of(values: Sequence[float]) -> float:
        ordered = sorted(values)
        count = len(ordered)
        if method == "r3":
            position = float(round(count * percent / 100))
        elif method == "r7":
            position = (count - 1) * percent / 100 + 1
        else:
            position = (count + 1) * percent / 100
        position = min(max(position, 1.0), float(count))
        below = ordered[int(position) - 1]
        above = ordered[min(int(position), count - 1)]
        return below + (position - int(position)) * (above - below)

    return of


_PERCENTILES = {"50": 50.0, "75": 75.0, "90": 90.0, "95": 95.0, "99": 99.0, "999": 99.9}

AGGREGATORS: dict[str, Aggregator] = {
    SUM: math.fsum,
    "zimsum": math.fsum,
    "pfsum": math.fsum,
    "avg": _average,
    "min": min,
    "mimmin": min,
    "max": max,
    "mimmax": max,
    "count": lambda values: float(len(values)),
    "first": lambda values: values[0],
    "last": lambda values: values[-1],
    "median": _median,
    "dev": _deviation,
    "diff": _difference,
    "mult": math.prod,
    "multiply": math.prod,
    "squaresum": _sum_of_squares,
    **{f"p{name}": _percentile(percent, "") for name, percent in _PERCENTILES.items()},
    **{f"ep{name}{way}": _percentile(percent, way) for name, percent in _PERCENTILES.items() for way in ("r3", "r7")},
}
"""By name, in lower case."""
