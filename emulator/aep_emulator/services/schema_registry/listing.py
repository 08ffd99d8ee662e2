"""Schema Registry's lists.

Documented: "List resources" (help/xdm/api/list-resources.md), "Query parameters" (help/xdm/api/appendix.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aep_emulator import property_filter
from aep_emulator.services.schema_registry import errors
from aep_emulator.services.schema_registry.accept import Accepted
from aep_emulator.services.schema_registry.composition import without_text
from aep_emulator.types import Document

MAX_LIMIT = 300


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The query parameters of a list, as sent."""

    property: tuple[str, ...] = ()
    orderby: str | None = None
    start: str | None = None
    limit: int | None = None


def listed(documents: Sequence[Document], query: ListQuery, accepted: Accepted, kind: str) -> dict[str, Any]:
    """`{results, _page{orderby, next, count}, _links}`. `start` is a value of the sort property, not included itself.

    Raises ApiError 400 for a bad filter.
    """
    try:
        conditions = property_filter.parse(query.property)
    except property_filter.PropertyFilterError as error:
        raise errors.bad_request(f"property: {error}") from None
    found = [document for document in documents if property_filter.matches(conditions, document)]
    orderby = query.orderby or "updated"
    name = orderby.lstrip("+-")
    descending = orderby.startswith("-")
    found.sort(key=lambda document: _sort_value(document, name), reverse=descending)
    if query.start is not None and query.orderby:
        start = query.start
        found = [d for d in found if _after(_sort_value(d, name), start, descending)]
    limit = query.limit or MAX_LIMIT
    page = found[:limit]
    more = len(found) > limit
    following = str(_plain(page[-1], name)) if more and page else None
    links: dict[str, Any] = {"global_schemas": {"href": f"/global/{kind}"}}
    if following is not None:
        links["next"] = {"href": f"/{kind}?orderby={orderby}&start={following}&limit={limit}"}
    return {
        "results": [_result(document, accepted) for document in page],
        "_page": {"orderby": orderby, "next": following, "count": len(page)},
        "_links": links,
    }


def _result(document: Document, accepted: Accepted) -> Any:
    if "id" in accepted.flags:
        return {name: document[name] for name in ("$id", "meta:altId", "version", "title") if name in document}
    return without_text(document) if "notext" in accepted.flags else document


def _plain(document: Document, name: str) -> Any:
    metadata = document.get("meta:registryMetadata", {})
    if name == "updated":
        return metadata.get("repo:lastModifiedDate", 0)
    if name == "created":
        return metadata.get("repo:createdDate", 0)
    return next(iter(property_filter.values_at(document, name)), "")


def _sort_value(document: Document, name: str) -> tuple[int, float, str]:
    value = _plain(document, name)
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0.0, str(value))


def _after(value: tuple[int, float, str], start: str, descending: bool) -> bool:
    try:
        limit: tuple[int, float, str] = (0, float(start), "") if value[0] == 0 else (1, 0.0, start)
    except ValueError:
        limit = (1, 0.0, start)
    return value < limit if descending else value > limit
