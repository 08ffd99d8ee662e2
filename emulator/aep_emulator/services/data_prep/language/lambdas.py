"""Functions written in an expression, `x -> x + 1`: what their body sees, and how much they may do.

A parameter is a name for a value, so that nested ones could make results, and take time, without any bound. All that
begin in the same place share a budget per row, which every call and every character of its result is taken from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.values import weight

MAX_WORK = 1_000_000

Row = Mapping[str, Any]


class Budget:
    """What is left of the work that may be done."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_WORK

    def pay_for(self, result: Any) -> None:
        """Take off one call and its result. Raises TransformError when nothing is left."""
        self.left -= 1 + weight(result, self.left)
        if self.left < 0:
            raise TransformError(f"the functions written with -> do more than {MAX_WORK} steps for one row")


class Scope(Row):
    """A row with one more name in it."""

    __slots__ = ("_name", "_row", "_value", "budget")

    def __init__(self, row: Row, name: str, value: Any, budget: Budget) -> None:
        self._row = row
        self._name = name
        self._value = value
        self.budget = budget

    def get(self, name: str, default: Any = None) -> Any:
        """The parameter, or what the row has under the name."""
        return self._value if name == self._name else self._row.get(name, default)

    def __getitem__(self, name: str) -> Any:
        return self._value if name == self._name else self._row[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._row, self._name: self._value})

    def __len__(self) -> int:
        return len({**self._row, self._name: self._value})


def make_lambda(parameter: str, body: Callable[[Row], Any]) -> Callable[[Row], Callable[[Any], Any]]:
    """What gives, for a row, the function of one argument."""

    def for_row(row: Row) -> Callable[[Any], Any]:
        budget = row.budget if isinstance(row, Scope) else Budget()

        def apply(value: Any) -> Any:
            result = body(Scope(row, parameter, value, budget))
            budget.pay_for(result)
            return result

        return apply

    return for_row
