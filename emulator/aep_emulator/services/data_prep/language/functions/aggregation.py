"""Aggregation. Documented: help/data-prep/functions.md "Aggregation"."""

from __future__ import annotations

import functools
from typing import Any

from aep_emulator.services.data_prep.language.functions.arrays import spread
from aep_emulator.services.data_prep.language.functions.registry import function
from aep_emulator.services.data_prep.language.operators import order
from aep_emulator.services.data_prep.language.work import spend

_CATEGORY = "Aggregation"


def _present(values: tuple[Any, ...]) -> list[Any]:
    options = spread(values)
    spend(2 * len(options))
    return [value for value in options if value is not None]


@function(
    "min",
    category=_CATEGORY,
    description="Finds the smallest value in natural order. Assumed: nulls do not count.",
    returns="The smallest value; null when there is none.",
    example="min(3, 1, 4)",
    result=1,
)
def minimum(*options: Any) -> Any:
    return min(_present(options), key=functools.cmp_to_key(order), default=None)


@function(
    "max",
    category=_CATEGORY,
    description="Finds the greatest value in natural order. Assumed: nulls do not count.",
    returns="The greatest value; null when there is none.",
    example="max(3, 1, 4)",
    result=4,
)
def maximum(*options: Any) -> Any:
    return max(_present(options), key=functools.cmp_to_key(order), default=None)
