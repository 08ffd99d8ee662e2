"""What has come through inlets, counted by the minute: calls, messages, and what validation said of them.

For whoever asks afterwards; streaming ingestion itself never reads it.
Assumed: a call that is not let in, because its token is not valid or it is too large, brings no messages; the size of a
call is that of its body; a message counts once for each category of what is wrong with it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from aep_emulator.clock import Clock
from aep_emulator.records import RowError

CALLS, FAILED_CALLS, MESSAGES, BYTES = "calls", "failedCalls", "messages", "bytes"
"""Counted by inlet; `CALLS` are those that were answered with success."""

VALID, INVALID = "valid", "invalid"
"""Messages, counted by dataset, as are those of the categories."""

CATEGORIES = ("type", "range", "format", "pattern", "presence", "enum", "unclassified", "unknown")

_UNCLASSIFIED, _UNKNOWN = "unclassified", "unknown"
_LIMITS = ("Length", "Items", "Properties")
_BY_KEYWORD = {
    "type": "type",
    "format": "format",
    "pattern": "pattern",
    "required": "presence",
    "enum": "enum",
    "const": "enum",
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "range"),
    **{f"{bound}{what}": "range" for bound in ("min", "max") for what in _LIMITS},
}
_MINUTE_MS = 60_000
_MAX_KEPT = 200_000

_Key = tuple[str, str, str, int]
"""World, what is counted, inlet or dataset, and the minute's start in milliseconds since the epoch."""


class Traffic:
    """The counts. Safe under threads; of very many the oldest are forgotten."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._amounts: dict[_Key, int] = {}

    def count(self, world: str, what: str, subject: str, amount: int = 1) -> None:
        """Add to what is counted for an inlet or a dataset, in the present minute."""
        if not amount:
            return
        now_ms = self._clock.now_ms()
        key = (world, what, subject, now_ms - now_ms % _MINUTE_MS)
        with self._lock:
            self._amounts[key] = self._amounts.get(key, 0) + amount
            if len(self._amounts) > _MAX_KEPT:
                del self._amounts[next(iter(self._amounts))]

    def validated(self, world: str, dataset_id: str, valid: int, invalid: Iterable[Iterable[RowError]]) -> None:
        """Count messages by what validation said; `invalid` has the errors of each that failed."""
        self.count(world, VALID, dataset_id, valid)
        for errors in invalid:
            self.count(world, INVALID, dataset_id)
            for category in {category_of(error) for error in errors}:
                self.count(world, category, dataset_id)

    def amounts(self, world: str, what: str) -> list[tuple[str, int, int]]:
        """`(inlet or dataset, start of the minute, amount)`, in the order in which they were first counted."""
        with self._lock:
            kept = list(self._amounts.items())
        return [(key[2], key[3], amount) for key, amount in kept if key[0] == world and key[1] == what]

    def forget(self, world: str | None = None) -> None:
        """Forget what was counted in one sandbox, or in all."""
        with self._lock:
            self._amounts = {
                key: amount for key, amount in self._amounts.items() if world is not None and key[0] != world
            }


def category_of(error: RowError) -> str:
    """The category of an error.

    Assumed: sizes and lengths are ranges; rules of a schema that no category names are unclassified; what no rule is
    broken by, such as a mapping that is gone, is unknown.
    """
    return _BY_KEYWORD.get(error.keyword, _UNCLASSIFIED) if error.keyword else _UNKNOWN
