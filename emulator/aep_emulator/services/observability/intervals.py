"""The intervals that metrics are divided into.

Documented: DAY and MONTH, written in either case, in help/observability/api/metrics.md, whose example has the interval
in which the end lies as the last one.
Assumed: MINUTE, HOUR, WEEK and YEAR exist too; intervals begin in UTC, weeks on Monday; the first and the last interval
count whole; intervals that have not begun yet are left out; without a granularity it is DAY; a date without an offset
is in UTC.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aep_emulator.services.observability import errors

DAY = "DAY"
MONTH = "MONTH"

DAY_MS = 24 * 3600 * 1000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIXED_MS = {"MINUTE": 60_000, "HOUR": 3_600_000, DAY: DAY_MS, "WEEK": 7 * DAY_MS}
_IN_MONTHS = {MONTH: 1, "YEAR": 12}
# The epoch was a Thursday; weeks are counted from the Monday before.
_OFFSET_MS = {"WEEK": -3 * DAY_MS}
_LAST_YEAR = 9999
_NEVER_MS = 1 << 62
_LONGEST_DATE = 40


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals that follow each other. `starts` are in milliseconds since the epoch, as is `end`, that of the last."""

    granularity: str
    starts: list[int]
    end: int

    def index(self, moment_ms: float) -> int | None:
        """Which interval a moment lies in, None for none."""
        if not self.starts or moment_ms >= self.end:
            return None
        found = bisect_right(self.starts, moment_ms) - 1
        return None if found < 0 else found

    @property
    def timestamps(self) -> list[str]:
        """The starts as answers show them: `2020-07-14T00:00:00Z`."""
        return [timestamp(start) for start in self.starts]


def parse_granularity(text: str) -> str:
    """The granularity in capitals. Raises ApiError 400."""
    name = text.upper()
    if name not in _FIXED_MS and name not in _IN_MONTHS:
        raise errors.unknown_word("granularity", text, [*_FIXED_MS, *_IN_MONTHS])
    return name


def parse_date(member: str, text: str) -> int:
    """A date, or date and time, of ISO 8601 in milliseconds since the epoch. Raises ApiError 400 naming the member."""
    try:
        moment = datetime.fromisoformat(text.strip()) if len(text) <= _LONGEST_DATE else None
        if moment is not None:
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise errors.bad_date(member, text)
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def check_order(start_ms: int, end_ms: int) -> None:
    """Raises ApiError 400 for a range that ends before it begins."""
    if start_ms > end_ms:
        raise errors.start_after_end()


def intervals(granularity: str, start_ms: int, end_ms: int, now_ms: int, most: int) -> Intervals:
    """The intervals from the one in which the range starts to the one in which it ends or now lies.

    Raises ApiError 400 for more than `most`.
    """
    last_ms = min(end_ms, now_ms)
    if start_ms > last_ms:
        return Intervals(granularity, [], start_ms)
    starts: list[int] = []
    for start in _starts(granularity, start_ms):
        if start > last_ms:
            return Intervals(granularity, starts, start)
        if len(starts) == most:
            raise errors.too_many(most)
        starts.append(start)
    return Intervals(granularity, starts, _NEVER_MS)


def timestamp(moment_ms: int) -> str:
    """`2020-07-14T00:00:00Z`."""
    moment = _EPOCH + timedelta(milliseconds=moment_ms)
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _starts(granularity: str, start_ms: int) -> Iterator[int]:
    """Where intervals start, from the one in which that moment lies."""
    months = _IN_MONTHS.get(granularity)
    if months is not None:
        yield from _starts_in_months(months, start_ms)
        return
    step = _FIXED_MS[granularity]
    start = start_ms - (start_ms - _OFFSET_MS.get(granularity, 0)) % step
    while True:
        yield start
        start += step


def _starts_in_months(step: int, start_ms: int) -> Iterator[int]:
    first = _EPOCH + timedelta(milliseconds=start_ms)
    month = first.year * 12 + first.month - 1
    month -= month % step
    while month < (_LAST_YEAR + 1) * 12:
        start = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
        yield (start - _EPOCH) // timedelta(milliseconds=1)
        month += step
