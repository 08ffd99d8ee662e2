"""Lists in Flow Service's form: property filters, orderby, limit, continuationToken, count.

Documented: "Sort and filter responses" (help/dataflows/api/sort-and-filter.md) and flow-service.yaml.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from aep_emulator import property_filter
from aep_emulator.services.flow_service import errors
from aep_emulator.store.base import BadCursorError, Record, Store

Render = Callable[[Record], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The query parameters of a list request, as sent."""

    property: tuple[str, ...] = ()
    orderby: str | None = None
    limit: int | None = None
    continuation_token: str | None = None
    count: bool = False


def list_page(store: Store, world: str, kind: str, path: str, query: ListQuery, render: Render) -> dict[str, Any]:
    """`{items, _links[, count]}`.

    The token carries the filter and the order of the first request, so that following `_links.next.href` alone
    goes on with the same listing. Raises FlowServiceError 400 for a bad filter, order or token.
    """
    query, cursor = _resume(query)
    where = _filter(query.property, render)
    sort_key, descending = _order(query.orderby, render)
    try:
        page = store.list(
            world, kind, where=where, sort_key=sort_key, descending=descending, limit=query.limit, cursor=cursor
        )
    except BadCursorError:
        raise errors.invalid("The query parameter 'continuationToken' is not one that this server gave out.") from None
    links: dict[str, Any] = {}
    if page.cursor is not None:
        links["next"] = {"href": f"/{path}?continuationToken={_token(query, page.cursor)}"}
    answer: dict[str, Any] = {"items": [render(record) for record in page.records], "_links": links}
    if query.count:
        answer["count"] = store.count(world, kind, where=where)
    return answer


def list_documents(documents: Sequence[Any], query: ListQuery) -> dict[str, Any]:
    """The same answer for a short list that is not in the store (specs): everything on one page unless limited."""
    conditions = _conditions(query.property)
    found = [document for document in documents if property_filter.matches(conditions, document)]
    if query.orderby:
        path, descending = _order_path(query.orderby)
        found.sort(key=lambda document: _sortable(property_filter.values_at(document, path)), reverse=descending)
    answer: dict[str, Any] = {"items": found if query.limit is None else found[: query.limit], "_links": {}}
    if query.count:
        answer["count"] = len(found)
    return answer


def _conditions(expressions: Sequence[str]) -> list[property_filter.Condition]:
    try:
        conditions = property_filter.parse(expressions)
    except property_filter.PropertyFilterError as error:
        raise errors.invalid(f"The query parameter 'property' is invalid: {error}", code="1449-400") from None
    for condition in conditions:
        if condition.operator == "~":
            raise errors.invalid("Operator '~' not implemented.", code="1440-400")
    return conditions


def _filter(expressions: Sequence[str], render: Render) -> Callable[[Record], bool] | None:
    conditions = _conditions(expressions)
    if not conditions:
        return None
    return lambda record: property_filter.matches(conditions, render(record))


def _order(orderby: str | None, render: Render) -> tuple[Callable[[Record], Any] | None, bool]:
    if not orderby:
        return None, False
    path, descending = _order_path(orderby)
    return (lambda record: (_sortable(property_filter.values_at(render(record), path)), record.seq)), descending


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
    return (2, 0.0, str(value))


def _token(query: ListQuery, cursor: str) -> str:
    raw = orjson.dumps([cursor, list(query.property), query.orderby, query.limit])
    # Without padding: the aepp client splits the link at every "=".
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _resume(query: ListQuery) -> tuple[ListQuery, str | None]:
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
        return resumed, str(cursor)
    except (binascii.Error, ValueError, TypeError):
        raise errors.invalid("The query parameter 'continuationToken' is not one that this server gave out.") from None
