"""Type conversions. Documented: help/data-prep/functions.md "Type conversions"."""

from __future__ import annotations

import struct
from typing import Any

from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.functions.registry import function
from aep_emulator.services.data_prep.language.values import integer, number

_CATEGORY = "Type conversions"


@function(
    "to_bigint",
    category=_CATEGORY,
    description="Reads a string as a number of any size. As in the documented example a fraction is kept.",
    returns="The number.",
    example='to_bigint("1000000.34")',
    result=1000000.34,
)
def to_bigint(value: Any) -> Any:
    return None if value is None else number(value)


@function(
    "to_decimal",
    category=_CATEGORY,
    description="Reads a string as a number with a fraction.",
    returns="The number in double precision.",
    example='to_decimal("20.5")',
    result=20.5,
)
def to_decimal(value: Any) -> float | None:
    return None if value is None else float(number(value))


@function(
    "to_float",
    category=_CATEGORY,
    description="Reads a string as a number in single precision.",
    returns="The nearest single precision number. The page prints 12.34566 for its example, which no rounding gives.",
    example='to_float("12.3456")',
    result=12.3456,
)
def to_float(value: Any) -> float | None:
    if value is None:
        return None
    try:
        packed = struct.pack("f", float(number(value)))
    except OverflowError:
        raise TransformError(f"{value} is too large for single precision") from None
    single: float = struct.unpack("f", packed)[0]
    # The shortest digits that mean the same single precision number, as Java prints it.
    for digits in range(6, 10):
        shown = float(f"{single:.{digits}g}")
        if struct.pack("f", shown) == packed:
            return shown
    return single


@function(
    "to_integer",
    category=_CATEGORY,
    description="Reads a string as a whole number. Assumed: a string with a fraction is refused, a number is cut off.",
    returns="The whole number.",
    example='to_integer("12")',
    result=12,
)
def to_integer(value: Any) -> int | None:
    if value is None:
        return None
    return int(value) if isinstance(value, float) else integer(value)
