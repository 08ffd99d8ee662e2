"""The `property` query parameter that Flow Service, Schema Registry and Catalog share: `state==enabled`.

Documented in "Sort and filter responses" of each service's API guide. One expression is a dotted path, an operator
and a value; the value may be in double quotes. A path alone asks that the property exists, `!path` that it does
not. A path that runs through a list asks about any of its elements; Flow Service's pages write such a list with `[]`.
Assumed: a path has no more than 500 characters and a request no more than 100 conditions; no page states a limit.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from aep_emulator.pattern_cost import PatternError, check_pattern
from aep_emulator.types import Document, Json

# Longest first, so that `<=` is not read as `<` and a value that begins with `=`.
_EXPRESSION = re.compile(r"^(?P<path>[^=!<>~]+)(?P<operator>==|!=|<=|>=|<|>|~)\s*(?P<value>.*)$", re.DOTALL)
_ORDERING: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MAX_PATTERN = 200
_MAX_PATH = 500
_MAX_CONDITIONS = 100


class PropertyFilterError(ValueError):
    """The expression could not be read; the message says which part and what was expected."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. `operator` is one of == != < <= > >= ~ or `exists` and `absent`, which have no value.

    `alternatives` are further values `==` and `!=` compare with, `any_case` makes them compare without case.
    """

    path: str
    operator: str
    value: str = ""
    alternatives: tuple[str, ...] = ()
    any_case: bool = False

    def holds(self, document: Document) -> bool:
        """Whether the document satisfies this condition."""
        found = list(values_at(document, self.path))
        if self.operator == "exists":
            return bool(found)
        if self.operator == "absent":
            return not found
        if self.operator == "!=":
            return not any(self._equals(actual) for actual in found)
        if self.operator == "==":
            return any(self._equals(actual) for actual in found)
        if self.operator == "~":
            return any(isinstance(actual, str) and re.search(self.value, actual) for actual in found)
        return any(_ordered(actual, self.operator, self.value) for actual in found)

    def _equals(self, actual: Any) -> bool:
        if self.any_case and isinstance(actual, str):
            return any(actual.lower() == wanted.lower() for wanted in (self.value, *self.alternatives))
        return _equal(actual, self.value) or any(_equal(actual, wanted) for wanted in self.alternatives)


def parse(
    expressions: Iterable[str], *, comma_means_and: bool = True, comma_means_any: bool = False
) -> list[Condition]:
    """The conditions of all `property` parameters of a request, all of which must hold.

    A comma before another condition means and; with `comma_means_any` one inside an unquoted value separates
    alternatives (`id==1,2`). Raises PropertyFilterError.
    """
    conditions: list[Condition] = []
    for expression in expressions:
        parts = _split_at_commas(expression) if comma_means_and else [expression]
        if len(conditions) + len(parts) > _MAX_CONDITIONS:
            raise PropertyFilterError(f"there are more than {_MAX_CONDITIONS} conditions")
        conditions.extend(_parse_one(part, comma_means_any) for part in parts)
    return conditions


def matches(conditions: Iterable[Condition], document: Document) -> bool:
    """Whether all conditions hold for the document."""
    return all(condition.holds(document) for condition in conditions)


def values_at(document: Json, path: str) -> Iterator[Any]:
    """Every value the dotted path leads to. A key that itself contains dots is found too, unless it is very long."""
    if isinstance(document, list):
        head, _, rest = path.partition(".")
        if head.isdigit():
            if int(head) < len(document):
                yield from values_at(document[int(head)], rest) if rest else _leaves(document[int(head)])
            return
        for element in document:
            yield from values_at(element, path)
        return
    if not isinstance(document, dict):
        return
    if path in document:
        yield from _leaves(document[path])
        return
    end = path.find(".")
    while end != -1 and end <= _MAX_PATH:
        head, rest = path[:end], path[end + 1 :]
        if head in document:
            yield from values_at(document[head], rest)
            return
        end = path.find(".", end + 1)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from value
    else:
        yield value


def _parse_one(text: str, comma_means_any: bool) -> Condition:
    text = text.strip()
    match = _EXPRESSION.match(text)
    if match is None:
        absent = text.startswith("!")
        path = text.lstrip("!").strip()
        if not path or any(sign in path for sign in "=<>~"):
            raise PropertyFilterError(
                f"'{text}' is not a property filter: expected NAME, !NAME or NAME followed by ==, !=, <, <=, >, >= or ~"
            )
        return Condition(_path(path), "absent" if absent else "exists")
    value = match["value"].strip()
    alternatives: tuple[str, ...] = ()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    elif comma_means_any:
        value, *others = (part.strip() for part in value.split(","))
        alternatives = tuple(others)
    if match["operator"] == "~":
        _check_pattern(value)
    return Condition(_path(match["path"]), match["operator"], value, alternatives)


def _path(text: str) -> str:
    path = text.strip().replace("[]", "")
    if len(path) > _MAX_PATH:
        raise PropertyFilterError(f"the path '{path[:80]}…' is longer than {_MAX_PATH} characters")
    return path


def _check_pattern(pattern: str) -> None:
    if len(pattern) > _MAX_PATTERN:
        raise PropertyFilterError(f"the regular expression '{pattern[:80]}' is longer than {_MAX_PATTERN} characters")
    try:
        check_pattern(pattern)
    except PatternError as error:
        raise PropertyFilterError(str(error)) from None


def _split_at_commas(expression: str) -> list[str]:
    parts: list[str] = []
    start, quoted = 0, False
    for index, character in enumerate(expression):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            parts.append(expression[start:index])
            start = index + 1
    parts.append(expression[start:])
    # A comma inside an unquoted value belongs to the value: only a part with an operator starts a new condition.
    joined: list[str] = []
    for part in parts:
        if joined and _EXPRESSION.match(part.strip()) is None:
            joined[-1] += "," + part
        else:
            joined.append(part)
    return joined


def _equal(actual: Any, wanted: str) -> bool:
    if isinstance(actual, bool):
        return wanted.lower() == ("true" if actual else "false")
    if isinstance(actual, int | float):
        try:
            return float(wanted) == actual
        except ValueError:
            return False
    if actual is None:
        return wanted == "null"
    return str(actual) == wanted


def _ordered(actual: Any, sign: str, wanted: str) -> bool:
    if isinstance(actual, bool) or actual is None:
        return False
    if isinstance(actual, int | float):
        try:
            return _ORDERING[sign](actual, float(wanted))
        except ValueError:
            return False
    if not isinstance(actual, str):
        return False
    try:
        # "10.0" comes after "5": versions and counts may be kept as text.
        return _ORDERING[sign](float(actual), float(wanted))
    except ValueError:
        return _ORDERING[sign](actual, wanted)
