"""Lists: the filters, the order and the pages that packages, jobs, partnerships and transfers have in common.

Documented: help/sandboxes/sandbox-tooling-api/appendix.md; the requests and answers in packages.md, List packages and
List export/import jobs, and Fetch transfers list: `property` with `==`, `>=`, `<=`, alternatives after commas and dates
in ISO 8601; `orderby` or `orderBy` with a minus for descending; `start` and `limit`, 20 without one.
Assumed: without an order the oldest come first; more than 1000 at a time are refused; requestType is taken in any
case, because the aepp package sends lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from aep_emulator import property_filter
from aep_emulator.services.sandbox_tooling import errors
from aep_emulator.types import Document

DEFAULT_LIMIT = 20
MAX_LIMIT = 1000

# The aepp package joins several filters into one value.
_JOINED = "&property="
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?")
_ANY_CASE = frozenset({"requestType"})


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The query parameters of a list: filters, those that have a parameter of their own, order and place."""

    property: tuple[str, ...] = ()
    fields: Mapping[str, str] | None = None
    order: str | None = None
    start: int = 0
    limit: int = DEFAULT_LIMIT


def page(documents: Iterable[Document], query: ListQuery, orders: Mapping[str, str]) -> dict[str, Any]:
    """`{totalElements, currentPage, totalPages, hasPreviousPage, hasNextPage, data}`, oldest first.

    `orders` are the names that may be sorted by and the members they mean. Raises ApiError 400.
    """
    conditions = _conditions(query)
    found = [document for document in documents if property_filter.matches(conditions, document)]
    if query.order:
        found = _ordered(found, query.order, orders)
    end = query.start + query.limit
    return {
        "totalElements": len(found),
        "currentPage": query.start // query.limit,
        "totalPages": -(-len(found) // query.limit),
        "hasPreviousPage": query.start > 0,
        "hasNextPage": end < len(found),
        "data": found[query.start : end],
    }


def timestamp(text: str) -> int | None:
    """A date and time of ISO 8601, UTC unless it says otherwise, in milliseconds since the epoch; or None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def _conditions(query: ListQuery) -> list[property_filter.Condition]:
    expressions = [part for text in query.property for part in text.split(_JOINED)]
    try:
        conditions = property_filter.parse(expressions, comma_means_any=True)
    except property_filter.PropertyFilterError as error:
        raise errors.invalid(f"property: {error}.") from None
    conditions += [
        property_filter.Condition(name, "==", value, any_case=name in _ANY_CASE)
        for name, value in (query.fields or {}).items()
        if value
    ]
    return [_in_milliseconds(condition) for condition in conditions]


def _in_milliseconds(condition: property_filter.Condition) -> property_filter.Condition:
    moment = timestamp(condition.value)
    return condition if moment is None else replace(condition, value=str(moment))


def _ordered(documents: Sequence[Document], order: str, orders: Mapping[str, str]) -> list[Document]:
    """In the wanted order; `-createdDate`, and `desc:createdDate` as sandbox.yaml describes it.

    A plus sign in a query string arrives as a space.
    """
    text = order.strip()
    direction, _, names = text.rpartition(":")
    descending = text.startswith("-") or direction == "desc"
    wanted = [name.strip().lstrip("+-").strip() for name in names.split(",")]
    if direction not in ("", "asc", "desc") or not all(name in orders for name in wanted):
        raise errors.invalid(f"orderBy: '{order[:80]}' is not supported; use {' or '.join(orders)}, after + or -.")

    def key(document: Document) -> list[tuple[bool, Any]]:
        values = [document.get(orders[name]) for name in wanted]
        return [(value is None, value) for value in values]

    return sorted(documents, key=key, reverse=descending)
