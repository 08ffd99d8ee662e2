"""Functions written in an expression, `x -> x + 1`: what their body sees, and what a call costs.

A parameter is a name for a value, so that nested ones could make results, and take time, without any bound: every call
pays for the size of the function and for every character of its result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aep_emulator.services.data_prep.language.values import weight
from aep_emulator.services.data_prep.language.work import MAX_WORK, spend

Row = Mapping[str, Any]


class Scope(Row):
    """A row with one more name in it."""

    __slots__ = ("_name", "_row", "_value")

    def __init__(self, row: Row, name: str, value: Any) -> None:
        self._row = row
        self._name = name
        self._value = value

    def get(self, name: str, default: Any = None) -> Any:
        """The parameter, or what the row has under the name."""
        return self._value if name == self._name else self._row.get(name, default)

    def __getitem__(self, name: str) -> Any:
        return self._value if name == self._name else self._row[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._row, self._name: self._value})

    def __len__(self) -> int:
        return len({**self._row, self._name: self._value})


def make_lambda(parameter: str, body: Callable[[Row], Any], size: int) -> Callable[[Row], Callable[[Any], Any]]:
    """What gives, for a row, the function of one argument. `size` is how many steps its body takes at least."""

    def for_row(row: Row) -> Callable[[Any], Any]:
        def apply(value: Any) -> Any:
            result = body(Scope(row, parameter, value))
            spend(size + weight(result, MAX_WORK))
            return result

        return apply

    return for_row
