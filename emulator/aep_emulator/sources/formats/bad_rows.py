"""Rows that cannot be read at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of a file that is no row: `number` counts from 1 (headers apart), `text` is its content, cut if long."""

    number: int
    text: str
    reason: str


OnBadRow = Callable[[BadRow], None]
"""Told of each bad row while a file is read. Reading goes on."""

LONGEST_TEXT = 2_000
"""Characters of a bad row that are kept."""


def ignore(_row: BadRow) -> None:
    """Take no notice."""
