"""Lists in Flow Service's form: property filters, orderby, limit, continuationToken, count.

Documented: "Sort and filter responses" (help/dataflows/api/sort-and-filter.md) and flow-service.yaml.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from aep_emulator import property_filter
from aep_emulator.services.flow_service import errors, list_filters
from aep_emulator.store.base import BadCursorError, Filter, Record, Store

Render = Callable[[Record], dict[str, Any]]

MAX_LIMIT = 1000
"""Documented as the maximum in the bodies of the search operations."""

DEFAULT_LIMIT = MAX_LIMIT
"""Assumed: no page says how many items come without a limit."""

_SORTED_CHARACTERS = 200

_PARAMETERS = frozenset({"property", "orderby", "limit", "continuationtoken", "count", "start", "mode", "expand"})

_Place = tuple[tuple[int, float, str], int]
"""Where an item is in an order: its value, comparable, and its number in the order of creation."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The query parameters of a list request, as sent."""

    property: tuple[str, ...] = ()
    orderby: str | None = None
    limit: int | None = None
    continuation_token: str | None = None
    count: bool = False


def list_page(
    store: Store,
    world: str,
    kind: str,
    query: ListQuery,
    render: Render,
    *,
    path: str | None = None,
    searched: Render | None = None,
) -> dict[str, Any]:
    """`{items, _links}`, or just `{count}` when that is asked for.

    `path` is what the link to the next page begins with (the kind, unless given), `searched` what filter and order
    look at (what is shown, unless given).

    The token carries the filter and the order of the first request, so that following `_links.next.href` alone
    goes on with the same listing. Raises FlowServiceError 400 for a bad filter, order or token.
    """
    query, cursor = _resume(query)
    where = _filter(query.property, searched or render)
    if query.count:
        check_count(query)
        return {"count": store.count(world, kind, where=where)}
    limit = query.limit or DEFAULT_LIMIT
    if query.orderby:
        records, following = _in_order(store, world, kind, query.orderby, where, limit, cursor, searched or render)
    else:
        try:
            page = store.list(world, kind, where=where, limit=limit, cursor=None if cursor is None else str(cursor))
        except BadCursorError:
            raise _bad_token() from None
        records, following = page.records, page.cursor
    return {
        "items": [render(record) for record in records],
        "_links": _next_link(path or kind, query, following),
    }


def list_documents(documents: Sequence[Any], query: ListQuery, path: str) -> dict[str, Any]:
    """The same answer for a short list that is not in the store (specs): everything on one page unless limited."""
    query, cursor = _resume(query)
    conditions = list_filters.conditions(query.property)
    found = [document for document in documents if property_filter.matches(conditions, document)]
    if query.count:
        check_count(query)
        return {"count": len(found)}
    if query.orderby:
        order, descending = _order_path(query.orderby)
        found.sort(key=lambda document: _sortable(property_filter.values_at(document, order)), reverse=descending)
    start = _offset(cursor)
    end = len(found) if query.limit is None else start + query.limit
    return {"items": found[start:end], "_links": _next_link(path, query, str(end) if end < len(found) else None)}


def _in_order(
    store: Store,
    world: str,
    kind: str,
    orderby: str,
    where: Filter | None,
    limit: int,
    cursor: Any,
    render: Render,
) -> tuple[Sequence[Record], Any]:
    """One page in the order asked for, and the cursor of the next one, None when there is none.

    The cursor is the place of the last item in that order and not a number of items, so that what is written or
    deleted meanwhile makes nothing appear twice or not at all.
    """
    path, descending = _order_path(orderby)
    after = None if cursor is None else _place(cursor)

    def place(record: Record) -> _Place:
        return _sortable(property_filter.values_at(render(record), path)), record.seq

    def wanted(record: Record) -> bool:
        if where is not None and not where(record):
            return False
        return after is None or (place(record) < after if descending else place(record) > after)

    page = store.list(world, kind, where=wanted, sort_key=place, descending=descending, limit=limit)
    return page.records, None if page.cursor is None else place(page.records[-1])


def check_count(query: ListQuery) -> None:
    """Raises FlowServiceError 400: the catalogue of errors forbids limit and count together."""
    if query.limit is not None:
        raise errors.invalid(
            "The limit and count parameters cannot be given together in the same request. Please provide either only "
            "the limit or the count parameter and try again.",
            code="1401-400",
        )


def check_parameters(names: Iterable[str]) -> None:
    """Raises FlowServiceError 400 for the first query parameter that no list knows.

    Documented: help/sources/errors/flow-service-errors.md, 1451-400. Assumed: the names may be in any case, and those
    that only other requests have do no harm in a list.
    """
    for name in names:
        if name.lower() not in _PARAMETERS:
            raise errors.invalid(f"Invalid params {name[:80]} provided in query params.", code="1451-400")


def _filter(expressions: Sequence[str], render: Render) -> Callable[[Record], bool] | None:
    conditions = list_filters.conditions(expressions)
    if not conditions:
        return None
    return lambda record: property_filter.matches(conditions, render(record))


def _order_path(orderby: str) -> tuple[str, bool]:
    # A plus in a query string arrives as a blank.
    path = orderby.strip().lstrip("+")
    descending = path.startswith("-")
    path = path.removeprefix("-").strip()
    if not path or not all(character.isalnum() or character in "._-@:" for character in path):
        raise errors.invalid(
            f"Incorrect field= {orderby} passed in orderBy, example are +name, -name, name.", code="1433-400"
        )
    return path, descending


def _sortable(values: Any) -> tuple[int, float, str]:
    # Values of different kinds cannot be compared with each other: absent ones come first, then numbers, then text.
    value = next(iter(values), None)
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, int | float):
        return (1, float(value), "")
    # The beginning is enough, and a token stays short whatever the name; what is equal so far is in order of creation.
    return (2, 0.0, str(value)[:_SORTED_CHARACTERS])


def _next_link(path: str, query: ListQuery, cursor: Any) -> dict[str, Any]:
    if cursor is None:
        return {}
    raw = orjson.dumps([cursor, list(query.property), query.orderby, query.limit])
    # Without padding: the aepp client splits the link at every "=".
    token = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    return {"next": {"href": f"/{path}?continuationToken={token}"}}


def _resume(query: ListQuery) -> tuple[ListQuery, Any]:
    """The query that the token goes on with, and its cursor."""
    if query.continuation_token is None:
        return query, None
    text = query.continuation_token
    try:
        cursor, properties, orderby, limit = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        resumed = ListQuery(
            property=tuple(str(expression) for expression in properties),
            orderby=None if orderby is None else str(orderby),
            limit=query.limit if query.limit is not None else (None if limit is None else max(1, int(limit))),
            count=query.count,
        )
    except (binascii.Error, ValueError, TypeError, OverflowError):
        raise _bad_token() from None
    return resumed, cursor


def _place(cursor: Any) -> _Place:
    """The place in an order that a token names. Raises FlowServiceError 400."""
    try:
        (rank, number, text), seq = cursor
        return (int(rank), float(number), str(text)), int(seq)
    except (TypeError, ValueError, OverflowError):
        raise _bad_token() from None


def _offset(cursor: Any) -> int:
    text = "0" if cursor is None else str(cursor)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _bad_token()
    return int(text)


def _bad_token() -> errors.FlowServiceError:
    return errors.invalid("The query parameter 'continuationToken' is not one that this server gave out.")
