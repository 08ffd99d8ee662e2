"""The query parameters of Catalog's lists.

Documented: "Filter Catalog data using query parameters" (help/catalog/api/filter-data.md). A parameter that is none
of the documented ones is a simple filter on the property of that name. `sort` and `offset` are what orderBy and start
were called before (catalog.yaml).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aep_emulator.property_filter import Condition, PropertyFilterError, parse, values_at
from aep_emulator.services.catalog import errors
from aep_emulator.types import Document

Test = Callable[[Document], bool]
"""Whether an object is to be listed."""

DEFAULT_LIMIT = 20
MAX_LIMIT = 100

_NOT_FILTERS = frozenset(
    {"limit", "start", "properties", "offset", "orderBy", "sort", "count", "requestDataSource", "aggregate"}
)


@dataclass(frozen=True)
class ListQuery:
    """What to list. `order` holds (property, descending) pairs; `properties` None shows everything."""

    limit: int
    start: int
    properties: tuple[str, ...] | None
    order: tuple[tuple[str, bool], ...]
    tests: tuple[Test, ...]

    def matches(self, document: Document) -> bool:
        """Whether every filter lets the object through."""
        return all(test(document) for test in self.tests)

    def ordered(self, documents: list[tuple[str, Document]]) -> list[tuple[str, Document]]:
        """The (id, object) pairs in the order asked for."""
        for path, descending in reversed(self.order):
            documents.sort(key=lambda pair: _sort_key(path, pair[1]), reverse=descending)
        return documents


def parse_list_query(
    parameters: Iterable[tuple[str, str]], special: Mapping[str, Callable[[str], Test]] | None = None
) -> ListQuery:
    """The query of a request's parameters, in the order they were sent.

    `special` are the filters only this kind of object has, by name. Raises ApiError 400 naming the parameter.
    """
    special = special or {}
    single: dict[str, str] = {}
    tests: list[Test] = []
    for name, value in parameters:
        if name in special:
            tests.append(special[name](value))
        elif name in _FILTERS:
            tests.append(_FILTERS[name](value))
        elif name in _NOT_FILTERS:
            single[name] = value
        else:
            tests.append(any_of(name, value))
    return ListQuery(
        limit=_integer("limit", single.get("limit"), DEFAULT_LIMIT, 1, MAX_LIMIT),
        start=_integer("start", single.get("start", single.get("offset")), 0, 0, None),
        properties=parse_properties(single.get("properties")),
        order=_parse_order(single.get("orderBy") or single.get("sort")),
        tests=tuple(tests),
    )


def parse_properties(text: str | None) -> tuple[str, ...] | None:
    """The names of a `properties` parameter, or None when all are wanted."""
    if not text:
        return None
    return tuple(name.strip() for name in text.split(",") if name.strip())


def any_of(path: str, text: str) -> Test:
    """A simple filter: the property is one of the listed values, or with a leading `!` none of them."""
    negated = text.startswith("!")
    tests = [_equals(path, value.strip()) for value in text.removeprefix("!").split(",")]
    return lambda document: any(test(document) for test in tests) is not negated


def bound(name: str, path: str, sign: str) -> Callable[[str], Test]:
    """A filter `name=NUMBER` that compares the property with `<` or `>`."""

    def make(text: str) -> Test:
        condition = Condition(path, sign, str(_integer(name, text, 0, None, None)))
        return condition.holds

    return make


def matches_wildcard(pattern: str, text: str) -> bool:
    """Whether `*` in the pattern, standing for any characters, makes it fit; `**` is a literal asterisk."""
    parts = [part.replace("\0", "*") for part in pattern.replace("\0", "").replace("**", "\0").split("*")]
    if len(parts) == 1:
        return parts[0] == text
    first, *middle, last = parts
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    position, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return True


def _equals(path: str, value: str) -> Test:
    # Documented for `name` alone; elsewhere an asterisk stands for itself.
    if path == "name" and "*" in value:
        return lambda document: matches_wildcard(value, str(document.get("name", "")))
    return Condition(path, "==", value).holds


def _property(text: str) -> Test:
    try:
        conditions = parse([text])
    except PropertyFilterError as error:
        raise errors.invalid(f"property: {error}.") from None
    tests = [_property_test(condition) for condition in conditions]
    return lambda document: all(test(document) for test in tests)


def _property_test(condition: Condition) -> Test:
    if condition.path == "name" and "*" in condition.value and condition.operator in ("==", "!="):
        equals = _equals("name", condition.value)
        return equals if condition.operator == "==" else lambda document: not equals(document)
    if condition.path == "version" and condition.operator in ("<", "<=", ">", ">="):
        # As text 1.0.10 would come before 1.0.3.
        wanted = _version(condition.value)
        return lambda document: Condition("v", condition.operator, _version_rank(wanted)).holds(
            {"v": _version_rank(_version(str(document.get("version", ""))))}
        )
    return condition.holds


def _tags(text: str) -> Test:
    tests: list[Test] = []
    for pair in text.split(","):
        name, colon, value = pair.strip().partition(":")
        if not name or not colon:
            raise errors.invalid(f"tags: '{pair}' is not NAME:VALUE.")
        tests.append(_tag_test(name, value))
    return lambda document: all(test(document) for test in tests)


def _tag_test(name: str, pattern: str) -> Test:
    def test(document: Document) -> bool:
        tags = document.get("tags")
        if not isinstance(tags, Mapping) or name not in tags:
            return False
        values = tags[name] if isinstance(tags[name], list) else [tags[name]]
        return pattern == "*" or any(matches_wildcard(pattern, _text(value)) for value in values)

    return test


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parse_order(text: str | None) -> tuple[tuple[str, bool], ...]:
    order = []
    for part in (text or "").split(","):
        direction, colon, path = part.strip().partition(":")
        if not colon:
            direction, path = "asc", direction
        if not path and not part.strip():
            continue
        if direction not in ("asc", "desc") or not path:
            raise errors.invalid(f"orderBy: '{part}' is not PROPERTY, asc:PROPERTY or desc:PROPERTY.")
        order.append((path, direction == "desc"))
    return tuple(order)


def _sort_key(path: str, document: Document) -> tuple[int, Any]:
    """Comparable whatever the types: missing values first, then numbers, then text."""
    value = next(values_at(document, path), None)
    if value is None:
        return (0, 0)
    if path == "version":
        return (2, _version_rank(_version(str(value))))
    if isinstance(value, int | float):
        return (1, value)
    return (2, str(value))


def _version(text: str) -> list[int]:
    return [int(part) if part.isascii() and part.isdigit() and len(part) < 10 else 0 for part in text.split(".")]


def _version_rank(parts: list[int]) -> str:
    """The version as text that sorts in the order of its numbers."""
    return ".".join(f"{part:010d}" for part in parts)


def _integer(name: str, text: str | None, default: int, low: int | None, high: int | None) -> int:
    if text is None:
        return default
    digits = text.removeprefix("-")
    value = int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None
    if value is None or not (-math.inf if low is None else low) <= value <= (math.inf if high is None else high):
        rule = "an integer"
        if low is not None:
            rule = f"an integer of at least {low}" if high is None else f"an integer between {low} and {high}"
        raise errors.invalid(f"{name}: '{text[:40]}' is not {rule}.")
    return value


_FILTERS: dict[str, Callable[[str], Test]] = {
    "property": _property,
    "tags": _tags,
    "createdAfter": bound("createdAfter", "created", ">"),
    "createdBefore": bound("createdBefore", "created", "<"),
    "updatedAfter": bound("updatedAfter", "updated", ">"),
    "updatedBefore": bound("updatedBefore", "updated", "<"),
}
