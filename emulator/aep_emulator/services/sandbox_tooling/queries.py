"""The query parameters of lists, read from the request. Only routes use it, because it knows Flask."""

from __future__ import annotations

from flask import request

from aep_emulator.gateway.request import integer_argument
from aep_emulator.services.sandbox_tooling.listing import DEFAULT_LIMIT, MAX_LIMIT, ListQuery


def list_query(*fields: str) -> ListQuery:
    """`property`, `orderby` or `orderBy`, `start` and `limit`, and the `fields` that have a parameter of their own.

    Raises ApiError 400.
    """
    arguments = request.args
    return ListQuery(
        property=tuple(arguments.getlist("property")),
        fields={name: arguments[name] for name in fields if name in arguments},
        order=arguments.get("orderBy") or arguments.get("orderby"),
        start=integer_argument("start", 0, low=0) or 0,
        limit=integer_argument("limit", DEFAULT_LIMIT, low=1, high=MAX_LIMIT) or DEFAULT_LIMIT,
    )
