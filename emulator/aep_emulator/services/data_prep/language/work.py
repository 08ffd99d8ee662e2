"""How much may be computed for one row: expressions come from users, and cheap ones over large arrays add up.

A step is about half a microsecond of work. Every expression pays for its size when it begins, a function written as
`x -> …` for each call and its result, and whatever goes through arrays, long strings, patterns or dates for what it
goes through. What is small costs nothing: it is the number of calls that is counted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from aep_emulator.services.data_prep.language.errors import TransformError

MAX_WORK = 3_000_000
"""Steps for one row."""

LONG_TEXT = 1000
"""Strings that are not longer cost nothing."""

CALL = 10
"""Steps of a call of a function."""

DATE = 50
"""Steps of finding out the format of a date."""

USER_AGENT = 100
"""Steps of looking for a name in a user agent."""

Row = Mapping[str, Any]
Result = TypeVar("Result")

_UNLIMITED = 1 << 62
_CHARACTERS = 64


class _Meter(threading.local):
    is_counting = False
    left = _UNLIMITED
    spent = 0


_meter = _Meter()


def limited(steps: int, work: Callable[[Row], Result], row: Row) -> Result:
    """What `work` makes of the row in so many steps, or in what is left where they are counted already.

    Raises TransformError when they do not suffice.
    """
    if _meter.is_counting:
        return work(row)
    _meter.is_counting = True
    _meter.left = steps
    try:
        return work(row)
    finally:
        _meter.spent += steps - _meter.left
        _meter.is_counting = False
        _meter.left = _UNLIMITED


def spent() -> int:
    """The steps that this thread has spent on all rows so far: the difference of two tells what some rows took."""
    return _meter.spent


def spend(steps: int) -> None:
    """Take steps off what is left. Raises TransformError when nothing is."""
    left = _meter.left - steps
    _meter.left = left
    if left < 0:
        raise TransformError(f"the row takes more than {MAX_WORK} steps of work")


def spend_on_text(length: int) -> None:
    """Pay for going through a long string. Raises TransformError."""
    spend(length // _CHARACTERS)
