"""The conditions of a row filter, answered for a whole record batch at once.

Every condition gives an Arrow array of true, false and null, where null is SQL's "unknown" (see `values`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from aep_emulator.row_filter.values import Literal, Values, fold

if TYPE_CHECKING:
    import pyarrow as pa


class Condition(Protocol):
    """Something a row satisfies, does not satisfy, or that cannot be known."""

    def mask(self, rows: Rows) -> pa.BooleanArray:
        """The answer for each row."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A column against one value. `kernel` is Arrow's name of the operator, such as `less_equal`."""

    column: str
    kernel: str
    literal: Literal

    def mask(self, rows: Rows) -> pa.BooleanArray:
        """The answer for each row."""
        return rows.values(self.column).compare(self.kernel, self.literal)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A column equal to any of several values."""

    column: str
    literals: tuple[Literal, ...]

    def mask(self, rows: Rows) -> pa.BooleanArray:
        """The answer for each row."""
        return rows.values(self.column).one_of(self.literals)


@dataclass(frozen=True, slots=True)
class Like:
    """A column that fits a pattern, given as the regular expression it stands for (see `like_expression`)."""

    column: str
    expression: str

    def mask(self, rows: Rows) -> pa.BooleanArray:
        """The answer for each row."""
        return rows.values(self.column).like(self.expression)


@dataclass(frozen=True, slots=True)
class IsNull:
    """A column without a value. Never unknown."""

    column: str

    def mask(self, rows: Rows) -> pa.BooleanArray:
        """The answer for each row."""
        return rows.values(self.column).is_null()


@dataclass(frozen=True, slots=True)
class Negation:
    """The opposite of a condition; of the unknown it is the unknown."""

    condition: Condition

    def mask(self, rows: Rows) -> pa.BooleanArray:
        """The answer for each row."""
        import pyarrow.compute as pc

        return pc.invert(self.condition.mask(rows))


@dataclass(frozen=True, slots=True)
class Group:
    """Several conditions under one `and_kleene` or `or_kleene`, Arrow's connectives with SQL's unknown."""

    kernel: str
    conditions: tuple[Condition, ...]

    def mask(self, rows: Rows) -> pa.BooleanArray:
        """The answer for each row."""
        return fold(self.kernel, (condition.mask(rows) for condition in self.conditions))


class Rows:
    """A record batch as conditions see it: columns found without case, each prepared for comparison once."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._batch = batch
        self._names: list[str] = batch.schema.names
        self._prepared: dict[int, Values] = {}

    def values(self, name: str) -> Values:
        """The values of a column. Raises KeyError when there is none of that name."""
        found = find_name(name, self._names)
        if found is None:
            raise KeyError(name)
        # By position: a batch may have two columns of one name, and Arrow then refuses to look it up.
        index = self._names.index(found)
        if index not in self._prepared:
            self._prepared[index] = Values(self._batch.column(index))
        return self._prepared[index]


def find_name(wanted: str, names: Sequence[str]) -> str | None:
    """The name as it is spelled among `names`: the same spelling first, then the first that differs in case only."""
    if wanted in names:
        return wanted
    folded = wanted.casefold()
    return next((name for name in names if name.casefold() == folded), None)


def like_expression(pattern: str) -> str:
    r"""The regular expression (RE2) of an SQL pattern: `%` any text, `_` any character, `\` takes the next literally.

    Raises ValueError when the pattern ends in a lone `\`.
    """
    parts: list[str] = []
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            character = next(characters, "")
            if not character:
                raise ValueError("ends in a lone backslash")
            parts.append(re.escape(character))
        else:
            parts.append({"%": ".*", "_": "."}.get(character) or re.escape(character))
    return rf"(?s)\A{''.join(parts)}\z"
