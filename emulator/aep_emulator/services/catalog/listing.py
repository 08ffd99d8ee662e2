"""Catalog's lists: objects keyed by id, with its own query parameters.

Documented: "Filter Catalog data using query parameters" (help/catalog/api/filter-data.md).
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aep_emulator import property_filter
from aep_emulator.services.catalog import errors
from aep_emulator.types import Document

DEFAULT_LIMIT = 20
MAX_LIMIT = 100

# Parameters that are not names of members to compare with.
_OWN = frozenset({"limit", "start", "properties", "orderBy", "createdAfter", "createdBefore", "property", "tags"})
_IGNORED = frozenset({"requestDataSource"})


@dataclass(frozen=True, slots=True)
class CatalogQuery:
    """The query parameters of a list, each name with all its values."""

    parameters: Mapping[str, list[str]]

    def one(self, name: str) -> str | None:
        """The last value of a parameter, or None."""
        values = self.parameters.get(name)
        return values[-1] if values else None


def select(objects: Iterable[tuple[str, Document]], query: CatalogQuery) -> dict[str, Any]:
    """The page of (id, object) pairs the query asks for, keyed by id. Raises ApiError 400 for a bad parameter."""
    tests = _tests(query)
    found = [(key, value) for key, value in objects if all(test(value) for test in tests)]
    for part in reversed([part for part in (query.one("orderBy") or "").split(",") if part.strip()]):
        direction, _, name = part.strip().rpartition(":")
        if direction not in ("", "asc", "desc"):
            raise errors.bad_request(f"orderBy: '{direction}' is neither asc nor desc.")
        found.sort(key=lambda pair: _sortable(pair[1].get(name)), reverse=direction == "desc")
    start = _integer(query, "start", 0, 0, None)
    limit = _integer(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    wanted = properties(query)
    return {key: narrowed(value, wanted) for key, value in found[start : start + limit]}


def properties(query: CatalogQuery) -> list[str] | None:
    """The members asked for with `properties=a,b`, or None for all."""
    text = query.one("properties")
    return None if text is None else [name.strip() for name in text.split(",") if name.strip()]


def narrowed(value: Document, wanted: list[str] | None) -> dict[str, Any]:
    """The object with only the wanted members; those it lacks are omitted."""
    return dict(value) if wanted is None else {name: value[name] for name in wanted if name in value}


def _tests(query: CatalogQuery) -> list[Callable[[Document], bool]]:
    tests: list[Callable[[Document], bool]] = []
    for name, sign in (("createdAfter", 1), ("createdBefore", -1)):
        if query.one(name) is not None:
            moment = _integer(query, name, 0, 0, None)
            tests.append(lambda value, moment=moment, sign=sign: (value.get("created", 0) - moment) * sign > 0)
    try:
        conditions = property_filter.parse(query.parameters.get("property", ()))
    except property_filter.PropertyFilterError as error:
        raise errors.bad_request(f"property: {error}") from None
    if conditions:
        tests.append(lambda value: property_filter.matches(conditions, value))
    for text in query.parameters.get("tags", ()):
        tests += [_tag_test(part) for part in text.split(",") if part]
    for name, values in query.parameters.items():
        if name not in _OWN and name not in _IGNORED:
            tests += [_member_test(name, text) for text in values]
    return tests


def _tag_test(text: str) -> Callable[[Document], bool]:
    name, _, pattern = text.partition(":")
    return lambda value: any(fnmatch.fnmatchcase(tag, pattern or "*") for tag in value.get("tags", {}).get(name, ()))


def _member_test(name: str, text: str) -> Callable[[Document], bool]:
    """`name=a,b`: any of; `name=!a,b`: none of; `*` stands for anything and `**` for itself."""
    negated = text.startswith("!")
    patterns = [_pattern(part) for part in text.removeprefix("!").split(",")]

    def test(value: Document) -> bool:
        actual = [_text(item) for item in property_filter.values_at(value, name)]
        return any(fnmatch.fnmatchcase(item, pattern) for item in actual for pattern in patterns) != negated

    return test


def _pattern(text: str) -> str:
    literal = text.replace("[", "[[]").replace("?", "[?]")
    return literal.replace("**", "\0").replace("\0", "[*]") if "**" in literal else literal


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sortable(value: Any) -> tuple[int, float, str]:
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, int | float):
        return (1, float(value), "")
    return (2, 0.0, str(value))


def _integer(query: CatalogQuery, name: str, default: int, low: int, high: int | None) -> int:
    text = query.one(name)
    if text is None:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
    if number < low or (high is not None and number > high):
        bounds = f"of at least {low}" if high is None else f"from {low} to {high}"
        raise errors.bad_request(f"{name}: '{text}' is not an integer {bounds}.")
    return number
