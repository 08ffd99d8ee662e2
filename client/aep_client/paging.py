"""The three ways in which Adobe's services hand out long lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sized
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from aep_client.errors import AEPError

Fetch = Callable[[dict[str, Any]], Any]
"""The parsed page for query parameters."""

Page = TypeVar("Page", bound=Sized)


def by_link(fetch: Fetch, params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Flow Service: `{items, _links: {next: {href: "/flows?continuationToken=…"}}}`.

    Only the link's parameters are taken: wherever it points, the token of this client goes to its own base URL alone.
    """
    wanted = dict(params)
    while True:
        page = fetch(wanted)
        yield from page["items"]
        link = ((page.get("_links") or {}).get("next") or {}).get("href")
        if not link:
            return
        following = {**wanted, **parse_qs(urlsplit(link).query)}
        _check_progress(wanted, following)
        wanted = following


def by_start(fetch: Fetch, params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Schema Registry: `{results, _page: {next}}`; the next page begins behind `start={next}`.

    Documented: "Query parameters" (help/xdm/api/appendix.md); `start` is a value of the property in `orderby`.
    """
    wanted = dict(params)
    while True:
        page = fetch(wanted)
        yield from page["results"]
        start = (page.get("_page") or {}).get("next")
        if not start:
            return
        following = {**wanted, "start": start}
        _check_progress(wanted, following)
        wanted = following


def by_offset(
    fetch: Callable[[dict[str, Any]], Page], params: Mapping[str, Any], limit: int, start_name: str = "start"
) -> Iterator[Page]:
    """Catalog, Data Access, Data Prep: pages of `limit` entries from `start` on; a shorter one is the last.

    The sandboxes' service calls the place of the first entry `offset`.
    """
    start = int(params.get(start_name, 0))
    while True:
        page = fetch({**params, "limit": limit, start_name: start})
        yield page
        if len(page) < limit:
            return
        start += len(page)


def _check_progress(wanted: Mapping[str, Any], following: Mapping[str, Any]) -> None:
    if following == wanted:
        raise AEPError("the server names the same page as the next one again")
