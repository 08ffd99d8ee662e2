"""Schema Registry's lists.

Documented: "List resources" (help/xdm/api/list-resources.md), "Query parameters" (help/xdm/api/appendix.md). The
appendix allows `limit` and `start` with `orderby` only; an example on the first page, and aepp, send them without.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aep_emulator import property_filter
from aep_emulator.services.schema_registry import errors
from aep_emulator.types import Document

PAGE_SIZE = 300
MAX_LIMIT = 500
"""A larger `limit` is refused. The pages call it a hint: no page of a list has more than PAGE_SIZE documents."""

DEFAULT_ORDER = "updated"
MAX_ORDERS = 10
"""More properties than that cannot be named in `orderby`. Assumed: the pages state no limit."""
_SHORT = ("$id", "meta:altId", "version", "title")
_TIMES = {"updated": "repo:lastModifiedDate", "created": "repo:createdDate"}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The query parameters of a list, as sent.

    `url` is where the caller reaches the list, without query and final slash; links in the answer begin with it.
    """

    url: str = ""
    property: tuple[str, ...] = ()
    orderby: str | None = None
    start: str | None = None
    limit: int | None = None

    def in_global(self) -> str:
        """The same list of the global container, as help/xdm/api/unions.md links it: with the filters."""
        base, _, collection = self.url.rpartition("/")
        filters = urllib.parse.urlencode([("property", expression) for expression in self.property], safe=":/=")
        return f"{base.rpartition('/')[0]}/global/{collection}" + (f"?{filters}" if filters else "")


@dataclass(frozen=True, slots=True)
class ListPage:
    """The documents of one page, and the answer's `_page` member."""

    documents: list[Document]
    info: dict[str, Any]

    def next_link(self, query: ListQuery) -> dict[str, str] | None:
        """The `next` member of `_links`: None on the last page."""
        if self.info["next"] is None:
            return None
        parameters = [
            *(("property", expression) for expression in query.property),
            ("orderby", self.info["orderby"]),
            ("start", self.info["next"]),
            *([("limit", str(query.limit))] if query.limit else []),
        ]
        return {"href": f"{query.url}?{urllib.parse.urlencode(parameters)}"}


def page_of(documents: Sequence[Document], query: ListQuery, key: Callable[[Document], str]) -> ListPage:
    """The page of `documents` that the query asks for. `key` gives a document's id.

    `orderby` names one property or several (`title,-version`). `start` is a value of the first; the page begins
    behind it. `next` is the start of the next page: the value of the last document, and where that would skip others
    with the same value, also the document's id. Raises ApiError 400 for a bad filter or order.
    """
    found = filtered(documents, query)
    orderby = query.orderby or DEFAULT_ORDER
    orders = [_order(part) for part in orderby.split(",") if part.strip()] or [_order(DEFAULT_ORDER)]
    if len(orders) > MAX_ORDERS:
        raise errors.bad_request(f"orderby: it names {len(orders)} properties, more than {MAX_ORDERS}.")
    for name, descending in reversed(orders):
        found.sort(key=lambda document, name=name: _sort_key(_value(document, name)), reverse=descending)  # type: ignore[misc]
    name, descending = orders[0]
    if query.start:
        found = _behind(found, query.start, name, descending, key)
    limit = min(query.limit or PAGE_SIZE, PAGE_SIZE)
    page, rest = found[:limit], found[limit:]
    following: str | None = None
    if rest:
        last = _value(page[-1], name)
        following = str(last)
        if not following or _sort_key(last) == _sort_key(_value(rest[0], name)):
            following += f";{key(page[-1])}"
    return ListPage(page, {"orderby": orderby, "next": following, "count": len(page)})


def filtered(documents: Sequence[Document], query: ListQuery) -> list[Document]:
    """The documents for which all `property` parameters hold. Raises ApiError 400 for one that cannot be read."""
    try:
        conditions = property_filter.parse(query.property)
    except property_filter.PropertyFilterError as error:
        raise errors.bad_request(f"property: {error}") from None
    return [document for document in documents if property_filter.matches(conditions, document)]


def needs_summaries_only(query: ListQuery) -> bool:
    """Whether the query asks about nothing but what the short form shows, and times."""
    names = {_order(part)[0] for part in (query.orderby or DEFAULT_ORDER).split(",")}
    return not query.property and names <= {*_SHORT, *_TIMES}


def short(document: Document) -> dict[str, Any]:
    """What the `xed-id` form of a list shows of a resource."""
    return {name: document[name] for name in _SHORT if name in document}


def _order(part: str) -> tuple[str, bool]:
    """A property's name, and whether to sort by it in descending order."""
    part = part.strip()
    return part.lstrip("+-"), part.startswith("-")


def _behind(
    found: list[Document], start: str, name: str, descending: bool, key: Callable[[Document], str]
) -> list[Document]:
    value, separator, last_id = start.rpartition(";")
    if separator:
        for index, document in enumerate(found):
            if key(document) == last_id and str(_value(document, name)) == value:
                return found[index + 1 :]
    return [document for document in found if _is_behind(_value(document, name), start, descending)]


def _is_behind(value: Any, start: str, descending: bool) -> bool:
    limit: Any = start
    if isinstance(value, int | float):
        try:
            limit = float(start)
        except ValueError:
            return True
    here, there = _sort_key(value), _sort_key(limit)
    return here < there if descending else here > there


def _value(document: Document, name: str) -> Any:
    if name in _TIMES and name not in document:
        return document.get("meta:registryMetadata", {}).get(_TIMES[name], 0)
    return next(iter(property_filter.values_at(document, name)), "")


def _sort_key(value: Any) -> tuple[int, float, str]:
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0.0, str(value))
