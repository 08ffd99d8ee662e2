"""The body of `POST /connections/search`, `/flows/search` and `/flowSpecs/search`.

Documented: flow-service.yaml names the members `{queryString, limit, orderby, count, projectionFields,
groupByProperty}` and no more. Assumed: `queryString` is what a list request has behind its question mark
(`property=state==enabled&property=name==x`), of which the name `property=` may be left out; `projectionFields` are
top-level members by comma; `groupByProperty` puts items with the same value next to each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from aep_emulator import property_filter
from aep_emulator.services.flow_service.listing import ListQuery
from aep_emulator.services.flow_service.resources import raise_failures
from aep_emulator.types import Document
from aep_emulator.validation import request_schema


@dataclass(frozen=True, slots=True)
class Search:
    """A search as asked for. `fields` None shows items whole."""

    query: ListQuery
    fields: tuple[str, ...] | None
    group_by: str | None

    def shown(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer of the list operation with its items grouped and reduced."""
        items = answer.get("items")
        if items is None:
            return answer
        if self.group_by:
            items = _grouped(items, self.group_by)
        if self.fields is not None:
            items = [{name: item[name] for name in self.fields if name in item} for item in items]
        return {**answer, "items": items}


def read_search(body: Document, continuation_token: str | None) -> Search:
    """The search a body asks for. Raises FlowServiceError 400 naming what is wrong."""
    raise_failures(request_schema("aep_emulator.services.flow_service", "search"), body, "")
    orderby, expressions = body.get("orderby"), []
    for part in (body.get("queryString") or "").lstrip("?").split("&"):
        name, _, value = part.partition("=")
        if name == "property":
            expressions.append(unquote_plus(value))
        elif name in ("orderby", "orderBy"):
            orderby = orderby or unquote_plus(value)
        elif part.strip():
            expressions.append(unquote_plus(part))
    fields = body.get("projectionFields")
    return Search(
        ListQuery(
            property=tuple(expressions),
            orderby=orderby,
            limit=body.get("limit"),
            continuation_token=continuation_token,
            count=bool(body.get("count", False)),
        ),
        None if not fields else tuple(name.strip() for name in fields.split(",")),
        body.get("groupByProperty"),
    )


def _grouped(items: list[Document], path: str) -> list[Document]:
    groups: dict[str, list[Document]] = {}
    for item in items:
        value = next(iter(property_filter.values_at(item, path)), None)
        groups.setdefault(repr(value), []).append(item)
    return [item for group in groups.values() for item in group]
